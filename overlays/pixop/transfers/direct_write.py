"""Hand a body to the connection itself, past the copies that the HTTP layer makes.

Only for a body whose length is known: a chunked one is framed by the HTTP layer, piece by piece.
"""

from collections.abc import Iterable, Iterator
from typing import Self

from pixop.transfers.file_slice import FileSlice
from pixop.transfers.watchful_stream import WatchfulBackend

BodyPiece = bytes | memoryview | FileSlice


class _Sent(bytes):
    """What stands for bytes that went out already.

    h11 counts a body by `len()`, which is theirs, and writes the content, which is empty.
    """

    _count: int

    def __new__(cls, count: int) -> Self:
        self = super().__new__(cls)
        self._count = count
        return self

    def __len__(self) -> int:
        return self._count


class DirectBody:
    """A body as httpcore takes it: each piece has been sent when it comes out, as far as that is possible.

    Args:
        backend: opened the connection, and knows its stream.
        timeout: seconds that the peer may take no byte; None waits forever.
        framed: whether the HTTP layer has to see the bytes.
    """

    def __init__(
        self, body: Iterable[BodyPiece], backend: WatchfulBackend, timeout: float | None, *, framed: bool
    ) -> None:
        self._body = body
        self._backend = backend
        self._timeout = timeout
        self._framed = framed

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._body:
            stream = None if self._framed else self._backend.stream
            rest: bytes | memoryview
            if isinstance(piece, FileSlice):
                sent = 0 if stream is None else stream.send_file(piece, self._timeout)
                if sent:
                    yield _Sent(sent)
                if sent == len(piece):
                    continue
                # The file has ended, which reading tells best, or the kernel cannot send from it.
                rest = piece.read(sent)
            else:
                rest = piece
            if stream is None:
                yield bytes(rest)
            else:
                stream.write(rest, self._timeout)
                yield _Sent(len(rest))
