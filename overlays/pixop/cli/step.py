"""The steps of a job, and what is shown while one runs."""

import time
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


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How far a step is.

    Attributes:
        done: bytes, or percent.
        total: bytes in all, or 100; None when unknown.
        note: the server's word for the state.
        seconds: since the step began.
    """

    kind: StepKind
    done: float
    total: float | None
    note: str
    seconds: float


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step came to.

    Attributes:
        outcome: ends the sentence that a person reads.
        seconds: how long the step took.
        facts: for programs.
    """

    kind: StepKind
    outcome: str
    seconds: float
    facts: dict[str, Any]


class StepDisplay(Protocol):
    """Shows steps, one at a time."""

    def begin(self, kind: StepKind, subject: str) -> None:
        """Show that a step begins."""

    def advance(self, progress: StepProgress) -> None:
        """Show how far a step is; called often."""

    def end(self, result: StepResult) -> None:
        """Show that a step is done."""

    def abandon(self) -> None:
        """Take away what is shown of a step that failed."""

    def failed(self, code: int, message: str) -> None:
        """Tell whoever reads events that the job failed; people read standard error."""


class Step:
    """A running step; it begins when it is made."""

    def __init__(self, display: StepDisplay, kind: StepKind, subject: str) -> None:
        self.kind = kind
        self._display = display
        self._started = time.monotonic()
        display.begin(kind, subject)

    @property
    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._started

    def advance(self, done: float, total: float | None, note: str = "") -> None:
        """Tell how far it is: bytes, or percent of 100; `total` is None when unknown."""
        self._display.advance(StepProgress(self.kind, done, total, note, self.seconds))

    def end(self, outcome: str, **facts: Any) -> None:
        """Tell that it is done; `outcome` ends the sentence that a person reads, `facts` go to events."""
        self._display.end(StepResult(self.kind, outcome, self.seconds, facts))
