"""Reading what is published: figures, participation, comments and themes, each in a statement or two."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from pulse.house import House
from pulse.publications import queries
from pulse.publications.comments import Comments, ThemeCount
from pulse.publications.document import parse
from pulse.publications.figures import Bands, Edge, Figure, Reason, Withheld
from pulse.publications.queries import NotPublished, Participation
from tests.publications.published import COMMENTS, NOW, TABLE, published
from tests.release.stage import Stage, StagedWave


@pytest.fixture
def wave(stage: Stage) -> StagedWave:
    return published(stage.open())


@pytest.fixture
def session(house: House, wave: StagedWave) -> Iterator[Session]:
    with house.databases.office.reading() as session:
        yield session


def statements(session: Session) -> list[str]:
    """The statements that the session's connection sends from now on."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    return sent


def test_a_published_wave_tells_what_it_was(session: Session, wave: StagedWave) -> None:
    (found,) = queries.waves(session)
    assert found == queries.wave(session, wave.id)
    assert (found.id, found.name, found.number, found.programme) == (wave.id, wave.name, 1, wave.contract.programme)
    assert (found.opens_at, found.closes_at) == (wave.contract.window.opens_at, wave.contract.window.closes_at)
    assert (found.published_at, found.fingerprint, found.contract) == (NOW, wave.contract.fingerprint, wave.contract)


def test_waves_come_in_their_order_and_by_programme(session: Session, stage: Stage, wave: StagedWave) -> None:
    published(stage.open(number=2), comments=Comments())
    session.rollback()
    assert [one.number for one in queries.waves(session)] == [1, 2]
    programme = queries.waves(session)[0].programme_id
    assert [one.number for one in queries.waves(session, programme)] == [1, 2]
    assert queries.waves(session, programme + 1) == ()


def test_a_wave_that_is_not_published_is_not_found(session: Session, stage: Stage, wave: StagedWave) -> None:
    closed = stage.open(number=2)
    closed.close()
    assert [one.id for one in queries.waves(session)] == [wave.id]
    for read in (queries.wave, queries.document):
        with pytest.raises(NotPublished):
            read(session, closed.id)


def test_a_unit_shows_what_its_atoms_add_up_to(session: Session, wave: StagedWave) -> None:
    found = queries.figures(session, "region", [wave.id], ["S1.v1", "P4.v1"])
    assert found[wave.id, "S1.v1"] == Figure(25, 74, 1, 5)
    assert found[wave.id, "P4.v1"] == Figure(18, 0, 0, 2, options=(6, 6, 6))


def test_bands_and_edges_are_read_back(session: Session, wave: StagedWave) -> None:
    found = queries.figures(session, "east", [wave.id], ["S1.v1"])
    assert found[wave.id, "S1.v1"] == Figure(20, 60, 1, 5, Edge.INSIDE, Bands(5, 7, 8))


def test_a_hidden_unit_says_why_and_who_speaks_instead(session: Session, wave: StagedWave) -> None:
    assert queries.figures(session, "west", [wave.id], ["S1.v1"]) == {
        (wave.id, "S1.v1"): Withheld(Reason.TOO_FEW, "region")
    }


def test_what_was_not_asked_is_withheld_as_such(session: Session, wave: StagedWave) -> None:
    found = queries.figures(session, "east", [wave.id, 99], ["S1.v1", "Q1.v1"])
    not_asked = {(wave.id, "Q1.v1"), (99, "S1.v1"), (99, "Q1.v1")}
    assert {place for place, one in found.items() if one == Withheld(Reason.NOT_ASKED)} == not_asked


def test_figures_below_are_the_same_as_those_of_each_unit(session: Session, wave: StagedWave) -> None:
    below = queries.figures_below(session, wave.id, list(TABLE.tree.parents), list(TABLE.columns))
    for unit in TABLE.tree.parents:
        alone = queries.figures(session, unit, [wave.id], list(TABLE.columns))
        assert {item: one for (_, item), one in alone.items()} == {item: below[unit, item] for item in TABLE.columns}


def test_participation_counts_answers_and_invitations_below(session: Session, wave: StagedWave) -> None:
    assert queries.participation(session, "region", [wave.id, 99]) == {wave.id: Participation(25, 120)}
    assert queries.participation_below(session, wave.id, ["east", "west"]) == {
        "east": Participation(20, 40),
        "west": Withheld(Reason.TOO_FEW, "region"),
    }


def test_comments_are_those_of_the_unit_alone(session: Session, wave: StagedWave) -> None:
    assert queries.comments(session, wave.id, "east") == (COMMENTS.said[0], COMMENTS.said[2])
    assert queries.comments(session, wave.id, "west") == queries.comments(session, 99, "east") == ()
    assert queries.comments_below(session, wave.id, ["east", "region"]) == COMMENTS.said


def test_themes_come_most_frequent_first(session: Session, wave: StagedWave) -> None:
    assert queries.themes(session, wave.id, "east") == (ThemeCount("east", "leads", 7), ThemeCount("east", "price", 5))
    assert len(queries.themes_below(session, wave.id, ["east", "region", "west"])) == 3


def test_the_document_is_the_publication(session: Session, wave: StagedWave) -> None:
    assert parse(queries.document(session, wave.id)).table == TABLE


def test_a_page_needs_a_handful_of_statements(session: Session, wave: StagedWave) -> None:
    queries.waves(session)
    sent = statements(session)
    waves = [one.id for one in queries.waves(session)]
    queries.figures(session, "region", waves, list(TABLE.columns))
    queries.figures_below(session, wave.id, list(TABLE.tree.parents), list(TABLE.columns))
    queries.participation(session, "region", waves)
    queries.comments_below(session, wave.id, list(TABLE.tree.parents))
    queries.themes_below(session, wave.id, list(TABLE.tree.parents))
    assert len(sent) == 6


@pytest.mark.sqlite
def test_figures_are_found_through_an_index(session: Session, wave: StagedWave) -> None:
    sent = statements(session)
    queries.figures(session, "region", [wave.id], ["S1.v1"])
    queries.comments(session, wave.id, "east")
    queries.themes(session, wave.id, "east")
    connection = session.connection()
    for statement in list(sent):
        marks = statement.count("?")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (1,) * marks).all()
        assert all("SCAN" not in step.detail for step in plan)
