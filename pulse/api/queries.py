"""What tokens let others read: publications, and nothing from before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.errors import NotFound
from pulse.programme.models import Programme, Wave
from pulse.publications import queries as publications
from pulse.publications.models import Publication
from pulse.publications.queries import PublishedWave


class NoSuchWave(NotFound):
    """No published wave has this name."""

    sentence = "There is no published wave of this name. A wave is published after it has closed."


@dataclass(frozen=True)
class Published:
    """A published wave, where it stands in the order of publication, the digest of it, and its programme's name."""

    wave: PublishedWave
    sequence: int
    digest: str
    programme: str


def published(session: Session) -> Sequence[Published]:
    """Every published wave in the order of publication, which no later one changes."""
    waves = {wave.id: wave for wave in publications.waves(session)}
    rows = session.execute(_PUBLISHED.order_by(Publication.sequence))
    return [Published(waves[row.id], row.sequence, row.digest, row.programme) for row in rows]


def published_wave(session: Session, name: str) -> Published:
    """The published wave of this name. Raises NoSuchWave."""
    row = session.execute(_PUBLISHED.where(Wave.name == name)).one_or_none()
    if row is None:
        raise NoSuchWave
    return Published(publications.wave(session, row.id), row.sequence, row.digest, row.programme)


def titles(waves: Sequence[Published]) -> Mapping[str, tuple[int, str]]:
    """By the name of a programme, when it was first published and its latest title."""
    found: dict[str, tuple[int, str]] = {}
    for one in waves:
        first, _ = found.get(one.programme, (one.sequence, ""))
        found[one.programme] = first, one.wave.programme
    return found


_PUBLISHED = (
    select(Wave.id, Publication.sequence, Publication.digest, Programme.name.label("programme"))
    .join(Publication, Publication.wave_id == Wave.id)
    .join(Programme, Programme.id == Wave.programme_id)
)
