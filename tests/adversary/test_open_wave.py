"""A7: while a wave is open, no answer changes a byte of any page of any role.

And what the web asks its databases meanwhile: only the rep's own POST names the ballot table, and only to insert.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.adversary.crawling import everything
from tests.stories.conftest import Company, Visitor, company
from tests.stories.test_one_wave import LEADERS, NORTH, SOUTH, TINY

__all__ = ["company"]

STAFF = ("head@acme.example", "ada@acme.example", "tim@acme.example", "hr@acme.example")
pytestmark = pytest.mark.once


@pytest.fixture
def second_wave(company: Company) -> Company:
    """A company whose first wave is published and whose second is open."""
    company.imports(*LEADERS, *NORTH, *SOUTH, *TINY)
    company.hires_hr("hr@acme.example")
    company.applies()
    company.passes(days=4)
    company.passes(hours=1)
    answer_all(company, code="4")
    company.passes(days=7)
    published = newest_wave(company)
    while newest_wave(company) == published:
        company.passes(days=1)
    return company


def newest_wave(company: Company) -> str:
    return str(company.links()["north0@acme.example"]["wave"])


def answer_all(company: Company, code: str) -> None:
    for link in company.links().values():
        sheet = dict.fromkeys(("S1.v1", "S2.v1", "S3.v1", "R1.v1", "Q1.v1", "P1.v1"), code)
        company.visitor().post(f"/w/{link['wave']}", code=link["code"], **sheet)


def test_no_answer_changes_any_page_while_the_wave_is_open(second_wave: Company) -> None:
    people = [second_wave.signs_in(email) for email in STAFF]
    links = dict(list(second_wave.links().items())[:4])
    wave = f"/w/{next(iter(links.values()))['wave']}"
    visitors: list[tuple[Visitor, str]] = [(person, "/") for person in people] + [(second_wave.visitor(), wave)]
    before = [everything(visitor, start) for visitor, start in visitors]
    assert sum(map(len, before)) > 40
    for link in links.values():
        sent = second_wave.visitor().post(wave, code=link["code"], **{"S1.v1": "1", "X1.v1": "0"})
        assert sent.status == 200
        assert [everything(visitor, start) for visitor, start in visitors] == before


@contextmanager
def listening(company: Company) -> Iterator[list[str]]:
    """Note every statement any engine of the web sends."""
    heard: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        heard.append(statement)

    engines = [company.web_house.databases.office.engine, company.web_house.databases.box.engine]
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    yield heard
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_only_the_reps_insert_names_the_ballot_table(second_wave: Company) -> None:
    people = [second_wave.signs_in(email) for email in STAFF]
    link = next(iter(second_wave.links().values()))
    with listening(second_wave) as heard:
        for person in people:
            everything(person, "/")
        everything(second_wave.visitor(), f"/w/{link['wave']}")
    assert len(heard) > 100
    assert [statement for statement in heard if "ballot" in statement.lower()] == []
    with listening(second_wave) as heard:
        second_wave.visitor().post(f"/w/{link['wave']}", code=link["code"], **{"S1.v1": "2"})
    named = [statement for statement in heard if "ballot" in statement.lower()]
    assert len(named) == 1
    assert named[0].startswith("INSERT INTO ballot ")
    assert "returning" not in named[0].lower()
