"""PostgreSQL keeps no samples of what the box held: they would stay when the rows are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("ballot", "contract", "invitation")


def upgrade() -> None:
    """Switch statistics off for every column, of the waves that are there too, and drop what was noted before."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        for column in sa.inspect(connection).get_columns(table):
            changed = f"ALTER TABLE {table} ALTER COLUMN {column['name']}"
            op.execute(f"{changed} SET STATISTICS 0")
            # Whatever type a column is given, PostgreSQL forgets what it knew of the values. A partition's key has one
            # for good, and all it tells is the name of the wave.
            if column["name"] != "wave":
                op.execute(f"{changed} TYPE {column['type'].compile(connection.dialect)}")


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
