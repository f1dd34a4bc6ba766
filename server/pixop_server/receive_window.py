"""What the kernel may hold of one client's body, made small when many bodies arrive at once."""

import socket
from contextlib import suppress

from starlette.types import Scope

from pixop_server.raw_connection import NoConnectionError, RawConnection

_NARROW_BYTES = 64 * 1024


def narrow_receive_window(scope: Scope) -> None:
    """Let the client of a request be ahead of the application by little.

    The HTTP server takes from a socket what is there, up to its buffer's size, and holds a piece or two for each
    connection; what is there is bounded by the socket. One body alone is faster in large pieces, hundreds of them
    together are not.
    """
    with suppress(NoConnectionError, OSError):
        connection = RawConnection.of(scope)
        try:
            connection.set_option(socket.SO_RCVBUF, _NARROW_BYTES)
        finally:
            connection.close()
