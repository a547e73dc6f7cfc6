"""Reading what an identity provider sends: pure; what is known to depart from the specification is put straight."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from scim2_models import Context, InvalidSyntaxException, InvalidValueException, PatchOp, Resource

from pulse.scim import membership
from pulse.scim.resources import ENTERPRISE, TOLERANT, Group, Member

DEEPEST = 12
MOST_OPERATIONS = 1000
"""So many may come; those on members are cheap."""
MOST_COSTLY = 100
"""Each of the others looks at the whole resource again."""
PATCH = str(PatchOp.__schema__).lower()
LONGEST_PATH = 500
MANAGER = f"{ENTERPRISE}:manager"

Taken = TypeVar("Taken", bound=Resource[Any])
Payload = dict[str, Any]


def payload(body: bytes) -> Payload:
    """The JSON object of a request. Raises InvalidSyntaxException."""
    try:
        found = json.loads(body)
        text = json.dumps(found, ensure_ascii=False)
        text.encode()
    except (ValueError, RecursionError):
        raise InvalidSyntaxException(detail="The body is no JSON in UTF-8.") from None
    if not isinstance(found, dict) or "\\u0000" in text or not _shallow(found, DEEPEST):
        raise InvalidSyntaxException(detail="The body is no JSON object of text, numbers and few levels.")
    return found


def resource(model: type[Taken], sent: Payload, context: Context) -> Taken:
    """A whole resource, of which we keep what the model declares. Raises what the model raises."""
    schemas = sent.get("schemas")
    known = str(model.__schema__).lower()
    if not isinstance(schemas, list) or known not in (str(schema).lower() for schema in schemas):
        raise InvalidSyntaxException(detail=f"`schemas` does not name {model.__schema__}.")
    return model.model_validate(_straight(sent), scim_ctx=context, scim_policy=TOLERANT)


def patched(model: type[Taken], standing: Taken, sent: Payload) -> Taken:
    """The resource after the operations sent, all or none of them. Raises what the model raises."""
    return _patched(model, standing, sent, _operations(sent))


def patched_group(standing: Group, sent: Payload) -> Group:
    """The group after the operations sent, all or none of them. Raises what the model raises."""
    members, others = membership.after([one.value or "" for one in standing.members or ()], _operations(sent))
    standing.members = None
    if others:
        standing = _patched(Group, standing, sent, others)
    standing.members = [Member(value=one) for one in members]
    return standing


def _operations(sent: Payload) -> list[Payload]:
    """The operations of a message, each in the form of the specification."""
    operations = next((value for key, value in sent.items() if key.lower() == "operations"), None)
    if not isinstance(operations, list) or not 1 <= len(operations) <= MOST_OPERATIONS:
        raise InvalidValueException(detail=f"`Operations` is a list of 1 to {MOST_OPERATIONS} operations.")
    schemas = sent.get("schemas")
    if not isinstance(schemas, list) or PATCH not in (str(one).lower() for one in schemas):
        raise InvalidSyntaxException(detail=f"`schemas` does not name {PatchOp.__schema__}.")
    return [_operation(one) for one in operations]


def _patched(model: type[Taken], standing: Taken, sent: Payload, operations: Sequence[Mapping[str, Any]]) -> Taken:
    if len(operations) > MOST_COSTLY:
        raise InvalidValueException(detail=f"{MOST_COSTLY} operations at once, beside those on members, are enough.")
    patching: Any = PatchOp.__class_getitem__(model)
    message = patching.model_validate(
        {"schemas": sent.get("schemas"), "Operations": operations},
        scim_ctx=Context.RESOURCE_PATCH_REQUEST,
        scim_policy=TOLERANT,
    )
    message.patch(standing, scim_policy=TOLERANT)
    return standing


def _operation(sent: Any) -> Payload:
    if not isinstance(sent, dict) or len(str(sent.get("path") or "")) > LONGEST_PATH:
        raise InvalidValueException(detail="An operation is an object with a path of moderate length.")
    value, path = sent.get("value"), sent.get("path")
    if not path and isinstance(value, dict):
        # Entra ID and Okta send attributes by their paths, and a manager as the bare id.
        return {key: found for key, found in sent.items() if key != "path"} | {"value": dict(_keys(value))}
    if isinstance(path, str) and path.lower() == MANAGER.lower() and not isinstance(value, dict):
        return _manager(sent, value)
    return sent


def _manager(sent: Payload, value: Any) -> Payload:
    bare = value[0].get("value") if isinstance(value, list) and value and isinstance(value[0], dict) else value
    return sent if bare is None else sent | {"path": MANAGER, "value": {"value": bare}}


def _keys(value: Payload) -> Iterator[tuple[str, Any]]:
    for key, found in value.items():
        if key.lower() == MANAGER.lower() and not isinstance(found, dict):
            yield MANAGER, {"value": found}
        elif key.lower() == ENTERPRISE.lower() and isinstance(found, dict):
            yield key, _extension(found)
        else:
            yield key, found


def _straight(sent: Payload) -> Payload:
    """The resource with a manager who is a bare id as an object."""
    return {
        key: _extension(value) if key.lower() == ENTERPRISE.lower() and isinstance(value, dict) else value
        for key, value in sent.items()
    }


def _extension(value: Mapping[str, Any]) -> Payload:
    return {
        key: {"value": found} if key.lower() == "manager" and isinstance(found, str) else found
        for key, found in value.items()
    }


def _shallow(value: Any, levels: int) -> bool:
    below = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return levels > 0 and all(_shallow(one, levels - 1) for one in below)
