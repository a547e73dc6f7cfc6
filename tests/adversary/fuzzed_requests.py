"""Bad requests: every address and form of the site, with fields, files, headers and bodies that are wrong."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from werkzeug.routing import Rule

from tests.adversary import fuzzed_provisioning as provisioning
from tests.adversary.fuzzed_files import ROSTERS, TARGETS
from tests.adversary.fuzzed_provisioning import document_for
from tests.adversary.fuzzed_site import CAST, HR, LEADER, Site
from tests.adversary.fuzzed_typed import ANSWER, GUESS, PROGRAMME, REP
from tests.adversary.fuzzed_words import (
    NO_JSON,
    chances,
    damaged_bytes,
    damaged_document,
    fields_of,
    lines_of,
    odd_texts,
)
from tests.dashboards.stage import roster_file

THEME = {
    "label_en": "Travel",
    "label_de": "Reisen",
    "words_en": "travel*\nhotel",
    "words_de": "reise*",
    "wanted": "save",
}
MOVED = {"step": "moved", "reason": "It takes longer than we thought.", "due": "2026-09-01"}
FORMS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "dashboards.mirror.keep": (LEADER, GUESS),
    "dashboards.answers.answer": (LEADER, ANSWER),
    "dashboards.answers.change": (LEADER, MOVED),
    "hr_programme.create": (HR, PROGRAMME | {"decision": "save"}),
    "hr_programme.change": (HR, PROGRAMME | {"decision": "save"}),
    "hr_programme.decide": (HR, {"decision": "approve", "proposed_at": "2026-02-27T09:00:00+00:00"}),
    "hr_programme.pin": (HR, {"item": "Q2"}),
    "themes.change": (HR, THEME),
    "hr_roster.hand_in": (HR, {"digest": "", "removals_confirmed": "yes", "decision": "hand in"}),
    "hr_roster.decide": (HR, {"digest": "", "decision": "approve"}),
    "targets.decide": (HR, {"digest": "", "decision": "save"}),
    "exports.download": (HR, {"format": "csv"}),
    "accounts.ask_to_sign_in": ("", {"email": LEADER, "next": "/team/x"}),
    "accounts.sign_in_with_code": ("", {"code": "ABCD-EFGH"}),
    "accounts.provider.set_out": ("", {"next": "/hr"}),
    "pauses.wish": ("", {"wish": "pause", "List-Unsubscribe": "One-Click"}),
}
UPLOADS = {"hr_roster.upload": roster_file().decode(), "targets.upload": TARGETS[0]}
OFTEN = {"hr_programme.create": 3, "hr_programme.change": 3, "dashboards.answers.answer": 4, "themes.change": 4}
OFTEN |= {"dashboards.answers.change": 3, "dashboards.mirror.keep": 3, "hr_roster.upload": 3, "targets.upload": 3}
PROVISIONING = "/scim"
TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "image/png",
    "x",
    "",
)
QUERIES = (
    "lang=de",
    "limit=2&after=1",
    "from=7",
    "wave=x",
    "show=trend",
    "next=//x.y",
    "under=x",
    "state=x&code=y",
    "v=1",
)
HEADERS = (
    "Accept-Language",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Authorization",
    "Referer",
    "Cookie",
    "Host",
)


@dataclass(frozen=True)
class Request:
    """What is sent, by whom."""

    who: str
    method: str
    path: str
    query: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    """How the client is called with it."""
    headers: Sequence[tuple[str, str]] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path[:200]}?{self.query[:80]} by {self.who or 'nobody'}: {self.body!r:.400}"


@dataclass(frozen=True)
class Written:
    """What the damage of a request is made of."""

    chance: Random
    odd: str
    file: bytes


def requests(site: Site) -> SearchStrategy[Request]:
    """Requests to every address that the site answers at, the forms more often than the others."""
    rules = [rule for rule in site.stage.app.url_map.iter_rules() if rule.endpoint != "static"]
    places = [(rule, method) for rule in rules for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    places += [(rule, "POST") for rule in rules for _ in range(OFTEN.get(rule.endpoint, 0))]
    other = sorted({method for rule in rules for method in rule.methods or ()} - {"GET", "POST", "HEAD", "OPTIONS"})
    places += [(rule, method) for rule in rules for method in other if method in (rule.methods or ())]
    files = damaged_bytes((*UPLOADS.values(), *ROSTERS, *TARGETS), (lines_of, fields_of(",;\n")))
    written = st.builds(Written, chances(), odd_texts(), files)
    return st.builds(lambda place, one: _request(site, place[0], place[1], one), st.sampled_from(places), written)


def reps_requests(site: Site) -> SearchStrategy[Request]:
    """Requests to the page of the open wave, by reps with and without a code."""
    written = st.builds(Written, chances(), odd_texts(), st.binary(max_size=60))
    return st.builds(lambda number, one: _reps(site, number, one), st.integers(0, 260), written)


def _reps(site: Site, number: int, one: Written) -> Request:
    valid = {**REP, "code": site.wave.code(number)}
    query = one.chance.choice(("", "lang=de", f"lang={quote(one.odd, errors='replace')}"))
    return Request("", "POST", site.wave.path, query, _body(one, valid), _headers(one))


def _request(site: Site, rule: Rule, method: str, one: Written) -> Request:
    usual, valid = FORMS.get(rule.endpoint, ("", {}))
    who = usual if rule.endpoint in FORMS and one.chance.randrange(5) else one.chance.choice(CAST)
    who = HR if rule.endpoint in UPLOADS and one.chance.randrange(5) else who
    body = {} if method == "GET" else _body(one, {**valid, **_known(site, rule, valid)}, UPLOADS.get(rule.endpoint))
    headers = list(_headers(one))
    if rule.rule.startswith(PROVISIONING):
        return _provisioning(site, rule, method, one)
    if rule.rule.startswith(("/api", "/metrics")) and one.chance.randrange(6):
        headers.append(("Authorization", f"Bearer {site.token}"))
    query = one.chance.choice(("", "", *QUERIES)) if one.chance.randrange(3) else f"{_quoted(one)}={_quoted(one)}"
    return Request(who, method, _path(site, rule, one), query, body, headers)


def _provisioning(site: Site, rule: Rule, method: str, one: Written) -> Request:
    """What an identity provider sends, with a token that is good for it."""
    document = json.dumps(damaged_document(one.chance, one.odd, document_for(one.chance, method, rule.rule)))
    text = one.chance.choice((document, document, document, document, one.odd, *NO_JSON[:4]))
    headers = [("Authorization", f"Bearer {site.provisioning}"), *_headers(one)]
    query = one.chance.choice(("", *provisioning.QUERIES, f"filter={_quoted(one)}", f"count={_quoted(one)}"))
    body = {"data": text.encode("utf-8", "surrogatepass"), "content_type": provisioning.MEDIA_TYPE}
    return Request("", method, _path(site, rule, one), query, {} if method == "GET" else body, headers)


def _known(site: Site, rule: Rule, valid: Mapping[str, str]) -> Mapping[str, str]:
    """What a page that was looked at before would have put into its form."""
    known = {"wave": site.stage.held[-1]} if "safety" in valid else {}
    known |= {"digest": site.uploaded(rule.rule)} if "digest" in valid else {}
    return known | ({"proposed_at": site.proposed_at()} if "proposed_at" in valid else {})


def _path(site: Site, rule: Rule, one: Written) -> str:
    """The address of a page, mostly with what there is, now and then with something odd in a place."""
    known = {"unit": one.chance.choice((site.unit, site.unit, site.root, site.stage.code("Sales / North / Bremen")))}
    known |= {"dimension": "safety", "wave": site.stage.held[0], "name": site.stage.held[0], "subject": "figures"}
    known |= {"theme": "price", "promise": "1", "programme": "sales", "token": "x", "choice": "p4", "kind": "hr"}
    path = rule.rule
    for argument in rule.arguments:
        value = known.get(argument, "x") if one.chance.randrange(6) else _quoted(one) or "x"
        path = path.replace(f"<{argument}>", value)
    return path


def _quoted(one: Written) -> str:
    """Something odd as it may stand in an address, bytes of no encoding among it."""
    if one.chance.randrange(4) == 0:
        return quote_from_bytes(one.file[:40], safe="")
    return quote(one.odd[:3000], safe="", errors="replace")


def _headers(one: Written) -> Sequence[tuple[str, str]]:
    if one.chance.randrange(6):
        return ()
    plain = "".join(character for character in one.odd if character.isascii() and character.isprintable())
    return [(one.chance.choice(HEADERS[:-1]), plain[:500])]


def _body(one: Written, valid: Mapping[str, str], upload: str | None = None) -> Mapping[str, Any]:
    """A form after some damage, or something that is no form of this page."""
    fields = _damaged(one, valid)
    sent = urlencode(fields, errors="replace")
    odd_ways: Sequence[Mapping[str, Any]] = (
        {"data": one.file, "content_type": one.chance.choice(TYPES)},
        {"data": json.dumps(dict(fields)), "content_type": "application/json"},
        {"data": f"{sent}&x={'y' * 70_000}", "content_type": FORM},
        {"data": f"{sent}&{_quoted(one)}", "content_type": FORM},
        {"data": sent, "content_type": FORM, "headers": CHUNKED},
        _as_files(one, fields),
    )
    if one.chance.randrange(4) == 0:
        return one.chance.choice(odd_ways)
    if upload is not None:
        file = one.file if one.chance.randrange(3) else upload.encode()
        return {"files": [("file", one.odd[:50], file)], "fields": fields}
    return {"data": sent, "content_type": FORM}


FORM = "application/x-www-form-urlencoded"
CHUNKED = (("Transfer-Encoding", "chunked"),)


def _as_files(one: Written, fields: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    """Files where fields belong, and fields where files belong."""
    cut = one.chance.randrange(len(fields) + 1)
    files = [(name, one.odd[:50], value.encode("utf-8", "replace")) for name, value in fields[:cut]]
    return {"files": files, "fields": [*fields[cut:], ("file", one.odd)]}


def _damaged(one: Written, valid: Mapping[str, str]) -> list[tuple[str, str]]:
    fields, chance = list(valid.items()), one.chance
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        place = chance.randrange(len(fields) + 1)
        name = (
            fields[place][0] if place < len(fields) else chance.choice((one.odd, "file", "decision", "digest", "step"))
        )
        match chance.randrange(5):
            case 0:
                del fields[place : place + 1]
            case 1:
                fields.insert(place, (name, one.odd))
            case _:
                fields[place : place + 1] = [(name, one.odd * chance.choice((1, 1, 1, 1, 3, 500)))]
    return fields
