"""How the people of Nordwind feel from wave to wave, and what they tick and write because of it."""

import random
from dataclasses import dataclass

from pulse.demo.organisation import NEW_LEADER_FROM_WAVE, Employee
from pulse.questionnaire import Item

PERSON_SPREAD = 0.55
MOMENT_SPREAD = 0.65
COMMENTS_FROM = 0.7
TALK_OF_THE_PLACE = 0.85
EAGER_TO_SAY = {"Berlin": 0.95}
"""Where more people write than elsewhere."""

RESPONSE_RATES = {"Munich": 0.8, "Zurich": 0.98, "Manchester": 0.72}
USUAL_RESPONSE_RATE = 0.92

TEMPERS = {"Hamburg": 0.3, "Zurich": 0.25, "Manchester": -0.35, "Stockholm": 0.2, "Warsaw": -0.15}
"""What a team's answers differ by, on every agree item."""

LEVELS = {
    "safety": 3.7,
    "response": 3.2,
    "quota": 3.4,
    "product": 3.5,
    "price": 3.1,
    "coaching": 3.3,
    "field": 3.1,
    "forecast": 3.2,
}
"""The mean of an agree item at Nordwind, by dimension."""

LOST_DEALS = (0.3, 0.22, 0.1, 0.16, 0.08, 0.1, 0.04)
FIELD_SIGNALS = (0.24, 0.3, 0.2, 0.1, 0.1, 0.06)


@dataclass(frozen=True)
class Remark:
    """What somebody writes: text, tag and visibility."""

    text: str
    tag: str
    visibility: str


def team_name(employee: Employee) -> str:
    """The last part of the team's path."""
    return employee.team.rsplit(" / ", 1)[-1]


def answers_at_all(employee: Employee, chance: random.Random) -> bool:
    """Whether somebody answers this wave."""
    return chance.random() < RESPONSE_RATES.get(team_name(employee), USUAL_RESPONSE_RATE)


def expected_score(unit: str, dimension: str, wave: int) -> float:
    """Roughly what a unit scores in a dimension, 0 to 100, before chance."""
    team = unit.rsplit(" / ", 1)[-1]
    core = {"quota": "Q1", "product": "P1"}.get(dimension, "")
    return 25 * (LEVELS[dimension] + TEMPERS.get(team, 0) + _story(team, core, dimension, wave) - 1)


def ticks(employee: Employee, items: tuple[Item, ...], wave: int, chance: random.Random) -> dict[str, int]:
    """Return the codes somebody ticks; a few questions are skipped."""
    temper = random.Random(employee.email).gauss(0, PERSON_SPREAD)
    asked = (item for item in items if item.scale.name != "TX" and chance.random() > 0.03)
    return {item.id: _code(employee, item, wave, temper + chance.gauss(0, MOMENT_SPREAD)) for item in asked}


def _code(employee: Employee, item: Item, wave: int, mood: float) -> int:
    team = team_name(employee)
    if item.scale.name == "SC":
        return _choice(item, mood)
    level = LEVELS.get(item.dimension, 3.2) + TEMPERS.get(team, 0) + _story(team, item.name, item.dimension, wave)
    if item.scale.name == "A5":
        return _within(6 - level - mood if item.reverse else level + mood, 1, 5)
    if item.scale.name == "PC":
        return _within(3.9 + (level - 3.2) * 2 + mood, item.scale.lowest, item.scale.highest)
    return _within((3.4 - mood) if item.name == "E3" else (5.5 + mood * 1.5), item.scale.lowest, item.scale.highest)


def _choice(item: Item, mood: float) -> int:
    weights = {"P4": LOST_DEALS, "F1": FIELD_SIGNALS}.get(item.name, (0.35, 0.3, 0.2, 0.1, 0.05)[: len(item.options)])
    return random.Random(mood).choices(range(len(weights)), weights)[0]


def _story(team: str, item: str, dimension: str, wave: int) -> float:
    """What happened: Berlin's quota, Paris' unanswered and then answered theme, London's new leader, Warsaw's rival."""
    if team == "Berlin" and item == "Q1":
        return 0.5 - 0.26 * wave
    if team == "Paris" and dimension == "response":
        return -0.9 if wave < 5 else min(0.9, 0.35 * (wave - 4))
    if team == "London" and dimension in {"safety", "response"}:
        return -0.4 if wave < NEW_LEADER_FROM_WAVE else min(0.8, 0.3 * (wave - NEW_LEADER_FROM_WAVE + 1))
    if team == "Warsaw" and dimension == "product":
        return -0.1 * wave
    return 0.0


def _within(value: float, lowest: int, highest: int) -> int:
    return max(lowest, min(highest, round(value)))


REMARKS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("My target went up again while two of my largest accounts left the territory.", "problem"),
        ("The quota does not match what is left in this region.", "problem"),
        ("Discount approvals take a week and the customer is gone by then.", "problem"),
        ("Could the pricing desk answer within two days, even if the answer is no?", "idea"),
        ("We lose on the missing mobile app, in three demos out of four.", "problem"),
        ("The competitor ships an offline mode and every customer asks us for it.", "problem"),
        ("Please show us where product feedback goes after we write it down.", "idea"),
        ("Joint calls on live deals are the best coaching I have had here.", "keep"),
        ("One-to-ones move every week. A fixed slot would help more than a long one.", "idea"),
        ("Forecast calls take half of Monday and nobody uses the result.", "problem"),
        ("Leads from the spring campaign were mostly students.", "problem"),
        ("Delivery promises slipped twice this month and I had to call every customer.", "problem"),
        ("The pay plan changed in the middle of the quarter without a word why.", "problem"),
        ("Open talk about a lost tender last week was really good. Keep doing that.", "keep"),
        ("Too many CRM fields. I fill in twenty and use four.", "problem"),
        ("Colleagues share bad news early now and nobody is blamed for it.", "keep"),
        ("Let us try the lower entry price in one region before deciding for all.", "idea"),
        ("Territory split is unfair: the new accounts all went to one patch.", "problem"),
        ("A short note on won deals from other teams would help me.", "idea"),
        ("Workload is fine on most days, quarter ends are too much.", "problem"),
    ),
    "de": (
        ("Das Ziel ist gestiegen, obwohl zwei große Kunden aus meinem Gebiet weggefallen sind.", "problem"),
        ("Die Quote passt nicht zu dem, was in dieser Region noch zu holen ist.", "problem"),
        ("Rabattfreigaben dauern eine Woche, dann ist der Kunde weg.", "problem"),
        ("Eine feste Ansprechstelle für Preisfragen mit Antwort in zwei Tagen wäre gut.", "idea"),
        ("Uns fehlt die Funktion für den Außendienst, der Wettbewerber hat sie.", "problem"),
        ("Bitte zeigt uns, was aus unseren Hinweisen zum Produkt wird.", "idea"),
        ("Gemeinsame Termine beim Kunden bringen mir am meisten. Bitte weiter so.", "keep"),
        ("Einzelgespräche fallen zu oft aus.", "problem"),
        ("Der Forecast kostet den halben Montag und wird kaum benutzt.", "problem"),
        ("Die Leads aus der Messe waren kaum brauchbar.", "problem"),
        ("Zwei Lieferungen kamen zu spät, die Kunden rufen bei mir an.", "problem"),
        ("Über verlorene Angebote wird jetzt offen gesprochen. Das hilft.", "keep"),
        ("Das CRM verlangt zu viele Felder.", "problem"),
        ("Das Gebiet ist ungerecht aufgeteilt.", "problem"),
        ("Eine kurze Notiz zu gewonnenen Abschlüssen der anderen Teams wäre nützlich.", "idea"),
        ("Zum Quartalsende ist die Arbeitslast zu hoch.", "problem"),
    ),
}
TALK: dict[str, tuple[tuple[str, str], ...]] = {
    "Berlin": (
        ("Mit der neuen Quote ist das Jahr schon im März verloren.", "problem"),
        ("Ich verstehe nicht, wie mein Ziel berechnet wurde.", "problem"),
        ("Das Ziel ist für dieses Gebiet zu hoch. Bitte rechnet es einmal mit uns durch.", "idea"),
        ("Die Quote ist wieder gestiegen, die Kunden sind es nicht.", "problem"),
    ),
    "Alps": (
        ("Einzelgespräche fallen zu oft aus.", "problem"),
        ("Ein fester Termin für das Einzelgespräch würde mir mehr helfen als ein langer.", "idea"),
        ("Gemeinsame Termine beim Kunden sind das beste Coaching, das ich hier bekomme.", "keep"),
    ),
    "West": (
        ("Discount approvals take a week and the customer is gone by then.", "problem"),
        ("Our list price is too high for small accounts.", "problem"),
        ("Could the pricing desk answer within two days, even if the answer is no?", "idea"),
        ("Every discount needs three signatures.", "problem"),
    ),
    "North and East": (
        ("We lose to a competitor with an offline mode.", "problem"),
        ("The missing mobile app feature costs us demos.", "problem"),
        ("A competitor undercut us twice this month with a newer product.", "problem"),
    ),
}
"""What a place talks about most."""


def remark(employee: Employee, chance: random.Random) -> Remark | None:
    """Return what somebody writes, or None; most want to be read word for word."""
    if chance.random() > EAGER_TO_SAY.get(team_name(employee), COMMENTS_FROM):
        return None
    talk = next((talk for place, talk in TALK.items() if f" / {place}" in employee.team), None)
    pool = talk if talk and chance.random() < TALK_OF_THE_PLACE else REMARKS[employee.place.language]
    text, tag = chance.choice(pool)
    return Remark(text, tag, chance.choices(("words", "themes", "skip"), (0.8, 0.13, 0.07))[0])
