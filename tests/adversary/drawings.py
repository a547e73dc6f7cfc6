"""The numbers of small pictures, which are figures too: where marks stand, worked out a second time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from tests.adversary.furniture import fixed_attributes
from tests.adversary.housekeeping import left_out
from tests.adversary.markup import Element
from tests.adversary.measuring import SCALES, Score
from tests.adversary.mirrored import bar, guessed
from tests.adversary.places import QUANTITIES, Place

WIDE, EDGE = 200, 6
ACROSS, HIGH = 144, 40
NEAR = 1e-6
Where = Callable[[Element], Place]
Numbers = set[str]


def unexplained(page: Element, where: Where) -> Iterator[str]:
    """Name the attributes of pictures that do not follow."""
    for picture in page.walk():
        if picture.tag == "svg":
            place = where(picture)
            expected = _expected(picture, place)
            for part in picture.walk():
                for name, value in part.attributes.items():
                    if _has_digit(value) and not _fixed(part, name, value) and value not in expected.get(name, set()):
                        yield f"{name}={value!r} in a picture at {place.unit} {place.measure}: it does not follow"


def _has_digit(value: str) -> bool:
    return any(letter.isdigit() for letter in value)


def _fixed(part: Element, name: str, value: str) -> bool:
    return (part.tag, name, value) in fixed_attributes()


def _expected(picture: Element, place: Place) -> dict[str, Numbers]:
    """What the attributes of a picture may hold."""
    drawn = picture.classes[0] if picture.classes else ""
    if drawn == "bar":
        return {"width": QUANTITIES["percent"](place) | bar(place) | {left_out(place)}}
    if drawn == "parts":
        return _parts(place)
    if drawn == "plane":
        return _plane(place)
    if drawn == "sketch":
        return _sketch(place)
    return _gauge(place) if drawn == "gauge" else {}


def _gauge(place: Place) -> dict[str, Numbers]:
    crowd = place.facts.crowd(place.unit, place.upto)
    if place.measure:
        score = place.score
        ends = score.band if score else (0.0, 0.0)
    else:
        score = Score(crowd.value, crowd.n, "PC") if crowd else None
        ends = (crowd.value - crowd.half, crowd.value + crowd.half) if crowd else (0.0, 0.0)
    if score is None:
        return {}
    left, right = (_across(end, score.kind) for end in ends)
    plan = _tenths(_across(100, "PC")) if place.measure in ("", "x2") else set()
    widths = {str(round(float(b) - float(a), 1)) for a in _tenths(left) for b in _tenths(right)}
    at, said = _tenths(_across(score.value, score.kind)), guessed(place)
    marks = plan if said is None else _tenths(_across(said, score.kind)) | plan
    return {
        "x": _tenths(left),
        "width": widths,
        "cx": at,
        "x1": marks,
        "x2": plan if said is None else at | plan,
        "transform": {f"translate({mark} 10) rotate(45)" for mark in marks},
    }


PLANE, FRAME = 300, 28
"""The side of the plane of Safety and Response, and how far its frame stands inside."""


def _plane(place: Place) -> dict[str, Numbers]:
    """A team's ring stands at its steadied values; all else is the frame."""
    low, high, middle = str(FRAME), str(PLANE - FRAME), str(PLANE / 2)
    ends = {low, high, middle}
    inside = {str(FRAME + 6), str(PLANE - FRAME - 6), middle}
    rings = {
        f"translate({x} {y})" for unit in place.wave.below(place.unit) for x, y in _ring(replace(place, unit=unit))
    }
    return {
        "viewbox": {f"0 0 {PLANE} {PLANE}"},
        "width": {str(PLANE - 2 * FRAME)},
        "height": {str(PLANE - 2 * FRAME)},
        "x": inside | {low},
        "y": {low, str(FRAME + 16), str(PLANE - FRAME - 7), str(PLANE - 10)},
        **dict.fromkeys(("x1", "x2", "y1", "y2"), ends),
        "transform": rings | {f"translate(18 {middle}) rotate(-90)"},
    }


def _ring(place: Place) -> Iterator[tuple[str, str]]:
    values = [replace(place, measure=measure).steadied for measure in ("safety", "response")]
    along = [_tenths(FRAME + value / 100 * (PLANE - 2 * FRAME)) for value in values if value is not None]
    if len(along) == 2:
        yield from ((x, str(round(PLANE - float(y), 1))) for x in along[0] for y in along[1])


def _sketch(place: Place) -> dict[str, Numbers]:
    course = place.facts.course(place.measure, place.unit, place.upto)
    step = (ACROSS - 2 * EDGE) / max(1, len(course) - 1)
    placed = [(round(EDGE + step * number, 1), score) for number, score in enumerate(course)]
    runs = [list(run) for shown, run in groupby(placed, key=lambda pair: pair[1] is not None) if shown]
    points: Numbers = set()
    dots: list[tuple[float, Score]] = []
    for run in runs:
        seen = [(x, score) for x, score in run if score is not None]
        points.add(_path([(x, score.value) for x, score in seen], seen))
        outline = [(x, score.band[1]) for x, score in seen] + [(x, score.band[0]) for x, score in reversed(seen)]
        points.add(_path(outline, seen))
        dots += [seen[-1], seen[0]]
    heights = {height for _, score in dots for height in _tenths(_up(score.value, score.kind))}
    return {"points": points, "cx": {str(x) for x, _ in dots}, "cy": heights}


def _path(points: Sequence[tuple[float, float]], seen: Sequence[tuple[float, Score]]) -> str:
    return " ".join(f"{x},{round(_up(value, seen[0][1].kind), 1)}" for x, value in points)


def _parts(place: Place) -> dict[str, Numbers]:
    starts: Numbers = set()
    widths: Numbers = set()
    start = 0.0
    for answers in place.thirds.values():
        width = 100 * answers / place.respondents
        starts |= _tenths(start)
        widths |= _tenths(width)
        start += width
    return {"x": starts, "width": widths}


def _share(value: float, kind: str) -> float:
    low, high = SCALES[kind][:2]
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _across(value: float, kind: str) -> float:
    return EDGE + _share(value, kind) * (WIDE - 2 * EDGE)


def _up(value: float, kind: str) -> float:
    return HIGH - 3 - _share(value, kind) * (HIGH - 6)


def _tenths(value: float) -> Numbers:
    """A number with one decimal; two where it lies on a half."""
    return {str(round(value - NEAR, 1)), str(round(value + NEAR, 1))}
