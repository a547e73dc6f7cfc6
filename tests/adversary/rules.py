"""What a publisher who keeps the published rules prints for a group: written a second time, from the rules alone."""

from collections.abc import Sequence

Printed = tuple[int, int | None, tuple[int, ...], str]
"""Respondents, sum, bands or option counts, and the words beside the figure."""


def guard(people: int, strict: bool) -> int:
    """One sixteenth of a group stays deniable; never fewer than one person, or two where the rules are strict."""
    sixteenth = (people - people % 16) // 16
    return sixteenth if sixteenth > (2 if strict else 1) else (2 if strict else 1)


def raised(parts: Sequence[int], least: int) -> tuple[int, ...]:
    """Every missing answer of a part below the least is taken, singly, from whichever part is then largest."""
    missing = sum(least - part for part in parts if part < least)
    result = [part if part > least else least for part in parts]
    for _ in range(missing):
        largest = sorted(range(len(result)), key=lambda place: (-result[place], place))[0]
        result[largest] -= 1
    return tuple(result)


def scale(histogram: Sequence[int], lowest: int, strict: bool, bands_from: int | None = None) -> Printed:
    """Print a scale; an agree scale has bands from so many people on."""
    answers = [lowest + place for place, people in enumerate(histogram) for _ in range(people)]
    people, least = len(answers), guard(len(answers), strict)
    if bands_from is not None and people >= bands_from:
        thirds = (histogram[0] + histogram[1], histogram[2], histogram[3] + histogram[4])
        against, neutral, favour = raised(thirds, least)
        floor = [1] * against + [3] * neutral + [4] * favour
        ceiling = [2] * against + [3] * neutral + [5] * favour
        return _between(people, sum(answers), sum(floor) + least, sum(ceiling) - least, (against, neutral, favour))
    highest = lowest + len(histogram) - 1
    floor, ceiling = [lowest] * (people - least), [highest] * (people - least)
    return _between(people, sum(answers), sum(floor) + least * highest, sum(ceiling) + least * lowest, ())


def choice(histogram: Sequence[int], strict: bool) -> Printed:
    """Print named options."""
    people = sum(histogram)
    return people, None, raised(histogram, guard(people, strict)), "inside"


def _between(people: int, total: int, least: int, greatest: int, parts: tuple[int, ...]) -> Printed:
    shown = sorted((least, total, greatest))[1]
    words = [word for word, bound in (("at most", least), ("at least", greatest)) if shown == bound]
    return people, shown, parts, {0: "inside", 1: "".join(words), 2: "about"}[len(words)]
