"""Connections for uploads, which notice an answer that comes while the body is still being sent.

httpcore sends a body to its end even when the server has refused it long before. The network stream here looks for an
answer before each piece and while the server does not take more; on a refusal it reports a write error, and httpcore
then reads the answer as it does whenever a server hangs up early.
"""

import errno
import selectors
import socket
import ssl
import time
import typing
from collections.abc import Iterable
from contextlib import suppress

import httpcore

from pixop.calls.early_answer import Verdict, judge
from pixop.transfers.cancellable_stream import shut_down
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.file_slice import FileSlice

_TICK = 0.25
_CORK: int | None = getattr(socket, "TCP_CORK", None)
"""Lets the system put TLS records together (Linux): each one in a packet of its own costs a fifth more."""
_EITHER = selectors.EVENT_READ | selectors.EVENT_WRITE
_CONNECTION_ERRORS = frozenset(
    getattr(errno, name)
    for name in (
        "ECONNABORTED",
        "ECONNRESET",
        "EHOSTDOWN",
        "EHOSTUNREACH",
        "ENETDOWN",
        "ENETRESET",
        "ENETUNREACH",
        "ENOTCONN",
        "EPIPE",
        "ESHUTDOWN",
        "ETIMEDOUT",
    )
    if hasattr(errno, name)
)
"""What the socket is to blame for when a file is sent to it; other errors come from the file."""


class WatchfulStream(httpcore.NetworkStream):
    """A network stream that stops writing once the peer has refused."""

    def __init__(
        self,
        inner: httpcore.NetworkStream,
        backend: "WatchfulBackend",
        cancellation: Cancellation | None = None,
        *,
        encrypted: bool = False,
    ) -> None:
        self._inner = inner
        self._backend = backend
        self._encrypted = encrypted
        self._sock: socket.socket = inner.get_extra_info("socket")
        self._early = b""
        self._watching = True
        self._corked = False
        self._cancellation = cancellation
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._sock, _EITHER)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._cork(False)
        if self._early:
            head, self._early = self._early[:max_bytes], self._early[max_bytes:]
            return head
        return self._inner.read(max_bytes, timeout)

    def write(self, buffer: bytes | memoryview, timeout: float | None = None) -> None:
        if not buffer:
            return
        view = memoryview(buffer)
        patience = _Patience(timeout)
        sent = 0
        self._begin()
        while sent < len(view):
            try:
                sent += self._sock.send(view[sent:])
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                self._wait(patience, sent)
            except OSError as error:
                raise httpcore.WriteError(str(error)) from None

    def send_file(self, piece: FileSlice, timeout: float | None = None) -> int:
        """Let the kernel send a piece of a file; return the bytes that went.

        That are fewer than it has when the file ends before, and when the kernel cannot do it (TLS, some file
        systems).
        """
        if self._encrypted:
            return 0
        patience = _Patience(timeout)
        sent = 0
        self._begin()
        while sent < len(piece):
            try:
                count = piece.send(self._sock.fileno(), sent)
            except BlockingIOError:
                self._wait(patience, sent)
            except OSError as error:
                if error.errno in _CONNECTION_ERRORS:
                    raise httpcore.WriteError(str(error)) from None
                break
            else:
                if count == 0:
                    break
                sent += count
        return sent

    def close(self) -> None:
        self._selector.close()
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._selector.close()
        self._backend.stream = None
        secured = self._inner.start_tls(ssl_context, server_hostname, timeout)
        if self._encrypted:
            # TLS inside TLS (a proxy behind https) has no socket of its own to look at: it is not watched.
            return secured
        self._backend.stream = WatchfulStream(secured, self._backend, self._cancellation, encrypted=True)
        return self._backend.stream

    def get_extra_info(self, info: str) -> typing.Any:
        return self._inner.get_extra_info(info)

    def _begin(self) -> None:
        self._sock.settimeout(0.0)
        self._cork(self._encrypted)
        if self._watching:
            self._look(0.0)

    def _cork(self, corked: bool) -> None:
        if _CORK is not None and corked is not self._corked:
            self._corked = corked
            with suppress(OSError):
                self._sock.setsockopt(socket.IPPROTO_TCP, _CORK, corked)

    def _wait(self, patience: "_Patience", sent: int) -> None:
        if self._cancellation is not None:
            self._cancellation.check()
        patience.check(sent)
        self._look(_TICK)

    def _look(self, wait: float) -> None:
        """Wait until the socket takes more, and take in what the peer says."""
        ready = self._selector.select(wait)
        if self._watching and any(mask & selectors.EVENT_READ for _, mask in ready):
            self._take_early()

    def _take_early(self) -> None:
        try:
            data = self._sock.recv(65536)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return  # a TLS record without content, such as a session ticket
        except OSError as error:
            raise httpcore.WriteError(str(error)) from None
        if not data:
            # The peer will say no more; whether it still reads is for the next write to find out.
            self._stop_watching()
            return
        verdict, self._early = judge(self._early + data)
        if verdict is Verdict.REFUSED:
            self._stop_watching()
            raise httpcore.WriteError("the server answered before the body was sent")
        if verdict is Verdict.ACCEPTED:
            self._stop_watching()

    def _stop_watching(self) -> None:
        self._watching = False
        self._selector.modify(self._sock, selectors.EVENT_WRITE)


class _Patience:
    """How long the peer may go on taking nothing."""

    def __init__(self, timeout: float | None) -> None:
        self._timeout = timeout
        self._sent = -1
        self._deadline = 0.0

    def check(self, sent: int) -> None:
        """Raise `WriteTimeout` when there were `sent` bytes already one timeout ago."""
        if self._timeout is None:
            return
        now = time.monotonic()
        if sent != self._sent:
            self._sent, self._deadline = sent, now + self._timeout
        elif now >= self._deadline:
            raise httpcore.WriteTimeout("timed out")


class WatchfulBackend(httpcore.SyncBackend):
    """Opens connections that are watched while they are written to.

    Attributes:
        stream: the one that is open now; None when what goes out cannot be watched.
    """

    def __init__(self, cancellation: Cancellation | None) -> None:
        self._cancellation = cancellation
        self.stream: WatchfulStream | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.NetworkStream:
        connected = super().connect_tcp(host, port, timeout, local_address, socket_options)
        self.stream = WatchfulStream(connected, self, self._cancellation)
        if self._cancellation is not None:
            # The answer may be long in coming, and nothing else wakes the thread that waits for it.
            self._cancellation.when_cancelled(lambda: shut_down(connected.get_extra_info("socket")))
        return self.stream
