"""What every page needs of Flask: the house of this process, the reader's language, static addresses."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app, render_template, url_for

from pulse.house import House
from pulse.languages import DEFAULT, translations

EXTENSION = "pulse"
STATIC = Path(__file__).parent / "static"


def house() -> House:
    """Return the house that `create_app` put into the running application."""
    found: House = current_app.extensions[EXTENSION]
    return found


def page(template: str, language: str = DEFAULT, **values: Any) -> str:
    """Render a template in a known language; `_`, `gettext` and `ngettext` speak it."""
    words = translations(language)
    return render_template(
        template, language=language, _=words.gettext, gettext=words.gettext, ngettext=words.ngettext, **values
    )


def static(name: str) -> str:
    """Return the address of a static file with a digest of its content, so that a browser may keep it for ever."""
    return url_for("static", filename=name, v=_version(name))


@cache
def _version(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]
