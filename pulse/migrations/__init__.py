"""Schema changes of the two databases, each an Alembic branch of its own."""
