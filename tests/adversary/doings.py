"""The rows of the office that say what was done, read into `deeds.Deeds`."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tests.adversary.deeds import Amounts, Deeds, Given, Promised, Thread

BERLIN = ZoneInfo("Europe/Berlin")
ANSWERS = (
    "SELECT a.id, number, unit, theme, level, kind, text, coalesce(passed_to, ''), answered_at"
    " FROM theme_answer a JOIN wave ON wave.id = wave_id ORDER BY a.id"
)
PROMISES = "SELECT answer_id, id, owner, due_on, coalesce(item, '') FROM promise"
CHANGES = "SELECT promise_id, kind, changed_at, due_on FROM promise_change"
THEMES = (
    "SELECT number, unit, theme, comments, published_at FROM published_theme t JOIN wave ON wave.id = t.wave_id"
    " JOIN publication p ON p.wave_id = t.wave_id WHERE theme <> 'other'"
)
GUESSES = (
    "SELECT number, code, safety, response, quota, product, target FROM prediction"
    " JOIN wave ON wave.id = wave_id JOIN unit ON unit.id = unit_id"
)
PUBLISHED = "SELECT number, published_at FROM publication JOIN wave ON wave.id = wave_id"
PLANS = (
    "SELECT code, target_period.name, plan, official, actual, first_day, last_day FROM team_target"
    " JOIN target_period ON target_period.id = period_id JOIN unit ON unit.id = unit_id"
)


def read_deeds(office: sqlite3.Connection, labels: Mapping[str, str], now: datetime, newest: int) -> Deeds:
    """Read everything that was done until now; themes are called by their labels."""
    rows = [(row[0], _given(row[1:], labels)) for row in office.execute(ANSWERS)]
    plans = office.execute(PLANS).fetchall()
    guesses = office.execute(GUESSES).fetchall()
    counted = office.execute("SELECT kind, state FROM owed_digest").fetchall()
    refused = office.execute("SELECT count(*) FROM outbox_mail WHERE state = 'refused'").fetchone()
    return Deeds(
        today=now.astimezone(BERLIN).date(),
        threads=[_thread(row, [given for _, given in rows], labels) for row in office.execute(THEMES)],
        promises=_promises(office, dict(rows)),
        guesses={(row[0], row[1]): _said(row[2:]) for row in guesses},
        plans={(row[0], row[1]): _amounts(row[2:5]) for row in plans},
        periods={row[1]: (date.fromisoformat(row[5]), date.fromisoformat(row[6])) for row in plans},
        digests=Counter(counted),
        refused=refused[0],
        published={number: _day(at) for number, at in office.execute(PUBLISHED)},
        newest=newest,
    )


def _given(row: Sequence[str], labels: Mapping[str, str]) -> Given:
    number, unit, theme, level, kind, text, passed_to, at = row
    return Given(int(number), unit, labels[theme], level, kind, text, passed_to, _day(at))


def _thread(row: Sequence[str], given: Sequence[Given], labels: Mapping[str, str]) -> Thread:
    number, unit, theme, comments, published = row
    own = (int(number), unit, labels[theme])
    answers = tuple(one for one in given if (one.wave, one.unit, one.theme) == own)
    return Thread(*own, comments=int(comments), published=_day(published), answers=answers)


def _promises(office: sqlite3.Connection, given: Mapping[int, Given]) -> list[Promised]:
    changes = {(number, kind): (_day(at), due) for number, kind, at, due in office.execute(CHANGES)}
    found = []
    for answer, number, owner, due, item in office.execute(PROMISES):
        made, ends = given[answer], {kind: changes.get((number, kind)) for kind in ("kept", "dropped", "moved")}
        kept, dropped, moved = ends["kept"], ends["dropped"], ends["moved"]
        found.append(
            Promised(
                number, made.wave, made.unit, made.theme, made.level, made.day, date.fromisoformat(due), item,
                made.text, owner,
                kept=kept[0] if kept else None,
                dropped=dropped[0] if dropped else None,
                moved=moved[0] if moved else None,
                moved_to=date.fromisoformat(moved[1]) if moved else None,
            )
        )  # fmt: skip
    return found


def _said(values: Sequence[int | None]) -> dict[str, int]:
    named = zip(("safety", "response", "quota", "product", "x1"), values, strict=True)
    return {name: value for name, value in named if value is not None}


def _amounts(values: Sequence[int | None]) -> Amounts:
    plan, official, actual = (None if value is None else value / 100 for value in values)
    return plan or 0.0, official, actual


def _day(instant: str) -> date:
    """The day of an instant as the office keeps it, where everybody works."""
    found = datetime.fromisoformat(instant)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(BERLIN).date()
