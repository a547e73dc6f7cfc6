"""The log of changes, whatever its address asks for."""

import pytest

from tests.dashboards.stage import Stage

pytestmark = pytest.mark.once


@pytest.mark.parametrize("before", ["-1", "0", "9" * 30, "-" + "9" * 30, "x"])
def test_a_number_that_no_entry_can_have_breaks_nothing(stage: Stage, before: str) -> None:
    assert stage.sign_in("hanna@acme.example").get(f"/log?before={before}").status_code == 200
