"""Bring media to a file: as many requests as it takes, and the final name only when all bytes are there."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from pixop_client.namespaces.caller import Progress
from pixop_client.request import Request

from pixop.cancellation import Cancellation
from pixop.content_disposition import disposition_filename, safe_filename
from pixop.errors import (
    APIError,
    ConnectionFailedError,
    PixopError,
    RangeNotSatisfiableError,
    TransferError,
)
from pixop.part_file import PartFile, already_there
from pixop.range_plan import Complete, GiveUp, RangePlan, StartOver, Write
from pixop.sync_caller import SyncCaller
from pixop.wire_message import Answer, Content, Headers

_FRUITLESS = 8
"""Attempts in a row that bring no new byte before a download is given up."""
_REPORT_EVERY = 1 << 20
_RESTARTS = 8
"""How often a download may begin again at its first byte."""


class Download:
    """One download into one file."""

    def __init__(
        self,
        caller: SyncCaller,
        build: Callable[[list[tuple[str, str]]], Request],
        target: str | os.PathLike[str],
        *,
        fallback_name: str,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancellation: Cancellation | None = None,
    ) -> None:
        self._caller = caller
        self._build = build
        self._target = Path(target)
        self._into_directory = self._target.is_dir() or os.fspath(target).endswith(("/", os.sep))
        self._fallback_name = fallback_name
        self._overwrite = overwrite
        self._progress = progress
        self._cancellation = cancellation
        self._plan = RangePlan()
        self._restarts = 0
        self._reported = 0
        self._part: PartFile | None = None
        self._delays = caller.exchange.retry

    def run(self) -> Path:
        """Return the path of the complete file.

        Raises `APIError` when the server refuses, `LocalFileError` when the disk does, `TransferError` or
        `ConnectionFailedError` when the bytes do not arrive. Nothing is left behind then.
        """
        if not self._into_directory and not self._overwrite and os.path.lexists(self._target):
            raise already_there(self._target)
        try:
            return self._run()
        finally:
            if self._part is not None:
                self._part.close()

    def _run(self) -> Path:
        fruitless = 0
        while True:
            before = self._plan.done
            trouble: PixopError
            try:
                path = self._attempt()
                if path is not None:
                    return path
                trouble = TransferError("The download had to start over again and again: try again later.")
            except ConnectionFailedError as error:
                if self._part is None:
                    raise  # nothing ever came, and the exchange has tried again already
                trouble = error
            except APIError as error:
                # The first answer decides whether there is something to download at all.
                if self._part is None or (error.status_code < 500 and error.status_code != 429):
                    raise
                trouble = error
            except _Broken as error:
                trouble = TransferError(f"The download broke off: {error}. Try again.")
            fruitless = 1 if self._plan.done > before else fruitless + 1
            delay = self._delay(fruitless, trouble)
            if delay is None:
                trouble.attempts = fruitless
                raise trouble
            self._sleep(delay)

    def _attempt(self) -> Path | None:
        """Make one request; return the path when the file is complete, None to start over."""
        request = self._build(self._plan.request_headers())
        try:
            answer = self._caller.run(
                self._caller.exchange.answer(request, stream=True, cancellation=self._cancellation)
            )
        except APIError as error:
            if isinstance(error, RangeNotSatisfiableError) and self._part is not None:
                return self._take(Answer(416, Headers([("Content-Range", error.content_range)]), 0.0))
            raise
        content = cast("Content | None", answer.content)
        try:
            return self._take(answer)
        finally:
            if content is not None:
                content.close()

    def _take(self, answer: Answer) -> Path | None:
        step = self._plan.answered(answer.status, answer.headers)
        if isinstance(step, GiveUp):
            raise TransferError(f"The media cannot be downloaded: {step.reason}.")
        if isinstance(step, StartOver):
            self._plan = RangePlan()
            self._count_restart(step.reason)
            return None
        if isinstance(step, Write):
            if step.offset == 0 and self._part is not None:
                self._count_restart("the server sent the whole again")
            self._receive(answer, step)
        if isinstance(step, Complete) or self._plan.finished:
            return self._open(answer).finish(self._plan.done)
        return None

    def _count_restart(self, reason: str) -> None:
        self._restarts += 1
        if self._restarts > _RESTARTS:
            raise TransferError(f"The download began anew {_RESTARTS} times and never ended: {reason}.")

    def _receive(self, answer: Answer, step: Write) -> None:
        part = self._open(answer)
        part.seek(step.offset)
        plan = self._plan
        if plan.total is not None:
            part.reserve(plan.total, step.offset)
        self._report()
        content = cast("Content", answer.content)
        received = 0
        for data in content.iter_pieces():
            received += len(data)
            if step.expected is not None and received > step.expected:
                raise TransferError("The server sent more bytes than it announced.")
            part.write(data)
            plan.done += len(data)
            if plan.done - self._reported >= _REPORT_EVERY:
                self._report()
        self._report()
        if step.expected is None:
            plan.total = plan.done  # chunked: the end of the body is marked, so this is all
        elif received < step.expected:
            raise _Broken(f"{received} of {step.expected} bytes came")

    def _open(self, answer: Answer) -> PartFile:
        if self._part is None:
            target = self._target
            if self._into_directory:
                named = disposition_filename(answer.headers.get("content-disposition"))
                target = target / safe_filename(named, self._fallback_name)
            self._part = PartFile(target, overwrite=self._overwrite)
        return self._part

    def _report(self) -> None:
        self._reported = self._plan.done
        if self._progress is not None:
            self._progress(self._plan.done, self._plan.total)

    def _delay(self, fruitless: int, trouble: PixopError) -> float | None:
        if fruitless >= _FRUITLESS:
            return None
        if isinstance(trouble, APIError) and trouble.retry_after is not None:
            return trouble.retry_after if trouble.retry_after <= self._delays.longest_retry_after else None
        return self._delays.pause(fruitless)

    def _sleep(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self._cancellation is not None:
                self._cancellation.check()
            time.sleep(min(left, 0.25))


class _Broken(Exception):  # noqa: N818 - becomes a TransferError when it happens too often
    """Fewer bytes came than were announced."""
