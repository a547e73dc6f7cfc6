"""How it works: every number follows from the contract, and the contract can be checked with one command."""

import hashlib
import json
import re

import pytest

from pulse.exports.books import ATTACK
from pulse.house import House
from pulse.roster.models import Approval
from tests.respond.stage import POLICY, WAVE, Stage, open_stage, without_tags

STRICT = {**POLICY, "k": 8, "strict": True, "k_bands": 21, "k_comment": 11, "least_comments": 4, "k_theme": 9}


def how(stage: Stage, lang: str = "en") -> str:
    return without_tags(stage.browser().get(f"{stage.path}/how?lang={lang}").text)


def test_the_claims_and_their_limits_are_there(stage: Stage) -> None:
    words = how(stage)
    for sentence in (
        "No published number, over all time, rules out any answer for any person.",
        "about fewer than 5 answers can be computed",
        "After release nobody can read an answer again, from the database, a backup or a log.",
        "shows whether a particular person answered. A count can show that a whole group did, or did not.",
        "without the key share, shows no answer",
        "in a group of 5 answers, the other 4 can put theirs together",
        "Safety against somebody who runs the server and changes the program",
        "nobody ever changes their mind",
        "the way you write",
        "How we could cheat, and how you would notice",
    ):
        assert sentence in words


@pytest.mark.parametrize("words", ["100 %", "100%", "mathematically impossible", "even we cannot", "!"])
def test_nothing_is_promised_that_cannot_be_kept(stage: Stage, words: str) -> None:
    for lang in ("en", "de"):
        assert words not in how(stage, lang)


def test_every_number_follows_from_the_contract(house: House) -> None:
    with open_stage(house, people=33, policy=STRICT) as stage:
        words = how(stage)
        assert "from 8 answers on" in without_tags(stage.browser().get(stage.path).text)
    for sentence in (
        "about fewer than 8 answers", "the other 7 can", "appear from 8 answers on", "from 21 on",
        "at least 11 people answered and 4 wrote", "from 9 comments on", "People asked 33",
        "Strict, against one insider in every group yes",
    ):  # fmt: skip
        assert sentence in words
    assert "5 answers" not in words


def test_the_contract_of_the_round_is_written_out(stage: Stage) -> None:
    words = how(stage)
    for fact in (
        "Round Field pulse, 3", "Open until Tuesday 10 February, 08:00 (UTC)", "People asked 30",
        "Groups they count in 3", "Reminders 1 (to everyone asked)", "Approvals Works council, 3 March 2026",
        f"Fingerprint {stage.fingerprint()}",
    ):  # fmt: skip
        assert fact in words


def test_changes_of_the_roster_are_told_by_date_and_count_with_who_stood_behind_them(house: House) -> None:
    counts = {"joiners": 1, "leavers": 2, "moves": 3, "new_teams": 4}
    changes = tuple({"on": "2026-01-30", "approval": str(approval), **counts} for approval in Approval)
    with open_stage(house, roster_changes=changes) as stage:
        words, german = how(stage), how(stage, "de")
    for people in ("before the first programme", "by one person alone", "by two people"):
        assert f"2026-01-30, {people}: 1 came, 2 left, 3 moved, 4 new groups" in words
    assert "2026-01-30, durch eine Person allein: 1 gekommen, 2 gegangen, 3 gewechselt, 4 neue Gruppen" in german


def links(stage: Stage) -> list[str]:
    """Where the part about the books leads to."""
    part = stage.browser().get(f"{stage.path}/how").text.split('id="books"')[1].split("</section>")[0]
    return re.findall(r'href="([^"?]+)', part)


def test_books_on_request_are_asked_for(house: House) -> None:
    with open_stage(house, books="on request") as stage:
        words, german = how(stage), how(stage, "de")
        assert links(stage) == ["/static/attack.py"]
    contact = house.settings.contact
    assert f"Ask HR or the works council for a link to them, or write to {contact}." in words
    assert f"um einen Link, oder schreiben Sie an {contact}." in german
    assert "The books through a link, on request" in words


def test_open_books_are_led_to(house: House) -> None:
    with open_stage(house, books="everyone") as stage:
        words, german = how(stage), how(stage, "de")
        assert links(stage) == ["/books", "/static/attack.py"]
    assert "The contract of this round opens them to everyone." in words
    assert "Die Bücher für alle offen" in german
    assert "Ask HR" not in words


def test_a_contract_of_before_the_books_had_a_rule_says_on_request(stage: Stage) -> None:
    assert "books" not in stage.browser().get(f"{stage.path}/contract").text
    assert "The books through a link, on request" in how(stage)


def test_the_program_that_attacks_is_handed_to_everybody(stage: Stage) -> None:
    with stage.browser().get(links(stage)[-1]) as answer:
        assert answer.data == ATTACK.read_bytes()
        assert "Set-Cookie" not in answer.headers


def test_the_bytes_of_the_contract_have_the_fingerprint(stage: Stage) -> None:
    answer = stage.browser().get(f"{stage.path}/contract")
    assert answer.mimetype == "application/json"
    assert hashlib.sha256(answer.data).hexdigest() == stage.fingerprint()
    assert json.loads(answer.data)["wave"] == WAVE


def test_the_command_that_is_shown_fetches_those_bytes(stage: Stage) -> None:
    command = re.search(r"curl -s (\S+) \| sha256sum", how(stage))
    assert command is not None
    assert command[1] == f"http://localhost/w/{WAVE}/contract"


def test_the_contract_names_no_unit_and_no_person(stage: Stage) -> None:
    text = stage.browser().get(f"{stage.path}/contract").text
    assert "@" not in text
    assert set(json.loads(text)["units"]) == set(json.loads(text)["cells"]) | {"R00T000000000000"}


def test_the_explanation_stays_when_the_wave_is_closed(stage: Stage) -> None:
    stage.close()
    for page in ("how", "contract", "thanks"):
        assert stage.browser().get(f"{stage.path}/{page}").status_code == 200


def test_it_is_there_in_german(stage: Stage) -> None:
    words = how(stage, "de")
    assert "Was nicht zugesichert wird" in words
    assert "Wie wir betrügen könnten, und woran Sie es merken würden" in words
