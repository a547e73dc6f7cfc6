"""What a leader has to do next, in one sentence with one link."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pulse.actions.answering import Topic
from pulse.actions.next_steps import NextSteps, next_steps
from pulse.dashboards.answers import short_day
from pulse.dashboards.visits import Visit
from pulse.programme.models import Wave

MINUTES_PER_THEME = 3


@dataclass(frozen=True)
class FirstTheme:
    """Where the most urgent theme is answered: parts of its page's address."""

    unit: str
    wave: str
    theme: str


@dataclass(frozen=True)
class Todo:
    """What waits: `answer` and `late` are sentences, empty where nothing does; `yours` where the one who looks acts."""

    yours: bool
    answer: str
    minutes: int
    first: FirstTheme | None
    late: str
    promises: str

    @property
    def is_empty(self) -> bool:
        return not (self.answer or self.late)


def todo_of(visit: Visit, now: datetime) -> Todo:
    """Say what the leader of this unit has to do next, whatever wave is looked at."""
    steps = next_steps(visit.office, visit.unit, now, visit.tree)
    first = steps.waiting[0].thread.topic if steps.waiting else None
    return Todo(
        yours=visit.person.leads == steps.answerer,
        answer=_answer(steps),
        minutes=MINUTES_PER_THEME,
        first=_address(visit, first) if first else None,
        late=_late(steps),
        promises=f"{len(steps.open)} open, {len(steps.late)} late" if steps.open or steps.late else "",
    )


def _answer(steps: NextSteps) -> str:
    if not steps.waiting:
        return f"{_themes(len(steps.asked_back))} kept open by a question to the team" if steps.asked_back else ""
    first = steps.waiting[0]
    if first.late:
        return f"Answer {_themes(len(steps.waiting))}, the first was due on {short_day(first.due)}"
    return f"Answer {_themes(len(steps.waiting))} by {short_day(first.due)}"


def _late(steps: NextSteps) -> str:
    if not steps.late:
        return ""
    return f"{len(steps.late)} {'promise is' if len(steps.late) == 1 else 'promises are'} late"


def _themes(count: int) -> str:
    return f"{count} {'theme' if count == 1 else 'themes'}"


def _address(visit: Visit, topic: Topic) -> FirstTheme:
    wave = visit.office.scalars(select(Wave.name).where(Wave.id == topic.wave_id)).one()
    return FirstTheme(topic.unit, wave, topic.theme)
