"""What a pipeline tells while it runs, and in the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pixop.errors import PixopError

Stage = Literal[
    "planned",
    "creating",
    "created",
    "uploaded",
    "ingested",
    "starting",
    "processing",
    "processed",
    "arrived",
    "downloaded",
    "done",
]
"""The stages of a file, as the ledger writes them.

`creating` and `starting` are written before the request; with `arrived` all bytes of the result are here, and with
`downloaded` they have been checked.
"""


@dataclass(frozen=True, slots=True)
class PipelineEvent:
    """A change of one file's state, or how far a step is.

    Attributes:
        state: a `Stage`, `failed`, or a step under way: `uploading`, `ingesting`, `rendering`, `downloading`.
        facts: of a stage, what the ledger says; of a step `done` and `total` (bytes, or percent) and `status`.
    """

    source: str
    target: str
    state: str
    facts: Mapping[str, Any]


OnPipelineEvent = Callable[[PipelineEvent], None]


@dataclass(frozen=True, slots=True)
class PipelineOutcome:
    """How one file ended.

    Attributes:
        state: `done`; `failed` when going on would not help; `open` when `resume` goes on with it.
        stage: the last stage that was reached.
        video_id, processed_video_id: the videos at the server, as far as there are any.
        size, sha256: of the result, in bytes and hexadecimal.
        message: why it is not done, for people.
        error: the exception, when this run met it.
    """

    source: Path
    target: Path
    state: Literal["done", "failed", "open"]
    stage: str
    video_id: str | None = None
    processed_video_id: str | None = None
    size: int | None = None
    sha256: str | None = None
    message: str = ""
    error: PixopError | None = None


@dataclass(frozen=True, slots=True)
class PipelineReport:
    """How all files of a pipeline ended, in their order."""

    ledger: Path
    outcomes: tuple[PipelineOutcome, ...]

    def of(self, state: str) -> tuple[PipelineOutcome, ...]:
        """Return the outcomes of one state."""
        return tuple(each for each in self.outcomes if each.state == state)

    @property
    def complete(self) -> bool:
        """Whether every file is done."""
        return all(each.state == "done" for each in self.outcomes)

    def raise_for_failures(self) -> None:
        """Raise the first error of this run, or a `PixopError` that counts the files that are not done."""
        for outcome in self.outcomes:
            if outcome.error is not None:
                raise outcome.error
        if not self.complete:
            missing = [each for each in self.outcomes if each.state != "done"]
            raise PixopError(
                f"{len(missing)} of {len(self.outcomes)} files are not done, such as {missing[0].source}: "
                f"{missing[0].message or missing[0].stage}"
            )
