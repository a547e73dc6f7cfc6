"""A few kills on each engine; two hundred are `make kill`."""

from collections.abc import Iterator
from random import Random

import pytest

from tests.engines import Cluster
from tests.kills.campaign import Campaign
from tests.kills.company import Company
from tests.kills.crowd import Crowd
from tests.kills.killing import TYPICAL, Killer
from tests.kills.life import Life

KILLED = {"sqlite": ("mailing", "mixing", "releasing"), "postgresql": ("opening", "answering", "closing")}


@pytest.fixture
def company(engine: str, request: pytest.FixtureRequest) -> Iterator[Company]:
    server: Cluster | None = request.getfixturevalue("postgres") if engine == "postgresql" else None
    with Campaign(engine, Random(1), server).company() as found:
        yield found


def test_whatever_is_killed_every_answer_counts_once_and_everybody_is_written_to_once(
    engine: str, company: Company
) -> None:
    killer = Killer(Random(1), TYPICAL, at_a_moment=1)
    life = Life(company, killer, plan=dict.fromkeys(KILLED[engine], 1))
    life.live()
    assert life.wrong + company.verify() == []
    assert len(life.kills) == len(KILLED[engine])
    assert life.crowd
    _is_noticed(life, life.crowd)


def _is_noticed(life: Life, crowd: Crowd) -> None:
    """An answer that is lost, one that counts twice, and one in place of another are seen in what is published."""
    lost, *others = crowd.accepted
    for reps in (others, [lost, *crowd.accepted], [others[0], *others]):
        assert list(life.proof.end(Crowd(crowd.port, crowd.items, reps)))
