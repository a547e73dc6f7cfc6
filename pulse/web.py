"""What every page needs of Flask: the house of this process and pages in the reader's language."""

from typing import Any

from flask import current_app, render_template

from pulse.house import House
from pulse.languages import DEFAULT, translations

EXTENSION = "pulse"


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
