"""The migrated tables are those of the models, on both engines."""

import importlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.orm import DeclarativeBase

import pulse
from pulse.database import Box, Office
from pulse.house import House

PACKAGE = Path(pulse.__file__).parent


@pytest.fixture(autouse=True, scope="module")
def _every_table_is_known() -> None:
    for file in (*PACKAGE.glob("*/models.py"), PACKAGE / "audit.py"):
        importlib.import_module(".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts))


@pytest.mark.parametrize(("name", "base"), [("office", Office), ("box", Box)])
def test_a_migrated_database_has_the_tables_of_the_models(house: House, name: str, base: type[DeclarativeBase]) -> None:
    with getattr(house.databases, name).engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, base.metadata) == []
