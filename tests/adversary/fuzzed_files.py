"""Bad files: rosters, targets, programmes, instruments, theme rules, settings. Refused with the place, or sound."""

import json
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pulse.house import SURVEYS
from pulse.programme.definition import BadProgramme, read_definition
from pulse.questionnaire import BrokenInstrument, load, parse_rules, written
from pulse.roster.importing import BadRoster, read_roster
from pulse.settings import BadSettings, load_settings
from pulse.targets.importing import BadTargets, Standing, read_targets
from tests.adversary.fuzzed_running import Family
from tests.adversary.fuzzed_words import damaged_bytes, damaged_documents, fields_of, lines_of, odd_texts
from tests.postgres.server import room as memory

ROSTERS = (
    "email,name,team,role,time_zone,language,country,target\r\n"
    "ruth@acme.example,Ruth Root,Sales,leader,Europe/Berlin,en,DE,\r\n"
    "nora@acme.example,Nora Nord,Sales / North,leader,Europe/Berlin,de,DE,300\r\n"
    'rep1@acme.example,"Öz, Rep",Sales / North,rep,Europe/Vienna,de,AT,\r\n'
    "rep2@acme.example,Rep Two,Sales / South,rep,Europe/London,en,GB,12.5\r\n",
    "role;team;name;email;country;language;time_zone\nrep;Sales;Rep;rep@acme.example;DE;de-AT;europe/berlin\n",
)
TARGETS = (
    "team,period,from,to,plan,forecast,actual\n"
    "Sales,2026-Q1,,,1000000,950000,972500.50\n"
    '"Sales / North",2026-Q1,,,"1,000,000.00",,\n'
    "Sales / South,Spring,2026-04-01,30.6.2026,5 000,1.000.000,\n",
    "period;plan;team\n2026;12;Sales\n2027-07;1.000,50;Sales / North\n",
)
STANDING = Standing(
    units={("sales",): "A", ("sales", "north"): "B", ("sales", "south"): "C"},
    paths={"A": "Sales", "B": "Sales / North", "C": "Sales / South"},
    periods={},
    targets={},
)
MOST_AMOUNT, MOST_DEPTH, MOST_TEXT = 10**15, 12, 200
SECRET = "a secret for tests alone, of some length"
PASSWORD = "hunter2-hunter2"
SETTINGS = f"""organisation = "Acme"
base_url = "https://pulse.acme.example"
office_url = "sqlite:///var/office.sqlite"
box_url = "sqlite:///var/box.sqlite"
key_directories = ["var/keys"]
secret_key = "{SECRET}"
mail_url = "smtp+starttls://pulse:{PASSWORD}@mail.acme.example:587"
mail_from = "Pulse <pulse@acme.example>"
contact = "people@acme.example"
mails_per_minute = 600
allowed_domains = ["acme.example"]
mailed_sign_in = ["leader", "hr"]
oidc_issuer = "https://login.acme.example/realms/acme"
oidc_client_id = "pulse"
oidc_client_secret = "{PASSWORD}"
"""
PROGRAMMES = (
    (SURVEYS.parent / "config" / "programme.example.toml").read_text("utf-8"),
    'name = "field"\ntitle = "Field"\naudience = "Sales / North"\nfirst_wave = 2026-03-03\n'
    'time_zone = "Europe/Berlin"\n'
    'instrument = "pulse-11"\nevery_weeks = 6\nopen_days = 6\nstrict = true\nk = 8\ncomment_k = 9\n'
    'planning_waves = [6, 12]\n[[pinned]]\nitem = "X4"\nfrom_wave = 5\n',
)
WORDS = ' \t,;="[]{}.:/@-\n'
INSTRUMENTS = tuple(sorted(SURVEYS.glob("*.toml")))


class Unplaced(AssertionError):
    """A refusal that names no place."""


def rosters() -> SearchStrategy[bytes]:
    return damaged_bytes(ROSTERS, (lines_of, fields_of(",;\n"), fields_of(WORDS)))


def take_roster(file: bytes) -> Iterator[str]:
    """Whoever stands in a roster can be written to, and has a name and a team that every page can show."""
    try:
        employees = read_roster(file, ()).employees
    except BadRoster as refusal:
        require_places(refusal.problems)
        raise
    if len({one.email for one in employees}) < len(employees):
        yield "takes two people of one address"
    for one in employees:
        if any(unfit(text) for text in (one.name, one.email, *one.team)) or len(one.team) > MOST_DEPTH:
            yield "takes a text that cannot be shown, is too long, or is a formula"
        if one.target is not None and not 0 < one.target < MOST_AMOUNT:
            yield "takes an impossible target"


def unfit(text: str) -> bool:
    """Whether a text is no name: empty, hidden, a formula, too long."""
    hidden = any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Zl", "Zp") for sign in text)
    return hidden or not text.strip() or text[0] in "=+-@＝＋－＠" or len(text) > MOST_TEXT + 54


def require_places(problems: Iterable[Any]) -> None:
    """Every problem of a file says in which line it is."""
    if not all(str(one).startswith("line ") and one.line >= 1 for one in problems):
        raise Unplaced("a refusal does not say in which line")


def targets() -> SearchStrategy[bytes]:
    return damaged_bytes(TARGETS, (lines_of, fields_of(",;\n"), fields_of(WORDS)))


def take_targets(file: bytes) -> Iterator[str]:
    """Every target stands in a known team and period, and is an amount."""
    try:
        found = read_targets(file, STANDING)
    except BadTargets as refusal:
        require_places(refusal.problems)
        raise
    for (unit, period), target in found.targets.items():
        if unit not in STANDING.paths or period not in found.periods:
            yield "takes a target of no team or no period"
        amounts = (target.plan, target.official, target.actual) if target else ()
        if any(amount is not None and not 0 <= amount < MOST_AMOUNT for amount in amounts):
            yield "takes an impossible amount"
    if any(one.first > one.last or (one.last - one.first).days > 366 for one in found.periods.values()):
        yield "takes a period of no days, or of more than a year"


def programmes() -> SearchStrategy[bytes]:
    return damaged_bytes(PROGRAMMES, (lines_of, lines_of, fields_of(WORDS)))


def take_programme(file: bytes) -> Iterator[str]:
    """No programme goes below the promises, and its words stand on one line."""
    place = kept("programme.toml", file)
    try:
        found = read_definition(place)
    except BadProgramme as refusal:
        if "programme.toml" not in str(refusal):
            raise Unplaced("a refusal does not name the file") from None
        raise
    least = 8 if found.strict else 5
    if found.k < least or found.comment_k < found.k or found.least_comments < 3:
        yield "takes thresholds below the promises"
    if not all(text.isprintable() for text in (found.name, found.title, found.audience, found.approvals)):
        yield "takes a text of several lines"


def instruments() -> SearchStrategy[tuple[str, bytes]]:
    texts = {one.name: one.read_text("utf-8") for one in INSTRUMENTS}
    cuts = (lines_of, lines_of, fields_of(WORDS))
    return st.sampled_from(sorted(texts)).flatmap(
        lambda name: st.tuples(st.just(name), damaged_bytes((texts[name],), cuts))
    )


def take_instrument(changed: tuple[str, bytes]) -> Iterator[str]:
    """A published instrument that was changed is always refused, with its name."""
    name, content = changed
    directory = folder() / "surveys"
    original = (SURVEYS / name).read_bytes()
    (directory / name).write_bytes(content)
    try:
        load(directory)
    except BrokenInstrument as refusal:
        if name not in str(refusal):
            raise Unplaced("a refusal does not name the file") from None
        raise
    finally:
        (directory / name).write_bytes(original)
    if content != original:
        yield "takes a published instrument that was changed"


def theme_rules() -> SearchStrategy[Any]:
    valid = json.loads(_rules())
    one = {"themes": valid["themes"][:1], "danger": valid["danger"]}
    return damaged_documents([one, one, valid])


def take_rules(document: Any) -> Iterator[str]:
    """Rules that are taken can be written, and read again, and find their own words."""
    rules = parse_rules(json.dumps(document))
    if parse_rules(written(rules)) != rules:
        yield "takes rules that read otherwise when written again"
    for theme in rules.themes:
        rules.themes_of("The price of the territory is too high, " * 20, "en")
        if unfit(theme.label["en"]) and theme.label["en"][:1] not in "=+-@＝＋－＠":
            yield "takes a label that cannot be shown"


def settings_files() -> SearchStrategy[bytes]:
    return damaged_bytes((SETTINGS,), (lines_of, lines_of, fields_of(WORDS)))


def take_settings(file: bytes) -> Iterator[str]:
    """A refusal names the key and where to set it, and repeats no secret."""
    place = kept("settings.toml", file)
    return _loaded(place, {})


def environments() -> SearchStrategy[Mapping[str, str]]:
    named = st.sampled_from([f"PULSE_{line.split(' ')[0].upper()}" for line in SETTINGS.splitlines()])
    names = st.one_of(named, named, st.just("PULSE_NOTHING"), st.just("HOME"))
    return st.dictionaries(names, odd_texts(), max_size=5)


def take_environment(variables: Mapping[str, str]) -> Iterator[str]:
    """The same of variables."""
    return _loaded(kept("environment.toml", SETTINGS.encode()), variables)


def _loaded(place: Path, variables: Mapping[str, str]) -> Iterator[str]:
    try:
        found = load_settings(place, variables)
    except BadSettings as refusal:
        said = str(refusal)
        if place.name not in said and "default.toml" not in said:
            raise Unplaced("a refusal does not name the file") from None
        if SECRET in said or PASSWORD in said:
            raise Unplaced("a refusal repeats a secret") from None
        raise
    if len(found.secret_key.get_secret_value()) < 32 or not found.key_directories:
        yield "takes a secret that can be guessed, or no place for keys"


@cache
def folder() -> Path:
    """Where this process puts the files it reads; in memory where there is room."""
    made = Path(tempfile.mkdtemp(prefix="pulse-fuzzed-", dir=memory()))
    (made / "surveys").mkdir()
    for one in SURVEYS.iterdir():
        if one.is_file():
            (made / "surveys" / one.name).write_bytes(one.read_bytes())
    return made


def kept(name: str, content: bytes) -> Path:
    """A file of this content."""
    place = folder() / name
    place.write_bytes(content)
    return place


@cache
def _rules() -> str:
    return written(load(SURVEYS).themes)


def _whole_instrument() -> tuple[str, bytes]:
    return INSTRUMENTS[0].name, INSTRUMENTS[0].read_bytes()


FILES = (
    Family("roster files", rosters, take_roster, ROSTERS[0].encode, (BadRoster,)),
    Family("targets files", targets, take_targets, TARGETS[0].encode, (BadTargets,)),
    Family("programme files", programmes, take_programme, PROGRAMMES[1].encode, (BadProgramme,)),
    Family("instruments", instruments, take_instrument, _whole_instrument, (BrokenInstrument,)),
    Family("theme rules", theme_rules, take_rules, lambda: json.loads(_rules()), (BrokenInstrument,)),
    Family("settings files", settings_files, take_settings, SETTINGS.encode, (BadSettings,)),
    Family("settings as variables", environments, take_environment, dict, (BadSettings,)),
)
