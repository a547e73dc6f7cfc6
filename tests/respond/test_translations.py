"""German: every sentence a respondent can meet has one, with the same placeholders, and no sentence is left over."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from pulse.app import OTHERWISE, SENTENCES
from pulse.errors import Refusal
from pulse.languages import CATALOGUES, LANGUAGES
from pulse.respond import form, views

ROOT = Path(__file__).resolve().parents[2]
ASKED = (
    "templates/respond/**.html",
    "templates/results/**.html",
    "templates/pauses/**.html",
    "templates/layouts/bare.html",
    "templates/mail/**",
)
DASHBOARDS = ("cells", "field", "raised", "results", "rows", "titles")
METHODS = [(pattern, "jinja2") for pattern in ASKED] + [
    ("pulse/respond/**.py", "python"),
    ("pulse/programme/**.py", "python"),
    ("pulse/release/**.py", "python"),
    ("pulse/actions/**.py", "python"),
    ("pulse/insights/sentences.py", "python"),
    *((f"pulse/dashboards/{module}.py", "python") for module in DASHBOARDS),
]
ROOMS = ("pulse.invitations.codes", "pulse.ballots.operations", "pulse.ballots.queries", "pulse.ballots.sheet",
         "pulse.programme.team_link", "pulse.respond.operations")  # fmt: skip


@pytest.fixture(scope="module")
def german() -> Catalog:
    with (CATALOGUES / "de" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale="de")


def marked() -> Iterator[str]:
    """The sentences marked for translation in templates and code of the respondent's side."""
    for directory in ("templates", "pulse"):
        for _, _, message, _, _ in extract_from_dir(ROOT / directory, _below(directory), strip_comment_tags=True):
            yield message if isinstance(message, str) else message[0]


def _below(directory: str) -> list[tuple[str, str]]:
    return [
        (pattern.removeprefix(f"{directory}/"), method) for pattern, method in METHODS if pattern.startswith(directory)
    ]


def refusals() -> Iterator[str]:
    """The sentences of the refusals a respondent can meet, and of the web's own."""
    for room in map(importlib.import_module, ROOMS):
        for named in vars(room).values():
            if isinstance(named, type) and issubclass(named, Refusal):
                yield named.sentence
    yield from SENTENCES.values()
    yield from (OTHERWISE, views.BUSY, form.EMPTY, form.NO_SUCH_CHOICE, form.NO_VISIBILITY, form.TOO_LONG, form.NO_CODE)


def sentences(german: Catalog) -> dict[str, Message]:
    return {message.id if isinstance(message.id, str) else message.id[0]: message for message in german if message.id}


def strings(message: Message) -> list[str]:
    """The translation of a sentence, in one form or two."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>", text))


def test_enough_is_marked_to_trust_these_tests() -> None:
    assert len(set(marked())) > 100
    assert len(set(refusals())) > 15


def test_every_sentence_has_a_translation(german: Catalog) -> None:
    translated = {id_ for id_, message in sentences(german).items() if all(strings(message)) and not message.fuzzy}
    assert (set(marked()) | set(refusals())) - translated == set()


def test_no_translation_is_left_over(german: Catalog) -> None:
    assert sentences(german).keys() - set(marked()) - set(refusals()) == set()


def test_translations_keep_the_placeholders(german: Catalog) -> None:
    for message in sentences(german).values():
        english = message.id if isinstance(message.id, str) else message.id[1]
        assert {tuple(placeholders(string)) for string in strings(message)} == {tuple(placeholders(english))}


def test_translations_have_both_plural_forms(german: Catalog) -> None:
    assert german.num_plurals == 2
    assert all(len(strings(message)) == 2 for message in german if message.pluralizable)


def test_there_is_a_catalogue_for_every_language_but_the_source() -> None:
    assert {path.name for path in CATALOGUES.iterdir() if path.is_dir()} == set(LANGUAGES) - {"en"}


def test_nobody_is_shouted_at(german: Catalog) -> None:
    assert not [id_ for id_, message in sentences(german).items() if "!" in id_ + str(message.string)]
