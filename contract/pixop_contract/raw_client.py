"""A small HTTP/1.1 client on sockets, for what other clients hide: bodies after 304, 204 and HEAD.

It follows no redirect, decodes nothing, retries nothing that could change state, and keeps one
connection for plain GET requests alone.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import time
from dataclasses import replace
from urllib.parse import urlsplit

from pixop_contract.http_message import Request, Response
from pixop_contract.http_parser import UnreadableResponseError, WireReader, has_no_content, read_response

LINGER = 0.5
"""Seconds to wait for bytes behind a message without content, when the server does not close."""
CONTINUE_WAIT = 2.0
"""Seconds to wait for `100 Continue`."""


class TransportError(Exception):
    """No answer: the connection failed, was closed, or the time was over."""


class ConnectFailedError(TransportError):
    """The server does not accept connections."""


class RequestTimedOutError(TransportError):
    """The answer did not come in time."""


class ConnectionLostError(TransportError):
    """The connection broke before the answer was complete."""


def content_on_the_wire(request: Request) -> bytes:
    """Return the content as it is sent: in two chunks where the request announces the chunked coding."""
    body = request.body or b""
    if (request.headers.get("Transfer-Encoding") or "").lower() != "chunked":
        return body
    half = (len(body) + 1) // 2
    chunks = [part for part in (body[:half], body[half:]) if part]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in chunks) + b"0\r\n\r\n"


class RawClient:
    """Send requests to one origin.

    Args:
        base_url: `http://` or `https://` URL; a path in it is put before every target.
        timeout: Seconds for one request and its response.
        tls: Settings for https; the platform's trusted authorities when None.
    """

    def __init__(self, base_url: str, *, timeout: float = 30.0, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{base_url!r} is not an http or https URL")
        self.origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self.prefix = parts.path.rstrip("/")
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._authority = parts.netloc.rpartition("@")[2]
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == "https" else None
        self._timeout = timeout
        self._kept: socket.socket | None = None

    def close(self) -> None:
        """Close the kept connection."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def send(self, request: Request, *, expect_continue: bool = False) -> Response:
        """Send one request and read its response.

        With `expect_continue` the body waits for `100 Continue`, or `CONTINUE_WAIT` seconds
        (RFC 9110, section 10.1.1); the interim response is counted in `Response.interim`.

        Raises:
            TransportError: There was no answer.
            UnreadableResponseError: The answer is not an HTTP response.
        """
        reusable = request.method == "GET" and request.body is None and "If-None-Match" not in request.headers
        if reusable and (kept := self._take_kept()) is not None:
            with contextlib.suppress(ConnectionLostError):
                return self._exchange(kept, request, reusable=True, expect_continue=False)
        return self._exchange(self._connect(), request, reusable=reusable, expect_continue=expect_continue)

    def _take_kept(self) -> socket.socket | None:
        kept, self._kept = self._kept, None
        if kept is None:
            return None
        readable, _, _ = select.select([kept], [], [], 0)
        if readable:  # closed by the server, or bytes that nobody asked for
            kept.close()
            return None
        return kept

    def _connect(self) -> socket.socket:
        try:
            plain = socket.create_connection((self._host, self._port), timeout=self._timeout)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is None:
                return plain
            try:
                return self._tls.wrap_socket(plain, server_hostname=self._host)
            except BaseException:
                plain.close()
                raise
        except TimeoutError as error:
            raise RequestTimedOutError(
                f"{self.origin} did not accept a connection in {self._timeout:g} s"
            ) from error
        except OSError as error:
            raise ConnectFailedError(f"{self.origin} cannot be reached: {error}") from error

    def _exchange(
        self, connection: socket.socket, request: Request, *, reusable: bool, expect_continue: bool
    ) -> Response:
        deadline = time.monotonic() + self._timeout
        keep = False
        try:
            head = self._head(request, reusable=reusable, expect_continue=expect_continue)
            received = WireReader(lambda: self._receive(connection, deadline))
            body = content_on_the_wire(request)
            if expect_continue:
                self._push(connection, head)
                select.select([connection], [], [], CONTINUE_WAIT)
                self._push(connection, body)
            else:
                self._push(connection, head + body)
            response = read_response(received, request.method)
            if has_no_content(request.method, response.status):
                response = replace(response, stray=self._stray(connection, received))
            elif received.started:
                response = replace(response, stray=received.taken())
            keep = (
                reusable
                and not response.stray
                and response.version == "HTTP/1.1"
                and "close" not in (response.headers.get("Connection") or "").lower()
                and ("Content-Length" in response.headers or "Transfer-Encoding" in response.headers)
            )
            return response
        except UnreadableResponseError as error:
            if "without an answer" in str(error):
                raise ConnectionLostError(str(error)) from error
            raise
        finally:
            if keep:
                self._kept = connection
            else:
                connection.close()

    def _head(self, request: Request, *, reusable: bool, expect_continue: bool) -> bytes:
        fields = [("Host", self._authority), *request.headers]
        if request.body is not None and "Transfer-Encoding" not in request.headers:
            fields.append(("Content-Length", str(len(request.body))))
        if expect_continue:
            fields.append(("Expect", "100-continue"))
        fields.append(("Connection", "keep-alive" if reusable else "close"))
        lines = [f"{request.method} {self.prefix}{request.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in fields]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    @staticmethod
    def _push(connection: socket.socket, data: bytes) -> None:
        # A server may refuse early and close: what it said is still to be read.
        with contextlib.suppress(ConnectionError):
            connection.sendall(data)

    def _receive(self, connection: socket.socket, deadline: float) -> bytes:
        left = deadline - time.monotonic()
        if left <= 0:
            raise RequestTimedOutError(f"no complete answer in {self._timeout:g} s")
        connection.settimeout(left)
        try:
            return connection.recv(65_536)
        except TimeoutError as error:
            raise RequestTimedOutError(f"no complete answer in {self._timeout:g} s") from error
        except OSError as error:
            raise ConnectionLostError(f"the connection broke: {error}") from error

    @staticmethod
    def _stray(connection: socket.socket, received: WireReader) -> bytes:
        """Return what follows a message without content; the request asked to close the connection."""
        data = bytearray(received.taken())
        deadline = time.monotonic() + LINGER
        while (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            try:
                more = connection.recv(65_536)
            except OSError:
                break
            if not more:
                break
            data += more
        return bytes(data)
