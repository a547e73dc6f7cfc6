"""Which questions open promises want to be measured by; HR decides what is pinned."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pulse.actions.answering import ChangeKind
from pulse.actions.models import MadePromise, PromiseChange, ThemeAnswer
from pulse.programme.models import Wave


@dataclass(frozen=True)
class Wish:
    """A question (its name, "Q2") of a programme, and how many open promises want it asked; no team is named."""

    programme_id: int
    item: str
    promises: int


def promises_to_measure(session: Session) -> tuple[Wish, ...]:
    """What is wished for, by programme, the most wanted first; core questions, asked in every wave, among it."""
    ended = exists().where(PromiseChange.promise_id == MadePromise.id, PromiseChange.kind != ChangeKind.MOVED)
    rows = session.execute(
        select(Wave.programme_id, MadePromise.item, MadePromise.id)
        .join(ThemeAnswer, ThemeAnswer.id == MadePromise.answer_id)
        .join(Wave, Wave.id == ThemeAnswer.wave_id)
        .where(MadePromise.item.is_not(None), ~ended)
    ).all()
    counts: dict[tuple[int, str], int] = {}
    for row in rows:
        counts[row.programme_id, row.item] = counts.get((row.programme_id, row.item), 0) + 1
    wishes = [Wish(programme, item, count) for (programme, item), count in counts.items()]
    return tuple(sorted(wishes, key=lambda wish: (wish.programme_id, -wish.promises, wish.item)))
