"""The demo ends as it began: one command, nothing left running, and the second start builds nothing again."""

from pathlib import Path

from tests.browser.site import Site, answers, running, stop

BUILDS = "Building a believable organisation"


def test_ctrl_c_ends_every_process_and_a_second_start_builds_nothing_again(site: Site, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    copy.mkdir()
    # A copy of the built organisation, so that the running one stays untouched.
    for file in site.folder.rglob("*"):
        target = copy / file.relative_to(site.folder)
        target.mkdir(exist_ok=True) if file.is_dir() else target.write_bytes(file.read_bytes())
    assert BUILDS in site.said
    with running(copy) as again:
        assert BUILDS not in again.said
        assert answers(f"{again.web}/readyz")
        assert stop(again.process) == 0
        assert not answers(f"{again.web}/healthz")
        assert not answers(again.inbox)
