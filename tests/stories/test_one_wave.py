"""One wave from the roster to the leader's page, through HTTP and a mail server."""

import json
import re
from hashlib import sha256

from tests.stories.conftest import Company, Page, text_of

NORTH = [f"north{n}@acme.example,Rep North{n},Sales / North,rep,Europe/Berlin,en,DE,100" for n in range(12)]
SOUTH = [f"south{n}@acme.example,Rep South{n},Sales / South,rep,Europe/Berlin,de,DE,100" for n in range(9)]
TINY = [f"tiny{n}@acme.example,Rep Tiny{n},Sales / Tiny,rep,Europe/Berlin,en,DE,100" for n in range(3)]
LEADERS = [
    "head@acme.example,Head Person,Sales,leader,Europe/Berlin,en,DE,2400",
    "ada@acme.example,Ada North,Sales / North,leader,Europe/Berlin,en,DE,1200",
    "sol@acme.example,Sol South,Sales / South,leader,Europe/Berlin,de,DE,900",
    "tim@acme.example,Tim Tiny,Sales / Tiny,leader,Europe/Berlin,en,DE,300",
]


def words(page: Page) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_a_wave_from_the_roster_to_the_leaders_page(company: Company) -> None:
    company.imports(*LEADERS, *NORTH, *SOUTH, *TINY)
    company.applies()
    company.passes(days=4)
    company.passes(hours=1)

    # Everybody but the head of the audience is invited, once, with one fingerprint.
    links = company.links()
    assert len(links) == len(company.mails(subject="open until")) + len(company.mails(subject="offen bis")) == 27
    assert "head@acme.example" not in links
    name = links["north0@acme.example"]["wave"]
    contract = company.visitor().get(f"/w/{name}/contract").text
    fingerprint = sha256(contract.encode()).hexdigest()
    assert all(fingerprint in re.sub(r"\s", "", text_of(mail)) for mail in company.mails())

    # Reps answer without any cookie; the second time the same code meets the same page.
    questions = [question for question in json.loads(contract)["questions"] if not question.startswith("T1")]
    for email, link in links.items():
        if email.startswith(("north", "south", "tiny")):
            rep = company.visitor()
            thanks = [
                rep.post(f"/w/{name}", code=link["code"], **dict.fromkeys(questions, str(code))) for code in (4, 1)
            ]
            assert [page.status for page in thanks] == [200, 200]
            assert "Nothing links it to you" in thanks[0].text
            assert thanks[0].text == thanks[1].text
            assert len(rep.cookies) == 0

    # While it is open nobody sees a figure; from its close on nobody answers; then the worker publishes.
    assert "results appear after it closes" in words(company.signs_in("sol@acme.example").get("/"))
    company.passes(days=3)
    assert len(company.mails(subject="Reminder")) + len(company.mails(subject="Erinnerung")) == 27
    company.clock.forward(days=4)
    late = company.visitor().post(f"/w/{name}", code=links["ada@acme.example"]["code"], **{questions[0]: "3"})
    assert late.status == 410
    company.works()

    # The first answer counted, and each leader sees the own team alone.
    home = company.signs_in("ada@acme.example").get("/")
    assert "12 of 12 answered" in words(home)
    tim = company.signs_in("tim@acme.example")
    assert "fewer than 5 answers" in words(tim.get("/")) or "Counted with" in words(tim.get("/"))
    assert tim.get(home.address).status == 404
    assert tim.get(company.signs_in("head@acme.example").get("/").address).status == 404
    company.passes(days=1)
    assert {str(mail["To"]) for mail in company.mails(subject="Results are open")} >= {"ada@acme.example"}


def test_a_leader_of_three_sees_no_figures(company: Company) -> None:
    company.imports(*LEADERS, *NORTH, *SOUTH, *TINY)
    company.applies()
    company.passes(days=4)
    company.passes(hours=1)
    for link in company.links().values():
        company.visitor().post(f"/w/{link['wave']}", code=link["code"], **{"S1.v1": "5"})
    company.passes(days=7)
    page = words(company.signs_in("tim@acme.example").get("/"))
    assert "3 of 3" not in page
    assert "Counted with Sales" in page or "fewer than 5 answers" in page
