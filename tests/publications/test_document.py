"""A publication is one canonical text: reading it back gives the same, and any change shows."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from pulse.publications.document import FIRST, BrokenPublication, Document, parse
from pulse.publications.figures import Policy
from pulse.release.aggregate import Tally, release_table
from pulse.roster.tree import Tree
from tests.release.strategies import SHAPES, Sheets, waves


def published(tree: Tree, sheets: Sheets) -> Document:
    tally = Tally(tree.parents)
    for cell, answers in sheets:
        tally.add(cell, answers)
    return Document("wave", "f" * 64, FIRST, release_table(tree, tally, SHAPES, Policy()))


def example() -> Document:
    tree = Tree({"all": None, "east": "all", "west": "all"})
    return published(tree, [("east", {"S1": 1 + number % 5, "P4": 1 + number % 7}) for number in range(20)])


@settings(max_examples=60, deadline=None)
@given(waves())
def test_reading_a_publication_back_gives_the_same(wave: tuple[Tree, Sheets]) -> None:
    document = published(*wave)
    assert parse(document.text) == document


def test_a_publication_reads_as_its_rules_say() -> None:
    found = json.loads(example().text)
    assert found["table"]["items"]["S1"]["atoms"] == {"all": {"n": 0}, "east": {"bands": [8, 4, 8], "n": 20, "sum": 60}}
    assert found["table"]["items"]["S1"]["hidden"] == {"west": "too few"}
    assert found["table"]["items"]["P4"]["atoms"]["east"] == {"n": 20, "options": [3, 3, 3, 3, 3, 3, 2]}
    assert found["table"]["tree"] == {"all": None, "east": "all", "west": "all"}


def test_the_text_is_canonical() -> None:
    text = example().text
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert text.isascii()


def test_the_digest_covers_everything_published() -> None:
    document = example()
    others = [
        replace(document, wave="other"),
        replace(document, contract="e" * 64),
        replace(document, previous=document.digest),
        replace(document, comments="c" * 64),
        replace(document, unreadable=1),
        replace(document, audit="a" * 64),
        replace(document, table=replace(document.table, policy=Policy(k_comment=9))),
    ]
    assert len({document.digest, *(other.digest for other in others)}) == 1 + len(others)


def test_equal_publications_have_equal_digests_however_they_were_made() -> None:
    document = example()
    table = document.table
    turned = Tree(dict(sorted(table.tree.parents.items(), reverse=True)))
    columns = dict(sorted(table.columns.items(), reverse=True))
    assert replace(document, table=replace(table, tree=turned, columns=columns)).digest == document.digest


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    found = json.loads(example().text)
    change(found)
    return json.dumps(found, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        " " + example().text,
        json.dumps(json.loads(example().text)),
        changed(lambda found: found.update(format="another")),
        changed(lambda found: found.update(more=1)),
        changed(lambda found: found.pop("wave")),
        changed(lambda found: found["table"]["policy"].update(k=4)),
        changed(lambda found: found["table"]["policy"].update(luck=7)),
        changed(lambda found: found["table"]["items"]["S1"]["atoms"]["east"].update(sum=60.0)),
        changed(lambda found: found["table"]["items"]["S1"]["atoms"]["east"].update(mean=3)),
        changed(lambda found: found["table"]["items"]["S1"]["atoms"]["east"].update(n=4)),
        changed(lambda found: found["table"]["items"]["S1"]["atoms"]["east"].update(n=float("nan"))),
        changed(lambda found: found["table"]["items"]["S1"]["hidden"].update(west="unlucky")),
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BrokenPublication):
        parse(text)
