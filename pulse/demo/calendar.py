"""When the demo's waves happened, seen from the moment it is built."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from pulse.programme.definition import Definition, parse_definition
from pulse.programme.schedule import Window, windows
from pulse.programme.workdays import is_working_day

PAST_WAVES = 8
OPEN_WAVE = PAST_WAVES + 1
HOME = ZoneInfo("Europe/Berlin")
MORNING = time(9)
TUESDAY = 1
TEMPLATE = Path(__file__).parent / "programme.toml"


def last_working_morning(now: datetime) -> datetime:
    """The latest nine o'clock of a working day that has passed in Berlin."""
    today = now.astimezone(HOME).date()
    days = (today - timedelta(days=back) for back in range(30))
    mornings = (datetime.combine(day, MORNING, HOME).astimezone(UTC) for day in days if is_working_day(day, "DE"))
    return next(morning for morning in mornings if morning <= now)


def definition_before(morning: datetime) -> Definition:
    """The programme whose eighth wave closed as shortly as possible, but a day at least, before this morning."""
    tuesdays = (morning.date() - timedelta(days=back) for back in range(200, 260))
    return next(
        definition
        for definition in map(_definition, sorted((day for day in tuesdays if day.weekday() == TUESDAY), reverse=True))
        if past_windows(definition)[-1].closes_at < morning - timedelta(days=1)
    )


def past_windows(definition: Definition) -> tuple[Window, ...]:
    """The windows of the past waves."""
    return tuple(islice(windows(definition), PAST_WAVES))


def _definition(first_wave: date) -> Definition:
    source = TEMPLATE.read_text("utf-8") + f"first_wave = {first_wave.isoformat()}\n"
    return parse_definition(source, TEMPLATE.name)
