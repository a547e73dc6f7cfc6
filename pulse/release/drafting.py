"""From a count, or from the loss of what was to be counted, to all that is published of a wave."""

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from pulse.house import House
from pulse.languages import known, translations
from pulse.programme.contract import Contract
from pulse.programme.theme_rules import under
from pulse.publications.comments import Comments
from pulse.publications.figures import PARTICIPATION, Policy, Reason
from pulse.publications.operations import Draft
from pulse.publications.table import Column, Table
from pulse.questionnaire import ThemeRules
from pulse.release.aggregate import PRESENCE, release_table
from pulse.release.comments import Reader, Rules, published_comments
from pulse.release.count import Count, Questions
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


def draft_lost(contract: Contract, questions: Questions) -> Draft:
    """Draft the publication of a wave that was struck out: in the place of every number, that the answers are lost."""
    tree = Tree(contract.units)
    lost = dict.fromkeys(tree.parents, Reason.LOST)
    columns = {item: Column(shape, {}, lost) for item, shape in {**questions.shapes, PARTICIPATION: PRESENCE}.items()}
    return Draft(
        wave=contract.wave,
        contract=contract.fingerprint,
        table=Table(tree, _policy(contract.policy), columns),
        comments=Comments(),
        invited=subtree_sums(tree, contract.cells),
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
