"""What both branches of migrations share: run on the connection that `database.migrate` holds."""

from alembic import context
from sqlalchemy import MetaData


def run(metadata: MetaData) -> None:
    """Run the migrations of one database on the connection handed over by the caller."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=True,
        user_module_prefix="pulse.database.",
    )
    with context.begin_transaction():
        context.run_migrations()
