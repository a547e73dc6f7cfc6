"""Attack the anonymity at volume: `python -m tests.adversary [--quick] [--only A6 A9] [--share 0.1]`.

Prints one table: attack, tries, successes, attempts that raised an error, seconds of processor time; then the same for
the rules of other products. Exit status 1 if any attack on Pulse succeeds or any attempt raises.
"""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from tests.adversary.attempts import Attack, Outcome
from tests.adversary.leaver import also_printed
from tests.adversary.pure_attacks import REFERENCE
from tests.adversary.running import carried_out
from tests.adversary.suite import SUITE

LINE = "{:5} {:54} {:>6} {:>9} {:>6} {:>8}"
MOST_PRINTED = 10


def main() -> int:
    """Run the suite and the comparison."""
    options, started = _options(), time.monotonic()
    pulse, others = _chosen(SUITE, options), [] if options.only else _chosen(REFERENCE, options)
    outcomes = carried_out({attack: _tries(attack, options) for attack in (*pulse, *others)}, _progress)
    found = list(_table("Attacks on Pulse", islice(outcomes, len(pulse))))
    print("\nThe same on what other rules would have shown: a success is an attack that found somebody.")
    compared = list(_table("Reference rules", outcomes)) if others else []
    print(f"\nBad inputs tried: {sum(outcome.inputs for outcome in found):,}.")
    print("\n".join(["", *also_printed()]))
    print(f"\n{time.monotonic() - started:.0f} seconds by the clock on {os.cpu_count()} cores.")
    print("\n".join(_left_out(options)))
    for outcome in [*found, *(one for one in compared if one.errors)]:
        for finding in outcome.findings[:MOST_PRINTED]:
            print(f"{outcome.attack.id} {outcome.attack.what}: {finding}")
    return int(any(one.successes for one in found) or any(one.errors for one in (*found, *compared)))


def _options() -> Namespace:
    parser = ArgumentParser(
        prog="python -m tests.adversary", description="Attack the anonymity and print what was found."
    )
    parser.add_argument("--quick", action="store_true", help="try each attack a few times, and the longest not at all")
    parser.add_argument("--share", type=float, default=1, help="this share of the large number of tries")
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="these attacks alone")
    return parser.parse_args()


def _chosen(attacks: Sequence[Attack], options: Namespace) -> list[Attack]:
    wanted = [attack for attack in attacks if not options.only or attack.id in options.only]
    return [attack for attack in wanted if attack.quick or not options.quick]


def _tries(attack: Attack, options: Namespace) -> int:
    return attack.quick if options.quick else max(1, round(attack.large * options.share))


def _left_out(options: Namespace) -> list[str]:
    names = [f"{attack.id} {attack.what}" for attack in SUITE if options.quick and not attack.quick]
    return [f"Not in the quick set: {name}." for name in names]


def _table(title: str, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    header = LINE.format("", "attack", "tries", "successes", "errors", "CPU s")
    print(f"\n{title}\n{header}", flush=True)
    for outcome in outcomes:
        attack, seconds = outcome.attack, f"{outcome.cpu_seconds:.1f}"
        counts = len(outcome.attempts), outcome.successes, outcome.errors
        print(LINE.format(attack.id, attack.what, *counts, seconds), flush=True)
        yield outcome


def _progress(attack: Attack, done: int, tries: int) -> None:
    print(f"  {attack.id} {done} of {tries}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
