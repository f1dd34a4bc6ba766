"""Connections for uploads, which notice an answer that comes while the body is still being sent.

httpx and httpcore send a body to its end even when the server has refused it long before. The network stream
here looks for an answer before each chunk and while the server does not take more; on a refusal it reports a
write error, and httpcore then reads the answer as it does whenever a server hangs up early.
"""

import selectors
import socket
import ssl
import time
import typing
from collections.abc import Iterable

import httpcore

from pixop.calls.early_answer import Verdict, judge
from pixop.transfers.cancellation import Cancellation

_TICK = 0.25


class WatchfulStream(httpcore.NetworkStream):
    """A network stream that stops writing once the peer has refused."""

    def __init__(
        self,
        inner: httpcore.NetworkStream,
        cancellation: Cancellation | None = None,
        *,
        encrypted: bool = False,
    ) -> None:
        self._inner = inner
        self._encrypted = encrypted
        self._sock: socket.socket = inner.get_extra_info("socket")
        self._early = b""
        self._watching = True
        self._cancellation = cancellation
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._sock, selectors.EVENT_READ)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._early:
            head, self._early = self._early[:max_bytes], self._early[max_bytes:]
            return head
        return self._inner.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        view = memoryview(buffer)
        if self._watching:
            self._look(0.0, selectors.EVENT_READ)
        deadline = None if timeout is None else time.monotonic() + timeout
        while view:
            self._sock.settimeout(0.0)
            try:
                sent = self._sock.send(view)
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                if self._cancellation is not None:
                    self._cancellation.check()
                if deadline is not None and time.monotonic() >= deadline:
                    raise httpcore.WriteTimeout("timed out") from None
                self._look(_TICK, selectors.EVENT_READ | selectors.EVENT_WRITE)
            except OSError as error:
                raise httpcore.WriteError(str(error)) from None
            else:
                view = view[sent:]
                deadline = None if timeout is None else time.monotonic() + timeout

    def close(self) -> None:
        self._selector.close()
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._selector.close()
        secured = self._inner.start_tls(ssl_context, server_hostname, timeout)
        # TLS inside TLS (a proxy behind https) has no socket of its own to look at: it is not watched.
        return secured if self._encrypted else WatchfulStream(secured, self._cancellation, encrypted=True)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._inner.get_extra_info(info)

    def _look(self, wait: float, events: int) -> None:
        if not self._watching:
            events &= ~selectors.EVENT_READ
        self._selector.modify(self._sock, events)
        ready = self._selector.select(wait)
        if self._watching and any(mask & selectors.EVENT_READ for _, mask in ready):
            self._take_early()

    def _take_early(self) -> None:
        self._sock.settimeout(0.0)
        try:
            data = self._sock.recv(65536)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return  # a TLS record without content, such as a session ticket
        except OSError as error:
            raise httpcore.WriteError(str(error)) from None
        if not data:
            # The peer will say no more; whether it still reads is for the next write to find out.
            self._watching = False
            return
        verdict, self._early = judge(self._early + data)
        if verdict is Verdict.REFUSED:
            self._watching = False
            raise httpcore.WriteError("the server answered before the body was sent")
        if verdict is Verdict.ACCEPTED:
            self._watching = False


class WatchfulBackend(httpcore.SyncBackend):
    """Opens connections that are watched while they are written to."""

    def __init__(self, cancellation: Cancellation | None) -> None:
        self._cancellation = cancellation

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.NetworkStream:
        connected = super().connect_tcp(host, port, timeout, local_address, socket_options)
        return WatchfulStream(connected, self._cancellation)
