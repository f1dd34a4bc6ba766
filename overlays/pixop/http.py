"""The only module that knows how HTTP is spoken: send one request, return one answer, raise our errors.

Connections and framing are httpcore's. What httpx adds to it for browsing (cookies, redirects, sessions) an API has no
use for, and a small request would take half as long again; its knowledge of URLs and content codings is used where a
request or an answer needs it.
"""

import asyncio
import functools
import re
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from pixop.calls.connection_failure import TROUBLE, raise_failure, raise_too_large, raise_unsendable
from pixop.calls.wire_message import Answer, Headers, HttpRequest, RequestBody
from pixop.clock import Clock
from pixop.errors import ConfigurationError
from pixop.transfers.cancellable_stream import CancellableBackend
from pixop.transfers.direct_read import BUFFER, ShortBody, read_directly
from pixop.transfers.direct_write import DirectBody
from pixop.transfers.watchful_stream import WatchfulBackend

_LARGEST_BODY = 64 << 20
_WORTH_IT = 1 << 20
"""Bytes from which on a body is read past httpcore; that connection cannot be used again afterwards."""
_CONNECTIONS = 100
_LIMITS: dict[str, Any] = {
    "max_connections": _CONNECTIONS,
    "max_keepalive_connections": 20,
    "keepalive_expiry": 5.0,
}
_CODINGS = (b"Accept-Encoding", b"gzip, deflate")
_ORDINARY_URL = re.compile(
    r"(https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?)"
    r"(/(?:[A-Za-z0-9_~!$&'()*+,;=:@/?-]|(?<!/)\.|%[0-9A-Fa-f]{2})*)"
)
"""A URL that goes on the wire as it is written: nothing to encode, no `.` or `..` segment to take out."""


class SyncHttp:
    """Connections of a synchronous client; opened when first used. Safe for threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tls = httpx.create_ssl_context()
        self._lock = threading.Lock()
        self._pools: dict[tuple[bytes, bytes, bool], httpcore.ConnectionPool] = {}
        self._cancellable = CancellableBackend()

    def send(self, request: HttpRequest) -> Answer:
        """Send a request. Bodies that are produced while they go out get a connection of their own.

        A kept one could turn out to be closed when the body is half sent.
        """
        if request.body is not None and not isinstance(request.body, bytes):
            return self._upload(request, request.body)
        outgoing = _outgoing(request, request.body or b"")
        if request.cancellation is None:
            return self._exchange(self._pool(outgoing.url), outgoing, request)
        request.cancellation.check()
        self._cancellable.asking.cancellation = request.cancellation
        try:
            return self._exchange(self._pool(outgoing.url, self._cancellable), outgoing, request)
        finally:
            self._cancellable.asking.cancellation = None

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def _upload(self, request: HttpRequest, body: RequestBody) -> Answer:
        backend = WatchfulBackend(request.cancellation)
        framed = body.length is None
        outgoing = _outgoing(request, DirectBody(body, backend, request.timeouts.write, framed=framed))
        with httpcore.ConnectionPool(
            ssl_context=self._tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=backend,
            proxy=_proxy_for(outgoing.url, self._tls),
        ) as pool:
            return self._exchange(pool, outgoing, request)

    def _exchange(
        self, pool: httpcore.ConnectionPool, outgoing: httpcore.Request, request: HttpRequest
    ) -> Answer:
        sent_at = self._clock.monotonic()
        try:
            response = pool.handle_request(outgoing)
        except TROUBLE as error:
            raise_failure(error, request)
        status, headers = response.status, Headers(_text(response.headers))
        if request.stream and 200 <= status < 300:
            return Answer(status, headers, sent_at, content=_Content(response, request))
        body = bytearray()
        try:
            for chunk in _decoded(response, headers):
                body += chunk
                if len(body) > _LARGEST_BODY:
                    raise_too_large(request, status, _LARGEST_BODY)
        except (*TROUBLE, httpx.DecodingError) as error:
            if status < 300:
                raise_failure(error, request)
            # A status says enough, even when the explanation was cut off or cannot be decoded.
        finally:
            response.close()
        return Answer(status, headers, sent_at, bytes(body))

    def _pool(
        self, url: httpcore.URL, backend: httpcore.NetworkBackend | None = None
    ) -> httpcore.ConnectionPool:
        where = url.scheme, url.host, backend is not None
        pool = self._pools.get(where)
        if pool is None:
            with self._lock:
                pool = self._pools.get(where)
                if pool is None:
                    proxy = _proxy_for(url, self._tls)
                    pool = httpcore.ConnectionPool(
                        ssl_context=self._tls, proxy=proxy, network_backend=backend, **_LIMITS
                    )
                    self._pools[where] = pool
        return pool


class AsyncHttp:
    """Connections of an asynchronous client."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tls = httpx.create_ssl_context()
        self._pools: dict[tuple[bytes, bytes], httpcore.AsyncConnectionPool] = {}
        self._slots = asyncio.Semaphore(_CONNECTIONS)

    async def send(self, request: HttpRequest) -> Answer:
        """Send a request whose body, if any, is in memory."""
        if request.stream:
            return await self._send(request)
        # The pool's own queue takes time that grows with its square: a thousand tasks wait here instead.
        async with self._slots:
            return await self._send(request)

    async def _send(self, request: HttpRequest) -> Answer:
        if request.body is not None and not isinstance(request.body, bytes):
            raise TypeError("media is sent by the synchronous client, in a thread")
        outgoing = _outgoing(request, request.body or b"")
        sent_at = self._clock.monotonic()
        try:
            response = await self._pool(outgoing.url).handle_async_request(outgoing)
        except TROUBLE as error:
            raise_failure(error, request)
        status, headers = response.status, Headers(_text(response.headers))
        if request.stream and 200 <= status < 300:
            return Answer(status, headers, sent_at, content=_AsyncContent(response, request))
        body = bytearray()
        try:
            async for chunk in _async_decoded(response, headers):
                body += chunk
                if len(body) > _LARGEST_BODY:
                    raise_too_large(request, status, _LARGEST_BODY)
        except (*TROUBLE, httpx.DecodingError) as error:
            if status < 300:
                raise_failure(error, request)
        finally:
            await response.aclose()
        return Answer(status, headers, sent_at, bytes(body))

    async def close(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()

    def _pool(self, url: httpcore.URL) -> httpcore.AsyncConnectionPool:
        where = url.scheme, url.host
        pool = self._pools.get(where)
        if pool is None:
            proxy = _proxy_for(url, self._tls)
            pool = httpcore.AsyncConnectionPool(ssl_context=self._tls, proxy=proxy, **_LIMITS)
            self._pools[where] = pool
        return pool


class _Content:
    def __init__(self, response: httpcore.Response, request: HttpRequest) -> None:
        self._response = response
        self._request = request

    def iter_pieces(self, size: int = BUFFER) -> Iterator[bytes | memoryview]:
        cancellation = self._request.cancellation
        try:
            for piece in self._pieces(size):
                if cancellation is not None:
                    cancellation.check()
                yield piece
        except ShortBody as error:
            raise_failure(httpcore.RemoteProtocolError(str(error)), self._request)
        except TimeoutError:
            raise_failure(httpcore.ReadTimeout("timed out"), self._request)
        except TROUBLE as error:
            raise_failure(error, self._request)

    def _pieces(self, size: int) -> Iterator[bytes | memoryview]:
        # The iterator stays alive until the end: httpcore closes the connection when it is collected.
        through_httpcore = self._response.iter_stream()
        connection, length = _plain_body(self._response)
        if connection is None or length < _WORTH_IT:
            yield from through_httpcore
            return
        # All that was received together with the head comes in one piece; what follows is in the socket.
        first = next(through_httpcore, b"")
        yield first
        if first and len(first) < length:
            yield from read_directly(connection, length - len(first), self._request.timeouts.read, size=size)

    def close(self) -> None:
        self._response.close()


def _plain_body(response: httpcore.Response) -> tuple[socket.socket | None, int]:
    """Return the socket that the body comes from as it is, and its length; (None, 0) when it is framed."""
    headers = Headers(_text(response.headers))
    length = headers.get("content-length", "")
    stream: Any = response.extensions.get("network_stream")
    if (
        stream is None
        or response.extensions.get("http_version") != b"HTTP/1.1"
        or not (length.isascii() and length.isdigit())
        or "transfer-encoding" in headers
        or headers.get("content-encoding", "identity") != "identity"
        # TLS inside TLS, through a proxy: the socket would give what is still encrypted.
        or isinstance(stream.get_extra_info("ssl_object"), ssl.SSLObject)
    ):
        return None, 0
    connection = stream.get_extra_info("socket")
    return (connection, int(length)) if isinstance(connection, socket.socket) else (None, 0)


class _AsyncContent:
    def __init__(self, response: httpcore.Response, request: HttpRequest) -> None:
        self._response = response
        self._request = request

    async def iter_raw(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.aiter_stream():
                yield chunk
        except TROUBLE as error:
            raise_failure(error, self._request)

    async def close(self) -> None:
        await self._response.aclose()


def _outgoing(request: HttpRequest, content: bytes | Iterable[bytes]) -> httpcore.Request:
    try:
        url, host = _target(request.url)
    except httpx.InvalidURL as error:
        raise_unsendable(error, request)
    headers = [(b"Host", host)]
    codings = _CODINGS
    for name, value in request.headers:
        if name == "Accept-Encoding":
            codings = (b"Accept-Encoding", value.encode())
        else:
            headers.append((name.encode("ascii"), value.encode()))
    headers.append(codings)
    if request.authorization is not None:
        headers.append((b"Authorization", request.authorization.reveal().encode("ascii")))
    if not isinstance(content, bytes):
        if request.body is not None and not isinstance(request.body, bytes) and request.body.length is None:
            headers.append((b"Transfer-Encoding", b"chunked"))
    elif content or request.method in ("POST", "PUT"):
        headers.append((b"Content-Length", b"%d" % len(content)))
    limits = request.timeouts
    timeout = {"connect": limits.connect, "read": limits.read, "write": limits.write, "pool": limits.pool}
    return httpcore.Request(
        request.method, url, headers=headers, content=content, extensions={"timeout": timeout}
    )


def _target(text: str) -> tuple[httpcore.URL, bytes]:
    """Return a URL in the parts that go on the wire, and the `Host` field. Raises `httpx.InvalidURL`."""
    ordinary = _ORDINARY_URL.fullmatch(text)
    if ordinary is not None:
        scheme, name, port, host = _server(ordinary[1])
        return httpcore.URL(scheme=scheme, host=name, port=port, target=ordinary[2].encode("ascii")), host
    url = httpx.URL(text)
    scheme, name, port, host = _server(f"{url.scheme}://{url.netloc.decode('ascii')}")
    return httpcore.URL(scheme=scheme, host=name, port=port, target=url.raw_path), host


@functools.lru_cache(maxsize=64)
def _server(text: str) -> tuple[bytes, bytes, int | None, bytes]:
    url = httpx.URL(text)
    return url.raw_scheme, url.raw_host, url.port, url.netloc


def _text(fields: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    """Read header fields: UTF-8, as servers write file names, else ISO 8859-1 (RFC 9110 section 5.5)."""
    for name, value in fields:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        yield name.decode("latin-1"), text


class _Coded(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body for httpx to decode."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._response.aiter_stream()


def _decoded(response: httpcore.Response, headers: Headers) -> Iterator[bytes]:
    if "content-encoding" not in headers:
        return response.iter_stream()
    return httpx.Response(response.status, headers=response.headers, stream=_Coded(response)).iter_bytes()


def _async_decoded(response: httpcore.Response, headers: Headers) -> AsyncIterator[bytes]:
    if "content-encoding" not in headers:
        return response.aiter_stream()
    return httpx.Response(response.status, headers=response.headers, stream=_Coded(response)).aiter_bytes()


def _proxy_for(url: httpcore.URL, tls: ssl.SSLContext) -> httpcore.Proxy | None:
    """Find the proxy that the environment names for this URL."""
    proxies = getproxies()
    text = proxies.get(url.scheme.decode("ascii")) or proxies.get("all")
    if not text or proxy_bypass(url.host.decode("ascii")):
        return None
    try:
        chosen = httpx.Proxy(text if "://" in text else f"http://{text}")
    except (ValueError, httpx.InvalidURL):
        # Not quoted: there may be a password in it.
        raise ConfigurationError(
            f"The proxy that the environment names for {url.scheme.decode('ascii')} is no proxy URL: "
            "write it like http://proxy.example:3128."
        ) from None
    return httpcore.Proxy(
        url=str(chosen.url),
        auth=chosen.raw_auth,
        headers=chosen.headers.raw,
        ssl_context=tls if chosen.url.scheme == "https" else None,
    )
