"""What themes are called: as the rules say that each wave was opened with."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from pulse.programme.contract import Contract
from pulse.programme.theme_rules import under
from pulse.publications.comments import OTHER
from pulse.questionnaire import ThemeRules


def theme_labels(
    session: Session, contracts: Iterable[Contract], shipped: ThemeRules, language: str = "en"
) -> Mapping[str, str]:
    """The names of all themes of these contracts, the earliest first, in a language; a later name counts."""
    found = {OTHER: "Other"}
    for contract in contracts:
        themes = under(session, contract, shipped).themes
        found |= {theme.id: theme.label.get(language, theme.id) for theme in themes}
    return found
