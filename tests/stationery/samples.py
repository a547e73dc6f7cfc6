"""One mail of every kind that leaves, in every language it leaves in."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from pulse.accounts.letter import render
from pulse.accounts.queries import WaitingSignIn
from pulse.digests.contents import Contents
from pulse.digests.letters import message
from pulse.digests.models import Digest
from pulse.digests.queries import DueDigest
from pulse.house import SURVEYS
from pulse.invitations.codes import code_for, spoken
from pulse.mail import Mail
from pulse.pauses.tokens import token
from pulse.programme.models import Kind
from pulse.programme.occasion import Occasion, Reader
from pulse.programme.pad import Pad
from pulse.questionnaire import load
from pulse.stationery import Section, Sender

NOW = datetime(2026, 2, 3, 8, tzinfo=UTC)
SENDER = Sender("Acme", "https://pulse.acme.example", "Pulse <pulse@acme.example>", "ask@acme.example", b"k" * 32)
OCCASION = Occasion(
    wave="0123456789ABCDEF",
    programme="Sales Pulse",
    number=3,
    audience="Sales",
    items=load(SURVEYS).items_for("pulse-9", 0),
    closes_at=datetime(2026, 2, 9, 17, tzinfo=UTC),
    fingerprint=hashlib.sha256(b"contract").hexdigest(),
    k=5,
    reminders=1,
    reminded="everyone",
    you_said_we_did="You said <quotas> move & change. We did: they stay until the end of the quarter.",
)
CODE = code_for(b"i" * 32, 5)
READER = Reader(
    person=5,
    email="anna@acme.example",
    language="en",
    time_zone="Europe/Berlin",
    cell="Sales / Europe, Middle East and Africa / Donaudampfschifffahrtsgesellschaftsvertrieb / Munich",
    cell_people=14,
    code=CODE,
    spoken_code=spoken(CODE),
    team_link="T0K3N" * 12,
    answer_by=date(2026, 2, 20),
    pause=token(b"s" * 32, 5),
)
CONTENTS = Contents(
    title="What waits for you in Sales / EMEA / Munich",
    opening=("Two themes wait for an answer.",),
    sections=(Section("Waiting", ("Price and discount, due by Friday 20 February.", "Onboarding & training, late.")),),
    button="Answer now",
    path="/team/M0N1CH00",
)


def samples() -> Mapping[str, Mail]:
    """Every kind of mail by its name."""
    pad = Pad(SENDER)
    found = {
        f"{kind} in {language}": pad.mail(kind, OCCASION, replace(READER, language=language), NOW)
        for kind in Kind
        for language in ("en", "de")
    }
    digest = DueDigest(Digest.LEADER, "2026-W06", "lena@acme.example", due_at=NOW, ends_at=NOW, attempts=0)
    found["digest"] = message(SENDER, digest, CONTENTS, NOW)
    found["sign-in"] = render(SENDER, WaitingSignIn(1, "lena@acme.example", "Lena <Lang>", bytes(16)), NOW)
    return found
