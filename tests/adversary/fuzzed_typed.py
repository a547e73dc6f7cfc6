"""Bad input that somebody typed: the forms of reps, leaders and HR, before any database is asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pulse.actions.drafts import BadAnswer
from pulse.ballots.queries import SealedContract
from pulse.ballots.sheet import decode, encode
from pulse.dashboards.answer_form import read_draft
from pulse.house import SURVEYS
from pulse.mirror.guess import BadGuess, read_guess
from pulse.planning import programme_form
from pulse.programme.contract import FORMAT, Contract
from pulse.questionnaire import Questionnaire, load
from pulse.respond.asked import AskedWave, asked_wave
from pulse.respond.form import Entered, Unsendable, entered, sheet_and_digest
from tests.adversary.fuzzed_running import Family
from tests.adversary.fuzzed_words import chances, odd_texts
from tests.release.stage import REGION
from tests.respond.stage import CELLS, POLICY, QUESTIONS, WAVE

TODAY = date(2026, 3, 2)
CODE = "7F3K9QW2M4X8B1CD7F3K9QW2M4"
ANSWER = {
    "kind": "doing",
    "text": "We halve the steps.",
    "owner": "Nora",
    "due": "2026-04-01",
    "item": "Q1",
    "step": "publish",
}
GUESS = {"safety": "60", "response": "55", "quota": "40", "product": "70", "x1": "90"}
PROGRAMME = {
    "name": "field", "title": "Field", "audience": "Sales", "instrument": "pulse-9", "every_weeks": "4", "k": "5",
    "first_wave": "2026-03-03", "time_zone": "Europe/Berlin", "opens_at": "9", "open_days": "6", "closes_at": "18",
    "send_at": "9", "reminders": "1", "remind": "everyone", "comment_k": "8", "least_comments": "3", "strict": "",
    "planning_waves": "6, 12", "approvals": "", "books": "on request",
}  # fmt: skip
REP = {
    "code": CODE, "S1.v1": "4", "S2.v1": "99", "X1.v1": "7", "P4.v1": "0", "E3.v1": "3", "T1.v1": "Prices change.",
    "tag": "problem", "visibility": "words",
}  # fmt: skip
Fields = Sequence[tuple[str, str]]
"""A form as it is sent: a name may come twice."""


def reps() -> SearchStrategy[Fields]:
    return forms([REP], [*REP, *QUESTIONS, "nothing"])


def take_rep(fields: Fields) -> Iterator[str]:
    """What a page takes fits its sheet, says what the wave asked, and nothing else."""
    made, code = sheet_and_digest(_page(fields), asked(), "de")
    if decode(encode(made, CELLS[0], asked().sheet_size)) != (CELLS[0], made) or len(code) != 32:
        yield "takes a page that cannot be read again from its sheet"
    for item in asked().tapped:
        if item.id in made.answers and not item.scale.holds(made.answers[item.id]):
            yield "takes an answer that was not offered"
    if made.is_empty or made.answers.keys() - {item.id for item in asked().tapped}:
        yield "takes an empty page, or an answer to nothing asked"


def drafts() -> SearchStrategy[Fields]:
    return forms([ANSWER], ANSWER)


def take_draft(fields: Fields) -> Iterator[str]:
    """An answer to a theme has words, and a promise an owner and a day to come."""
    draft = read_draft(dict(fields)).checked(TODAY, questionnaire())
    if not draft.text.strip() or len(draft.text) > 1000 or len(draft.owner) > 100:
        yield "takes an answer without words, or with too many"
    if draft.due is not None and not TODAY <= draft.due <= TODAY + timedelta(days=366):
        yield "takes a promise for a day that is past or far away"


def guesses() -> SearchStrategy[Fields]:
    return forms([GUESS], GUESS)


def take_guess(fields: Fields) -> Iterator[str]:
    """A prediction is on its scale."""
    guess = read_guess(dict(fields), with_target=True)
    if any(not 0 <= value <= 150 for value in guess.values.values()):
        yield "takes a prediction off its scale"


def programme_forms() -> SearchStrategy[Fields]:
    return forms([PROGRAMME], PROGRAMME)


def take_programme_form(fields: Fields) -> Iterator[str]:
    """A form either makes a programme or says beside a field, in words, what is wrong with it."""
    form = programme_form.read(dict(fields), None)
    if (form.definition is None) != bool(form.problems):
        yield "makes no programme, and does not say why"
    if any("Value error" in said or "validation" in said or not said.strip() for said in form.problems.values()):
        yield "says what is wrong in words of the program"
    if form.definition and form.definition.k < (8 if form.definition.strict else 5):
        yield "takes thresholds below the promises"


def forms(valid: Sequence[Mapping[str, str]], names: Iterable[str]) -> SearchStrategy[Fields]:
    """Filled in forms with odd texts in some fields, fields left out, sent twice, or with the values of others."""
    known = tuple(names)
    return st.builds(
        lambda chance, odd, other: _filled_in(chance, (odd, other), valid, known), chances(), odd_texts(), odd_texts()
    )


def _filled_in(chance: Random, odd: Sequence[str], valid: Sequence[Mapping[str, str]], names: Sequence[str]) -> Fields:
    fields = list(chance.choice(valid).items())
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 6))):
        place, name = chance.randrange(len(fields) + 1), chance.choice(names)
        match chance.randrange(6):
            case 0:
                del fields[place : place + 1]
            case 1:
                fields[place : place + 1] = [(name, chance.choice(fields or [("", "")])[1])]
            case 2:
                fields.insert(place, (name, chance.choice(odd)))
            case 3:
                fields[place : place + 1] = [(name, chance.choice(odd) * chance.choice((1, 1, 3, 2000)))]
            case _:
                fields[place : place + 1] = [(*(fields[place : place + 1] or [(name, "")])[0][:1], chance.choice(odd))]
    return fields


def _page(fields: Fields) -> Entered:
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return entered(sent, asked())


@cache
def questionnaire() -> Questionnaire:
    """The instruments of this version."""
    return load(SURVEYS)


@cache
def contract() -> Contract:
    """A contract of a wave of three cells."""
    return Contract(
        format=FORMAT, wave=WAVE, programme="Field pulse", number=3, instrument="pulse-9",
        questionnaire=questionnaire().version, questions=QUESTIONS, languages=("en", "de"),
        units=dict(REGION), cells=dict.fromkeys(REGION, 60), folded={}, policy=dict(POLICY),
        opens_at="2026-03-02T09:00:00+00:00", closes_at="2026-03-09T09:00:00+00:00", public_key="", reminders=1,
        reminded="everyone", results="everyone", approvals="Works council, 3 March 2026",
    )  # fmt: skip


@cache
def asked() -> AskedWave:
    """What that wave asks."""
    text = contract().canonical()
    return asked_wave(SealedContract(WAVE, text, contract().fingerprint, b"", closed=False), questionnaire())


TYPED = (
    Family("the rep's page", reps, take_rep, lambda: tuple(REP.items()), (Unsendable,)),
    Family("answers to themes", drafts, take_draft, lambda: tuple(ANSWER.items()), (BadAnswer,)),
    Family("predictions", guesses, take_guess, lambda: tuple(GUESS.items()), (BadGuess,)),
    Family("the form of a programme", programme_forms, take_programme_form, lambda: tuple(PROGRAMME.items())),
)
