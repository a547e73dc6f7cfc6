"""Owed mails in the order in which they leave."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OWED = sa.text("state IN ('waiting', 'refused')")


def upgrade() -> None:
    """Let the index give a batch without sorting everything that is due."""
    op.drop_index("outbox_mail_due", "outbox_mail")
    columns = ["due_at", "wave_id", "person_id"]
    op.create_index("outbox_mail_due", "outbox_mail", columns, sqlite_where=OWED, postgresql_where=OWED)


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
