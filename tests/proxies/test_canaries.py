"""A12 behind the shipped proxy examples: nginx and Caddy run them before granian, and no file holds what was marked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.adversary import canaries
from tests.proxies.conftest import Proxy
from tests.proxies.front import Front, running


@contextmanager
def before(proxy: Proxy, logs: list[str], folder: Path, web_port: int) -> Iterator[Front]:
    """Run a proxy; keep what it noted, for the room is gone in the end."""
    with running(proxy.kind, proxy.program, folder, web_port) as front:
        yield front
    logs.append(front.log)


def test_behind_the_shipped_example_no_log_and_no_file_holds_what_was_marked(proxy: Proxy) -> None:
    logs: list[str] = []
    assert canaries.attempt(1, partial(before, proxy, logs)) == []
    [log] = logs
    assert log.count("POST") >= 3 * canaries.ANSWERING
    assert {"200", "303", "413", "502"} <= set(re.findall(r"\b[2-5]\d\d\b", log))
    # The hour and nothing finer, the first part of the path and nothing after it.
    assert not re.search(r"\d\d:\d\d|\.\d{3}", log)
    assert set(re.findall(r"/[a-z]+", log)) == {"/w", "/r"}
