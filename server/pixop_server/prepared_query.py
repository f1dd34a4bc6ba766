"""Queries of the hot paths: compiled once, and on SQLite run by the driver itself.

SQLite answers a query of one row in microseconds; what SQLAlchemy adds to it (a transaction object, cache keys, result
metadata) costs ten times that. The statement, its types and the other databases stay SQLAlchemy's.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError

_DIALECT = sqlite.dialect(paramstyle="named")
_Convert = Callable[[Any], Any]


class PreparedQuery:
    """A SELECT whose parameters are `bindparam`s.

    Args:
        statement: The query; its columns have different names.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._sql = str(statement.compile(dialect=_DIALECT))
        columns = list(statement.selected_columns)
        self._row: Any = namedtuple("Record", [column.key or "value" for column in columns])  # type: ignore[misc]
        self._converts: list[tuple[int, _Convert]] = [
            (number, convert)
            for number, column in enumerate(columns)
            if (convert := column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)) is not None
        ]

    def all(self, connection: Connection, parameters: dict[str, Any]) -> list[Row[Any]]:
        """Run it; rows have their columns as attributes."""
        if connection.dialect.name != "sqlite":
            if any(isinstance(value, str) and "\0" in value for value in parameters.values()):
                return []  # PostgreSQL stores no NUL, so no text is equal to this one
            return list(connection.execute(self._statement, parameters))
        driver: Any = connection.connection.driver_connection
        try:
            rows: list[Any] = driver.execute(self._sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise OperationalError(self._sql, None, error) from error
        make = self._row._make
        if not self._converts:
            return [make(row) for row in rows]
        made: list[Any] = []
        for row in rows:
            values = list(row)
            for number, convert in self._converts:
                values[number] = convert(values[number])
            made.append(make(values))
        return made

    def first(self, connection: Connection, parameters: dict[str, Any]) -> Row[Any] | None:
        """Run it, and give back its first row."""
        rows = self.all(connection, parameters)
        return rows[0] if rows else None
