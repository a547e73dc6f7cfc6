"""${message}"""

import sqlalchemy as sa
from alembic import op

import pulse.database

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
