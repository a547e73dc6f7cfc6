"""`make kill`: kill real processes at any moment and say what came of it.

`python -m tests.kills [--kills 200] [--engine sqlite|postgresql|both] [--only PHASE ...] [--seed 1]`
"""

import time
from argparse import ArgumentParser, Namespace
from math import ceil

from tests.engines import ENGINES
from tests.kills.campaign import PLANS, Campaign, campaigns
from tests.kills.report import Tally, table


def main(options: Namespace) -> int:
    """Kill so many processes and print one table; 1 if anything was wrong."""
    engines = ENGINES if options.engine == "both" else (options.engine,)
    phases = options.only or list(PLANS)
    share = ceil(options.kills / len(engines) / len(phases))
    began, tallies = time.monotonic(), []
    with campaigns(tuple(engines), options.seed, _say) as held:
        for campaign in held:
            tallies += _run(campaign, phases, share)
    print(f"\n{table(tallies)}\n\n{time.monotonic() - began:.0f} seconds, seed {options.seed}")
    return int(any(tally.wrong for tally in tallies))


def _run(campaign: Campaign, phases: list[str], share: int) -> list[Tally]:
    return [campaign.rehearse(), *(campaign.hold(phase, share) for phase in phases)]


def _say(line: str) -> None:
    print(line, flush=True)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.kills", description="Kill processes at any moment.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--only", nargs="*", choices=PLANS, help="kill in these phases alone")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main(_options()))
