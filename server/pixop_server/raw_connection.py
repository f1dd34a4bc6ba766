"""The socket under a request: for answers that HTTP forbids, byte by byte.

The HTTP server in front of the application writes right answers only. This finds its socket among the process's
own and writes past it.
"""

import asyncio
import contextlib
import ctypes
import fcntl
import os
import socket
import stat
import struct
import sys
import termios
from pathlib import Path

from starlette.types import Scope

_AF_UNSPEC_ADDRESS = bytes(16)
_ASK_SECONDS = 0.02
_SOON_SECONDS = 0.001
_ARRIVAL_SECONDS = 30.0


class NoConnectionError(Exception):
    """The request did not come over a socket of this process."""


class RawConnection:
    """A second handle on a client's connection."""

    def __init__(self, handle: socket.socket) -> None:
        self._handle = handle
        self._handle.setblocking(False)

    @classmethod
    def of(cls, scope: Scope) -> "RawConnection":
        """Find the connection of a request.

        Raises:
            NoConnectionError: there is none.
        """
        client, server = scope.get("client"), scope.get("server")
        if client and server:
            for entry in Path("/dev/fd").iterdir():
                found = _socket_between(int(entry.name), (client[0], int(client[1])), int(server[1]))
                if found is not None:
                    return cls(found)
        raise NoConnectionError("Faults on the wire need a server that listens on a TCP socket.")

    async def write(self, data: bytes) -> None:
        """Send bytes exactly as they are.

        Raises:
            OSError: the client has gone.
        """
        await asyncio.get_running_loop().sock_sendall(self._handle, data)

    async def gone(self, seconds: float | None) -> None:
        """Wait until the client has gone, or for so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._open():
                    await asyncio.sleep(_ASK_SECONDS)

    def _open(self) -> bool:
        try:
            return self._handle.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    async def arrived(self) -> None:
        """Wait until the client's side has all that was written; a reset throws away what is still on its way."""
        if sys.platform != "linux":
            return
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(_ARRIVAL_SECONDS):
                while fcntl.ioctl(self._handle, termios.TIOCOUTQ, bytes(4)) != bytes(4):
                    await asyncio.sleep(_SOON_SECONDS)

    def set_option(self, name: int, value: int) -> None:
        """Set an option of the socket, one of `SOL_SOCKET`'s."""
        self._handle.setsockopt(socket.SOL_SOCKET, name, value)

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        if sys.platform == "linux":
            # Connecting to "no address" drops a connection with a reset at once, whoever else holds its socket.
            libc = ctypes.CDLL(None, use_errno=True)
            libc.connect(self._handle.fileno(), _AF_UNSPEC_ADDRESS, len(_AF_UNSPEC_ADDRESS))
        else:
            self._handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.end()

    def end(self) -> None:
        """End the connection in the usual way, after all that was written."""
        with contextlib.suppress(OSError):
            self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the handle."""
        self._handle.close()


def _socket_between(descriptor: int, client: tuple[str, int], port: int) -> socket.socket | None:
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return None
        handle = socket.socket(fileno=os.dup(descriptor))
    except OSError:
        return None
    try:
        if handle.getpeername()[:2] == client and handle.getsockname()[1] == port:
            return handle
    except (OSError, IndexError):
        pass
    handle.close()
    return None
