"""Writing a wave's rows anew in a random order: where one stands then says nothing of when it came."""

from collections.abc import Callable

from sqlalchemy import ARRAY, LargeBinary, column, delete, func, insert, literal, select, table, text
from sqlalchemy.orm import Session

from pulse.database.inserting import portions
from pulse.database.partitions import empty, partitioned
from pulse.database.tables import Box

Shuffle = Callable[[list[bytes]], None]
"""Puts a list into a random order in place, such as `random.SystemRandom().shuffle`."""

AT_A_TIME = 500


def rewrite(session: Session, model: type[Box], key: str, wave: str, shuffle: Shuffle) -> int:
    """Write a wave's rows anew in the order into which their keys are shuffled; return how many there are.

    Raises LookupError, before anything is lost, when the shuffle loses a key or makes one up.
    """
    rows = model.__table__
    keys = list(session.scalars(select(rows.c[key]).where(rows.c.wave == wave)))
    number = len(keys)
    shuffle(keys)
    if len(keys) != number:
        raise LookupError("The shuffle lost a row or added one.")
    write = _move_out_and_back if partitioned(session) else _rewrite_portions
    write(session, model, key, wave, keys)
    return number


def _rewrite_portions(session: Session, model: type[Box], key: str, wave: str, keys: list[bytes]) -> None:
    rows = model.__table__
    for some in portions(keys, AT_A_TIME):
        these = rows.c.wave == wave, rows.c[key].in_(some)
        found = {row[key]: dict(row) for row in session.execute(select(rows).where(*these)).mappings()}
        session.execute(delete(model).where(*these))
        session.execute(insert(model), [found[one] for one in some])


def _move_out_and_back(session: Session, model: type[Box], key: str, wave: str, keys: list[bytes]) -> None:
    # What PostgreSQL deletes stays in the file in its old order, so the rows move out, and back into a new file.
    rows, columns = model.__table__, list(model.__table__.c.keys())
    moved = table("moved", *map(column, columns))
    unnested = func.unnest(literal(keys, ARRAY(LargeBinary))).table_valued("key", with_ordinality="place")
    drawn = unnested.render_derived(name="drawn")
    shuffled = select(rows).join(drawn, rows.c[key] == drawn.c.key).where(rows.c.wave == wave)
    session.execute(text(f"CREATE TEMPORARY TABLE moved (LIKE {model.__tablename__})"))
    session.execute(insert(moved).from_select(columns, shuffled.order_by(drawn.c.place)))
    if session.scalar(select(func.count()).select_from(moved)) != len(keys):
        raise LookupError("The shuffle made a row up.")
    empty(session, model, wave)
    session.execute(insert(model).from_select(columns, select(moved)))
    session.execute(text("DROP TABLE moved"))
