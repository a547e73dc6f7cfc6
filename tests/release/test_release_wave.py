"""Releasing a wave: what is published of it, when it is refused, and that it happens once."""

from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text, update

from pulse.audit import AuditEntry
from pulse.ballots.models import BoxContract
from pulse.ballots.operations import close
from pulse.ballots.seal import seal
from pulse.ballots.sheet import Sheet
from pulse.ballots.suite import new_private_key, public_bytes
from pulse.house import House
from pulse.publications.comments import Comment
from pulse.publications.document import Document, parse
from pulse.publications.figures import PARTICIPATION, Figure, Reason, Withheld
from pulse.publications.queries import comments, themes
from pulse.publications.table import figure
from pulse.release.operations import AnswersLost, KeyOutOfReach, NotClosed, due, release_wave
from tests.release.stage import SIZE, Stage, StagedWave, sheet


def document(wave: StagedWave) -> Document:
    (written,) = wave.publications()
    return parse(written)


def shown(wave: StagedWave, item: str, unit: str) -> Figure | Withheld:
    return figure(document(wave).table, item, unit)


def said(wave: StagedWave, unit: str) -> tuple[Comment, ...]:
    with wave.house.databases.office.reading() as session:
        return comments(session, wave.id, unit)


def test_every_ballot_is_counted_once(stage: Stage) -> None:
    wave = stage.open()
    wave.answer("east", 2, 3, 3, 3, 4, 3)
    wave.answer("west", 1, 2, 3, 4, 5)
    wave.release()
    assert shown(wave, "S1.v1", "east") == Figure(6, 18, 1, 5)
    assert shown(wave, "S1.v1", "region") == Figure(11, 33, 1, 5)
    assert shown(wave, PARTICIPATION, "region") == Figure(11, 0, 0, 0)


def test_a_wave_without_a_ballot_publishes_that_all_is_withheld(stage: Stage) -> None:
    wave = stage.open()
    wave.release()
    table = document(wave).table
    assert all(not column.atoms for column in table.columns.values())
    assert shown(wave, "S1.v1", "region") == Withheld(Reason.TOO_FEW)
    assert wave.remains() == []


def test_the_publication_names_the_contract_and_its_policy(stage: Stage) -> None:
    wave = stage.open(k=8, k_comment=9)
    wave.answer("east", *[3] * 7)
    wave.release()
    found = document(wave)
    assert (found.wave, found.contract) == (wave.name, wave.contract.fingerprint)
    assert (found.table.policy.k, found.table.policy.k_comment) == (8, 9)
    assert shown(wave, "S1.v1", "east") == Withheld(Reason.TOO_FEW)


def test_an_open_wave_is_not_released(stage: Stage, house: House) -> None:
    wave = stage.open()
    wave.answer("east", 1, 2, 3, 4, 5)
    with pytest.raises(NotClosed):
        release_wave(house, wave.id)
    assert wave.publications() == []
    assert "ballots" in wave.remains()


def test_a_wave_that_only_its_box_has_closed_is_not_released(stage: Stage, house: House) -> None:
    wave = stage.open()
    with house.databases.box.writing() as session:
        close(session, wave.name)
    with pytest.raises(NotClosed):
        release_wave(house, wave.id)
    assert wave.publications() == []


def test_a_wave_whose_box_still_takes_ballots_is_not_released(stage: Stage, house: House) -> None:
    wave = stage.open()
    wave.close()
    with house.databases.box.writing() as session:
        session.execute(text("UPDATE contract SET closed = false"))
    with pytest.raises(NotClosed):
        release_wave(house, wave.id)
    assert wave.publications() == []


def test_a_box_with_another_contract_than_the_office_is_not_released(stage: Stage, house: House) -> None:
    wave = stage.open()
    wave.close()
    with house.databases.box.writing() as session:
        session.execute(text("UPDATE contract SET fingerprint = 'another'"))
    with pytest.raises(NotClosed, match="another contract"):
        release_wave(house, wave.id)
    assert wave.publications() == []


def test_a_second_release_changes_nothing(stage: Stage) -> None:
    wave = stage.open()
    wave.answer("east", 1, 2, 3, 4, 5)
    wave.release(seed=1)
    before = wave.publications()
    release_wave(wave.house, wave.id, Random(2))
    assert wave.publications() == before


def test_a_ballot_that_comes_after_the_release_is_not_published(stage: Stage) -> None:
    wave = stage.open()
    wave.answer("east", 1, 2, 3, 4, 5)
    wave.release()
    before = wave.publications()
    wave.answer("east", 1, 1, 1)
    release_wave(wave.house, wave.id)
    assert wave.publications() == before


def test_what_cannot_be_read_is_counted_and_blocks_nothing(stage: Stage) -> None:
    wave = stage.open()
    wave.answer("east", 3, 3, 3, 3, 3)
    wave.cast([("nowhere", sheet({"S1.v1": 1}))])
    wave.cast_bytes(b"no ballot at all")
    for key in (public_bytes(new_private_key()), b64decode(wave.contract.public_key)):
        wave.cast_bytes(seal(key, b"\0\2{}".ljust(SIZE, b"\0"), wave.name, wave.contract.fingerprint))
    wave.release()
    assert document(wave).unreadable == 4
    assert shown(wave, "S1.v1", "east") == Figure(5, 15, 1, 5)


def test_only_answers_the_contract_asked_for_are_counted(stage: Stage) -> None:
    wave = stage.open()
    wave.answer("east", *[3] * 5)
    strange = {"S1.v1": 6, "S2.v1": -3, "C1.v1": 3, "T1.v1": 1, "zz": 9}
    wave.cast([("east", Sheet(strange, declined=frozenset({"Q1.v1"})))])
    wave.release()
    assert shown(wave, "S1.v1", "east") == Figure(5, 15, 1, 5)
    assert shown(wave, PARTICIPATION, "east") == Figure(6, 0, 0, 0)
    assert set(document(wave).table.columns) == {"S1.v1", "S2.v1", "Q1.v1", "R5.v1", "P4.v1", "X1.v1", PARTICIPATION}


def test_an_item_has_the_form_its_scale_says(stage: Stage) -> None:
    wave = stage.open()
    wave.answer("east", 0, 0, 0, 1, 1, 2, 3, item="R5.v1")
    wave.answer("east", *[0, 1, 2, 3, 4, 5, 6] * 3, item="P4.v1")
    wave.answer("east", *range(1, 6), *range(1, 6), *range(1, 6), item="Q1.v1")
    wave.release()
    assert shown(wave, "R5.v1", "east") == Figure(7, 3, 0, 1)
    choice, agree = shown(wave, "P4.v1", "east"), shown(wave, "Q1.v1", "east")
    assert isinstance(choice, Figure)
    assert choice.options == (3,) * 7
    assert isinstance(agree, Figure)
    assert agree.bands is not None


def test_the_names_of_the_roster_are_taken_out_in_the_comments_language(stage: Stage) -> None:
    stage.employ("region", "Anna Müller", "Jörg van der Berg")
    wave = stage.open()
    wave.say("east", *(f"Anna likes deal {word}" for word in ("one", "two", "three", "four", "five")))
    wave.say("east", "Frag Jörg, 089 1234567", "x@acme.example", "Frau Mueller", language="de")
    wave.release()
    texts = sorted(one.text for one in said(wave, "east"))
    assert texts[:2] == ["Frag [Name], [Nummer]", "Frau [Name]"] or texts[:2] == [
        "Frag [name], [number]",
        "Frau [name]",
    ]
    assert "[name] likes deal one" in texts


def test_comments_and_themes_stand_beside_the_table(stage: Stage) -> None:
    wave = stage.open()
    wave.say("east", *["The price is too high"] * 8, tag="problem")
    wave.release()
    found = said(wave, "east")
    assert {(one.text, one.tag, one.themes) for one in found} == {("The price is too high", "problem", ("price",))}
    with wave.house.databases.office.reading() as session:
        assert [(one.theme, one.comments) for one in themes(session, wave.id, "east")] == [("price", 8)]


def test_a_lost_share_stops_the_release_and_destroys_nothing(stage: Stage, house: House, tmp_path: Path) -> None:
    wave = stage.open()
    wave.answer("east", 1, 2, 3, 4, 5)
    wave.close()
    (share,) = tmp_path.glob(f"keys/{wave.name}.share")
    kept = share.read_bytes()
    share.unlink()
    with pytest.raises(AnswersLost, match=r"the share of its key that belongs into .*keys is gone"):
        release_wave(house, wave.id)
    assert wave.publications() == []
    assert "ballots" in wave.remains()
    share.write_bytes(kept)
    release_wave(house, wave.id)
    assert shown(wave, "S1.v1", "east") == Figure(5, 15, 1, 5)


def test_a_box_that_lost_its_share_stops_the_release(stage: Stage, house: House) -> None:
    wave = stage.open()
    wave.answer("east", 1, 2, 3, 4, 5)
    wave.close()
    with house.databases.box.writing() as session:
        session.execute(update(BoxContract).values(share=b""))
    with pytest.raises(AnswersLost, match="the box's share"):
        release_wave(house, wave.id)
    assert wave.publications() == []


def test_a_box_that_does_not_know_the_wave_stops_the_release(stage: Stage, house: House) -> None:
    wave = stage.open()
    wave.close()
    with house.databases.box.writing() as session:
        session.execute(text("DELETE FROM contract"))
    with pytest.raises(AnswersLost, match="the box does not know it"):
        release_wave(house, wave.id)


def test_ballots_none_of_which_opens_are_no_empty_wave(stage: Stage, house: House) -> None:
    wave = stage.open()
    wave.cast_bytes(b"spoiled")
    wave.close()
    with pytest.raises(AnswersLost, match="none of the ballots"):
        release_wave(house, wave.id)
    assert "ballots" in wave.remains()


def test_a_key_directory_that_is_away_keeps_the_destruction_due(stage: Stage, house: House, tmp_path: Path) -> None:
    away = replace(
        house, settings=house.settings.model_copy(update={"key_directories": (tmp_path / "keys", tmp_path / "usb")})
    )
    wave = Stage(away).open()
    wave.close()
    (tmp_path / "usb").rename(tmp_path / "pocket")
    with pytest.raises(KeyOutOfReach, match="usb is not there"):
        release_wave(away, wave.id)
    assert len(wave.publications()) == 1
    assert due(away) == (wave.id,)
    (tmp_path / "pocket").rename(tmp_path / "usb")
    release_wave(away, wave.id)
    assert due(away) == ()
    assert wave.remains() == []


def test_release_is_due_from_close_until_everything_is_destroyed(stage: Stage, house: House) -> None:
    wave = stage.open()
    assert due(house) == ()
    wave.close()
    assert due(house) == (wave.id,)
    release_wave(house, wave.id)
    assert due(house) == ()


def test_the_audit_log_tells_of_publication_and_destruction(stage: Stage, house: House) -> None:
    wave = stage.open()
    wave.release()
    release_wave(house, wave.id)
    with house.databases.office.reading() as session:
        entries = [(entry.actor, entry.action, entry.subject) for entry in session.query(AuditEntry)]
    assert entries == [
        ("worker", "published", wave.name),
        ("worker", "destroyed ballots, invitations and keys", wave.name),
    ]


def test_the_next_publication_stands_on_the_destruction_of_the_one_before(stage: Stage, house: House) -> None:
    stage.open(number=1).release()
    with house.databases.office.reading() as session:
        newest = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    second = stage.open(number=2)
    second.release()
    assert newest is not None
    assert document(second).audit == newest.digest
