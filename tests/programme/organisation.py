"""A small sales organisation: 33 people on three levels, in four countries."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from pulse.house import House
from pulse.programme.definition import Definition
from pulse.programme.models import Programme
from pulse.programme.operations import apply_programme
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster

HEADER = "email,name,team,role,time_zone,language,country,target"
PLACES = {
    "Munich": ("EMEA", "Europe/Berlin", "de", "DE"),
    "London": ("EMEA", "Europe/London", "en", "GB"),
    "Honolulu": ("APAC", "Pacific/Honolulu", "en", "US"),
    "Auckland": ("APAC", "Pacific/Auckland", "en", "NZ"),
}
TEAM = 6


def roster(**reps: int) -> bytes:
    """The roster file with so many reps per team, 6 unless told; 4 team leaders, 2 regional ones and the head."""
    return "\n".join([HEADER, *_rows(reps)]).encode()


def _rows(reps: dict[str, int]) -> Iterator[str]:
    yield "head@acme.example,Hedda Head,Sales,leader,Europe/Berlin,en,DE,"
    for region in ("EMEA", "APAC"):
        yield f"{region.lower()}@acme.example,{region} Lead,Sales / {region},leader,Europe/Berlin,en,DE,"
    for city, (region, zone, language, country) in PLACES.items():
        team, where = f"Sales / {region} / {city}", f"{zone},{language},{country},"
        yield f"lead.{city.lower()}@acme.example,{city} Lead,{team},leader,{where}"
        for number in range(reps.get(city, TEAM)):
            yield f"rep{number}.{city.lower()}@acme.example,{city} Rep {'abcdefghij'[number]},{team},rep,{where}"


def definition(**values: Any) -> Definition:
    """The programme's definition; the first wave is on Tuesday, 3 February 2026, at nine in Berlin."""
    base = {"name": "pulse", "title": "Sales Pulse", "audience": "Sales", "first_wave": date(2026, 2, 3)}
    return Definition.model_validate(base | {"time_zone": "Europe/Berlin"} | values)


def bring_in(house: House, source: bytes, now: datetime | None = None) -> None:
    """Import a roster."""
    with house.databases.office.writing() as session:
        import_roster(session, read_roster(source, ()), now or house.clock(), "test", removals_confirmed=True)


def apply(house: House, **values: Any) -> Programme:
    """Apply the programme."""
    with house.databases.office.writing() as session:
        return apply_programme(session, definition(**values), house.questionnaire, house.clock(), "test")
