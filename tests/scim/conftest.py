"""An installation that an identity provider writes to."""

from collections.abc import Iterator

import pytest

from pulse.house import House
from tests.scim.providing import Provider, Site, opened


@pytest.fixture
def site(house: House) -> Iterator[Site]:
    """An installation without people yet."""
    with opened(house) as site:
        yield site


@pytest.fixture
def provider(site: Site) -> Provider:
    """An identity provider with a good token."""
    return site.provider()
