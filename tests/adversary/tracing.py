"""A20 on exports: every number is worked out a second time, from the published table and the contract alone.

The noise band and the change are statistics over the same figures; of them it is only asked that equal figures have
equal bands and that a first wave has no change.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from random import Random
from statistics import fmean
from typing import Any

from tests.adversary import worlds
from tests.adversary.artefacts import exports
from tests.adversary.reading import Entry, Parents, Printed, Reading, climb, read
from tests.adversary.swapping import document
from tests.adversary.worlds import HR

PEOPLE = 40
INDICES = {"safety": "S", "response": "R", "quota": "Q", "product": "P"}
"""The first letter of the questions an index is the mean of."""
Row = Mapping[str, Any]


def attempt(seed: int) -> list[str]:
    """Publish a wave, export it, and explain every number of the export."""
    random = Random(seed)
    with worlds.room() as folder, worlds.running(folder / "live") as company:
        worlds.founded(company, worlds.roster(random, PEOPLE))
        wave = worlds.newest(company)
        contract = worlds.json_of(company, f"/w/{wave}/contract")
        worlds.send(company, worlds.answered(random, company, sorted(company.links())))
        worlds.publish(company)
        written = exports(company.signs_in(HR), [wave])[f"export {wave} figures json"]
        return unexplained(json.loads(written)["figures"], read(document(company.folder, wave)), contract)


def unexplained(rows: Iterable[Row], reading: Reading, contract: Mapping[str, Any]) -> list[str]:
    """Name the numbers of the rows that do not follow from the table and the contract."""
    found, bands = [], dict[tuple[object, ...], tuple[object, object]]()
    for row in rows:
        allowed = dict(_allowed(row, reading, contract))
        numbers = {name: number for name, number in row.items() if isinstance(number, int)}
        wrong = [name for name, number in numbers.items() if number not in allowed.get(name, ())]
        found += [f"{row['unit']} {row['measure']}: {name} is {row[name]}" for name in wrong]
        drawn = (row.get("low"), row.get("high"))
        if bands.setdefault(_figure(row, reading), drawn) != drawn:
            found.append(f"{row['unit']} {row['measure']}: another band for the same figure")
    return found


def _allowed(row: Row, reading: Reading, contract: Mapping[str, Any]) -> Iterator[tuple[str, set[int]]]:
    """The numbers each column of a row may hold."""
    unit, asked = str(row["unit_code"]), {printed.item: printed for printed in reading.items}
    yield "wave", {contract["number"]}
    yield "invited", {_below(reading.parents, contract["cells"], unit)}
    parts = [asked[row["measure"]]] if row["measure"] in asked else list(_parts(str(row["measure"]), asked))
    yield "n", {people(reading, printed, unit) for printed in parts}
    yield "score", {number for value in scores(row, reading, asked) for number in (_whole(value), _whole(100 - value))}
    if row["measure"] in asked:
        entries = atoms(reading, parts[0], unit)
        thirds = set(_columns(entry.bands for entry in entries if entry.bands))
        yield from ((name, thirds) for name in ("unfavourable", "neutral", "favourable"))
        yield "answers", set(_columns(entry.options for entry in entries if entry.options))
    yield "low", set(range(row.get("score", 0) + 1))
    yield "high", set(range(row.get("score", 0), 151))


def scores(row: Row, reading: Reading, asked: Mapping[str, Printed]) -> set[float]:
    """What the score of a row may be: a question's, or the mean of questions, or the mean of the four indices."""
    measure, unit = str(row["measure"]), str(row["unit_code"])
    if measure in asked:
        value = score(reading, asked[measure], unit)
        return set() if value is None else {value, value + _first(asked[measure])}
    if measure in INDICES:
        return set(_means(measure, reading, asked, unit))
    return {fmean(four) for four in product(*(set(_means(index, reading, asked, unit)) for index in INDICES))}


def _means(index: str, reading: Reading, asked: Mapping[str, Printed], unit: str) -> Iterator[float]:
    each = [score(reading, printed, unit) for printed in _parts(index, asked)]
    known = [one for one in each if one is not None]
    turned = [value for one in known for value in (one, 100 - one)]
    for size in range(1, len(known) + 1):
        yield from (fmean(some) for some in combinations(turned, size))


def _parts(measure: str, asked: Mapping[str, Printed]) -> Iterator[Printed]:
    letters = [INDICES[measure]] if measure in INDICES else INDICES.values()
    yield from (printed for item, printed in asked.items() if item[0] in letters and printed.form == "mean")


def score(reading: Reading, printed: Printed, unit: str) -> float | None:
    """A unit's mean of an item on a scale from 0 to 100."""
    number = people(reading, printed, unit)
    total: int = sum(entry.total for entry in atoms(reading, printed, unit))
    if not number or unit not in printed.entries or printed.form != "mean":
        return None
    return 100 * (total / number - printed.lowest) / (printed.highest - printed.lowest)


def _first(printed: Printed) -> int:
    """Eleven steps may read from 50 % to 150 %, as their labels on the page say."""
    return 50 if printed.highest - printed.lowest == 10 else 0


def people(reading: Reading, printed: Printed, unit: str) -> int:
    return sum(entry.n for entry in atoms(reading, printed, unit))


def atoms(reading: Reading, printed: Printed, unit: str) -> list[Entry]:
    """The entries at and below a unit."""
    return [entry for other, entry in printed.entries.items() if unit in climb(reading.parents, other)]


def _columns(entries: Iterable[tuple[int, ...]]) -> list[int]:
    """The sums of the columns of equally long rows."""
    return [sum(column) for column in zip(*entries, strict=True)]


def _below(parents: Parents, cells: Mapping[str, int], unit: str) -> int:
    return sum(invited for cell, invited in cells.items() if unit in climb(parents, cell))


def _whole(value: float) -> int:
    return int(value + 0.5)


def _figure(row: Row, reading: Reading) -> tuple[object, ...]:
    """What a row is about, where it is a question: the same figure of the same question has the same band."""
    for printed in reading.items:
        if printed.item == row["measure"]:
            entries = sorted(map(str, atoms(reading, printed, str(row["unit_code"]))))
            return (printed.item, row.get("edge"), row.get("score"), *entries)
    return (row["measure"], row["unit_code"])
