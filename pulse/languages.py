"""Languages of pages and mails: gettext catalogues read from `translations/`, English being the source."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "de")
DEFAULT = "en"
CATALOGUES = Path(__file__).parent / "translations"


def known(language: str | None) -> str:
    """Return the language to speak to somebody who asks for this one: `de-AT` is German, an unknown one English."""
    short = (language or "").lower().replace("_", "-").split("-")[0]
    return short if short in LANGUAGES else DEFAULT


@cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a known language; it is compiled from its `.po` file when first asked for."""
    if language == DEFAULT:
        return NullTranslations()
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        compiled = BytesIO()
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
