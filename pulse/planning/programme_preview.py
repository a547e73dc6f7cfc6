"""Exactly what reps would get of a programme, and when: the next waves, their questions, the mail, who folds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.accounts.people import Staff
from pulse.house import House
from pulse.planning.preview import Preview, preview_of
from pulse.programme.definition import Definition
from pulse.programme.models import Kind
from pulse.programme.occasion import Occasion, Reader
from pulse.programme.outlook import ExpectedWave, outlook
from pulse.programme.pad import Pad
from pulse.programme.queries import cells_for
from pulse.questionnaire import seconds
from pulse.roster import queries as roster
from pulse.stationery import Drawn, sender_of

ENGLISH = "en"
NOT_YET = "known when the wave opens"
SAMPLE_PAUSE = "preview"
SAMPLE_CODE = "0000-0000-0000-0000-0000-0000-00"


@dataclass(frozen=True)
class WaveAhead:
    """A wave to come, with its questions in words, in the order of the page."""

    number: int
    opens_at: datetime
    closes_at: datetime
    questions: tuple[str, ...]
    seconds: int


@dataclass(frozen=True)
class ProgrammePreview:
    """What a definition would lead to with today's roster."""

    waves: tuple[WaveAhead, ...]
    audience: Preview
    subject: str
    mail: str


def programme_preview(session: Session, house: House, definition: Definition, person: Staff) -> ProgrammePreview:
    """Look ahead as the worker would act; `person` is whom the mail is shown to."""
    now, domains = house.clock(), house.settings.allowed_domains
    waves = outlook(session, house.questionnaire, definition, now)
    drawn = cells_for(session, definition, waves[0].window.opens_at, domains)
    audience = preview_of(definition, waves[0].window.opens_at, drawn, roster.paths(session))
    mail = invitation(house, definition, waves[0], audience, person=person)
    return ProgrammePreview(waves=tuple(map(_ahead, waves)), audience=audience, subject=mail.subject, mail=mail.text)


def invitation_page(session: Session, house: House, definition: Definition, person: Staff, language: str) -> str:
    """The invitation to the next wave as HTML, as mail programs show it."""
    now, domains = house.clock(), house.settings.allowed_domains
    (wave,) = outlook(session, house.questionnaire, definition, now, waves=1)
    drawn = cells_for(session, definition, wave.window.opens_at, domains)
    audience = preview_of(definition, wave.window.opens_at, drawn, roster.paths(session))
    return invitation(house, definition, wave, audience, person=person, language=language).html


def invitation(
    house: House,
    definition: Definition,
    wave: ExpectedWave,
    audience: Preview,
    *,
    person: Staff,
    language: str = ENGLISH,
) -> Drawn:
    """Write the invitation as the worker would, to somebody of the largest group, without a code."""
    largest = max(audience.cells, key=lambda cell: cell.invited)
    occasion = Occasion(
        wave="preview",
        programme=definition.title,
        number=wave.number,
        audience=definition.audience,
        items=wave.items,
        closes_at=wave.window.closes_at,
        fingerprint=NOT_YET,
        k=definition.k,
        reminders=definition.reminders,
        reminded=definition.remind,
    )
    reader = Reader(
        person=0,
        email=person.email,
        language=language,
        time_zone=definition.time_zone,
        cell=largest.path,
        cell_people=largest.invited,
        spoken_code=SAMPLE_CODE,
        pause=SAMPLE_PAUSE,
    )
    return Pad(sender_of(house.settings)).drawn(Kind.INVITATION, occasion, reader, wave.window.opens_at)


def _ahead(wave: ExpectedWave) -> WaveAhead:
    return WaveAhead(
        number=wave.number,
        opens_at=wave.window.opens_at,
        closes_at=wave.window.closes_at,
        questions=tuple(item.text[ENGLISH] for item in wave.items),
        seconds=seconds(wave.items, ENGLISH),
    )
