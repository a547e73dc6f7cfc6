"""A published file is never edited; what changes is a new version beside it."""

import hashlib

import pytest

from tests.questionnaire.desk import SURVEYS, Desk

S4_V2 = """
[[items]]
id = "S4.v2"
dimension = "safety"
scale = "A5"
text.en = "Our best sellers ask colleagues for help with deals."
text.de = "Die Besten in unserem Vertrieb bitten andere im Team um Hilfe bei Deals."
"""
FILES = ["bank.v1.toml", "rotation.v1.toml", "scales.v1.toml", "themes.v1.toml"]


def test_every_shipped_file_is_published() -> None:
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SURVEYS.glob("*.toml")}
    listed = (SURVEYS / "PUBLISHED").read_text(encoding="utf-8")
    assert sorted(digests) == FILES
    assert listed == "".join(f"{digests[file]}  {file}\n" for file in FILES)


@pytest.mark.parametrize("file", FILES)
def test_a_silent_edit_is_refused_and_the_next_version_named(desk: Desk, file: str) -> None:
    desk.edit(file, "#", "# A remark.\n#")
    kind = file.partition(".")[0]
    assert desk.problems() == [
        f"{file}: was changed after it was published, and a published version is never edited; "
        f"restore it, and put the change into {kind}.v2.toml"
    ]


def test_a_file_that_is_not_published_is_refused_with_the_line_that_publishes_it(desk: Desk) -> None:
    desk.write("bank.v2.toml", S4_V2)
    (problem,) = desk.problems()
    assert problem.startswith("bank.v2.toml: is not published")
    line = problem.split("'")[1]
    with (desk.directory / "PUBLISHED").open("a", encoding="utf-8") as lock:
        lock.write(line + "\n")
    assert desk.load().item("S4.v2")


def test_without_the_list_nothing_is_published(desk: Desk) -> None:
    desk.remove("PUBLISHED")
    assert [problem.split(";")[0] for problem in desk.problems()] == [f"{file}: is not published" for file in FILES]


def test_a_published_file_that_is_gone_is_missed(desk: Desk) -> None:
    desk.write("bank.v2.toml", S4_V2)
    desk.publish()
    desk.remove("bank.v2.toml")
    assert desk.problems() == ["bank.v2.toml: is published in PUBLISHED but missing; past results need it"]


def test_a_new_wording_is_asked_from_then_on_and_the_old_one_stays_readable(desk: Desk) -> None:
    desk.write("bank.v2.toml", S4_V2)
    desk.publish()
    questionnaire = desk.load()
    asked = {item.id for item in questionnaire.items_for("pulse-11", 0)}
    assert "S4.v2" in asked
    assert "S4.v1" not in asked
    assert questionnaire.item("S4.v1").text["en"].startswith("Even our most senior sellers")


def test_a_tenth_version_follows_the_ninth(desk: Desk) -> None:
    for version in (9, 10):
        desk.write(f"bank.v{version}.toml", S4_V2.replace("S4.v2", f"S4.v{version}"))
    desk.publish()
    assert "S4.v10" in {item.id for item in desk.load().items_for("pulse-11", 0)}


@pytest.mark.parametrize(
    ("kind", "old", "new"), [("rotation", '"C1", "Q2"', '"Q2", "X4"'), ("themes", '"quota*"', '"Kontingent"')]
)
def test_the_newest_rotation_and_theme_rules_replace_the_older(desk: Desk, kind: str, old: str, new: str) -> None:
    text = (desk.directory / f"{kind}.v1.toml").read_text(encoding="utf-8")
    desk.write(f"{kind}.v2.toml", text.replace(old, new, 1))
    desk.publish()
    questionnaire = desk.load()
    assert ("X4" in {item.name for item in questionnaire.items_for("pulse-9", 0)}) is (kind == "rotation")
    assert bool(questionnaire.themes_of("Kontingent", "en")) is (kind == "themes")


def test_the_version_is_that_of_the_content(desk: Desk) -> None:
    before = desk.load().version
    assert desk.load().version == before
    assert len(before) == 64
    desk.edit("themes.v1.toml", "#", "# A remark.\n#")
    desk.publish()
    assert desk.load().version != before
