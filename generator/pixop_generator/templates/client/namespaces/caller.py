"""What the namespaces ask of the client that owns them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any, BinaryIO, Protocol, TypeAlias, TypeVar

from ..request import Request

T = TypeVar("T")

#: Called while media is sent with the bytes done and the bytes in all (None: unknown).
Progress: TypeAlias = Callable[[int, "int | None"], None]
#: A path, a binary file object, or the bytes themselves.
MediaSource: TypeAlias = "str | os.PathLike[str] | BinaryIO | bytes"


class ResponseHeaders(Protocol):
    """The header fields of an answer without content; names are compared without case."""

    @property
    def status_code(self) -> int: ...

    def __getitem__(self, name: str, /) -> str: ...

    def __iter__(self) -> Iterator[str]: ...

    def __len__(self) -> int: ...

    def __contains__(self, name: object, /) -> bool: ...

    def get(self, name: str, /) -> str | None: ...


class ByteStream(Protocol):
    """An answer whose content is read as it arrives."""

    @property
    def status_code(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    def iter_bytes(self, chunk_size: int = 1 << 20) -> Iterator[bytes]: ...


class AsyncByteStream(Protocol):
    """The same, asynchronous."""

    @property
    def status_code(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    def iter_bytes(self, chunk_size: int = 1 << 20) -> AsyncIterator[bytes]: ...


class Caller(Protocol):
    """Sends requests, raises on an error status, and hands decoded JSON to `parse`."""

    def call(self, request: Request, parse: Callable[[Any], T]) -> T: ...

    def call_empty(self, request: Request) -> None: ...

    def head(self, request: Request) -> ResponseHeaders: ...

    def upload(
        self,
        request: Request,
        parse: Callable[[Any], T],
        media: MediaSource,
        *,
        filename: str | None,
        content_type: str | None,
        progress: Progress | None,
    ) -> T: ...

    def stream(self, request: Request) -> AbstractContextManager[ByteStream]: ...


class AsyncCaller(Protocol):
    """The same, asynchronous."""

    async def call(self, request: Request, parse: Callable[[Any], T]) -> T: ...

    async def call_empty(self, request: Request) -> None: ...

    async def head(self, request: Request) -> ResponseHeaders: ...

    async def upload(
        self,
        request: Request,
        parse: Callable[[Any], T],
        media: MediaSource,
        *,
        filename: str | None,
        content_type: str | None,
        progress: Progress | None,
    ) -> T: ...

    def stream(self, request: Request) -> AbstractAsyncContextManager[AsyncByteStream]: ...


__all__ = [
    "AsyncByteStream",
    "AsyncCaller",
    "ByteStream",
    "Caller",
    "MediaSource",
    "Progress",
    "ResponseHeaders",
]
