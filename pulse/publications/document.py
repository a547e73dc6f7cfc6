"""A publication as one canonical text: what is frozen, hashed, chained to the one before, and read back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

from pulse.publications.figures import Atom, Bands, Form, Policy, Reason, Shape
from pulse.publications.table import Column, Table
from pulse.roster.tree import Tree

FORMAT = "pulse-publication-1"
FIRST = "0" * 64
"""What stands for the digest before the first publication."""


@dataclass(frozen=True)
class Document:
    """Everything one wave published.

    `contract` is the wave's fingerprint, `previous` the digest of the publication before, `comments` the digest of the
    published comments, which stand beside the table so that a text may be taken down without breaking the chain.
    `unreadable` counts ballots in which nothing could be read; `audit` is the digest of the newest entry of the audit
    log, so that what it says of keys created and destroyed stands in the chain too.
    """

    wave: str
    contract: str
    previous: str
    table: Table
    comments: str | None = None
    unreadable: int = 0
    audit: str | None = None

    @cached_property
    def text(self) -> str:
        """Canonical JSON: keys sorted, no white space, ASCII, whole numbers only."""
        # What a table holds is written as it is reached: as one structure it would take many times the text's memory.
        return json.dumps(_written(self), default=_written, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the text, as hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class BrokenPublication(ValueError):
    """A text that is no publication, or not the canonical text of one."""


def parse(text: str) -> Document:
    """Read a publication back. Raises BrokenPublication for anything but the canonical text of one."""
    try:
        document = _read(json.loads(text, parse_float=_refuse, parse_constant=_refuse))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise BrokenPublication(f"This is no publication: {error}") from error
    if document.text != text:
        raise BrokenPublication("This publication is not in its canonical form.")
    return document


def _refuse(number: str) -> None:
    raise ValueError(f"A publication holds whole numbers only, not {number}.")


def _written(part: object) -> dict[str, Any]:
    match part:
        case Document():
            return {"format": FORMAT, **{field.name: getattr(part, field.name) for field in fields(part)}}
        case Table():
            return {"tree": dict(part.tree.parents), "policy": asdict(part.policy), "items": dict(part.columns)}
        case Column():
            return {"shape": asdict(part.shape), "atoms": dict(part.atoms), "hidden": dict(part.hidden)}
        case Atom():
            return _written_atom(part)
    raise TypeError(f"A publication holds no {type(part).__name__}.")


def _written_atom(atom: Atom) -> dict[str, Any]:
    parts: dict[str, Any] = {"n": atom.respondents}
    if atom.total:
        parts["sum"] = atom.total
    if atom.bands is not None:
        parts["bands"] = [atom.bands.unfavourable, atom.bands.neutral, atom.bands.favourable]
    if atom.options:
        parts["options"] = atom.options
    return parts


def _read(found: Mapping[str, Any]) -> Document:
    table = found["table"]
    columns = {item: _read_column(column) for item, column in table["items"].items()}
    return Document(
        wave=found["wave"],
        contract=found["contract"],
        previous=found["previous"],
        table=Table(Tree(table["tree"]), Policy(**table["policy"]), columns),
        comments=found["comments"],
        unreadable=found["unreadable"],
        audit=found["audit"],
    )


def _read_column(found: Mapping[str, Any]) -> Column:
    shape = found["shape"]
    return Column(
        Shape(**{**shape, "form": Form(shape["form"])}),
        {unit: _read_atom(atom) for unit, atom in found["atoms"].items()},
        {unit: Reason(reason) for unit, reason in found["hidden"].items()},
    )


def _read_atom(found: Mapping[str, Any]) -> Atom:
    bands = Bands(*found["bands"]) if "bands" in found else None
    return Atom(found["n"], found.get("sum", 0), bands, tuple(found.get("options", ())))
