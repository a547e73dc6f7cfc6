"""Who may look at digests, and that pages say what mails say."""

import re
from html import unescape

from werkzeug.test import TestResponse

from pulse.digests.models import Digest
from tests.actions.loop import GRAZ, HANNA, LENA, MUNICH, SOUTH, SUE, Loop
from tests.dashboards.stage import everybody
from tests.digests.reading import contents, pass_days
from tests.worker.postbox import Postbox


def words(page: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_hr_previews_every_digest_as_it_would_leave_now(loop: Loop) -> None:
    wave = loop.raised("price")
    loop.stage.clock.forward(days=7)
    web = loop.stage.sign_in(HANNA)
    overview = web.get("/hr/digests")
    links = re.findall(r'href="(/hr/digests/[^"]+)"', overview.text)
    assert len(links) == 1 + 3 + 9
    pages = {link: web.get(link.replace("&amp;", "&")) for link in links}
    assert {page.status_code for page in pages.values()} == {200}
    munich = pages[f"/hr/digests/leader?unit={loop.stage.code(MUNICH)}"]
    assert "Price and discount, wave 1: answer by Monday 23 February." in words(munich)
    assert f"{loop.stage.house.settings.base_url}/team/{loop.stage.code(MUNICH)}" in munich.text
    assert "no mail would leave" in words(pages[f"/hr/digests/leader?unit={loop.stage.code(GRAZ)}"])
    own = contents(loop, Digest.HR, period=wave)
    assert own is not None
    assert all(line in words(pages["/hr/digests/hr"]) for section in own.sections for line in section.lines[:1])


def test_only_hr_opens_previews(loop: Loop) -> None:
    loop.raised("price")
    for email in (LENA, SUE, "otto@acme.example"):
        web = loop.stage.sign_in(email)
        for address in ("/hr/digests", "/hr/digests/hr", f"/hr/digests/leader?unit={loop.stage.code(MUNICH)}"):
            assert web.get(address).status_code == 404


def test_a_preview_of_nothing_is_no_page(loop: Loop) -> None:
    web = loop.stage.sign_in(HANNA)
    for address in (
        "/hr/digests/boss",
        "/hr/digests/leader",
        "/hr/digests/leader?unit=NONE0000",
        "/hr/digests/executive",
    ):
        assert web.get(address).status_code == 404


def test_the_monthly_page_says_what_the_mail_says(loop: Loop, postbox: Postbox) -> None:
    loop.stage.hold_wave(everybody(3))
    loop.stage.hold_wave(everybody(4))
    pass_days(loop, loop.stage.clock().replace(day=3, month=4), hours=12)
    pass_days(loop, loop.stage.clock().replace(day=4), hours=1)
    found = contents(loop, Digest.EXECUTIVE, SOUTH)
    page = loop.stage.sign_in(SUE).get(f"/team/{loop.stage.code(SOUTH)}/digest")
    assert found is not None
    for section in found.sections:
        assert all(line in words(page) for line in section.lines)
    assert [mail["Subject"] for mail in postbox.to(SUE) if "month" in str(mail["Subject"])] == [found.title]


def test_the_monthly_page_is_for_whoever_leads_the_unit_or_one_above(loop: Loop) -> None:
    loop.stage.hold_wave(everybody())
    south = f"/team/{loop.stage.code(SOUTH)}/digest"
    assert loop.stage.sign_in(SUE).get(south).status_code == 200
    assert loop.stage.sign_in("ruth@acme.example").get(south).status_code == 200
    for email in (LENA, "nils@acme.example", HANNA):
        assert loop.stage.sign_in(email).get(south).status_code == 404
    assert loop.stage.sign_in(LENA).get(f"/team/{loop.stage.code(MUNICH)}/digest").status_code == 404


def test_before_a_publication_the_monthly_page_says_so(loop: Loop) -> None:
    page = loop.stage.sign_in(SUE).get(f"/team/{loop.stage.code(SOUTH)}/digest")
    assert "Nothing is published of this unit yet." in words(page)
