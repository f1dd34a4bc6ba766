"""Plan a download that may need several requests: what to ask for, and what an answer means. No I/O.

RFC 9110: ranges section 14, `If-Range` section 13.1.5, validators section 8.8.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pixop.transfers.byte_intervals import ByteIntervals, Interval

_CONTENT_RANGE = re.compile(r"bytes\s+(\d{1,19})-(\d{1,19})/(\d{1,19}|\*)", re.IGNORECASE)
_UNSATISFIED = re.compile(r"bytes\s+\*/(\d{1,19})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Write:
    """Write the body from `offset` on, dropping what was there behind it.

    Attributes:
        expected: bytes that the body must have; None when only its own framing tells.
    """

    offset: int
    expected: int | None


@dataclass(frozen=True, slots=True)
class Complete:
    """All bytes are there already."""


@dataclass(frozen=True, slots=True)
class StartOver:
    """What is there is of no use: ask again from the first byte."""

    reason: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The answer makes no sense."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """The answer brings nothing for one of several streams; the others may go on."""

    reason: str


Step = Write | Complete | StartOver | GiveUp


class RangePlan:
    """How far a download is.

    Attributes:
        done: bytes that are written from the first one on, without a gap.
        beyond: bytes that are written behind the first gap.
        total: bytes in all, None when not known yet.
        validator: what `If-Range` sends: a strong ETag or a `Last-Modified`, else None.
        etag: the entity tag as it came, or None.
    """

    def __init__(self) -> None:
        self.done = 0
        self.beyond = ByteIntervals()
        self.total: int | None = None
        self.validator: str | None = None
        self.etag: str | None = None

    @classmethod
    def resumed(cls, present: ByteIntervals, *, total: int, validator: str, etag: str | None) -> "RangePlan":
        """Go on with what an earlier download left."""
        plan = cls()
        plan.total, plan.validator, plan.etag = total, validator, etag
        plan.have(present)
        return plan

    def have(self, present: ByteIntervals) -> None:
        """Tell which bytes are written."""
        self.done = present.prefix
        self.beyond = ByteIntervals.of(span for span in present if span[0] > self.done)

    @property
    def present(self) -> ByteIntervals:
        """The bytes that are written."""
        return self.beyond.plus([(0, self.done)])

    @property
    def count(self) -> int:
        """How many bytes are written."""
        return self.done + self.beyond.size

    def request_headers(self) -> list[tuple[str, str]]:
        """Return the fields that ask for what lacks, up to the next bytes that are there; none for the whole."""
        if self.validator is None or not (self.done or self.beyond):
            self.have(ByteIntervals())
            return []
        last = self.beyond.spans[0][0] - 1 if self.beyond else ""
        return [("Range", f"bytes={self.done}-{last}"), ("If-Range", self.validator)]

    def segment_headers(self, segment: Interval) -> list[tuple[str, str]]:
        """Return the fields that ask for one segment of the same media."""
        assert self.validator is not None
        return [("Range", f"bytes={segment[0]}-{segment[1] - 1}"), ("If-Range", self.validator)]

    def divisible(self, headers: Mapping[str, str], status: int) -> bool:
        """Tell whether several streams can bring the media: it has a strong entity tag, and ranges work."""
        units = [unit.strip().lower() for unit in headers.get("accept-ranges", "").split(",")]
        ranges = status == 206 or "bytes" in units
        return ranges and self.total is not None and self.etag is not None and self.etag == self.validator

    def answered(self, status: int, headers: Mapping[str, str]) -> Step:
        """Take in the head of an answer."""
        coding = headers.get("content-encoding", "identity").strip().lower()
        if status in (200, 206) and coding not in ("", "identity"):
            return GiveUp(f"the media came with Content-Encoding {coding!r}, though identity was asked for")
        if status == 200:
            return self._whole(headers)
        if status == 206:
            return self._part(headers)
        if status == 416:
            return self._unsatisfied(headers)
        return GiveUp(f"status {status} is no answer to a download")

    def answered_segment(
        self, segment: Interval, status: int, headers: Mapping[str, str]
    ) -> Write | StartOver | Unfit:
        """Judge the head of an answer to one of several streams; the plan stays as it is."""
        etag = headers.get("etag", "").strip()
        if etag and etag != self.etag:
            return StartOver("the media changed on the server")
        match = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
        coding = headers.get("content-encoding", "identity").strip().lower()
        if status != 206 or match is None or not etag or coding not in ("", "identity"):
            return Unfit(f"a range was answered with status {status}, or without what tells which it is")
        first, last, length = int(match[1]), int(match[2]), _length(headers)
        if match[3] != "*" and int(match[3]) != self.total:
            return StartOver("the media's size changed on the server")
        if first != segment[0] or not first <= last < segment[1] or length not in (None, last - first + 1):
            return Unfit(f"bytes {first} to {last} came where others were asked for")
        return Write(first, last - first + 1)

    @property
    def finished(self) -> bool:
        """Whether everything is there."""
        return self.total is not None and self.done == self.total

    def _whole(self, headers: Mapping[str, str]) -> Step:
        length = _length(headers)
        if length is None and "chunked" not in headers.get("transfer-encoding", "").lower():
            return GiveUp("the answer has no Content-Length, so nobody can tell whether all bytes arrived")
        self.have(ByteIntervals())
        self.total = length
        self._keep_validator(headers)
        return Write(0, length)

    def _part(self, headers: Mapping[str, str]) -> Step:
        match = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
        if match is None:
            return StartOver("a part came without a usable Content-Range")
        first, last = int(match[1]), int(match[2])
        total = None if match[3] == "*" else int(match[3])
        length = _length(headers)
        etag = headers.get("etag")
        if self.etag is not None and etag is not None and etag.strip() != self.etag:
            return StartOver("the media changed on the server")
        if first != self.done:
            return StartOver(f"bytes from {first} came where bytes from {self.done} were asked for")
        if last < first or (total is not None and last >= total):
            return StartOver("the Content-Range contradicts itself")
        if total is not None and self.total is not None and total != self.total:
            return StartOver("the media's size changed on the server")
        if length is not None and length != last - first + 1:
            return StartOver("Content-Range and Content-Length contradict each other")
        if not self.count:
            self._keep_validator(headers)
        self.total = total if total is not None else self.total
        if self.total is None:
            return StartOver("the whole size is not known")
        return Write(first, last - first + 1)

    def _unsatisfied(self, headers: Mapping[str, str]) -> Step:
        match = _UNSATISFIED.fullmatch(headers.get("content-range", "").strip())
        if match and int(match[1]) == self.done and self.done in (self.total, 0):
            return Complete()
        return StartOver("the server has no bytes there")

    def _keep_validator(self, headers: Mapping[str, str]) -> None:
        etag = headers.get("etag", "").strip()
        self.etag = etag or None
        if etag and not etag.startswith(("W/", "w/")):
            self.validator = etag
        else:
            self.validator = headers.get("last-modified", "").strip() or None


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
