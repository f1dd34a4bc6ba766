"""Reading stored media, part by part."""

import os
from pathlib import Path
from typing import Protocol

from anyio import to_thread


class MediaReader(Protocol):
    """Media that is open for reading; it may be removed meanwhile."""

    async def read(self, start: int, length: int) -> bytes:
        """Read `length` bytes from an offset; fewer at the end."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class FileReader:
    """A file on the local disk.

    Raises:
        FileNotFoundError: it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)

    async def read(self, start: int, length: int) -> bytes:
        """Read `length` bytes from an offset; fewer at the end."""
        return await to_thread.run_sync(os.pread, self._descriptor, length, start)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)
