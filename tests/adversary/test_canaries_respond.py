"""A12 for the rep's page: marked codes, answers, comments, agents and addresses leave no trace in logs or files."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import request
from flask.logging import default_handler

from pulse.ballots.models import Ballot
from pulse.house import House
from pulse.invitations.codes import spoken
from tests.respond.stage import Stage, open_stage

COMMENT = "canarycomment Zwitscherbaum"
AGENT, ADDRESS, REFERRER = "CanaryAgent/7.7", "203.0.113.77", "https://canary.example/mail"
VISITOR = {"User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "Referer": REFERRER, "Cookie": "canarycookie=1"}
BROKEN_BY = {
    "sqlite": "CREATE TRIGGER bad BEFORE INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'broken'); END",
    "postgresql": "ALTER TABLE ballot ADD CONSTRAINT bad CHECK (wave = 'x')",
}
EDGE = {"REMOTE_ADDR": ADDRESS}


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    with open_stage(house) as opened:
        opened.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield opened


def canaries(stage: Stage) -> list[bytes]:
    """What must not be found anywhere, in every spelling a log might use."""
    codes = [code for person in range(4) for code in (stage.code(person), spoken(stage.code(person)))]
    words = [*codes, *(code.lower() for code in codes), "canary", "Zwitscherbaum", AGENT, ADDRESS]
    return [word.encode() for word in words]


def post(stage: Stage, fields: dict[str, str], query: str = "") -> int:
    browser = stage.browser()
    return browser.post(stage.path + query, data=fields, headers=VISITOR, environ_base=EDGE).status_code


def act(stage: Stage) -> None:
    """Everything people do with the page: read, answer, answer again, send it half filled in, mistype, come late."""
    code, comment = stage.code(1), {"T1.v1": COMMENT, "visibility": "words"}
    for page in ("", "/how", "/thanks", "/contract", f"/{code}", f"?code={code}"):
        stage.browser().get(stage.path + page, headers=VISITOR, environ_base=EDGE)
    assert post(stage, {"code": code, "S1.v1": "4", **comment}) == 303
    assert post(stage, {"code": code, "S1.v1": "4", **comment}) == 303
    assert post(stage, {"code": stage.code(2), "T1.v1": COMMENT}) == 422
    assert post(stage, {"code": stage.code(2)[:-1] + "-", **comment}) == 422
    assert post(stage, {"code": "0" * 26, **comment}) == 404
    assert post(stage, {"code": stage.code(2), "S1.v1": "4", "x": "canary" * 9000}) == 413
    stage.close()
    assert post(stage, {"code": stage.code(3), "S1.v1": "4", **comment}) == 410


def break_box(stage: Stage) -> None:
    """Let every ballot be refused by the database."""
    box = stage.house.databases.box
    with box.writing() as session:
        session.execute(sa.text(BROKEN_BY["sqlite" if box.embedded else "postgresql"]))


def found(stage: Stage, content: bytes) -> list[bytes]:
    return [canary for canary in canaries(stage) if canary in content]


def test_no_log_holds_a_canary(
    stage: Stage, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        act(stage)
    printed = "".join(capfd.readouterr())
    assert found(stage, caplog.text.encode()) == []
    assert found(stage, printed.encode()) == []


@pytest.mark.sqlite
def test_no_file_holds_a_canary(stage: Stage, tmp_path: Path) -> None:
    act(stage)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) >= 4
    assert {file.name: found(stage, file.read_bytes()) for file in files} == {file.name: [] for file in files}


def test_an_error_inside_a_submission_writes_no_canary_and_no_digest(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    break_box(stage)
    with caplog.at_level(logging.DEBUG):
        assert post(stage, {"code": stage.code(1), "T1.v1": COMMENT, "visibility": "words"}) == 503
    assert "The box took no ballot: IntegrityError at database/direct.py" in caplog.text
    assert found(stage, caplog.text.encode()) == []
    assert stage.count().redeemed == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_error_that_quotes_the_whole_request_leaks_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    def broken(wave: str) -> str:
        try:
            int(str(request.form.to_dict()))
        except ValueError as error:
            raise LookupError(request.full_path, request.headers, request.form, request.remote_addr) from error
        raise AssertionError

    for endpoint in ("questions", "send", "thanks", "how", "contract"):
        stage.app.view_functions[f"respond.{endpoint}"] = broken
    fields = {"code": stage.code(1), "T1.v1": COMMENT}
    with caplog.at_level(logging.DEBUG):
        for page in ("",) if method == "POST" else ("", "/thanks", "/how", "/contract"):
            address = f"{stage.path}{page}?code={stage.code(1)}"
            answer = stage.browser().open(address, method=method, data=fields, headers=VISITOR, environ_base=EDGE)
            assert answer.status_code == 500
            assert "went wrong on our side" in answer.text
            assert found(stage, answer.data + str(answer.headers).encode()) == []
    assert "LookupError" in caplog.text
    assert found(stage, caplog.text.encode()) == []


def test_an_error_is_written_down_at_coarse_time(stage: Stage) -> None:
    record = logging.LogRecord("pulse.app", logging.ERROR, "app.py", 1, "POST failed", (), None)
    line = default_handler.format(record)
    assert re.fullmatch(r"\[\d{4}-\d\d-\d\d, \d\d h\] ERROR in app: POST failed", line)


def test_the_sealed_ballot_is_all_that_is_kept(stage: Stage) -> None:
    act(stage)
    with stage.house.databases.box.reading() as session:
        ballots = session.scalars(sa.select(Ballot.sealed)).all()
    # One that counts, and one that the same code wrote when it was used again.
    assert [found(stage, sealed) for sealed in ballots] == [[], []]
    assert stage.sheets()[0][1].comment is not None
