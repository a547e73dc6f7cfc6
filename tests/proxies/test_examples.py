"""What the shipped proxy examples let through and write down, and that each of their rules is needed."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from pulse.planning.roster_views import LARGEST_ROSTER
from pulse.respond.views import LARGEST_FORM
from tests.benchmarks.servers import free_port
from tests.proxies.conftest import Proxy
from tests.proxies.front import CLIENT, Front, running

MARK = "canary4711"
HEADERS = {"User-Agent": f"Agent{MARK}", "Referer": f"https://mail.example/{MARK}", "Cookie": f"kept={MARK}"}
WORDS = (MARK, CLIENT)
REPS = (f"/w/{MARK}", f"/r/{MARK}")
SECRETS = (*REPS, f"/sign-in/{MARK}", f"/books/{MARK}", f"/team/{MARK}", f"/{MARK}")
SPOILT: list[tuple[str, Mapping[str, str]]] = [
    ("nginx", {"pulse.log pulse;": "pulse.log combined;"}),
    ("nginx", {"error_log /dev/null emerg;": "error_log /var/log/nginx/error.log;"}),
    ("nginx", {"$request_method $pulse_part $status": "$request_method $uri $status"}),
    ("nginx", {"$pulse_hour $request_method": "$pulse_hour $remote_addr $request_method"}),
    ("caddy", {"exclude http": "level DEBUG"}),
    ("caddy", {"request>remote_ip delete": ""}),
    ("caddy", {"request>client_ip delete": ""}),
    ("caddy", {"request>headers delete": ""}),
    ("caddy", {"request>uri regexp": "request>other regexp"}),
]


def run_through(front: Front) -> None:
    """Ask for every kind of page with marks everywhere, send a form, and send nonsense."""
    for path in SECRETS:
        front.ask(f"{front.address}{path}?code={MARK}", None, HEADERS)
        front.ask(f"{front.address}{path}", {"code": MARK}, HEADERS)
    front.ask(f"http://localhost:{front.plain_port}/w/{MARK}?code={MARK}", None, HEADERS)
    front.shout(f"GET /w/{MARK}?code={MARK} HTTP/9.9\r\n{MARK}\r\n\r\n".encode())


def hits(folder: Path) -> list[str]:
    """The marks that stand in a file of the proxy, and where."""
    written = [file for file in folder.rglob("*") if file.is_file()]
    assert (folder / "pulse.log") in written
    return [f"{word} in {file.name}" for file in written for word in WORDS if word.encode() in file.read_bytes()]


@pytest.mark.parametrize("answers", [True, False], ids=["web", "no web"])
def test_nothing_marked_is_written_down(proxy: Proxy, web: int, tmp_path: Path, answers: bool) -> None:
    with running(proxy.kind, proxy.program, tmp_path / "proxy", web if answers else free_port()) as front:
        run_through(front)
    assert hits(tmp_path / "proxy") == []
    lines = front.log.splitlines()
    assert len(lines) >= 2 * len(SECRETS) + 1
    assert all("T" in line.split()[0] or '"ts":"' in line for line in lines)


@pytest.mark.parametrize(
    ("proxy", "changes"), SPOILT, indirect=["proxy"], ids=[next(iter(changes)) for _, changes in SPOILT]
)
def test_without_one_of_its_rules_the_example_would_tell(
    proxy: Proxy, tmp_path: Path, changes: Mapping[str, str]
) -> None:
    with running(proxy.kind, proxy.program, tmp_path / "proxy", free_port(), changes) as front:
        run_through(front)
    assert hits(tmp_path / "proxy") != []


def test_where_reps_answer_the_web_learns_neither_address_nor_agent_nor_cookie(
    proxy: Proxy, web: int, tmp_path: Path
) -> None:
    sent = {**HEADERS, "X-Forwarded-For": CLIENT, "Forwarded": f"for={CLIENT}", "X-Real-IP": CLIENT}
    with running(proxy.kind, proxy.program, tmp_path / "proxy", web) as front:
        for path in ("/w/round", "/r/link"):
            got = front.ask(f"{front.address}{path}", None, sent).body.decode()
            assert json.loads(got)["path"] == path
            assert [word for word in WORDS if word in got] == []
        staff = front.ask(f"{front.address}/team/x", None, sent).body.decode()
        assert CLIENT not in staff
        assert json.loads(staff)["cookie"] == HEADERS["Cookie"]


@pytest.mark.parametrize("answers", [True, False], ids=["web", "no web"])
def test_no_page_of_reps_is_kept_or_named_as_a_referrer(proxy: Proxy, web: int, tmp_path: Path, answers: bool) -> None:
    with running(proxy.kind, proxy.program, tmp_path / "proxy", web if answers else free_port()) as front:
        for path in REPS:
            answer = front.ask(f"{front.address}{path}", None, {})
            assert answer.status == (200 if answers else 502)
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_forms_are_taken_up_to_the_size_that_pulse_takes(proxy: Proxy, web: int, tmp_path: Path) -> None:
    with running(proxy.kind, proxy.program, tmp_path / "proxy", web) as front:
        assert front.ask(f"{front.address}/w/round", {"x": "x" * (LARGEST_FORM - 100)}, {}).status == 200
        assert front.ask(f"{front.address}/hr/roster", {"x": "x" * LARGEST_ROSTER}, {}).status == 200
        for path, size in (("/w/round", LARGEST_FORM), ("/sign-in", 2 * LARGEST_FORM)):
            answer = front.ask(f"{front.address}{path}", {"x": "x" * (size + 1000)}, {})
            assert answer.status in (413, 0)


def test_whoever_comes_without_encryption_is_sent_to_where_it_is(proxy: Proxy, web: int, tmp_path: Path) -> None:
    with running(proxy.kind, proxy.program, tmp_path / "proxy", web) as front:
        answer = front.ask(f"http://localhost:{front.plain_port}/w/round?lang=de", None, {})
        assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/w/round?lang=de")
