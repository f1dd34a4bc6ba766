"""A request and its answer, without any HTTP library."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pixop.auth.secret import Secret
from pixop.calls.timeouts import Timeouts
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.file_slice import FileSlice


class Headers(Mapping[str, str]):
    """Header fields; names are compared without case, repeated fields are joined (RFC 9110 section 5.3)."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, str] = {}
        for name, value in fields:
            key = name.lower()
            self._fields[key] = f"{self._fields[key]}, {value}" if key in self._fields else value

    def __getitem__(self, name: str, /) -> str:
        return self._fields[name.lower()]

    def __contains__(self, name: object, /) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({', '.join(self._fields)})"


@dataclass(frozen=True, slots=True)
class AnswerHeaders(Mapping[str, str]):
    """The status and header fields of an answer to HEAD."""

    status_code: int
    headers: Headers

    def __getitem__(self, name: str, /) -> str:
        return self.headers[name]

    def __contains__(self, name: object, /) -> bool:
        return name in self.headers

    def __iter__(self) -> Iterator[str]:
        return iter(self.headers)

    def __len__(self) -> int:
        return len(self.headers)


class RequestBody(Protocol):
    """A body that is produced while it is sent."""

    @property
    def length(self) -> int | None:
        """Bytes in all; None when unknown, then the body is sent chunked (RFC 9112 section 7.1)."""
        ...

    @property
    def complete(self) -> bool:
        """Whether everything was handed out."""
        ...

    def rewind(self) -> bool:
        """Go back to the first byte; return False when that is not possible."""
        ...

    def confirm(self) -> None:
        """Raise `TransferError` when what was sent is not what there was at the beginning."""
        ...

    def __iter__(self) -> Iterator[bytes | memoryview | FileSlice]: ...


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request as it goes out. `authorization` is apart from the headers so that no `repr` shows it."""

    method: str
    url: str
    timeouts: Timeouts
    headers: tuple[tuple[str, str], ...] = ()
    authorization: Secret | None = None
    body: bytes | RequestBody | None = field(default=None, repr=False)
    stream: bool = False
    cancellation: Cancellation | None = None


class Content(Protocol):
    """The open body of a streamed answer."""

    def iter_pieces(self, size: int = 1 << 20) -> "Iterator[bytes | memoryview]":
        """Yield the body as it comes; a piece is valid until the next one is asked for."""
        ...

    def close(self) -> None: ...


class AsyncContent(Protocol):
    """The same, asynchronous."""

    def iter_raw(self) -> AsyncIterator[bytes]: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `content` is open only when a stream was asked for and the status is 2xx.

    Attributes:
        sent_at: the monotonic clock when the request went out, in seconds.
    """

    status: int
    headers: Headers
    sent_at: float
    body: bytes = field(default=b"", repr=False)
    content: Content | AsyncContent | None = None
