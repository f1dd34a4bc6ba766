"""What a pipeline has done, on the disk: one JSON object a line, appended and synced before the next step.

The first line says which server and team it is of. Each further line is a change of one file's state; the lines of a
file, folded, are its `Entry`. A last line that was torn by a crash is dropped. It holds no secret.
"""

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from pixop.errors import LedgerError, LocalFileError
from pixop.transfers.part_lock import PartLock

VERSION = 1
FAILED = "failed"


@dataclass(slots=True)
class Entry:
    """The state of one file.

    Attributes:
        key: the absolute path of the target, which no two files share.
        stage: the last stage that was reached.
        facts: everything that the lines said, the latest last.
        failure: what the last line said when it is a failure, else None.
    """

    key: str
    stage: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    failure: Mapping[str, Any] | None = None

    def take(self, record: Mapping[str, Any]) -> None:
        """Take in a further line."""
        facts = {name: value for name, value in record.items() if name not in ("item", "state", "at")}
        if record["state"] == FAILED:
            self.failure = facts
            return
        self.failure = None
        self.stage = str(record["state"])
        self.facts.update(facts)

    @property
    def failed_for_good(self) -> bool:
        """Whether going on would meet the same failure again."""
        return self.failure is not None and bool(self.failure.get("final"))

    @property
    def goes_on(self) -> bool:
        """Whether `resume` has something to do for it."""
        return self.stage != "done" and not self.failed_for_good


class Ledger:
    """An open ledger; one process has it at a time. Safe for threads.

    Attributes:
        path: the file.
        header: its first line.
        entries: the files, in their order.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        """Open a ledger, and make it when `create` says so.

        Raises:
            LedgerError: it is not there, is in use, or is damaged.
            LocalFileError: the disk refused.
        """
        self.path = path
        self.header: dict[str, Any] = {}
        self.entries: dict[str, Entry] = {}
        self._write_lock = threading.Lock()
        self._descriptor: int | None = None
        if not create and not path.is_file():
            raise LedgerError(f"There is no ledger at {path}.", path=str(path))
        try:
            self._owner = PartLock(path)
        except LocalFileError as error:
            raise LedgerError(
                f"Another process works with the ledger {path}, or left {path.name}.lock behind on another machine: "
                "wait for it, or remove the lock file if nothing runs.",
                path=str(path),
            ) from error
        except OSError as error:
            raise self._disk(error) from error
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def begin(self, header: Mapping[str, Any]) -> None:
        """Write the first line of a new ledger, or make sure that an old one is of the same server and team.

        Raises `LedgerError`.
        """
        if not self.header:
            self.header = {"pixopLedger": VERSION, **header}
            self._append(self.header)
            return
        for name, value in header.items():
            if self.header.get(name) != value:
                raise LedgerError(
                    f"The ledger {self.path} is of {name} {self.header.get(name)!r}, and this client is of {value!r}: "
                    "use the same, or another ledger.",
                    path=str(self.path),
                )

    def plan(self, files: Mapping[str, Mapping[str, Any]]) -> None:
        """Write that files are planned, all in one piece: a run that is killed has planned all of them, or none."""
        records = [_record(key, "planned", facts) for key, facts in files.items()]
        with self._write_lock:
            self._append(*records)
            for record in records:
                self._take(record)

    def record(self, key: str, state: str, **facts: Any) -> Entry:
        """Write that a file has reached a state; when this returns, a crash no longer forgets it."""
        record = _record(key, state, facts)
        with self._write_lock:
            self._append(record)
            return self._take(record)

    def close(self) -> None:
        """Close the file and let other processes have it."""
        with self._write_lock:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None
                self._owner.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> None:
        try:
            new = not self.path.exists()
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(os.dup(self._descriptor), "rb") as file:
                data = file.read()
            whole = data[: data.rfind(b"\n") + 1]
            if len(whole) < len(data):
                os.ftruncate(self._descriptor, len(whole))
            os.lseek(self._descriptor, 0, os.SEEK_END)
            if new:
                _sync_directory(self.path.parent)
        except OSError as error:
            raise self._disk(error) from error
        self.header, self.entries = _read(whole, self.path)

    def _take(self, record: Mapping[str, Any]) -> Entry:
        entry = self.entries.setdefault(record["item"], Entry(record["item"]))
        entry.take(record)
        return entry

    def _append(self, *records: Mapping[str, Any]) -> None:
        if self._descriptor is None:
            raise LedgerError(f"The ledger {self.path} is closed.", path=str(self.path))
        line = b"".join(json.dumps(record, ensure_ascii=True).encode() + b"\n" for record in records)
        before = os.lseek(self._descriptor, 0, os.SEEK_END)
        try:
            written = os.write(self._descriptor, line)
            if written < len(line):
                os.write(self._descriptor, line[written:])
            os.fsync(self._descriptor)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._descriptor, before)
            raise self._disk(error) from error

    def _disk(self, error: OSError) -> LocalFileError:
        return LocalFileError(
            f"The ledger {self.path} cannot be written: {error.strerror or error}. Nothing is begun without it.",
            path=str(self.path),
            errno=error.errno,
        )


def _record(key: str, state: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"item": key, "state": state, "at": datetime.now(UTC).isoformat(timespec="seconds"), **facts}


def peek(path: Path) -> tuple[dict[str, Any], list[Entry]]:
    """Read a ledger without taking it; another process may be writing it.

    Raises `LedgerError` when it is not there or damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LedgerError(
            f"There is no ledger at {path}: {error.strerror or error}.", path=str(path)
        ) from error
    header, entries = _read(data[: data.rfind(b"\n") + 1], path)
    return header, list(entries.values())


def has_entries(path: Path) -> bool:
    """Tell whether a ledger is there and holds the state of any file."""
    try:
        return bool(peek(path)[1])
    except LedgerError:
        return path.exists() and path.stat().st_size > 0


def _read(data: bytes, path: Path) -> tuple[dict[str, Any], dict[str, Entry]]:
    header: dict[str, Any] = {}
    entries: dict[str, Entry] = {}
    for number, line in enumerate(data.splitlines(), 1):
        try:
            record = json.loads(line)
            if number == 1:
                if record["pixopLedger"] != VERSION:
                    raise ValueError
                header = dict(record)
            else:
                entries.setdefault(record["item"], Entry(record["item"])).take(record)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise LedgerError(
                f"Line {number} of {path} is not what a pipeline writes: it is no ledger, or damaged.",
                path=str(path),
            ) from None
    return header, entries


def _sync_directory(directory: Path) -> None:
    with suppress(OSError):  # Windows, and some network file systems, cannot
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
