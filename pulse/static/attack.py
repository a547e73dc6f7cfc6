#!/usr/bin/env python3
"""Attack everything an organisation has published through Pulse, with nothing but Python.

    python attack.py books.zip        (or the folder the zip was unpacked into)

The books hold one file per publication (publications/*.json) and one per contract (contracts/*.json). This program
imports nothing of Pulse. It knows the published rules, takes the numbers, and looks for what must not be there:

  chain         Every publication names the SHA-256 of the one before; a changed, missing or second one does not fit.
  contracts     Every publication names the SHA-256 of a contract that was fixed before anybody answered, and keeps it:
                the same units, questions and thresholds, no more answers than people invited.
  subtraction   (A1) Take published groups away from the groups that contain them. What is left must hold nobody, or
                as many people as promised.
  algebra       (A2) Solve the published totals as equations, in exact fractions, for totals of smaller groups. Where
                there are few groups, every set of up to three is tried besides.
  denial        (A5) For every published group of n people, every g of them (one sixteenth, at least one; two if the
                contract is strict) and whatever these answered, there must be answers of the others that give exactly
                the published values. Groups with few possible sets of answers are tried exhaustively; for all others
                the bounds are checked from which it follows (see `inside_bounds`).
  programs      (A3) Linear programs look for an answer that the published values make impossible for a person. Only
                where SciPy is installed.

The exit status is 0 if nothing was found, 1 if something was, 2 if the books cannot be read.
"""

import argparse
import hashlib
import json
import sys
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, combinations_with_replacement, pairwise
from math import comb
from pathlib import Path
from typing import Any

try:
    from scipy.optimize import linprog
except ImportError:
    linprog = None

NOTHING_BEFORE = "0" * 64
LEAST, LEAST_STRICT, LEAST_DETAILED = 5, 8, 15
"""The promises no contract may go below: people behind a number, in strict mode, behind bands and named options."""
MOST_HISTOGRAMS, MOST_COMPARED = 60_000, 4_000_000
MOST_UNKNOWNS, MOST_TRIED_IN_SETS = 2_000, 10
"""Beyond these, trying takes longer than a reader waits; the note under the table says how often that was so."""
MOST_SHOWN = 20


class BrokenBooks(Exception):
    """The books cannot be read."""


# --- What is published -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Atom:
    """People of a shown unit who are in no shown unit below it: how many, the sum of their answers, and its parts."""

    n: int
    total: int
    bands: tuple[int, ...]
    options: tuple[int, ...]


@dataclass(frozen=True)
class Rules:
    """What decides the published form of an item: its answers, from how many people on it has bands, strictness."""

    form: str
    codes: range
    bands_from: int | None
    strict: bool

    def guard(self, n: int) -> int:
        """How many people of a group of n stay deniable at once."""
        return max(n // 16, 2 if self.strict else 1)


@dataclass(frozen=True)
class Column:
    """One item of a publication; `promised` is the fewest people any of its numbers may stand for."""

    item: str
    rules: Rules
    promised: int
    atoms: Mapping[str, Atom]


@dataclass(frozen=True)
class Publication:
    """One file of the books; `parents` names for every unit the one above it."""

    file: str
    text: bytes
    body: Mapping[str, Any]
    parents: Mapping[str, str | None]
    columns: tuple[Column, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text).hexdigest()

    def above(self, unit: str) -> Iterator[str]:
        """The unit, the one above it, and so on up."""
        step: str | None = unit
        while step is not None:
            yield step
            step = self.parents[step]


@dataclass(frozen=True)
class Books:
    """All publications in the order of their names, and all contracts by their fingerprints."""

    publications: tuple[Publication, ...]
    contracts: Mapping[str, Mapping[str, Any]]


def read_books(place: Path) -> Books:
    """Read a folder or a zip file. Raises BrokenBooks."""
    files = dict(_files(place))
    published = {name: text for name, text in files.items() if "publications/" in name}
    agreed = {name: text for name, text in files.items() if "contracts/" in name}
    if not published:
        raise BrokenBooks(f"{place} holds no publications; a folder publications/ with .json files is expected.")
    contracts = {hashlib.sha256(text).hexdigest(): _contract(name, text) for name, text in agreed.items()}
    return Books(tuple(_publication(name, text) for name, text in sorted(published.items())), contracts)


def _files(place: Path) -> Iterator[tuple[str, bytes]]:
    try:
        if place.is_dir():
            yield from ((path.relative_to(place).as_posix(), path.read_bytes()) for path in place.rglob("*.json"))
            return
        with zipfile.ZipFile(place) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist() if name.endswith(".json"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise BrokenBooks(f"{place} is neither a folder nor a whole zip file.") from None
    except OSError as error:
        raise BrokenBooks(f"{place} cannot be read: {error.strerror}.") from None


def _object(name: str, text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenBooks(f"{name} is no JSON: {error}.") from None
    if not isinstance(found, dict):
        raise BrokenBooks(f"{name} holds no JSON object.")
    return found


def _contract(name: str, text: bytes) -> Mapping[str, Any]:
    found = _object(name, text)
    try:
        _ = found["wave"], set(found["questions"]), dict(found["units"]), dict(found["policy"])
        _ = [_whole(people) for people in found["cells"].values()]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenBooks(f"{name} is no contract: {error}.") from None
    return found


def _publication(name: str, text: bytes) -> Publication:
    body = _object(name, text)
    try:
        table, parents = body["table"], dict(body["table"]["tree"])
        if any(not isinstance(body[key], str) for key in ("wave", "contract", "previous")):
            raise TypeError("wave, contract and previous are texts")
        if not all(_leads_up(parents, unit) for unit in parents):
            raise ValueError("its units are no tree")
        columns = tuple(_column(item, found, table["policy"]) for item, found in table["items"].items())
        if any(column.atoms.keys() - parents.keys() for column in columns):
            raise ValueError("it speaks of units outside its tree")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenBooks(f"{name} is no publication: {error}.") from None
    return Publication(name, text, body, parents, columns)


def _leads_up(parents: Mapping[str, str | None], unit: str) -> bool:
    seen: set[str] = set()
    step: str | None = unit
    while step is not None and step not in seen:
        seen.add(step)
        step = parents[step]
    return step is None


def _column(item: str, found: Mapping[str, Any], policy: Mapping[str, Any]) -> Column:
    shape, choice = found["shape"], found["shape"]["form"] == "choice"
    last = shape["lowest"] + shape["options"] - 1 if choice else shape["highest"]
    strict, k, bands_from = bool(policy["strict"]), _whole(policy["k"]), _whole(policy["k_bands"])
    promised = max(k, LEAST_STRICT if strict else LEAST, _whole(policy["k_choice"]) if choice else 0)
    codes = range(_whole(shape["lowest"]), _whole(last) + 1)
    column = Column(
        item,
        Rules(shape["form"], codes, bands_from if shape["banded"] else None, strict),
        max(promised, LEAST_DETAILED) if choice else promised,
        {unit: _atom(one) for unit, one in found["atoms"].items()},
    )
    _check_form(column)
    return column


def _check_form(column: Column) -> None:
    """Refuse what is no published form of an item at all; ValueError says why."""
    rules = column.rules
    fitting = {"count": len(rules.codes) == 1, "mean": len(rules.codes) > 1, "choice": len(rules.codes) > 1}
    if not fitting.get(rules.form, False) or (rules.bands_from is not None and rules.codes != range(1, 6)):
        raise ValueError(f"{column.item} has no form that is published")
    for unit, atom in column.atoms.items():
        options = len(rules.codes) if rules.form == "choice" and atom.n else 0
        wrong = len(atom.options) != options or len(atom.bands) not in (0, 3) or atom.n < 0
        summed = atom.total or atom.bands
        if wrong or (summed and (rules.form != "mean" or atom.n == 0)):
            raise ValueError(f"{column.item} of {unit} has parts that do not belong there")


def _atom(found: Mapping[str, Any]) -> Atom:
    bands, options = tuple(map(_whole, found.get("bands", ()))), tuple(map(_whole, found.get("options", ())))
    return Atom(_whole(found["n"]), _whole(found.get("sum", 0)), bands, options)


def _whole(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"{number!r} is no whole number")
    return number


# --- What an attack tells --------------------------------------------------------------------------------------------


@dataclass
class Attack:
    """How often something was tried, what was found, and a note on how far the attack went."""

    name: str
    note: str = ""
    tries: int = 0
    found: int = 0
    first: tuple[str, ...] = ()

    def attempt(self, harmless: bool, finding: str) -> None:
        """Count one try, and keep what it found."""
        self.tries += 1
        if not harmless:
            self.found += 1
            self.first = (*self.first, finding)[:MOST_SHOWN]


# --- Chain and contracts ---------------------------------------------------------------------------------------------


def attack_chain(books: Books) -> Attack:
    """Each text is the one canonical writing of its content, and all of them follow one another from the first on."""
    attack = Attack("chain")
    following: dict[str, list[Publication]] = defaultdict(list)
    for one in books.publications:
        canonical = json.dumps(one.body, sort_keys=True, separators=(",", ":")).encode()
        attack.attempt(canonical == one.text, f"{one.file} is not in its canonical form.")
        following[one.body["previous"]].append(one)
    reached, newest = 0, NOTHING_BEFORE
    while len(following[newest]) == 1:
        reached, newest = reached + 1, following[newest][0].digest
    attack.attempt(not following[newest], f"{len(following[newest])} publications follow the same one, {newest}.")
    left = len(books.publications) - reached
    attack.attempt(left == 0, f"{left} of {len(books.publications)} publications do not follow from the first.")
    return attack


def attack_contracts(books: Books) -> Attack:
    """Each publication keeps a contract that is in the books, and no contract was used twice."""
    attack = Attack("contracts")
    used = [one.body["contract"] for one in books.publications]
    for one in books.publications:
        contract = books.contracts.get(one.body["contract"])
        attack.attempt(contract is not None, f"{one.file}: no contract has the fingerprint {one.body['contract']}.")
        attack.attempt(used.count(one.body["contract"]) == 1, f"{one.file}: its contract was published on twice.")
        if contract is not None:
            _keeps(attack, one, contract)
    return attack


def _keeps(attack: Attack, one: Publication, contract: Mapping[str, Any]) -> None:
    table, policy = one.body["table"], contract.get("policy")
    attack.attempt(one.body["wave"] == contract.get("wave"), f"{one.file}: the contract is another wave's.")
    attack.attempt(table["tree"] == contract.get("units"), f"{one.file}: its units are not those of the contract.")
    attack.attempt(table["policy"] == policy, f"{one.file}: its thresholds are not those of the contract.")
    least = {"k": LEAST_STRICT if table["policy"]["strict"] else LEAST, "k_bands": LEAST_DETAILED}
    for name, number in {**least, "k_choice": LEAST_DETAILED}.items():
        attack.attempt(table["policy"].get(name, 0) >= number, f"{one.file}: {name} is below {number}.")
    asked = {*contract.get("questions", ()), "participation"}
    for column in one.columns:
        attack.attempt(column.item in asked, f"{one.file}: {column.item} was not asked.")
        invited = _per_atom(one, column, contract.get("cells", {}))
        for unit, atom in column.atoms.items():
            told = f"{one.file}, {column.item}, {unit}: {atom.n} answers of {invited[unit]} people invited."
            attack.attempt(atom.n <= invited[unit], told)


def _per_atom(one: Publication, column: Column, cells: Mapping[str, int]) -> Mapping[str, int]:
    """The people invited into the cells of every atom: those whose nearest shown unit it is."""
    invited = dict.fromkeys(column.atoms, 0)
    for cell, people in cells.items():
        home = next((step for step in one.above(cell) if step in invited), None) if cell in one.parents else None
        if home is not None:
            invited[home] += people
    return invited


# --- A1 and A2: small groups -----------------------------------------------------------------------------------------


def attack_by_subtraction(books: Books) -> Attack:
    """Every unit alone, every unit without one below it, and every unit without all that are nearest below it."""
    attack = Attack("A1 subtraction")
    for one in books.publications:
        for column in one.columns:
            where = f"{one.file}, {column.item}"
            for group, people in _differences(one, column):
                attack.attempt(people == 0 or people >= column.promised, f"{where}: {people} people in {group}.")
            for unit, atom in column.atoms.items():
                enough = not atom.bands or atom.n >= LEAST_DETAILED
                attack.attempt(enough, f"{where}: bands of {atom.n} people in {unit}.")
    return attack


def _differences(one: Publication, column: Column) -> Iterator[tuple[str, int]]:
    shown = {unit: [step for step in one.above(unit) if step in column.atoms] for unit in column.atoms}
    sizes = dict.fromkeys(column.atoms, 0)
    for unit, uppers in shown.items():
        for upper in uppers:
            sizes[upper] += column.atoms[unit].n
    rest = dict(sizes)
    for unit, (_, *uppers) in shown.items():
        yield unit, sizes[unit]
        yield from ((f"{upper} without {unit}", sizes[upper] - sizes[unit]) for upper in uppers)
        if uppers:
            rest[uppers[0]] -= sizes[unit]
    yield from ((f"{unit} without all shown units below it", people) for unit, people in rest.items())


Row = dict[int, Fraction]


def attack_by_algebra(books: Books) -> Attack:
    """Solve for small groups. People of the same shown units cannot be told apart, so an unknown is an atom."""
    attack, too_large = Attack("A2 algebra"), 0
    for one in books.publications:
        for column in one.columns:
            unknowns = [unit for unit, atom in column.atoms.items() if atom.n]
            if len(unknowns) > MOST_UNKNOWNS:
                too_large += 1
                continue
            for group in sorted(_solved(_equations(one, column, unknowns), len(unknowns))):
                size = sum(column.atoms[unknowns[place]].n for place in group)
                named = " and ".join(unknowns[place] for place in group)
                attack.attempt(size >= column.promised, f"{one.file}, {column.item}: {size} people in {named}.")
    if too_large:
        attack.note = f"{too_large} systems of more than {MOST_UNKNOWNS} unknowns were left to A1."
    return attack


def _equations(one: Publication, column: Column, unknowns: Sequence[str]) -> list[Row]:
    """For every shown unit a row that says whose answers its total adds up."""
    rows: dict[str, Row] = {unit: {} for unit in column.atoms}
    for place, unknown in enumerate(unknowns):
        for unit in one.above(unknown):
            if unit in rows:
                rows[unit][place] = Fraction(1)
    return list(rows.values())


def _solved(rows: Sequence[Row], unknowns: int) -> set[tuple[int, ...]]:
    """The groups that some combination of the rows depends on, and on nobody else."""
    reduced = reduce_rows(rows)
    found = {tuple(sorted(row)) for row in reduced}
    for size in (1, 2, 3) if unknowns <= MOST_TRIED_IN_SETS else ():
        for group in combinations(range(unknowns), size):
            # Without a group's columns the rank falls exactly if some combination depends on the group alone.
            outside = [{place: part for place, part in row.items() if place not in group} for row in rows]
            if len(reduce_rows(outside)) < len(reduced):
                found.add(group)
    return found


def reduce_rows(rows: Iterable[Row]) -> list[Row]:
    """Gauss-Jordan elimination in exact fractions; as many rows are left as the rank."""
    done: dict[int, Row] = {}
    for row in sorted(rows, key=len):
        left = row
        for place in [place for place in row if place in done]:
            left = _without(left, done[place], place)
        if left:
            pivot = min(left)
            scaled = {place: part / left[pivot] for place, part in left.items()}
            for place in [place for place, other in done.items() if pivot in other]:
                done[place] = _without(done[place], scaled, pivot)
            done[pivot] = scaled
    return list(done.values())


def _without(row: Row, other: Row, place: int) -> Row:
    factor = row.get(place, Fraction(0))
    if not factor:
        return row
    parts = {key: row.get(key, Fraction(0)) - factor * other.get(key, Fraction(0)) for key in row.keys() | other.keys()}
    return {key: part for key, part in parts.items() if part}


# --- A5: deniability -------------------------------------------------------------------------------------------------

Histogram = tuple[int, ...]


def attack_denials(books: Books) -> Attack:
    """Every published atom, against every group of its people and everything they might have answered."""
    attack, tried = Attack("A5 denial"), 0
    for where, rules, atom in _filled(books):
        if _few_enough(rules, atom.n):
            tried += 1
            possible = _tried(rules, atom.n).get((atom.total, atom.bands, atom.options), 0)
            everything = (1 << len(_answers(len(rules.codes), rules.guard(atom.n)))) - 1
            told = "rules some answers out" if possible else "is no published form of any answers"
            attack.attempt(possible == everything, f"{where}: what is published {told}.")
        else:
            attack.attempt(inside_bounds(rules, atom), f"{where}: the values lie outside the bounds of deniability.")
    attack.note = f"{tried} groups against all sets of answers, {attack.tries - tried} larger ones by their bounds."
    return attack


def _filled(books: Books) -> Iterator[tuple[str, Rules, Atom]]:
    for one in books.publications:
        for column in one.columns:
            for unit, atom in column.atoms.items():
                if atom.n and column.rules.form != "count":
                    yield f"{one.file}, {column.item}, {unit}", column.rules, atom


def inside_bounds(rules: Rules, atom: Atom) -> bool:
    """Whether the published values, taken literally, are answers that any g people may be among, with any answers.

    Take parts of at least g and, for any g people, let the others fill up the parts and make up the sum: between all
    lowest and all highest they can make every sum. So if the sum keeps the distance from its ends that g answers can
    take up, some answers of the others give exactly the published values, which publishing leaves as they are.
    """
    guard, (low, high) = rules.guard(atom.n), _bounds(rules, atom.n, atom.bands)
    parts = atom.options if rules.form == "choice" else atom.bands
    return (
        all(part >= guard for part in parts)
        and sum(parts) in ((atom.n,) if parts else (0,))
        and (rules.form == "choice" or low <= atom.total <= high)
    )


def _bounds(rules: Rules, n: int, bands: tuple[int, ...]) -> tuple[int, int]:
    """The least and the greatest sum that is ever published of n people."""
    guard, low, high = rules.guard(n), rules.codes[0], rules.codes[-1]
    if bands:
        against, neutral, favour = bands
        return against + 3 * neutral + 4 * favour + guard, 2 * against + 3 * neutral + 5 * favour - guard
    return n * low + (high - low) * guard, n * high - (high - low) * guard


def publish(rules: Rules, histogram: Histogram) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """The published rules: sum, bands and option counts of people who answered like this, one number per answer."""
    n = sum(histogram)
    guard = rules.guard(n)
    if rules.form == "choice":
        return 0, (), raised(histogram, guard)
    bands: tuple[int, ...] = ()
    if rules.bands_from is not None and n >= rules.bands_from:
        bands = raised((histogram[0] + histogram[1], histogram[2], histogram[3] + histogram[4]), guard)
    low, high = _bounds(rules, n, bands)
    total = sum(code * people for code, people in zip(rules.codes, histogram, strict=True))
    return min(max(total, low), high), bands, ()


def raised(parts: Sequence[int], least: int) -> tuple[int, ...]:
    """Every part at least this large; each missing answer is taken from the part then largest, of equals the first."""
    found = [max(part, least) for part in parts]
    for _ in range(sum(found) - sum(parts)):
        found[found.index(max(found))] -= 1
    return tuple(found)


def _few_enough(rules: Rules, n: int) -> bool:
    more = len(rules.codes) - 1
    histograms, given = comb(n + more, more), comb(rules.guard(n) + more, more)
    return histograms <= MOST_HISTOGRAMS and histograms * given <= MOST_COMPARED


@cache
def _tried(rules: Rules, n: int) -> Mapping[Hashable, int]:
    """For all that can be published of n people: the answers of a group that can be behind it, one bit for each."""
    codes, guard = len(rules.codes), rules.guard(n)
    possible: dict[Hashable, int] = defaultdict(int)
    for bars in combinations(range(n + codes - 1), codes - 1):
        histogram = tuple(right - left - 1 for left, right in pairwise((-1, *bars, n + codes - 1)))
        possible[publish(rules, histogram)] |= _room(tuple(min(part, guard) for part in histogram), guard)
    return possible


@cache
def _answers(codes: int, guard: int) -> tuple[Histogram, ...]:
    """Everything that so many people can answer together."""
    chosen = combinations_with_replacement(range(codes), guard)
    return tuple(tuple(one.count(code) for code in range(codes)) for one in chosen)


@cache
def _room(histogram: Histogram, guard: int) -> int:
    """Which of a group's answers fit into a histogram."""
    fits = (all(a <= b for a, b in zip(one, histogram, strict=True)) for one in _answers(len(histogram), guard))
    return sum(1 << place for place, fit in enumerate(fits) if fit)


# --- A3: linear programs ---------------------------------------------------------------------------------------------

Fact = tuple[tuple[int, ...], int, int]
"""A weight for each answer, and between which values the weights of all people's answers add up."""


def attack_by_programs(books: Books) -> Attack:
    """Ask of every answer whether one person of an atom can have given it; equal atoms are asked about once."""
    attack = Attack("A3 programs")
    asked: dict[tuple[Rules, Atom], str] = {}
    for where, rules, atom in _filled(books):
        asked.setdefault((rules, atom), where)
    for (rules, atom), where in asked.items():
        facts = _facts(rules, atom)
        for place, code in enumerate(rules.codes):
            attack.attempt(_possible(facts, atom.n, place), f"{where}: nobody can have answered {code}.")
    return attack


def _possible(facts: Sequence[Fact], n: int, place: int) -> bool:
    codes = len(facts[0][0])
    outcome = linprog(
        [-int(one == place) for one in range(2 * codes)],
        A_ub=[row for weights, _, _ in facts for row in (weights * 2, tuple(-weight for weight in weights * 2))],
        b_ub=[bound for _, least, greatest in facts for bound in (greatest, -least)],
        A_eq=[[1] * codes + [0] * codes, [0] * codes + [1] * codes],
        b_eq=[1, n - 1],
        method="highs",
    )
    return bool(outcome.status == 0 and -outcome.fun > 1 - 1e-6)


def _facts(rules: Rules, atom: Atom) -> list[Fact]:
    """What the rules and the published values tell of an atom's people."""
    if rules.form == "choice":
        return _facts_of_parts(rules, atom.options, [{code} for code in rules.codes], atom.n)
    low, high = _bounds(rules, atom.n, atom.bands)
    # At a bound the true sum may lie beyond it; anywhere else it is the published one.
    least = atom.n * rules.codes[0] if atom.total == low else atom.total
    greatest = atom.n * rules.codes[-1] if atom.total == high else atom.total
    bands = _facts_of_parts(rules, atom.bands, [{1, 2}, {3}, {4, 5}], atom.n) if atom.bands else []
    return [(tuple(rules.codes), least, greatest), *bands]


def _facts_of_parts(rules: Rules, parts: Sequence[int], groups: Sequence[set[int]], n: int) -> list[Fact]:
    guard, facts = rules.guard(n), []
    for people, group in zip(parts, groups, strict=True):
        least, greatest = people, people
        if people == guard:
            # Raised to the guard, unless all parts are about as large and it was lowered to it.
            least, greatest = 0, guard if max(parts) > guard + 1 else n
        elif guard in parts:
            # A part that was raised may have taken its answers from here.
            greatest = n
        facts.append((tuple(int(code in group) for code in rules.codes), least, greatest))
    return facts


# --- The table -------------------------------------------------------------------------------------------------------


def attacks(books: Books) -> Iterator[Attack]:
    """Carry out all attacks, one after the other."""
    yield attack_chain(books)
    yield attack_contracts(books)
    yield attack_by_subtraction(books)
    yield attack_by_algebra(books)
    yield attack_denials(books)
    if linprog is not None:
        yield attack_by_programs(books)


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack the books named on the command line and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", type=Path, help="a zip file of the books, or the folder it was unpacked into")
    place = parser.parse_args(arguments).books
    try:
        books = read_books(place)
    except BrokenBooks as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(books.publications)} publications, {len(books.contracts)} contracts\n")
    print(f"{'attack':<16}{'tries':>10}{'found':>10}")
    done: list[Attack] = []
    for attack in attacks(books):
        done.append(attack)
        print(f"{attack.name:<16}{attack.tries:>10}{attack.found:>10}", flush=True)
    found = [f"{attack.name}: {finding}" for attack in done for finding in attack.first]
    print("", *(f"{attack.name}: {attack.note}" for attack in done if attack.note), sep="\n")
    if linprog is None:
        print("A3 programs was left out, since SciPy is not installed.")
    print("", *found, "Something was found." if found else "Nothing was found.", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
