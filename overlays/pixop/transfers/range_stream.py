"""One of several streams that fill a part file: one request, one segment, one thread."""

import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import cast

from pixop.calls.wire_message import Answer, Content
from pixop.errors import TransferError
from pixop.transfers.byte_intervals import Interval
from pixop.transfers.cancellation import Cancellation, TransferCancelled
from pixop.transfers.part_file import PartFile
from pixop.transfers.range_plan import StartOver, Unfit, Write
from pixop.transfers.segment_plan import Segment, SegmentPlan
from pixop.transfers.throttle import Throttle

_PIECE = 256 << 10
"""Bytes that a stream reads at a time: each has a buffer of its own."""

Pieces = Iterator[bytes | memoryview]
Ask = Callable[[Interval, Cancellation], tuple[Answer, Write | StartOver | Unfit]]
"""Sends the request for a segment; gives the open answer and what its head says."""


class BrokenBody(Exception):  # noqa: N818 - becomes a TransferError when it happens too often
    """Fewer bytes came than were announced, or none that can be used."""


class UnfitAnswer(BrokenBody):
    """The server's answer to a range is of no use for one of several streams."""


class MediaChanged(Exception):  # noqa: N818 - the download begins anew, which is no error
    """The bytes that are there belong to other media than the server has now."""


class RangeStream:
    """A stream and how it fares.

    Attributes:
        segment: the bytes that it brings.
        first_at: when its first byte came, in seconds of the monotonic clock; None before.
        moved_at: when it was last seen to move.
        seen: bytes that it had brought then.
        begun_at: when it was begun.
        fruitless: attempts in a row that brought no byte, this one not counted.
        error: what ended it before its segment was complete.
    """

    def __init__(self, segment: Segment, cancellation: Cancellation, *, fruitless: int = 0) -> None:
        self.segment = segment
        self.cancellation = cancellation
        self.fruitless = fruitless
        self.begun_at = self.moved_at = time.monotonic()
        self.first_at: float | None = None
        self.seen = 0
        self.error: BaseException | None = None

    @property
    def brought(self) -> int:
        """Bytes that it has written."""
        return self.segment.written - self.segment.start


class OpenBody:
    """The body of an answer that has begun to come.

    Attributes:
        left: bytes that are still to come, as the head announced.
        cancellation: what its request can be stopped by.
        close: drops the connection; a second time it does nothing.
    """

    def __init__(
        self, pieces: Pieces, left: int, cancellation: Cancellation, close: Callable[[], None]
    ) -> None:
        self.pieces = pieces
        self.left = left
        self.cancellation = cancellation
        self.close = close


def opened(ask: Ask, stream: RangeStream, throttle: Throttle) -> OpenBody:
    """Send the request of a stream. Raises what the answer means when it is not the segment."""
    answer, step = ask((stream.segment.written, stream.segment.stop), stream.cancellation)
    content = cast("Content | None", answer.content)
    if isinstance(step, Write) and step.expected is not None and content is not None:
        pieces = content.iter_pieces(min(_PIECE, throttle.piece))
        return OpenBody(pieces, step.expected, stream.cancellation, content.close)
    if content is not None:
        content.close()
    if isinstance(step, Write):
        raise UnfitAnswer("a range was answered without a body")
    raise MediaChanged(step.reason) if isinstance(step, StartOver) else UnfitAnswer(step.reason)


def carry(
    stream: RangeStream, body: OpenBody, plan: SegmentPlan, part: PartFile, throttle: Throttle, lock: Lock
) -> None:
    """Bring the body into the file, up to the end of the segment, which may come nearer meanwhile.

    `lock` guards the plan.
    """
    segment = stream.segment
    for data in body.pieces:
        if stream.cancellation.cancelled:
            raise TransferCancelled
        if len(data) > body.left:
            raise TransferError("The server sent more bytes than it announced.")
        body.left -= len(data)
        if stream.first_at is None and data:
            stream.first_at = time.monotonic()
        with lock:
            offset = segment.written
            granted = plan.claim(segment, len(data))
        part.write_at(data if granted == len(data) else memoryview(data)[:granted], offset)
        with lock:
            plan.wrote(segment, granted)
            ended = segment.written == segment.stop
        if ended:
            return
        throttle.moved(granted)
    if body.left:
        raise BrokenBody(f"{body.left} of the bytes announced are missing")
