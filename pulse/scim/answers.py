"""What a provisioning client is told: resources, lists and errors, as RFC 7644 writes them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, request
from pydantic import ValidationError
from scim2_models import Context, Error, ListResponse, ResponseParameters, SCIMException

from pulse.accounts.admission import TooFast
from pulse.errors import Refusal
from pulse.scim.queries import Found
from pulse.scim.resources import TOLERANT

PATHS = ("/scim/",)
"""Where an identity provider writes, without a session."""
MEDIA_TYPE = "application/scim+json"
CHALLENGES: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="Pulse"'},
    403: {"WWW-Authenticate": 'Bearer realm="Pulse", error="insufficient_scope"'},
}


def resource(found: Any, status: int = HTTPStatus.OK, context: Context = Context.RESOURCE_QUERY_RESPONSE) -> Response:
    """One resource, with its version; whoever knows this one already gets none of it."""
    response = _written(
        found.model_dump_json(scim_ctx=context, response_parameters=parameters(), scim_policy=TOLERANT), status
    )
    response.headers["Location"] = found.meta.location
    response.set_etag(found.meta.version.removeprefix('W/"').removesuffix('"'), weak=True)
    if request.method in ("GET", "HEAD"):
        response.make_conditional(request)
    return response


def document(found: Any) -> Response:
    """Something we say of ourselves."""
    return _written(found.model_dump_json(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


def page(model: Any, found: Found) -> Response:
    """A part of a list."""
    kind: Any = ListResponse.__class_getitem__(model)
    listed = kind(
        total_results=found.total,
        start_index=found.start,
        items_per_page=len(found.resources),
        resources=list(found.resources),
    )
    context = Context.RESOURCE_QUERY_RESPONSE
    return _written(listed.model_dump_json(scim_ctx=context, response_parameters=parameters(), scim_policy=TOLERANT))


def nothing() -> Response:
    """Done, and there is nothing more to say."""
    return Response(status=HTTPStatus.NO_CONTENT)


def parameters() -> ResponseParameters[Any]:
    """Which attributes a client wants. Raises ValidationError."""
    names = {"attributes": "attributes", "excludedAttributes": "excluded_attributes"}
    asked = {ours: request.args[theirs] for theirs, ours in names.items() if theirs in request.args}
    return ResponseParameters[Any].model_validate(asked, scim_policy=TOLERANT)


def problem(sentence: str, status: int, kind: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """An error as RFC 7644 has it."""
    error = Error(status=status, scim_type=kind or None, detail=sentence)
    response = _written(error.model_dump_json(), status)
    response.headers.update({**CHALLENGES.get(status, {}), **(headers or {})})
    return response


def refuse(refusal: Refusal) -> Response:
    """Say no in the words of a refusal."""
    extra = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooFast) else {}
    return problem(str(refusal), refusal.status, headers=extra)


def refuse_message(error: SCIMException) -> Response:
    """Say no to a message."""
    return problem(error.detail, error.status, error.scim_type)


def refuse_values(error: ValidationError) -> Response:
    """Say what the first of the values is that cannot be taken."""
    first = Error.from_validation_errors(error)[0]
    return problem(first.detail or "This cannot be taken.", first.status or 400, first.scim_type)


def _written(content: str, status: int = HTTPStatus.OK) -> Response:
    return Response(content, status, content_type=MEDIA_TYPE)
