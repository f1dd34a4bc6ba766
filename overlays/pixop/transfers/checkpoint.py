"""Bring a growing part file to the disk now and then, and note how far that is safe."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from pixop.transfers.download_journal import Journal, write_journal
from pixop.transfers.part_file import PartFile

_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


class Checkpoints:
    """Runs beside the transfer, so that no connection waits for the disk.

    Args:
        every: seconds between two checkpoints: the most that a crash of the machine costs.
    """

    def __init__(self, part: PartFile, journal: Journal, *, every: float = 10.0) -> None:
        self._part = part
        self._journal = journal
        self._every = every
        self._due = time.monotonic() + every
        self._thread: threading.Thread | None = None
        self._error: OSError | None = None

    def reached(self, offset: int) -> None:
        """Tell that all bytes before `offset` are written. Raises the OSError of an earlier checkpoint."""
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        if time.monotonic() < self._due or (self._thread is not None and self._thread.is_alive()):
            return
        self._due = time.monotonic() + self._every
        journal = replace(self._journal, safe=offset)
        self._thread = threading.Thread(
            target=self._write, args=(self._part.duplicate(), journal), name="pixop-checkpoint", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Wait for the checkpoint that runs. Raises its OSError."""
        if self._thread is not None:
            self._thread.join()
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _write(self, descriptor: int, journal: Journal) -> None:
        # The system tells an error of the disk once: here, so it must not get lost with this thread.
        try:
            try:
                _sync(descriptor)
            finally:
                os.close(descriptor)
            write_journal(self._part.path, journal)
        except OSError as error:
            self._error = error
