"""One open wave with invited people, and the web that takes their answers; read by the respond and adversary tests."""

import html
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pulse.app import create_app
from pulse.ballots.keys import KeyDirectories
from pulse.ballots.models import Ballot
from pulse.ballots.operations import close, place_contract
from pulse.ballots.queries import contract, keys
from pulse.ballots.sheet import Sheet
from pulse.ballots.unseal import opened_ballots
from pulse.database import Box, Role, open_databases
from pulse.house import House
from pulse.invitations.codes import code_for, digest
from pulse.invitations.models import Invitation
from pulse.invitations.operations import issue
from pulse.programme.contract import FORMAT, Contract
from tests.engines import as_web

WAVE = "W4VE00000000000A"
QUESTIONS = ("S1.v1", "S2.v1", "S3.v1", "R1.v1", "Q1.v1", "P1.v1", "X1.v1", "E3.v1", "P4.v1", "T1.v1")
POLICY: Mapping[str, int | bool] = {
    "version": 1, "k": 5, "strict": False, "k_bands": 15, "k_choice": 15, "k_comment": 8, "least_comments": 3,
    "k_theme": 5,
}  # fmt: skip
ANSWERS = {"S1.v1": "4", "S2.v1": "2", "X1.v1": "5", "P4.v1": "0"}
NOTHING_MORE: Mapping[str, str] = {}
CELLS = ("CE11000000000001", "CE11000000000002", "CE11000000000003")
ROOT = "R00T000000000000"


@dataclass(frozen=True)
class Count:
    """What stands in the box for a wave: ballots that count, what used codes wrote, and used codes."""

    ballots: int
    decoys: int
    redeemed: int


@dataclass(frozen=True)
class Stage:
    """A wave as its worker opened it, and the web beside it."""

    house: House
    app: Flask
    directories: KeyDirectories
    invite_key: bytes

    @property
    def path(self) -> str:
        return f"/w/{WAVE}"

    def browser(self) -> FlaskClient:
        """A browser that was never here."""
        return self.app.test_client()

    def code(self, person: int = 1) -> str:
        """The code in somebody's mail."""
        return code_for(self.invite_key, person)

    def send(self, fields: Mapping[str, object], lang: str = "") -> TestResponse:
        """Send the form once, from a new browser."""
        return self.browser().post(f"{self.path}?lang={lang}" if lang else self.path, data=fields)

    def answer(self, person: int = 1, more: Mapping[str, str] = NOTHING_MORE) -> TestResponse:
        """Somebody answers a few questions and sends."""
        return self.send({"code": self.code(person), **ANSWERS, **more})

    def count(self) -> Count:
        """Look into the box as the worker can."""
        with self.house.databases.box.reading() as session:
            ballots, decoys = (
                session.execute(sa.select(sa.func.count()).where(Ballot.counts.is_(true))).scalar_one()
                for true in (True, False)
            )
            redeemed = sa.select(sa.func.count()).select_from(Invitation).where(Invitation.redeemed)
            return Count(ballots, decoys, session.execute(redeemed).scalar_one())

    def contents(self) -> dict[str, list[str]]:
        """Everything that stands in the box."""
        with self.house.databases.box.reading() as session:
            tables = Box.metadata.tables.values()
            return {table.name: sorted(map(repr, session.execute(sa.select(table)))) for table in tables}

    def sheets(self) -> list[tuple[str, Sheet]]:
        """Open all ballots, as release does."""
        with self.house.databases.box.reading() as session:
            placed = keys(session, WAVE)
            key = self.directories.private_key(WAVE, placed.wrapped_key, placed.share)
            return list(opened_ballots(session, WAVE, key))

    def fingerprint(self) -> str:
        with self.house.databases.box.reading() as session:
            return contract(session, WAVE).fingerprint

    def close(self) -> None:
        with self.house.databases.box.writing() as session:
            close(session, WAVE)


@contextmanager
def open_stage(
    house: House,
    people: int = 30,
    policy: Mapping[str, int | bool] = POLICY,
    **terms: Any,
) -> Iterator[Stage]:
    """Open the wave for so many people, with other terms of the contract by name, and the web on the same house."""
    directories = KeyDirectories(house.settings.key_directories)
    invite_key, wave_keys = directories.invite_key(WAVE), directories.create(WAVE)
    drawn_up = _contract(house, b64encode(wave_keys.public_key).decode(), people, policy)
    text = replace(drawn_up, **terms).canonical()
    entries = [(digest(WAVE, code_for(invite_key, person)), CELLS[person % 3]) for person in range(people)]
    with house.databases.box.writing() as session:
        place_contract(session, WAVE, text, wave_keys)
        issue(session, WAVE, entries)
    web = open_databases(as_web(house.settings), Role.WEB)
    app = create_app(House(house.settings, web, house.questionnaire, house.clock))
    yield Stage(house, app, directories, invite_key)
    web.dispose()


def _contract(house: House, public_key: str, people: int, policy: Mapping[str, int | bool]) -> Contract:
    opens_at = house.clock()
    return Contract(
        format=FORMAT, wave=WAVE, programme="Field pulse", number=3, instrument="pulse-9",
        questionnaire=house.questionnaire.version, questions=QUESTIONS, languages=("en", "de"),
        units={ROOT: None, **dict.fromkeys(CELLS, ROOT)},
        cells={cell: len(range(place, people, 3)) for place, cell in enumerate(CELLS)},
        folded={}, policy=policy, opens_at=opens_at.isoformat(),
        closes_at=(opens_at + timedelta(days=7)).isoformat(), public_key=public_key, reminders=1,
        reminded="everyone", results="everyone", approvals="Works council, 3 March 2026",
    )  # fmt: skip


def without_tags(page: str) -> str:
    """The words of a page, on one line."""
    words = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", words)).split())
