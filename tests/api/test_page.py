"""HR sees who may read and who is told, and no secret."""

import re

from pulse.accounts.token_models import Purpose
from pulse.webhooks.operations import add_webhook, owe_notices, record_failed
from tests.api.asking import hand_out
from tests.dashboards.stage import Stage, everybody


def test_before_anything_is_added_the_page_says_so(stage: Stage) -> None:
    page = stage.sign_in("hanna@acme.example").get("/hr/programs")
    assert page.status_code == 200
    assert "No other program may read" in page.text
    assert "No other program is told" in page.text


def test_hr_sees_tokens_and_webhooks_without_their_secrets(stage: Stage) -> None:
    program = hand_out(stage, Purpose.FIGURES, "BI <warehouse>")
    stage.hold_wave(everybody())
    program.get("/waves")
    with stage.house.databases.office.writing() as session:
        number = add_webhook(session, "https://receiver.example/hook?key=topsecret", "a test", stage.clock())
        owe_notices(session, [(number, 1)], stage.clock())
        session.flush()
        record_failed(session, (number, 1), "answered 500", stage.clock(), for_good=True)
    text = stage.sign_in("hanna@acme.example").get("/hr/programs").text
    assert "BI &lt;warehouse&gt;" in text
    assert str(stage.clock().date()) in text
    assert re.search(r"receiver\.example</th>.*<td>answered 500</td>", text)
    assert program.token not in text
    assert "topsecret" not in text


def test_nobody_but_hr_sees_it(stage: Stage) -> None:
    for email in ("lena@acme.example", "otto@acme.example"):
        assert stage.sign_in(email).get("/hr/programs").status_code == 404
    assert stage.app.test_client().get("/hr/programs").status_code == 303
