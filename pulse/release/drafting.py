"""From a count to all that is published of a wave."""

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from pulse.house import House
from pulse.languages import known, translations
from pulse.programme.contract import Contract
from pulse.programme.theme_rules import under
from pulse.publications.figures import Policy
from pulse.publications.operations import Draft
from pulse.questionnaire import ThemeRules
from pulse.release.aggregate import release_table
from pulse.release.comments import Reader, Rules, published_comments
from pulse.release.count import Count
from pulse.release.disclosure import subtree_sums
from pulse.release.ladder import ladder
from pulse.release.redaction import Blanks, Redaction
from pulse.roster.queries import names_below
from pulse.roster.tree import Tree


def draft(house: House, contract: Contract, count: Count, random: Random) -> Draft:
    """Draft the publication of a count under the wave's contract."""
    tree, policy = Tree(contract.units), _policy(contract.policy)
    steps = ladder(tree, count.tally.respondents, policy)
    rules = Rules(steps, policy, _without_names(house, tree.root), _agreed(house, contract).themes_in)
    return Draft(
        wave=contract.wave,
        contract=contract.fingerprint,
        table=release_table(tree, count.tally, count.questions.shapes, policy),
        comments=published_comments(count.remarks, rules, random),
        invited=subtree_sums(tree, contract.cells),
        unreadable=count.unreadable,
    )


def _policy(values: Mapping[str, Any]) -> Policy:
    return Policy(**values)


def _without_names(house: House, root: str) -> Reader:
    @cache
    def redaction() -> Redaction:
        with house.databases.office.reading() as session:
            return Redaction(*names_below(session, root))

    return lambda text, language: redaction().redacted(text, _blanks(known(language)))


@cache
def _blanks(language: str) -> Blanks:
    gettext = translations(language).gettext
    return Blanks(gettext("[name]"), gettext("[address]"), gettext("[number]"))


def _agreed(house: House, contract: Contract) -> ThemeRules:
    with house.databases.office.reading() as session:
        return under(session, contract, house.questionnaire.themes)
