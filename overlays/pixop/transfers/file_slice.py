"""A run of bytes of an open file, which the kernel can send by itself."""

import os
from collections.abc import Callable

KERNEL_SENDS = hasattr(os, "sendfile") and hasattr(os, "preadv")
"""Whether this system has what a slice needs; without it files are read from start to end like other sources."""


class FileSlice:
    """`len()` bytes of a regular file from `offset` on.

    Args:
        load: reads count bytes from an offset on; raises when the file ends before.
    """

    __slots__ = ("_descriptor", "_length", "_load", "offset")

    def __init__(
        self, descriptor: int, offset: int, length: int, load: Callable[[int, int], memoryview]
    ) -> None:
        self._descriptor = descriptor
        self.offset = offset
        self._length = length
        self._load = load

    def __len__(self) -> int:
        return self._length

    def send(self, connection: int, begin: int) -> int:
        """Send the bytes from `begin` on to a socket's descriptor; return how many it took, 0 at the file's end."""
        return os.sendfile(connection, self._descriptor, self.offset + begin, self._length - begin)

    def read(self, begin: int = 0) -> memoryview:
        """Return the bytes from `begin` on; valid until the next ones are read.

        Raises `TransferError` when the file has become shorter, `LocalFileError` when it cannot be read.
        """
        return self._load(self.offset + begin, self._length - begin)
