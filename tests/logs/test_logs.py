"""A line of the log is made of known parts; what people wrote, and who they are, fits into none of them."""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from pulse.errors import Refusal
from pulse.logs import PARTS, UNSAID, formatter

CANARY = "anna@acme.example 0123456789ABCDEFGHJKMNPQRS /sign-in/secret-token"
FORMS = ["text", "json"]
EXACT = re.compile(r"\b\d\d:\d\d")


def logged(form: str, log: Callable[[logging.Logger], None], name: str = "pulse.respond", coarse: bool = True) -> str:
    """What a logger's calls write."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    logger, kept = logging.Logger(name, logging.DEBUG), Kept()
    kept.setFormatter(formatter(form, coarse=coarse))
    logger.addHandler(kept)
    log(logger)
    return "\n".join(lines)


def failing(logger: logging.Logger) -> None:
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise LookupError(CANARY, {"code": CANARY}) from error
    except LookupError:
        logger.exception("POST failed on %s", "respond.send")


@pytest.mark.parametrize("form", FORMS)
def test_of_an_error_its_kind_and_place_are_written_and_not_a_word_of_its_text(form: str) -> None:
    line = logged(form, failing)
    assert "POST failed on respond.send" in line
    assert "LookupError from ValueError" in line
    assert "logs/test_logs.py" in line
    assert "failing" in line
    assert not [word for word in CANARY.split() if word in line]
    assert "int(" not in line


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["sqlalchemy.engine", "_granian", "py.warnings", "urllib3", "pulsefeed", "asyncio"])
def test_what_a_library_says_is_left_out(form: str, name: str) -> None:
    line = logged(form, lambda logger: logger.warning("%s failed", CANARY), name)
    assert UNSAID in line
    assert not [word for word in CANARY.split() if word in line]
    assert name in line or form == "text"


@pytest.mark.parametrize("form", FORMS)
def test_what_is_handed_over_beside_the_message_is_dropped_unless_it_is_known(form: str) -> None:
    def log(logger: logging.Logger) -> None:
        bound = structlog.wrap_logger(logger, [structlog.stdlib.ProcessorFormatter.wrap_for_formatter])
        bound.error("sent", count=3, job="invite", address=CANARY, path=CANARY, answer=4242, code=CANARY)
        logger.error("sent", extra={"address": CANARY, "code": CANARY})

    line = logged(form, log)
    assert not [word for word in [*CANARY.split(), "4242", "address"] if word in line]
    if form == "json":
        first = json.loads(line.splitlines()[0])
        assert (first["count"], first["job"]) == (3, "invite")


@pytest.mark.parametrize("form", FORMS)
def test_coarse_time_is_the_hour_and_no_line_says_more(form: str) -> None:
    line = logged(form, lambda logger: logger.error("The box took no ballot"))
    assert not EXACT.search(line)
    assert re.search(r"\d{4}-\d\d-\d\d(, \d\d h|T\d\dZ)", line)
    assert EXACT.search(logged(form, lambda logger: logger.error("invite: 12"), coarse=False))


def test_every_line_of_json_is_one_object_of_known_parts() -> None:
    def log(logger: logging.Logger) -> None:
        logger.error("two\nlines \u2028 and more")
        failing(logger)
        logger.info("%s", Refusal("Too few people."))

    lines = logged("json", log).split("\n")
    found = [json.loads(line) for line in lines]
    assert len(found) == 3
    assert all(set(one) <= set(PARTS) for one in found)
    assert [one["level"] for one in found] == ["error", "error", "info"]
    assert found[2]["event"] == "Too few people."


PROCESS = """
import logging, sys, warnings
from flask.logging import default_handler
logging.getLogger("pulse").addHandler(default_handler)
library = logging.getLogger("_granian")
library.addHandler(logging.StreamHandler(sys.stdout))
library.propagate = False
from pulse import logs
logs.route(sys.argv[1], coarse=True)
logging.getLogger("pulse.worker").info("invite: 12")
library.error("canary one")
logging.getLogger("elsewhere").error("canary two")
warnings.warn("canary three")
"""


@pytest.mark.parametrize("form", FORMS)
def test_a_process_writes_everything_once_to_standard_error_and_nothing_past_it(form: str) -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        (sys.executable, "-W", "default", "-c", PROCESS, form), cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    assert "canary" not in done.stderr
    assert done.stderr.count("invite: 12") == 1
    assert done.stderr.count(UNSAID) == 3
    if form == "json":
        assert all(json.loads(line)["level"] for line in done.stderr.splitlines())
