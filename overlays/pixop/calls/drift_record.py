"""Record where a server's answers go beyond the document: names and types only, never a value of a field.

The environment variable `PIXOP_DRIFT_RECORD` names the file; `pixop drift` turns it into an overlay.
"""

import contextlib
import functools
import json
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pixop_client.request import Operation

ENVIRONMENT = "PIXOP_DRIFT_RECORD"
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_LONGEST_NAME = 64


class DriftRecord:
    """A file that collects what is new, each thing once. Safe for threads.

    Args:
        path: Where to write; what is there already is kept and not written again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen = set(path.read_text("utf-8").splitlines()) if path.exists() else set[str]()

    def observe(
        self, operation_id: str, status: int, headers: Iterable[str], body: Any, *, known: Iterable[int] = ()
    ) -> None:
        """Note an answer.

        Args:
            operation_id: The operation that was called.
            status: The status of the answer.
            headers: Names of its header fields.
            body: A generated model, or None.
            known: Statuses that the document lists for the operation; none when that is not known.
        """
        statuses = list(known)
        if statuses and status not in statuses:
            self._write(kind="status", operation=operation_id, status=status)
        for name in sorted({name.lower() for name in headers}):
            self._write(kind="header", operation=operation_id, status=status, name=name)
        self._model(body)

    def _model(self, value: Any) -> None:
        if isinstance(value, list | tuple):
            for item in value:
                self._model(item)
            return
        fields = getattr(type(value), "__attrs_attrs__", None)
        if fields is None:
            return
        model = type(value).__name__
        extra = getattr(value, "additional_properties", None)
        if (
            isinstance(extra, Mapping) and len(fields) > 1
        ):  # a map without fields of its own has users' names in it
            for name, item in extra.items():
                self._write(kind="field", schema=model, name=str(name), type=_TYPES.get(type(item), "null"))
        for field in fields:
            if field.name != "additional_properties":
                self._known(getattr(value, field.name))

    def _known(self, value: Any) -> None:
        # A member that the document does not list is the name of a state, not data of a user.
        if getattr(value, "is_known", True) is False and len(str(value)) <= _LONGEST_NAME:
            self._write(kind="value", schema=type(value).__name__, name=str(value))
        self._model(value)

    def _write(self, **entry: Any) -> None:
        line = json.dumps(entry, sort_keys=True)
        with self._lock:
            if line not in self._seen:
                self._seen.add(line)
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")


def observe(operation: Operation, status: int, headers: Iterable[str], model: Any) -> None:
    """Note an answer in the file that `PIXOP_DRIFT_RECORD` names; a file that cannot be written fails no call."""
    if path := os.environ.get(ENVIRONMENT):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            _record(path).observe(operation.id, status, headers, model, known=operation.success)


@functools.cache
def _record(path: str) -> DriftRecord:
    return DriftRecord(Path(path))
