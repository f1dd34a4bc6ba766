"""Record where a server's answers go beyond the document: names and types only, never a value of a field.

Successes and refusals of every kind of call are noted: unknown fields, states and exception names, statuses, header
fields, and fields whose type is another one. The environment variable
`PIXOP_DRIFT_RECORD` names the file; `pixop drift` turns it into an overlay.
"""

import contextlib
import functools
import json
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pixop_client.request import Operation
from pixop_client.timestamp import UnreadableTimestamp
from pixop_client.wire import DecodeError

ENVIRONMENT = "PIXOP_DRIFT_RECORD"
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
#: What can be the name of a field, or of a state; anything else may be data of a user.
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.:-]{0,63}")
_STATE = re.compile(r"[A-Za-z0-9_.:+-]{1,40}")
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}", re.IGNORECASE)


class DriftRecord:
    """A file that collects what is new, each thing once. Safe for threads.

    Args:
        path: Where to write; what is there already is kept and not written again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen = set(path.read_text("utf-8").splitlines()) if path.exists() else set[str]()

    def answer(self, operation: Operation, status: int, headers: Iterable[str], body: bytes) -> None:
        """Note any answer: its status, the names of its header fields, and what an error has in its body.

        Args:
            operation: The operation that was called.
            status: The status of the answer.
            headers: Names of its header fields.
            body: The body of an error; empty for one that is streamed.
        """
        refused = status >= 400
        error = self._parsed(body, _error) if refused else None
        if status not in operation.success:
            told = {"body": type(error).__name__} if error is not None else {}
            self._write(kind="status", operation=operation.id, status=status, **told)
        for name in sorted({name.lower() for name in headers}):
            if _NAME.fullmatch(name):
                self._write(kind="header", operation=operation.id, status=status, name=name)
        self._model(error)

    def content(self, operation: Operation, data: Any) -> None:
        """Note the decoded JSON of an answer, as the models of the operation read it."""
        if operation.response_kind == "json":
            self._model(self._parsed(data, _reader(operation.id)))

    def _parsed(self, data: Any, read: Callable[[Any], Any]) -> Any:
        """The model of an answer; where it does not fit, the field and the types are noted."""
        try:
            return read(data)
        except DecodeError as error:
            if error.field:
                self._write(kind="mismatch", schema=error.schema, name=error.field, reason=error.reason)
        except (ValueError, RecursionError, LookupError):
            pass
        return None

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
                if _NAME.fullmatch(str(name)) and not _ID.search(str(name)):
                    kind = _TYPES.get(type(item), "null")
                    self._write(kind="field", schema=model, name=str(name), type=kind)
        for field in fields:
            if field.name == "additional_properties":
                continue
            found = getattr(value, field.name)
            if isinstance(found, UnreadableTimestamp):
                self._write(kind="mismatch", schema=model, name=field.name, reason="no date that can be read")
            self._known(found)

    def _known(self, value: Any) -> None:
        # A member that the document does not list is the name of a state, not data of a user.
        if (
            getattr(value, "is_known", True) is False
            and _STATE.fullmatch(str(value))
            and not _ID.search(value)
        ):
            self._write(kind="value", schema=type(value).__name__, name=str(value))
        self._model(value)

    def _write(self, **entry: Any) -> None:
        line = json.dumps(entry, sort_keys=True)
        with self._lock:
            if line not in self._seen:
                self._seen.add(line)
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")


def observe_answer(operation: Operation, status: int, headers: Iterable[str], body: bytes) -> None:
    """Note an answer in the file that `PIXOP_DRIFT_RECORD` names; a file that cannot be written fails no call."""
    if path := os.environ.get(ENVIRONMENT):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            _record(path).answer(operation, status, headers, body)


def observe_content(operation: Operation, data: Any) -> None:
    """Note the decoded JSON of an answer, likewise."""
    if path := os.environ.get(ENVIRONMENT):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            _record(path).content(operation, data)


def _error(body: bytes) -> Any:
    from pixop_client.models import Error

    return Error.from_dict(json.loads(body))


def _reader(operation_id: str) -> Callable[[Any], Any]:
    from pixop_client.api import operation_module

    read: Callable[[Any], Any] = operation_module(operation_id).parse
    return read


@functools.cache
def _record(path: str) -> DriftRecord:
    return DriftRecord(Path(path))
