"""Refusals for programs: the status, what it is called, and one sentence for whoever reads the log."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response

from pulse.accounts.admission import TooFast
from pulse.api.shapes import Problem
from pulse.errors import Refusal

PATHS = ("/api/", "/metrics")
"""Where programs ask, without a session."""
METHODS = "GET, HEAD"
MEDIA_TYPE = "application/problem+json"


class BadRequest(Refusal):
    """The address says something that is not understood."""


def refuse(refusal: Refusal) -> Response:
    """Say no to a program."""
    extra = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooFast) else {}
    return problem(str(refusal), refusal.status, extra)


def problem(sentence: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """An answer as RFC 9457 has it."""
    said = Problem(title=HTTPStatus(status).phrase, status=status, detail=sentence)
    response = Response(said.model_dump_json() + "\n", status, content_type=MEDIA_TYPE)
    response.headers.update({**_EXPECTED.get(status, {}), **(headers or {})})
    response.headers["Cache-Control"] = "no-store"
    return response


_EXPECTED: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="Pulse"'},
    403: {"WWW-Authenticate": 'Bearer realm="Pulse", error="insufficient_scope"'},
    405: {"Allow": METHODS},
}
