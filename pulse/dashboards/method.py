"""How a page's figures are worked out, said with the constants that worked them out. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulse.dashboards.measures import Measure
from pulse.insights import baseline, change, participation, trend
from pulse.insights.bands import half_width
from pulse.insights.change import Spread
from pulse.insights.heat import LEAST_TEAMS, LIFTED_UNDER, PULL
from pulse.insights.kinds import CONSTANTS, Kind
from pulse.insights.sentences import whole
from pulse.publications.queries import Participation

UNITS = {
    Kind.INDEX: "a score of several questions",
    Kind.AGREE: "an agree question",
    Kind.PERCENT: "percent of target",
    Kind.TEN: "ten times a number from 0 to 10",
    Kind.YES: "a yes in percent",
}


@dataclass(frozen=True)
class Method:
    """Each line a sentence with its formula."""

    lines: tuple[str, ...]


def method_of(
    policy: Mapping[str, Any], measures: Sequence[Measure], spreads: Mapping[str, Spread], took_part: object = None
) -> Method:
    """Say how these measures are worked out under a wave's policy, and how exact they are with so many answers."""
    answered = took_part.answered if isinstance(took_part, Participation) else None
    kinds = list(dict.fromkeys(measure.kind for measure in measures))
    lines = (
        _SCORES,
        *_bands(kinds, answered),
        *_changes(measures, spreads),
        _trend(),
        _below(),
        _SILENT,
        _kept(policy),
    )
    return Method(lines)


_SCORES = (
    "Score of an agree question = 25 × (mean − 1), answers 1 to 5. Safety is the mean of its questions, Pulse the mean"
    " of Safety, Response, Quota and Product."
)
_SILENT = (
    f"Silence: score − (1 − response rate) × {whole(participation.WORSE)}, if those who did not answer felt"
    f" {whole(participation.WORSE)} points worse."
)


def _bands(kinds: Sequence[Kind], answered: int | None) -> Iterator[str]:
    spreads = ", ".join(f"{CONSTANTS[kind].answers:g} for {UNITS[kind]}" for kind in kinds)
    yield f"Noise band, 90 % = score ± t(0.95, n + 3) × s / √n, with n answers and s = {spreads}."
    if answered:
        widths = ", ".join(f"± {whole(half_width(kind, answered))} for {UNITS[kind]}" for kind in kinds)
        yield f"With the n = {answered} of this wave: {widths}."


def _changes(measures: Sequence[Measure], spreads: Mapping[str, Spread]) -> Iterator[str]:
    yield (
        f"Change since the last wave: clear above {change.CLEAR:g} × σ × √(1/n₁ + 1/n₂), leaning above"
        f" {change.LEANING:g} × the same. σ is how much scores of this programme usually move, measured once it has"
        f" {change.ENOUGH_PAIRS} pairs of waves."
    )
    now = ", ".join(f"{measure.title} {_sigma(spreads[measure.slug])}" for measure in measures)
    yield f"σ now: {now}."


def _sigma(spread: Spread) -> str:
    return f"{spread.value:.3g}{' (provisional)' if spread.provisional else ''}"


def _trend() -> str:
    kept = 1 - trend.WEIGHT
    return (
        f"Trend = {trend.WEIGHT:g} × newest wave + {kept:g} × trend before, against the mean of the first"
        f" {baseline.WAVES} visible waves: clear above {trend.CLEAR:g} standard errors, leaning above"
        f" {trend.LEANING:g}. A new baseline begins with a new leader, when {baseline.CHANGED:.0%} of members changed,"
        " and after a clear trend that the next wave confirms."
    )


def _below() -> str:
    return (
        f"Teams beside one another: steadied value = unit above + n / (n + {PULL}) × (team − unit above), for colour"
        " and place alone. Teams hardly differ where under"
        f" {LIFTED_UNDER:.0%} of all differences lie between them, judged from {LEAST_TEAMS} teams on."
    )


def _kept(policy: Mapping[str, Any]) -> str:
    return (
        f"Nothing is shown of fewer than k = {policy['k']} answers, three bands from {policy['k_bands']}, named options"
        f" from {policy['k_choice']}, comments from {policy['k_comment']}; at the ends of a scale a score is"
        " pulled in and reads “at least” or “at most”."
    )
