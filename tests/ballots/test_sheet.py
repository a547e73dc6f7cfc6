"""Sheets: whatever is on one, it reads back, and all of a wave have one size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots.sheet import Comment, MalformedSheet, Sheet, SheetTooLong, Tag, Visibility, capacity, decode, encode

SIZE = capacity(items=12, characters=280)
ids = st.from_regex(r"[A-Z][0-9]{1,2}\.v[0-9]{1,2}", fullmatch=True)
# As the page sends them: no control characters but the newline; at most 280 of the units a browser counts in.
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n"), max_size=280).filter(
    lambda text: len(text.encode("utf-16-le")) // 2 + text.count('"') + text.count("\\") <= 280
)
comments = st.builds(Comment, texts, st.none() | st.sampled_from(Tag), st.sampled_from(Visibility), st.just("de"))
sheets = st.builds(
    Sheet,
    st.dictionaries(ids, st.integers(0, 150), max_size=8),
    st.none() | comments,
    st.frozensets(ids, max_size=4),
)
cells = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=1, max_size=16)


@given(sheets, cells)
def test_a_sheet_reads_back_as_it_was_written(sheet: Sheet, cell: str) -> None:
    assert decode(encode(sheet, cell, SIZE)) == (cell, sheet)


@given(sheets, cells)
def test_every_sheet_of_a_wave_has_the_same_size(sheet: Sheet, cell: str) -> None:
    assert len(encode(sheet, cell, SIZE)) == SIZE


@pytest.mark.parametrize("character", ["x", "ü", "€", '"', "\n", "\N{HUNDRED POINTS SYMBOL}"])
def test_the_longest_comment_fits_beside_a_full_sheet(character: str) -> None:
    text = character * (280 // (len(character.encode("utf-16-le")) // 2))
    full = Sheet({f"S{n}.v1": 10 for n in range(12)}, Comment(text, Tag.PROBLEM, Visibility.THEMES, "en"))
    assert decode(encode(full, "C" * 16, SIZE))[1] == full


def test_a_sheet_that_does_not_fit_is_refused_never_cut() -> None:
    with pytest.raises(SheetTooLong, match="shorten"):
        encode(Sheet({}, Comment("x" * SIZE, None, Visibility.WORDS, "en")), "CELL", SIZE)


def test_the_size_follows_from_the_contract_alone() -> None:
    assert capacity(9, 280) == capacity(9, 280) > capacity(9, 0) > capacity(3, 0)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_sheet_are_malformed_and_nothing_else(written: bytes) -> None:
    with pytest.raises(MalformedSheet):
        decode(written)


@pytest.mark.parametrize(
    "content",
    [
        b"[]", b"{}", b'"x"', b'{"cell":"C"}', b'{"cell":"C","answers":[],"comment":null,"declined":[]}',
        b'{"cell":"C","answers":{},"comment":["x",null,"loud","en"],"declined":[]}',
        b'{"cell":"C","answers":{},"comment":[],"declined":[]}',
        b'{"cell":"C","answers":{"S1.v1":"x"},"comment":null,"declined":[]}',
    ],
)  # fmt: skip
def test_json_that_is_no_sheet_is_malformed(content: bytes) -> None:
    with pytest.raises(MalformedSheet):
        decode(len(content).to_bytes(2, "big") + content)


def test_padding_must_be_empty() -> None:
    written = encode(Sheet({"S1.v1": 4}), "CELL", SIZE)
    with pytest.raises(MalformedSheet):
        decode(written[:-1] + b"x")


def test_a_sheet_of_declined_items_is_not_empty() -> None:
    assert Sheet({}).is_empty
    assert not Sheet({}, declined=frozenset({"S1.v1"})).is_empty
    assert not Sheet({"S1.v1": 0}).is_empty
    assert not Sheet({}, Comment("x", None, Visibility.WORDS, "en")).is_empty
