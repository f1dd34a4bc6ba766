"""The steps of a job, and what is shown while one runs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Unit = Literal["bytes", "percent", "none"]


@dataclass(frozen=True, slots=True)
class StepKind:
    """A step: its name in events, what a person reads while it runs and when it is done, what it counts."""

    name: str
    doing: str
    done: str
    unit: Unit


UPLOAD = StepKind("upload", "Uploading", "Uploaded", "bytes")
INGESTION = StepKind("ingestion", "Ingesting", "Ingested", "none")
PROCESSING = StepKind("processing", "Processing", "Processed", "percent")
DOWNLOAD = StepKind("download", "Downloading", "Downloaded", "bytes")
VERIFICATION = StepKind("verification", "Verifying", "Verified", "none")


class StepDisplay(Protocol):
    """Shows steps; the clock is the display's caller's."""

    def begin(self, kind: StepKind, subject: str) -> None:
        """Show that a step begins."""

    def advance(self, kind: StepKind, done: float, total: float | None, note: str, elapsed: float) -> None:
        """Show how far a step is; called often."""

    def end(self, kind: StepKind, outcome: str, seconds: float, facts: dict[str, Any]) -> None:
        """Show that a step is done."""

    def abandon(self) -> None:
        """Take away what is shown of a step that failed."""

    def failed(self, code: int, message: str) -> None:
        """Tell whoever reads events that the job failed; people read standard error."""


class Step:
    """A running step."""

    def __init__(self, display: StepDisplay, kind: StepKind) -> None:
        self._display = display
        self._kind = kind
        self._started = time.monotonic()
        self.outcome = ""
        self.facts: dict[str, Any] = {}

    @property
    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._started

    def advance(self, done: float, total: float | None, note: str = "") -> None:
        """Tell how far it is: bytes, or percent of 100; `total` is None when unknown."""
        self._display.advance(self._kind, done, total, note, self.seconds)


@contextmanager
def step(display: StepDisplay, kind: StepKind, subject: str) -> Iterator[Step]:
    """Show a step while it runs; set `outcome` and `facts` before it ends."""
    running = Step(display, kind)
    display.begin(kind, subject)
    try:
        yield running
    except BaseException:
        display.abandon()
        raise
    display.end(kind, running.outcome, running.seconds, running.facts)
