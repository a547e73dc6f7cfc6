"""Who works at Nordwind, the made-up organisation of the demo: its roster before every wave."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO

DOMAIN = "nordwind.example"
NEW_LEADER_FROM_WAVE = 5

FIRST_NAMES = """
    Ada Aino Alba Anders Anna Arthur Astrid Beate Benoit Birgit Bruno Camille Carla Cedric Clara Daan Dario David Edda
    Elena Elif Emil Emma Erik Eva Fabian Felix Filip Fiona Frida Georg Gesa Greta Hanna Hannes Hugo Ida Ines Ingrid
    Jakob Jana Jonas Judith Julia Karl Katja Kees Klara Lars Lea Leo Lina Luca Lukas Maja Malte Marek Maria Marta
    Mats Mia Mila Nadia Nele Nils Nina Noah Nora Olga Oscar Paula Pawel Petra Pia Rafael Rosa Ruben Runa Sara Selma
"""
LAST_NAMES = """
    Aalto Adler Albers Arnaud Bauer Becker Berg Blom Bonnet Brandt Carlier Claes Dahl Dubois Ebner Ekman Engel Falk
    Faure Fischer Frank Garnier Graf Haas Hagen Hansen Hartmann Henry Holm Huber Jansen Joly Kaiser Keller Klein Koch
    Kowalski Kramer Kruse Lang Larsen Lefevre Lindgren Lorenz Marchand Maier Martens Morel Moser Nowak Nyberg Olsen
    Otto Peeters Perrin Pichler Renard Richter Roth Sand Sauer Schubert Seidel Simon Stein Strand Thoma Urban Vidal
    Vogel Wagner Walsh Weber Wiese Winter Wolf Wright Zeller Ziegler
"""


@dataclass(frozen=True)
class Place:
    """Where a team works."""

    time_zone: str
    country: str
    language: str


BERLIN, ZURICH, VIENNA = (
    Place("Europe/Berlin", "DE", "de"),
    Place("Europe/Zurich", "CH", "de"),
    Place("Europe/Vienna", "AT", "de"),
)
PARIS, BRUSSELS, LONDON = (
    Place("Europe/Paris", "FR", "en"),
    Place("Europe/Brussels", "BE", "en"),
    Place("Europe/London", "GB", "en"),
)
STOCKHOLM, COPENHAGEN = Place("Europe/Stockholm", "SE", "en"), Place("Europe/Copenhagen", "DK", "en")
WARSAW = Place("Europe/Warsaw", "PL", "en")

TEAMS: dict[str, tuple[int, Place]] = {
    "Sales / DACH / Germany / Berlin": (14, BERLIN),
    "Sales / DACH / Germany / Hamburg": (9, BERLIN),
    "Sales / DACH / Germany / Munich": (11, BERLIN),
    "Sales / DACH / Alps / Zurich": (8, ZURICH),
    "Sales / DACH / Alps / Vienna": (4, VIENNA),
    "Sales / West / France and Benelux / Paris": (12, PARIS),
    "Sales / West / France and Benelux / Brussels": (7, BRUSSELS),
    "Sales / West / Britain / London": (10, LONDON),
    "Sales / West / Britain / Manchester": (9, LONDON),
    "Sales / North and East / Nordics / Stockholm": (8, STOCKHOLM),
    "Sales / North and East / Nordics / Copenhagen": (3, COPENHAGEN),
    "Sales / North and East / East / Warsaw": (7, WARSAW),
}
"""Twelve teams on four levels, with their reps; Vienna and Copenhagen are too small to be shown."""

TEAM_TARGET_PER_REP = 480_000


@dataclass(frozen=True)
class Employee:
    """One row of the roster."""

    email: str
    name: str
    team: str
    role: str
    place: Place
    target: int

    @property
    def row(self) -> tuple[str, ...]:
        return (
            self.email,
            self.name,
            self.team,
            self.role,
            self.place.time_zone,
            self.place.language,
            self.place.country,
            str(self.target),
        )


def roster(wave: int, seed: int) -> tuple[Employee, ...]:
    """Return everybody who works at Nordwind when wave 1, 2, ... opens; a few come and go every second wave."""
    names = _names(seed)
    new_leader = next(names)
    people = list(_founders(names))
    for past in range(2, wave + 1, 2):
        people = _one_leaves_one_joins(people, past, next(names))
    return tuple(_with_new_leader(people, new_leader) if wave >= NEW_LEADER_FROM_WAVE else people)


def roster_file(employees: tuple[Employee, ...]) -> bytes:
    """Write the roster as the CSV file an HR system would export."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("email", "name", "team", "role", "time_zone", "language", "country", "target"))
    writer.writerows(employee.row for employee in employees)
    return text.getvalue().encode()


def _names(seed: int) -> Iterator[str]:
    pairs = [f"{first} {last}" for first in FIRST_NAMES.split() for last in LAST_NAMES.split()]
    random.Random(seed).shuffle(pairs)
    return iter(pairs)


def _founders(names: Iterator[str]) -> Iterator[Employee]:
    units = sorted({path for team in TEAMS for path in _above(team)})
    for unit in units:
        below = [
            (reps, place) for team, (reps, place) in TEAMS.items() if team == unit or team.startswith(f"{unit} / ")
        ]
        yield _employee(next(names), unit, "leader", below[0][1], TEAM_TARGET_PER_REP * sum(reps for reps, _ in below))
    for team, (reps, place) in TEAMS.items():
        for _ in range(reps):
            yield _employee(next(names), team, "rep", place, TEAM_TARGET_PER_REP)


def _above(team: str) -> Iterator[str]:
    parts = team.split(" / ")
    return (" / ".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def _employee(name: str, team: str, role: str, place: Place, target: int) -> Employee:
    return Employee(f"{name.lower().replace(' ', '.')}@{DOMAIN}", name, team, role, place, target)


def _one_leaves_one_joins(people: list[Employee], wave: int, name: str) -> list[Employee]:
    reps = [employee for employee in people if employee.role == "rep" and TEAMS[employee.team][0] > 8]
    leaver = reps[wave * 7 % len(reps)]
    joiner = _employee(name, leaver.team, "rep", leaver.place, leaver.target)
    return [joiner if employee is leaver else employee for employee in people]


def _with_new_leader(people: list[Employee], name: str) -> list[Employee]:
    london = next(person for person in people if person.role == "leader" and person.team.endswith("London"))
    follower = replace(london, name=name, email=_employee(name, london.team, "leader", london.place, 0).email)
    return [follower if person is london else person for person in people]
