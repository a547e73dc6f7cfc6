"""A company lives through waves, and what an attacker may hold of it afterwards is put together."""

import json
import re
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from email.utils import parsedate_to_datetime
from hashlib import sha256
from random import Random

from tests.adversary import leading, worlds
from tests.adversary.artefacts import letter
from tests.adversary.doings import read_deeds
from tests.adversary.facts import BERLIN, SURVEYS, Facts, Wave
from tests.adversary.reading import read
from tests.adversary.swapping import document
from tests.adversary.worlds import HEAD, HR, Answer
from tests.stories.conftest import PROGRAMME, Company

SMALLEST, LARGEST = 36, 64
UNTIL_REMINDED = 3
REGIONS = ("Sales / North", "Sales / South")
WRITTEN = "T1.v1"
LOUD = (worlds.REMARKS[0], worlds.REMARKS[1], worlds.REMARKS[3])
"""What most people speak of."""
DIGEST = re.compile(r"^What waits for you in |: the month on one page$|^How the loop goes$")
RESULTS = re.compile(r"(?:wave|Runde) (\d+)$")


@dataclass(frozen=True)
class Lived:
    """One wave: who counts where, what they sent, and its public contract."""

    name: str
    cells: Mapping[str, str]
    answers: Mapping[str, Answer]
    contract: str
    document: str


@dataclass
class History:
    """What happened, and the pages those who answer saw, by the number of the wave."""

    roster: Mapping[str, str]
    waves: list[Lived] = field(default_factory=list)
    pages: list[tuple[int, str]] = field(default_factory=list)

    @property
    def leaders(self) -> list[str]:
        """Everybody who leads a unit."""
        return [HEAD, *(f"leads{number}@acme.example" for number in range(len({*self.roster.values(), *REGIONS})))]

    @property
    def names(self) -> list[str]:
        return [wave.name for wave in self.waves]


def lived(company: Company, random: Random, waves: int) -> History:
    """Found a company and let it hold so many waves; half of the companies ask more questions."""
    history = History(worlds.roster(random, random.randint(SMALLEST, LARGEST)))
    seed = f"plans {len(history.roster)}"
    programme = PROGRAMME + random.choice(("", 'instrument = "pulse-11"\n'))
    worlds.founded(company, history.roster, programme)
    leading.planned(company, seed)
    for number in range(1, waves + 1):
        if number > 1:
            leading.sorted_anew(company)
            worlds.until_next(company)
        name = worlds.newest(company)
        answers = _louder(worlds.answered(random, company, sorted(company.links())), random)
        history.pages += [(number, text) for text in _pages(company, name)]
        worlds.send(company, answers)
        company.passes(days=UNTIL_REMINDED)
        contract, counted = company.visitor().get(f"/w/{name}/contract").text, _invited(company, name)
        leading.predicted(company, random, name, history.leaders, "X1.v1" in contract)
        worlds.publish(company)
        history.waves.append(Lived(name, counted, answers, contract, document(company.folder, name)))
        _acted(company, random, history.leaders, seed)
    return history


def _louder(answers: Mapping[str, Answer], random: Random) -> dict[str, Answer]:
    """Most people speak of one of a few things, so that there are themes to answer."""
    return {
        email: {**fields, WRITTEN: random.choice(LOUD), "visibility": "words"} if random.random() < 0.7 else fields
        for email, fields in answers.items()
    }


def _acted(company: Company, random: Random, leaders: Sequence[str], seed: str) -> None:
    """Some days with results: plans are saved, and leaders look twice at what waits for them."""
    leading.planned(company, seed)
    leading.responded(company, random, leaders)
    company.passes(days=9)
    leading.responded(company, random, leaders)


def _pages(company: Company, name: str) -> Iterator[str]:
    for page in ("", "/how", "/thanks"):
        for language in ("en", "de"):
            yield company.visitor().get(f"/w/{name}{page}?lang={language}").text


def _invited(company: Company, name: str) -> dict[str, str]:
    """Who was invited to a wave, and where each counts."""
    asked = (
        "SELECT email, cell FROM invitee JOIN person ON person.id = person_id JOIN wave ON wave.id = wave_id"
        " WHERE wave.name = ?"
    )
    with closing(sqlite3.connect(company.folder / "office.sqlite")) as office:
        return dict(office.execute(asked, (name,)).fetchall())


@dataclass(frozen=True)
class Mail:
    """A mail as it arrived, the wave it is about, or 0, and its kind."""

    to: str
    text: str
    number: int
    kind: str
    sent: date


def mails(company: Company, history: History) -> list[Mail]:
    """Every mail that arrived."""
    found = []
    for mail in company.mails():
        text = letter(mail)
        number, kind = about(text, str(mail["Subject"]), history.names)
        sent = parsedate_to_datetime(str(mail["Date"])).astimezone(BERLIN).date()
        found.append(Mail(str(mail["To"]), text, number, kind, sent))
    return found


def facts(company: Company, history: History, arrived: Sequence[Mail]) -> Facts:
    """What an attacker may hold: publications, contracts, the comment table, the roster, and how many mails came."""
    with closing(sqlite3.connect(company.folder / "office.sqlite")) as office:
        paths = _paths(office)
        waves = [_wave(office, one) for one in history.waves]
        targets = dict(office.execute(_TARGETS).fetchall())
        leads = dict(office.execute(_LEADERS).fetchall())
        deeds = read_deeds(office, _labels(), company.clock(), len(waves))
    addresses = sorted({mail.to for mail in arrived} | {HR, "people@acme.example"}, key=len)
    return Facts(
        waves=waves,
        deeds=deeds,
        names={code: path.split(" / ")[-1] for code, path in paths.items()},
        paths=paths,
        targets=targets,
        begun=worlds.FOUNDED.date(),
        ended=company.clock().date(),
        mails=Counter((mail.number, mail.kind) for mail in arrived),
        people=_people(history.roster, paths),
        addresses=addresses[::-1],
        leads=leads,
        imported=(len(history.roster) + len(paths), len(paths), 0),
    )


_TARGETS = (
    "SELECT code, target FROM membership JOIN unit ON unit.id = unit_id"
    " WHERE position = 'leader' AND until IS NULL AND target IS NOT NULL"
)
_LEADERS = (
    "SELECT email, code FROM membership JOIN unit ON unit.id = unit_id JOIN person ON person.id = person_id"
    " WHERE position = 'leader' AND until IS NULL"
)


def _paths(office: sqlite3.Connection) -> dict[str, str]:
    """Every unit's path, by its code."""
    units = {number: (code, above, name) for number, code, above, name in office.execute("SELECT * FROM unit")}

    def path(number: int) -> str:
        _, above, name = units[number]
        return name if above is None else f"{path(above)} / {name}"

    return {code: path(number) for number, (code, _, _) in units.items()}


def _wave(office: sqlite3.Connection, one: Lived) -> Wave:
    labels = _labels()
    of_wave = "FROM {} JOIN wave ON wave.id = wave_id WHERE wave.name = ?"
    said = office.execute("SELECT unit, text " + of_wave.format("published_comment"), (one.name,)).fetchall()
    counted = office.execute("SELECT unit, theme, comments " + of_wave.format("published_theme"), (one.name,))
    return Wave(
        name=one.name,
        reading=read(one.document),
        contract=json.loads(one.contract),
        fingerprint=sha256(one.contract.encode()).hexdigest(),
        comments=[{"unit": unit, "text": text} for unit, text in said],
        themes=[(unit, labels[theme], comments) for unit, theme, comments in counted],
    )


def _labels() -> dict[str, str]:
    """What themes are called."""
    themes = tomllib.loads((SURVEYS / "themes.v1.toml").read_text("utf-8"))["themes"]
    return {theme["id"]: theme["label"]["en"] for theme in themes} | dict([leading.ADDED, ("other", "Other")])


def _people(roster: Mapping[str, str], paths: Mapping[str, str]) -> dict[str, int]:
    """How many people count in each unit itself: its reps, and the leaders of the units below."""
    codes = {path: code for code, path in paths.items()}
    found = Counter(codes[path] for path in roster.values())
    found.update(codes[path.rsplit(" / ", 1)[0]] for path in codes if " / " in path)
    return dict(found)


def about(text: str, subject: str, names: Sequence[str]) -> tuple[int, str]:
    """Which wave a mail is about, and of which kind it is; the number is 0 for one about none."""
    if DIGEST.search(subject):
        return 0, "digest"
    results = RESULTS.search(subject)
    if results:
        return int(results.group(1)), "results" if re.search(r"example/\s", text) else "team results"
    number = next((place + 1 for place, name in enumerate(names) if f"/w/{name}" in text), 0)
    return number, "reminder" if subject.startswith(("Reminder", "Erinnerung")) else "invitation"
