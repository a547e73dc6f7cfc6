"""A worker of its own that releases one wave: `python -m tests.release.killed DIRECTORY WAVE_ID`."""

import sys
from pathlib import Path

from pulse.release.operations import release_wave
from tests.release.stage import house_in

if __name__ == "__main__":
    house = house_in(Path(sys.argv[1]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    release_wave(house, int(sys.argv[2]))
