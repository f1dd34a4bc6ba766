"""One database, SQLite by default, reached through SQLAlchemy Core."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

from anyio import to_thread
from sqlalchemy import Connection, create_engine, event

from pixop_server.tables import metadata

T = TypeVar("T")

Work = Callable[[Connection], T]


class Database:
    """Runs short transactions.

    Args:
        url: SQLAlchemy URL, for example `sqlite:////data/pixop.db` or `postgresql+psycopg://…`.
    """

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, pool_size=16, max_overflow=16)
        self._embedded = self.engine.dialect.name == "sqlite"
        # SQLite has one writer at a time; a lock of our own queues fairly where its busy handler polls.
        self._writer = threading.Lock()
        self._writing = self.engine.execution_options(pixop_write=True)
        if self._embedded:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    def create(self) -> None:
        """Create the tables that are not there."""
        with self._writer, self._writing.begin() as connection:
            metadata.create_all(connection)

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
            return self._read(work)
        return await to_thread.run_sync(self._read, work)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a writing transaction in a worker thread, where it may wait for another writer."""
        return await to_thread.run_sync(self.write_now, work)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


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
    write = connection.get_execution_options().get("pixop_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
