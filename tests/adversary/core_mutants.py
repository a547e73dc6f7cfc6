"""Mutants of the disclosure core: each lacks one defence, and names the attack that must catch it."""

from tests.adversary import drills
from tests.adversary.drills import AGGREGATE, DISCLOSURE, FIGURES, TABLE
from tests.adversary.mutants import Edit, Mutant

NO_LAWS = (
    Edit(TABLE, "if any(0 < atom.respondents < least", "if False and any(0 < atom.respondents < least"),
    Edit(DISCLOSURE, "if respondents < policy.threshold(shape):", "if False:"),
    Edit(DISCLOSURE, 'raise ValueError("There are too few answers to raise every part.")', "return tuple(parts)"),
)
"""Later rungs refuse a small atom by themselves; without them, the attack has to see it."""

LOW_K = Edit(FIGURES, "return self.k\n", "return self.k - 1\n")
LOW_CHOICE = Edit(FIGURES, "max(self.k, self.k_choice, shape.options", "max(self.k, shape.options")
EARLY_BANDS = Edit(DISCLOSURE, "if shape.banded and respondents >= policy.k_bands else", "if shape.banded else")
ANY_REST = Edit(DISCLOSURE, "plans[rest] for rest in (0, k) if rest in plans", "plan for plan in plans.values()")
ONE_LEFT = Edit(DISCLOSURE, "for rest in (0, k) if", "for rest in (0, 1, k) if")

COUNTED = "counts = {cell: sum(histogram) for cell, histogram in histograms.items()}"
ONE_SELECTION = (
    Edit(AGGREGATE, "histograms(item, shape), shape, policy)", "histograms(item, shape), shape, policy, tally)"),
    Edit(AGGREGATE, "policy: Policy) -> Column:", "policy: Policy, tally=None) -> Column:"),
    Edit(AGGREGATE, COUNTED, f"{COUNTED} if tally is None else tally.respondents"),
)
ALL_PARTICIPATION = (
    Edit(AGGREGATE, "import PARTICIPATION, Form", "import PARTICIPATION, Atom, Form"),
    Edit(
        AGGREGATE,
        "_column(tree, present, PRESENCE, policy)",
        "Column(PRESENCE, {unit: Atom(*present.get(unit, (0,))) for unit in tree.parents}, {})",
    ),
)
HIDE_UNANIMOUS = Edit(AGGREGATE, COUNTED, COUNTED.replace("sum(histogram) for", "hidden_if_alike(histogram) for"))
UNANIMOUS = Edit(
    AGGREGATE,
    "def _pools(",
    """def hidden_if_alike(histogram):
    return 0 if max(histogram) == sum(histogram) else sum(histogram)


def _pools(""",
)
HAPPIEST_FIRST = (
    Edit(AGGREGATE, "publishable(tree, counts, policy", "happiest_first(tree, histograms, policy"),
    Edit(
        AGGREGATE,
        "def _pools(",
        """def happiest_first(tree, histograms, k):
    names = {unit: f"{histograms[unit][-1]:04}{unit}" for unit in tree.parents}
    renamed = Tree({names[unit]: parent and names[parent] for unit, parent in tree.parents.items()})
    found = publishable(renamed, {names[cell]: sum(parts) for cell, parts in histograms.items()}, k)
    hidden = {unit[4:]: reason for unit, reason in found.hidden.items()}
    return type(found)(tuple(unit[4:] for unit in found.shown), hidden)


def _pools(""",
    ),
)

CLAMP = "return min(max(total, self.least), self.greatest)"
NO_CLAMP = Edit(FIGURES, CLAMP, "return total")
HALF_CLAMP = Edit(FIGURES, CLAMP, "return max(total, self.least)")
TOLD = "bounds(shape, policy, respondents, bands).clamp(total), bands)"
PLAIN_CLAMP = Edit(DISCLOSURE, TOLD, "bounds(shape, policy, respondents).clamp(total), bands)")
TRUE_LABEL = Edit(DISCLOSURE, TOLD, f"(kept := {TOLD.removesuffix(', bands)')}), bands, (int(kept != total),))")
NO_ROOM = Edit(FIGURES, "5 * bands.favourable - guard", "5 * bands.favourable")
RAW_BANDS = Edit(
    DISCLOSURE,
    "Bands(*lifted((strongly_against + against, neutral, favour + strong_favour), guard))",
    "Bands(strongly_against + against, neutral, favour + strong_favour)",
)
RAW_OPTIONS = Edit(DISCLOSURE, "options=lifted(histogram, policy.guard(respondents))", "options=tuple(histogram)")
EMPTY_ALONE = Edit(
    DISCLOSURE,
    """    while min(raised) < least:
        raised[raised.index(max(raised))] -= 1
        raised[raised.index(min(raised))] += 1
""",
    """    for place in [place for place, part in enumerate(parts) if part == 0]:
        for _ in range(least):
            raised[raised.index(max(raised))] -= 1
        raised[place] = least
""",
)
FLAT_GUARD = Edit(FIGURES, "return max(self.least_guard, respondents // 16)", "return self.least_guard")
LENIENT = Edit(FIGURES, "return 2 if self.strict else 1", "return 1")

MUTANTS = (
    Mutant("the threshold is one lower than promised", (LOW_K,), drills.subtraction),
    Mutant("named options are published from seven answers", (LOW_CHOICE,), drills.subtraction),
    Mutant("an atom below fifteen has bands", (EARLY_BANDS,), drills.subtraction),
    Mutant("a unit is shown whatever it leaves uncovered", (*NO_LAWS, ANY_REST), drills.subtraction),
    Mutant("a unit is shown whatever it leaves uncovered, by algebra", (*NO_LAWS, ANY_REST), drills.algebra),
    Mutant("one uncovered person is thought harmless", (*NO_LAWS, ONE_LEFT), drills.subtraction),
    Mutant("all items share participation's selection", (*NO_LAWS, *ONE_SELECTION), drills.subtraction),
    Mutant("participation is printed for every cell", (*NO_LAWS, *ALL_PARTICIPATION), drills.subtraction),
    Mutant("unanimous cells are hidden", (*NO_LAWS, HIDE_UNANIMOUS, UNANIMOUS), drills.counts_alone),
    Mutant("ties are broken by answers", HAPPIEST_FIRST, drills.counts_alone),
    Mutant("sums are not clamped", (NO_CLAMP,), drills.denials),
    Mutant("sums are not clamped, by linear programs", (NO_CLAMP,), drills.bounds),
    Mutant("sums are clamped from below alone", (HALF_CLAMP,), drills.denials),
    Mutant("a sum is not clamped to its raised bands", (PLAIN_CLAMP,), drills.denials),
    Mutant("bands leave a sum no room", (NO_ROOM,), drills.denials),
    Mutant("bands are not raised", (RAW_BANDS,), drills.denials),
    Mutant("bands are not raised, by linear programs", (RAW_BANDS,), drills.bounds),
    Mutant("only empty bands are raised", (EMPTY_ALONE,), drills.denials),
    Mutant("options are not raised", (RAW_OPTIONS,), drills.denials),
    Mutant("options are not raised, by linear programs", (RAW_OPTIONS,), drills.bounds),
    Mutant("a label tells whether the true sum was outside", (TRUE_LABEL,), drills.denials),
    Mutant("a large atom keeps one person deniable, not a sixteenth", (FLAT_GUARD,), drills.denials),
    Mutant("strict is as lenient as usual", (LENIENT,), drills.denials),
    Mutant("strict is as lenient as usual, by an insider", (LENIENT,), drills.insiders),
)
