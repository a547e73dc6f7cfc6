"""An export of figures says what was published, what changed, and why something is missing."""

import csv
from io import StringIO

import pytest

from pulse.exports import queries
from pulse.exports.codebook import figures_codebook
from pulse.exports.figures import COLUMNS, Wave, figures_sheet
from pulse.exports.formats import Format, written
from pulse.exports.queries import NoSuchWave, Subject
from pulse.exports.sheets import Cell, Export
from pulse.house import House
from pulse.publications.figures import Atom, Bands, Policy
from pulse.publications.table import Table
from pulse.questionnaire import Item
from tests.exports.conftest import FIRST_CLOSE, GOOD, Ground, columns

Row = dict[str, Cell]


def exported(house: House, name: str, subject: Subject = Subject.FIGURES) -> Export:
    with house.databases.office.reading() as session:
        return queries.export(session, house.questionnaire, queries.published_wave(session, name), subject)


def rows(house: House, name: str) -> list[Row]:
    sheet = exported(house, name).main
    return [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]


def row(house: House, name: str, unit: str, measure: str) -> Row:
    """The only row of a unit and a measure, with the cells that are filled."""
    [found] = [one for one in rows(house, name) if one["unit"] == unit and one["measure"] == measure]
    return {column: cell for column, cell in found.items() if cell is not None}


def test_every_unit_has_a_row_for_every_measure(house: House, names: tuple[str, ...]) -> None:
    found = rows(house, names[1])
    measures = {str(one["measure"]) for one in found}
    assert {"participation", "pulse", "safety", "response", "quota", "product", "S1.v1", "X1.v1"} <= measures
    assert len(found) == 3 * len(measures)
    assert "T1.v1" not in measures


def test_a_question_carries_score_band_parts_and_change(house: House, names: tuple[str, ...], north: str) -> None:
    assert row(house, names[1], "Sales / North", "S1.v1") == {
        "programme": "Field",
        "wave": 2,
        "closed": "2026-03-09",
        "unit": "Sales / North",
        "unit_code": north,
        "measure": "S1.v1",
        "n": 16,
        "invited": 20,
        "score": 22,
        "low": 12,
        "high": 32,
        "unfavourable": 13,
        "neutral": 2,
        "favourable": 1,
        "change": -56,
        "finding": "clear drop",
        "provisional": "yes",
    }


def test_an_index_is_the_mean_of_its_questions(house: House, names: tuple[str, ...]) -> None:
    found = row(house, names[1], "Sales / North", "safety")
    assert (found["n"], found["score"], found["change"], found["finding"]) == (16, 22, -56, "clear drop")
    assert "favourable" not in found
    assert row(house, names[1], "Sales", "pulse")["score"] == 31


def about_north(ground: Ground, item: Item, *atoms: Atom) -> Row:
    """The row of North for one question, the last of as many waves as there are atoms."""
    tables = [Table(ground.tree, Policy(), dict(columns((item,), ground, atom))) for atom in atoms]
    waves = [Wave("Field", number, FIRST_CLOSE, (item,), table) for number, table in enumerate(tables, start=1)]
    sheet = figures_sheet(waves, {}, {})
    found = [dict(zip(sheet.header, cells, strict=True)) for cells in sheet.rows]
    return next(one for one in found if (one["unit_code"], one["measure"]) == (ground.north, item.id))


def test_a_reverse_question_counts_disagreement_as_favourable(house: House, ground: Ground) -> None:
    found = about_north(ground, house.questionnaire.item("S6.v1"), GOOD)
    assert (found["score"], found["favourable"], found["unfavourable"]) == (22, 1, 13)


def test_a_change_whose_sign_is_open_is_left_out(house: House, ground: Ground) -> None:
    lower, higher = Atom(16, 71, Bands(1, 2, 13)), Atom(16, 72, Bands(1, 2, 13))
    found = about_north(ground, house.questionnaire.item("S1.v1"), lower, higher)
    assert (found["edge"], found["finding"], found["change"]) == ("at least", "cannot tell", None)
    assert (found["score"], found["n"]) == (88, 16)


def test_a_hidden_unit_has_the_reason_and_the_unit_above_and_no_number(house: House, names: tuple[str, ...]) -> None:
    found = row(house, names[1], "Sales / South", "S1.v1")
    assert (found["withheld"], found["instead"]) == ("too few", "Sales")
    assert found.keys() & {"n", "invited", "score", "low", "high", "change", "finding"} == set()
    assert "invited" not in row(house, names[1], "Sales / South", "participation")


def test_participation_counts_answers_and_invitations(house: House, names: tuple[str, ...]) -> None:
    found = row(house, names[1], "Sales / North", "participation")
    assert (found["n"], found["invited"]) == (18, 20)


def test_the_first_wave_is_too_early_for_a_change(house: House, names: tuple[str, ...]) -> None:
    found = row(house, names[0], "Sales / North", "S1.v1")
    assert (found["score"], found["finding"]) == (78, "too early")
    assert "change" not in found


def test_a_later_wave_does_not_alter_the_export_of_an_earlier_one(house: House, names: tuple[str, ...]) -> None:
    assert {one["wave"] for one in rows(house, names[0])} == {1}


def test_a_question_with_options_has_a_row_for_each(house: House, names: tuple[str, ...]) -> None:
    found = [one for one in rows(house, names[0]) if one["measure"] == "P4.v1" and one["unit"] == "Sales / North"]
    assert found[0]["option"] == "Price"
    assert [one["answers"] for one in found] == [10, 1, 1, 1, 1, 1, 1]
    assert all(one["n"] == 16 and one["score"] is None for one in found)


def test_scores_have_no_decimals(house: House, names: tuple[str, ...]) -> None:
    numbers = ("n", "invited", "score", "low", "high", "change", "answers")
    assert all(
        one[column] is None or isinstance(one[column], int) for one in rows(house, names[1]) for column in numbers
    )


def test_the_codebook_explains_every_column_and_every_measure(house: House, names: tuple[str, ...]) -> None:
    export = exported(house, names[0])
    explained = {(about, name) for about, name, _ in export.codebook[0].rows}
    assert {("column", column.name) for column in COLUMNS} <= explained
    assert {("measure", str(one["measure"])) for one in rows(house, names[0])} <= explained
    assert {("withheld", str(one["withheld"])) for one in rows(house, names[0]) if one["withheld"]} <= explained


def test_the_codebook_says_where_higher_is_not_better(house: House) -> None:
    policy, items = Policy(), house.questionnaire.items
    meanings = {name: str(meaning) for _, name, meaning in figures_codebook(COLUMNS, items, policy).rows}
    assert meanings["E3.v1"].endswith("Higher is worse.")
    assert all("higher is better" in meanings[item.id] for item in items if item.reverse)
    assert not meanings["S1.v1"].endswith(("worse.", "better."))


def test_an_unknown_wave_is_refused(house: House, names: tuple[str, ...]) -> None:
    with pytest.raises(NoSuchWave):
        exported(house, "NOSUCHWAVE")


def test_a_wave_may_be_named_in_small_letters(house: House, names: tuple[str, ...]) -> None:
    assert exported(house, f" {names[0].lower()} ").name == "pulse-field-wave-1-figures"


def test_comments_come_without_scores_or_dates(house: House, names: tuple[str, ...], north: str) -> None:
    export = exported(house, names[0], Subject.COMMENTS)
    assert export.main.header == ("programme", "wave", "unit", "unit_code", "tag", "themes", "text")
    assert {row[2:6] for row in export.main.rows} == {("Sales / North", north, "idea", "Other")}
    assert len(export.main.rows) == 3


def test_comments_in_csv_cannot_become_formulas(house: House, names: tuple[str, ...]) -> None:
    text = written(exported(house, names[0], Subject.COMMENTS), Format.CSV).decode("utf-8-sig")
    found = {row["text"] for row in csv.DictReader(StringIO(text, newline=""))}
    assert found == {"'=HYPERLINK(1)", "Prices;' -50% is normal, they say", "Coaching helps"}
