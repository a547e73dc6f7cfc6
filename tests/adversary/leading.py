"""What leaders and HR of a company do about what was said: they answer, promise, predict and plan."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random

from sqlalchemy.orm import Session

from pulse.accounts.people import Staff
from pulse.accounts.queries import staff
from pulse.actions.answering import Kind, Promise, Thread
from pulse.actions.drafts import Draft
from pulse.actions.next_steps import steps_of_levels
from pulse.actions.operations import answer_theme, drop_promise, keep_promise, move_promise
from pulse.mirror.guess import DIMENSIONS, Guess
from pulse.mirror.operations import NotYourWave, predict
from pulse.programme.theme_rules import put
from pulse.roster.queries import tree
from pulse.targets.importing import read_targets
from pulse.targets.operations import save_targets
from pulse.targets.queries import standing
from tests.adversary.worlds import HR
from tests.stories.conftest import Company

ANSWERS = {
    Kind.DOING: "We start with the largest accounts.",
    Kind.NO: "No budget this year, and none without a case.",
    Kind.PASSED_UP: "Not ours to decide.",
    Kind.UNDERSTAND: "Which customers, and since when?",
}
ADDED = ("approvals", "Waiting for approvals")
"""A theme that HR adds, by id and label."""
MEASURED_BY = (None, "R1", "Q2", "S1", "X1")
MONTHS = ("2026-03", "2026-04", "2026-05")


def predicted(company: Company, random: Random, wave: str, leaders: Sequence[str], with_target: bool) -> None:
    """Most leaders say what they expect of an open wave."""
    with company.worker.databases.office.writing() as session:
        for email in leaders:
            if random.random() < 0.8:
                said = {name: random.randint(20, 80) for name in DIMENSIONS}
                guess = Guess(**said, target=random.randint(70, 125) if with_target else None)
                # Whose unit has no place in this wave has nothing to predict.
                with suppress(NotYourWave):
                    predict(session, wave, email, guess, company.clock())


def planned(company: Company, seed: str) -> None:
    """HR saves the plans of most teams, each time the same, and what came of them in the months that have ended."""
    random = Random(seed)
    with company.worker.databases.office.writing() as session:
        found = standing(session)
        lines = [_line(random, team, month, company) for team in _teams(found.paths.values()) for month in MONTHS]
        source = "\n".join(("team,period,plan,forecast,actual", *filter(None, lines)))
        save_targets(session, read_targets(source.encode(), found), company.clock(), HR)


def sorted_anew(company: Company) -> None:
    """HR adds a theme, found by the words of another, from the next wave on."""
    shipped = company.worker.questionnaire.themes
    like = next(theme for theme in shipped.themes if theme.id == "tools")
    with company.worker.databases.office.writing() as session:
        put(
            session,
            replace(like, id=ADDED[0], label=dict.fromkeys(("en", "de"), ADDED[1])),
            shipped,
            HR,
            company.clock(),
        )


def responded(company: Company, random: Random, leaders: Sequence[str]) -> None:
    """Leaders answer some of what waits for them, and keep, move or drop some of what they promised."""
    with company.worker.databases.office.writing() as session:
        at = {one.leads: one for email in leaders if (one := staff(session, email))}
        for unit, steps in steps_of_levels(session, tuple(tree(session).parents), company.clock()).items():
            for step in steps.waiting:
                if random.random() < 0.7:
                    _answer(session, company, random, at[step.thread.holder], step.thread)
            for promise in (*steps.late, *steps.open):
                _follow_up(session, company, random, at[unit], promise)


def _teams(paths: Collection[str]) -> list[str]:
    """The units below which there is none."""
    return sorted(path for path in paths if not any(other.startswith(f"{path} / ") for other in paths))


def _line(random: Random, team: str, month: str, company: Company) -> str:
    """A line of the file: the plan, and the rest where it is known."""
    missing, plan = random.random() < 0.2, random.randint(80, 400) * 1000
    official = random.choice(("", *(round(plan * share) for share in (0.85, 0.97, 1.04, 1.2))))
    came, ended = round(plan * random.uniform(0.7, 1.2)), f"{company.clock():%Y-%m}" > month
    return "" if missing else f"{team},{month},{plan},{official},{came if ended else ''}"


def _answer(session: Session, company: Company, random: Random, by: Staff, thread: Thread) -> None:
    kinds = [kind for kind in Kind if kind is not Kind.PASSED_UP or by.leads != tree(session).root]
    kind, now = random.choice([*kinds, Kind.DOING]), company.clock()
    draft = Draft(kind, ANSWERS[kind])
    if kind is Kind.DOING:
        due = (now + timedelta(days=random.choice((2, 6, 15, 30)))).date()
        draft = Draft(kind, ANSWERS[kind], "Sales operations", due, random.choice(MEASURED_BY))
    answer_theme(session, by, thread.topic, draft, now, questionnaire=company.worker.questionnaire)


def _follow_up(session: Session, company: Company, random: Random, by: Staff, promise: Promise) -> None:
    now, chance = company.clock(), random.random()
    if chance < 0.35:
        keep_promise(session, by, promise.id, now)
    elif chance < 0.55 and not promise.moved:
        due = max(promise.due, now.date()) + timedelta(days=random.choice((2, 20)))
        move_promise(session, by, promise.id, "The supplier is late.", now, due=due)
    elif chance < 0.7:
        drop_promise(session, by, promise.id, "Another plan replaced it.", now)
