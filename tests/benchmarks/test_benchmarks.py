"""Every benchmark runs and fills its rows; how fast anything is, `make bench` says."""

import math
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmarks import disclosure, exports, home, invitations, page, paint, release, scale, submission
from tests.benchmarks.__main__ import BENCHMARKS, main
from tests.benchmarks.load import Load
from tests.benchmarks.machine import Moment, moment, worked
from tests.benchmarks.memory import Held, held, most_held, peak
from tests.benchmarks.organisation import founded, opened, roster
from tests.benchmarks.page import Resources
from tests.benchmarks.published import Press
from tests.benchmarks.rounds import Contest, Contestant, Unexpected
from tests.benchmarks.rows import Outcome, Quantity, Row, at_least, at_most, table
from tests.benchmarks.servers import ROOT, fetched, serving
from tests.benchmarks.sink import HOST, sink
from tests.benchmarks.submission import PROCESSES

TINY: dict[str, Callable[[], Iterator[Row]]] = {
    "page": lambda: page.measure(print, page.Size(teams=9, rounds=1, requests=20)),
    "submission": lambda: submission.measure(print, submission.Size(teams=12, reps=9, rounds=1, answers=24)),
    "home": lambda: home.measure(print, home.Size(large=20, small=9, waves=3, rounds=1, requests=3)),
    "paint": lambda: paint.measure(print, paint.Size(teams=9, waves=2, times=1)),
    "disclosure": lambda: disclosure.measure(print, disclosure.Size(units=40, rounds=1, questions=2)),
    "invitations": lambda: invitations.measure(print, invitations.Size(teams=3)),
    "exports": lambda: exports.measure(print, exports.Size(teams=10, times=2, waves=2, rounds=1)),
    "release": lambda: release.measure(print, release.Size(ballots=60, units=6)),
    "scale": lambda: scale.measure(print, scale.Size(teams=9, reps=4, answers=20, homes=9)),
}
PEAK = 200
"""Megabytes, more than an interpreter holds with nothing in it."""
MIXED = "<link rel=stylesheet href=a.css><script src=b.js></script><script src=c.js defer></script><img src=d.png>"


def test_every_benchmark_has_a_tiny_size() -> None:
    assert TINY.keys() == BENCHMARKS.keys()


@pytest.mark.parametrize("name", TINY)
def test_a_benchmark_measures_something_and_judges_it(name: str) -> None:
    rows = list(TINY[name]())
    # So little work is less than a tick of the processor's clock.
    assert all(row.measured.value > 0 for row in rows if "processor" not in row.what)
    assert all(row.ratio is None or math.isfinite(row.ratio) for row in rows)
    assert any(row.met is not None for row in rows)


def test_an_unknown_benchmark_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"no benchmark pages\. There are: page, submission"):
        main(["page", "pages"])


def test_a_goal_is_for_the_ratio_where_there_is_one() -> None:
    half = Row("half", Quantity(5, "/s"), Quantity(10, "/s"), at_least(0.6))
    assert (half.ratio, half.met) == (0.5, False)
    assert Row("few", Quantity(5, "s"), goal=at_most(6)).met
    assert Row("said", Quantity(5, "s")).met is None


def test_the_table_says_what_was_missed() -> None:
    slow = Row("pages", Quantity(1234.5, "/s"), Quantity(10_000, "/s"), at_least(0.6))
    _, _, name, line = table([Outcome("page", [slow], seconds=1, foreign=0)]).splitlines()
    assert name == "page"
    assert line.split() == ["pages", "1,234", "/s", "10,000", "/s", "0.123", "at", "least", "0.6", "NO"]


def test_what_others_used_is_what_the_machine_worked_beside_us() -> None:
    before, after = Moment(at=0, busy=100, ours=10), Moment(at=10, busy=100 + 5, ours=10 + 3)
    assert after.foreign_share(before) == pytest.approx(2 / (10 * (os.cpu_count() or 1)))


def test_our_own_work_is_ours(tmp_path: Path) -> None:
    before, began = moment(), worked(os.getpid())
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    assert worked(os.getpid()) - began >= 0.1
    assert moment().ours - before.ours >= 0.1


def test_a_latency_is_not_exceeded_by_its_share() -> None:
    load = Load(2.0, [0.004, 0.001, 0.003, 0.002], unexpected=0)
    assert (load.per_second, load.milliseconds(0.5), load.milliseconds(0.99)) == (2.0, 3.0, 4.0)


def test_resources_are_parted_by_whether_painting_waits_for_them() -> None:
    resources = Resources()
    resources.feed(MIXED)
    assert (resources.first, resources.later) == (["a.css", "b.js"], ["c.js", "d.png"])


def test_the_peak_of_a_process_knows_nothing_of_the_one_that_started_it() -> None:
    large = bytearray(PEAK << 20)
    command = "from tests.benchmarks.memory import peak; print(peak())"
    found = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(found.stdout) < PEAK <= peak()
    del large


def test_what_processes_have_of_the_same_file_counts_once() -> None:
    together = Held(3.0, {"program": 2.0, "library": 1.0}).beside(Held(1.0, {"program": 1.5, "other": 4.0}))
    assert together == Held(4.0, {"program": 2.0, "library": 1.0, "other": 4.0})
    assert together.total == 11.0


def test_what_a_process_holds_is_what_the_system_says() -> None:
    now, most = held(["self"]), most_held()
    lines = Path("/proc/self/status").read_text().splitlines()
    resident = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))
    assert now.total == pytest.approx(resident, rel=0.05)
    assert most.total == pytest.approx(peak(), rel=0.01)
    assert now.own > 0
    assert any(path.endswith(".so") for path in now.files)


def test_the_sink_takes_every_mail_once() -> None:
    with sink() as taker, smtplib.SMTP(HOST, taker.port) as server:
        for body in ("one", "two\n.\nthree", ""):
            server.sendmail("a@acme.example", ["b@acme.example"], f"Subject: x\n\n{body}")
        assert taker.taken == 3


def test_a_wrong_answer_stops_the_measuring() -> None:
    with serving("tests.benchmarks.bare:app", {}, "/") as server:
        assert fetched(server, "/").startswith(b"<!doctype html>")
        wrong = Contestant(server, lambda number: [b"GET /none HTTP/1.1\r\nHost: a\r\n\r\n"] * number)
        with pytest.raises(Unexpected, match="2 of 2 answers were not 200"):
            Contest(wrong, wrong).hold(rounds=1, number=20, clients=2)


def test_answers_are_measured_with_as_many_processes_as_are_shipped() -> None:
    assert f"GRANIAN_WORKERS={PROCESSES}\n" in (ROOT / "config" / "granian.env").read_text()


def test_the_wave_to_measure_is_opened_by_the_worker(tmp_path: Path) -> None:
    with founded(tmp_path, roster(3, reps=9)) as house:
        wave = opened(house)
    assert len(set(wave.codes)) == wave.contract.invited == 3 * 9 + 3 + 1 + 1


def test_past_waves_hold_as_many_answers_as_is_said(tmp_path: Path) -> None:
    with founded(tmp_path, roster(9, reps=2)) as house:
        assert Press(house, answering=5).publish(waves=2) == 2 * (9 + 3) * 5 * 9
