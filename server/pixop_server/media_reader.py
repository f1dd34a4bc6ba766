"""Reading stored media, part by part."""

import asyncio
import os
from pathlib import Path
from typing import Protocol


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
        reading = asyncio.get_running_loop().run_in_executor(None, os.pread, self._descriptor, length, start)
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:
            await asyncio.wait({reading})  # the descriptor must stay open as long as the thread has it
            raise

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)
