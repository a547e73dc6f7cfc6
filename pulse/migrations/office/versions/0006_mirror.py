"""Predictions of leaders."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for one row per leader and wave."""
    op.create_table(
        "prediction",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("safety", sa.Integer(), nullable=False),
        sa.Column("response", sa.Integer(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("product", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.CheckConstraint("safety BETWEEN 0 AND 100", name=op.f("predicted_safety_on_its_scale")),
        sa.CheckConstraint("response BETWEEN 0 AND 100", name=op.f("predicted_response_on_its_scale")),
        sa.CheckConstraint("quota BETWEEN 0 AND 100", name=op.f("predicted_quota_on_its_scale")),
        sa.CheckConstraint("product BETWEEN 0 AND 100", name=op.f("predicted_product_on_its_scale")),
        sa.CheckConstraint("target BETWEEN 50 AND 150", name=op.f("predicted_target_on_its_scale")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("prediction_wave_id_refers")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("prediction_person_id_refers")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("prediction_unit_id_refers")),
        sa.PrimaryKeyConstraint("wave_id", "person_id", name=op.f("prediction_key")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("prediction_by_unit", "prediction", ["unit_id", "wave_id"])


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
