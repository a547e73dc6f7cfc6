"""A1 to A5 as attempts, on the program and, for comparison, on the rules of other products."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from random import Random

from tests.adversary import drills, reference_rules
from tests.adversary.attempts import Attack
from tests.adversary.deniability import Histogram, attack
from tests.adversary.drills import FEW, Group, every_size
from tests.adversary.linear import ruled_out, ruled_out_by_totals
from tests.adversary.organisations import ITEMS, Organisation, Sheet, answers, counts, organisation
from tests.adversary.rank import small_supports
from tests.adversary.reading import climb, read
from tests.adversary.subtraction import small_groups, subtract

WAVES = 12
LARGEST_TREE, DEEPEST = 400, 6
K = 5
SUMS = [Group(people, codes=range(11), strict=strict) for people in range(8, 61) for strict in (False, True)]
GROUPS = [*FEW, *(group for group in every_size(60) if group not in FEW)]


def company(random: Random) -> Organisation:
    """An organisation of up to 400 units in six levels; most are small."""
    units = random.choice((random.randint(1, 40), random.randint(1, 40), random.randint(1, LARGEST_TREE)))
    made = organisation(random, units)
    parents = dict(made.parents)
    for unit in parents:
        levels = list(climb(parents, unit))
        if len(levels) > DEEPEST:
            parents[unit] = levels[-DEEPEST + 1]
    return Organisation(parents, made.people)


def moved_on(random: Random, house: Organisation) -> Organisation:
    """The same organisation a wave later: people join, leave and move, and now and then a unit has a new place."""
    people = {unit: max(0, number + random.choice((-1, 0, 0, 0, 1))) for unit, number in house.people.items()}
    parents, leaves = dict(house.parents), sorted(set(house.parents) - {*house.parents.values()})
    if leaves and len(parents) > 2 and random.random() < 0.3:
        parents[random.choice(leaves)] = "u0"
        parents["u0"] = None
    return replace(house, parents=parents, people=people)


def history(seed: int) -> Iterator[tuple[Organisation, list[Sheet]]]:
    """Twelve waves of a changing organisation."""
    random = Random(seed)
    house = company(random)
    for _ in range(WAVES):
        yield house, answers(random, house)
        house = moved_on(random, house)


def subtraction(seed: int) -> list[str]:
    """A1 on twelve waves of an organisation."""
    program = drills.the_program()
    return subtract(drills.publish(program, house, sheets) for house, sheets in history(seed))


def algebra(seed: int) -> list[str]:
    """A2 on a small organisation."""
    random = Random(seed)
    house = organisation(random, random.randint(1, 8), largest=7)
    sheets = answers(random, house)
    reading, people = read(drills.publish(drills.the_program(), house, sheets)), counts(sheets)
    return [
        str(group)
        for printed in reading.items
        if printed.form != "count"
        for group in small_supports(reading.parents, printed.entries, people[printed.item], printed.promised)
    ]


def bounds(seed: int) -> list[str]:
    """A3 on a small organisation of larger teams."""
    random = Random(seed)
    house = organisation(random, 4, largest=24)
    sheets = answers(random, house)
    return ruled_out(drills.publish(drills.the_program(), house, sheets), counts(sheets))


def insiders(seed: int) -> list[str]:
    """A4: the same in strict mode, with one person's answers known in every atom."""
    random = Random(seed)
    house, program = organisation(random, 4, largest=24), drills.the_program()
    sheets = answers(random, house)
    text = drills.publish(program, house, sheets, program[drills.FIGURES].Policy(k=8, strict=True))
    return ruled_out(text, counts(sheets), drills.known_answers(text, sheets))


def counts_alone(seed: int) -> list[str]:
    """T5: the same people answer quite differently, and exactly the same units must be hidden."""
    random = Random(seed)
    house = organisation(random, random.randint(2, 24))
    sheets = answers(random, house)
    other: list[Sheet] = [(cell, {item: random.choice(ITEMS[item]) for item in sheet}) for cell, sheet in sheets]
    alike: list[Sheet] = [(cell, {item: ITEMS[item][-1] for item in sheet}) for cell, sheet in sheets]
    first, *others = (drills.hidden(drills.publish(drills.the_program(), house, one)) for one in (sheets, other, alike))
    return [f"organisation {seed}: what is hidden follows the answers" for one in others if one != first]


def denial(number: int) -> list[str]:
    """A5 on one group: all answers it can give."""
    return _telling(GROUPS[number], drills.deny(drills.the_program(), GROUPS[number]).telling)


def denial_of_sums(number: int) -> list[str]:
    """A5 on one group of eleven steps, through its sums."""
    return _telling(SUMS[number], drills.deny_sums(drills.the_program(), SUMS[number]).telling)


def _telling(group: Group, telling: int) -> list[str]:
    return [f"{group}: {telling} results rule an answer out"] if telling else []


def reference_subtraction(rule: reference_rules.Rule, seed: int) -> list[str]:
    """A1 on what another rule would have shown of the same waves."""
    return [
        str(group)
        for house, sheets in history(seed)
        for item, people in counts(sheets).items()
        if item != "P4"
        for group in small_groups(house.parents, rule(house.parents, people, K), K)
    ]


def reference_algebra(rule: reference_rules.Rule, seed: int) -> list[str]:
    """A2 on what another rule would have shown of the same organisation."""
    random = Random(seed)
    house = organisation(random, random.randint(1, 8), largest=7)
    people = counts(answers(random, house))["S1"]
    return [str(group) for group in small_supports(house.parents, rule(house.parents, people, K), people, K)]


def reference_bounds(rule: reference_rules.Rule, seed: int) -> list[str]:
    """A3 on the exact sums another rule would have shown of the same organisation."""
    random = Random(seed)
    house = organisation(random, 4, largest=24)
    sheets = answers(random, house)
    people = counts(sheets)["S1"]
    below = {cell: {*climb(house.parents, cell)} for cell in people}
    groups = [frozenset(cell for cell in people if unit in below[cell]) for unit in rule(house.parents, people, K)]
    totals = {group: sum(sheet.get("S1", 0) for cell, sheet in sheets if cell in group) for group in groups}
    return ruled_out_by_totals(people, totals, ITEMS["S1"])


def reference_denial(number: int) -> list[str]:
    """A5 on exact means, which all of these rules print."""
    group = Group(K + number)
    return _telling(group, attack(_exact, group.people, len(group.codes), group.guard).telling)


def _exact(histogram: Histogram) -> int:
    return sum(code * people for code, people in enumerate(histogram, start=1))


PURE = (
    Attack("A1", "subtract published units, twelve waves", subtraction, 4, 1000),
    Attack("A2", "rank of what is published", algebra, 60, 3000),
    Attack("A3", "linear programs bound an answer", bounds, 2, 200),
    Attack("A4", "the same with an insider in each atom", insiders, 2, 200),
    Attack("T5", "what is hidden follows counts alone", counts_alone, 20, 3000),
    Attack("A5", "every set of answers of a group", denial, 12, len(GROUPS)),
    Attack("A5", "every sum of eleven steps", denial_of_sums, 4, len(SUMS)),
)
RULES = {
    "plain n >= k": reference_rules.large_enough,
    "complement one level deep": reference_rules.remainder_checked,
    "partner hidden until two people are": reference_rules.partner_hidden,
}
REFERENCE = tuple(
    attack
    for name, rule in RULES.items()
    for attack in (
        Attack("A1", name, partial(reference_subtraction, rule), 4, 300),
        Attack("A2", name, partial(reference_algebra, rule), 60, 1000),
        Attack("A3", f"{name}, exact means", partial(reference_bounds, rule), 4, 200),
        Attack("A5", f"{name}, exact means", reference_denial, 4, 20),
    )
)
