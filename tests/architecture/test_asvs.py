"""The page about ASVS says something of every requirement of levels 1 and 2, and names tests and files that exist."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d[^|]*) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
NAMED = re.compile(r"`((?:tests|docs)/[\w/.-]+)(?:::(\w+))?`")
LAST = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
"""The last number of each section at levels 1 and 2; in 5.0.0 those of level 3 come behind them."""
ROWS = ROW.findall(PAGE)


def numbers(written: str) -> Iterator[str]:
    """The numbers a row is about: one, or from one to another, or several of these."""
    for part in written.split(", "):
        first, _, last = part.partition("-")
        section, _, start = first.rpartition(".")
        end = last.rpartition(".")[2] or start
        yield from (f"{section}.{number}" for number in range(int(start), int(end) + 1))


def test_every_requirement_stands_there_once() -> None:
    written = Counter(number for row in ROWS for number in numbers(row[0]))
    asked = {f"{section}.{number}" for section, last in LAST.items() for number in range(1, last + 1)}
    assert len(asked) == 253
    assert written == Counter(asked)


def test_every_state_is_one_of_three_and_gives_its_reason() -> None:
    for number, words, state, where in ROWS:
        assert state in ("met", "not applicable", "left"), number
        assert words.strip(), number
        assert where.strip(), number
        assert state != "met" or NAMED.search(where), f"{number} is met without a test or a page"


@pytest.mark.parametrize("file", sorted({file for file, _ in NAMED.findall(PAGE)}))
def test_what_it_names_exists(file: str) -> None:
    assert (ROOT / file).exists()
    if file.endswith(".py"):
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert {name for one, name in NAMED.findall(PAGE) if one == file and name} <= tests
