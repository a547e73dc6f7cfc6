"""Results for everybody: what the leader sees, through a link, without sign-in, cookie or trace."""

import logging
import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from pulse.dashboards.measures import TITLES
from pulse.dashboards.titles import core_titles
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from pulse.programme.team_link import STAYS, TeamLink, token
from pulse.publications.operations import publish
from pulse.release.count import Questions
from pulse.release.drafting import draft_lost
from tests.dashboards.stage import Stage, everybody
from tests.engines import content

MUNICH, LINZ, BREMEN = "Sales / South / Munich", "Sales / South / Linz", "Sales / North / Bremen"


@pytest.fixture
def held(stage: Stage) -> Stage:
    stage.hold_wave(everybody(3))
    stage.hold_wave(everybody(4))
    return stage


def link(stage: Stage, unit: str, wave: int = -1) -> str:
    """The address of a unit's results, as its mails have it."""
    with stage.house.databases.office.reading() as office:
        row = office.scalars(select(Wave).where(Wave.name == stage.held[wave])).one()
    secret = stage.house.settings.secret_key.get_secret_value().encode()
    return f"/r/{token(secret, TeamLink(row.name, stage.code(unit)), row.closes_at)}"


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def phrases(page: TestResponse) -> set[str]:
    """What stands between the tags of a page."""
    return {phrase.strip() for phrase in re.split(r"<[^>]+>", page.text)} - {""}


def scores(text: str) -> list[str]:
    """The scores with their bands, and the findings, in the order of a page."""
    flat = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    return re.findall(r"(?:at (?:least|most) )?\d+ \(\d+-\d+\)|clear (?:rise|drop)|no clear change", flat)


def test_a_team_sees_the_scores_its_leader_sees(held: Stage) -> None:
    page = held.app.test_client().get(link(held, MUNICH))
    assert page.status_code == 200
    leader = held.sign_in("lena@acme.example").get(f"/team/{held.code(MUNICH)}").text
    own, of_leader = scores(page.text), scores(leader)
    assert own[::2] == ["clear rise"] * 4
    assert [one.split()[0] for one in own[1::2]] == ["75"] * 4
    assert set(own) <= set(of_leader)
    assert "With 8 answers, moves under 14 points are noise." in words(page)
    assert "plan 100" in words(page)


def test_the_page_is_in_the_readers_language(held: Stage) -> None:
    german = held.web.get(link(held, MUNICH) + "?lang=de")
    assert '<html lang="de">' in german.text
    english = held.web.get(link(held, MUNICH))
    names = {"Acme", "Munich", "English", "Deutsch", "Pulse", "pulse@acme.example", "75"}
    assert phrases(german) & phrases(english) <= names | {one for one in phrases(english) if one.startswith("(")}


def test_a_wave_that_was_struck_out_says_so_in_the_place_of_every_number(held: Stage) -> None:
    name, house = held.open_wave(), held.house
    held.close()
    with house.databases.office.writing() as office:
        wave = office.scalars(select(Wave).where(Wave.name == name)).one()
        contract = Contract.parse(wave.contract or "")
        questions = Questions.of(map(house.questionnaire.item, contract.questions))
        publish(office, wave.id, draft_lost(contract, questions), held.clock())
    page = held.web.get(link(held, MUNICH))
    assert page.status_code == 200
    assert "The key to this wave was lost: all answers were destroyed, and nobody has read them." in words(page)
    assert "fewer than" not in words(page)
    german = held.web.get(link(held, MUNICH) + "?lang=de")
    assert "Der Schlüssel zu dieser Runde ging verloren" in words(german)
    leader = held.sign_in("lena@acme.example").get(f"/team/{held.code(MUNICH)}")
    assert "The key to this wave was lost" in leader.text


def test_hidden_teams_say_why_and_show_the_nearest_unit_above(held: Stage) -> None:
    linz = words(held.web.get(link(held, LINZ)))
    assert "Hidden to protect people: fewer than 5 answers. Nothing is wrong. South instead:" in linz
    german = words(held.web.get(link(held, LINZ) + "?lang=de"))
    assert "weniger als 5 Antworten. Es ist alles in Ordnung. Stattdessen South:" in german


def test_a_folded_team_is_sent_to_the_unit_it_counts_in(held: Stage) -> None:
    assert "Counted with North in this wave" in words(held.web.get(link(held, BREMEN)))


def test_every_reader_gets_the_same_bytes_and_no_cookie(held: Stage) -> None:
    address = link(held, MUNICH)
    first = held.app.test_client().get(address)
    signed_in = held.sign_in("lena@acme.example")
    others = [
        signed_in.get(address),
        held.sign_in("hanna@acme.example").get(
            address, headers={"User-Agent": "Other", "Referer": "https://x.example"}
        ),
        held.app.test_client().get(address, headers={"Accept-Language": "de"}),
    ]
    for other in others:
        assert (other.status_code, other.data, other.headers) == (200, first.data, first.headers)
    assert "Set-Cookie" not in first.headers


def test_looking_changes_nothing(held: Stage) -> None:
    databases, address = held.house.databases, link(held, MUNICH)
    before = content(databases.office), content(databases.box)
    for _ in range(3):
        held.web.get(address)
        held.web.head(address)
        held.web.get(address + "x")
    assert (content(databases.office), content(databases.box)) == before
    assert held.web.post(address, data={"x": "y"}).status_code == 405


def test_the_page_may_be_kept_by_nobody_and_tells_nobody_where_it_was(held: Stage) -> None:
    for address in (link(held, MUNICH), "/r/nonsense"):
        headers = held.web.get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "ETag" not in headers
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_the_page_needs_no_script_and_no_other_host(held: Stage) -> None:
    page = held.web.get(link(held, MUNICH)).text
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|(?:https?:)?//", page)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_wrong_or_late_link_leads_to_one_plain_page(held: Stage, language: str) -> None:
    address = link(held, MUNICH)
    tampered = held.web.get(f"{address[:-1]}{'A' if address[-1] != 'A' else 'B'}?lang={language}")
    held.clock.now += STAYS
    late = held.web.get(f"{address}?lang={language}")
    assert (tampered.status_code, late.status_code) == (404, 404)
    assert tampered.data == late.data
    assert ("newest results mail" if language == "en" else "neuesten Mail mit Ergebnissen") in words(late)
    assert f'<html lang="{language}">' in late.text


def test_a_wave_that_is_not_published_shows_nothing(held: Stage) -> None:
    held.open_wave()
    assert held.web.get(link(held, MUNICH)).status_code == 404


def test_an_older_link_shows_its_own_wave(held: Stage) -> None:
    older, newer = held.web.get(link(held, MUNICH, 0)), held.web.get(link(held, MUNICH, 1))
    assert "wave 1" in words(older)
    assert "too early" in words(older)
    assert older.data != newer.data


def test_no_log_names_the_link(held: Stage, caplog: pytest.LogCaptureFixture) -> None:
    address = link(held, MUNICH)
    held.app.testing = False

    def broken(token: str) -> str:
        raise RuntimeError("broken")

    with caplog.at_level(logging.DEBUG):
        held.web.get(address)
        held.app.view_functions["results.results"] = broken
        assert held.web.get(address + "?lang=de").status_code == 500
    assert "results.results" in caplog.text
    assert address.removeprefix("/r/") not in caplog.text


def test_the_scores_are_called_what_the_leader_calls_them() -> None:
    assert core_titles(str) == {slug: TITLES[slug] for slug in ("safety", "response", "quota", "product")}
