"""Every number of a page at its place: each line with a digit is a known sentence whose numbers are right there.

What is left over is named with the kind of page, the line and what would have been right. Fixed texts and fixed
attributes are those that stand in the templates letter by letter.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.adversary import drawings
from tests.adversary.answering import tapped
from tests.adversary.facts import CORE, Facts, bank, scales, slug
from tests.adversary.furniture import fixed_attributes, fixed_lines
from tests.adversary.markup import Element, lines, parsed
from tests.adversary.matching import wrong
from tests.adversary.places import Place
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
    "mirror": r"/team/\w+/mirror",
    "results": r"/r/[\w-]+",
    "programme": r"/hr/programme/\w+",
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


def page_place(address: str, facts: Facts) -> Place:
    """What the whole page is about."""
    path, *asked = address.split("?")
    parts = path.strip("/").split("/")
    name = next((part.removeprefix("wave=") for part in asked if part.startswith("wave=")), parts[-1])
    wave = next((wave.number for wave in facts.waves if wave.name == name), facts.waves[-1].number)
    unit = parts[1] if parts[0] == "team" else next((one[5:] for one in asked if one.startswith("unit=")), "")
    measure = parts[3].removesuffix(".json") if len(parts) > 3 else ""
    root = next(one for one, above in facts.wave(wave).reading.parents.items() if above is None)
    return Place(facts, unit or root, wave, measure)


def _lines(page: Element, kind: str, here: Place) -> Iterator[str]:
    for element, text in lines(page):
        if not re.search(r"\d", text) or text in fixed_lines():
            continue
        place, said = place_of(element, here), headed(element, text)
        why = amiss(said, (*SENTENCES.get(kind, ()), *COMMON), place)
        if why is not None:
            told = why if why and kind else ADD if kind else NEW
            yield f"{said!r} at {place.unit} {place.measure} wave {place.wave.number}: {told}"


def amiss(text: str, sentences: Iterable[str], place: Place) -> str | None:
    """What is wrong with a line, by the longest sentence of its form; empty if it is of none, None if it is right."""
    found = [(len(sentence), one) for sentence in sentences if (one := wrong(sentence, text, place)) is not None]
    if any(not one for _, one in found):
        return None
    return "; ".join(max(found)[1]) if found else ""


def place_of(element: Element, here: Place) -> Place:
    """What a line is about: the row it stands in, the head of its column or section, else the whole page."""
    place = _in_section(element, here)
    row, measured = element.within("tr"), element.within("a", "score")
    if measured is not None:
        return replace(place, measure=measured.attributes["href"].split("?")[0].split("/")[-1])
    if row is not None:
        return _in_row(row, column_head(element), place)
    theme = element.within("li")
    if theme is None:
        return place
    label = theme.find("span") if theme.above is not None and "themes" in theme.above.classes else None
    return replace(place, label=label.text if label else theme.text.split(" (")[0])


def _in_section(element: Element, place: Place) -> Place:
    """A part of the page with a title of its own that names a measure, a question or a theme."""
    section = element.within("section")
    title = section.find("h2") if section else None
    if title is not None:
        place = replace(place, label=title.text.split(":")[0].strip().lower())
    for tag, name in (("div", "largest"), ("li", "score"), ("div", "named"), ("div", "raised")):
        part = element.within(tag, name)
        title = part.find("h3") if part else None
        if title is not None:
            said = title.line.removeprefix("Largest move: ")
            measure = _asked(said) or (said.lower() if said.lower() in (*CORE, "pulse") else place.measure)
            place = replace(place, measure=measure, label=title.own if name == "raised" else place.label)
    return place


def _in_row(row: Element, head: str, place: Place) -> Place:
    """A row of a table begins with a unit, a wave or an option."""
    first = row.find("th")
    label = first.text if first is not None else ""
    known = {name: code for names in (place.facts.names, place.facts.paths) for code, name in names.items()}
    if re.fullmatch(r"(?:Wave )?\d+", label):
        number = int(label.split()[-1])
        known_wave = any(wave.number == number for wave in place.facts.waves)
        return replace(place, at=number if known_wave else 0, upto=number if known_wave else place.upto)
    unit, column = known.get(label, place.unit), head.lower()
    return replace(place, label=label, unit=unit, measure=column if column in (*CORE, "pulse") else place.measure)


def headed(element: Element, text: str) -> str:
    """A line with the head of its column, or the term it explains, before it."""
    head = column_head(element)
    if element.tag == "dd" and element.above is not None:
        terms = [one for one in element.above.content if isinstance(one, Element)]
        before = terms[: terms.index(element)]
        head = before[-1].text if before else ""
    return f"[{head}] {text}" if head else text


def column_head(element: Element) -> str:
    """What stands at the head of a cell's column."""
    cell, table = element.within("td") or element.within("th"), element.within("table")
    if cell is None or table is None or cell.above is None or cell.within("thead"):
        return ""
    cells = [one for one in cell.above.content if isinstance(one, Element)]
    column = sum(int(one.attributes.get("colspan", "1")) for one in cells[: cells.index(cell)])
    heads = [one.text for one in (table.find("thead") or table).walk() if one.tag == "th"]
    return heads[column] if column < len(heads) and table.find("thead") else ""


def _asked(title: str) -> str:
    """The question with these words."""
    return next((slug(item) for item, asked in bank().items() if asked["text"]["en"] == title), "")


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
    return _asks(element, name, value, here) or (name in ADDRESSED and _addressed(value, here))


def _asks(element: Element, name: str, value: str, here: Place) -> bool:
    """Whether an attribute belongs to a question: its name, the codes of its answers, how much may be written."""
    if name in ("datetime", "max", "maxlength"):
        return value in (here.wave.contract["closes_at"], str(len(tapped(here))), str(scales()["TX"]["characters"]))
    if element.tag in ("input", "label", "fieldset", "textarea") and (asked := TAPPED.fullmatch(value)):
        return asked[1] in here.wave.contract["questions"]
    if element.tag == "input" and name == "value" and TAPPED.fullmatch(element.attributes.get("name", "")):
        return value in CODES
    return False


def _addressed(value: str, here: Place) -> bool:
    """Whether an address, or a name in a page, has no digits but those of something known."""
    left = re.sub(r"/books/[\w-]{27}$|/sign-in/[\w-]+$|/r/[\w-]+|#[0-9A-Z]{26}$", "", value)
    left = re.sub(r"\?v=[0-9a-f]{12}|^http://pulse\.acme\.example|[0-9a-f]{64}", "", left)
    known = [code for wave in here.facts.waves for code in (wave.name, *wave.reading.parents)]
    for code in known:
        left = left.replace(code, "")
    left = re.sub("|".join(rf"/trend/{slug(item)}\b" for item in bank()), "", left)
    left = re.sub(r"plotly-basic-[\d.]+min\.js|^(?:wave|programme|landing)-\d*$|leads\d+@acme\.example", "", left)
    return not re.search(r"\d", left)
