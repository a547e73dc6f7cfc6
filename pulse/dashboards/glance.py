"""What the home page says of the mirror, to the unit's own leader alone. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pulse.dashboards.queries import OpenWave
from pulse.dashboards.reflections import Mirror
from pulse.mirror.guess import Guess
from pulse.publications.queries import PublishedWave


@dataclass(frozen=True)
class Glance:
    """Sentences about the mirror, what its link says, and the percent of target this leader called for a wave."""

    sentences: tuple[str, ...]
    link: str
    calls: Mapping[int, int]
    """By the number of the wave."""


def glance_at(
    mirror: Mirror | None, guesses: Mapping[int, Guess], taking: OpenWave | None, waves: tuple[PublishedWave, ...]
) -> Glance:
    """Say the largest gap of the wave looked at, and whether a prediction is wanted."""
    wanted = taking is not None and taking.id not in guesses
    calls = {wave.number: guesses[wave.id].target for wave in waves if wave.id in guesses}
    return Glance(
        sentences=(*_last(mirror), *_next(taking, wanted=wanted)),
        link="Predict, 1 minute" if wanted else "Open the mirror",
        calls={number: target for number, target in calls.items() if target is not None},
    )


def _last(mirror: Mirror | None) -> Iterator[str]:
    if mirror is None:
        yield "No guess this time."
    elif mirror.gap is None:
        yield f"In wave {mirror.wave} you were in tune with your team."
    else:
        gap = mirror.gap
        yield f"Largest gap {gap.title}: you {gap.predicted}, team {gap.team}, {gap.words}. There is a question to ask."


def _next(taking: OpenWave | None, *, wanted: bool) -> Iterator[str]:
    if taking:
        state = "predict what your team will say" if wanted else "your prediction is kept"
        yield f"Wave {taking.number} is open: {state}."
