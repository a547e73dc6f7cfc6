"""Bad input that arrives in passing: mails that come back, links and codes, addresses, arguments, cursors."""

import shlex
from argparse import ArgumentParser
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from io import StringIO
from ipaddress import ip_address
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from werkzeug.datastructures import MultiDict

from pulse.accounts.tickets import is_code, nonce_in, ticket
from pulse.api.paging import MOST, by_unit, numbered
from pulse.api.problems import BadRequest
from pulse.cli.main import parser as commands
from pulse.exports import books
from pulse.invitations.codes import MalformedCode, code_for, digest, spoken
from pulse.pauses import tokens as pauses
from pulse.programme import team_link
from pulse.programme.team_link import TeamLink
from pulse.webhooks.addresses import Allowed, BadWebhook, host_of, target
from pulse.worker.reports import Arrived, read
from tests.adversary.fuzzed_running import Family
from tests.adversary.fuzzed_words import chances, damaged_bytes, damaged_texts, fields_of, lines_of, odd_texts

REPORT = """Return-Path: <>
From: MAILER-DAEMON@mail.acme.example
Subject: =?utf-8?q?Undelivered?= Mail
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="9B7/mail"

--9B7/mail
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--9B7/mail
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.acme.example

Final-Recipient: rfc822; rep@acme.example
Original-Recipient: rfc822;rep@acme.example
Action: failed
Status: 5.1.1

--9B7/mail
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

Subject: 9 taps
Message-ID: <one@pulse.acme.example>

--9B7/mail--
"""
HEADERS_ALONE = REPORT.replace("message/rfc822", "text/rfc822-headers").replace("8bit", "base64")
HUMAN = 'From: rep@acme.example\nContent-Type: text/html; charset="klingon"\nPrecedence: bulk\n\nPlease stop.\n'
URLS = (
    "https://receiver.example/pulse?from=acme", "https://receiver.example:8443/", "http://receiver.example",
    "https://user:word@receiver.example/#part", "https://[2001:db8::1]:443/", "https://10.0.0.1/", "https://1/",
)  # fmt: skip
NUMBERS = (
    "93.184.215.14",
    "10.0.0.1",
    "::1",
    "fe80::1%eth0",
    "64:ff9b::7f00:1",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY, OTHER_KEY, NONCE = b"k" * 32, b"o" * 32, bytes(range(16))
WAVE, UNIT = "W4VE00000000000A", "CE11000000000001"
COMMANDS = (
    "roster import people.csv --dry-run --confirm-removals", "wave open field --closes 2026-05-18T18:00+02:00",
    "targets import targets.csv --dry-run", "export 7F3K9QW2M4X8B1CD --format xlsx --out wave.xlsx --comments c.xlsx",
    'token add --purpose figures --name "BI warehouse" --until 2027-06-30', 'token revoke "BI warehouse"',
    "restore /mnt/backup --mails sent", "move --help", "wave preview field", "--version", "settings --help",
    "programme apply field.toml", "demo --web-port 8000 --help", "attack books.zip --help",
)  # fmt: skip
Query: TypeAlias = MultiDict[str, str]
QUERIES = ("limit=100&after=3", "limit=500", "after=CE11000000000001", "limit=1&limit=2", "lang=de&limit=7")


def mails() -> SearchStrategy[bytes]:
    cuts = (lines_of, lines_of, fields_of(' ;:=/-"<>\n'))
    return damaged_bytes((REPORT, REPORT, HEADERS_ALONE, HUMAN), cuts)


def take_mail(content: bytes) -> Iterator[str]:
    """Whatever arrives is read; what it reports can be compared with what was sent."""
    arrived: Arrived = read(content)
    for returned in arrived.returned:
        returned.message_id.encode("utf-8", "replace")
        if not returned.addresses or not all(returned.addresses):
            yield "reports a mail to nobody"


def webhooks() -> SearchStrategy[tuple[str, str]]:
    return st.tuples(damaged_texts(URLS, (fields_of(":/?#@.[]"),)), st.sampled_from(NUMBERS))


def take_webhook(asked: tuple[str, str]) -> Iterator[str]:
    """What may be told is public, over https, and can be asked for."""
    url, number = asked
    found = target(url, Allowed(), lambda host, port: [number])
    if not found.secure or not ip_address(number).is_global or not 0 < found.port < 65536:
        yield "lets a webhook lead inside, or out in the open"
    if not host_of(url).isprintable() or "@" in host_of(url) or not found.path.isascii() or " " in found.path:
        yield "takes an address that cannot be asked for or shown"


def links() -> SearchStrategy[str]:
    genuine = [maker(OTHER_KEY) for maker in MAKERS.values()]
    raw = st.binary(max_size=80).map(lambda some: urlsafe_b64encode(some).decode().rstrip("="))
    return st.one_of(damaged_texts(genuine, (list,)), damaged_texts(genuine, (list,)), raw, odd_texts())


def take_link(link: str) -> Iterator[str]:
    """Nothing made up opens anything, whatever kind of link it is taken for."""
    if nonce_in(KEY, link) is not None or pauses.person_of(KEY, link) is not None:
        yield "takes a link that nobody gave out"
    for opened in (lambda: team_link.read(KEY, link, NOW), lambda: books.check(KEY, link, NOW)):
        if _refused(opened, (team_link.TeamLinkExpired, books.LinkExpired)) is None:
            yield "opens a link that nobody gave out"


def codes() -> SearchStrategy[str]:
    valid = (
        code_for(KEY, 1),
        spoken(code_for(KEY, 1)).lower(),
        ticket(KEY, NONCE).spoken,
        ticket(OTHER_KEY, NONCE).code,
    )
    return st.one_of(damaged_texts(valid, (list,)), odd_texts())


def take_code(typed: str) -> Iterator[str]:
    """A code is that of its invitation however it is typed, and no other."""
    known, signs = digest(WAVE, code_for(KEY, 1)), "".join(filter(str.isalnum, typed)).upper()
    if is_code(KEY, NONCE, typed) and not signs.isascii():
        yield "takes a code that was not typed"
    try:
        found = digest(WAVE, typed)
    except MalformedCode:
        return
    if found == known and signs.translate(str.maketrans("OIL", "011")) != code_for(KEY, 1):
        yield "takes another code for this one"


def queries() -> SearchStrategy[Query]:
    pairs = damaged_texts(QUERIES, (fields_of("&="),)).map(_query)
    named = st.tuples(st.sampled_from(("limit", "after", "lang")), odd_texts())
    return st.one_of(pairs, st.lists(named, max_size=4).map(Query))


def take_query(asked: Query) -> Iterator[str]:
    """A page of a list is of a size within reason, after a key that a database takes."""
    for span in (numbered, by_unit):
        if _refused(partial(span, asked), (BadRequest,)) is None and not 1 <= span(asked).limit <= MOST:
            yield "takes any number of rows"
    if _refused(partial(numbered, asked), (BadRequest,)) is None and numbered(asked).number >= 2**31:
        yield "takes a key that no database takes"


def _query(text: str) -> Query:
    parts = (part.partition("=") for part in text.split("&"))
    return Query([(name, value) for name, _, value in parts])


def arguments() -> SearchStrategy[Sequence[str]]:
    return st.builds(_arguments, chances(), odd_texts())


def take_arguments(given: Sequence[str]) -> Iterator[str]:
    """Arguments are understood or refused with how they are used; nothing is carried out here."""
    with redirect_stdout(StringIO()) as shown, redirect_stderr(StringIO()) as said:
        try:
            understood = callable(_parser(given[0] if given else "").parse_args(given).run)
        except SystemExit as end:
            understood = (end.code, bool(shown.getvalue())) == (0, True) or (end.code, bool(said.getvalue())) == (
                2,
                True,
            )
    if not understood or "Traceback" in said.getvalue():
        yield "ends without a word, or shows the insides of the program"


def _arguments(chance: Random, odd: str) -> Sequence[str]:
    words = shlex.split(chance.choice(COMMANDS))
    for _ in range(chance.choice((0, 1, 1, 2))):
        place = chance.randrange(len(words) + 1)
        match chance.randrange(4):
            case 0:
                words.insert(place, odd)
            case 1:
                words.insert(place, chance.choice(shlex.split(chance.choice(COMMANDS))))
            case 2:
                del words[place : place + 1]
            case _:
                words[place : place + 1] = [odd]
    return [word for word in words if "\0" not in word]


def _refused(work: Callable[[], object], refusals: tuple[type[Exception], ...]) -> Exception | None:
    try:
        work()
    except refusals as refusal:
        return refusal
    return None


MAKERS: Mapping[str, Callable[[bytes], str]] = {
    "team": lambda key: team_link.token(key, TeamLink(WAVE, UNIT), NOW),
    "sign-in": lambda key: ticket(key, NONCE).token,
    "pause": lambda key: pauses.token(key, 17),
    "books": lambda key: books.token(key, NOW - timedelta(days=1)),
}


@lru_cache(64)
def _parser(first: str) -> ArgumentParser:
    return commands([first])


TALK = (
    Family("mails that came back", mails, take_mail, REPORT.encode),
    Family("addresses of webhooks", webhooks, take_webhook, lambda: (URLS[0], NUMBERS[0]), (BadWebhook,)),
    Family("links with a token", links, take_link, lambda: MAKERS["team"](OTHER_KEY)),
    Family("typed codes", codes, take_code, lambda: code_for(KEY, 1)),
    Family("cursors of the API", queries, take_query, lambda: _query("limit=3"), (BadRequest,)),
    Family("arguments of commands", arguments, take_arguments, lambda: ["wave", "list", "--help"]),
)
