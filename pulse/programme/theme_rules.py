"""Which rules sort comments into themes: the shipped ones, or what HR made of them, fixed by each wave's contract."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse import audit
from pulse.database import hold
from pulse.errors import NotFound, Refusal
from pulse.programme.contract import Contract
from pulse.programme.models import KeptRules, RulesOrigin
from pulse.questionnaire import Theme, ThemeRules, digest_of, parse_rules, written

MOST_THEMES = 40
THEMES = "themes"
"""The lock of whoever edits the rules, so that no edit takes back one of the same moment."""


class RulesLost(Refusal):
    """A contract names rules that are nowhere to be found."""


class TooManyThemes(Refusal):
    """More themes than anybody can read."""

    sentence = f"There are {MOST_THEMES} themes already. Remove one first: nobody reads a longer list."


class LastTheme(Refusal):
    """Removing this theme would leave none."""

    sentence = 'This is the last theme. Without any, every comment would be "other".'


def in_force(session: Session, shipped: ThemeRules) -> ThemeRules:
    """The rules that the next wave will be opened with."""
    newest = select(KeptRules).where(KeptRules.origin != RulesOrigin.AGREED).order_by(KeptRules.id.desc()).limit(1)
    found = session.scalar(newest)
    return shipped if found is None or found.origin == RulesOrigin.SHIPPED else parse_rules(found.rules)


def under(session: Session, contract: Contract, shipped: ThemeRules) -> ThemeRules:
    """The rules that a contract fixes. Raises RulesLost."""
    # Contracts of before rules could be edited name none: the shipped ones were in force.
    if contract.themes in ("", digest_of(shipped)):
        return shipped
    kept = session.scalars(select(KeptRules.rules).where(KeptRules.digest == contract.themes))
    # The web may add rows: what stands beside a digest counts only if it is what was digested.
    text = next((text for text in kept if hashlib.sha256(text.encode()).hexdigest() == contract.themes), None)
    if text is None:
        raise RulesLost(f"The theme rules {contract.themes} that wave {contract.wave} was opened with are missing.")
    return parse_rules(text)


def agree(session: Session, rules: ThemeRules) -> str:
    """Keep the rules that a contract is about to name, and return their digest."""
    digest = digest_of(rules)
    if not session.scalar(select(KeptRules.id).where(KeptRules.digest == digest).limit(1)):
        _keep(session, rules, RulesOrigin.AGREED)
    return digest


def put(session: Session, theme: Theme, shipped: ThemeRules, actor: str, now: datetime) -> None:
    """Change a theme from the next wave on, or add it as the last. Raises BrokenInstrument or TooManyThemes."""
    hold(session, THEMES)
    after = checked(with_theme(in_force(session, shipped), theme))
    if _edited(session, after, shipped):
        audit.record(session, now, actor, "themes edited", f"{theme.id}: rules {digest_of(after)}")


def remove(session: Session, theme_id: str, shipped: ThemeRules, actor: str, now: datetime) -> None:
    """Remove a theme from the next wave on. Raises NotFound or LastTheme."""
    hold(session, THEMES)
    after = without_theme(in_force(session, shipped), theme_id)
    if _edited(session, after, shipped):
        audit.record(session, now, actor, "themes edited", f"{theme_id} removed: rules {digest_of(after)}")


def restore(session: Session, shipped: ThemeRules, actor: str, now: datetime) -> None:
    """Go back to the shipped rules, and follow these through every upgrade."""
    hold(session, THEMES)
    if digest_of(in_force(session, shipped)) != digest_of(shipped):
        _keep(session, shipped, RulesOrigin.SHIPPED)
        audit.record(session, now, actor, "themes edited", "back to the shipped rules")


def checked(rules: ThemeRules) -> ThemeRules:
    """The same rules, if they could stand in a file of `surveys/`. Raises BrokenInstrument with every problem."""
    return parse_rules(written(rules))


def with_theme(rules: ThemeRules, theme: Theme) -> ThemeRules:
    """These rules with a theme in the place of the one of the same id, or after all others. Raises TooManyThemes."""
    known = any(one.id == theme.id for one in rules.themes)
    themes = tuple(theme if one.id == theme.id else one for one in rules.themes)
    if not known and len(themes) >= MOST_THEMES:
        raise TooManyThemes
    return replace(rules, themes=themes if known else (*themes, theme))


def without_theme(rules: ThemeRules, theme_id: str) -> ThemeRules:
    """These rules without a theme. Raises NotFound or LastTheme."""
    themes = tuple(one for one in rules.themes if one.id != theme_id)
    if len(themes) == len(rules.themes):
        raise NotFound
    if not themes:
        raise LastTheme
    return replace(rules, themes=themes)


def theme_of(themes: Sequence[Theme], theme_id: str) -> Theme:
    """The theme with this id. Raises NotFound."""
    found = next((theme for theme in themes if theme.id == theme_id), None)
    if found is None:
        raise NotFound
    return found


def _edited(session: Session, after: ThemeRules, shipped: ThemeRules) -> bool:
    changed = digest_of(after) != digest_of(in_force(session, shipped))
    if changed:
        _keep(session, after, RulesOrigin.EDITED)
    return changed


def _keep(session: Session, rules: ThemeRules, origin: RulesOrigin) -> None:
    session.add(KeptRules(digest=digest_of(rules), rules=written(rules), origin=origin))
    session.flush()
