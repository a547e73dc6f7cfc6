"""The stand-alone program finds nothing in what the program publishes, and everything that should not be there."""

import ast
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.adversary import books, drills, rules
from tests.adversary.core_mutants import MUTANTS
from tests.adversary.deniability import histograms
from tests.adversary.drills import CORE, FEW, Group
from tests.adversary.mutants import Mutant, build
from tests.adversary.organisations import Organisation, Sheet
from tests.adversary.rank import rank

TEAM = Organisation({"team": None}, {"team": 16})


def team(*codes: int) -> str:
    """What is published of a team of sixteen who answer all questions, the agree scale and the tens like this."""
    sheets: list[Sheet] = [("team", {"S1": 1 + code, "X1": 2 * code, "P4": 1 + code, "R5": code % 2}) for code in codes]
    return drills.publish(drills.the_program(), TEAM, sheets)


MIXED = team(*[0, 1, 2, 3, 4] * 3, 2)


def atom(body: dict[str, Any], item: str) -> dict[str, Any]:
    found: dict[str, Any] = body["table"]["items"][item]["atoms"]["team"]
    return found


@pytest.mark.parametrize("strict", [False, True])
def test_nothing_is_found_in_what_the_program_publishes(tmp_path: Path, strict: bool) -> None:
    outcome = books.attack(books.write(tmp_path, books.publications(drills.the_program(), 6, strict=strict)))
    assert (outcome.status, outcome.found, outcome.complained) == (0, {}, ""), outcome.said
    assert outcome.said.startswith("6 publications, 6 contracts\n")
    assert "groups against all sets of answers" in outcome.said


TAMPERED: Mapping[str, tuple[books.Change, str]] = {
    "a sum at its end": (lambda body: atom(body, "X1").update(sum=0), "A5 denial"),
    "a sum beside its bands": (lambda body: atom(body, "S1").update(sum=70), "A5 denial"),
    "an empty band": (lambda body: atom(body, "S1").update(bands=[0, 8, 8]), "A5 denial"),
    "an option without an answer": (
        lambda body: atom(body, "P4").update(options=[0, 4, 4, 4, 2, 1, 1]),
        "A5 denial",
    ),
    "a small group": (lambda body: atom(body, "R5").update(n=4, sum=2), "A1 subtraction"),
    "bands of few": (lambda body: atom(body, "S1").update(n=14, sum=42, bands=[5, 4, 5]), "A1 subtraction"),
    "another link": (lambda body: body.update(previous="1" * 64), "chain"),
    "another contract": (lambda body: body.update(contract="1" * 64), "contracts"),
    "another wave": (lambda body: body.update(wave="another"), "contracts"),
    "a question not asked": (
        lambda body: body["table"]["items"].update(Z9=body["table"]["items"]["R5"]),
        "contracts",
    ),
    "another threshold": (lambda body: body["table"]["policy"].update(k=4), "contracts"),
    "another tree": (lambda body: body["table"]["tree"].update(more="team"), "contracts"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_should_not_be_published_is_found(tmp_path: Path, what: str) -> None:
    change, attack = TAMPERED[what]
    outcome = books.attack(books.write(tmp_path, [MIXED, MIXED], change))
    assert (outcome.status, outcome.complained) == (1, "")
    assert attack in outcome.found, outcome.said


def test_a_small_group_is_found_by_algebra_too(tmp_path: Path) -> None:
    outcome = books.attack(books.write(tmp_path, [MIXED], lambda body: atom(body, "R5").update(n=4, sum=2)))
    assert outcome.found["A2 algebra"] == 1


def test_elimination_has_the_rank_that_the_other_attack_finds() -> None:
    random = Random(1)
    for _ in range(60):
        width, height = random.randint(1, 7), random.randint(1, 7)
        matrix = [[random.randint(-1, 1) for _ in range(width)] for _ in range(height)]
        rows = [{place: Fraction(part) for place, part in enumerate(row) if part} for row in matrix]
        reduced = books.load().reduce_rows(rows)
        assert len(reduced) == rank(matrix)
        pivots = [min(row) for row in reduced]
        assert all((pivot in row) == (pivot == min(row)) for row in reduced for pivot in pivots)


def test_linear_programs_find_an_answer_that_is_ruled_out(tmp_path: Path) -> None:
    text = drills.publish(drills.the_program(), TEAM, [("team", {"X1": code}) for code in [0] * 15 + [3]])
    exact = books.attack(books.write(tmp_path / "exact", [text], lambda body: atom(body, "X1").update(sum=3)))
    assert exact.found["A3 programs"] == 7
    assert not books.attack(books.write(tmp_path / "kept", [text])).found


def test_contracts_that_were_lowered_or_overfilled_are_found(tmp_path: Path) -> None:
    lowered = books.attack(books.write(tmp_path / "a", [MIXED], agree=lambda contract: contract["policy"].update(k=4)))
    assert lowered.found == {"contracts": 1}
    assert "k is below 5" in lowered.said
    stuffed = books.attack(books.write(tmp_path / "b", [MIXED], people=15))
    assert "16 answers of 15 people invited" in stuffed.said


def test_a_removed_or_second_publication_is_found(tmp_path: Path) -> None:
    folder = books.write(tmp_path, [MIXED, MIXED, MIXED])
    again = folder / "publications" / "9.json"
    again.write_bytes((folder / "publications" / "1.json").read_bytes())
    assert books.attack(folder).found == {"chain": 2, "contracts": 2}
    again.unlink()
    (folder / "publications" / "1.json").unlink()
    outcome = books.attack(folder)
    assert "1 of 2 publications do not follow from the first." in outcome.said


SEEN_IN_BOOKS = [
    "an atom below fifteen has bands",
    "a unit is shown whatever it leaves uncovered",
    "one uncovered person is thought harmless",
    "all items share participation's selection",
    "participation is printed for every cell",
    "sums are not clamped",
    "a sum is not clamped to its raised bands",
    "bands leave a sum no room",
    "bands are not raised",
    "options are not raised",
    "a large atom keeps one person deniable, not a sixteenth",
]


@pytest.mark.parametrize("name", SEEN_IN_BOOKS)
def test_a_program_without_a_defence_gives_itself_away_in_its_books(tmp_path: Path, name: str) -> None:
    mutant: Mutant = next(one for one in MUTANTS if one.name == name)
    with build(CORE, mutant.edits) as broken:
        texts = books.publications(broken, 8, largest=40)
    assert books.attack(books.write(tmp_path, texts)).status == 1


def test_the_rules_in_the_file_are_those_the_other_attacks_know() -> None:
    program = books.load()
    for group in FEW:
        for histogram in histograms(group.people, len(group.codes)):
            assert _printed(program, group, histogram) == _by_the_rules(group, histogram)


def _printed(program: Any, group: Group, histogram: tuple[int, ...]) -> object:
    known = program.Rules(group.form, group.codes, 15 if group.banded else None, group.strict)
    total, bands, options = program.publish(known, histogram)
    return total if group.form == "mean" else None, bands or options


def _by_the_rules(group: Group, histogram: tuple[int, ...]) -> object:
    if group.form == "choice":
        return rules.choice(histogram, group.strict)[1:3]
    return rules.scale(histogram, group.codes[0], group.strict, 15 if group.banded else None)[1:3]


def test_trying_all_answers_and_the_bounds_agree() -> None:
    """Whatever the rules publish lies within the bounds, and all of it is deniable: what larger groups rest on."""
    program = books.load()
    for group in FEW:
        known = program.Rules(group.form, group.codes, 15 if group.banded else None, group.strict)
        everything = (1 << len(program._answers(len(group.codes), group.guard))) - 1
        for published, possible in program._tried(known, group.people).items():
            assert possible == everything
            assert program.inside_bounds(known, program.Atom(group.people, *published))


BROKEN: Mapping[str, tuple[str, str]] = {
    "publications/1.json": ("{", "publications/1.json is no JSON: "),
    "publications/2.json": ("[]", "publications/2.json holds no JSON object."),
    "publications/3.json": ("{}", "publications/3.json is no publication: 'table'."),
    "contracts/4.json": ("{}", "contracts/4.json is no contract: 'wave'."),
    "notes/5.json": ("{}", "holds no publications; a folder publications/ with .json files is expected."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_books_are_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    content, told = BROKEN[name]
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(content, "utf-8")
    if name.startswith("contracts"):
        books.write(tmp_path / "publications", [])
        (tmp_path / "publications" / "0.json").write_text(MIXED, "utf-8")
    outcome = books.attack(tmp_path)
    assert (outcome.status, outcome.said) == (2, "")
    assert told in outcome.complained


def test_a_file_that_is_missing_or_no_zip_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "books.zip").write_text("no zip", "utf-8")
    assert "is neither a folder nor a whole zip file." in books.attack(tmp_path / "books.zip").complained
    assert "cannot be read: No such file or directory." in books.attack(tmp_path / "none.zip").complained


def test_a_zip_file_with_broken_parts_is_refused_with_a_sentence(tmp_path: Path) -> None:
    books_of = tmp_path / "books.zip"
    with ZipFile(books_of, "w", ZIP_DEFLATED) as archive:
        archive.writestr("publications/1.json", "{}" * 1000)
    whole = books_of.read_bytes()
    header = len("publications/1.json") + 30
    for broken in (whole.replace(b"\x08\x00", b"\x63\x00"), whole[:header] + b"\xff" * 5 + whole[header + 5 :]):
        books_of.write_bytes(broken)
        assert "is neither a folder nor a whole zip file." in books.attack(books_of).complained


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["table"]["tree"].update(a="b", b="a"),
        lambda body: body["table"]["tree"].update(a="nowhere"),
        lambda body: atom(body, "S1").update(n=16.5),
        lambda body: atom(body, "S1").update(bands=[16]),
        lambda body: atom(body, "P4").update(options=[]),
        lambda body: body["table"]["items"]["R5"]["atoms"].update(elsewhere={"n": 7}),
        lambda body: body["table"]["items"]["S1"]["shape"].update(form="words"),
        lambda body: body["table"]["items"]["participation"]["atoms"]["team"].update(sum=9),
    ],
)
def test_a_publication_of_another_make_is_refused_with_a_sentence(tmp_path: Path, change: books.Change) -> None:
    outcome = books.attack(books.write(tmp_path, [MIXED], change))
    assert (outcome.status, outcome.said) == (2, "")
    assert "publications/0.json is no publication: " in outcome.complained


def test_a_zip_file_is_read_like_its_folder(tmp_path: Path) -> None:
    folder = books.write(tmp_path / "books", [MIXED, MIXED])
    with ZipFile(tmp_path / "books.zip", "w") as archive:
        for file in folder.rglob("*.json"):
            archive.write(file, file.relative_to(folder))
    read = books.run(tmp_path / "books.zip")
    assert (read.status, read.said) == (0, books.attack(folder).said)


def test_the_file_needs_nothing_but_python(tmp_path: Path) -> None:
    tree = ast.parse(books.ATTACK.read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} - sys.stdlib_module_names == {"scipy"}


def test_the_help_names_every_attack(tmp_path: Path) -> None:
    outcome = books.run(tmp_path, "--help")
    assert outcome.status == 0
    for word in ("chain", "contracts", "A1", "A2", "A3", "A5", "exit status is 0 if nothing was found"):
        assert word in outcome.said
