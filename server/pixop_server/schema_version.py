"""Which version the tables have, and how older ones become current."""

from sqlalchemy import Column, Connection, MetaData, String, Table, func, inspect, select

from pixop_server.tables import metadata

CURRENT = "3"
FIRST = "1"
_LOCK = 0x7069786F70  # "pixop"

# Alembic's own table, described here so that a start without changes need not import Alembic.
_versions = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


class UnknownSchemaError(OSError):
    """The data was written by a newer version of this server."""


def prepare_schema(connection: Connection) -> None:
    """Make the tables in an empty database, or bring those of an older version up to date, in this transaction.

    Raises:
        UnknownSchemaError: the data is of a newer version.
    """
    if connection.dialect.name == "postgresql":
        # Servers that start at the same time prepare it one after the other.
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    there = set(inspect(connection).get_table_names())
    if "users" not in there:
        metadata.create_all(connection)
        _record(connection, CURRENT)
        return
    if _versions.name not in there:  # the first version kept no record
        _record(connection, FIRST)
    version = connection.scalar(select(_versions.c.version_num))
    if version == CURRENT:
        return
    if version is None or not version.isdecimal() or int(version) > int(CURRENT):
        raise UnknownSchemaError(
            f"the database has schema version {version}, this server knows up to {CURRENT}: use a newer server"
        )
    _migrate(connection)


def _record(connection: Connection, version: str) -> None:
    _versions.create(connection)
    connection.execute(_versions.insert().values(version_num=version))


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "pixop_server:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
