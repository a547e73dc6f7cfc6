"""A release whose process is killed with SIGKILL is finished by the next one, on the real files."""

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import copytree

from pulse.publications.chain import verify_chain
from pulse.publications.document import parse
from pulse.publications.figures import PARTICIPATION, Figure
from pulse.publications.table import figure
from pulse.release.operations import release_wave
from tests.release.stage import Stage, StagedWave, house_in, sheet

BALLOTS = 400
KILLS = 3


def started(directory: Path, wave: StagedWave) -> subprocess.Popen[str]:
    """A process that has opened everything and begins to release the wave."""
    command = [sys.executable, "-m", "tests.release.killed", str(directory), str(wave.id)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finishes(directory: Path, wave: StagedWave) -> float:
    """Let a release run to its end; how many seconds it took."""
    process = started(directory, wave)
    began = time.perf_counter()
    process.communicate()
    assert process.returncode == 0
    return time.perf_counter() - began


def test_a_killed_release_is_finished_by_the_next(tmp_path: Path) -> None:
    wave = Stage(house_in(tmp_path / "wave")).open()
    wave.cast(
        ("east", sheet({"S1.v1": 1 + place % 5}, f"Number {place} has something to say")) for place in range(BALLOTS)
    )
    wave.close()
    wave.house.databases.dispose()
    copytree(tmp_path / "wave", tmp_path / "whole")
    seconds, random = finishes(tmp_path / "whole", wave), Random(11)
    for attempt in range(KILLS):
        directory = tmp_path / f"killed {attempt}"
        copytree(tmp_path / "wave", directory)
        process = started(directory, wave)
        time.sleep(random.uniform(0, seconds))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        restarted = replace(wave, house=house_in(directory))
        release_wave(restarted.house, wave.id)
        assert published_whole(restarted)


def published_whole(wave: StagedWave) -> bool:
    (document,) = wave.publications()
    everybody = figure(parse(document).table, PARTICIPATION, "east")
    with wave.house.databases.office.reading() as session:
        chain = list(verify_chain(session))
    return isinstance(everybody, Figure) and everybody.respondents == BALLOTS and not chain and not wave.remains()
