"""SCIM 2.0 for an identity provider: it changes what is staged, and nothing else."""

from typing import Any

from flask import Blueprint, Response, request
from pydantic import ValidationError
from scim2_models import Context, InvalidFilterException, Resource, SCIMException, SearchRequest

from pulse.accounts.admission import admit
from pulse.accounts.token_models import Purpose
from pulse.errors import Refusal
from pulse.scim import answers, operations, queries, taking
from pulse.scim.answers import PATHS, problem
from pulse.scim.resources import LARGEST_BODY, LARGEST_PERSON, TOLERANT, Group, Person
from pulse.web import house

__all__ = ["PATHS", "pages", "problem"]

pages = Blueprint("scim", __name__, url_prefix="/scim/v2")
pages.register_error_handler(Refusal, answers.refuse)
pages.register_error_handler(SCIMException, answers.refuse_message)
pages.register_error_handler(ValidationError, answers.refuse_values)
CREATING, REPLACING = Context.RESOURCE_CREATION_REQUEST, Context.RESOURCE_REPLACEMENT_REQUEST
NOT_IMPLEMENTED = 501
LONGEST_FILTER = 500


@pages.before_request
def _admit() -> None:
    admit(Purpose.SCIM, per_minute=house().settings.scim_requests_per_minute)
    of_groups = request.path.startswith(f"{pages.url_prefix}/Groups")
    request.max_content_length = LARGEST_BODY if of_groups else LARGEST_PERSON


@pages.get("/Users", provide_automatic_options=False)
def users() -> Response:
    with house().databases.office.reading() as session:
        return answers.page(Person, queries.people(session, _asked(Person), base()))


@pages.post("/Users", provide_automatic_options=False)
def add_user() -> Response:
    sent = taking.resource(Person, _sent(), CREATING)
    with house().databases.office.writing() as session:
        row = operations.add_person(session, sent, _domains(), house().clock())
        return answers.resource(queries.person(row, base()), 201, Context.RESOURCE_CREATION_RESPONSE)


@pages.get("/Users/<key>", provide_automatic_options=False)
def user(key: str) -> Response:
    with house().databases.office.reading() as session:
        return answers.resource(queries.person(queries.person_row(session, key), base()))


@pages.put("/Users/<key>", provide_automatic_options=False)
def replace_user(key: str) -> Response:
    sent = taking.resource(Person, _sent(), REPLACING)
    with house().databases.office.writing() as session:
        row = operations.person_to_change(session, key, _versions())
        sent.replace(queries.person(row, base()))
        operations.change_person(session, row, sent, _domains(), house().clock())
        return answers.resource(queries.person(row, base()), context=Context.RESOURCE_REPLACEMENT_RESPONSE)


@pages.patch("/Users/<key>", provide_automatic_options=False)
def change_user(key: str) -> Response:
    sent = _sent()
    with house().databases.office.writing() as session:
        row = operations.person_to_change(session, key, _versions())
        changed = taking.patched(Person, queries.person(row, base()), sent)
        operations.change_person(session, row, changed, _domains(), house().clock())
        return answers.resource(queries.person(row, base()), context=Context.RESOURCE_PATCH_RESPONSE)


@pages.delete("/Users/<key>", provide_automatic_options=False)
def remove_user(key: str) -> Response:
    with house().databases.office.writing() as session:
        operations.remove_person(session, operations.person_to_change(session, key, _versions()), house().clock())
    return answers.nothing()


@pages.get("/Groups", provide_automatic_options=False)
def groups() -> Response:
    with house().databases.office.reading() as session:
        return answers.page(Group, queries.groups(session, _asked(Group), base()))


@pages.post("/Groups", provide_automatic_options=False)
def add_group() -> Response:
    sent = taking.resource(Group, _sent(), CREATING)
    with house().databases.office.writing() as session:
        row = operations.add_group(session, sent, house().clock())
        return answers.resource(queries.group(session, row, base()), 201, Context.RESOURCE_CREATION_RESPONSE)


@pages.get("/Groups/<key>", provide_automatic_options=False)
def group(key: str) -> Response:
    with house().databases.office.reading() as session:
        return answers.resource(queries.group(session, queries.group_row(session, key), base()))


@pages.put("/Groups/<key>", provide_automatic_options=False)
def replace_group(key: str) -> Response:
    sent = taking.resource(Group, _sent(), REPLACING)
    with house().databases.office.writing() as session:
        row = operations.group_to_change(session, key, _versions())
        sent.replace(queries.group(session, row, base()))
        operations.change_group(session, row, sent, house().clock())
        return answers.resource(queries.group(session, row, base()), context=Context.RESOURCE_REPLACEMENT_RESPONSE)


@pages.patch("/Groups/<key>", provide_automatic_options=False)
def change_group(key: str) -> Response:
    sent = _sent()
    with house().databases.office.writing() as session:
        row = operations.group_to_change(session, key, _versions())
        changed = taking.patched_group(queries.group(session, row, base()), sent)
        operations.change_group(session, row, changed, house().clock())
    # Entra ID wants no content here: a group can be large.
    return answers.nothing()


@pages.delete("/Groups/<key>", provide_automatic_options=False)
def remove_group(key: str) -> Response:
    with house().databases.office.writing() as session:
        operations.remove_group(session, operations.group_to_change(session, key, _versions()), house().clock())
    return answers.nothing()


@pages.post("/.search", provide_automatic_options=False)
@pages.post("/Bulk", provide_automatic_options=False, endpoint="bulk")
def search() -> Response:
    return problem("Pulse does without this. Ask for users and groups one by one, or page by page.", NOT_IMPLEMENTED)


def _sent() -> taking.Payload:
    return taking.payload(request.get_data())


def _asked(model: type[Resource[Any]]) -> SearchRequest[Any]:
    if len(request.args.get("filter", "")) > LONGEST_FILTER:
        raise InvalidFilterException(detail=f"A filter has {LONGEST_FILTER} characters at most.")
    kind: Any = SearchRequest.__class_getitem__(model)
    found: SearchRequest[Any] = kind.model_validate(request.args.to_dict(), scim_policy=TOLERANT)
    return found


def _domains() -> tuple[str, ...]:
    return house().settings.allowed_domains


def base() -> str:
    """The address under which SCIM is reached."""
    return f"{house().settings.base_url}/scim/v2"


def _versions() -> set[str]:
    return {one.strip() for one in request.headers.get("If-Match", "").split(",") if one.strip()}
