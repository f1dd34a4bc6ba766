"""Answering before the body is read, so that the answer arrives (RFC 9112, sections 9.3 and 9.6).

A server that closes a connection with bytes of the request unread makes TCP reset it, and a reset may destroy an answer
on its way. And a client that may go on using the connection must not find it closed. So a small rest is read, and
before a large one the answer says that the connection ends, and some more of the rest is read before it ends.
"""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pixop_server.read_ahead import ReadAhead

_SMALL = 64 * 1024
_SMALL_SECONDS = 0.1
_LINGER_BYTES = 8 << 20
_LINGER_SECONDS = 5.0
_IDLE_SECONDS = 0.3


class UnreadBody:
    """ASGI middleware that takes care of what the application left of a request's body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not _has_body(headers := Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        ahead = ReadAhead(receive)
        body = _Body(ahead.receive, awaited="100-continue" in headers.get("expect", "").lower())
        closing = False

        async def send_and_linger(message: Message) -> None:
            nonlocal closing
            if message["type"] == "http.response.start":
                if not body.ended and _announced(headers) <= _SMALL:
                    await body.drain(_SMALL, _SMALL_SECONDS)
                closing = not body.ended
                if closing:
                    message["headers"] = _closing_headers(message)
            if not closing or message.get("more_body", False) or message["type"] != "http.response.body":
                await send(message)
                return
            await send({**message, "more_body": True})
            await body.drain(_LINGER_BYTES, _LINGER_SECONDS)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        try:
            await self._app(scope, body.receive, send_and_linger)
        finally:
            await ahead.close()


class _Body:
    """The body of a request, and whether all of it was read."""

    def __init__(self, receive: Receive, *, awaited: bool) -> None:
        self._receive = receive
        # A client that waits for an interim answer sends nothing before it.
        self._awaited = awaited
        self.ended = False

    async def receive(self) -> Message:
        """Pass on what arrives."""
        self._awaited = False
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self.ended = True
        return message

    async def drain(self, most: int, seconds: float) -> None:
        """Read and forget the rest, up to a number of bytes, a time, and a pause."""
        if self._awaited:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.ended and most > 0:
                    async with asyncio.timeout(_IDLE_SECONDS):
                        most -= len((await self.receive()).get("body", b""))


def _closing_headers(message: Message) -> list[tuple[bytes, bytes]]:
    """Announce the end of the connection; a refusal gets no length, as one would end it before the rest is read."""
    refusal = message["status"] >= 400
    kept = [
        pair for pair in message.get("headers", ()) if not (refusal and pair[0].lower() == b"content-length")
    ]
    return [*kept, (b"connection", b"close")]


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0").strip() != "0"


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() and len(length) < 20 else _SMALL + 1
