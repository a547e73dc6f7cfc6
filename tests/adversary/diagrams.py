"""The marks of charts of forecasts, of named options and of promises over time, worked out a second time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.adversary.about import place_of_title
from tests.adversary.deeds import Promised
from tests.adversary.looping import short
from tests.adversary.measuring import whole
from tests.adversary.outlooks import Outlook, outlooks
from tests.adversary.places import QUANTITIES, Place
from tests.adversary.signalled import SHARES

Path = tuple[str, ...]
Marks = dict[Path, set[str]]
MOST = 12
"""So many promises are drawn."""


def marks(figure: Mapping[str, Any], place: Place) -> Marks | None:
    """What the numbers of a chart may be, by the beginning of their paths; None for the course of a measure."""
    series = figure["data"]
    if any(one.get("name") == "plan" for one in series):
        return _forecast(series, place)
    if series and series[0].get("type") == "bar":
        return _options(series[0], place)
    if figure["layout"].get("xaxis", {}).get("type") == "date":
        return _promises(series, place)
    return None


def _forecast(series: list[Mapping[str, Any]], place: Place) -> Marks:
    periods = outlooks(place)
    labels = {one.label for one in periods}
    drawn: Marks = {
        ("layout", "xaxis", "range"): {"-0.5", str(len(periods) - 0.5)},
        ("layout", "xaxis", "categoryarray"): labels,
        ("layout", "annotations"): labels,
    }
    for number, one in enumerate(series):
        at: Path = ("data", str(number))
        drawn[*at, "x"] = labels
        drawn[*at, "name"] = {"field, with noise (90 %)"}
        by_label = {period.label: period for period in periods}
        for index, label in enumerate(one["x"]):
            values = _values(one["name"], by_label.get(label), place)
            custom = {path for path in values if path[0] == "customdata"}
            drawn |= {(*at, *path, str(index)): values[path] for path in values.keys() - custom}
            drawn |= {(*at, "customdata", str(index), path[1]): values[path] for path in custom}
    return drawn


def _values(name: str, one: Outlook | None, place: Place) -> Marks:
    """What a series shows of a period."""
    if one is None or name == "plan":
        return {("y",): {"100", "100.0"}}
    if not name.startswith("field"):
        number = {"official forecast": one.official, "your call": one.call, "actual": one.actual}[name]
        return {("y",): whole(number) if number is not None else set()}
    here = replace(place, at=one.wave.number)
    low, high = QUANTITIES["clipped_low"](here), QUANTITIES["clipped_high"](here)
    said = {number.split()[-1] for number in QUANTITIES["crowd"](here)}
    return {
        ("y",): said,
        ("error_y", "array"): {str(int(a) - int(b)) for a in high for b in said},
        ("error_y", "arrayminus"): {str(int(b) - int(a)) for a in low for b in said},
        ("customdata", "0"): low,
        ("customdata", "1"): high,
        ("customdata", "2"): QUANTITIES["crowd_n"](here),
    }


def _options(one: Mapping[str, Any], place: Place) -> Marks:
    here = place_of_title(place.measure, place)
    drawn: Marks = {
        ("data", "0", "name"): {f"wave {here.wave.number}"},
        ("layout", "xaxis", "range"): {"0", "100"},
    }
    for index, label in enumerate(one["y"]):
        option = replace(here, label=label.replace("<br>", " "))
        share, low, high = (SHARES[name](option) for name in ("chosen_share", "chosen_low", "chosen_high"))
        values: Marks = {
            ("x", str(index)): share,
            ("error_x", "array", str(index)): {str(int(a) - int(b)) for a in high for b in share},
            ("error_x", "arrayminus", str(index)): {str(int(b) - int(a)) for a in low for b in share},
        }
        told = (low, high, {str(option.chosen)})
        values |= {("customdata", str(index), str(n)): allowed for n, allowed in enumerate(told)}
        drawn |= {("data", "0", *path): allowed for path, allowed in values.items()}
    return drawn


def _promises(series: list[Mapping[str, Any]], place: Place) -> Marks:
    deeds = place.facts.deeds
    made = [one for one in deeds.promises if place.unit in (one.unit, one.level)]
    newest = sorted(made, key=lambda one: (one.made, one.number))[-MOST:]
    lines = {str(number) for number, _ in enumerate(newest)}
    drawn: Marks = {
        ("layout", "shapes"): {str(deeds.today)},
        ("layout", "yaxis", "tickvals"): lines,
        ("layout", "yaxis", "range"): {"-0.7", str(len(newest) - 0.3)},
    }
    spans = [(number, day) for number, one in enumerate(newest) for day in (one.made, one.ended or one.due)]
    for index, (number, day) in enumerate(spans):
        at = str(index + index // 2)
        drawn |= {("data", "0", "x", at): {str(day)}, ("data", "0", "y", at): {str(number)}}
    for number, one in enumerate(series[1:], start=1):
        those = [(line, each) for line, each in enumerate(newest) if each.state(deeds.today) == one["name"]]
        for index, (line, each) in enumerate(those):
            told = {"x": {str(each.ended or each.due)}, "y": {str(line)}, "text": {_told(one["name"], each)}}
            drawn |= {("data", str(number), name, str(index)): allowed for name, allowed in told.items()}
    return drawn


def _told(state: str, one: Promised) -> str:
    words = {"kept": "Kept on", "dropped": "Dropped on", "late": "Was due on", "open": "By"}
    return f"{words[state]} {short(one.ended or one.due)}"
