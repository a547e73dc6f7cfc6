"""The made-up organisation is what README says it is."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from pulse.demo.calendar import definition_before, last_working_morning, past_windows
from pulse.demo.organisation import TEAMS, roster, roster_file
from pulse.roster.importing import read_roster

SEED = 20


@pytest.mark.parametrize("wave", range(1, 10))
def test_every_roster_is_one_an_installation_accepts(wave: int) -> None:
    people = roster(wave, SEED)
    assert len({person.email for person in people}) == len(people) == 124
    assert len(read_roster(roster_file(people), ("nordwind.example",)).employees) == 124


def test_twelve_teams_on_four_levels_two_of_them_too_small_to_show() -> None:
    reps = Counter(person.team for person in roster(1, SEED) if person.role == "rep")
    assert len(reps) == 12
    assert {team.count(" / ") for team in reps} == {3}
    assert sorted(reps.values())[:2] == [3, 4]
    assert max(reps.values()) == 14
    assert reps == {team: size for team, (size, _) in TEAMS.items()}


def test_people_come_and_go_and_london_has_a_new_leader_from_the_fifth_wave() -> None:
    before, after = roster(4, SEED), roster(5, SEED)
    leads_london = [
        {p.email for p in people if p.role == "leader" and p.team.endswith("London")} for people in (before, after)
    ]
    assert leads_london[0] != leads_london[1]
    assert {p.email for p in roster(1, SEED)} != {p.email for p in roster(4, SEED)}


@pytest.mark.parametrize("days", range(0, 380, 13))
def test_the_open_wave_is_open_whenever_somebody_starts_the_demo(days: int) -> None:
    now = datetime(2026, 11, 22, 3, tzinfo=UTC) + timedelta(days=days, hours=days % 24)
    morning = last_working_morning(now)
    past = past_windows(definition_before(morning))
    assert len(past) == 8
    assert past[-1].closes_at < morning <= now < morning + timedelta(days=7)


def test_london_has_two_leaders_over_the_year_one_after_the_other() -> None:
    leaders = [
        next(
            person.email for person in roster(wave, SEED) if person.role == "leader" and person.team.endswith("London")
        )
        for wave in range(1, 10)
    ]
    assert leaders == [leaders[0]] * 4 + [leaders[-1]] * 5
    assert leaders[0] != leaders[-1]
