"""What we say of ourselves to a provisioning client."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request
from scim2_models import ForbiddenException, Meta, NotFoundException, ResourceType, Schema

from pulse.scim import answers
from pulse.scim.queries import Found
from pulse.scim.resources import provider
from pulse.scim.views import PATHS, base, pages, problem

__all__ = ["PATHS", "pages", "problem"]


@pages.get("/ServiceProviderConfig", provide_automatic_options=False)
def config() -> Response:
    return answers.document(_placed(provider().config, "ServiceProviderConfig", "ServiceProviderConfig"))


@pages.get("/Schemas", provide_automatic_options=False)
def schemas() -> Response:
    return _all(Schema, _schemas())


@pages.get("/Schemas/<key>", provide_automatic_options=False)
def schema(key: str) -> Response:
    return _one(_schemas(), key)


@pages.get("/ResourceTypes", provide_automatic_options=False)
def resource_types() -> Response:
    return _all(ResourceType, _resource_types())


@pages.get("/ResourceTypes/<key>", provide_automatic_options=False)
def resource_type(key: str) -> Response:
    return _one(_resource_types(), key)


def _schemas() -> Sequence[Any]:
    return [_placed(one, "Schema", f"Schemas/{one.id}") for one in provider().schemas]


def _resource_types() -> Sequence[Any]:
    return [_placed(one, "ResourceType", f"ResourceTypes/{one.id}") for one in provider().resource_types]


def _placed(found: Any, kind: str, path: str) -> Any:
    return found.model_copy(update={"meta": Meta(resource_type=kind, location=f"{base()}/{path}")})


def _all(model: Any, found: Sequence[Any]) -> Response:
    if "filter" in request.args:
        raise ForbiddenException(detail="This list is not filtered.")
    return answers.page(model, Found(found, len(found), 1))


def _one(found: Sequence[Any], key: str) -> Response:
    chosen = next((one for one in found if str(one.id).lower() == key.lower()), None)
    if chosen is None:
        raise NotFoundException(detail="Pulse publishes nothing of this name.")
    return answers.document(chosen)
