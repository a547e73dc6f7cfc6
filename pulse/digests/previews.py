"""Of which units HR may look at a digest: whoever would be written to now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.digests.models import Digest
from pulse.digests.readers import executive_units, readers
from pulse.programme.queries import paths_of
from pulse.publications import queries as publications


@dataclass(frozen=True)
class PreviewLink:
    """A unit and its written path."""

    code: str
    name: str


def previews(session: Session) -> Mapping[Digest, Sequence[PreviewLink]]:
    """The units that each digest is about, by path; HR's own is about none."""
    led = {reader.unit for reader in readers(session, Digest.LEADER).values()}
    return {
        Digest.HR: (),
        Digest.EXECUTIVE: _links(session, led & executive_units(session)),
        Digest.LEADER: _links(session, led),
    }


def newest_wave(session: Session) -> str:
    """The name of the newest published wave; empty before there is one."""
    waves = publications.waves(session)
    return waves[-1].name if waves else ""


def _links(session: Session, units: set[str] | frozenset[str]) -> list[PreviewLink]:
    found = paths_of(session, units) if units else {}
    return [PreviewLink(code, path) for code, path in sorted(found.items(), key=lambda pair: pair[1].casefold())]
