"""Receiving the next piece of a large body while the application works on the one before."""

import asyncio

from starlette.types import Message, Receive

# Smaller pieces come from slower clients, or are of many bodies at once, and then it is memory that counts.
_LARGE_BYTES = 256 * 1024


class ReadAhead:
    """The messages of a request, one of them received early after each large one.

    An HTTP server reads from a socket while it is asked to; if it is asked only when the application is done with the
    last piece, the two take turns.

    Args:
        receive: ASGI's `receive`.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._next: asyncio.Future[Message] | None = None

    async def receive(self) -> Message:
        """Give the next message; who stops waiting for it loses nothing."""
        if self._next is None:
            message = await self._receive()
        else:
            message = await asyncio.shield(self._next)
            self._next = None
        if message.get("more_body", False) and len(message.get("body", b"")) >= _LARGE_BYTES:
            self._next = asyncio.ensure_future(self._receive())
        return message

    async def close(self) -> None:
        """Forget what was asked for and not taken."""
        if self._next is not None:
            self._next.cancel()
            await asyncio.gather(self._next, return_exceptions=True)
            self._next = None
