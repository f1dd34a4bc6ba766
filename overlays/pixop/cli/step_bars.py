"""Bars for steps on a terminal."""

import sys

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from pixop.cli.step import StepKind, StepProgress, StepResult
from pixop.cli.step_display import SilentDisplay, result_text

_COLUMNS: dict[str, tuple[type[ProgressColumn], ...]] = {
    "bytes": (BarColumn, TaskProgressColumn, DownloadColumn, TransferSpeedColumn, TimeRemainingColumn),
    "percent": (BarColumn, TaskProgressColumn, TimeElapsedColumn),
    "none": (TimeElapsedColumn,),
}


class BarDisplay(SilentDisplay):
    """A bar while a step runs, a line that stays when it is done; on standard error."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(file=sys.stderr, highlight=False)
        self._progress: Progress | None = None
        self._task = TaskID(0)

    def begin(self, kind: StepKind, subject: str) -> None:
        """Start the bar."""
        progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            *(column() for column in _COLUMNS[kind.unit]),
            TextColumn("{task.fields[note]}", markup=False),
            console=self._console,
            transient=True,
        )
        total = 100.0 if kind.unit == "percent" else None
        self._task = progress.add_task(f"{kind.doing} {subject}", total=total, note="")
        self._progress = progress
        progress.start()

    def advance(self, progress: StepProgress) -> None:
        """Move the bar; rich redraws it ten times a second at most."""
        if self._progress is not None:
            self._progress.update(
                self._task, completed=progress.done, total=progress.total, note=progress.note
            )

    def end(self, result: StepResult) -> None:
        """Put a line in the bar's place."""
        self.abandon()
        self._console.print(Text.assemble(("✓ ", "green"), result_text(result)))

    def abandon(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            progress, self._progress = self._progress, None
            progress.stop()
