"""The body of an upload: a multipart form around media that is read while it is sent."""

import posixpath
import time
from collections.abc import Callable, Iterable, Iterator

from pixop_client.namespaces.caller import MediaSource, Progress

from pixop.transfers.cancellation import Cancellation
from pixop.transfers.file_slice import FileSlice
from pixop.transfers.media_source import OpenMedia
from pixop.transfers.media_type import media_type
from pixop.transfers.multipart import Framing
from pixop.transfers.throttle import Throttle
from pixop.transfers.transfer_event import TransferEvent, TransferFinished, TransferProgress, TransferStarted


class UploadBody:
    """Constant memory at any size; the exact length is known beforehand whenever the media's is."""

    def __init__(
        self,
        media: "MediaSource | Iterable[bytes]",
        *,
        filename: str | None = None,
        content_type: str | None = None,
        limit_rate: float | None = None,
        progress: Progress | None = None,
        on_event: Callable[[TransferEvent], None] | None = None,
        cancellation: Cancellation | None = None,
    ) -> None:
        self._throttle = Throttle(limit_rate, cancellation)
        self._media = OpenMedia(media)
        name = announced_name(filename) or self._media.name or "media"
        self.framing = Framing(name, content_type or media_type(name))
        self._progress = progress
        self._on_event = on_event
        self._started = 0.0
        self._cancellation = cancellation
        self.complete = False

    @property
    def size(self) -> int | None:
        """Bytes of media, None when unknown."""
        return self._media.size

    @property
    def length(self) -> int | None:
        """Bytes of the whole body, None when unknown."""
        return None if self._media.size is None else self.framing.length(self._media.size)

    def rewind(self) -> bool:
        """Make the body ready to be sent from its first byte; False when the source cannot."""
        ready = self._media.rewind()
        if ready:
            self.complete = False
        return ready

    def confirm(self) -> None:
        """Raise `TransferError` when the file was written to while it was sent.

        Looked at once more after the answer: what the kernel sends by itself it may have read a little later than
        it said.
        """
        self._media.confirm()

    def __iter__(self) -> "Iterator[bytes | memoryview | FileSlice]":
        self.complete = False
        sent = 0
        self._started = time.monotonic()
        self._tell(TransferStarted("upload", 0, self._media.size))
        self._report(0)
        yield self.framing.head
        for piece in self._media.pieces(self._throttle.piece):
            if self._cancellation is not None:
                self._cancellation.check()
            yield piece
            sent += len(piece)
            self._report(sent)
            self._throttle.moved(len(piece))
        self._tell(TransferFinished("upload", sent, self._seconds))
        # Set before the last piece: whoever takes it does not come back for more.
        self.complete = True
        yield self.framing.tail

    def close(self) -> None:
        """Close the media if it was opened here."""
        self._media.close()

    def _report(self, sent: int) -> None:
        if self._progress is not None:
            self._progress(sent, self._media.size)
        self._tell(TransferProgress("upload", sent, self._media.size, self._seconds))

    def _tell(self, event: TransferEvent) -> None:
        if self._on_event is not None:
            self._on_event(event)

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started


def announced_name(filename: str | None) -> str | None:
    """Return the last part of a file name given by the caller."""
    if filename is None:
        return None
    return posixpath.basename(filename.replace("\\", "/").rstrip("/")) or None
