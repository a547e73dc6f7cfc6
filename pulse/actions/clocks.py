"""What is due when, in working days of the country of whoever has to answer. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from pulse.actions.answering import ThemeState, Thread
from pulse.insights.responsiveness import ANSWER_DAYS, RETURN_DAYS
from pulse.programme.workdays import ONE_DAY, working_days

AT_MOST = timedelta(days=366)


@dataclass(frozen=True)
class Calendar:
    """The working days of a country and the days of a time zone; nobody's knows no holidays."""

    country: str = ""
    zone: str = "UTC"

    def day(self, instant: datetime) -> date:
        """The day of an instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def days(self, since: date, until: date) -> int:
        """The working days after one date, up to and with another."""
        return sum(1 for _ in working_days(self.country, since + ONE_DAY, until))

    def after(self, since: date, count: int) -> date:
        """The working day so many working days after a date."""
        days = working_days(self.country, since + ONE_DAY, since + AT_MOST)
        return next(islice(days, count - 1, None))


def due(thread: Thread, calendar: Calendar) -> date | None:
    """The day a theme must be answered by where it is now; None once it has a first answer there."""
    if thread.state is not ThemeState.WAITING:
        return None
    days = RETURN_DAYS if thread.passed_up else ANSWER_DAYS
    return calendar.after(calendar.day(thread.stops[-1].since), days)
