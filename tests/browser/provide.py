"""Provide a Chromium for the browser tests: the one that is here, Debian's, or playwright's own.

Run as `python -m tests.browser.provide`; the tests ask `chromium()` where it is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = (("apt-get", "update", "-q"), ("apt-get", "install", "-y", "-q", "chromium"))


def chromium() -> str | None:
    """Return the path of a usable Chromium, or None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def provide() -> str:
    """Return the path of a Chromium, installing one if need be; raises SystemExit with what to do."""
    if found := chromium():
        return found
    print("Installing a Chromium for the browser tests, once ...", flush=True)
    attempts = [APT] if os.geteuid() == 0 and shutil.which("apt-get") else []
    for commands in (*attempts, ((sys.executable, "-m", "playwright", "install", "chromium"),)):
        done = all(_runs(command) for command in commands)
        if done and (found := chromium()):
            return found
    raise SystemExit("No Chromium could be installed. Install one by hand, for example: sudo apt-get install chromium")


def _runs(command: tuple[str, ...]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    print(f"Browser: {provide()}")
