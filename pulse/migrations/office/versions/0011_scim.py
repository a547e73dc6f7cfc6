"""What the identity provider believes, and what became of it."""

import sqlalchemy as sa
from alembic import op

import pulse.database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_resources("scim_user", "user_name")
    _create_resources("scim_group", "name")
    op.create_table(
        "scim_member",
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("user_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_number"], ["scim_group.number"], name=op.f("scim_member_group_number_refers")),
        sa.ForeignKeyConstraint(["user_number"], ["scim_user.number"], name=op.f("scim_member_user_number_refers")),
        sa.PrimaryKeyConstraint("group_number", "user_number", name=op.f("scim_member_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("scim_member_user_number_index"), "scim_member", ["user_number"])
    op.create_table(
        "scim_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changed_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("taken_at", pulse.database.Instant(timezone=True), nullable=True),
        sa.Column("handed_in_at", pulse.database.Instant(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("one_batch_gathers")),
        sa.PrimaryKeyConstraint("id", name=op.f("scim_batch_key")),
        sqlite_strict=True,
    )


def _create_resources(table: str, name: str) -> None:
    op.create_table(
        table,
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column(name, sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f(f"{table}_key")),
        sa.UniqueConstraint("id", name=op.f(f"{table}_id_unique")),
        sa.UniqueConstraint(name, name=op.f(f"{table}_{name}_unique")),
        sqlite_strict=True,
    )
    op.create_index(op.f(f"{table}_external_id_index"), table, ["external_id"])


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
