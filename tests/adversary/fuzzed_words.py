"""What bad input is made of: odd texts and bytes, and valid documents that somebody or something has damaged.

Where a document is damaged, and how, follows from one number that hypothesis draws: a draw for every step of it would
take longer than most parsers do.
"""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

LONG = 40_000
"""How long a text is blown up to, so that whatever takes time with the square of it shows."""
NO_JSON = ("", "{", "[" * 100_000, '{"a":' * 100_000, "9" * 5_000, "NaN", "\ufeff{}", "null", '"\\ud800"', "{}{}")
DEEP = 400
"""How many values lie in one another."""
ODD: tuple[str, ...] = (
    "", " ", "\0", "a\0b", "\t", "\r", "\n", "\r\n", "\x1b[2J", "\x7f", "\x85", "\u2028", "\ufeff",
    "\ufffd", "\ufffe", "\ud800", "x\udfffy", "\u202eabc", "\u200b", "\u2066x\u2069", "e\u0301" * 30,
    "a" + "\u0300" * 200, "👩‍👩‍👧‍👦", "🇩🇪", "ẞß", "İ", "ﬀ", "٣", "²", "Ⅷ", "１", "-1", "0", "00", "1e9",
    "1e999", "NaN", "-inf", "Infinity", "0x1f", "1_000", "9" * 18, "9223372036854775808",
    "-9223372036854775809", "9" * 400, "9" * 5000, "1.5", "1,5", "1.000,00", "true", "null", "None", "=1+1",
    "+1", "@SUM(A1)", "＝1", "'", '"', '""', "''", "`", "\\", "\\\\", "%", "%s", "%(x)s", "{}", "{0}",
    "{{7*7}}", "${x}", "<script>alert(1)</script>", "<b>", "&amp;", "]]>", "' OR 1=1 --",
    '"; DROP TABLE person', "../../etc/passwd", "//x.y", "javascript:alert(1)", "file:///etc/passwd",
    "http://[::1", "[", "]", "(" * 50, ";", ",", "/", "a/b", "#", "?", "=", "&", "0000-00-00", "2026-02-30",
    "9999-12-31", "0001-01-01", "2026-02-03T25:00", "2026-W01-1", "20260203", "Europe/Nowhere",
    "anna@acme.example", "@", "a@b", "ANNA@ACME.EXAMPLE", "xn--", "münchen", "de", "DE", "rep", "leader",
    "Sales", "Sales /", "on", "yes", "publish", "save", "price", "S1.v1", "T1.v1", "sales", "new", "other",
    "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
)  # fmt: skip
ENCODINGS = (*["utf-8"] * 12, "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp437", "utf-7")
TAILS = (
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\r",
    b"\n\n",
    b"\x1a",
    b"\x80",
)

Cut = Callable[[str], list[str]]
"""Takes a text into the pieces that are dropped, doubled and swapped; joined they are the text."""


def odd_texts() -> SearchStrategy[str]:
    """Short texts of every kind that parsers trip over."""
    return st.one_of(st.sampled_from(ODD), st.sampled_from(ODD), st.text(max_size=40))


def chances() -> SearchStrategy[Random]:
    """Chance that follows from one draw."""
    return st.integers(0, 2**64 - 1).map(Random)


def lines_of(text: str) -> list[str]:
    """A text cut into its lines."""
    return text.splitlines(keepends=True)


def fields_of(separators: str) -> Cut:
    """Cuts a text at every one of these characters."""

    def cut(text: str) -> list[str]:
        pieces = [""]
        for character in text:
            pieces[-1] += character
            if character in separators:
                pieces.append("")
        return pieces

    return cut


def damaged_texts(valid: Sequence[str], cuts: Sequence[Cut]) -> SearchStrategy[str]:
    """One of these texts after a few damages; now and then it is whole."""
    return st.builds(lambda chance, odd: _several(chance, odd, valid, cuts), chances(), odd_texts())


def damaged_bytes(valid: Sequence[str], cuts: Sequence[Cut]) -> SearchStrategy[bytes]:
    """Such a text as bytes: in any encoding, with bytes of no encoding, cut off; now and then nothing but bytes."""
    damaged = st.builds(
        lambda chance, odd: _encoded(chance, _several(chance, odd, valid, cuts)), chances(), odd_texts()
    )
    return st.integers(0, 15).flatmap(lambda how: st.binary(max_size=300) if how == 0 else damaged)


def damaged_documents(valid: Sequence[Any]) -> SearchStrategy[Any]:
    """One of these documents of lists and tables, with a few places in it dropped, doubled, or of a wrong type."""
    texts = [json.dumps(document) for document in valid]
    return st.builds(
        lambda chance, odd: _changed_often(chance, odd, json.loads(chance.choice(texts))), chances(), odd_texts()
    )


def damaged_document(chance: Random, odd: str, document: Any) -> Any:
    """This document with a few places in it changed; the one that is given stays as it is."""
    return _changed_often(chance, odd, json.loads(json.dumps(document)))


def documents_in_text(valid: Sequence[Any]) -> SearchStrategy[str]:
    """Such documents as canonical JSON, and texts that are none: too deep, too large, not whole."""
    written = damaged_documents(valid).map(canonical)
    return st.integers(0, 19).flatmap(lambda how: st.sampled_from(NO_JSON) if how == 0 else written)


def canonical(document: Any) -> str:
    """A document in the form of publications and contracts."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _several(chance: Random, odd: str, valid: Sequence[str], cuts: Sequence[Cut]) -> str:
    text = chance.choice(valid)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 4))):
        text = _damaged(chance, odd, text, chance.choice(cuts))
    return text


def _damaged(chance: Random, odd: str, text: str, cut: Cut) -> str:
    pieces = cut(text) or [""]
    place, odd = chance.randrange(len(pieces)), chance.choice((odd, odd, chance.choice(ODD)))
    match chance.randrange(10):
        case 0:
            del pieces[place]
        case 1:
            pieces.insert(chance.randrange(len(pieces)), pieces[place])
        case 2:
            other = chance.randrange(len(pieces))
            pieces[place], pieces[other] = pieces[other], pieces[place]
        case 3 | 4 | 5:
            pieces[place] = odd + pieces[place][-1:]
        case 6 | 7:
            at = chance.randrange(len(pieces[place]) + 1)
            pieces[place] = pieces[place][:at] + odd + pieces[place][at:]
        case 8:
            del pieces[place + 1 :]
        case _:
            pieces[place] *= _times(chance, len(pieces[place]))
    return "".join(pieces)


def _times(chance: Random, length: int) -> int:
    # Mostly a few: long texts take longest to read, and one in ten of them is plenty.
    return max(1, LONG // max(1, length)) if chance.randrange(10) == 0 else chance.randint(2, 5)


def _encoded(chance: Random, text: str) -> bytes:
    encoding = chance.choice(ENCODINGS)
    raw = text.encode(encoding, "surrogatepass" if encoding.startswith("utf-") and encoding != "utf-7" else "replace")
    if chance.randrange(4):
        return raw
    at, tail = chance.randrange(len(raw) + 1), chance.choice(TAILS)
    return raw[:at] + tail + (raw[at:] if chance.randrange(2) else b"")


def _changed_often(chance: Random, odd: str, document: Any) -> Any:
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        document = _changed(chance, odd, document)
    return document


def _changed(chance: Random, odd: str, document: Any) -> Any:
    """The document with one place of it changed, found by going down at random."""
    keys: Sequence[Any] = tuple(document) if isinstance(document, dict) else ()
    inner = keys or (range(len(document)) if isinstance(document, list) else ())
    if not inner or chance.randrange(8) == 0:
        return odd_value(chance, odd)
    place = chance.choice(inner)
    match chance.randrange(6):
        case 0:
            del document[place]
        case 1 if isinstance(document, dict):
            document[odd] = document.pop(place)
        case 1:
            document.append(document[place])
        case _:
            document[place] = _changed(chance, odd, document[place])
    return document


def odd_value(chance: Random, odd: str) -> Any:
    """A value of any type that documents hold; now and then a deep one."""
    plain: tuple[Any, ...] = (
        odd,
        odd,
        chance.choice(ODD),
        None,
        True,
        False,
        0,
        -1,
        1,
        1.5,
        10**30,
        [],
        {},
        [odd],
        {odd: odd},
        [[None]],
    )
    if chance.randrange(40):
        return chance.choice(plain)
    deep: Any = odd
    for _ in range(chance.choice((20, DEEP))):
        deep = [deep] if chance.randrange(2) else {"a": deep}
    return deep
