"""The API's description as OpenAPI 3.1; a test holds it against the addresses there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from pulse.accounts.token_models import Purpose
from pulse.api import paging, shapes
from pulse.api.problems import MEDIA_TYPE as PROBLEM

MEDIA_TYPE = "application/json"
VERSION = "1.0.0"
ABOUT = (
    "What Pulse has published, and the contracts it was published under; read-only. Every figure is one of HR's "
    "exports, or is withheld with its reason. Comments, answers of leaders and everything about single people are "
    "not part of it."
)
REFS = "#/components/schemas/{model}"
WAVE = {"name": "wave", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9A-Z]{16}$"}}
LIMIT = {
    "name": "limit",
    "in": "query",
    "description": "How many rows at most.",
    "schema": {"type": "integer", "minimum": 1, "maximum": paging.MOST, "default": paging.USUAL},
}
NUMBER = {"type": "integer", "minimum": 0, "maximum": paging.LAST_NUMBER}
UNIT = {"type": "string", "pattern": f"^{paging.UNIT.pattern}$"}
NONE: Mapping[str, Any] = {}
REFUSALS = {
    400: "The address says something that is not understood.",
    401: "There is no token, or none that is good.",
    403: "The token is for another purpose.",
    404: "There is no such published wave.",
    429: "The token has asked too often within a minute.",
}


@dataclass(frozen=True)
class Address:
    """One address: what it answers, to which purposes, and by which key it is paged; nothing where it is not."""

    path: str
    says: str
    purposes: Sequence[Purpose]
    answer: type[BaseModel] | None = None
    key: Mapping[str, Any] | None = None


BOTH = (Purpose.FIGURES, Purpose.CONTRACTS)
ADDRESSES = (
    Address("/openapi.json", "This description.", ()),
    Address("/programmes", "Programmes, in the order of their first publication.", BOTH, shapes.Programmes, NUMBER),
    Address("/waves", "Published waves, in the order of publication.", BOTH, shapes.Waves, NUMBER),
    Address("/waves/{wave}", "One published wave.", BOTH, shapes.Wave),
    Address(
        "/waves/{wave}/contract",
        "The contract of a wave as it was fixed: the SHA-256 of exactly these bytes is its fingerprint.",
        (Purpose.CONTRACTS,),
    ),
    Address("/waves/{wave}/measures", "What a wave has figures of.", (Purpose.FIGURES,), shapes.Measures),
    Address("/waves/{wave}/units", "The units of a wave, by code.", (Purpose.FIGURES,), shapes.Units, UNIT),
    Address("/waves/{wave}/figures", "All figures, unit by unit.", (Purpose.FIGURES,), shapes.Figures, UNIT),
)

ANSWERS: Sequence[type[BaseModel]] = (*(one.answer for one in ADDRESSES if one.answer), shapes.Problem)


def description(base_url: str) -> Mapping[str, Any]:
    """The whole description."""
    written: Literal["serialization"] = "serialization"
    _, schemas = models_json_schema([(answer, written) for answer in ANSWERS], ref_template=REFS)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pulse", "version": VERSION, "description": ABOUT},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": {one.path: {"get": _operation(one)} for one in ADDRESSES},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Address) -> Mapping[str, Any]:
    parameters: list[Mapping[str, Any]] = [WAVE] if "{wave}" in one.path else []
    if one.key is not None:
        after = {
            "name": "after",
            "in": "query",
            "description": "Taken from the next page's address.",
            "schema": one.key,
        }
        parameters = [*parameters, LIMIT, after]
    needs = f" For tokens for {' or '.join(one.purposes)}." if one.purposes else ""
    return {
        "operationId": one.path.strip("/").replace("/{wave}", "_of").replace("/", "_").replace(".", "_"),
        "summary": one.says,
        "description": one.says + needs,
        "parameters": parameters,
        "security": [{"token": []}] if one.purposes else [],
        "responses": {"200": _found(one), "304": {"description": "Nothing changed."}, **_refusals(one)},
    }


def _found(one: Address) -> Mapping[str, Any]:
    name = one.answer.__name__ if one.answer else ""
    schema = {"$ref": REFS.format(model=_key(name))} if name else {"type": "object"}
    link = {"Link": {"description": 'The next page, rel="next".', "schema": {"type": "string"}}} if one.key else {}
    return {
        "description": one.says,
        "headers": {"ETag": {"description": "A strong one.", "schema": {"type": "string"}}, **link},
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def _refusals(one: Address) -> Mapping[str, Any]:
    about = {400} | ({401, 403, 429} if one.purposes else set()) | ({404} if "{wave}" in one.path else set())
    content = {PROBLEM: {"schema": {"$ref": REFS.format(model="Problem")}}}
    return {str(status): {"description": REFUSALS[status], "content": content} for status in sorted(about)}


def _key(name: str) -> str:
    return name.replace("[", "_").replace("]", "_")
