"""What differs between two definitions of a programme, and which differences weaken a protection. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pulse.programme.definition import Definition


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words; `loosens` says that people would be protected less."""

    name: str
    before: str
    after: str
    loosens: bool

    def __str__(self) -> str:
        return f"{self.name}: {self.before} -> {self.after}"


def amendment(before: Definition | None, after: Definition) -> tuple[FieldChange, ...]:
    """List every field that differs, in the order of the definition; all that are set, for a new programme."""
    old = before.model_dump(mode="json") if before else {}
    new = after.model_dump(mode="json")
    names = [name for name in type(after).model_fields if old.get(name) != new[name]]
    loosened = set(_loosened(before, after)) if before else set()
    return tuple(FieldChange(name, _written(old.get(name)), _written(new[name]), name in loosened) for name in names)


def loosens(changes: tuple[FieldChange, ...]) -> bool:
    """Whether any of the changes weakens a protection."""
    return any(change.loosens for change in changes)


def _loosened(before: Definition, after: Definition) -> Iterator[str]:
    for threshold in ("strict", "k", "comment_k", "least_comments"):
        if getattr(after, threshold) < getattr(before, threshold):
            yield threshold
    if after.remind == "unanswered" != before.remind:
        yield "remind"
    # Whom people are compared with decides what is hidden, and an agreement that is taken back no longer stands.
    if after.audience != before.audience:
        yield "audience"
    if before.approvals and after.approvals != before.approvals:
        yield "approvals"
    # It opens the earlier waves too, whose contracts promised a link, and is never taken back.
    if after.books == "everyone" != before.books:
        yield "books"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_listed, value)) or "none"
    return "none" if value in (None, "") else str(value)


def _listed(value: Any) -> str:
    return f"{value['item']} from wave {value['from_wave']}" if isinstance(value, dict) else str(value)
