"""Sessions with limits and proofs, forms that wait for a proof, and ways to an identity provider."""

import sqlalchemy as sa
from alembic import op

from pulse.database import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the table of sessions, which ends all of them; add the two others."""
    op.drop_table("staff_session")
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("proved_at", Instant(), nullable=True),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.CheckConstraint("proved_at IS NULL OR proved_at <= ends_at", name=op.f("proved_before_the_end")),
        sa.PrimaryKeyConstraint("digest", name=op.f("staff_session_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("staff_session_email_index"), "staff_session", ["email"])
    op.create_table(
        "held_form",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("held_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("held_form_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "provider_sign_in",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("return_to", sa.Text(), nullable=False),
        sa.Column("proves_anew", sa.Boolean(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("provider_sign_in_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("provider_sign_in_browser_index"), "provider_sign_in", ["browser"])
    op.create_index(op.f("provider_sign_in_asked_at_index"), "provider_sign_in", ["asked_at"])


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
