"""Answering: one deliberate POST, one ballot, thank you."""

from tests.respond.stage import ANSWERS, CELLS, WAVE, Count, Stage, without_tags


def test_somebody_answers_and_is_thanked(stage: Stage) -> None:
    sent = stage.answer(person=4)
    assert sent.status_code == 303
    assert sent.headers["Location"] == f"/w/{WAVE}/thanks?lang=en"
    thanks = stage.browser().get(sent.headers["Location"])
    assert thanks.status_code == 200
    assert "Sent. Nothing links it to you." in without_tags(thanks.text)
    assert stage.count() == Count(ballots=1, decoys=0, redeemed=1)


def test_what_was_sent_is_what_is_sealed(stage: Stage) -> None:
    stage.answer(person=4)
    ((cell, sheet),) = stage.sheets()
    assert cell == CELLS[4 % 3]
    assert sheet.answers == {item: int(code) for item, code in ANSWERS.items()}
    assert sheet.comment is None
