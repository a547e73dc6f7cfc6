"""Who is in a group after what a provider sends: pure, in one pass, for a group can be large and so can a message."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scim2_models import InvalidPathException, InvalidValueException

from pulse.scim.resources import CORE

GROUP = f"{CORE}Group:".lower()
ONE = re.compile(r'members\s*\[\s*value\s+eq\s+"(?P<id>[^"\\]*)"\s*\]')
UNKNOWN = 'Members are changed at `members`, or one is removed at `members[value eq "id"]`.'

Operation = Mapping[str, Any]


def after(members: Sequence[str], operations: Sequence[Operation]) -> tuple[Sequence[str], Sequence[Operation]]:
    """The ids of a group's members after these operations, and the operations that change something else.

    Raises InvalidPathException or InvalidValueException.
    """
    found, others = dict.fromkeys(members), list[Operation]()
    for one in operations:
        path, value = one.get("path"), one.get("value")
        if isinstance(path, str) and path.lower().removeprefix(GROUP).startswith("members"):
            _change(found, _kind(one), path, value)
        elif not path and isinstance(value, Mapping) and _kind(one) != "remove":
            for said in (value[key] for key in value if _names_members(key)):
                _change(found, _kind(one), "members", said)
            others.append({**one, "value": {key: value[key] for key in value if not _names_members(key)}})
        else:
            others.append(one)
    return list(found), [one for one in others if one.get("path") or one.get("value") != {}]


def _change(members: dict[str, None], kind: str, path: str, value: Any) -> None:
    one = ONE.fullmatch(path.lower().removeprefix(GROUP))
    if kind == "remove" and one:
        members.pop(one["id"], None)
        return
    if kind not in ("add", "replace", "remove") or not _names_members(path):
        raise InvalidPathException(detail=UNKNOWN)
    said = _ids(value)
    if kind == "replace" or (kind == "remove" and value is None):
        members.clear()
    if kind == "remove":
        for gone in said:
            members.pop(gone, None)
    else:
        members.update(dict.fromkeys(said))


def _kind(operation: Operation) -> str:
    return str(operation.get("op")).lower()


def _names_members(path: str) -> bool:
    return path.lower().removeprefix(GROUP) == "members"


def _ids(value: Any) -> Sequence[str]:
    listed = [] if value is None else value if isinstance(value, list) else [value]
    ids: list[Any] = [one.get("value") if isinstance(one, Mapping) else None for one in listed]
    if not all(isinstance(one, str) for one in ids):
        raise InvalidValueException(detail="A member is an object with the id of a user as its `value`.")
    return ids
