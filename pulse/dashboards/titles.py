"""What the four scores are called, and what each asks, in the reader's language. Pure."""

from collections.abc import Mapping

from pulse.insights.sentences import Gettext


def core_titles(gettext: Gettext) -> Mapping[str, tuple[str, str]]:
    """Return title and meaning of each score by its address."""
    return {
        "safety": (gettext("Safety"), gettext("Can I say it?")),
        "response": (gettext("Response"), gettext("Does it change anything?")),
        "quota": (gettext("Quota"), gettext("Is the target within reach of solid work?")),
        "product": (gettext("Product"), gettext("Can our product win on its merits?")),
    }
