"""What is published of comments: pure. They come apart from the answers and leave in no order of their own.

A comment stands under the nearest unit in or below which `k_comment` people answered. Fewer than `least_comments` texts
in a unit float to the next one above, without naming the team. An author who skips their manager is heard above the
cell they count in. What finds no unit is not published.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from pulse.ballots.sheet import Comment as Written
from pulse.ballots.sheet import Visibility
from pulse.publications.comments import Comment, Comments
from pulse.publications.figures import Policy
from pulse.release.ladder import Ladder
from pulse.release.themes import theme_counts

ID_BITS = 128

Reader = Callable[[str, str], str]
"""Gives a text of a language without the names in it."""
Sorter = Callable[[str], Sequence[str]]
"""Gives the ids of the themes that a text speaks of, whatever its language."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as it lay in a ballot, with its cell and nothing else of the sheet."""

    cell: str
    comment: Written


@dataclass(frozen=True)
class Rules:
    """What decides over comments: where they may stand, from how many on, and what is read in them."""

    ladder: Ladder
    policy: Policy
    without_names: Reader
    themes_of: Sorter


def published_comments(remarks: Iterable[Remark], rules: Rules, random: Random) -> Comments:
    """Place every comment where it may stand, without names and under a random id, and count the themes.

    Follows from the remarks and the random numbers alone: sorted by what they say, they have lost the order in which
    they were opened, and sorted by their ids, they leave in a random one that does not tell who floated up.
    """
    in_order = sorted(remarks, key=_content)
    placed = ((_place(remark, rules.ladder), remark) for remark in in_order if not _only_counted(remark))
    pools = rules.ladder.floated(placed, rules.policy.least_comments)
    said = (_said(unit, remark, rules, random) for unit, pool in pools.items() for remark in pool)
    published = tuple(sorted(said, key=lambda comment: comment.id))
    silent = (remark for remark in in_order if _only_counted(remark))
    counted = ((rules.ladder.at(one.cell), _themes(_without_names(one, rules), rules)) for one in silent)
    return Comments(published, theme_counts(published, counted, rules.ladder, rules.policy.k_theme))


def _content(remark: Remark) -> tuple[str, ...]:
    comment = remark.comment
    return remark.cell, comment.text, comment.tag or "", comment.visibility, comment.language


def _only_counted(remark: Remark) -> bool:
    return remark.comment.visibility is Visibility.THEMES


def _place(remark: Remark, ladder: Ladder) -> str | None:
    skips = remark.comment.visibility is Visibility.SKIP
    return ladder.above(remark.cell) if skips else ladder.at(remark.cell)


def _said(unit: str, remark: Remark, rules: Rules, random: Random) -> Comment:
    text = _without_names(remark, rules)
    themes = _themes(text, rules)
    return Comment(f"{random.getrandbits(ID_BITS):032x}", unit, text, remark.comment.tag, themes)


def _without_names(remark: Remark, rules: Rules) -> str:
    return rules.without_names(remark.comment.text, remark.comment.language)


def _themes(text: str, rules: Rules) -> tuple[str, ...]:
    """What a comment speaks of without the names in it: a theme whose words are names would put them back."""
    return tuple(rules.themes_of(text))
