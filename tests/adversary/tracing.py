"""A20: every number in every artefact follows from the published tables, the comment table, the contracts, the roster.

A company lives through waves; then all that left it is read, and every number explained at its place: by unit, measure
and wave. `sentences.py` and `lettered.py` hold the sentences, `places.py` and `tokens.py` what their numbers may be.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from random import Random
from zipfile import ZipFile

from tests.adversary import charted, documented, explaining, exported, histories, housekeeping, lettered, worlds
from tests.adversary.about import page_place
from tests.adversary.artefacts import FORMATS
from tests.adversary.crawling import CHANGING, token, visited
from tests.adversary.facts import SURVEYS, Facts
from tests.adversary.histories import History, Mail
from tests.adversary.nearby import Neighbour
from tests.adversary.places import Place
from tests.adversary.swapping import document
from tests.adversary.worlds import HEAD, HR
from tests.stories.conftest import Company, Visitor

WAVES = 3
EVERYTHING_EVERY = 4
"""In every so many companies the head of all looks at every page; in the others leaders of teams, or of a region."""
ALIKE = re.compile(r"/trend/(?!(?:safety|x1|r5)\b)\w+(?:\.json)?\?")
"""Courses in past waves, but for an index, a forecast and a yes."""
OWN = re.compile(r"(?m)^(?:To|Message-ID|Date): .*$|#[0-9A-Z]{26}|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4,5}){1,5}\b")
"""What differs between the mails of people of the same group."""


def attempt(seed: int) -> list[str]:
    """Let a company live, and name every number of what leaves it that is not explained."""
    with worlds.room() as folder, worlds.running(folder / "live") as company:
        history = histories.lived(company, Random(seed), WAVES)
        arrived = histories.mails(company, history)
        facts = histories.facts(company, history, arrived)
        found = [one for email in (*_looking(facts, seed), HR) for one in _pages(company.signs_in(email), facts)]
        signed_in = company.signs_in(HR)
        assert isinstance(signed_in, Neighbour)
        found += _files(signed_in, company, facts)
        found += _results(company, arrived, facts, history)
    found += _mails(arrived, facts, history)
    found += [one for number, text in history.pages for one in lettered.page(text, facts, number)]
    found += [one for number, wave in enumerate(history.waves) for one in _documents(wave, number + 1, facts)]
    return list(dict.fromkeys(found))


def _looking(facts: Facts, seed: int) -> list[str]:
    """Who of the leaders looks at every page."""
    if (seed + 1) % EVERYTHING_EVERY == 0:
        return [HEAD]
    paths = {facts.paths[unit]: email for email, unit in facts.leads.items()}
    teams = sorted(path for path in paths if path.count(" / ") == 2)
    return [paths["Sales / South"], paths[teams[0]]] if seed % 2 else [paths[teams[0]], paths[teams[-1]]]


def _pages(visitor: Visitor, facts: Facts) -> Iterator[str]:
    """Every page somebody signed in can open, and every chart."""
    for page in visited(visitor, "/", but=ALIKE.search).values():
        address = page.address.removeprefix(visitor.web)
        if address.endswith("/targets.csv"):
            yield from housekeeping.amounts(page.text, facts)
        elif address.split("?")[0].endswith(".json"):
            yield from charted.unexplained(page.text, page_place(address, facts))
        else:
            yield from explaining.unexplained(address, CHANGING.sub("", page.text), facts)


def _files(visitor: Neighbour, company: Company, facts: Facts) -> Iterator[str]:
    """Every export in every format, and the books."""
    secret = token(visitor, "/hr/exports")
    for wave in facts.waves:
        for subject in ("figures", "comments"):
            for chosen in FORMATS:
                path = f"/hr/exports/{wave.name}/{subject}"
                content = visitor.file(path, csrf_token=secret, format=chosen)
                yield from exported.unexplained(subject, chosen, content, facts, wave.number)
    issued = visitor.post("/hr/books", csrf_token=secret)
    yield from explaining.unexplained("/hr/books", CHANGING.sub("", issued.text), facts)
    link = re.search(r"/books/[\w-]+", issued.text)
    assert link
    yield from _books(visitor.file(link.group(0)), company, facts)


def _books(content: bytes, company: Company, facts: Facts) -> Iterator[str]:
    """The books hold the publications and the contracts, whose numbers are explained elsewhere, and fixed files."""
    known = {"attack.py", "README.txt"}
    with ZipFile(BytesIO(content)) as archive:
        for number, wave in enumerate(facts.waves, start=1):
            files = {f"publications/{number:04}-{wave.name}.json": document(company.folder, wave.name)}
            files[f"contracts/{wave.name}.json"] = json.dumps(wave.contract, sort_keys=True, separators=(",", ":"))
            known |= files.keys()
            yield from (f"books: {name}" for name, text in files.items() if archive.read(name).decode() != text)
        static = SURVEYS.parent / "pulse" / "static" / "attack.py"
        yield from ["books: attack.py"] * (archive.read("attack.py") != static.read_bytes())
        yield from (f"books: {name}" for name in set(archive.namelist()) - known)
        readme = archive.read("README.txt").decode()
        yield from ["books: README.txt"] * (set(re.findall(r"[\d.]+\d", readme)) > {"256", "3.11"})


def _mails(arrived: Iterable[Mail], facts: Facts, history: History) -> Iterator[str]:
    """Every mail, at the cell of who it went to and the wave it is about; of those that differ in nothing else than
    their reader's name, code and address, one."""
    read = set()
    for mail in arrived:
        if mail.kind == "digest":
            yield from lettered.digest(mail.text, _of_digest(mail, arrived, facts))
            continue
        cell = history.waves[max(mail.number, 1) - 1].cells.get(mail.to, "")
        what = (cell, mail.number, OWN.sub("", mail.text))
        if what not in read:
            read.add(what)
            yield from lettered.mail(mail.text, cell, facts, mail.number or 1)


def _of_digest(mail: Mail, arrived: Iterable[Mail], facts: Facts) -> Place:
    """What a digest is about: the unit of its reader, or all of them, as everything stood when it left."""
    before = sum(one.kind == "digest" and one.sent < mail.sent for one in arrived)
    deeds = facts.deeds.at(mail.sent, {("leader", "sent"): before})
    root = next(unit for unit, path in facts.paths.items() if "/" not in path)
    return Place(replace(facts, deeds=deeds), facts.leads.get(mail.to, root), deeds.newest)


def _results(company: Company, arrived: Iterable[Mail], facts: Facts, history: History) -> Iterator[str]:
    """The results of a group, by the link in its mails."""
    known: set[str] = set()
    for mail in arrived:
        links = re.findall(r"/r/(?!pause/)[\w-]+", mail.text) if mail.kind == "team results" else []
        for link in {*links} - known:
            known.add(link)
            here = Place(facts, history.waves[mail.number - 1].cells[mail.to], mail.number)
            for language in ("en", "de"):
                text = company.visitor().get(f"{link}?lang={language}").text
                yield from explaining.unexplained_at(here, link, text)


def _documents(wave: histories.Lived, number: int, facts: Facts) -> Iterator[str]:
    """The publication, from the answers that were sent; and the contract."""
    contract = json.loads(wave.contract)
    tapped = sum(not item.startswith("T") for item in contract["questions"])
    found = [*documented.publication(wave.document, contract, wave.cells, wave.answers)]
    found += documented.contract(wave.contract, wave.cells, number, tapped, facts.imported[0])
    yield from (f"publication of wave {number}: {one}" for one in found)
