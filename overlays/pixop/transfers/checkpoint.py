"""Bring a growing part file to the disk now and then, and note what is there."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from pixop.transfers.byte_intervals import ByteIntervals
from pixop.transfers.download_journal import Journal, write_journal
from pixop.transfers.part_file import PartFile

_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


class Checkpoints:
    """Runs beside the transfer, so that no connection waits for the disk.

    Args:
        every: seconds between two checkpoints: the most that a crash of the machine costs.
        note_every: seconds between two notes of what several streams have written: the most that a crash of the
            process costs then.
    """

    def __init__(
        self, part: PartFile, journal: Journal, *, every: float = 10.0, note_every: float = 1.0
    ) -> None:
        self._part = part
        self._journal = journal
        self._every = every
        self._note_every = note_every
        self._due = time.monotonic() + every
        self._note_due = 0.0
        self._thread: threading.Thread | None = None
        self._error: OSError | None = None

    @property
    def busy(self) -> bool:
        """Whether a checkpoint is under way."""
        return self._thread is not None and self._thread.is_alive()

    def reached(self, offset: int) -> None:
        """Tell that all bytes before `offset` are written. Raises the OSError of an earlier checkpoint."""
        self._tell_error()
        if time.monotonic() < self._due or self.busy:
            return
        self._due = time.monotonic() + self._every
        self._begin(ByteIntervals.until(offset), synced=True)

    def restate(self, journal: Journal) -> None:
        """Write another journal at once. Raises OSError."""
        self._join()
        self._save(journal)

    def scatter(self, present: ByteIntervals) -> None:
        """Note that from now on only the bytes named are good, whatever size the file has. Raises OSError."""
        self._join()
        self._save(replace(self._journal, written=present))

    def scattered(self, present: Callable[[], ByteIntervals]) -> None:
        """Note what several streams have written by now. Raises the OSError of an earlier checkpoint."""
        self._tell_error()
        now = time.monotonic()
        if now < self._note_due or self.busy:
            return
        self._note_due = now + self._note_every
        synced = now >= self._due
        if synced:
            self._due = now + self._every
        self._begin(present(), synced=synced, scattered=True)

    def close(self) -> None:
        """Wait for the checkpoint that runs. Raises its OSError."""
        self._join()

    def _begin(self, present: ByteIntervals, *, synced: bool, scattered: bool = False) -> None:
        journal = replace(self._journal, written=present) if scattered else self._journal
        if synced:
            journal = replace(journal, safe=present)
        descriptor = self._part.duplicate() if synced else None
        self._thread = threading.Thread(
            target=self._write, args=(descriptor, journal), name="pixop-checkpoint", daemon=True
        )
        self._thread.start()

    def _write(self, descriptor: int | None, journal: Journal) -> None:
        # The system tells an error of the disk once: here, so it must not get lost with this thread.
        try:
            if descriptor is not None:
                try:
                    _sync(descriptor)
                finally:
                    os.close(descriptor)
            self._save(journal)
        except OSError as error:
            self._error = error

    def _save(self, journal: Journal) -> None:
        write_journal(self._part.path, journal)
        self._journal = self._part.journal = journal

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
        self._tell_error()

    def _tell_error(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error
