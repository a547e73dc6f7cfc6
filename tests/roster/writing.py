"""Roster files for tests: one line per person, good unless told otherwise."""

from pulse.roster.importing import Roster, read_roster

HEADER = "email,name,team,role,time_zone,language,country,target"


def line(
    email: str = "ann@acme.example",
    team: str = "Sales / EMEA",
    role: str = "rep",
    *,
    name: str = "Ann Berg",
    time_zone: str = "Europe/Berlin",
    language: str = "de",
    country: str = "DE",
    target: str = "",
) -> str:
    return ",".join([email, name, team, role, time_zone, language, country, target])


def file(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def roster(*lines: str) -> Roster:
    return read_roster(file(*lines), ())
