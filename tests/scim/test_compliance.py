"""The compliance checker for SCIM servers finds nothing that fails."""

import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from tests.scim.providing import Provider

# Every statement is asked of both engines by the other tests; the checker asks what HTTP says.
pytestmark = pytest.mark.once


def test_no_check_fails(provider: Provider) -> None:
    client = WSGISCIMClient(
        provider.web.application,
        base_url="http://localhost/scim/v2",
        headers={"Authorization": f"Bearer {provider.token}"},
    )
    results = check_server(client)
    failed = [f"{one.title} {one.resource_type}: {one.reason}" for one in results if one.status in FAILED]
    assert failed == []
    assert {one.title for one in results if one.status is Status.SKIPPED} == {"search_with_attributes"}
    assert sum(one.status is Status.SUCCESS for one in results) > 60


FAILED = {Status.ERROR, Status.CRITICAL, Status.DEVIATION}
