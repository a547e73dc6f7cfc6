"""Giving answers, and saying what became of promises. Nothing is edited; doing the same twice changes nothing."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from pulse import audit
from pulse.accounts.people import Staff
from pulse.actions import queries
from pulse.actions.answering import Answer, Change, ChangeKind, Kind, Promise, Topic
from pulse.actions.drafts import BadAnswer, Draft, check_due, check_text, written
from pulse.actions.levels import Levels, calendars, levels
from pulse.actions.models import MadePromise, PromiseChange, ThemeAnswer
from pulse.database import hold
from pulse.errors import Refusal
from pulse.questionnaire import Questionnaire

ACTIONS = "actions"
"""The lock of whoever answers or changes a promise."""
DONE = {ChangeKind.KEPT: "promise kept", ChangeKind.DROPPED: "promise dropped", ChangeKind.MOVED: "promise moved"}


class NotYours(Refusal):
    """Somebody may read a theme, and is not the one who answers it."""

    status = 403
    sentence = "Only the leader of the level that this waits at can answer. You can read what is answered."


class NobodyAbove(Refusal):
    """A theme is to be passed up from the top."""

    status = 409
    sentence = "There is no level above to pass this up to. Choose another kind of answer."


class PromiseEnded(Refusal):
    """A promise that was kept or dropped changes no more."""

    status = 409
    sentence = "This promise has ended. Nothing was changed."


class MovedBefore(Refusal):
    """A promise is moved once."""

    status = 409
    sentence = "This promise was moved before, and a promise is moved once. It can be kept or dropped."


def answer_theme(
    session: Session, by: Staff, topic: Topic, draft: Draft, now: datetime, *, questionnaire: Questionnaire
) -> Answer:
    """Give an answer to a theme where it is now, and return it; giving the same one again returns the one given.

    Raises NoSuchTheme, NotYours, NobodyAbove or BadAnswer.
    """
    hold(session, ACTIONS)
    found, who = queries.thread(session, topic), levels(session)
    require_sight(by, topic.unit, who)
    today = calendars(session, who, (found.holder,))[found.holder].day(now)
    checked = draft.checked(today, questionnaire)
    last = found.answers[-1] if found.answers else None
    if last and may_answer(by, last.level, who) and _same(last, checked):
        return last
    if not may_answer(by, found.holder, who):
        raise NotYours
    row = _row(topic, found.holder, checked, who, now)
    session.add(row)
    session.flush()
    if checked.kind is Kind.DOING:
        session.add(MadePromise(answer_id=row.id, owner=checked.owner, due_on=checked.due, item=checked.item))
    audit.record(session, now, by.email, "theme answered", f"answer {row.id}")
    return queries.thread(session, topic).answers[-1]


def keep_promise(session: Session, by: Staff, promise_id: int, now: datetime) -> Promise:
    """Note that a promise is kept. Raises NoSuchPromise, NotYours or PromiseEnded."""
    return _change(session, by, promise_id, Change(ChangeKind.KEPT, now))


def drop_promise(session: Session, by: Staff, promise_id: int, reason: str, now: datetime) -> Promise:
    """Give a promise up, with the reason the team reads. Raises NoSuchPromise, NotYours, PromiseEnded or BadAnswer."""
    given = _reason(reason, "Say why it is dropped. The team reads it.")
    return _change(session, by, promise_id, Change(ChangeKind.DROPPED, now, given))


def move_promise(
    session: Session, by: Staff, promise_id: int, reason: str, now: datetime, *, due: date | None
) -> Promise:
    """Move a promise to another day, once, with the reason the team reads.

    Raises NoSuchPromise, NotYours, PromiseEnded, MovedBefore or BadAnswer.
    """
    given = _reason(reason, "Say why it takes longer. The team reads it.")
    return _change(session, by, promise_id, Change(ChangeKind.MOVED, now, given, due))


def may_answer(by: Staff, level: str, who: Levels) -> bool:
    """Whether this person is the one who answers at a level now."""
    return by.leads is not None and by.leads == who.answerer(level)


def require_sight(by: Staff, unit: str, who: Levels) -> None:
    """Raises NoSuchTheme unless the person leads the unit or one above it."""
    if unit not in who.tree.parents or by.leads not in (unit, *who.tree.ancestors(unit)):
        raise queries.NoSuchTheme


def _same(last: Answer, draft: Draft) -> bool:
    made = last.promise
    promised = (made.owner, made.first_due, made.item) if made else ("", None, None)
    return (last.kind, last.text, *promised) == (draft.kind, draft.text, draft.owner, draft.due, draft.item)


def _row(topic: Topic, level: str, draft: Draft, who: Levels, now: datetime) -> ThemeAnswer:
    above = who.above(level) if draft.kind is Kind.PASSED_UP else None
    if draft.kind is Kind.PASSED_UP and above is None:
        raise NobodyAbove
    return ThemeAnswer(
        wave_id=topic.wave_id,
        unit=topic.unit,
        theme=topic.theme,
        level=level,
        kind=draft.kind,
        text=draft.text,
        passed_to=above,
        answered_at=now,
    )


def _change(session: Session, by: Staff, promise_id: int, change: Change) -> Promise:
    hold(session, ACTIONS)
    found, who = queries.promise(session, promise_id), levels(session)
    if by.leads is None or by.leads not in (found.level, *who.tree.ancestors(found.level)):
        raise queries.NoSuchPromise
    if not may_answer(by, found.level, who):
        raise NotYours
    if any(_repeated(before, change) for before in found.changes):
        return found
    if found.ended:
        raise PromiseEnded
    if change.kind is ChangeKind.MOVED:
        _check_move(found, change, calendars(session, who, (found.level,))[found.level].day(change.at))
    session.add(
        PromiseChange(
            promise_id=found.id, kind=change.kind, reason=change.reason, due_on=change.due, changed_at=change.at
        )
    )
    audit.record(session, change.at, by.email, DONE[change.kind], f"promise {found.id}")
    return queries.promise(session, promise_id)


def _repeated(before: Change, change: Change) -> bool:
    return (before.kind, before.reason, before.due) == (change.kind, change.reason, change.due)


def _check_move(promise: Promise, change: Change, today: date) -> None:
    if promise.moved:
        raise MovedBefore
    check_due(change.due, today)
    if change.due is not None and change.due <= promise.due:
        raise BadAnswer("due", "Give a day after the one it was promised for.")


def _reason(reason: str, if_none: str) -> str:
    given = written(reason)
    check_text("reason", given, if_none)
    return given
