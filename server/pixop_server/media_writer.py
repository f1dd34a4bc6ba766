"""Writes arriving media to a file and hashes it on the way."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from blake3 import blake3

from pixop_server.early_write_back import EarlyWriteBack

# IOV_MAX is at least 16 by POSIX and 1024 where this runs.
_MOST_BUFFERS = 512


def new_digest() -> Any:
    """Begin the digest that becomes the media's entity tag: BLAKE3, as SHA-256 takes longer than all else here."""
    return blake3()


class Writer(Protocol):
    """Media that is arriving."""

    def write(self, pieces: Sequence[memoryview]) -> None:
        """Append pieces."""
        ...

    def close(self) -> str:
        """End it, and give back the digest of its bytes in hexadecimal digits."""
        ...

    def discard(self) -> None:
        """Forget it."""
        ...


class MediaWriter:
    """A new file that is being written.

    Args:
        path: The file, which must not exist yet.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._hash = new_digest()
        self._write_back = EarlyWriteBack(self._descriptor)

    def write(self, pieces: Sequence[memoryview]) -> None:
        """Append pieces."""
        for start in range(0, len(pieces), _MOST_BUFFERS):
            batch = list(pieces[start : start + _MOST_BUFFERS])
            for piece in batch:
                self._hash.update(piece)
            while batch:
                written = os.writev(self._descriptor, batch)
                self._write_back.added(written)
                while batch and written >= len(batch[0]):
                    written -= len(batch.pop(0))
                if written:
                    batch[0] = batch[0][written:]

    def close(self) -> str:
        """Close the file and give back the BLAKE3 digest of its bytes in hexadecimal digits."""
        os.close(self._descriptor)
        self._descriptor = -1
        return str(self._hash.hexdigest())

    def discard(self) -> None:
        """Close and remove the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        self.path.unlink(missing_ok=True)
