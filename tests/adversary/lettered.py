"""Every number of a mail and of a page for those who answer, in both languages, by the texts of the catalogue."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from babel.messages.pofile import read_po

from tests.adversary.explaining import amiss, attributes, headed, unstyled
from tests.adversary.facts import SURVEYS, Facts
from tests.adversary.furniture import fixed_lines
from tests.adversary.markup import lines, parsed, plain
from tests.adversary.places import Place
from tests.adversary.sayings import LOOP, MONTH, WAITS

CATALOGUE = SURVEYS.parent / "pulse" / "translations" / "de" / "LC_MESSAGES" / "messages.po"
NAMES = {
    "questions": "taps",
    "many": "k_bands",
    "answers": "k_comment",
    "comments": "least_comments",
    "theme": "k_theme",
    "most": "characters",
    "until": "closing",
    "moment": "closing",
    "people": "cell_people",
    "group": "unit",
    "number": "wave",
    "programme": "words",
    "city": "words",
    "day": "near_day",
    "themes": "raised",
}
"""What the placeholders of translated texts are called in `places.QUANTITIES` and `tokens.TOKENS`."""
RAISED = "You raised %(themes)d themes in the last round. Not answered yet."
RAISED_ONE = "You raised %(themes)d theme in the last round. Not answered yet."
EFFORT = "%(taps)d taps, about %(seconds)d seconds."
UNTIL = "Open until %(moment)s (%(city)s time)."
ANSWER_BY = "Your team waits for answers; the first is due by %(day)s."
SIGN_IN = "Sign in with this mail address to see them. Scores are not sent by mail."
PAGES = (
    "{said_and_done}",
    RAISED,
    RAISED_ONE,
    "%(questions)d questions, about %(seconds)d seconds, stored without your name {words}",
    "{ordinal} {question}",
    "{label}",
    "Your answers are stored without your name, e-mail or time. Your manager sees only team totals,"
    " from %(k)d answers on. Comments are read by people: leave out names and deals.",
    "Open until {closing}. You can skip any question.",
    "Only if you like, and without names and deals. Up to %(most)d characters.",
    "Contract of this round {short_fingerprint}",
    "This round is open until {closing}. When it has closed, the results come by mail.",
    "In an emergency in Europe: 112",
    "No number (score, choice, count) about fewer than %(k)d answers can be computed from everything published about"
    " one round and question, by anyone holding every page, export, mail and reply of every role.",
    "Safety against colleagues who join forces: in a group of %(k)d answers, the other %(others)d can put theirs"
    " together and work out yours.",
    "Totals of a group appear from %(k)d answers on; how answers spread, and choices with names, from %(many)d on.",
    "Comments appear where at least %(answers)d people answered and %(comments)d wrote, shuffled, without a date and"
    " never beside a score. A theme appears from %(theme)d comments on.",
    "{iso_day}, {words}: {came} came, 0 left, 0 moved, {new_units} new groups",
    "{iso_day}, {words}: {came} gekommen, 0 gegangen, 0 gewechselt, {new_units} neue Gruppen",
    "[Round] {words}, {wave}",
    "[Open until] {closing}",
    "[People asked] {everybody}",
    "[Groups they count in] {cells}",
    "[Groups that count with another] {folded}",
    "[Fewest answers behind a number] {k}",
    "[Reminders] {reminders} ({words})",
    "[Questions] {items}",
    "[Fingerprint] {fingerprint}",
    "curl -s {contract} | sha256sum",
)
"""Sentences with numbers on the pages of a wave; whole texts of the catalogue, or pieces of it side by side."""
MAILS = (
    RAISED,
    RAISED_ONE,
    f"{EFFORT} {UNTIL} {RAISED}",
    f"{EFFORT} {UNTIL} {RAISED_ONE}",
    f"{EFFORT} {UNTIL} {{said_and_done}}",
    "{said_and_done}",
    ANSWER_BY,
    f"The results of wave %(number)d are open. {ANSWER_BY} {SIGN_IN}",
    "Subject: %(taps)d taps on how selling is going - open until %(until)s",
    "Subject: Reminder: %(taps)d taps on how selling is going - open until %(until)s",
    "Subject: Results are open: %(programme)s, wave %(number)d",
    "%(taps)d taps on how selling is going - open until %(until)s",
    "Reminder: %(taps)d taps on how selling is going - open until %(until)s",
    "Results are open: %(programme)s, wave %(number)d",
    EFFORT,
    UNTIL,
    f"{EFFORT} {UNTIL}",
    f"{EFFORT} {UNTIL} If you have answered, ignore this: it goes to everybody.",
    "The results of wave %(number)d are open. See what the group you count in said, %(group)s, what was answered and"
    " what was promised.",
    "See what the group you count in said, %(group)s, what was answered and what was promised.",
    "The link needs no sign-in. It is the same in every mail of your group, and nobody writes down who opens it. It is"
    " valid until %(day)s.",
    "The results of the group you count in yourself, %(group)s: {link}",
    "Your answers count in the group %(group)s; %(people)d people are invited in it.",
    "Your answers are stored without your name, e-mail or time. Your manager sees only team totals,"
    " from %(k)d answers on. Comments are read by people: leave out names and deals.",
    "The results of wave %(number)d are open.",
    f"The results of wave %(number)d are open. {SIGN_IN}",
    "If the page asks for your code, this is it: {code}",
    "If you asked in another browser, type this code there: {code}",
    "Fingerprint of this round's rules, the same in everybody's mail: {fingerprint}",
    "{words}: {link}",
    "{link}",
    "To: {address}",
    "Date: {sent_at}",
    "Message-ID: {message_id}",
    "List-Unsubscribe: <{link}>",
)
"""Sentences with numbers in mails, as lines of their HTML, paragraphs of their text, and headers."""
DIGESTS = (
    *MONTH,
    *LOOP,
    *WAITS,
    *(f"Subject: {one}" for one in ("What waits for you in {unit}", "{unit}: the month on one page")),
    "{words}: {on_site}",
    "{on_site}",
    "To: {address}",
    "Date: {sent_at}",
    "Message-ID: {message_id}",
)
"""Sentences with numbers of digests."""


def page(text: str, facts: Facts, number: int) -> list[str]:
    """Name what is unexplained on a page of an open wave."""
    here, taken = Place(facts, upto=number, at=number), parsed(text)
    found = [
        f"{said!r}: {why}" for element, line in lines(taken) for said, why in _one(headed(element, line), PAGES, here)
    ]
    return [f"page of wave {number}: {one}" for one in (*found, *attributes(taken, here))]


def mail(text: str, cell: str, facts: Facts, number: int) -> list[str]:
    """Name what is unexplained in a mail, written as `artefacts.letter` does, to somebody who counts in a cell."""
    here = Place(facts, unit=cell, upto=number, at=number)
    written, _, drawn = text.partition("<!DOCTYPE")
    heads, _, body = written.partition("Auto-Submitted:")
    body = body.partition("\n")[2]
    said = [*heads.splitlines(), *(plain(one) for one in re.split(r"\n\s*\n", body))]
    taken = parsed("<!DOCTYPE" + drawn)
    said += [line for _, line in lines(taken)]
    found = [f"{one!r}: {why}" for line in said for one, why in _one(line, MAILS, here)]
    styles = [one for element in taken.walk() for one in unstyled(element.attributes.pop("style", ""))]
    return [f"mail of wave {number} to {cell}: {one}" for one in (*found, *styles, *attributes(taken, here))]


def digest(text: str, here: Place) -> list[str]:
    """Name what is unexplained in a digest; its text has nothing that does not stand in its HTML."""
    written, _, drawn = text.partition("<!DOCTYPE")
    heads, _, body = written.partition("Auto-Submitted:")
    taken = parsed("<!DOCTYPE" + drawn)
    shown = [line for _, line in lines(taken)]
    said = [*heads.splitlines(), *shown]
    found = [f"{one!r}: {why}" for line in said for one, why in _one(line, DIGESTS, here)]
    found += [f"{one!r} stands in its text alone" for one in beside(body.partition("\n")[2], shown)]
    return [f"digest to the leader of {here.unit}: {one}" for one in found]


def beside(text: str, shown: Iterable[str]) -> Iterator[str]:
    """What a text has with digits beside lines that are shown."""
    left = re.sub(r"http://pulse\.acme\.example\S*", "", plain(text))
    for line in sorted(shown, key=len, reverse=True):
        left = left.replace(line, "")
    if re.search(r"\d", left):
        yield plain(left)


def _one(text: str, known: tuple[str, ...], here: Place) -> Iterator[tuple[str, str]]:
    if not re.search(r"\d", text) or text in fixed_lines():
        return
    why = amiss(text, (sentence for one in known for sentence in spoken(one)), here)
    if why is not None:
        yield text, why or "add the sentence to tests/adversary/lettered.py"


@cache
def spoken(sentence: str) -> tuple[str, ...]:
    """A sentence as it is compiled, in English and in German."""
    head, behind, text = sentence.partition("] ") if sentence.startswith("[") else ("", "", sentence)
    return _named(sentence), _named((f"[{_translated(head[1:])}" if head else "") + behind + _translated(text))


def _named(text: str) -> str:
    text = re.sub(r"%\((\w+)\)[ds]", lambda found: "{" + NAMES.get(found[1], found[1]) + "}", text)
    return text.replace("%%", "%")


def _translated(text: str) -> str:
    """The German of a text, put together from its longest pieces that the catalogue knows."""
    known = _catalogue()
    for english in sorted(known, key=len, reverse=True):
        text = text.replace(english, known[english]) if " " in english or english.istitle() else text
    return text


@cache
def _catalogue() -> Mapping[str, str]:
    with CATALOGUE.open("rb") as source:
        texts = [(one.id, one.string) for one in read_po(source, locale="de") if one.id and one.string]
    plural = [(one, many) for one, many in texts if not isinstance(one, str)]
    found = {str(one): str(many) for one, many in texts if isinstance(one, str)}
    return found | {one[form]: many[form] for one, many in plural for form in (0, 1)}
