"""Themes, their answers and promises, read from the office. What is no published theme does not exist here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from pulse.actions.answering import Answer, Change, ChangeKind, Kind, Promise, Thread, Topic
from pulse.actions.models import MadePromise, PromiseChange, SaidAndDone, ThemeAnswer
from pulse.errors import NotFound
from pulse.programme.models import Wave
from pulse.publications.comments import OTHER
from pulse.publications.models import Publication, PublishedTheme

WAVES = 3
"""Over so many waves of a programme the loop is looked at: what is older is no longer waited for."""


class NoSuchTheme(NotFound):
    """Nothing is published of this theme; whether anybody spoke of it is not said."""

    sentence = "There is no such theme to answer."


class NoSuchPromise(NotFound):
    """There is no such promise, or the one who asks may not know that there is."""

    sentence = "There is no such promise."


def recent_waves(session: Session, programme_id: int | None = None) -> tuple[int, ...]:
    """The ids of the last three published waves of each programme, or of one, the newest first."""
    published = select(Wave.id, Wave.programme_id).join(Publication, Publication.wave_id == Wave.id)
    if programme_id is not None:
        published = published.where(Wave.programme_id == programme_id)
    rows = session.execute(published.order_by(Wave.programme_id, Wave.closes_at.desc(), Wave.id.desc()))
    each = (list(rows)[:WAVES] for _, rows in groupby(rows, key=lambda row: row.programme_id))
    return tuple(row.id for rows in each for row in rows)


def threads(session: Session, units: Collection[str], wave_ids: Collection[int]) -> tuple[Thread, ...]:
    """The themes to answer of these units with their answers, newest wave first, the most frequent theme first."""
    return _threads(session, wave_ids, PublishedTheme.unit.in_(units), ThemeAnswer.unit.in_(units))


def threads_at(session: Session, levels: Collection[str], wave_ids: Collection[int]) -> tuple[Thread, ...]:
    """The same for the themes that came to these levels: their own, and those passed up to them."""
    passed = _passed_to(session, levels, wave_ids)
    # By unit the tables are found by their keys; asking for "own or passed up" at once would read whole waves.
    came = threads(session, {*levels, *(topic.unit for topic in passed)}, wave_ids)
    own = frozenset(levels)
    return tuple(thread for thread in came if thread.topic.unit in own or thread.topic in passed)


def _passed_to(session: Session, levels: Collection[str], wave_ids: Collection[int]) -> frozenset[Topic]:
    answer = ThemeAnswer
    passed = select(answer.wave_id, answer.unit, answer.theme).where(answer.passed_to.in_(levels))
    return frozenset(Topic(*row) for row in session.execute(passed.where(answer.wave_id.in_(wave_ids))))


def thread(session: Session, topic: Topic) -> Thread:
    """One theme with its answers. Raises NoSuchTheme."""
    found = _threads(
        session,
        (topic.wave_id,),
        and_(PublishedTheme.unit == topic.unit, PublishedTheme.theme == topic.theme),
        and_(ThemeAnswer.unit == topic.unit, ThemeAnswer.theme == topic.theme),
    )
    if not found:
        raise NoSuchTheme
    return found[0]


def answers(session: Session, unit: str, wave_ids: Collection[int]) -> tuple[Answer, ...]:
    """Every answer to a unit's themes of these waves, oldest first, those of levels above among them."""
    return _answers(session, ThemeAnswer.unit == unit, ThemeAnswer.wave_id.in_(wave_ids))


def promises(session: Session, unit: str) -> tuple[Promise, ...]:
    """Every promise made to the people of a unit, by its leader or a level above, newest first."""
    return _promises(session, ThemeAnswer.unit == unit)


def promises_by(session: Session, levels: Collection[str]) -> tuple[Promise, ...]:
    """Every promise made at these levels, to whatever unit's theme, newest first."""
    return _promises(session, ThemeAnswer.level.in_(levels))


def promises_below(session: Session, units: Collection[str]) -> tuple[Promise, ...]:
    """Every promise made to the people of any of these units, newest first."""
    return _promises(session, ThemeAnswer.unit.in_(units))


def kept_at(session: Session, unit: str) -> tuple[datetime, ...]:
    """When promises made to the people of a unit were kept."""
    kept = (
        select(PromiseChange.changed_at)
        .join(MadePromise, MadePromise.id == PromiseChange.promise_id)
        .join(ThemeAnswer, ThemeAnswer.id == MadePromise.answer_id)
        .where(ThemeAnswer.unit == unit, PromiseChange.kind == ChangeKind.KEPT)
    )
    return tuple(session.scalars(kept.order_by(PromiseChange.changed_at)))


def promise(session: Session, promise_id: int) -> Promise:
    """One promise. Raises NoSuchPromise."""
    found = _promises(session, MadePromise.id == promise_id)
    if not found:
        raise NoSuchPromise
    return found[0]


def line_of(session: Session, wave: str, language: str) -> str | None:
    """The line "You said, we did" that was fixed for the wave of this name; None where there was nothing to say."""
    fixed = select(SaidAndDone.line).join(Wave, Wave.id == SaidAndDone.wave_id)
    return session.scalar(fixed.where(Wave.name == wave, SaidAndDone.language == language))


def _threads(
    session: Session, wave_ids: Collection[int], of_theme: ColumnElement[bool], of_answer: ColumnElement[bool]
) -> tuple[Thread, ...]:
    given: dict[Topic, list[Answer]] = {}
    for answer in _answers(session, of_answer, ThemeAnswer.wave_id.in_(wave_ids)):
        given.setdefault(answer.topic, []).append(answer)
    theme = PublishedTheme
    rows = session.execute(
        select(theme.wave_id, theme.unit, theme.theme, theme.comments, Wave.number, Publication.published_at)
        .join(Wave, Wave.id == theme.wave_id)
        .join(Publication, Publication.wave_id == theme.wave_id)
        .where(theme.wave_id.in_(wave_ids), theme.theme != OTHER, of_theme)
        .order_by(Wave.closes_at.desc(), theme.comments.desc(), theme.theme, theme.unit)
    )
    return tuple(_thread(row, given) for row in rows)


def _thread(row: Any, given: Mapping[Topic, Sequence[Answer]]) -> Thread:
    topic = Topic(row.wave_id, row.unit, row.theme)
    return Thread(topic, row.comments, row.number, row.published_at, tuple(given.get(topic, ())))


_GIVEN = (
    select(
        ThemeAnswer.id,
        ThemeAnswer.wave_id,
        ThemeAnswer.unit,
        ThemeAnswer.theme,
        ThemeAnswer.level,
        ThemeAnswer.kind,
        ThemeAnswer.text,
        ThemeAnswer.passed_to,
        ThemeAnswer.answered_at,
        MadePromise.id.label("promise_id"),
        MadePromise.owner,
        MadePromise.due_on,
        MadePromise.item,
        PromiseChange.kind.label("change"),
        PromiseChange.reason,
        PromiseChange.due_on.label("moved_to"),
        PromiseChange.changed_at,
    )
    .outerjoin(MadePromise, MadePromise.answer_id == ThemeAnswer.id)
    .outerjoin(PromiseChange, PromiseChange.promise_id == MadePromise.id)
    .order_by(ThemeAnswer.id, PromiseChange.id)
)


def _answers(session: Session, *those: ColumnElement[bool]) -> tuple[Answer, ...]:
    return tuple(_read(session.execute(_GIVEN.where(*those))))


def _promises(session: Session, *those: ColumnElement[bool]) -> tuple[Promise, ...]:
    given = _answers(session, ThemeAnswer.kind == Kind.DOING, *those)
    return tuple(answer.promise for answer in reversed(given) if answer.promise)


def _read(rows: Any) -> Iterator[Answer]:
    """One answer for the rows of its promise's changes."""
    for _, same in groupby(rows, key=lambda row: row.id):
        every = list(same)
        row, topic = every[0], Topic(every[0].wave_id, every[0].unit, every[0].theme)
        yield Answer(
            id=row.id,
            topic=topic,
            level=row.level,
            kind=Kind(row.kind),
            text=row.text,
            at=row.answered_at,
            passed_to=row.passed_to,
            promise=_promise(topic, every) if row.promise_id else None,
        )


def _promise(topic: Topic, rows: Sequence[Any]) -> Promise:
    row = rows[0]
    return Promise(
        id=row.promise_id,
        topic=topic,
        level=row.level,
        text=row.text,
        owner=row.owner,
        made_at=row.answered_at,
        first_due=row.due_on,
        item=row.item,
        changes=tuple(_change(each) for each in rows if each.change),
    )


def _change(row: Any) -> Change:
    return Change(ChangeKind(row.change), row.changed_at, row.reason, row.moved_to)
