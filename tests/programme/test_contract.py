"""The contract: one text, one fingerprint, and no wave without twenty people."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.programme.cells import Placement, draw_cells
from pulse.programme.contract import AudienceTooSmall, BrokenContract, Contract, Round, draw_up
from pulse.programme.definition import Definition
from pulse.programme.schedule import Window
from pulse.publications.figures import Policy
from pulse.roster.tree import Tree

OPENING = datetime(2026, 2, 3, 8, tzinfo=UTC)
WINDOW = Window(OPENING, OPENING + timedelta(days=6))
ROUND = Round("0123456789ABCDEF", 3, WINDOW, "a" * 64, ("S1.v1", "S2.v1"))
TREE = Tree({"sales": None, "north": "sales", "south": "sales", "west": "sales"})


def programme(**values: object) -> Definition:
    base: dict[str, object] = {"name": "p", "title": "Vertriebspuls Köln", "audience": "Sales", "time_zone": "UTC"}
    return Definition.model_validate(base | {"first_wave": date(2026, 2, 3)} | values)


def contract(north: int = 9, south: int = 9, west: int = 3, **values: Any) -> Contract:
    counts = {"north": north, "south": south, "west": west, "sales": 5}
    placed = [
        Placement(100 * place + n, unit, None)
        for place, (unit, count) in enumerate(counts.items())
        for n in range(count)
    ]
    definition = programme(**values)
    return draw_up(definition, ROUND, draw_cells(TREE, placed, definition.k, OPENING), b"\x01\x02\x03")


def test_the_contract_holds_what_decides_the_publication() -> None:
    drawn = contract(reminders=2, remind="unanswered", approvals="Works agreement 7")
    assert json.loads(drawn.canonical()) == {
        "format": "pulse.contract/1",
        "wave": "0123456789ABCDEF",
        "programme": "Vertriebspuls Köln",
        "number": 3,
        "instrument": "pulse-9",
        "questionnaire": "a" * 64,
        "questions": ["S1.v1", "S2.v1"],
        "languages": ["en", "de"],
        "units": {"sales": None, "north": "sales", "south": "sales", "west": "sales"},
        "cells": {"north": 9, "south": 9, "sales": 8},
        "folded": {"west": "sales"},
        "policy": {
            "version": 1,
            "k": 5,
            "strict": False,
            "k_bands": 15,
            "k_choice": 15,
            "k_comment": 8,
            "least_comments": 3,
            "k_theme": 5,
        },
        "opens_at": "2026-02-03T08:00:00+00:00",
        "closes_at": "2026-02-09T08:00:00+00:00",
        "public_key": "AQID",
        "reminders": 2,
        "reminded": "unanswered",
        "results": "everyone",
        "approvals": "Works agreement 7",
        "roster_changes": [],
        "books": "on request",
    }


@pytest.mark.parametrize("values", [{}, {"strict": True}, {"k": 7, "comment_k": 12, "least_comments": 4}])
def test_the_policy_is_one_that_publications_accept(values: dict[str, Any]) -> None:
    drawn = contract(**values)
    assert Policy(**drawn.policy).k == programme(**values).k
    assert {field.name for field in fields(Policy)} == set(drawn.policy)


def test_the_text_has_one_form() -> None:
    text = contract().canonical()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert "Köln" in text


def test_the_fingerprint_changes_with_anything_that_changes() -> None:
    prints = {contract().fingerprint, contract(north=10).fingerprint, contract(k=6).fingerprint}
    assert len(prints | {contract(reminders=0).fingerprint}) == 4
    assert contract().fingerprint == contract().fingerprint


def test_an_audience_of_nineteen_is_refused_with_its_number() -> None:
    with pytest.raises(AudienceTooSmall, match=r"This audience has 19 people to invite; a wave needs at least 20\."):
        contract(north=6, south=6, west=2)
    assert contract(north=6, south=6, west=3).invited == 20


def test_a_unit_counts_in_its_cell() -> None:
    assert (contract().cell_of("west"), contract().cell_of("north")) == ("sales", "north")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"format":"pulse.contract/2"}'])
def test_another_text_is_no_contract(text: str) -> None:
    with pytest.raises(BrokenContract):
        Contract.parse(text)


def test_a_contract_written_differently_is_no_contract() -> None:
    drawn = contract().canonical()
    for altered in (drawn.replace(":", ": ", 1), drawn.replace("contract/1", "contract/2"), drawn[:-1] + ',"more":1}'):
        with pytest.raises(BrokenContract):
            Contract.parse(altered)


@given(
    st.integers(5, 30),
    st.integers(5, 30),
    st.integers(0, 8),
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20),
)
def test_reading_back_gives_the_same_contract_and_text(north: int, south: int, west: int, title: str) -> None:
    drawn = contract(north=north + 5, south=south + 5, west=west, title=title)
    read = Contract.parse(drawn.canonical())
    assert read == drawn
    assert (read.canonical(), read.fingerprint) == (drawn.canonical(), drawn.fingerprint)
    assert read.window == WINDOW
    assert read.invited == north + south + west + 15


def test_who_may_download_the_books_stands_in_the_contract() -> None:
    opened, closed = contract(books="everyone"), contract()
    assert (opened.opens_books, closed.opens_books) == (True, False)
    assert opened.fingerprint != closed.fingerprint


def test_a_contract_of_before_the_books_had_a_rule_keeps_its_text_and_opens_nothing() -> None:
    old = replace(contract(), books="")
    assert "books" not in json.loads(old.canonical())
    assert Contract.parse(old.canonical()) == old
    assert not old.opens_books


def test_a_contract_of_before_themes_were_named_keeps_its_text_and_fingerprint() -> None:
    unnamed, named = contract(), replace(contract(), themes="b" * 64)
    assert "themes" not in json.loads(unnamed.canonical())
    assert json.loads(named.canonical())["themes"] == "b" * 64
    assert Contract.parse(unnamed.canonical()) == unnamed
    assert Contract.parse(named.canonical()) == named
    assert unnamed.fingerprint != named.fingerprint
