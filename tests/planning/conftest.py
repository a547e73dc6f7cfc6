"""The organisation of the dashboards' tests, in front of whose web one stands."""

from tests.dashboards.conftest import stage

__all__ = ["stage"]
