"""The whole product as `make run` starts it, on free ports and in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from tests.benchmarks.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C stops everything"
STOP_SECONDS = 30


@dataclass(frozen=True)
class Site:
    """A running demo."""

    web: str
    inbox: str
    guide: dict[str, Any]
    process: subprocess.Popen[str]
    folder: Path
    said: str
    """What it printed until it was ready."""

    @property
    def rep_link(self) -> str:
        """The link of the one rep who has not answered the open wave."""
        return self.web + str(self.guide["rep_path"])

    def leader(self, role: str) -> str:
        """The address of somebody to sign in as: "team leader", "regional leader", "head of sales" or "HR"."""
        return str(self.guide["people"][role])

    def mail_text(self, recipient: str, subject: str) -> str:
        """The text part of the newest mail to somebody with these words in its subject; empty if there is none."""
        for file in sorted((self.folder / "demo" / "inbox").glob("*.eml"), reverse=True):
            mail = message(file)
            if mail["To"].lower() == recipient and subject in mail["Subject"]:
                return mail["text"]
        return ""


def message(file: Path) -> dict[str, str]:
    """Read a mail file into its recipient, subject and text part."""
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    part = mail.get_body(("plain",))
    return {"To": str(mail["To"]), "Subject": str(mail["Subject"]), "text": part.get_content() if part else ""}


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """Start the demo, wait until it says it is ready, and end it as Ctrl-C would."""
    web, smtp, inbox = free_port(), free_port(), free_port()
    command = (
        sys.executable, "-m", "pulse", "demo", "--folder", str(folder),
        "--web-port", str(web), "--smtp-port", str(smtp), "--inbox-port", str(inbox),
    )  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True
    )
    try:
        said = _wait(process)
        guide = json.loads((folder / "demo" / "guide.json").read_text("utf-8"))
        yield Site(f"http://127.0.0.1:{web}", f"http://127.0.0.1:{inbox}", guide, process, folder, said)
    finally:
        stop(process)


def stop(process: subprocess.Popen[str]) -> int:
    """End the demo as Ctrl-C does; return its exit status."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    status = process.wait(STOP_SECONDS)
    if process.stdout:
        process.stdout.close()
    return status


def answers(address: str) -> bool:
    """Whether a server answers there."""
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _wait(process: subprocess.Popen[str]) -> str:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if READY in line:
            return "".join(said)
    raise RuntimeError("The demo ended before it was ready:\n" + "".join(said))
