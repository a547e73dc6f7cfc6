"""Which tests one process runs: those of a folder that shares something costly, such as a running site."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser/", "tests/proxies/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Hand out tests one by one, but whole folders where these are costly to open.

    It takes the place of xdist's own groups, which this version of pytest does not see.
    """
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = scope  # how xdist's own schedulers differ, too
    return scheduler


def scope(nodeid: str) -> str:
    """The name of what a test stays together with: its folder, or itself alone."""
    return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)
