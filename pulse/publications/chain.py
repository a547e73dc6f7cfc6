"""Checks that what is published is what was published: every digest, every link, every row."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.publications.comments import Comments, ThemeCount
from pulse.publications.document import FIRST, Document, parse
from pulse.publications.models import Publication, PublishedComment, PublishedFigure, PublishedTheme
from pulse.publications.rows import read_comment, read_figure
from pulse.publications.table import figures


def verify_chain(session: Session) -> Iterator[int]:
    """The ids of waves whose publication is not what was published, or does not follow from the one before."""
    before = FIRST
    publications = select(Publication).order_by(Publication.sequence).execution_options(yield_per=1)
    for number, publication in enumerate(session.scalars(publications), start=1):
        links = (publication.sequence, publication.previous) == (number, before)
        if not links or not _is_whole(session, publication):
            yield publication.wave_id
        before = publication.digest


def _is_whole(session: Session, publication: Publication) -> bool:
    try:
        document = parse(publication.document)
    except ValueError:
        return False
    return (
        (document.digest, document.previous) == (publication.digest, publication.previous)
        and document.comments == _comments(session, publication.wave_id).digest
        and _shows(session, publication.wave_id, document)
    )


def _comments(session: Session, wave_id: int) -> Comments:
    said = session.scalars(select(PublishedComment).where(PublishedComment.wave_id == wave_id))
    themes = session.scalars(select(PublishedTheme).where(PublishedTheme.wave_id == wave_id))
    counts = (ThemeCount(row.unit, row.theme, row.comments) for row in themes)
    return Comments(tuple(read_comment(row) for row in said), tuple(counts))


def _shows(session: Session, wave_id: int, document: Document) -> bool:
    rows = session.scalars(select(PublishedFigure).where(PublishedFigure.wave_id == wave_id))
    shown = {(row.item, row.unit): read_figure(row) for row in rows}
    table = document.table
    return shown == {(item, unit): one for item in table.columns for unit, one in figures(table, item).items()}
