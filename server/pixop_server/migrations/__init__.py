"""Changes of the schema, in order, run by Alembic."""
