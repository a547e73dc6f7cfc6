"""Publishing happens once per wave, after its close, and is chained to what was published before."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from pulse import audit
from pulse.house import House
from pulse.programme.models import Wave
from pulse.publications.chain import verify_chain
from pulse.publications.comments import Comments
from pulse.publications.document import FIRST, parse
from pulse.publications.models import Publication, PublishedComment, PublishedFigure, PublishedTheme
from pulse.publications.operations import AlreadyPublished, mark_destroyed, publish
from tests.publications.published import NOW, draft, published
from tests.release.stage import Stage, StagedWave


def broken(house: House) -> list[int]:
    with house.databases.office.reading() as session:
        return list(verify_chain(session))


def row(wave: StagedWave) -> Publication:
    with wave.house.databases.office.reading() as session:
        return session.get_one(Publication, wave.id)


def test_a_wave_is_published_once(stage: Stage, house: House) -> None:
    wave = published(stage.open())
    with pytest.raises(AlreadyPublished), house.databases.office.writing() as session:
        publish(session, wave.id, draft(wave), NOW)


def test_a_wave_is_not_published_before_its_close(stage: Stage, house: House) -> None:
    wave = stage.open()
    with pytest.raises(AlreadyPublished), house.databases.office.writing() as session:
        publish(session, wave.id, draft(wave), NOW)
    assert wave.publications() == []


def test_the_table_itself_refuses_a_second_publication(stage: Stage, house: House) -> None:
    wave = published(stage.open())
    with house.databases.office.writing() as session:
        session.execute(update(Wave).values(released_at=None))
    with pytest.raises(IntegrityError), house.databases.office.writing() as session:
        publish(session, wave.id, draft(wave), NOW)


def test_a_publication_releases_its_wave(stage: Stage, house: House) -> None:
    wave = published(stage.open())
    with house.databases.office.reading() as session:
        assert session.get_one(Wave, wave.id).released_at == NOW


def test_each_publication_follows_from_the_one_before(stage: Stage, house: House) -> None:
    first = published(stage.open(number=1))
    second = published(stage.open(number=2), comments=Comments())
    assert (row(first).sequence, row(first).previous) == (1, FIRST)
    assert (row(second).sequence, row(second).previous) == (2, row(first).digest)
    assert broken(house) == []


def test_a_publication_stands_on_the_audit_log_as_it_was(stage: Stage, house: House) -> None:
    with house.databases.office.writing() as session:
        audit.record(session, NOW, "worker", "created keys", "wave")
        newest = session.scalars(audit.AuditEntry.__table__.select().with_only_columns(audit.AuditEntry.digest)).one()
    wave = published(stage.open())
    assert parse(row(wave).document).audit == newest


def test_destruction_is_recorded_once(stage: Stage, house: House) -> None:
    wave = published(stage.open())
    with house.databases.office.writing() as session:
        assert mark_destroyed(session, wave.id, NOW)
        assert not mark_destroyed(session, wave.id, NOW)


TAMPERING = {
    "a figure": update(PublishedFigure)
    .where(PublishedFigure.unit == "east", PublishedFigure.item == "S1.v1")
    .values(total=61),
    "a missing figure": delete(PublishedFigure).where(PublishedFigure.unit == "east", PublishedFigure.item == "S1.v1"),
    "a comment": update(PublishedComment).values(text="All is well"),
    "a theme": update(PublishedTheme).values(comments=50),
    "a digest": update(Publication).values(digest="0" * 63 + "1"),
    "a link": update(Publication).values(previous="0" * 63 + "1"),
    "a number": update(Publication).values(sequence=7),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_whoever_changes_what_was_published_is_noticed(stage: Stage, house: House, what: str) -> None:
    wave = published(stage.open())
    assert broken(house) == []
    with house.databases.office.writing() as session:
        session.execute(TAMPERING[what])
    assert broken(house) == [wave.id]


def test_whoever_rewrites_a_publication_breaks_the_next_link(stage: Stage, house: House) -> None:
    first = published(stage.open(number=1), comments=Comments())
    second = published(stage.open(number=2), comments=Comments())
    forged = replace(parse(row(first).document), unreadable=3)
    with house.databases.office.writing() as session:
        rewritten = update(Publication).where(Publication.wave_id == first.id)
        session.execute(rewritten.values(document=forged.text, digest=forged.digest))
    assert broken(house) == [second.id]


def test_a_publication_that_is_no_document_is_noticed(stage: Stage, house: House) -> None:
    wave = published(stage.open())
    with house.databases.office.writing() as session:
        session.execute(update(Publication).values(document="{}"))
    assert broken(house) == [wave.id]
