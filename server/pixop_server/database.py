"""One database, SQLite by default, reached through SQLAlchemy Core."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

from anyio import to_thread
from sqlalchemy import Connection, create_engine, event

from pixop_server.schema_version import prepare_schema

T = TypeVar("T")

Work = Callable[[Connection], T]


class Database:
    """Runs short transactions.

    Args:
        url: SQLAlchemy URL, for example `sqlite:////data/pixop.db` or `postgresql+psycopg://…`.
    """

    def __init__(self, url: str) -> None:
        self.engine = create_engine(
            _with_driver(url), pool_size=16, max_overflow=16, pool_pre_ping=not url.startswith("sqlite")
        )
        self._embedded = self.engine.dialect.name == "sqlite"
        # SQLite has one writer at a time; a lock of our own queues fairly where its busy handler polls.
        self._writer = threading.Lock()
        self._writing = self.engine.execution_options(pixop_write=True)
        self._reader: Connection | None = None
        if self._embedded:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @property
    def shared(self) -> bool:
        """Whether other servers and workers may use it at the same time."""
        return not self._embedded

    def create(self) -> None:
        """Make the tables, or bring those of an older version up to date."""
        with self.writing() as connection:
            prepare_schema(connection)

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Open a transaction that only reads."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Open a transaction that is committed at the end, or rolled back on an error."""
        if not self._embedded:
            with self._writing.begin() as connection:
                yield connection
            return
        with self._writer, self._writing.begin() as connection:
            yield connection

    def _read(self, work: Work[T]) -> T:
        with self.reading() as connection:
            return work(connection)

    def _read_embedded(self, work: Work[T]) -> T:
        """Run `work` on the connection that the event loop keeps for itself."""
        connection, driver = self._reading_connection()
        driver.execute("BEGIN")
        try:
            return work(connection)
        finally:
            connection.rollback()
            if driver.in_transaction:
                driver.execute("COMMIT")

    def _reading_connection(self) -> tuple[Connection, Any]:
        if self._reader is None:
            self._reader = self.engine.connect().execution_options(pixop_begin=False)
        return self._reader, self._reader.connection.driver_connection

    def version(self) -> int | None:
        """Tell a number that differs after each commit by anybody; None when the database has none.

        What was read at a version is still true at the same version. To be called where `read` is.
        """
        if not self._embedded:
            return None
        _, driver = self._reading_connection()
        number: int = driver.execute("PRAGMA data_version").fetchone()[0]
        return number

    def write_now(self, work: Work[T]) -> T:
        """Run `work` in a writing transaction in this thread."""
        with self.writing() as connection:
            return work(connection)

    async def read(self, work: Work[T]) -> T:
        """Run `work` in a reading transaction.

        SQLite answers in microseconds from its page cache, and a WAL reader never waits for a writer: a change of
        thread would cost more than the query. Other databases are a network away and get a thread.
        """
        if self._embedded:
            return self._read_embedded(work)
        return await to_thread.run_sync(self._read, work)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a writing transaction in a worker thread, where it may wait for another writer."""
        return await to_thread.run_sync(self.write_now, work)

    def close(self) -> None:
        """Close all connections."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self.engine.dispose()


def _with_driver(url: str) -> str:
    """Name the driver that the server comes with where a URL for PostgreSQL names none."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin_sqlite` does
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the write lock at once: an upgrade half-way can fail without waiting.
    options = connection.get_execution_options()
    if options.get("pixop_begin", True):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("pixop_write", False) else "BEGIN")
