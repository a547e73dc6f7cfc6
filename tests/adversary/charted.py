"""Every number of a chart's JSON: the marks are worked out a second time, the rest is the chart's own furniture."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tests.adversary.diagrams import marks
from tests.adversary.measuring import SCALES
from tests.adversary.places import QUANTITIES, Place, kept_since

FURNITURE: Mapping[str, set[float]] = {
    "line.width": {1, 1.5, 2, 3},
    "marker.size": {10, 11, 12},
    "marker.line.width": {2},
    "font.size": {11, 12, 13},
    "tickfont.size": {11, 12},
    "margin.l": {12, 36, 52},
    "margin.r": {12},
    "margin.t": {12},
    "margin.b": {48, 72, 96},
    "legend.x": {0},
    "legend.y": {-0.3},
    "tickangle": {0},
    "nticks": {5, 6},
    "shapes.y0": {0},
    "shapes.y1": {1},
    "annotations.xshift": {8},
    "annotations.y": {0.02},
    "annotations.textangle": {-90},
}
"""Numbers of the design, by the end of their path."""
SAID = re.compile(
    r"#[0-9a-f]{6}|rgba\(0,0,0,0\)|noise, 90 %"
    r"|(?:field )?%\{[xy]\} (?:% )?\(%\{customdata\[0\]\}-%\{customdata\[1\]\}\),"
    r" %\{customdata\[2\]\} answers<extra></extra>"
)
"""Texts with digits that say nothing of the team: colours, and what the chart writes beside a mark."""
Path = tuple[str, ...]


def unexplained(text: str, place: Place) -> list[str]:
    """Name the numbers of a chart that do not follow; the place holds the unit, the measure and the wave looked at."""
    figure = json.loads(text)
    drawn = marks(figure, place)
    if drawn is None:
        drawn = {("layout", *path): values for path, values in _axes(place).items()}
        for number, series in enumerate(figure["data"]):
            drawn |= {("data", str(number), *path): values for path, values in _series(series["name"], place).items()}
    found = []
    for path, value in _numbers(figure, ()):
        said = {str(value), _said_last(value)}
        follows = any(said & allowed for known, allowed in drawn.items() if path[: len(known)] == known)
        if not follows and not _is_furniture(path, value):
            found.append(f"chart of {place.unit} {place.measure}: {'.'.join(path)} is {value!r}")
    return found


def _series(name: str, place: Place) -> dict[Path, set[str]]:
    """What the marks of a series may hold: at each wave its own value."""
    rows = [replace(place, at=wave.number, upto=wave.number) for wave in place.facts.asked(place.measure, place.upto)]
    shown = [row for row in rows if row.score]
    if name == "noise, 90 %":
        return {("x",): {str(row.at) for row in shown}, ("y",): _all(shown, "low") | _all(shown, "high")}
    if name == "each wave":
        custom = {("customdata", str(n), str(m)): QUANTITIES[what](row)
                  for n, row in enumerate(shown) for m, what in enumerate(("low", "high", "n"))}  # fmt: skip
        return custom | _pairs(shown, "points")
    return _pairs(rows, "level" if name == "steadied" else "baseline")


def _pairs(rows: list[Place], what: str) -> dict[Path, set[str]]:
    found: dict[Path, set[str]] = {("x", str(number)): {str(row.at)} for number, row in enumerate(rows)}
    return found | {("y", str(number)): QUANTITIES[what](row) for number, row in enumerate(rows)}


def _all(rows: list[Place], what: str) -> set[str]:
    return {number for row in rows for number in QUANTITIES[what](row)}


def _axes(place: Place) -> dict[Path, set[str]]:
    waves = [wave.number for wave in place.facts.asked(place.measure, place.upto)]
    kinds = {score.kind for score in place.facts.course(place.measure, place.unit, place.upto) if score}
    ends = {str(end) for kind in kinds for end in SCALES[kind][:2]}
    numbers = {str(wave) for wave in waves}
    between = {str(wave - 0.5) for wave in waves}
    return {
        ("xaxis", "tickvals"): numbers,
        ("xaxis", "ticktext"): {f"{wave}<br>{month}" for wave in waves for month in MONTHS},
        ("xaxis", "range"): {str(waves[0] - 0.5), str(waves[-1] + 0.5)},
        ("yaxis", "range"): ends,
        ("shapes",): between,
        ("annotations",): between | numbers | {min(ends, key=float, default="0")} | _kept(place, waves),
    }


def _kept(place: Place, waves: list[int]) -> set[str]:
    """What stands beside waves before which promises were kept."""
    counts = {count for wave in waves for count in kept_since(replace(place, at=wave))}
    return {f"{count} promises kept" for count in counts}


def _said_last(value: object) -> str:
    """A number as it is written, or what a text says last; before that there are no numbers."""
    before, _, last = str(value).rpartition(", ")
    return str(value) if re.search(r"\d", before) else last


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _numbers(value: Any, path: Path) -> Iterator[tuple[Path, object]]:
    """Every number, and every text with a digit."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _numbers(one, (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _numbers(one, (*path, str(number)))
    elif not isinstance(value, bool) and re.search(r"\d", str(value)):
        yield path, value


def _is_furniture(path: Path, value: object) -> bool:
    if isinstance(value, str):
        return bool(SAID.fullmatch(value))
    end = ".".join(part for part in path if not part.isdigit())
    return any(end.endswith(name) and value in values for name, values in FURNITURE.items())
