"""`settings`: everything an installation may set, as docs/settings.md prints it."""

import tomllib
from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from pulse.cli.arguments import Commands, command
from pulse.settings import CONFIG, PREFIX, Settings

HEAD = """\
# Settings

Every setting is a key of the TOML file that `PULSE_CONFIG` names, and a variable of the environment, which wins over
the file. What is not set is as it stands below. Web, worker and commands read the same settings; a key that is unknown,
missing or malformed stops each of them at its start, with a sentence.

This page is printed by `python -m pulse settings`.
"""


def add_to(commands: Commands) -> None:
    """Declare `settings`."""
    command(
        commands,
        "settings",
        _settings,
        purpose="print every setting, its variable and what it is when nothing is said",
        example="settings",
    )


def reference() -> str:
    """The page about all settings."""
    shipped = tomllib.loads((CONFIG / "default.toml").read_text("utf-8"))
    parts = [_part(name, field, shipped) for name, field in Settings.model_fields.items()]
    return "\n".join([HEAD, *parts])


def _settings(options: Namespace) -> None:
    print(reference(), end="")


def _part(name: str, field: FieldInfo, shipped: Mapping[str, Any]) -> str:
    lines = [f"## {name}", "", field.description or "", "", f"- Variable: `{PREFIX}{name.upper()}`", *_about(field)]
    return "\n".join([*lines, f"- If not set: {_default(name, field, shipped)}", ""])


def _about(field: FieldInfo) -> Iterator[str]:
    kind = field.annotation
    if SecretStr in (kind, *get_args(kind)):
        yield "- A secret: give it as a variable or a credential, never in a file that others read."
    if get_origin(kind) is Literal:
        yield f"- One of: {', '.join(f'`{value}`' for value in get_args(kind))}"
    if get_origin(kind) is tuple:
        yield "- A list; in the variable, its parts are divided by semicolons."
    if kind is bool:
        yield "- `true` or `false`"


def _default(name: str, field: FieldInfo, shipped: Mapping[str, Any]) -> str:
    if name not in shipped and field.is_required():
        return "Pulse does not start."
    value = shipped.get(name, field.default)
    return "nothing" if not _written(value) else f"`{_written(value)}`"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "; ".join(map(_written, value))
    return "" if value is None else str(value)
