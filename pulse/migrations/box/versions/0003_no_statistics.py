"""PostgreSQL keeps no samples of what the box held: they would stay when the rows are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("ballot", "contract", "invitation")


def upgrade() -> None:
    """Switch statistics off for every column, of the waves that are there too."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        for column in sa.inspect(connection).get_columns(table):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column['name']} SET STATISTICS 0")


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
