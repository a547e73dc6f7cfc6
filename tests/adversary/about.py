"""What a line of a page is about: the unit, the measure and the wave of its row, its section or the whole page."""

import re
from dataclasses import replace

from tests.adversary.facts import CORE, Facts, Wave, bank, slug
from tests.adversary.markup import Element
from tests.adversary.places import Place

MEASURED = {"price": "e1", "coaching": "c1", "percent of target": "x1", **{name: name for name in (*CORE, "pulse")}}
"""Titles that name a measure in other words than a question's."""
HIGHEST = "all leaders from here down"
"""The title of the part that counts a unit with all below it."""


def page_place(address: str, facts: Facts) -> Place:
    """What the whole page is about."""
    path, *asked = address.split("?")
    parts = path.strip("/").split("/")
    said = dict(one.split("=", 1) for one in "&".join(asked).split("&") if "=" in one)
    name = said.get("wave") or (parts[3] if len(parts) > 3 and parts[2] == "theme" else parts[-1])
    wave = next((wave.number for wave in facts.waves if wave.name == name), facts.waves[-1].number)
    unit = parts[1] if parts[0] == "team" else said.get("unit", "")
    measure = parts[3].removesuffix(".json") if len(parts) > 3 and parts[2] in ("trend", "field") else ""
    root = next(one for one, above in facts.wave(wave).reading.parents.items() if above is None)
    return Place(facts, unit or root, wave, measure, at=wave if "theme" in parts[2:3] else 0)


def place_of(element: Element, here: Place) -> Place:
    """What a line is about: the row it stands in, the head of its column or section, else the whole page."""
    place = _in_section(element, here)
    row, measured, item = element.within("tr"), element.within("a", "score"), element.within("li")
    if measured is not None:
        return replace(place, measure=measured.attributes["href"].split("?")[0].split("/")[-1])
    if row is not None:
        return _in_row(row, column_head(element), place)
    return place if item is None else _in_item(item, place)


def _in_section(element: Element, place: Place) -> Place:
    """A part of the page with a title of its own that names a measure, a question or a theme."""
    section = element.within("section")
    title = section.find("h2") if section else None
    if title is not None:
        place = _titled(title.text, replace(place, label=title.text.split(":")[0].strip().lower()))
    for tag, name in (("div", "largest"), ("li", "score"), ("div", "named"), ("div", "raised")):
        part = element.within(tag, name)
        title = part.find("h3") if part else None
        if title is not None:
            said = title.line.removeprefix("Largest move: ")
            place = replace(place, measure=_measure(said) or place.measure)
            place = replace(place, label=title.own) if name == "raised" else place
    return place


def _titled(title: str, place: Place) -> Place:
    """A section whose title names what is low, the largest gap, or a question with named options."""
    low, gap = re.match(r"(\w+) is low: ", title), re.match(r"Largest gap in wave \d+: (.+)", title)
    found = low or gap
    if found:
        return replace(place, measure=MEASURED.get(found[1].lower(), ""))
    asked = _asked(title)
    if asked and not place.measure:
        return place_of_title(asked, place)
    return replace(place, at=place.upto) if title == "Themes" else place


def place_of_title(asked: str, place: Place) -> Place:
    """A question with named options, in the newest wave that shows them."""
    waves = (wave.number for wave in reversed(place.facts.asked(asked, place.upto)))
    shown = next((number for number in waves if replace(place, measure=asked, at=number).counts), 0)
    return replace(place, measure=asked, at=shown)


def _in_item(item: Element, place: Place) -> Place:
    """An item of a list: a promise, a question, a wave of the calendar, mails of a wave, or a theme."""
    above = item.above.classes if item.above is not None else []
    if "promise" in item.classes:
        number = item.attributes["id"].split("-")[-1]
        asked = [slug(one.item) for one in place.facts.deeds.promises if str(one.number) == number]
        return replace(place, label=item.attributes["id"], measure="".join(asked))
    if "facing" in above:
        title = item.find("h3")
        return replace(place, measure=MEASURED.get(title.text.split(":")[0].lower(), "") if title else "")
    if "calendar" in above:
        named = re.search(r"\b([A-Z]\d)\.v\d", item.text)
        return replace(place, measure=named[1].lower(), at=place.upto) if named else _at_wave(item.text, place)
    if "theme" in item.classes:
        title = item.find("h3")
        return replace(place, label=title.text if title else "")
    span = item.find("span")
    if "themes" in above and span is not None:
        return replace(place, label=span.text)
    label = place.label if place.label == HIGHEST else item.text.split(" (")[0]
    return _at_wave(_before(item), replace(place, label=label))


def _before(item: Element) -> str:
    """The title that stands right before a list."""
    listed = item.above
    if listed is None or listed.above is None:
        return ""
    beside = [one for one in listed.above.content if isinstance(one, Element)]
    before = beside[: beside.index(listed)]
    return before[-1].text if before and before[-1].tag == "h3" else ""


def _at_wave(text: str, place: Place) -> Place:
    found = re.search(r"\b[Ww]ave (\d+)", text)
    known = found and any(wave.number == int(found[1]) for wave in place.facts.waves)
    return replace(place, at=int(found[1])) if found and known else place


def _in_row(row: Element, head: str, place: Place) -> Place:
    """A row of a table begins with a unit, a wave, a period or an option."""
    first = row.find("th")
    label = first.text if first is not None else ""
    known = {name: code for names in (place.facts.names, place.facts.paths) for code, name in names.items()}
    if re.fullmatch(r"(?:Wave )?\d+", label):
        number = int(label.split()[-1])
        known_wave = any(wave.number == number for wave in place.facts.waves)
        return replace(place, at=number if known_wave else 0, upto=number if known_wave else place.upto)
    asked = [wave for wave in place.facts.asked("x1", place.upto) if label in _periods(place, wave)]
    unit, column = known.get(label, place.unit), head.lower()
    measure = column if column in (*CORE, "pulse") else place.measure
    place = replace(place, label=label, unit=unit, measure=measure, at=asked[-1].number if asked else place.at)
    return _at_wave(head, place)


def _periods(place: Place, wave: Wave) -> tuple[str, str]:
    return (place.facts.deeds.period(wave.closed_on), f"wave {wave.number}")


def column_head(element: Element) -> str:
    """What stands at the head of a cell's column."""
    cell, table = element.within("td") or element.within("th"), element.within("table")
    if cell is None or table is None or cell.above is None or cell.within("thead"):
        return ""
    cells = [one for one in cell.above.content if isinstance(one, Element)]
    column = sum(int(one.attributes.get("colspan", "1")) for one in cells[: cells.index(cell)])
    heads = [one.text for one in (table.find("thead") or table).walk() if one.tag == "th"]
    return heads[column] if column < len(heads) and table.find("thead") else ""


def _measure(title: str) -> str:
    return _asked(title) or (title.lower() if title.lower() in (*CORE, "pulse") else "")


def _asked(title: str) -> str:
    """The question with these words."""
    return next((slug(item) for item, asked in bank().items() if asked["text"]["en"] == title), "")
