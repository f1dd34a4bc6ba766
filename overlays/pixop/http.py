"""The only module that knows httpx: send one request, return one answer, raise our errors."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any, NoReturn
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from pixop.calls.timeouts import Timeouts
from pixop.calls.wire_message import Answer, Headers, HttpRequest
from pixop.clock import Clock
from pixop.errors import (
    ConfigurationError,
    ConnectionFailedError,
    PixopError,
    RequestTimeoutError,
    UnexpectedResponseError,
)
from pixop.transfers.cancellation import Cancellation, TransferCancelled
from pixop.transfers.direct_read import BUFFER, ShortBody, read_directly
from pixop.transfers.watchful_stream import WatchfulBackend

_LARGEST_BODY = 64 << 20
_WORTH_IT = 1 << 20
"""Bytes from which on a body is read past httpx; that connection cannot be used again afterwards."""
_CONNECTIONS = 100
_LIMITS = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=20, keepalive_expiry=5.0)
_PHASES = {
    httpx.ConnectTimeout: "connect",
    httpx.PoolTimeout: "pool",
    httpx.ReadTimeout: "read",
    httpx.WriteTimeout: "write",
}


class SyncHttp:
    """Connections of a synchronous client; opened when first used. Safe for threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tls = httpx.create_ssl_context()
        self._client = httpx.Client(verify=self._tls, limits=_LIMITS, headers={})
        self._uploads: httpx.Client | None = None

    def send(self, request: HttpRequest) -> Answer:
        """Send a request. Bodies that are produced while they go out get a connection of their own."""
        client = self._client
        if request.body is not None and not isinstance(request.body, bytes):
            client = self._upload_client()
        sent_at = self._clock.monotonic()
        try:
            response = client.send(_httpx_request(client, request), stream=True)
        except (PixopError, TransferCancelled):
            raise
        except (httpx.TransportError, httpx.InvalidURL, OSError) as error:
            _raise(error, request)
        headers = Headers(response.headers.multi_items())
        if request.stream and 200 <= response.status_code < 300:
            content = _Content(response, request)
            if request.cancellation is not None:
                request.cancellation.when_cancelled(content.abort)
            return Answer(response.status_code, headers, sent_at, content=content)
        body = bytearray()
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > _LARGEST_BODY:
                    _too_large(request, response.status_code)
        except httpx.HTTPError as error:
            if response.status_code < 300:
                _raise(error, request)
            # A status says enough, even when the explanation was cut off or cannot be decoded.
        finally:
            response.close()
        return Answer(response.status_code, headers, sent_at, bytes(body))

    def close(self) -> None:
        """Close all connections."""
        self._client.close()
        if self._uploads is not None:
            self._uploads.close()

    def _upload_client(self) -> httpx.Client:
        if self._uploads is None:
            self._uploads = httpx.Client(transport=_UploadTransport(self._tls))
        return self._uploads


class AsyncHttp:
    """Connections of an asynchronous client."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._client = httpx.AsyncClient(verify=httpx.create_ssl_context(), limits=_LIMITS, headers={})
        self._slots = asyncio.Semaphore(_CONNECTIONS)

    async def send(self, request: HttpRequest) -> Answer:
        """Send a request whose body, if any, is in memory."""
        if request.stream:
            return await self._send(request)
        # The pool's own queue takes time that grows with its square: a thousand tasks wait here instead.
        async with self._slots:
            return await self._send(request)

    async def _send(self, request: HttpRequest) -> Answer:
        sent_at = self._clock.monotonic()
        try:
            response = await self._client.send(_httpx_request(self._client, request), stream=True)
        except (httpx.TransportError, httpx.InvalidURL, OSError) as error:
            _raise(error, request)
        headers = Headers(response.headers.multi_items())
        if request.stream and 200 <= response.status_code < 300:
            return Answer(response.status_code, headers, sent_at, content=_AsyncContent(response, request))
        body = bytearray()
        try:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _LARGEST_BODY:
                    _too_large(request, response.status_code)
        except httpx.HTTPError as error:
            if response.status_code < 300:
                _raise(error, request)
        finally:
            await response.aclose()
        return Answer(response.status_code, headers, sent_at, bytes(body))

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


class _Content:
    def __init__(self, response: httpx.Response, request: HttpRequest) -> None:
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
            _raise(httpx.RemoteProtocolError(str(error)), self._request)
        except TimeoutError:
            _raise(httpx.ReadTimeout("timed out"), self._request)
        except (httpx.TransportError, OSError) as error:
            _raise(error, self._request)

    def _pieces(self, size: int) -> Iterator[bytes | memoryview]:
        # The iterator stays alive until the end: httpx closes the connection when it is collected.
        through_httpx = self._response.iter_raw()
        connection, length = _plain_body(self._response)
        if connection is None or length < _WORTH_IT:
            yield from through_httpx
            return
        # All that was received together with the head comes in one piece; what follows is in the socket.
        first = next(through_httpx, b"")
        yield first
        if first and len(first) < length:
            yield from read_directly(connection, length - len(first), self._request.timeouts.read, size=size)

    def close(self) -> None:
        self._response.close()

    def abort(self) -> None:
        """Wake a reader that waits for bytes in another thread."""
        stream: Any = self._response.extensions.get("network_stream")
        connection = stream.get_extra_info("socket") if stream is not None else None
        if connection is not None:
            with suppress(OSError):
                # The plain socket's own method: TLS must not try to say goodbye from this thread.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _plain_body(response: httpx.Response) -> tuple[socket.socket | None, int]:
    """Return the socket that the body comes from as it is, and its length; (None, 0) when it is framed."""
    headers = response.headers
    length = headers.get("content-length", "")
    stream: Any = response.extensions.get("network_stream")
    if (
        stream is None
        or response.http_version != "HTTP/1.1"
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
    def __init__(self, response: httpx.Response, request: HttpRequest) -> None:
        self._response = response
        self._request = request

    async def iter_raw(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.aiter_raw():
                yield chunk
        except (httpx.TransportError, OSError) as error:
            _raise(error, self._request)

    async def close(self) -> None:
        await self._response.aclose()


def _httpx_request(client: httpx.Client | httpx.AsyncClient, request: HttpRequest) -> httpx.Request:
    headers = list(request.headers)
    if request.authorization is not None:
        headers.append(("Authorization", request.authorization.reveal()))
    extensions: dict[str, Any] = {"timeout": _timeout(request.timeouts).as_dict()}
    if request.cancellation is not None:
        extensions["cancellation"] = request.cancellation
    return client.build_request(
        request.method, request.url, headers=headers, content=request.body, extensions=extensions
    )


def _timeout(timeouts: Timeouts) -> httpx.Timeout:
    return httpx.Timeout(
        connect=timeouts.connect, read=timeouts.read, write=timeouts.write, pool=timeouts.pool
    )


def _too_large(request: HttpRequest, status: int) -> NoReturn:
    raise UnexpectedResponseError(
        f"{request.method} {_shown(request)} was answered with more than {_LARGEST_BODY >> 20} MiB where "
        "a small document was expected: check the base URL.",
        method=request.method,
        url=_shown(request),
        status_code=status,
    )


def _raise(error: Exception, request: HttpRequest) -> NoReturn:
    if request.cancellation is not None and request.cancellation.cancelled:
        raise TransferCancelled from None
    method, url = request.method, _shown(request)
    cause = _bare(error)
    for kind, phase in _PHASES.items():
        if isinstance(error, kind):
            seconds = getattr(request.timeouts, phase)
            what = {
                "connect": f"no connection within {seconds:g} s: check that the server runs and the base URL is right",
                "pool": f"all connections were busy for {seconds:g} s: run fewer requests at a time",
                "read": f"no byte from the server for {seconds:g} s: try again, or raise the timeout",
                "write": f"the server took no byte for {seconds:g} s: try again, or raise the timeout",
            }[phase]
            raise RequestTimeoutError(
                f"{method} {url} failed: {what}.",
                phase=phase,
                request_sent=phase in ("read", "write"),
                method=method,
                url=url,
            ) from cause
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        raise ConfigurationError(f"{method} {url} cannot be sent: {_reason(error)}.") from cause
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        advice = (
            "the server's certificate is not trusted: check the host name, or point SSL_CERT_FILE at your CA"
            if "CERTIFICATE_VERIFY_FAILED" in str(error)
            else "check that the server runs and the base URL is right"
        )
        raise ConnectionFailedError(
            f"{method} {url} failed: no connection ({_reason(error)}); {advice}.",
            request_sent=False,
            method=method,
            url=url,
        ) from cause
    raise ConnectionFailedError(
        f"{method} {url} failed: the connection broke ({_reason(error)}); try again.",
        request_sent=True,
        method=method,
        url=url,
    ) from cause


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _bare(error: BaseException) -> BaseException:
    """Take the frames away: their locals hold the header fields, and with them the token."""
    if isinstance(error, httpx.RequestError):
        error._request = None  # it holds the header fields too
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _shown(request: HttpRequest) -> str:
    return request.url.partition("?")[0]


class _Body(httpx.SyncByteStream):
    def __init__(self, inner: Any, pool: httpcore.ConnectionPool) -> None:
        self._inner = inner
        self._pool = pool

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._inner

    def close(self) -> None:
        with _as_httpx():
            self._inner.close()
            self._pool.close()


class _UploadTransport(httpx.BaseTransport):
    """One new connection for each upload: a kept one could turn out to be closed when the body is half sent."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        pool = self._pool(request.url, request.extensions.get("cancellation"))
        try:
            with _as_httpx():
                answer = pool.handle_request(
                    httpcore.Request(
                        method=request.method,
                        url=httpcore.URL(
                            scheme=request.url.raw_scheme,
                            host=request.url.raw_host,
                            port=request.url.port,
                            target=request.url.raw_path,
                        ),
                        headers=request.headers.raw,
                        content=request.stream,
                        extensions=request.extensions,
                    )
                )
        except BaseException:
            pool.close()
            raise
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream, pool),
            extensions=answer.extensions,
        )

    def _pool(self, url: httpx.URL, cancellation: Cancellation | None) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=self._tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=WatchfulBackend(cancellation),
            proxy=_proxy_for(url),
        )


def _proxy_for(url: httpx.URL) -> httpcore.Proxy | None:
    """Find the proxy that the environment names for this URL, as httpx does for other requests."""
    proxies = getproxies()
    text = proxies.get(url.scheme) or proxies.get("all")
    if not text or proxy_bypass(url.host):
        return None
    chosen = httpx.Proxy(text if "://" in text else f"http://{text}")
    return httpcore.Proxy(url=str(chosen.url), auth=chosen.raw_auth, headers=chosen.headers.raw)


class _as_httpx:  # noqa: N801 - reads as the function that it stands for
    """Turn httpcore's errors into those of httpx with the same name."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, frames: object) -> None:
        if error is None or not type(error).__module__.startswith("httpcore"):
            return
        raise getattr(httpx, type(error).__name__, httpx.TransportError)(str(error)) from None
