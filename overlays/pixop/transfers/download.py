"""Bring media to a file: as many requests as it takes, and the final name only when all bytes are there."""

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
    ConnectionFailedError,
    PixopError,
    RangeNotSatisfiableError,
    TransferError,
)
from pixop.transfers.boot import boot_id
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.checkpoint import Checkpoints
from pixop.transfers.content_disposition import disposition_filename, safe_filename
from pixop.transfers.download_journal import Journal, journal_path, remove_journal, write_journal
from pixop.transfers.download_result import DownloadResult
from pixop.transfers.part_file import PartFile, already_there
from pixop.transfers.range_plan import Complete, GiveUp, RangePlan, StartOver, Write
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
        limit_rate: float | None = None,
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
        self._throttle = Throttle(limit_rate, cancellation)
        self._progress = progress
        self._on_event = on_event
        self._cancellation = cancellation
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
            if self._part is not None and self._part.keep and self._plan.done:
                error.add_note(
                    f"{self._plan.done} bytes are kept in {self._part.path}: the same call goes on from there."
                )
            raise
        finally:
            self._close()

    def _run(self) -> DownloadResult:
        fruitless = 0
        while True:
            before = self._plan.done
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
            except _Broken as error:
                trouble = TransferError(f"The download broke off: {error}. Try again.")
            fruitless = 1 if self._plan.done > before else fruitless + 1
            delay = self._delay(fruitless, trouble)
            if delay is None:
                trouble.attempts = fruitless
                raise trouble
            self._tell(TransferInterrupted("download", str(trouble), self._plan.done, delay))
            pause(delay, self._cancellation)

    def _attempt(self) -> "DownloadResult | _AtOnce | None":
        """Make one request; return the result when the file is complete, None to start over."""
        headers = self._plan.request_headers()
        if self._if_none_match is not None:
            headers = [("If-None-Match", self._if_none_match), *headers]
        try:
            answer = self._caller.run(
                self._caller.exchange.answer(
                    self._build(headers), stream=True, cancellation=self._cancellation
                )
            )
        except APIError as error:
            if isinstance(error, RangeNotSatisfiableError) and self._part is not None:
                return self._take(Answer(416, Headers([("Content-Range", error.content_range)]), 0.0))
            raise
        self._answered = True
        content = cast("Content | None", answer.content)
        try:
            return self._take(answer)
        finally:
            if content is not None:
                content.close()

    def _take(self, answer: Answer) -> "DownloadResult | _AtOnce | None":
        if answer.status == 304 and self._if_none_match is not None:
            if self._part is not None:
                self._part.keep = False
            etag = answer.headers.get("etag", self._if_none_match)
            return DownloadResult(self._target, False, None, etag, None, 0, self._seconds)
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
            elif step.offset == 0:
                self._count_restart("the server sent the whole again")
            self._receive(answer, step)
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
        path = part.finish(self._plan.done)
        self._tell(TransferFinished("download", self._plan.done, self._seconds, path))
        return DownloadResult(
            path, True, self._plan.done, self._plan.etag, digest, self._resumed_at, self._seconds
        )

    def _count_restart(self, reason: str) -> None:
        self._restarts += 1
        self._resumed_at = 0
        if self._restarts > _RESTARTS:
            raise self._useless(f"The download began anew {_RESTARTS} times and never ended: {reason}.")

    def _receive(self, answer: Answer, step: Write) -> None:
        part, plan = self._part, self._plan
        assert part is not None
        self._prepare(part, step.offset)
        self._tell(TransferStarted("download", plan.done, plan.total))
        self._report()
        content = cast("Content", answer.content)
        received = 0
        for data in content.iter_pieces(self._throttle.piece):
            received += len(data)
            if step.expected is not None and received > step.expected:
                raise self._useless("The server sent more bytes than it announced.")
            part.write(data)
            plan.done += len(data)
            if plan.done - self._reported >= _REPORT_EVERY or time.monotonic() >= self._report_due:
                self._report()
            if self._checkpoints is not None:
                self._checkpoint(self._checkpoints)
            self._throttle.moved(len(data))
        self._report()
        if step.expected is None:
            plan.total = plan.done  # chunked: the end of the body is marked, so this is all
        elif received < step.expected:
            raise _Broken(f"{received} of {step.expected} bytes came")

    def _prepare(self, part: PartFile, offset: int) -> None:
        """Bring the part file and its journal to the offset, in an order that survives a crash in between."""
        plan = self._plan
        journal = part.journal
        begins = offset == 0 or journal is None
        if begins:
            self._close_checkpoints()
            part.keep = False
            with suppress(OSError):
                remove_journal(part.path)  # before the bytes that it speaks of are gone
        part.seek(offset)
        if plan.total is not None:
            part.reserve(plan.total, offset)
        boot = boot_id()
        if begins:
            journal = None
            if self._resume and plan.validator is not None and plan.total is not None:
                journal = Journal(self._source, plan.validator, plan.etag, plan.total, boot=boot)
                self._write_journal(part, journal)
        elif journal is not None and journal.boot != boot:
            # Only now: what a crash of the machine left behind the offset is cut away.
            journal = replace(journal, boot=boot, safe=min(journal.safe, offset))
            self._write_journal(part, journal)
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
        offset = min(journal.resume_at(self._source, part.size, boot_id()), journal.total - 1)
        if offset <= 0:
            return False
        self._plan = RangePlan.resumed(
            done=offset, total=journal.total, validator=journal.validator, etag=journal.etag
        )
        self._resumed_at = offset
        return True

    def _checkpoint(self, checkpoints: Checkpoints) -> None:
        try:
            checkpoints.reached(self._plan.done)
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

    def _report(self) -> None:
        plan = self._plan
        self._reported = plan.done
        self._report_due = time.monotonic() + _REPORT_SECONDS
        if self._progress is not None:
            self._progress(plan.done, plan.total)
        self._tell(TransferProgress("download", plan.done, plan.total, self._seconds))

    def _tell(self, event: TransferEvent) -> None:
        if self._on_event is not None:
            self._on_event(event)

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _check(self) -> None:
        if self._cancellation is not None:
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


class _Broken(Exception):  # noqa: N818 - becomes a TransferError when it happens too often
    """Fewer bytes came than were announced."""
