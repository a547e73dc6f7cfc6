"""Periods, the targets of teams in them, and files that wait to be saved."""

import sqlalchemy as sa
from alembic import op

import pulse.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""In hundredths."""


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "target_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("period_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("target_period_key")),
        sa.UniqueConstraint("name", name=op.f("target_period_name_unique")),
        sqlite_strict=True,
    )
    op.create_table(
        "team_target",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("plan", MONEY, nullable=False),
        sa.Column("official", MONEY, nullable=True),
        sa.Column("actual", MONEY, nullable=True),
        sa.CheckConstraint("plan > 0", name=op.f("plan_is_more_than_nothing")),
        sa.CheckConstraint("official >= 0", name=op.f("official_is_no_debt")),
        sa.CheckConstraint("actual >= 0", name=op.f("actual_is_no_debt")),
        sa.ForeignKeyConstraint(["period_id"], ["target_period.id"], name=op.f("team_target_period_id_refers")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("team_target_unit_id_refers")),
        sa.PrimaryKeyConstraint("period_id", "unit_id", name=op.f("team_target_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "uploaded_targets",
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("uploaded_by", name=op.f("uploaded_targets_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
