"""The pages about anonymity say what is so: every test they name exists, every marked number is computed here."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from pulse.ballots.mix import MOST_OTHERS
from pulse.ballots.operations import SLOTS
from pulse.programme.contract import FEWEST_PEOPLE
from pulse.publications.figures import MOST_OPTIONS, Form, Policy, Shape
from pulse.release.disclosure import atoms, publishable, sanitise
from pulse.roster.tree import Tree
from tests.adversary import drills
from tests.adversary.deniability import Histogram, Verdict, attack
from tests.adversary.drills import Group
from tests.adversary.test_deniability import between, clamped, only_empty_raised, thirds, total

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("method.md", "threat-model.md")
MARKED = re.compile(r"\*\*([^*]+)\*\*<!--(\w+)-->")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
AGREE = Shape(Form.MEAN, 1, 5, banded=True)
SALES = Tree({"sales": None, "north": "sales", "south": "sales", "west": "sales"})
ANSWERED = {"sales": 3, "north": 9, "south": 6, "west": 3}


def text(page: str) -> str:
    return (ROOT / "docs" / page).read_text("utf-8")


def shown(**changed: int) -> Sequence[str]:
    return publishable(SALES, ANSWERED | changed, 5).shown


def pool(unit: str) -> int:
    """How many people are in a unit's atom."""
    home = atoms(SALES, shown())
    return sum(people for cell, people in ANSWERED.items() if home[cell] == unit)


def of(verdict: Verdict) -> str:
    return f"{verdict.telling} of {verdict.results:,}"


def published_total(*histogram: int) -> int:
    return sanitise(AGREE, histogram, Policy()).total


def bands() -> str:
    found = sanitise(AGREE, (0, 0, 2, 6, 8), Policy()).bands
    assert found
    return f"{found.unfavourable}, {found.neutral}, {found.favourable}"


def empty_bands(answers: Histogram) -> object:
    raised = only_empty_raised(thirds(answers), 2)
    return raised, between(answers, raised, 2)


def raw_bands(answers: Histogram) -> object:
    return thirds(answers), clamped(answers, 1)


def true_label(answers: Histogram) -> object:
    return clamped(answers, 1), clamped(answers, 1) != total(answers)


COMPUTED: Mapping[str, Callable[[], object]] = {
    "least_k": lambda: next(k for k in range(1, 9) if accepted(k, strict=False)),
    "strict_k": lambda: next(k for k in range(1, 9) if accepted(k, strict=True)),
    "most_options": lambda: MOST_OPTIONS,
    "slots": lambda: f"{SLOTS:,}",
    "most_others": lambda: f"{MOST_OTHERS:,}",
    "audience": lambda: FEWEST_PEOPLE,
    "example_north": lambda: ANSWERED["north"],
    "example_south": lambda: ANSWERED["south"],
    "example_west": lambda: ANSWERED["west"],
    "example_own": lambda: ANSWERED["sales"],
    "example_shown": lambda: ", ".join(shown()).title(),
    "example_rest": lambda: pool("sales"),
    "example_without_leaders": lambda: ", ".join(shown(sales=0)).title(),
    "example_unanimous": lambda: published_total(0, 0, 0, 0, 9),
    "example_ordinary": lambda: published_total(1, 2, 2, 1, 0),
    "example_bands": bands,
    "example_banded_sum": lambda: published_total(0, 0, 2, 6, 8),
    "exact_sums": lambda: of(attack(total, 5, 5, 1)),
    "true_label": lambda: of(attack(true_label, 5, 5, 1)),
    "empty_bands": lambda: of(attack(empty_bands, 16, 5, 2)),
    "raw_bands": lambda: of(attack(raw_bands, 16, 5, 1)),
    "rules": lambda: of(drills.deny(drills.the_program(), Group(16))),
}


def accepted(k: int, *, strict: bool) -> bool:
    try:
        Policy(k=k, strict=strict)
    except ValueError:
        return False
    return True


MARKS = [(page, name, number) for page in PAGES for number, name in MARKED.findall(text(page))]


@pytest.mark.parametrize(("page", "name", "number"), MARKS, ids=[f"{page}-{name}" for page, name, _ in MARKS])
def test_a_marked_number_is_what_the_code_says(page: str, name: str, number: str) -> None:
    assert number == str(COMPUTED[name]())


def test_every_mark_is_read() -> None:
    assert len(MARKS) == sum(text(page).count("<!--") for page in PAGES)
    assert {name for _, name, _ in MARKS} == COMPUTED.keys()


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_is_named_exists(page: str) -> None:
    found = NAMED.findall(text(page))
    assert len(found) >= 5
    for file, name in found:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert not name or name in tests, f"{page} names {file}::{name}"


def test_every_file_that_is_named_exists() -> None:
    for page in PAGES:
        for file in re.findall(r"`((?:pulse|config|docs)/[\w/.-]+)`", text(page)):
            assert (ROOT / file).exists(), f"{page} names {file}"


def test_every_attack_of_the_threat_model_is_one_of_the_suite() -> None:
    named = {int(number) for number in re.findall(r"\bA(\d+)\b", text("threat-model.md"))}
    assert named <= set(range(1, 23)) - {17}


def test_nothing_is_promised_that_cannot_be_kept() -> None:
    for page in PAGES:
        assert not re.search(r"100 ?%|mathematically impossible|even we cannot|!", text(page).replace("<!--", ""))
