"""Carries faults out, outside of everything else: what goes wrong here is wrong on purpose."""

import asyncio
import contextlib
import itertools
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pixop_server.api_errors import ApiError
from pixop_server.error_boundary import error_response
from pixop_server.faults import (
    ChangingTag,
    Delay,
    Fault,
    FaultPlan,
    Reset,
    Stall,
    Status,
    Truncate,
    WrongLength,
)
from pixop_server.raw_connection import RawConnection
from pixop_server.settings import CONTROL_PREFIX
from pixop_server.unread_body import UnreadBody

_EXCEPTIONS = {
    401: "ExpiredJWTTokenException",
    404: "NotFoundException",
    409: "ConflictException",
    429: "TooManyRequestsException",
    503: "ServiceUnavailableException",
}


class FaultInjection:
    """ASGI middleware that spoils the answers that a plan names; the control API itself is spared."""

    def __init__(self, app: ASGIApp, plan: FaultPlan) -> None:
        self._app = app
        self._plan = plan
        self._tags = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        fault: Fault | None = None
        if scope["type"] == "http" and not scope["path"].startswith(CONTROL_PREFIX):
            fault = self._plan.choose(scope["method"], scope["path"])
        match fault:
            case None:
                await self._app(scope, receive, send)
            case Delay():
                await asyncio.sleep(fault.seconds)
                await self._app(scope, receive, send)
            case Status():
                await UnreadBody(_Refusal(fault))(scope, receive, send)
            case ChangingTag():
                await self._app(scope, receive, self._with_another_tag(send))
            case Reset(body="request"):
                await _reset_upload(fault, scope, receive)
            case Reset() | Truncate() | Stall() | WrongLength():
                await self._spoil(fault, scope, receive)

    def _with_another_tag(self, send: Send) -> Send:
        number = next(self._tags)

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                if "etag" in headers:
                    headers["etag"] = f'"{headers["etag"].strip(chr(34))}-{number}"'
                message = {**message, "headers": headers.raw}
            await send(message)

        return send_tagged

    async def _spoil(
        self, fault: Reset | Truncate | Stall | WrongLength, scope: Scope, receive: Receive
    ) -> None:
        connection = RawConnection.of(scope)
        try:
            answer = _SpoiledAnswer(fault, connection)
            with contextlib.suppress(_OverError):
                await self._app(scope, receive, answer.send)
        finally:
            connection.close()


class _OverError(ClientDisconnect):
    """The fault was carried out; for the application the client has gone."""


class _SpoiledAnswer:
    """Writes an answer to the connection itself, and the fault into it."""

    def __init__(self, fault: Reset | Truncate | Stall | WrongLength, connection: RawConnection) -> None:
        self._fault = fault
        self._connection = connection
        self._sent = 0
        self._position: int | None = None

    async def send(self, message: Message) -> None:
        """Take a part of the answer."""
        try:
            await self._take(message)
        except OSError as error:
            raise _OverError from error

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
            return
        if message["type"] != "http.response.body":
            return
        await self._write(message.get("body", b""))
        if not message.get("more_body", False):
            if self._position is not None:
                await self._happen()
            self._connection.end()
            raise _OverError

    async def _start(self, message: Message) -> None:
        headers = MutableHeaders(raw=list(message["headers"]))
        length = int(headers.get("content-length", "0"))
        match self._fault:
            case WrongLength(difference=difference):
                headers["content-length"] = str(max(0, length + difference))
            case Stall():
                headers["connection"] = "close"
                self._position = self._fault.position(length)
            case fault:
                self._position = fault.position(length)
        status = message["status"]
        with contextlib.suppress(ValueError):
            status = f"{status} {HTTPStatus(status).phrase}"
        lines = [f"HTTP/1.1 {status}".encode(), *(name + b": " + value for name, value in headers.raw)]
        await self._connection.write(b"\r\n".join(lines) + b"\r\n\r\n")

    async def _write(self, body: bytes) -> None:
        while self._position is not None and self._sent + len(body) >= self._position:
            first = self._position - self._sent
            await self._connection.write(body[:first])
            self._sent += first
            body = body[first:]
            await self._happen()
        await self._connection.write(body)
        self._sent += len(body)

    async def _happen(self) -> None:
        self._position = None
        match self._fault:
            case Reset():
                await self._connection.arrived()
                self._connection.reset()
            case Stall(seconds=float(seconds)):
                await self._connection.gone(seconds)
                return
            case Stall():
                await self._connection.gone(None)
            case _:
                self._connection.end()
        raise _OverError


class _Refusal:
    """An ASGI application that reads so much of a body, and refuses."""

    def __init__(self, fault: Status) -> None:
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request."""
        await _read_until(self._fault, scope, receive)
        status = self._fault.status
        exception = self._fault.exception or _EXCEPTIONS.get(status, "InternalServerException")
        error = ApiError(self._fault.message or "This fault was asked for.")
        error.status, error.exception = status, exception
        if self._fault.retry_after is not None:
            error.headers["Retry-After"] = str(self._fault.retry_after)
        if status == 401:
            error.headers["WWW-Authenticate"] = 'Bearer realm="pixop", error="invalid_token"'
        await error_response(error)(scope, receive, send)


async def _reset_upload(fault: Reset, scope: Scope, receive: Receive) -> None:
    connection = RawConnection.of(scope)
    try:
        await _read_until(fault, scope, receive)
        connection.reset()
    finally:
        connection.close()


async def _read_until(fault: Status | Reset, scope: Scope, receive: Receive) -> None:
    """Read a request's body until at least so much of it has come."""
    length = Headers(scope=scope).get("content-length", "0")
    wanted = fault.position(int(length) if length.isdecimal() else 0)
    read = 0
    while read < wanted:
        message = await receive()
        read += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
