"""Attack the anonymity at volume: `python -m tests.adversary [--quick] [--only A6 A9] [--share 0.1]`.

Prints one table: attack, tries, successes, seconds; then the same for the rules of other products. Exit status 1 if any
attack on Pulse succeeds.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence

from tests.adversary.attempts import Attack
from tests.adversary.leaver import also_printed
from tests.adversary.pure_attacks import REFERENCE
from tests.adversary.running import Outcome, carried_out
from tests.adversary.suite import SUITE

LINE = "{:5} {:52} {:>7} {:>10} {:>8}"


def main() -> int:
    """Run the suite and the comparison."""
    options = _options()
    tries = {attack: _tries(attack, options) for attack in (*SUITE, *REFERENCE)}
    chosen = [attack for attack in SUITE if not options.only or attack.id in options.only]
    found = list(_table("Attacks on Pulse", chosen, tries))
    print("\nThe same on what other rules would have shown: a success is an attack that found somebody.")
    list(_table("Reference rules", [attack for attack in REFERENCE if not options.only], tries))
    print("\n".join(["", *also_printed()]))
    for outcome in found:
        for finding in outcome.findings[:5]:
            print(f"{outcome.attack.id} found: {finding}")
    return int(any(outcome.successes for outcome in found))


def _options() -> Namespace:
    parser = ArgumentParser(
        prog="python -m tests.adversary", description="Attack the anonymity and print what was found."
    )
    parser.add_argument("--quick", action="store_true", help="try each attack a few times")
    parser.add_argument("--share", type=float, default=1, help="this share of the large number of tries")
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="these attacks alone")
    return parser.parse_args()


def _tries(attack: Attack, options: Namespace) -> int:
    return max(1, attack.quick) if options.quick else max(1, round(attack.large * options.share))


def _table(title: str, attacks: Sequence[Attack], tries: dict[Attack, int]) -> Iterator[Outcome]:
    print(f"\n{title}\n{LINE.format('', 'attack', 'tries', 'successes', 'seconds')}", flush=True)
    for attack in attacks:
        outcome = carried_out(attack, tries[attack], _progress)
        seconds = f"{outcome.seconds:.1f}"
        print(LINE.format(attack.id, attack.what, outcome.tries, outcome.successes, seconds), flush=True)
        yield outcome


def _progress(attack: Attack, done: int, tries: int) -> None:
    print(f"  {attack.id} {done} of {tries}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
