"""The form of the mirror: five numbers, with what stands in them already. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pulse.dashboards.measures import Measures
from pulse.dashboards.queries import OpenWave
from pulse.mirror.guess import SCALES, TARGET, Guess
from pulse.mirror.queries import asks_for_target

HINTS = {TARGET: "percent of its target, {low} to {high}"}
HINT = "{low} to {high}"


@dataclass(frozen=True)
class Input:
    """One number to predict; `text` is what was typed or kept."""

    name: str
    label: str
    meaning: str
    hint: str
    low: int
    high: int
    text: str


@dataclass(frozen=True)
class Form:
    """What a leader may predict of the wave of this name until it closes."""

    wave: str
    number: int
    closes_at: datetime
    inputs: tuple[Input, ...]
    kept: bool
    problem: str


def form_for(
    wave: OpenWave, measures: Measures, kept: Guess | None, problem: str = "", typed: Mapping[str, str] | None = None
) -> Form:
    """Lay out the form of a wave; after a refusal what was typed stays in it."""
    said = {name: str(value) for name, value in kept.values.items()} if kept else {}
    inputs = tuple(_inputs(wave, measures, said if typed is None else typed))
    return Form(wave.name, wave.number, wave.closes_at, inputs, kept is not None, problem)


def _inputs(wave: OpenWave, measures: Measures, said: Mapping[str, str]) -> Iterator[Input]:
    for measure in measures.core:
        yield _input(measure.slug, measure.title, measure.meaning, said)
    if asks_for_target(wave.contract):
        yield _input(TARGET, "Target", "What share of its target will your unit reach this period?", said)


def _input(name: str, label: str, meaning: str, said: Mapping[str, str]) -> Input:
    low, high = SCALES[name][0], SCALES[name][-1]
    hint = HINTS.get(name, HINT).format(low=low, high=high)
    return Input(name, label, meaning, hint, low, high, said.get(name, ""))
