"""A streamed answer as callers see it, with pieces of the size that they ask for."""

from collections.abc import AsyncIterator, Iterator
from typing import cast

from pixop.calls.wire_message import Answer, AsyncContent, Content, Headers


class Pieces:
    """Cut bytes that arrive in any size into pieces of `size`; only the last one is shorter."""

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError("the size of a piece is at least 1 byte")
        self._size = size
        self._held = bytearray()

    def feed(self, data: bytes | memoryview) -> Iterator[bytes]:
        """Yield what is complete."""
        self._held += data
        while len(self._held) >= self._size:
            piece = bytes(memoryview(self._held)[: self._size])
            del self._held[: self._size]
            yield piece

    def rest(self) -> bytes:
        """Return what is left."""
        return bytes(self._held)


class SyncByteStream:
    """A streamed answer; `status_code` is 2xx or 304."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.headers: Headers = answer.headers
        self._content = cast("Content | None", answer.content)

    def iter_bytes(self, chunk_size: int = 1 << 20) -> Iterator[bytes]:
        """Yield the content in pieces of `chunk_size` bytes."""
        if self._content is None:
            return
        pieces = Pieces(chunk_size)
        for data in self._content.iter_pieces():
            yield from pieces.feed(data)
        if rest := pieces.rest():
            yield rest

    def close(self) -> None:
        """Give the connection back or drop it."""
        if self._content is not None:
            self._content.close()


class AsyncByteStream:
    """A streamed answer; `status_code` is 2xx or 304."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.headers: Headers = answer.headers
        self._content = cast("AsyncContent | None", answer.content)

    async def iter_bytes(self, chunk_size: int = 1 << 20) -> AsyncIterator[bytes]:
        """Yield the content in pieces of `chunk_size` bytes."""
        if self._content is None:
            return
        pieces = Pieces(chunk_size)
        async for data in self._content.iter_raw():
            for piece in pieces.feed(data):
                yield piece
        if rest := pieces.rest():
            yield rest

    async def close(self) -> None:
        """Give the connection back or drop it."""
        if self._content is not None:
            await self._content.close()
