"""The body of an upload: a multipart form around media that is read while it is sent."""

import posixpath
from collections.abc import Iterator

from pixop_client.namespaces.caller import MediaSource, Progress

from pixop.cancellation import Cancellation
from pixop.media_source import OpenMedia
from pixop.media_type import media_type
from pixop.multipart import Framing


class UploadBody:
    """Constant memory at any size; the exact length is known beforehand whenever the media's is."""

    def __init__(
        self,
        media: MediaSource,
        *,
        filename: str | None = None,
        content_type: str | None = None,
        progress: Progress | None = None,
        cancellation: Cancellation | None = None,
    ) -> None:
        self._media = OpenMedia(media)
        name = announced_name(filename) or self._media.name or "media"
        self.framing = Framing(name, content_type or media_type(name))
        self._progress = progress
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

    def __iter__(self) -> Iterator[bytes]:
        self.complete = False
        sent = 0
        self._report(0)
        yield self.framing.head
        for piece in self._media.pieces():
            if self._cancellation is not None:
                self._cancellation.check()
            yield piece
            sent += len(piece)
            self._report(sent)
        # Set before the last piece: whoever takes it does not come back for more.
        self.complete = True
        yield self.framing.tail

    def close(self) -> None:
        """Close the media if it was opened here."""
        self._media.close()

    def _report(self, sent: int) -> None:
        if self._progress is not None:
            self._progress(sent, self._media.size)


def announced_name(filename: str | None) -> str | None:
    """Return the last part of a file name given by the caller."""
    if filename is None:
        return None
    return posixpath.basename(filename.replace("\\", "/").rstrip("/")) or None
