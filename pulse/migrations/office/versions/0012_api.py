"""Tokens of the API, webhooks and what is owed to them."""

import sqlalchemy as sa
from alembic import op

import pulse.database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_tokens()
    _create_webhooks()


def _create_tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("revoked_at", pulse.database.Instant(timezone=True), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.CheckConstraint("purpose IN ('figures', 'contracts', 'metrics', 'scim')", name=op.f("purpose_is_known")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("token_has_a_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("api_token_key")),
        sa.UniqueConstraint("digest", name=op.f("api_token_digest_unique")),
        sa.UniqueConstraint("name", name=op.f("api_token_name_unique")),
        sqlite_strict=True,
    )


def _create_webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("added_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("removed_at", pulse.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("removed_at IS NULL OR removed_at >= added_at", name=op.f("webhook_removed_after_adding")),
        sa.PrimaryKeyConstraint("id", name=op.f("webhook_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "webhook_notice",
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("due_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("delivered_at", pulse.database.Instant(timezone=True), nullable=True),
        sa.Column("given_up_at", pulse.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("delivered_at IS NULL OR given_up_at IS NULL", name=op.f("notice_ends_once")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("webhook_notice_wave_id_refers")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("webhook_notice_webhook_id_refers")),
        sa.PrimaryKeyConstraint("webhook_id", "wave_id", name=op.f("webhook_notice_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
