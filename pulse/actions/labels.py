"""What themes are called: as the rules say that each wave was opened with."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from pulse.programme.contract import Contract
from pulse.programme.theme_rules import RulesLost, under
from pulse.publications.comments import OTHER
from pulse.questionnaire import ThemeRules


def theme_labels(
    session: Session, contracts: Iterable[Contract], shipped: ThemeRules, language: str = "en"
) -> Mapping[str, str]:
    """The names of all themes of these contracts, the earliest first, in a language; a later name counts."""
    found = {OTHER: "Other"}
    for contract in contracts:
        rules = _rules_of(session, contract, shipped)
        found |= {theme.id: theme.label.get(language, theme.id) for theme in rules.themes}
    return found


def _rules_of(session: Session, contract: Contract, shipped: ThemeRules) -> ThemeRules:
    try:
        return under(session, contract, shipped)
    except RulesLost:
        # A theme that is called by another name is no reason not to open a wave or a page.
        return shipped
