"""Whatever is posted, nothing breaks and nothing is half done."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pulse.house import House
from tests.respond.stage import QUESTIONS, Count, Stage, open_stage

names = st.sampled_from([*QUESTIONS, "code", "tag", "visibility", "lang", "S1", ""]) | st.text(max_size=10)
values = (
    st.sampled_from(
        ["1", "4", "5", "99", "0", "", "problem", "words", "themes", "x" * 281, "\0", "\r\n", "%s", "{{1}}"]
    )
    | st.integers(-5, 200).map(str)
    | st.text(st.characters(codec="utf-8"), max_size=300)
)
bodies = st.dictionaries(names, values | st.lists(values, max_size=3), max_size=14)
kinds = st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x",
                         "application/json", "text/plain", ""])  # fmt: skip

CAREFULLY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    with open_stage(house) as opened:
        opened.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield opened


def check(stage: Stage, before: Count, status: int) -> None:
    """A ballot and a spent code come together or not at all, and only with a thank you."""
    after = stage.count()
    gained = (after.ballots - before.ballots, after.redeemed - before.redeemed)
    assert status in {303, 404, 413, 422}
    assert gained in {(0, 0), (1, 1)}
    assert after.decoys - before.decoys in {0, 1}
    assert (after != before) <= (status == 303)


@CAREFULLY
@given(bodies, st.none() | st.integers(0, 29), st.sampled_from(["", "de", "xx", "\0"]))
def test_any_form_is_taken_whole_or_refused_whole(
    stage: Stage, body: dict[str, Any], person: int | None, lang: str
) -> None:
    before = stage.count()
    code = {} if person is None else {"code": stage.code(person)}
    check(stage, before, stage.send(body | code, lang).status_code)


@CAREFULLY
@given(st.binary(max_size=400), kinds)
def test_any_bytes_are_refused_whole(stage: Stage, body: bytes, kind: str) -> None:
    before = stage.count()
    answer = stage.browser().post(stage.path, data=body, content_type=kind)
    check(stage, before, answer.status_code)
    assert stage.count() == before


@CAREFULLY
@example("\0", "GET")
@example("\0", "POST")
@given(st.text(st.characters(codec="utf-8", exclude_characters="/?#"), max_size=40), st.sampled_from(["GET", "POST"]))
def test_any_wave_name_is_unknown_and_nothing_else(stage: Stage, name: str, method: str) -> None:
    assert stage.browser().open(f"/w/{quote(name)}/", method=method).status_code == 404
    answer = stage.browser().open("/w/" + quote(name), method=method, data={"code": stage.code(), "S1.v1": "4"})
    assert answer.status_code in {404, 308}
