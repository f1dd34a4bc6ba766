"""Bring media to a file: as many requests as it takes, and the final name only when all bytes are there."""

import math
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

from pixop_client.namespaces.caller import Progress
from pixop_client.request import Request

from pixop.calls.sync_caller import SyncCaller
from pixop.calls.wire_message import Answer, Content, Headers
from pixop.errors import (
    APIError,
    ConfigurationError,
    ConnectionFailedError,
    PixopError,
    RangeNotSatisfiableError,
    TransferError,
)
from pixop.transfers.boot import boot_id
from pixop.transfers.byte_intervals import Interval
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.checkpoint import Checkpoints
from pixop.transfers.content_disposition import disposition_filename, safe_filename
from pixop.transfers.download_journal import Journal, journal_path, remove_journal, write_journal
from pixop.transfers.download_result import DownloadResult
from pixop.transfers.part_file import PartFile, already_there
from pixop.transfers.range_plan import Complete, GiveUp, RangePlan, StartOver, Unfit, Write
from pixop.transfers.range_stream import BrokenBody, MediaChanged, OpenBody
from pixop.transfers.range_streams import RangeStreams
from pixop.transfers.segment_plan import SegmentPlan
from pixop.transfers.stream_growth import TICK, StreamGrowth
from pixop.transfers.throttle import Throttle, pause
from pixop.transfers.transfer_event import (
    TransferEvent,
    TransferFinished,
    TransferInterrupted,
    TransferProgress,
    TransferStarted,
)

_FRUITLESS = 8
"""Attempts in a row that bring no new byte before a download is given up."""
_REPORT_EVERY = 1 << 20
_REPORT_SECONDS = 0.5
_RESTARTS = 8
"""How often a download may begin again at its first byte."""


class Download:
    """One download into one file; the parameters are those of `Pixop.fetch`."""

    def __init__(
        self,
        caller: SyncCaller,
        build: Callable[[list[tuple[str, str]]], Request],
        target: str | os.PathLike[str],
        *,
        fallback_name: str,
        overwrite: bool = False,
        resume: bool = True,
        if_none_match: str | None = None,
        sha256: bool = False,
        expected_sha256: str | None = None,
        check: Callable[[Path], None] | None = None,
        limit_rate: float | None = None,
        connections: int = 8,
        progress: Progress | None = None,
        on_event: Callable[[TransferEvent], None] | None = None,
        cancellation: Cancellation | None = None,
    ) -> None:
        self._caller = caller
        self._build = build
        self._target = Path(target)
        self._into_directory = self._target.is_dir() or os.fspath(target).endswith(("/", os.sep))
        self._fallback_name = fallback_name
        self._overwrite = overwrite
        self._resume = resume
        self._if_none_match = if_none_match
        self._expected = None if expected_sha256 is None else expected_sha256.strip().lower()
        self._wants_digest = sha256 or expected_sha256 is not None
        self._limit = limit_rate
        self._examine = check
        self._throttle = Throttle(limit_rate, cancellation)
        if connections < 1:
            raise ConfigurationError(f"{connections} connections bring nothing: give 1 or more.")
        self._most = connections
        self._growth: StreamGrowth | None = None
        self._progress = progress
        self._on_event = on_event
        self._cancellation = cancellation or Cancellation()
        self._source = caller.exchange.first_url(build([])).partition("?")[0]
        self._plan = RangePlan()
        self._resumed_at = 0
        self._restarts = 0
        self._reported = 0
        self._report_due = 0.0
        self._started = time.monotonic()
        self._answered = False
        self._part: PartFile | None = None
        self._checkpoints: Checkpoints | None = None
        self._delays = caller.exchange.retry

    def run(self) -> DownloadResult:
        """Return what was downloaded.

        Raises `APIError` when the server refuses, `LocalFileError` when the disk does, `TransferError` or
        `ConnectionFailedError` when the bytes do not arrive. What did arrive stays in the part file, unless
        it is of no use or nobody could go on with it.
        """
        if not self._into_directory and not self._overwrite and os.path.lexists(self._target):
            raise already_there(self._target)
        try:
            if not self._into_directory and self._resume and journal_path(_part_of(self._target)).exists():
                self._take_up(PartFile(self._target, overwrite=self._overwrite))
            return self._run()
        except PixopError as error:
            if self._part is not None and self._part.keep and self._plan.count:
                error.add_note(
                    f"{self._plan.count} bytes are kept in {self._part.path}: the same call goes on from there."
                )
            raise
        finally:
            self._close()

    def _run(self) -> DownloadResult:
        fruitless = 0
        while True:
            before = self._plan.count
            trouble: PixopError
            try:
                result = self._attempt()
                if isinstance(result, DownloadResult):
                    return result
                if result is _AT_ONCE:
                    continue
                trouble = TransferError("The download had to start over again and again: try again later.")
            except ConnectionFailedError as error:
                if not self._answered:
                    raise  # nothing ever came, and the exchange has tried again already
                trouble = error
            except APIError as error:
                # The first answer decides whether there is something to download at all.
                if not self._answered or (error.status_code < 500 and error.status_code != 429):
                    raise
                trouble = error
            except BrokenBody as error:
                trouble = TransferError(f"The download broke off: {error}. Try again.")
            fruitless = 1 if self._plan.count > before else fruitless + 1
            delay = self._delay(fruitless, trouble)
            if delay is None:
                trouble.attempts = fruitless
                raise trouble
            self._tell(TransferInterrupted("download", str(trouble), self._plan.count, delay))
            pause(delay, self._cancellation)

    def _attempt(self) -> "DownloadResult | _AtOnce | None":
        """Make one request; return the result when the file is complete, None to start over."""
        headers = self._plan.request_headers()
        if self._if_none_match is not None:
            headers = [("If-None-Match", self._if_none_match), *headers]
        cancellation = self._cancellation.branch()
        try:
            answer = self._caller.run(
                self._caller.exchange.answer(self._build(headers), stream=True, cancellation=cancellation)
            )
        except APIError as error:
            if isinstance(error, RangeNotSatisfiableError) and self._part is not None:
                return self._take(
                    Answer(416, Headers([("Content-Range", error.content_range)]), 0.0), cancellation
                )
            raise
        self._answered = True
        content = cast("Content | None", answer.content)
        try:
            return self._take(answer, cancellation)
        finally:
            if content is not None:
                content.close()

    def _take(self, answer: Answer, cancellation: Cancellation) -> "DownloadResult | _AtOnce | None":
        if answer.status == 304 and self._if_none_match is not None:
            if self._part is not None:
                self._part.keep = False
            etag = answer.headers.get("etag", self._if_none_match)
            return DownloadResult(self._target, False, None, etag, None, 0, self._seconds)
        known = self._plan.etag
        step = self._plan.answered(answer.status, answer.headers)
        if isinstance(step, GiveUp):
            raise self._useless(f"The media cannot be downloaded: {step.reason}.")
        if isinstance(step, StartOver):
            self._plan = RangePlan()
            self._count_restart(step.reason)
            return None
        if isinstance(step, Write):
            if self._part is None:
                part = self._open(answer)
                if part.journal is not None and self._same_media(part.journal) and self._take_up(part):
                    return _AT_ONCE  # this answer has the whole, and the rest is enough
            elif step.offset == 0 and not self._plan.beyond:
                if known == self._plan.etag:
                    self._most = 1  # it has no ranges
                self._count_restart("the server sent the whole again")
            self._receive(answer, step, cancellation)
        if isinstance(step, Complete) or self._plan.finished:
            return self._finish()
        return None

    def _finish(self) -> DownloadResult:
        part = self._part
        assert part is not None
        self._close_checkpoints()
        digest = part.sha256(self._check) if self._wants_digest else None
        if self._expected is not None and digest != self._expected:
            raise self._useless(
                f"The media is not the one expected: its SHA-256 is {digest}, not {self._expected}."
            )
        if self._examine is not None:
            try:
                self._examine(part.path)
            except PixopError:
                part.keep = False
                raise
        path = part.finish(self._plan.done)
        self._tell(TransferFinished("download", self._plan.done, self._seconds, path))
        return DownloadResult(
            path, True, self._plan.done, self._plan.etag, digest, self._resumed_at, self._seconds
        )

    def _count_restart(self, reason: str) -> None:
        self._restarts += 1
        self._resumed_at = 0
        self._growth = None
        if self._restarts > 1:
            self._most = 1  # the simplest way is the one that may still succeed
        if self._restarts > _RESTARTS:
            raise self._useless(f"The download began anew {_RESTARTS} times and never ended: {reason}.")

    def _receive(self, answer: Answer, step: Write, cancellation: Cancellation) -> None:
        part, plan = self._part, self._plan
        assert part is not None
        self._prepare(part, step.offset)
        if self._growth is None:
            divisible = plan.divisible(answer.headers, answer.status)
            self._growth = StreamGrowth(self._most if divisible else 1, self._limit)
        growth = self._growth
        self._tell(TransferStarted("download", plan.count, plan.total))
        self._report(plan.count)
        content = cast("Content", answer.content)
        pieces = content.iter_pieces(self._throttle.piece)
        if step.expected is not None and (plan.beyond or growth.wanted > 1):
            return self._together(OpenBody(pieces, step.expected, cancellation, content.close), growth)
        begun = time.monotonic()
        look_due = begun if growth.most > 1 else math.inf
        received = 0
        for data in pieces:
            received += len(data)
            if step.expected is not None and received > step.expected:
                raise self._useless("The server sent more bytes than it announced.")
            part.write(data)
            plan.done += len(data)
            now = time.monotonic()
            if plan.done - self._reported >= _REPORT_EVERY or now >= self._report_due:
                self._report(plan.done)
            if self._checkpoints is not None:
                self._checkpoint(lambda checkpoints: checkpoints.reached(plan.done))
            self._throttle.moved(len(data))
            if now >= look_due and step.expected is not None and plan.total is not None:
                look_due = now + TICK
                growth.observe(now, plan.done, plan.total - plan.done, 1, begun, time.thread_time())
                if growth.wanted > 1 and not (self._checkpoints and self._checkpoints.busy):
                    body = OpenBody(pieces, step.expected - received, cancellation, content.close)
                    return self._together(body, growth)
        self._report(plan.done)
        if step.expected is None:
            plan.total = plan.done  # chunked: the end of the body is marked, so this is all
        elif received < step.expected:
            raise BrokenBody(f"{received} of {step.expected} bytes came")
        return None

    def _together(self, body: OpenBody, growth: StreamGrowth) -> None:
        """Bring what lacks by several streams, of which one is open."""
        part, plan = self._part, self._plan
        assert part is not None
        assert plan.total is not None
        # From here on the file has holes: the journal says so before the first byte behind one.
        self._checkpoint(lambda checkpoints: checkpoints.scatter(plan.present))
        segments = SegmentPlan(plan.total, plan.present)
        streams = RangeStreams(
            self._ask,
            segments,
            part,
            growth,
            self._throttle,
            cancellation=self._cancellation,
            retry=self._delays,
            patience=_FRUITLESS,
            watched=self._limit is None,
            on_look=lambda count: self._looked(count, streams),
            on_trouble=lambda reason, delay: self._tell(
                TransferInterrupted("download", reason, segments.count, delay)
            ),
        )
        try:
            streams.run(body)
        except MediaChanged as error:
            self._plan = RangePlan()
            self._count_restart(str(error))
            return
        except TransferError as error:
            raise self._useless(error.message) from None
        except RangeNotSatisfiableError as error:
            # The next request finds out what that means for the whole.
            raise BrokenBody(error.message) from None
        finally:
            growth.restart()
            plan.have(streams.present())
            if not plan.finished and self._checkpoints is not None:
                with suppress(OSError):
                    self._checkpoints.scatter(plan.present)
        self._report(plan.count)

    def _ask(self, segment: Interval, cancellation: Cancellation) -> tuple[Answer, Write | StartOver | Unfit]:
        """Send the request of one of several streams, once: the streams decide about another attempt."""
        plan = self._plan
        answer = self._caller.run(
            self._caller.exchange.answer(
                self._build(plan.segment_headers(segment)),
                stream=True,
                cancellation=cancellation,
                retry=replace(self._delays, attempts=1),
            )
        )
        return answer, plan.answered_segment(segment, answer.status, answer.headers)

    def _looked(self, count: int, streams: RangeStreams) -> None:
        if count != self._reported or time.monotonic() >= self._report_due:
            self._report(count)
        self._checkpoint(lambda checkpoints: checkpoints.scattered(streams.present))

    def _prepare(self, part: PartFile, offset: int) -> None:
        """Bring the part file and its journal to the offset, in an order that survives a crash in between."""
        plan = self._plan
        journal = part.journal
        begins = (offset == 0 and not plan.beyond) or journal is None
        if begins:
            self._close_checkpoints()
            part.keep = False
            with suppress(OSError):
                remove_journal(part.path)  # before the bytes that it speaks of are gone
        if not plan.beyond:
            part.seek(offset)
        if plan.total is not None:
            part.reserve(plan.total, offset)
        boot = boot_id()
        if begins:
            journal = None
            if self._resume and plan.validator is not None and plan.total is not None:
                journal = Journal(self._source, plan.validator, plan.etag, plan.total, boot=boot)
                self._write_journal(part, journal)
        elif journal is not None and (journal.boot != boot or (journal.written and not plan.beyond)):
            # Only now: what a crash of the machine, or of one of several streams, left behind is cut away.
            safe = plan.present if plan.beyond else journal.safe.before(offset)
            written = plan.present if plan.beyond else None
            journal = replace(journal, boot=boot, safe=safe, written=written)
            if self._checkpoints is None:
                self._write_journal(part, journal)
            else:
                self._checkpoint(lambda checkpoints: checkpoints.restate(journal))
        if part.keep and journal is not None and self._checkpoints is None:
            self._checkpoints = Checkpoints(part, journal)

    def _write_journal(self, part: PartFile, journal: Journal) -> None:
        try:
            write_journal(part.path, journal)
        except OSError as error:
            part.refused(error)
        part.journal, part.keep = journal, True

    def _open(self, answer: Answer) -> PartFile:
        target = self._target
        if self._into_directory:
            named = disposition_filename(answer.headers.get("content-disposition"))
            target = target / safe_filename(named, self._fallback_name)
        self._part = PartFile(target, overwrite=self._overwrite, resume=self._resume)
        return self._part

    def _same_media(self, journal: Journal) -> bool:
        plan = self._plan
        return (journal.validator, journal.etag, journal.total) == (plan.validator, plan.etag, plan.total)

    def _take_up(self, part: PartFile) -> bool:
        """Go on with what an earlier download left; return False when there is nothing to gain."""
        self._part = part
        journal = part.journal
        if journal is None:
            return False
        # The last byte is always fetched again: its answer tells whether the media is still the same.
        present = journal.present(self._source, part.size, boot_id()).before(journal.total - 1)
        if not present:
            return False
        self._plan = RangePlan.resumed(
            present, total=journal.total, validator=journal.validator, etag=journal.etag
        )
        self._resumed_at = present.size
        return True

    def _checkpoint(self, tell: Callable[[Checkpoints], None]) -> None:
        if self._checkpoints is None:
            return
        try:
            tell(self._checkpoints)
        except OSError as error:
            assert self._part is not None
            self._part.refused(error)

    def _close_checkpoints(self) -> None:
        checkpoints, self._checkpoints = self._checkpoints, None
        if checkpoints is not None:
            try:
                checkpoints.close()
            except OSError as error:
                assert self._part is not None
                self._part.refused(error)

    def _close(self) -> None:
        try:
            self._close_checkpoints()
        finally:
            if self._part is not None:
                self._part.close()

    def _useless(self, message: str) -> TransferError:
        """Return the error after which nobody needs the part file."""
        if self._part is not None:
            self._part.keep = False
        return TransferError(message)

    def _report(self, count: int) -> None:
        self._reported = count
        self._report_due = time.monotonic() + _REPORT_SECONDS
        if self._progress is not None:
            self._progress(count, self._plan.total)
        self._tell(TransferProgress("download", count, self._plan.total, self._seconds))

    def _tell(self, event: TransferEvent) -> None:
        if self._on_event is not None:
            self._on_event(event)

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _check(self) -> None:
        self._cancellation.check()

    def _delay(self, fruitless: int, trouble: PixopError) -> float | None:
        if fruitless >= _FRUITLESS:
            return None
        if isinstance(trouble, APIError) and trouble.retry_after is not None:
            return trouble.retry_after if trouble.retry_after <= self._delays.longest_retry_after else None
        return self._delays.pause(fruitless)


class _AtOnce:
    """Ask again without a pause."""


_AT_ONCE = _AtOnce()


def _part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")
