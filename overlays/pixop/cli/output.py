"""Data on standard output, in the form that was asked for."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pixop.cli.failure import ReaderGone, disk_failure, drop_stdout, one_line
from pixop.cli.output_format import OutputFormat

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading and how to get its text from a record."""

    heading: str
    text: Callable[[Record], object]


def field(heading: str, *names: str) -> Column:
    """Return a column that shows one field, reached through nested objects by `names`."""

    def text(record: Record) -> object:
        value: Any = record
        for name in names:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    return Column(heading, text)


class Output:
    """Writes records to standard output."""

    def __init__(self, form: OutputFormat) -> None:
        self.form = form
        # A name may hold what this terminal's encoding lacks: show it escaped instead of failing.
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None and form in (OutputFormat.HUMAN, OutputFormat.QUIET):
            reconfigure(errors="backslashreplace")

    def one(self, record: Record, *, essential: object, human: str | None = None) -> None:
        """Write one record: `essential` in quiet form, `human` or its fields to a reader."""
        if self.form is OutputFormat.QUIET:
            self.line(essential)
        elif self.form is OutputFormat.HUMAN:
            self.line(human) if human is not None else self._fields(record)
        else:
            self.json(record)

    def many(
        self, records: Iterable[Record], columns: Sequence[Column], *, essential: str, nothing: str
    ) -> None:
        """Write records: a table, a JSON array, an object a line, or the field `essential` of each."""
        if self.form is OutputFormat.JSONL:
            for record in records:
                self.json(record)
        elif self.form is OutputFormat.QUIET:
            for record in records:
                self.line(record.get(essential, ""))
        elif self.form is OutputFormat.JSON:
            self.json(list(records))
        else:
            self._table(
                [[_cell(column.text(record)) for column in columns] for record in records], columns, nothing
            )

    def json(self, value: object) -> None:
        """Write JSON: on one line when lines are objects, indented otherwise."""
        unicode = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "") == "utf8"
        indent = None if self.form is OutputFormat.JSONL else 2
        self.line(json.dumps(value, ensure_ascii=not unicode, indent=indent))

    def line(self, value: object) -> None:
        """Write a line, and at once: a reader of a pipe sees it when it happens."""
        write_line(f"{value}")

    def _fields(self, record: Record) -> None:
        rows = list(_flatten(record))
        width = max((len(name) for name, _ in rows), default=0)
        for name, value in rows:
            self.line(f"{name:<{width}}  {_cell(value)}".rstrip())

    def _table(self, rows: list[list[str]], columns: Sequence[Column], nothing: str) -> None:
        if not rows:
            sys.stderr.write(f"{nothing}\n")
        elif sys.stdout.isatty():
            _rich_table(rows, columns)
        else:
            for row in _aligned([[column.heading for column in columns], *rows]):
                self.line(row)


def write_line(text: str) -> None:
    """Write a line to standard output. Raises `CommandFailure` when it cannot be written, as on a full disk."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        drop_stdout()
        raise disk_failure(error, "standard output") from error


def _rich_table(rows: list[list[str]], columns: Sequence[Column]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for index, column in enumerate(columns):
        # Only a name may be long; the rest is for copying and is never cut.
        longest = max(len(row[index]) for row in rows)
        width = None if column.heading == "name" else max(longest, len(column.heading))
        table.add_column(column.heading, overflow="fold", min_width=width)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(file=sys.stdout, highlight=False).print(table)


def _aligned(rows: list[list[str]]) -> Iterable[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return one_line(str(value))


def _flatten(record: Record, prefix: str = "") -> Iterable[tuple[str, object]]:
    for name, value in record.items():
        if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            value = {str(number): each for number, each in enumerate(value, 1)}
        if isinstance(value, Mapping) and value:
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
