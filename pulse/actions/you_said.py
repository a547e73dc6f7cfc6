"""The line "You said, we did", read for a unit's results page, and fixed for a whole wave before it opens."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.actions import queries
from pulse.actions.labels import theme_labels
from pulse.actions.line import Labels, Line, choose, spoken
from pulse.actions.models import SaidAndDone
from pulse.languages import LANGUAGES
from pulse.programme.models import Wave
from pulse.publications import queries as publications
from pulse.questionnaire import ThemeRules


def you_said_we_did(session: Session, programme_id: int, unit: str | None = None) -> Line | None:
    """What is told of the last three waves of a programme: to one unit's people, or to the whole audience.

    To the audience only answers given at its top are quoted and only the top's own themes named, never a team's.
    """
    waves = queries.recent_waves(session, programme_id)
    if not waves:
        return None
    audience = publications.wave(session, waves[0]).contract.tree
    if unit is not None:
        return choose(queries.threads(session, (unit,), waves), unit)
    return choose(queries.threads(session, tuple(audience.parents), waves), audience.root)


def fix_line(session: Session, wave: Wave, shipped: ThemeRules) -> None:
    """Fix what is told in a wave's mails and on its thank-you page, which stays the same bytes while it is open."""
    fixed = select(SaidAndDone.language).where(SaidAndDone.wave_id == wave.id).limit(1)
    line = you_said_we_did(session, wave.programme_id)
    if line is None or session.scalar(fixed):
        return
    for language in LANGUAGES:
        labels = recent_labels(session, wave.programme_id, shipped, language)
        session.add(SaidAndDone(wave_id=wave.id, language=language, line=spoken(line, labels, language)))
    session.flush()


def recent_labels(session: Session, programme_id: int, shipped: ThemeRules, language: str) -> Labels:
    """What the themes of a programme's last three waves are called."""
    waves = reversed(queries.recent_waves(session, programme_id))
    contracts = [publications.wave(session, wave_id).contract for wave_id in waves]
    return theme_labels(session, contracts, shipped, language)
