"""Where the media of an upload comes from: a path, a binary file object, bytes, or pieces of bytes."""

import io
import mmap
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from pixop_client.namespaces.caller import MediaSource

from pixop.errors import LocalFileError, MediaSourceError, TransferError
from pixop.transfers.file_slice import KERNEL_SENDS, FileSlice

READ_SIZE = 1 << 20
_FILLING = (io.FileIO, io.BufferedReader, io.BufferedRandom, io.BytesIO)
"""Types that read into a buffer as they read; others may count or change what passes through their `read`."""


class OpenMedia:
    """Media that is read from its start to its end, in pieces of 1 MiB.

    Attributes:
        name: the file's own name, or None.
        size: bytes from the start to the end; None when only reading tells.
    """

    def __init__(self, media: "MediaSource | Iterable[bytes]") -> None:
        self.name: str | None = None
        self.size: int | None = None
        self._owned = False
        self._start: int | None = 0
        self._content: memoryview | None = None
        self._peeked: memoryview | None = None
        self._descriptor: int | None = None
        self._identity: tuple[int, int] | None = None
        self._space: memoryview | None = None
        self._file: BinaryIO
        if isinstance(media, bytes | bytearray | memoryview):
            view = memoryview(media)
            self._content = (view if view.c_contiguous else memoryview(bytes(view))).cast("B")
            self.size = len(self._content)
        elif isinstance(media, str | os.PathLike):
            self._open(os.fspath(media))
        elif not hasattr(media, "read") and hasattr(media, "__iter__"):
            self._file = io.BufferedReader(_Joined(iter(media)), READ_SIZE)
            self._start = None
        else:
            self._adopt(cast("BinaryIO", media))
        if self.size is None:
            self._peeked = self._read(READ_SIZE)
        if self.size == 0 or (self._peeked is not None and not self._peeked):
            self.close()
            raise MediaSourceError(
                f"{self.name or 'The media'} is empty: there is nothing to upload.", path=self.name or ""
            )

    def pieces(self, size: int = READ_SIZE) -> "Iterator[memoryview | FileSlice]":
        """Yield the media in pieces of `size` bytes; a piece is valid until the next one is asked for.

        Raises `TransferError` when it is not what it was when it was opened.
        """
        if self._content is not None:
            for begin in range(0, len(self._content), size):
                yield self._content[begin : begin + size]
        elif self.size is None:
            yield from self._unmeasured_pieces(size)
        elif self._descriptor is not None:
            yield from self._slices(size)
        else:
            left = self.size
            while left:
                piece = self._read(min(size, left))
                if not piece:
                    raise self._changed(f"it ended {left} bytes early")
                left -= len(piece)
                yield piece
            if self._read(1):
                raise self._changed("it grew")
            self.confirm()

    def _unmeasured_pieces(self, size: int) -> Iterator[memoryview]:
        piece, self._peeked, self._start = self._peeked, None, None
        while piece:
            for begin in range(0, len(piece), size):
                yield piece[begin : begin + size]
            piece = self._read(size)

    def _slices(self, size: int) -> "Iterator[FileSlice]":
        assert self._descriptor is not None
        offset, end = self._start or 0, self._end
        while offset < end:
            piece = FileSlice(self._descriptor, offset, min(size, end - offset), self._read_at)
            yield piece
            offset += len(piece)
        if not self._owned:
            self._file.seek(end)  # where reading would have left it
        self.confirm()

    @property
    def _end(self) -> int:
        return (self._start or 0) + (self.size or 0)

    def confirm(self) -> None:
        """Raise `TransferError` when the file was written to since it was opened here."""
        if self._identity is None or (found := self._identify()) == self._identity:
            return
        raise self._changed("it grew" if found[0] > self._identity[0] else "it was written to")

    def rewind(self) -> bool:
        """Go back to the start; return False when the source cannot."""
        if self._peeked is not None:
            return True  # nothing of it was handed out yet
        if self._content is not None:
            return True
        if self._start is None:
            return False
        try:
            self._file.seek(self._start)
        except (OSError, ValueError):
            return False
        return True

    def close(self) -> None:
        """Close what was opened here; a caller's file object stays open."""
        if self._owned:
            self._file.close()
            self._descriptor = None

    def _open(self, path: Any) -> None:
        self.name = Path(os.fsdecode(path)).name
        shown = os.fsdecode(path)
        try:
            self._file = open(path, "rb", buffering=0)  # noqa: PTH123, SIM115 - bytes paths; closed by close()
            self._owned = True
            status = os.fstat(self._file.fileno())
        except (OSError, ValueError) as error:
            raise MediaSourceError(
                f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}.",
                path=shown,
                errno=getattr(error, "errno", None),
            ) from error
        if stat.S_ISREG(status.st_mode):
            self.size = status.st_size
            self._identity = (status.st_size, status.st_mtime_ns)
            self._descriptor = self._file.fileno() if KERNEL_SENDS else None
        else:
            self._start = None  # a pipe or device: its length shows at its end

    def _adopt(self, file: BinaryIO) -> None:
        self._file = file
        if isinstance(file, io.TextIOBase) or not hasattr(file, "read"):
            raise MediaSourceError("The media must be a path, bytes, or a file opened in binary mode ('rb').")
        self.name = media_name(file)
        try:
            if not file.seekable():
                raise OSError("not seekable")
            self._start = file.tell()
            self.size = max(0, file.seek(0, os.SEEK_END) - self._start)
            file.seek(self._start)
        except (OSError, AttributeError, ValueError):
            self.size = self._start = None
            return
        raw = file.raw if type(file) is io.BufferedReader else file
        if KERNEL_SENDS and type(raw) is io.FileIO:
            status = os.fstat(raw.fileno())
            if stat.S_ISREG(status.st_mode):
                self._descriptor = raw.fileno()
                self._identity = (status.st_size, status.st_mtime_ns)

    def _read(self, count: int) -> memoryview:
        try:
            if type(self._file) in _FILLING:
                space = self._buffer(count)
                return space[: cast("io.BufferedReader", self._file).readinto(space) or 0]
            piece = self._file.read(count)
        except (OSError, ValueError) as error:
            raise self._unreadable(error) from error
        if isinstance(piece, str):
            raise MediaSourceError("The media was opened as text: open it in binary mode ('rb').")
        return memoryview(piece or b"").cast("B")

    def _read_at(self, offset: int, count: int) -> memoryview:
        """Read from a place in the file; all of it or not at all."""
        assert self._descriptor is not None
        space = self._buffer(count)
        filled = 0
        while filled < count:
            try:
                got = os.preadv(self._descriptor, [space[filled:]], offset + filled)
            except (OSError, ValueError) as error:
                raise self._unreadable(error) from error
            if not got:
                raise self._changed(f"it ended {self._end - offset - filled} bytes early")
            filled += got
        return space

    def _buffer(self, count: int) -> memoryview:
        if self._space is None or len(self._space) < count:
            # Page-aligned: to other addresses some processors copy from the file three times slower.
            self._space = memoryview(mmap.mmap(-1, max(count, READ_SIZE)))
        return self._space[:count]

    def _unreadable(self, error: OSError | ValueError) -> LocalFileError:
        return LocalFileError(
            f"{self.name or 'The media'} could not be read on: {error}.",
            path=self.name or "",
            errno=getattr(error, "errno", None),
        )

    def _identify(self) -> tuple[int, int]:
        status = os.fstat(self._file.fileno())
        return status.st_size, status.st_mtime_ns

    def _changed(self, how: str) -> TransferError:
        return TransferError(
            f"{self.name or 'The media'} changed while it was sent ({how}): the upload was broken off. "
            "Send it again when nothing writes to it."
        )


class _Joined(io.RawIOBase):
    """Pieces of bytes as one file that is read once."""

    def __init__(self, pieces: Iterator[Any]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            if not isinstance(piece, bytes | bytearray | memoryview):
                raise MediaSourceError(f"The media gave a piece of type {type(piece).__name__}: give bytes.")
            self._held = memoryview(piece).cast("B")
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held = self._held[count:]
        return count


def check_media(media: "MediaSource | Iterable[bytes]") -> None:
    """Raise `MediaSourceError` for a path that is not there, or an empty file or value."""
    if isinstance(media, str | os.PathLike) and not _is_special(os.fspath(media)):
        OpenMedia(media).close()
    elif isinstance(media, bytes | bytearray) and not media:
        OpenMedia(media)


def media_name(media: "MediaSource | Iterable[bytes]") -> str | None:
    """Return the file name of a path or file object, None when it has none."""
    if isinstance(media, str | os.PathLike):
        return Path(os.fsdecode(os.fspath(media))).name or None
    name = getattr(media, "name", None)
    if not isinstance(name, str | bytes) or not name:
        return None
    text = Path(os.fsdecode(name)).name
    return text if text and not text.startswith("<") else None


def _is_special(path: Any) -> bool:
    """Tell whether opening it would take something away: a pipe gives its bytes only once."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - the path may be bytes
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
