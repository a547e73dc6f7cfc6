"""The words of `sentences.py` in braces: what text each stands for, and whether that text is right at its place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tests.adversary.facts import CORE, Facts, bank, slug
from tests.adversary.measuring import SCALES, half, whole
from tests.adversary.places import Place

Check = Callable[[Place, str], bool]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONATE = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
DAY = r"\d{1,2}\.? (?:" + "|".join((*MONTHS, *MONATE)) + ")"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
ADDRESS = r"http://pulse\.acme\.example"
NUMBER, POINTS = r"-?\d+(?:\.\d+)?", r"(?:at most |at least |about )?\d+"
WORDED = {"crowd", "score", "before", "above", "above_percent"}
"""Quantities with words before the number where only a bound is known."""


@dataclass(frozen=True)
class Token:
    """A pattern, and whether a text of that pattern is right."""

    pattern: str
    check: Check


def always(_: Place, __: str) -> bool:
    return True


def _a_day(place: Place, text: str) -> bool:
    """A day is a day of this company's history, or of its next wave."""
    number, month, year = text.split()
    names = MONTHS if month in MONTHS else MONATE
    day = date(int(year), names.index(month) + 1, int(number.rstrip(".")))
    return place.facts.begun <= day <= place.facts.ended + timedelta(days=75)


def _unit(place: Place, text: str) -> bool:
    return text in place.facts.names.values() or text in place.facts.paths.values()


def _cell(place: Place, text: str) -> bool:
    """How many people count in a cell; the roster has not changed since the newest wave."""
    codes = {path: code for code, path in place.facts.paths.items()}
    return text == str(place.facts.waves[-1].contract["cells"].get(codes.get(place.label, "")))


def _members(place: Place, text: str) -> bool:
    codes = {path: code for code, path in place.facts.paths.items()}
    return text == str(place.facts.gathered(codes.get(place.label, "")))


MAIL = re.compile(r"([a-z ]+): (\d+) sent(?:, (\d+) waiting)?(?:, (\d+) too late)?(?: |$)")


def sent(place: Place, text: str) -> bool:
    """Mails of a wave by kind, as they arrived; the others would have gone to everybody else they are meant for."""
    invited, leaders = sum(place.wave.contract["cells"].values()), len(place.facts.paths)
    meant = {"invitation": invited, "reminder": invited, "results": leaders, "team results": invited - leaders + 1}
    for kind, sent, waiting, late in MAIL.findall(text):
        arrived = place.facts.mails.get((place.wave.number, kind.strip()), 0)
        if int(sent) != arrived or arrived + int(waiting or 0) + int(late or 0) != meant[kind.strip()]:
            return False
    return not MAIL.sub("", text)


def _questions(place: Place, text: str) -> bool:
    """How many questions of a dimension have been asked so far."""
    asked = {slug(item) for wave in place.facts.waves[: place.upto] for item in wave.contract["questions"]}
    listed = {
        slug(item): one["scale"] == "SC" and not one.get("published_as")
        for item, one in bank().items()
        if one["dimension"] == place.label
    }
    return text == str(sum(name in asked and not choice for name, choice in listed.items()))


def _x1_wave(place: Place, text: str) -> bool:
    asked = place.facts.asked("x1", place.upto)
    return bool(asked) and text == str(asked[-1].number)


def _comment(place: Place, text: str) -> bool:
    return any((one["unit"], one["text"]) == (place.unit, text) for one in place.wave.comments)


def _fingerprint(place: Place, text: str) -> bool:
    return text in {wave.fingerprint for wave in place.facts.waves}


def _without_units(place: Place, text: str) -> str:
    for name in sorted(place.facts.paths.values(), key=len, reverse=True):
        text = text.replace(name, "")
    return text


def _entry(place: Place, text: str) -> bool:
    """What the log says: names of waves, fingerprints, files and addresses; every other number stands in the roster."""
    known = [value for wave in place.facts.waves for value in (wave.name, wave.fingerprint)]
    for value in [*known, *place.facts.addresses]:
        text = text.replace(value, "")
    text = re.sub(r"pulse-[a-z-]+-wave-\d+-(?:figures|comments)\.(?:csv|xlsx|json)", "", text)
    text = re.sub(r"link to the books issued until \d{4}-\d\d-\d\d 00:00 UTC", "", text)
    text = re.sub(r"\b(targets saved) (.+)$", lambda found: "" if changed(place.facts, found[2]) else found[0], text)
    text = _applied(re.sub(r"[0-9a-f]{64}", "", text))
    text = re.sub(
        r"\b(answer|promise) (\d+)$", lambda found: "" if _is_known(place, *found.groups()) else found[0], text
    )
    return set(re.findall(r"\d+", text)) <= {str(number) for number in place.facts.imported}


CHANGED = re.compile(r"(?:(\d+) new, )?(?:(\d+) changed, )?(?:(\d+) unchanged, )?(?:(\d+) new periods?, )?")


def changed(facts: Facts, text: str) -> bool:
    """What saving plans changed: first everything is new, later what came in the month that has ended."""
    deeds, found, every = facts.deeds, CHANGED.fullmatch(f"{text}, "), len(facts.deeds.plans)
    if found is None:
        return False
    new, moved, same, periods = (int(part or 0) for part in found.groups())
    per_period = {sum(name == period for _, name in deeds.plans) for period in deeds.periods}
    if new:
        return (new, moved, same, periods) == (every, 0, 0, len(deeds.periods))
    return moved in {0, *per_period} and (same, periods) == (every - moved, 0)


def _is_known(place: Place, what: str, number: str) -> bool:
    """Whether there are so many answers or promises."""
    deeds = place.facts.deeds
    made = len(deeds.promises) if what == "promise" else sum(len(one.answers) for one in deeds.threads)
    return 0 < int(number) <= made


def _units(place: Place, text: str) -> bool:
    """Names of units, one after the other, and nothing else."""
    for name in sorted({*place.facts.names.values(), *place.facts.paths.values()}, key=len, reverse=True):
        text = text.replace(name, "")
    return not text.strip()


def _root(place: Place) -> str:
    return next(unit for unit, above in place.wave.reading.parents.items() if above is None)


DIFFER = {"a score of several questions": "index", "an agree question": "A5", "percent of target": "PC"}
DIFFER |= {"ten times a number from 0 to 10": "N10", "a yes in percent": "YN"}
"""What kinds of score are called where their formulas stand."""


def _half_widths(place: Place, text: str) -> bool:
    n = place.facts.wave(place.upto).answered(place.unit)
    pairs = re.findall(r"± (\d+) for ([a-z0-9 ]+)", text)
    said = ", ".join(f"± {points} for {name}" for points, name in pairs)
    return said == text and n is not None and all(points in whole(half(DIFFER[name], n)) for points, name in pairs)


def _answers_differ(_: Place, text: str) -> bool:
    known = [f"{SCALES[kind][2]:g} for {name}" for name, kind in DIFFER.items()]
    return all(part in known for part in text.split(", "))


def _spreads(place: Place, text: str) -> bool:
    """How much each measure moves, by its title: an index, or a question."""
    titles = {one["text"]["en"]: slug(item) for item, one in bank().items()}
    titles |= {index.capitalize(): index for index in (*CORE, "pulse")}
    for title in sorted((title for title in titles if title in text), key=len, reverse=True):
        moving = f"{place.facts.spread(titles[title], place.upto):.3g}"
        text = re.sub(re.escape(f"{title} {moving}") + r"(?: \(provisional\))?(?:, |$)", "", text)
    return not text


PROGRAMME = {"every_weeks": "4", "first_wave": "2026-03-03", "opens_at": "9", "open_days": "6", "closes_at": "18"}
PROGRAMME |= {"send_at": "9", "reminders": "1", "k": "5", "comment_k": "8", "least_comments": "3"}
"""The programme of these companies."""
EXAMPLE = {"2026", "1", "2", "1000000", "950000", "972500", "50", "900000"}
"""The numbers of the example that HR may fill in."""


def _applied(text: str) -> str:
    """An entry of the log without what the programme's file says."""
    for name, value in PROGRAMME.items():
        text = text.replace(f"; {name}: none -> {value}", "")
    return re.sub(r"; instrument: none -> pulse-\d+", "", text)


def _asked(_: Place, text: str) -> bool:
    """A question after its name."""
    name, words = text.split(": ", 1)
    return any(item.split(".")[0] == name and one["text"]["en"] == words for item, one in bank().items())


def _own_themes(place: Place, text: str) -> bool:
    """Themes of the unit in the last three waves; some may be answered."""
    waves = place.facts.waves[max(0, len(place.facts.waves) - 3) :]
    counts = [sum(unit == place.unit and theme != "Other" for unit, theme, _ in wave.themes) for wave in waves]
    return 0 < int(text) <= sum(counts)


def _plan(place: Place, text: str) -> bool:
    """A line about waves to come, of which nothing is known but the programme, the calendar and the roster."""
    contract = place.facts.waves[-1].contract
    people = {*contract["cells"].values(), sum(contract["cells"].values()), len(contract["folded"])}
    left = re.sub(r"\d\d:\d\d|\b[A-Z]\d\b|0000(?:-0+)+|[0-9a-f]{64}|\d{4}-\d\d-\d\d", "", text)
    seconds = range(30, 125, 5)
    known = {str(number) for number in (*people, *range(32), *seconds)}
    return not re.search(r"\banswered\b(?! (?:ignore|or not))", left) and set(re.findall(r"\d+", left)) <= known


TOKENS: Mapping[str, Token] = {
    "words": Token(r"\D*", always),
    "finding": Token(r"(?:Clear|Leaning|No clear) [a-z]+", always),
    "column": Token("(?:" + "|".join(index.capitalize() for index in (*CORE, "pulse")) + ")", always),
    "turnover": Token(
        r"Since the baseline began, 0 joined and 0 left\."
        r"(?: The wave before said the same, so a new baseline begins\.)?",
        always,
    ),
    "day": Token(DAY + r" \d{4}", _a_day),
    "hour": Token(r"\d\d:00 [A-Z]+", always),
    "moment": Token(WEEKDAY + " " + DAY + r", \d\d:00 [A-Z]+", always),
    "units": Token(r".+", _units),
    "unit_list": Token(r".+", lambda place, text: _units(place, text.replace(", ", " "))),
    "dot": Token(NUMBER, lambda place, text: 0 < int(text) < len(place.wave.below(_root(place))) + 1),
    "asked": Token(r"[A-Z]\d: .+", _asked),
    "asked_once": Token(r"[A-Z]\d: .+?[.?]", _asked),
    "own_themes": Token(NUMBER, _own_themes),
    "minutes": Token(NUMBER, lambda place, text: text.isdigit() and int(text) % 3 == 0),
    "near_day": Token(rf"(?:\w+,? )?(?:{DAY}|\d{{1,2}} [A-Z][a-z]{{2}})(?: \d{{4}})?", always),
    "plan": Token(r".+", _plan),
    "half_widths": Token(r".+", _half_widths),
    "answers_differ": Token(r".+", _answers_differ),
    "spreads": Token(r".+", _spreads),
    "targets_example": Token(
        r".+", lambda place, text: set(re.findall(r"\d+", _without_units(place, text))) <= EXAMPLE
    ),
    "unit": Token(r".+?", _unit),
    "theme": Token(r"\D+", lambda place, text: text == place.label),
    "comment": Token(r".+", _comment),
    "cell": Token(NUMBER, _cell),
    "members": Token(NUMBER, _members),
    "mails": Token(r".*", sent),
    "questions": Token(NUMBER, _questions),
    "x1_wave": Token(NUMBER, _x1_wave),
    "fingerprint": Token(r"[0-9a-f]{64}", _fingerprint),
    "entry": Token(r".+", _entry),
}
