"""`make kill`: kill real processes at any moment and say what came of it.

`python -m tests.kills [--kills 200] [--engine sqlite|postgresql|both] [--only PHASE ...] [--jobs 2] [--seed 1]`
"""

import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from math import ceil, inf

from tests.engines import ENGINES
from tests.kills.campaign import PLANS, Campaign, campaigns
from tests.kills.disk import cramped
from tests.kills.mutants import MUTANTS, noticed
from tests.kills.report import Tally, table

RESTARTED_WAVES = 2


def main(options: Namespace) -> int:
    """Kill so many processes and print what came of it; 1 if anything was wrong."""
    engines = ENGINES if options.engine == "both" else (options.engine,)
    phases = options.only or list(PLANS)
    share = ceil(options.kills / len(engines) / len(phases))
    began = time.monotonic()
    with campaigns(tuple(engines), options.seed, _say, began + options.minutes * 60) as held:
        tallies = _killed(held, phases, share, options.jobs)
        tallies += [] if options.only else _else(held)
    print(f"\n{table(tallies)}\n\n{time.monotonic() - began:.0f} seconds, seed {options.seed}")
    unnoticed = [] if options.only else _unnoticed()
    return int(any(tally.wrong for tally in tallies) or bool(unnoticed))


def _killed(held: Sequence[Campaign], phases: Sequence[str], share: int, jobs: int) -> list[Tally]:
    """Kill in each phase on each engine, some at the same time; before that, learn the course of a wave."""
    with ThreadPoolExecutor(jobs) as threads:
        quiet = [threads.submit(campaign.rehearse) for campaign in held]
        wait(quiet)
        loud = [threads.submit(campaign.hold, phase, share) for campaign in held for phase in phases]
        return [done.result() for done in (*quiet, *loud)]


def _else(held: Sequence[Campaign]) -> list[Tally]:
    """Restart the database under load, where there is a server, and fill the disk, where there are files."""
    restarted = [campaign.restart(RESTARTED_WAVES) for campaign in held if campaign.server]
    if os.geteuid():
        _say("The full disk was not tried: only root may mount a small one.")
        return restarted
    return [*restarted, *(cramped(campaign) for campaign in held if not campaign.server)]


def _unnoticed() -> list[str]:
    """The mutants in which nothing was found wrong."""
    found = {mutant.name: noticed(mutant, lambda line: None) for mutant in MUTANTS}
    for name, wrong in found.items():
        print(f"mutant: {name}: {'; '.join(wrong) or 'NOT NOTICED'}")
    return [name for name, wrong in found.items() if not wrong]


def _say(line: str) -> None:
    print(line, flush=True)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.kills", description="Kill processes at any moment.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--only", nargs="*", choices=PLANS, help="kill in these phases alone")
    parser.add_argument("--jobs", type=int, default=2, help="how many companies at a time")
    parser.add_argument("--minutes", type=float, default=inf, help="begin no wave after so many")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main(_options()))
