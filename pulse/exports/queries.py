"""Exports of published waves, read from publications alone."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from pulse.errors import NotFound
from pulse.exports import comments
from pulse.exports.codebook import figures_codebook
from pulse.exports.figures import COLUMNS, Wave, figures_sheet
from pulse.exports.sheets import Export
from pulse.programme.theme_rules import under
from pulse.publications import queries as publications
from pulse.publications.document import parse
from pulse.publications.queries import Participation, PublishedWave
from pulse.questionnaire import Questionnaire
from pulse.roster import queries as roster


class NoSuchWave(NotFound):
    """No published wave has this name."""

    sentence = "There is no published wave of this name. A wave is published after it has closed."


class Subject(StrEnum):
    """What is exported; comments never stand beside figures."""

    FIGURES = "figures"
    COMMENTS = "comments"


def published_wave(session: Session, name: str) -> PublishedWave:
    """The published wave of this random name. Raises NoSuchWave."""
    found = (wave for wave in publications.waves(session) if wave.name == name.strip().upper())
    wave = next(found, None)
    if wave is None:
        raise NoSuchWave
    return wave


def export(session: Session, questionnaire: Questionnaire, wave: PublishedWave, subject: Subject) -> Export:
    """Everything one wave published of a subject, ready to be written in any format."""
    return _SUBJECTS[subject](session, questionnaire, wave)


def _figures(session: Session, questionnaire: Questionnaire, wave: PublishedWave) -> Export:
    until_then = [one for one in publications.waves(session, wave.programme_id) if one.number <= wave.number]
    waves = [_wave(session, questionnaire, one) for one in until_then]
    this = waves[-1]
    return Export(
        name=_name(wave, Subject.FIGURES),
        dated=wave.published_at,
        main=figures_sheet(waves, _invited(session, wave), roster.paths(session)),
        codebook=(figures_codebook(COLUMNS, this.questions, this.table.policy),),
    )


def _wave(session: Session, questionnaire: Questionnaire, wave: PublishedWave) -> Wave:
    return Wave(
        programme=wave.programme,
        number=wave.number,
        closes_at=wave.closes_at,
        questions=tuple(questionnaire.item(item) for item in wave.contract.questions),
        table=parse(publications.document(session, wave.id)).table,
    )


def _invited(session: Session, wave: PublishedWave) -> Mapping[str, int]:
    """How many were invited in and below every unit whose participation is shown."""
    took_part = publications.participation_below(session, wave.id, list(wave.contract.units))
    return {unit: found.invited for unit, found in took_part.items() if isinstance(found, Participation)}


def _comments(session: Session, questionnaire: Questionnaire, wave: PublishedWave) -> Export:
    said = publications.comments_below(session, wave.id, list(wave.contract.units))
    rules = under(session, wave.contract, questionnaire.themes)
    sheet = comments.comments_sheet(wave.programme, wave.number, said, roster.paths(session), rules.themes)
    return Export(_name(wave, Subject.COMMENTS), wave.published_at, sheet, (comments.codebook(),))


def _name(wave: PublishedWave, subject: Subject) -> str:
    title = re.sub(r"[^a-z0-9]+", "-", wave.programme.lower()).strip("-") or "wave"
    return f"pulse-{title}-wave-{wave.number}-{subject}"


_SUBJECTS: Mapping[Subject, Callable[[Session, Questionnaire, PublishedWave], Export]] = {
    Subject.FIGURES: _figures,
    Subject.COMMENTS: _comments,
}
