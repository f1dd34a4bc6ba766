"""Read the rest of a body from the socket itself, past the copies that the HTTP layer makes.

Only for a body that is nothing but bytes on the connection: HTTP/1.1, with a Content-Length, without a coding.
"""

import mmap
import socket
import ssl
from collections.abc import Iterator

BUFFER = 1 << 20
_ENOUGH = 256 << 10
"""A piece is handed on from this size on: TLS gives 16 KiB at a time, and each write to a file costs."""


class ShortBody(Exception):  # noqa: N818 - becomes the HTTP layer's error
    """The peer closed before the end of the body."""


def read_directly(
    connection: socket.socket, left: int, timeout: float | None, *, size: int = BUFFER
) -> Iterator[memoryview]:
    """Yield the next `left` bytes; a piece is valid until the next one is asked for.

    Args:
        timeout: seconds that one wait for bytes may take; None waits forever.
        size: bytes of the largest piece.

    Raises `ShortBody`, `TimeoutError` or `OSError` after the bytes that did arrive.
    """
    # Page-aligned: from other addresses some processors copy to the file three times slower.
    buffer = memoryview(mmap.mmap(-1, size))
    enough = min(_ENOUGH, size)
    while left:
        filled = 0
        connection.settimeout(timeout)
        wanted = min(size, left)
        trouble: Exception | None = None
        while filled < min(enough, wanted):
            try:
                count = connection.recv_into(buffer[filled:wanted])
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                break  # nothing more for now: what is here goes to the file before the next wait
            except OSError as error:
                trouble = error
                break
            if count == 0:
                trouble = ShortBody(f"{left - filled} bytes are missing")
                break
            if not filled:
                connection.settimeout(0.0)
            filled += count
        left -= filled
        if filled:
            yield buffer[:filled]
        if trouble is not None:
            raise trouble
