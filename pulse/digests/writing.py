"""Which digest says what: one place for the mail, the page to print and HR's preview."""

from datetime import datetime

from sqlalchemy.orm import Session

from pulse.digests.contents import Contents
from pulse.digests.executive import executive_digest
from pulse.digests.leader import leader_digest
from pulse.digests.loop import hr_digest
from pulse.digests.models import Digest
from pulse.digests.periods import wave_in
from pulse.questionnaire import Questionnaire


def contents_for(
    session: Session, kind: Digest, unit: str, period: str, questionnaire: Questionnaire, *, now: datetime
) -> Contents | None:
    """Write a digest from what is published and answered now; None if there is nothing to say."""
    if kind is Digest.LEADER:
        return leader_digest(session, unit, questionnaire.themes, now)
    if kind is Digest.EXECUTIVE:
        return executive_digest(session, unit, questionnaire, now)
    return hr_digest(session, now, wave_in(period))
