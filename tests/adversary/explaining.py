"""Every number of a page at its place: each line with a digit is a known sentence whose numbers are right there.

What is left over is named with the kind of page, the line and what would have been right. Fixed texts and fixed
attributes are those that stand in the templates letter by letter.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tests.adversary import drawings
from tests.adversary.about import column_head, page_place, place_of
from tests.adversary.answering import tapped
from tests.adversary.facts import Facts, bank, scales, slug
from tests.adversary.furniture import TEMPLATES, fixed_attributes, fixed_lines
from tests.adversary.hr_sayings import HR_SAYINGS
from tests.adversary.markup import Element, lines, parsed
from tests.adversary.matching import wrong
from tests.adversary.places import Place
from tests.adversary.sayings import SAYINGS
from tests.adversary.sentences import COMMON, SENTENCES

KINDS = {
    "home": r"/team/\w+",
    "trends": r"/team/\w+/trend",
    "trend": r"/team/\w+/trend/\w+",
    "map": r"/team/\w+/map",
    "theme": r"/team/\w+/theme/\w+/\w+",
    "answers": r"/team/\w+/(?:answers|themes)",
    "promises": r"/team/\w+/promises(?:/\w+)?",
    "playbook": r"/team/\w+/playbook",
    "forecast": r"/team/\w+/forecast",
    "coaching": r"/team/\w+/coaching",
    "field": r"/team/\w+/field",
    "month": r"/team/\w+/digest",
    "mirror": r"/team/\w+/mirror",
    "results": r"/r/[\w-]+",
    "pause": r"/r/pause/[\w-]+",
    "programme": r"/hr/programme(?:/\w+)?",
    "invitation": r"/hr/programme/\w+/invitation",
    "digests": r"/hr/digests",
    "digest": r"/hr/digests/\w+",
    "themes": r"/hr/themes(?:/[\w-]+)?",
    "targets": r"/hr/targets",
    "questions": r"/hr/(?:questions|items)",
    "loop": r"/hr/loop",
    "mail": r"/hr/mail",
    "targets example": r"/hr/targets/example\.csv",
    "comments": r"/team/\w+/comments",
    "programmes": r"/hr",
    "participation": r"/hr/wave/\w+",
    "preview": r"/hr/preview/\w+",
    "roster": r"/hr/roster",
    "exports": r"/hr/exports",
    "books": r"/hr/books",
    "log": r"/log",
}
ADD = "add the sentence to tests/adversary/sentences.py, its numbers to tests/adversary/places.py"
NEW = "a page of a new kind: add it to KINDS in tests/adversary/explaining.py and its sentences to sentences.py"
ADDRESSED = {"href", "src", "action", "data-figure", "value", "id", "for", "aria-labelledby", "name", "content"}
"""Attributes that lead somewhere or name something."""


TAPPED = re.compile(r"([A-Z]\d\.v\d)(?:-(?:\d{1,2}|none))?")
"""The name of a question on its page, with the code of an answer."""
STYLES = "letter.html"
CODES = {str(code) for code in (*range(11), 99)}


def unexplained(address: str, text: str, facts: Facts) -> list[str]:
    """Name everything with a digit on a page that is not explained; the address is without its host."""
    return unexplained_at(page_place(address, facts), address, text)


def unexplained_at(here: Place, address: str, text: str) -> list[str]:
    """The same for a page whose address does not say what it is about."""
    page, kind = parsed(text), kind_of(address)
    found = [*_lines(page, kind, here), *attributes(page, here)]
    found += drawings.unexplained(page, lambda one: place_of(one, here))
    return [f"{kind or address}: {one}" for one in found]


def kind_of(address: str) -> str:
    """The kind of page at an address; empty for a new one."""
    path = address.split("?", maxsplit=1)[0]
    return next((kind for kind, pattern in KINDS.items() if re.fullmatch(pattern, path)), "")


def _lines(page: Element, kind: str, here: Place) -> Iterator[str]:
    for element, text in lines(page):
        if not re.search(r"\d", text) or text in fixed_lines():
            continue
        if element.tag == "pre":
            yield from (f"{one!r} stands in the text of a mail alone" for one in beside(text, page, here))
            continue
        place, said = place_of(element, here), headed(element, text)
        why = amiss(said, sentences(kind), place)
        if why is not None:
            told = why if why and kind else ADD if kind else NEW
            yield f"{said!r} at {place.unit} {place.measure} wave {place.wave.number}: {told}"


def beside(text: str, page: Element, here: Place) -> Iterator[str]:
    """What the text of a mail has with digits beside the lines of its page, what every mail says and the next wave."""
    left = re.sub(r"http://pulse\.acme\.example\S*", "", text)
    for line in sorted((line for element, line in lines(page) if element.tag != "pre"), key=len, reverse=True):
        left = left.replace(line, "")
    if re.search(r"\d", left) and amiss(left, ("{plan}",), here) is not None:
        yield left


@cache
def sentences(kind: str) -> tuple[str, ...]:
    """What a page of a kind may say."""
    return tuple(one for known in (SENTENCES, SAYINGS, HR_SAYINGS) for one in known.get(kind, ())) + COMMON


@cache
def _beginning(known: tuple[str, ...], first: str) -> tuple[str, ...]:
    """Those that may begin like this."""
    return tuple(one for one in known if one[:1] in ("{", first))


def amiss(text: str, sentences: Iterable[str], place: Place) -> str | None:
    """What is wrong with a line, by the longest sentence of its form; empty if it is of none, None if it is right."""
    known = _beginning(tuple(sentences), text[:1])
    found = [(len(sentence), one) for sentence in known if (one := wrong(sentence, text, place)) is not None]
    if any(not one for _, one in found):
        return None
    return "; ".join(max(found)[1]) if found else ""


def headed(element: Element, text: str) -> str:
    """A line with the head of its column, or the term it explains, before it."""
    head = column_head(element)
    if element.tag == "dd" and element.above is not None:
        terms = [one for one in element.above.content if isinstance(one, Element)]
        before = terms[: terms.index(element)]
        head = before[-1].text if before else ""
    return f"[{head}] {text}" if head else text


def attributes(page: Element, here: Place) -> Iterator[str]:
    """Attributes outside drawings that are neither fixed, nor an address, nor a name."""
    for element in page.walk():
        if element.within("svg"):
            continue
        for name, value in element.attributes.items():
            known = not re.search(r"\d", value) or (element.tag, name, value) in fixed_attributes()
            if not known and not _leads(element, name, value, here):
                yield f"the attribute {name}={value!r} of <{element.tag}>: {ADD}"


def _leads(element: Element, name: str, value: str, here: Place) -> bool:
    """Whether an attribute is an address or a name of something known, or a text that stands in its place."""
    if name in ("title", "aria-label"):
        said = (*SENTENCES["map"], *COMMON, "{words} of wave {any_wave} as {words}")
        place = place_of(element, here)
        return any(wrong(sentence, value, place) == [] for sentence in said)
    if name == "class":
        return bool(re.fullmatch(r"depth-\d(?: [a-z-]+)*", value))
    if name == "style":
        return not any(True for _ in unstyled(value))
    known = _asks(element, name, value, here) or _formed(element, name, value, here)
    return known or (name in ADDRESSED and _addressed(value, here))


FORM = {
    "k": ("5", "5", "50"),
    "opens_at": ("9", "5", "22"),
    "open_days": ("6", "1", "13"),
    "closes_at": ("18", "5", "22"),
    "send_at": ("9", "8", "17"),
    "reminders": ("1", "0", "2"),
    "comment_k": ("8", "5"),
    "least_comments": ("3", "3"),
    "first_wave": ("2026-03-03",),
    "owner": ("100",),
}
"""What stands in the fields of forms, and from where to where a number may lie."""
OFFERED = {"pulse-9", "pulse-11", "2", "4", "6", "12"}
"""What else can be chosen in forms."""


def _formed(element: Element, name: str, value: str, here: Place) -> bool:
    """Whether an attribute belongs to a form: a limit of its field, or something that can be chosen."""
    if name in ("min", "max", "maxlength") or element.attributes.get("name") in FORM:
        return value in FORM.get(element.attributes.get("name", ""), ())
    if element.tag == "option" or element.attributes.get("name") == "item":
        return value in OFFERED or value in here.facts.paths.values() or value.lower() in {slug(one) for one in bank()}
    return False


def _asks(element: Element, name: str, value: str, here: Place) -> bool:
    """Whether an attribute belongs to a question: its name, the codes of its answers, how much may be written."""
    if name in ("datetime", "max", "maxlength"):
        return value in (here.wave.contract["closes_at"], str(len(tapped(here))), str(scales()["TX"]["characters"]))
    if element.tag in ("input", "label", "fieldset", "textarea") and (asked := TAPPED.fullmatch(value)):
        return asked[1] in here.wave.contract["questions"]
    if element.tag == "input" and name == "value" and TAPPED.fullmatch(element.attributes.get("name", "")):
        return value in CODES
    return False


def unstyled(style: str) -> Iterator[str]:
    """Declarations that do not stand in the mails' own style."""
    known = (TEMPLATES / "mail" / STYLES).read_text("utf-8").replace('"', "'")
    for one in style.split(";"):
        if re.search(r"\d", one) and one.strip() not in known:
            yield f"the style {one.strip()!r}"


def _addressed(value: str, here: Place) -> bool:
    """Whether an address, or a name in a page, has no digits but those of something known."""
    left = re.sub(r"/books/[\w-]{27}$|/sign-in/[\w-]+$|/r/(?:pause/)?[\w-]+|#[0-9A-Z]{26}$", "", value)
    left = re.sub(r"\?v=[0-9a-f]{12}|^http://pulse\.acme\.example|[0-9a-f]{64}", "", left)
    known = [code for wave in here.facts.waves for code in (wave.name, *wave.reading.parents)]
    for code in known:
        left = left.replace(code, "")
    left = re.sub("|".join(rf"/(?:trend|field)/{slug(item)}\b" for item in bank()), "", left)
    promised = "|".join(str(one.number) for one in here.facts.deeds.promises)
    left = re.sub(rf"^(?:promise|due|later|dropped)-(?:{promised})$|(?<=/promises/)(?:{promised})$", "", left)
    left = re.sub(r"^part-\d$|^[a-z]\d$", "", left)
    left = re.sub(r"plotly-basic-[\d.]+min\.js|^(?:wave|programme|landing)-\d*$|leads\d+@acme\.example", "", left)
    return not re.search(r"\d", left)
