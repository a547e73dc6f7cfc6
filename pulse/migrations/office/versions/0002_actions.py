"""Answers to themes, promises, and the line "You said, we did"."""

import sqlalchemy as sa
from alembic import op

import pulse.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "said_and_done",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("said_and_done_wave_id_refers")),
        sa.PrimaryKeyConstraint("wave_id", "language", name=op.f("said_and_done_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "theme_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("passed_to", sa.Text(), nullable=True),
        sa.Column("answered_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'passed up') = (passed_to IS NOT NULL)", name=op.f("passed_up_to_somebody")),
        sa.CheckConstraint("kind IN ('doing', 'no', 'passed up', 'understand')", name=op.f("answer_kind_is_known")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 1000", name=op.f("answer_has_words")),
        sa.CheckConstraint("passed_to IS NULL OR passed_to <> level", name=op.f("passed_up_to_another")),
        sa.ForeignKeyConstraint(
            ["wave_id", "unit", "theme"],
            ["published_theme.wave_id", "published_theme.unit", "published_theme.theme"],
            name="theme_answer_refers_to_a_published_theme",
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("theme_answer_wave_id_refers")),
        sa.PrimaryKeyConstraint("id", name=op.f("theme_answer_key")),
        sqlite_strict=True,
    )
    op.create_index("theme_answer_by_level", "theme_answer", ["level"], unique=False)
    op.create_index("theme_answer_by_unit", "theme_answer", ["unit", "wave_id"], unique=False)
    op.create_index("theme_answer_passed_to", "theme_answer", ["passed_to"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("item", sa.Text(), nullable=True),
        sa.CheckConstraint("length(owner) BETWEEN 1 AND 100", name=op.f("promise_has_an_owner")),
        sa.ForeignKeyConstraint(["answer_id"], ["theme_answer.id"], name=op.f("promise_answer_id_refers")),
        sa.PrimaryKeyConstraint("id", name=op.f("promise_key")),
        sa.UniqueConstraint("answer_id", name=op.f("promise_answer_id_unique")),
        sqlite_strict=True,
    )
    op.create_table(
        "promise_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("changed_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'moved') = (due_on IS NOT NULL)", name=op.f("moved_to_a_day")),
        sa.CheckConstraint("kind = 'kept' OR (reason IS NOT NULL AND reason <> '')", name=op.f("broken_with_a_reason")),
        sa.CheckConstraint("kind IN ('kept', 'dropped', 'moved')", name=op.f("promise_change_is_known")),
        sa.CheckConstraint("length(reason) <= 1000", name=op.f("reason_is_short")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("promise_change_promise_id_refers")),
        sa.PrimaryKeyConstraint("id", name=op.f("promise_change_key")),
        sa.UniqueConstraint("promise_id", "kind", name=op.f("promise_change_promise_id_kind_unique")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_end_of_a_promise",
        "promise_change",
        ["promise_id"],
        unique=True,
        sqlite_where=sa.text("kind <> 'moved'"),
        postgresql_where=sa.text("kind <> 'moved'"),
    )


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
