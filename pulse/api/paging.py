"""Pages of lists: where to go on is the key of the last row, which no later publication moves."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from pulse.api.problems import BadRequest

USUAL, MOST = 100, 500
LAST_NUMBER = 2**31 - 1
NUMBER = re.compile(r"[0-9]{1,10}")
UNIT = re.compile(r"[0-9A-Za-z]{1,40}")

Row = TypeVar("Row")
Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class Span:
    """Which part of a list is asked for: so many rows after a key."""

    after: str
    limit: int

    @property
    def number(self) -> int:
        """The key as a number; every number follows the empty one."""
        return int(self.after or -1)

    def of(self, rows: Sequence[Row], key: Callable[[Row], Key], after: Key) -> tuple[Sequence[Row], Key | None]:
        """Rows in the order of their keys: those of this part, and the last key if there are more."""
        rest = [row for row in rows if key(row) > after]
        shown = rest[: self.limit]
        return shown, key(shown[-1]) if len(rest) > len(shown) else None

    def onward(self, path: str, last: int | str | None) -> str | None:
        """The address of the next part."""
        return None if last is None else f"{path}?{urlencode({'limit': self.limit, 'after': last})}"


def numbered(asked: MultiDict[str, str]) -> Span:
    """Part of a list whose keys are numbers. Raises BadRequest."""
    found = _span(asked, NUMBER)
    if found.number > LAST_NUMBER:
        raise BadRequest(f"`after` is a number up to {LAST_NUMBER}.")
    return found


def by_unit(asked: MultiDict[str, str]) -> Span:
    """Part of a list whose keys are the codes of units. Raises BadRequest."""
    return _span(asked, UNIT)


def _span(asked: MultiDict[str, str], key: re.Pattern[str]) -> Span:
    given = only(asked, ("limit", "after"))
    limit, after = given.get("limit", str(USUAL)), given.get("after")
    if not NUMBER.fullmatch(limit) or not 1 <= int(limit) <= MOST:
        raise BadRequest(f"`limit` is a number from 1 to {MOST}.")
    if after is not None and not key.fullmatch(after):
        raise BadRequest("`after` is taken from the address of the next page, as it stands there.")
    return Span(after or "", int(limit))


def only(asked: MultiDict[str, str], known: Sequence[str]) -> Mapping[str, str]:
    """What an address asks for: each known word at most once, and no other. Raises BadRequest."""
    for word in asked:
        if word not in known or len(asked.getlist(word)) > 1:
            takes = " and ".join(f"`{one}`" for one in known) or "nothing"
            raise BadRequest(f"Behind the ? this address takes {takes}, each once.")
    return asked.to_dict()
