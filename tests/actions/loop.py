"""What leaders do about themes, told briefly."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from pulse.accounts.people import Staff
from pulse.accounts.queries import staff
from pulse.actions import operations, queries
from pulse.actions.answering import Answer, Kind, Promise, Thread, Topic
from pulse.actions.drafts import Draft
from pulse.actions.next_steps import NextSteps, next_steps
from pulse.programme.models import Wave
from pulse.publications.comments import Comments, ThemeCount
from tests.dashboards.stage import FOUR_WEEKS, SIX_DAYS, Stage, everybody

MUNICH, GRAZ, SOUTH, NORTH, TOP = (
    "Sales / South / Munich",
    "Sales / South / <b>Graz",
    "Sales / South",
    "Sales / North",
    "Sales",
)
LENA, SUE, RUTH, NILS, HANNA = (f"{name}@acme.example" for name in ("lena", "sue", "ruth", "nils", "hanna"))
IN_A_WEEK = timedelta(days=7)


@dataclass
class Loop:
    """An organisation whose people raise themes and whose leaders answer."""

    stage: Stage

    def raised(self, *themes: str, unit: str = MUNICH, comments: int = 6) -> str:
        """Hold a wave in which a unit raises these themes, and return its name; it is the day they are published."""
        self.stage.open_wave()
        self.stage.publish(
            everybody(), lambda codes: Comments((), tuple(ThemeCount(codes[unit], name, comments) for name in themes))
        )
        self.stage.clock.now -= FOUR_WEEKS - SIX_DAYS
        return self.stage.held[-1]

    @property
    def today(self) -> date:
        return self.stage.clock().date()

    def person(self, email: str) -> Staff:
        with self.stage.house.databases.office.reading() as office:
            found = staff(office, email)
        assert found is not None
        return found

    def topic(self, theme: str = "price", unit: str = MUNICH) -> Topic:
        """A theme of the last wave."""
        with self.stage.house.databases.office.reading() as office:
            wave = office.scalars(select(Wave.id).where(Wave.name == self.stage.held[-1])).one()
        return Topic(wave, self.stage.code(unit), theme)

    def answer(
        self, draft: Draft, by: str = LENA, theme: str = "price", unit: str = MUNICH, topic: Topic | None = None
    ) -> Answer:
        """Answer as the web does."""
        about, questionnaire = topic or self.topic(theme, unit), self.stage.house.questionnaire
        with self.stage.web_databases.office.writing() as office:
            return operations.answer_theme(
                office, self.person(by), about, draft, self.stage.clock(), questionnaire=questionnaire
            )

    def promised(self, text: str = "A price list by May.", by: str = LENA, theme: str = "price") -> Promise:
        """Answer "Doing it", to be done in a week."""
        made = self.answer(Draft(Kind.DOING, text, "Lena", self.today + IN_A_WEEK, "E1"), by, theme).promise
        assert made is not None
        return made

    def keep(self, promise: Promise, by: str = LENA) -> Promise:
        with self.stage.web_databases.office.writing() as office:
            return operations.keep_promise(office, self.person(by), promise.id, self.stage.clock())

    def drop(self, promise: Promise, reason: str, by: str = LENA) -> Promise:
        with self.stage.web_databases.office.writing() as office:
            return operations.drop_promise(office, self.person(by), promise.id, reason, self.stage.clock())

    def move(self, promise: Promise, due: date | None, reason: str, by: str = LENA) -> Promise:
        with self.stage.web_databases.office.writing() as office:
            return operations.move_promise(office, self.person(by), promise.id, reason, self.stage.clock(), due=due)

    def thread(self, theme: str = "price", unit: str = MUNICH) -> Thread:
        with self.stage.web_databases.office.reading() as office:
            return queries.thread(office, self.topic(theme, unit))

    def steps(self, unit: str = MUNICH) -> NextSteps:
        """What waits for a unit's leader."""
        with self.stage.web_databases.office.reading() as office:
            return next_steps(office, self.stage.code(unit), self.stage.clock())
