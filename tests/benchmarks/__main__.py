"""`make bench`: measure everything, or what is named, and print one table.

`python -m tests.benchmarks [NAME ...]`
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from tests.benchmarks import disclosure, exports, home, invitations, page, paint, release, scale, submission
from tests.benchmarks.machine import TRUSTED, moment
from tests.benchmarks.rounds import Say
from tests.benchmarks.rows import Outcome, Row, table

BENCHMARKS: Mapping[str, Callable[[Say], Iterator[Row]]] = {
    "page": page.measure,
    "submission": submission.measure,
    "home": home.measure,
    "paint": paint.measure,
    "disclosure": disclosure.measure,
    "invitations": invitations.measure,
    "exports": exports.measure,
    "release": release.measure,
    "scale": scale.measure,
}


def main(names: Sequence[str]) -> None:
    """Run the benchmarks of these names, or all."""
    if unknown := [name for name in names if name not in BENCHMARKS]:
        raise SystemExit(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")
    outcomes = [_outcome(name) for name in names or BENCHMARKS]
    print(f"\n{table(outcomes)}\n")
    print("\n".join(_trust(outcome) for outcome in outcomes))


def _outcome(name: str) -> Outcome:
    before = moment()
    rows = tuple(BENCHMARKS[name](lambda line: print(f"{name}: {line} ...", flush=True)))
    after = moment()
    return Outcome(name, rows, after.at - before.at, after.foreign_share(before))


def _trust(outcome: Outcome) -> str:
    verdict = "" if outcome.foreign <= TRUSTED else "; it was too busy for these figures to be trusted"
    return f"{outcome.name}: {outcome.seconds:.0f} s, {outcome.foreign:.0%} of the machine used by others{verdict}."


if __name__ == "__main__":
    main(sys.argv[1:])
