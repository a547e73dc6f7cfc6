"""A13: a used and an unused code cannot be told apart by content, headers, size, status, work or time."""

from collections.abc import Iterator

import pytest

from pulse.house import House
from tests.adversary.oracle import BEFORE, bytes_written, listening, measure, seconds
from tests.respond.stage import ANSWERS, Stage, open_stage

POSTS = 500


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    with open_stage(house, people=30) as opened:
        yield opened


def test_both_codes_get_the_same_answer_byte_for_byte(stage: Stage) -> None:
    for fields in (ANSWERS, {"S1.v1": "99"}, {"T1.v1": "words", "visibility": "words"}):
        fresh, used = (stage.send({"code": stage.code(7), **fields}) for _ in range(2))
        assert fresh.status_code == used.status_code == 303
        assert str(fresh.headers) == str(used.headers)
        assert fresh.data == used.data


@pytest.mark.parametrize("fields", [{}, {"S1.v1": "6"}, {"T1.v1": "x"}])
def test_both_codes_get_the_same_refusal_byte_for_byte(stage: Stage, fields: dict[str, str]) -> None:
    fresh = stage.send({"code": stage.code(7), **fields})
    stage.answer(7)
    used = stage.send({"code": stage.code(7), **fields})
    assert (fresh.status_code, str(fresh.headers), fresh.data) == (used.status_code, str(used.headers), used.data)


def test_the_page_and_the_thanks_are_the_same_before_and_after(stage: Stage) -> None:
    pages = [stage.path, f"{stage.path}/thanks", f"{stage.path}/how"]
    before = [stage.browser().get(page).data for page in pages]
    stage.answer(7)
    assert [stage.browser().get(page).data for page in pages] == before


def test_both_codes_run_statements_of_one_order_and_one_size(stage: Stage) -> None:
    box = stage.app.extensions["pulse"].databases.box
    stage.answer(1)
    heard = []
    for _ in range(2):
        with listening(box.engine) as statements:
            stage.answer(7)
        heard.append(list(statements))
    fresh, used = heard
    assert fresh == used
    assert fresh[-1][0].startswith("INSERT INTO ballot")


def test_both_codes_write_as_much_to_the_disk(house: House) -> None:
    with open_stage(house, people=BEFORE + 100) as stage:
        written = measure(stage, 100, bytes_written)
    # A page of the file that is full is split now and then; without a split they are equal.
    assert min(written.fresh) == min(written.used)


def test_time_does_not_tell_them_apart(house: House) -> None:
    with open_stage(house, people=BEFORE + POSTS) as stage:
        assert measure(stage, POSTS, seconds).auc() == pytest.approx(0.5, abs=0.08)
