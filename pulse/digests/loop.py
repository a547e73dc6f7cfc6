"""For HR: how a wave went, what is hidden, and whether what was said is answered."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.actions import queries as actions
from pulse.actions.answering import PromiseState
from pulse.actions.responding import Responding, responding_below
from pulse.clock import day
from pulse.digests import queries as digests
from pulse.digests.contents import Contents, counted, filled
from pulse.digests.models import DigestState
from pulse.insights.responsiveness import ANSWER_DAYS, Part
from pulse.insights.scores import Score
from pulse.insights.sentences import score_with_band
from pulse.mirror import queries as mirror
from pulse.planning.turnout import words
from pulse.programme.models import MailState, OutboxMail
from pulse.programme.outbox import REMINDERS
from pulse.programme.schedule import A_WEEK
from pulse.publications import queries as publications
from pulse.publications.queries import Participation, PublishedWave
from pulse.stationery import Section


def hr_digest(session: Session, now: datetime, wave: str | None = None) -> Contents | None:
    """Tell HR about the newest published wave of every programme, or about one by name.

    None before there is one, and for a month while a wave of this week has a digest of its own.
    """
    published = publications.waves(session)
    if wave is None and any(one.published_at > now - A_WEEK for one in published):
        return None
    newest = {one.programme_id: one for one in published if wave in (None, one.name)}
    if not newest:
        return None
    sections = [section for one in newest.values() for section in _of_wave(session, one, now)]
    return Contents(
        title="How the loop goes",
        opening=("What was said, what is hidden, and what was answered. Counts alone; nobody is named.",),
        sections=filled(*sections, Section("Mail", tuple(_mail(session, tuple(newest.values()))))),
        button="Open programmes and waves",
        path="/hr",
    )


def _of_wave(session: Session, wave: PublishedWave, now: datetime) -> Iterator[Section]:
    name = f"{wave.programme}, wave {wave.number}"
    yield Section(f"{name}, closed {day(wave.closes_at)}", tuple(_taking_part(session, wave)))
    answers = _answers(responding_below(session, wave.contract.tree.root, now))
    yield Section(f"{name}: answers", (*answers, _late(session, wave, now)))


def _taking_part(session: Session, wave: PublishedWave) -> Iterator[str]:
    tree = wave.contract.tree
    took_part = publications.participation_below(session, wave.id, tuple(tree.parents))
    yield f"Participation: {words(took_part.get(tree.root), wave)}."
    hidden = sum(not isinstance(took_part.get(unit), Participation) for unit in tree.parents)
    yield f"Hidden to protect people, or counted with the unit above: {hidden} of {len(tree.parents)} units."
    led = mirror.led(session, tuple(tree.parents))
    yield f"Leaders who looked into the mirror: {len(mirror.used(session, wave.id, led))} of {len(led)}."


def _answers(found: Responding) -> Iterator[str]:
    numbers = found.numbers
    yield f"Themes answered within {ANSWER_DAYS} working days: {_part(numbers.answered_in_time)}."
    yield f"Promises kept on time: {_part(numbers.kept_on_time)}."
    yield f"Themes passed up and answered in time: {_part(numbers.returned_in_time)}."
    noticed = found.noticed.answered
    if isinstance(noticed, Score):
        yield f"What people say of it, “recent problems got a clear answer”: {score_with_band(noticed, str)}."
    if found.does_not_land:
        yield "Answers do not land: most themes are answered on record, and people do not notice."


def _late(session: Session, wave: PublishedWave, now: datetime) -> str:
    made = actions.promises_below(session, tuple(wave.contract.units))
    late = sum(promise.state(now.date()) is PromiseState.LATE for promise in made)
    return f"Promises that are late now: {late}."


def _part(part: Part) -> str:
    return f"{part.met} of {part.of}" if part.of else "none due yet"


def _mail(session: Session, waves: tuple[PublishedWave, ...]) -> Iterator[str]:
    # Without reminders: one that goes only to those who have not answered would tell of somebody who had not.
    refused = select(func.count()).where(
        OutboxMail.wave_id.in_([wave.id for wave in waves]),
        OutboxMail.state == MailState.REFUSED,
        OutboxMail.kind.not_in(list(REMINDERS)),
    )
    yield f"Refused by the mail server: {counted(session.scalar(refused) or 0, 'mail', 'mails')} of these waves."
    states = digests.counts(session).values()
    sent, not_taken = (sum(found[state] for found in states) for state in (DigestState.SENT, DigestState.REFUSED))
    yield f"Digests: {sent} sent, {not_taken} refused. Whether a mail is opened is not measured."
