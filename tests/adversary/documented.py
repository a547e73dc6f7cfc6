"""Every number of a publication and of its contract, worked out from the answers that were sent."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.adversary import rules
from tests.adversary.facts import PARTICIPATION, bank
from tests.adversary.reading import nearest

DECLINED = "99"
CONTRACT = {"version": 1, "k": 5, "strict": False, "k_bands": 15, "k_choice": 15}
CONTRACT |= {"k_comment": 8, "least_comments": 3, "k_theme": 5}
"""The thresholds of a programme that asks for no others."""
CHANGE = {"on", "approval", "joiners", "leavers", "moves", "new_teams"}
SHAPES = {"A5": (1, 5), "N10": (0, 10), "PC": (0, 10)}
TEXTS = re.compile(
    r"[0-9a-f]{64}|[0-9A-HJKMNP-TV-Z]{8}|[0-9A-HJKMNP-TV-Z]{16}|pulse[.-][a-z]+[/-]\d+|[A-Z]\d\.v\d|pulse-(?:9|11)"
)
"""Texts with digits: fingerprints, names of units and waves, formats, names of questions."""
Answers = Mapping[str, Mapping[str, str]]
Cells = Mapping[str, str]


def publication(text: str, contract: Mapping[str, Any], cells: Cells, answers: Answers) -> Iterator[str]:
    """Name the numbers of a publication that do not follow from the answers and the rules; `cells` says who counts
    where."""
    body = json.loads(text)
    items = body["table"].pop("items")
    for item, found in items.items():
        yield from (f"{item}: {one}" for one in _item(item, found, body["table"], cells, answers))
    if body["table"].pop("policy") != contract["policy"]:
        yield "the policy is not the contract's"
    yield from _left(body, {"unreadable": 0})


def contract(text: str, cells: Cells, number: int, tapped: int, people: int) -> Iterator[str]:
    """Name the numbers of a contract that do not follow from the roster and the programme."""
    body = json.loads(text)
    expected = {"cells": Counter(cells.values()), "policy": CONTRACT, "number": number, "reminders": 1}
    for name, value in expected.items():
        if body.pop(name) != value:
            yield f"{name} does not follow"
    for name in ("opens_at", "closes_at", "public_key"):
        body.pop(name)
    changes = body.pop("roster_changes")
    if any({*change} - CHANGE or change["joiners"] != people or change["leavers"] for change in changes):
        yield f"the changes of the roster are {changes}"
    if sum(not item.startswith("T") for item in body["questions"]) != tapped:
        yield "there are not so many questions"
    yield from _left(body, {})


def _item(item: str, found: Any, table: Any, cells: Cells, answers: Answers) -> Iterator[str]:
    """Every atom from the answers of the people whose nearest shown unit it is."""
    for unit, printed in found["atoms"].items():
        inside = [
            fields for email, fields in answers.items() if nearest(table["tree"], found["atoms"], cells[email]) == unit
        ]
        expected = {"n": len(inside)} if item == PARTICIPATION else _printed(item, inside)
        if printed != expected:
            yield f"{unit} is {printed}, not {expected}"
    shape = found["shape"]
    if item != PARTICIPATION and (shape["lowest"], shape["highest"], shape["options"]) != _shape(item):
        yield f"the shape is {shape}"


def _printed(item: str, inside: list[Mapping[str, str]]) -> dict[str, Any]:
    """What the rules print of these answers."""
    asked = bank()[item]
    codes = [int(fields[item]) for fields in inside if fields.get(item, DECLINED) != DECLINED]
    if "published_as" in asked:
        yes = [number for number, one in enumerate(asked["options"]) if one["en"] in asked["published_as"]["yes"]]
        codes = [int(code in yes) for code in codes]
    lowest, highest = _range(item)
    histogram = [codes.count(code) for code in range(lowest, highest + 1)]
    if not codes:
        return {"n": 0}
    if asked["scale"] == "SC" and "published_as" not in asked:
        n, _, options, _ = rules.choice(histogram, strict=False)
        return {"n": n, "options": list(options)}
    n, total, bands, _ = rules.scale(histogram, lowest, strict=False, bands_from=15 if asked["scale"] == "A5" else None)
    return {"n": n} | ({"sum": total} if total else {}) | ({"bands": list(bands)} if bands else {})


def _range(item: str) -> tuple[int, int]:
    asked = bank()[item]
    if "published_as" in asked:
        return 0, 1
    return SHAPES.get(asked["scale"]) or (0, len(asked["options"]) - 1)


def _shape(item: str) -> tuple[int, int, int]:
    asked, (lowest, highest) = bank()[item], _range(item)
    choice = asked["scale"] == "SC" and "published_as" not in asked
    return (lowest, highest, highest + 1) if choice else (lowest, highest, 0)


def _left(value: Any, known: Mapping[str, int], path: str = "") -> Iterator[str]:
    """Numbers, and texts with digits, that nothing above speaks of."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _left(name, known, path)
            yield from _left(one, known, f"{path}.{name}".strip("."))
    elif isinstance(value, list):
        for one in value:
            yield from _left(one, known, path)
    elif isinstance(value, str):
        if re.search(r"\d", value) and not TEXTS.fullmatch(value):
            yield f"{path} holds {value!r}"
    elif isinstance(value, int) and not isinstance(value, bool) and known.get(path) != value:
        yield f"{path} is {value}: say what it is in tests/adversary/documented.py"
