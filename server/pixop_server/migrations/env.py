"""Alembic's way in: the connection comes from `schema_version.migrate`."""

from alembic import context

from pixop_server.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
