"""A broken file names itself, the key and the reason; all problems at once."""

import pytest

from tests.questionnaire.desk import Desk

BANK, SCALES, ROTATION, THEMES = "bank.v1.toml", "scales.v1.toml", "rotation.v1.toml", "themes.v1.toml"
S1 = """id = "S1.v1"
dimension = "safety"
scale = "A5"
core = true"""
S1_DE = (
    '''text.de = "Ich kann meiner Führungskraft sagen, dass ein Plan nicht aufgeht, ohne später Nachteile zu haben."'''
)
S1_EN = '''text.en = "I can tell my manager a plan won't work without paying for it later."'''

BREAKS = [
    # A key: misspelt, missing, of the wrong kind.
    (BANK, S1_DE, "", "items[S1.v1].text.de: is missing"),
    (BANK, S1_DE, 'text.de = ""', "items[S1.v1].text.de: must be a text on one line"),
    (BANK, S1_DE, 'text.de = "Ja. "', "items[S1.v1].text.de: must be a text on one line"),
    (BANK, S1_DE, S1_EN.replace("text.en", "text.de"), "items[S1.v1].text.de: repeats the English wording"),
    (BANK, S1_DE, S1_DE + '\ntext.fr = "Oui."', "items[S1.v1].text.fr: is not a known key"),
    (BANK, S1_DE, "text.de = 2026-11-22", "items[S1.v1].text.de: must be text in quotes"),
    (BANK, S1_DE, "text.de = true", "items[S1.v1].text.de: must be text in quotes, not True"),
    (BANK, "core = true", "core = 'yes'", "items[S1.v1].core: must be true or false without quotes, not 'yes'"),
    (BANK, "core = true", "core = 1", "items[S1.v1].core: must be true or false without quotes, not 1"),
    (BANK, "core = true", "kore = true", "items[S1.v1].kore: is not a known key"),
    (BANK, 'id = "S1.v1"', 'id = "S1"', "items[S1].id: must look like S1.v1, not 'S1'"),
    (BANK, 'id = "S1.v1"', "", "items[#1].id: is missing"),
    (BANK, 'id = "S1.v1"', "id = 1", "items[#1].id: must be text in quotes, not 1"),
    (BANK, "[[items]]", "[[item]]", "item: is not a known key"),
    # A bank that contradicts itself or the scales.
    (BANK, 'id = "S5.v1"', 'id = "S4.v1"', "items[S4.v1].id: is given twice"),
    (BANK, 'scale = "A5"', 'scale = "A6"', "items[S1.v1].scale: 'A6' is not a known scale"),
    (BANK, 'scale = "A5"', 'scale = "YN"', "items[S1.v1].scale: nothing is asked on the scale YN"),
    (BANK, '"safety"', '"trust"', "items[S1.v1].dimension: must be 'safety', 'response', "),
    (BANK, '"safety"', '"quota"', "items[S1.v1].dimension: does not go with the letter S of the id, not quota"),
    (BANK, S1, S1 + "\nreverse = true", "items[S1.v1].core: a reverse item is never in the core"),
    (BANK, "a plan won't", "that a plan won't", "items[S1.v1].text.en: has 15 words; at most 14 on the scale A5"),
    (BANK, "ein Plan nicht", "ein Plan so nicht ganz", "items[S1.v1].text.de: has 17 words; at most 16"),
    (BANK, "reverse = true", 'options = [{en = "A", de = "A"}]', "items[S6.v1].options: do not go with the scale A5"),
    (BANK, '{ en = "No", de = "Nein" }', '{ en = "No" }', "items[R5.v1].options[#3].de: is missing"),
    (BANK, '{ en = "No", de', '{ en = "Yes, briefly", de', "items[R5.v1].options: an option is given twice"),
    (BANK, 'yes = ["Yes, with', 'yes = ["Yes with', "items[R5.v1].published_as.yes: 'Yes with a next step' is not an"),
    (BANK, 'scale = "YN"', 'scale = "N10"', "items[R5.v1].published_as.scale: 'N10' is not a scale published as yes"),
    (BANK, 'scale = "N10"', 'scale = "SC"', "items[E3.v1].options: the scale SC needs at least two"),
    (BANK, 'ends.en = ["None", "All ten"]', 'ends.en = ["None"]', "items[E3.v1].ends.en: must have at least 2 entries"),
    (BANK, 'dimension = "closing"', 'dimension = "closing"\ncore = true', "items[T1.v1].core: does not go with the"),
    # Scales.
    (SCALES, "lowest = 1", 'lowest = "1"', "scales.A5.lowest: must be a whole number without quotes, not '1'"),
    (SCALES, "lowest = 1", "lowest = true", "scales.A5.lowest: must be a whole number without quotes, not True"),
    (SCALES, ', "Weder noch"', "", "scales.A5.labels.de: has 4 labels, English has 5"),
    (SCALES, "code = 99", "code = 5", "scales.A5.declined.code: must be outside the codes 1 to 5"),
    (SCALES, ', de = "Keine Angabe"', "", "scales.A5.declined.de: is missing"),
    (
        SCALES,
        'published = "mean"',
        'published = "average"',
        "scales.A5.published: must be 'mean', 'choice', 'yes_no' or 'comment', not 'average'",
    ),
    (SCALES, "characters = 280", "", "scales.TX.characters: must be set for comments"),
    (SCALES, 'published = "choice"', 'published = "mean"', "scales.SC.labels: is missing"),
    (SCALES, 'published = "yes_no"', 'published = "choice"', "scales.YN.labels: do not belong to a scale published as"),
    (SCALES, "step = 10", "step = 0", "scales.PC.meaning.step: must be 1 or more, not 0"),
    # The rotation.
    (ROTATION, '"C1", "Q2"', '"C1", "Q9"', "waves[#1].slots[#3]: 'Q9' is no item of the bank"),
    (ROTATION, '"S4", "P4"', '"S4", "P4", "X4"', "waves[#1].added: must have at most 2 entries, not 3"),
    (ROTATION, '"C1", "Q2"', '"C1"', "waves[#1].slots: must have at least 3 entries, not 2"),
    (ROTATION, '"C1", "Q2"', '"C1", "S1"', "waves[#1].slots[#3]: S1 is asked in every wave already"),
    (ROTATION, '"C1", "Q2"', '"C1", "P4"', "waves[#1].added[#2]: P4 stands twice in this wave"),
    (ROTATION, '"C1", "Q2"', '"C1", "Q2.v1"', "waves[#1].slots[#3]: must look like S1, not 'Q2.v1'"),
    (ROTATION, 'planning_waves = "X2"', 'planning_waves = "X9"', "waves[#6].in_planning_waves: 'X9' is no item"),
    (ROTATION, '"Q1", "P1"]', '"Q1", "P2"]', "core[#6]: P2 is not marked as core in the bank"),
    (ROTATION, '"Q1", "P1"]', '"Q1", "P2"]', "core: P1 is marked as core in the bank but not asked here"),
    (ROTATION, '"Q1", "P1"]', '"Q1"]', "core: must have at least 6 entries, not 5"),
    (ROTATION, 'closing = "T1"', 'closing = "X4"', "closing: X4 is not answered in words"),
    (ROTATION, 'results = "R5"', 'results = "R1"', "after_first_results: R1 is asked in every wave already"),
    (
        ROTATION,
        "pinned_waves = 3",
        "pinned_waves = 3.0",
        "pinned_waves: must be a whole number without quotes, not 3.0",
    ),
    # Theme rules.
    (THEMES, '"quota*"', '"qu*ta"', "themes[target].words.en[#1]: must be words with a star at an end of a word"),
    (THEMES, '"quota*"', '"*"', "themes[target].words.en[#1]: must be words with a star at an end of a word"),
    (THEMES, 'id = "territory"', 'id = "target"', "themes[target].id: is given twice"),
    (THEMES, ', de = "Ziel und Quote"', "", "themes[target].label.de: is missing"),
    (THEMES, "[danger]", "[dangers]", "danger: is missing"),
    # Files.
    (BANK, "core = true", "core = yes", "is not valid TOML: Invalid value"),
    (BANK, S1_DE, S1_DE + "\n" + S1_DE, "is not valid TOML: Cannot overwrite a value (at line"),
]


@pytest.mark.parametrize(("file", "old", "new", "problem"), BREAKS, ids=[problem for *_, problem in BREAKS])
def test_a_break_is_named_with_file_key_and_reason(desk: Desk, file: str, old: str, new: str, problem: str) -> None:
    desk.edit(file, old, new)
    desk.publish()
    assert [line for line in desk.problems() if line.startswith(f"{file}: {problem}")]


def test_problems_in_different_files_are_reported_together(desk: Desk) -> None:
    desk.edit(BANK, S1_DE, "")
    desk.edit(BANK, '{ en = "No", de = "Nein" }', '{ en = "No" }')
    desk.edit(SCALES, "code = 99", "code = 5")
    desk.edit(ROTATION, '"C1", "Q2"', '"C1", "Q9"')
    desk.edit(THEMES, '"quota*"', '"*"')
    assert len(desk.problems()) == 5 + 4


def test_one_mistake_is_one_problem(desk: Desk) -> None:
    """Neither the rotation nor the questions are blamed for an item or a scale that is broken."""
    desk.edit(BANK, S1_DE, "")
    desk.edit(SCALES, "code = 99", "code = 5")
    desk.publish()
    assert desk.problems() == [
        "scales.v1.toml: scales.A5.declined.code: must be outside the codes 1 to 5",
        "bank.v1.toml: items[S1.v1].text.de: is missing",
    ]


@pytest.mark.parametrize("file", [BANK, SCALES])
def test_a_file_that_cannot_be_read_is_the_only_one_blamed(desk: Desk, file: str) -> None:
    desk.write(file, "items = yes\n")
    desk.publish()
    (problem,) = desk.problems()
    assert problem.startswith(f"{file}: is not valid TOML: Invalid value (at line 1, column 9)")


def test_a_scale_that_changes_under_its_old_name_is_refused(desk: Desk) -> None:
    desk.write("scales.v2.toml", '[scales.TX]\npublished = "comment"\ncharacters = 500\n')
    desk.publish()
    assert desk.problems() == ["scales.v2.toml: scales.TX: was published before; give it a new name"]


@pytest.mark.parametrize("file", [BANK, SCALES, ROTATION, THEMES])
def test_a_missing_kind_of_file_is_named(desk: Desk, file: str) -> None:
    desk.remove(file)
    desk.publish()
    assert f"{file}: is missing in surveys/" in desk.problems()


def test_an_empty_directory_misses_all_four(desk: Desk) -> None:
    for file in (BANK, SCALES, ROTATION, THEMES, "PUBLISHED"):
        desk.remove(file)
    assert len(desk.problems()) == 4


def test_a_file_with_another_name_is_not_overlooked(desk: Desk) -> None:
    desk.write("bank.toml", "")
    desk.publish()
    assert "bank.toml: is no name for an instrument file; name it like bank.v1.toml" in desk.problems()


def test_a_file_not_saved_as_utf8_is_named(desk: Desk) -> None:
    text = (desk.directory / BANK).read_text(encoding="utf-8")
    (desk.directory / BANK).write_bytes(text.encode("cp1252"))
    desk.publish()
    assert desk.problems()[0].startswith(f"{BANK}: is not saved as UTF-8 (byte ")


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 100_000], ids=["a number too large", "a nest too deep"])
def test_a_file_that_python_cannot_read_is_named(desk: Desk, value: str) -> None:
    desk.write(SCALES, f"lowest = {value}")
    desk.publish()
    assert desk.problems()[0].startswith(f"{SCALES}: is not valid TOML: ")


@pytest.mark.parametrize("hidden", ["\\u0000", "\\u202E", "\\u200B", "\\u2028"])
def test_no_wording_holds_what_nothing_shows(desk: Desk, hidden: str) -> None:
    desk.edit(BANK, S1_DE, f'text.de = "Ja{hidden} so ist es."')
    desk.publish()
    assert f"{BANK}: items[S1.v1].text.de: must be a text on one line" in desk.problems()[0]


def test_a_key_that_nothing_shows_is_spelled_out(desk: Desk) -> None:
    desk.edit(BANK, "core = true", '"co\\u0000re" = true')
    desk.publish()
    assert desk.problems()[0] == f"{BANK}: items[S1.v1].'co\\x00re': is not a known key"
