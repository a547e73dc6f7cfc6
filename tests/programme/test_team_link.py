"""A team link: signed, expiring, the same for everybody of a unit, and nobody's."""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pulse.exports import books
from pulse.programme import team_link
from pulse.programme.team_link import TeamLink, TeamLinkExpired, read, token

SECRET = b"s" * 32
CLOSES = datetime(2026, 2, 9, 17, tzinfo=UTC)
KEY = hmac.digest(SECRET, b"pulse team link key/1", "sha256")
MUNICH = TeamLink("0123456789ABCDEF", "MNCH0001")
TOKEN = token(SECRET, MUNICH, CLOSES)


def test_a_link_stands_for_its_wave_and_unit_until_its_expires_at() -> None:
    last = team_link.expires_at(CLOSES)
    assert read(SECRET, TOKEN, CLOSES) == MUNICH
    assert read(SECRET, TOKEN, last - timedelta(seconds=1)) == MUNICH
    with pytest.raises(TeamLinkExpired):
        read(SECRET, TOKEN, last)


def test_everybody_of_a_unit_gets_the_same_link_whenever_it_is_made() -> None:
    assert token(SECRET, MUNICH, CLOSES) == TOKEN
    assert re.fullmatch(r"[\w-]{59}", TOKEN)


@pytest.mark.parametrize(
    "other",
    [
        token(SECRET, replace(MUNICH, unit="HMBG0001"), CLOSES),
        token(SECRET, replace(MUNICH, wave="FEDCBA9876543210"), CLOSES),
        token(SECRET, MUNICH, CLOSES + timedelta(days=1)),
        token(b"t" * 32, MUNICH, CLOSES),
    ],
    ids=["unit", "wave", "expiry", "key"],
)
def test_the_proof_of_another_link_does_not_fit(other: str) -> None:
    proof = 20  # characters that hold nothing but the proof
    with pytest.raises(TeamLinkExpired):
        read(SECRET, other[:proof] + TOKEN[proof:], CLOSES)


@pytest.mark.parametrize("label", [b"", b"pulse books", b"pulse team link/2"])
def test_a_proof_under_another_label_does_not_fit(label: bytes) -> None:
    signed = urlsafe_b64decode(TOKEN + "=")[16:]
    proofs = [hmac.digest(key, label + b"\0" + signed, "sha256")[:16] for key in (SECRET, KEY)]
    for proof in proofs:
        with pytest.raises(TeamLinkExpired):
            read(SECRET, urlsafe_b64encode(proof + signed).decode().rstrip("="), CLOSES)


def test_links_to_other_pages_and_team_links_are_not_each_other() -> None:
    with pytest.raises(TeamLinkExpired):
        read(SECRET, books.token(SECRET, CLOSES), CLOSES)
    with pytest.raises(books.LinkExpired):
        books.check(SECRET, TOKEN, CLOSES)


def test_a_link_changed_in_any_place_is_refused() -> None:
    for place, letter in enumerate(TOKEN):
        changed = TOKEN[:place] + ("A" if letter != "A" else "B") + TOKEN[place + 1 :]
        with pytest.raises(TeamLinkExpired):
            read(SECRET, changed, CLOSES)


@pytest.mark.parametrize("nonsense", ["", "A", "é", TOKEN + "=", TOKEN + "!", TOKEN[:-1], TOKEN * 2, "." * 59, "\0"])
def test_what_is_no_link_is_refused(nonsense: str) -> None:
    with pytest.raises(TeamLinkExpired):
        read(SECRET, nonsense, CLOSES)
