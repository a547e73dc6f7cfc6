"""What is said about forecasts of the target, in plain sentences; every function takes the gettext of the reader."""

from pulse.insights.forecast import Accuracy, Crowd, NoSkill, Skill, candour_gap
from pulse.insights.sentences import Gettext, points_words, whole
from pulse.insights.verdicts import TooEarly


def candour_sentence(official: float, said: Crowd, gettext: Gettext) -> str:
    """Say by how much the official forecast is rosier than the field's, or that noise may explain it."""
    gap = candour_gap(official, said)
    values = {
        "points": abs(whole(official) - whole(said.value)),
        "official": whole(official),
        "field": points_words(said.value, said.edge, gettext),
    }
    if abs(gap) <= said.half:
        phrase = gettext("No candour gap beyond noise: official forecast %(official)s, field %(field)s.")
    elif gap > 0:
        phrase = gettext(
            "Candour gap: the official forecast is %(points)s points of plan rosier than the field"
            " (%(official)s against %(field)s)."
        )
    else:
        phrase = gettext(
            "Candour gap: the official forecast is %(points)s points of plan more cautious than the field"
            " (%(official)s against %(field)s)."
        )
    return phrase % values


def call_sentence(call: float, said: Crowd, gettext: Gettext) -> str:
    """Compare the leader's own call with the field."""
    gap = call - said.value
    values = {"points": abs(whole(call) - whole(said.value)), "call": whole(call)}
    if abs(gap) <= said.half:
        return gettext("Your call of %(call)s is in tune with the field.") % values
    if gap > 0:
        return gettext("Your call of %(call)s is %(points)s points rosier than the field.") % values
    return gettext("Your call of %(call)s is %(points)s points more cautious than the field.") % values


def outcome_sentence(actual: float, said: Crowd, gettext: Gettext) -> str:
    """Say what came, and how far off the field was."""
    miss = whole(said.value) - whole(actual)
    values = {"actual": whole(actual), "points": abs(miss)}
    if miss == 0:
        return gettext("%(actual)s %% of plan came, exactly what the field expected.") % values
    if miss > 0:
        return gettext("%(actual)s %% of plan came; the field was %(points)s points too rosy.") % values
    return gettext("%(actual)s %% of plan came; the field was %(points)s points too cautious.") % values


def accuracy_sentences(found: Accuracy | TooEarly, gettext: Gettext) -> tuple[str, ...]:
    """Say how forecasts turned out over finished periods; no verdict before enough of them."""
    if isinstance(found, TooEarly):
        values = {"seen": found.seen, "needed": found.needed}
        return (gettext("No verdict yet: %(seen)s of the %(needed)s finished periods it takes.") % values,)
    return (
        _error_sentence(found, gettext),
        _skill_sentence(found.against_plan, gettext("expecting the plan to be met"), gettext),
        _skill_sentence(found.against_official, gettext("the official forecast"), gettext),
    )


def _error_sentence(found: Accuracy, gettext: Gettext) -> str:
    values = {"periods": found.periods, "error": whole(found.error), "bias": abs(whole(found.bias))}
    if whole(found.bias) == 0:
        phrase = gettext(
            "Over %(periods)s finished periods the field missed by %(error)s points of plan on average,"
            " leaning neither way."
        )
    elif found.bias > 0:
        phrase = gettext(
            "Over %(periods)s finished periods the field missed by %(error)s points of plan on average,"
            " and was %(bias)s points too rosy."
        )
    else:
        phrase = gettext(
            "Over %(periods)s finished periods the field missed by %(error)s points of plan on average,"
            " and was %(bias)s points too cautious."
        )
    return phrase % values


def _skill_sentence(skill: Skill, reference: str, gettext: Gettext) -> str:
    if skill is NoSkill.TOO_EARLY:
        return gettext("Against %(reference)s: no verdict yet.") % {"reference": reference}
    if isinstance(skill, NoSkill):
        return gettext("Against %(reference)s: it was always right, and cannot be beaten.") % {"reference": reference}
    values = {"reference": reference, "percent": abs(whole(100 * skill))}
    if values["percent"] == 0:
        return gettext("Against %(reference)s: equally far off.") % values
    if skill > 0:
        return gettext("Against %(reference)s: the field's misses are %(percent)s %% smaller.") % values
    return gettext("Against %(reference)s: the field's misses are %(percent)s %% larger.") % values
