"""The API: every address reads publications, and no address changes anything."""

import hashlib
import json
import re
from collections.abc import Sequence

from flask import Blueprint, Response, request

from pulse.accounts.admission import admit
from pulse.accounts.token_models import Purpose
from pulse.api import paging, queries, reading, shapes
from pulse.api.description import MEDIA_TYPE, description
from pulse.api.problems import PATHS, problem, refuse
from pulse.api.queries import NoSuchWave, Published
from pulse.errors import Refusal
from pulse.web import house

__all__ = ["PATHS", "pages", "problem"]

pages = Blueprint("api", __name__, url_prefix="/api/v1")
pages.register_error_handler(Refusal, refuse)
WAVE_NAME = re.compile(r"[0-9A-Z]{16}")
KEPT = "private, no-cache"
"""A copy may be kept by whoever asked, and is asked about each time: a revoked token gets no answer."""


@pages.get("/openapi.json", provide_automatic_options=False)
def openapi() -> Response:
    paging.only(request.args, ())
    return _conditional(json.dumps(description(house().settings.base_url)))


@pages.get("/programmes", provide_automatic_options=False)
def programmes() -> Response:
    admit(Purpose.FIGURES, Purpose.CONTRACTS)
    span = paging.numbered(request.args)
    with house().databases.office.reading() as session:
        titles = queries.titles(queries.published(session))
    rows = sorted((first, name, title) for name, (first, title) in titles.items())
    shown, last = span.of(rows, lambda row: row[0], span.number)
    return _page(span, [shapes.Programme(name=name, title=title) for _, name, title in shown], last)


@pages.get("/waves", provide_automatic_options=False)
def waves() -> Response:
    admit(Purpose.FIGURES, Purpose.CONTRACTS)
    span = paging.numbered(request.args)
    with house().databases.office.reading() as session:
        rows = queries.published(session)
    shown, last = span.of(rows, lambda row: row.sequence, span.number)
    return _page(span, [reading.wave(one) for one in shown], last)


@pages.get("/waves/<wave>", provide_automatic_options=False)
def one_wave(wave: str) -> Response:
    admit(Purpose.FIGURES, Purpose.CONTRACTS)
    paging.only(request.args, ())
    return _conditional(reading.wave(_published(wave)).model_dump_json())


@pages.get("/waves/<wave>/contract", provide_automatic_options=False)
def contract(wave: str) -> Response:
    admit(Purpose.CONTRACTS)
    paging.only(request.args, ())
    return _conditional(_published(wave).wave.contract.canonical())


@pages.get("/waves/<wave>/measures", provide_automatic_options=False)
def measures(wave: str) -> Response:
    admit(Purpose.FIGURES)
    paging.only(request.args, ())
    asked = reading.asked(_published(wave), house().questionnaire)
    return _conditional(shapes.Measures(items=reading.measured(asked), next=None).model_dump_json())


@pages.get("/waves/<wave>/units", provide_automatic_options=False)
def units(wave: str) -> Response:
    admit(Purpose.FIGURES)
    span, one = paging.by_unit(request.args), _published(wave)
    codes, last = span.of(sorted(one.wave.contract.units), str, span.after)
    with house().databases.office.reading() as session:
        return _page(span, reading.units(session, one, codes), last)


@pages.get("/waves/<wave>/figures", provide_automatic_options=False)
def figures(wave: str) -> Response:
    admit(Purpose.FIGURES)
    span, one = paging.by_unit(request.args), _published(wave)
    asked = reading.asked(one, house().questionnaire)
    codes, last = span.of(sorted(one.wave.contract.units), str, span.after)
    with house().databases.office.reading() as session:
        return _page(span, reading.unit_figures(session, one, asked, codes), last)


def _published(name: str) -> Published:
    if not WAVE_NAME.fullmatch(name):
        raise NoSuchWave
    with house().databases.office.reading() as session:
        return queries.published_wave(session, name)


def _page(span: paging.Span, items: Sequence[shapes.Shape], last: int | str | None) -> Response:
    onward = span.onward(request.path, last)
    response = _conditional(
        json.dumps({"items": [item.model_dump(mode="json") for item in items], "next": onward}, separators=(",", ":"))
    )
    if onward:
        response.headers["Link"] = f'<{onward}>; rel="next"'
    return response


def _conditional(content: str) -> Response:
    """An answer that bears the digest of its bytes; whoever has the same bytes already gets none."""
    response = Response(content, content_type=MEDIA_TYPE)
    response.set_etag(hashlib.sha256(content.encode()).hexdigest())
    response.headers["Cache-Control"] = KEPT
    response.headers["Vary"] = "Authorization"
    response.make_conditional(request)
    return response
