"""Connections whose reader can be woken from another thread, while it waits for an answer or for its body."""

import socket
import ssl
import threading
import typing
from collections.abc import Iterable
from contextlib import suppress

import httpcore

from pixop.transfers.cancellation import Cancellation


class _Asking(threading.local):
    cancellation: Cancellation | None = None


class CancellableBackend(httpcore.SyncBackend):
    """Opens connections that a request's cancellation shuts down.

    Attributes:
        asking: of the calling thread, what may cancel the request that it sends now.
    """

    def __init__(self) -> None:
        self.asking = _Asking()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _CancellableStream(
            super().connect_tcp(host, port, timeout, local_address, socket_options), self.asking
        )


class _CancellableStream(httpcore.NetworkStream):
    """Belongs to the request that was written to it last: a kept connection serves one after the other."""

    def __init__(self, inner: httpcore.NetworkStream, asking: _Asking) -> None:
        self._inner = inner
        self._asking = asking
        self._owner: Cancellation | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        cancellation = self._asking.cancellation
        if cancellation is not self._owner:
            self._owner = cancellation
            if cancellation is not None:
                cancellation.when_cancelled(lambda: self._abort(cancellation))
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _CancellableStream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._asking)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._inner.get_extra_info(info)

    def _abort(self, cancellation: Cancellation) -> None:
        if self._owner is cancellation:
            shut_down(self._inner.get_extra_info("socket"))


def shut_down(connection: socket.socket | None) -> None:
    """Wake whoever waits at a connection in another thread."""
    if connection is not None:
        with suppress(OSError):
            # The plain socket's own method: TLS must not try to say goodbye from this thread.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
