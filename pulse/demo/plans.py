"""Nordwind's plans: what every team was to sell in a month, what was forecast officially, and what came."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

from pulse.demo.organisation import TEAM_TARGET_PER_REP, TEAMS
from pulse.house import House
from pulse.targets.importing import read_targets
from pulse.targets.operations import save_targets
from pulse.targets.queries import standing

MONTHS = 12
OFFICIAL = (0.98, 0.02)
"""Mean and spread of the official forecast as a share of plan: rosier than what comes."""
ACTUAL = (0.90, 0.035)
"""The same of what was sold: nearer to what the field says than to the plan."""


def file_for(first: date, today: date) -> bytes:
    """Write the file that HR would upload: every month from the first to today's, what came in those that ended."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("team", "period", "plan", "forecast", "actual"))
    for month in _months(first, today):
        for team, (reps, _) in TEAMS.items():
            plan = reps * TEAM_TARGET_PER_REP // MONTHS
            chance = random.Random(f"{team} {month:%Y-%m}")
            official, actual = (round(plan * chance.gauss(*share), -2) for share in (OFFICIAL, ACTUAL))
            ended = (month.year, month.month) < (today.year, today.month)
            writer.writerow((team, f"{month:%Y-%m}", plan, int(official), int(actual) if ended else ""))
    return text.getvalue().encode()


def keep_plans(house: House, first: date, actor: str) -> None:
    """Let HR save the plans of all months so far."""
    now = house.clock()
    with house.databases.office.writing() as session:
        targets = read_targets(file_for(first, now.date()), standing(session))
        save_targets(session, targets, now, actor)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)
