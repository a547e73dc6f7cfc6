"""Whoever has an answer gets no second one; pages neither repeat nor drop a row, whatever is published meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.api.paging import Span
from tests.api.asking import Program
from tests.dashboards.stage import Stage, everybody

ADDRESSES = ["/waves", "/programmes", "/waves/{}", "/waves/{}/units", "/waves/{}/measures", "/waves/{}/figures"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_whoever_asks_has_already_is_not_sent_again(held: Stage, warehouse: Program, address: str) -> None:
    path = address.format(held.held[0])
    first = warehouse.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Vary"] == "Authorization"
    assert first.headers["ETag"].startswith('"')
    again = warehouse.get(path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert warehouse.get(path, If_None_Match='"something else"').status_code == 200
    assert warehouse.get(path, If_None_Match=f'W/"x", {first.headers["ETag"]}').status_code == 304


def test_whoever_may_not_read_is_not_told_whether_anything_changed(
    held: Stage, warehouse: Program, council: Program
) -> None:
    etag = warehouse.get(f"/waves/{held.held[0]}/figures").headers["ETag"]
    assert council.get(f"/waves/{held.held[0]}/figures", If_None_Match=etag).status_code == 403


def test_a_new_publication_changes_the_list_of_waves(held: Stage, warehouse: Program) -> None:
    before = warehouse.get("/waves").headers["ETag"]
    held.hold_wave(everybody())
    assert warehouse.get("/waves", If_None_Match=before).status_code == 200


def test_a_publication_that_comes_between_two_pages_neither_repeats_nor_drops_a_wave(
    held: Stage, warehouse: Program
) -> None:
    seen = []
    for page in warehouse.pages("/waves?limit=1"):
        seen += [wave["wave"] for wave in page]
        if len(held.held) < 4:
            held.hold_wave(everybody())
    assert seen == held.held


@pytest.mark.parametrize("limit", [1, 2, 4, 500])
def test_pages_of_units_and_figures_join_into_the_whole(held: Stage, warehouse: Program, limit: int) -> None:
    for name in ("units", "figures"):
        path = f"/waves/{held.held[0]}/{name}"
        pages = list(warehouse.pages(f"{path}?limit={limit}"))
        assert [row for page in pages for row in page] == warehouse.get(path).get_json()["items"]
        assert {len(page) for page in pages[:-1]} <= {limit}


def test_the_next_page_stands_in_the_link_header_too(held: Stage, warehouse: Program) -> None:
    first = warehouse.get("/waves?limit=1")
    assert first.headers["Link"] == f'<{first.get_json()["next"]}>; rel="next"'
    last = warehouse.open(first.get_json()["next"])
    assert "Link" not in last.headers
    assert last.get_json()["next"] is None


@pytest.mark.parametrize("name", ["units", "figures"])
def test_behind_the_last_row_there_is_an_empty_page(held: Stage, warehouse: Program, name: str) -> None:
    answer = warehouse.get(f"/waves/{held.held[0]}/{name}?after={'z' * 40}")
    assert (answer.status_code, answer.get_json()) == (200, {"items": [], "next": None})


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=x",
        "limit=",
        "limit=1e2",
        "limit=1&limit=2",
        "limit=٣",
        "after=",
        "after=%00",
        "after=99999999999",
        "after=x y",
        "page=2",
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence(held: Stage, warehouse: Program, query: str) -> None:
    answer = warehouse.get(f"/waves?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["status"] == 400


@given(rows=st.sets(st.integers(0, 99)), limit=st.integers(1, 7), late=st.integers(100, 110))
def test_pages_by_key_are_whole_even_if_rows_come_behind_them(rows: set[int], limit: int, late: int) -> None:
    seen: list[int] = []
    known, after = sorted(rows), -1
    while True:
        shown, last = Span(str(after) if after >= 0 else "", limit).of(known, int, after)
        seen += shown
        if last is None:
            break
        after, known = last, sorted({*known, late})
    assert seen in (sorted(rows), sorted({*rows, late}))
