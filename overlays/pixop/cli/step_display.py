"""Displays of steps: lines for logs, events for programs, nothing for the quiet; bars are in `step_bars`."""

import json
import sys
from typing import Any

from pixop.cli.output import write_line
from pixop.cli.output_format import OutputFormat
from pixop.cli.quantity import seconds_text, size_text
from pixop.cli.step import StepDisplay, StepKind, StepProgress, StepResult

LINE_INTERVAL = 30.0
EVENT_INTERVAL = 1.0


def choose_display(form: OutputFormat) -> StepDisplay:
    """Return the display for a form: events, nothing, bars on a terminal, or lines."""
    if form is OutputFormat.JSONL:
        return EventDisplay()
    if form is OutputFormat.QUIET:
        return SilentDisplay()
    if sys.stderr.isatty():
        from pixop.cli.step_bars import BarDisplay

        return BarDisplay()
    return LineDisplay()


def result_text(result: StepResult) -> str:
    """Return the line that stays when a step is done."""
    return f"{result.kind.done} {result.outcome} in {seconds_text(result.seconds)}"


def progress_text(progress: StepProgress) -> str:
    """Return how far a step is, in words."""
    done, total = progress.done, progress.total
    if progress.kind.unit == "bytes":
        return f"{size_text(done)} of {size_text(total)} ({done / total:.0%})" if total else size_text(done)
    if progress.kind.unit == "percent":
        return f"{done:.0f} %" + (f", {progress.note}" if progress.note else "")
    return progress.note or "still running"


class SilentDisplay:
    """Shows nothing."""

    def begin(self, kind: StepKind, subject: str) -> None:
        """Show nothing."""

    def advance(self, progress: StepProgress) -> None:
        """Show nothing."""

    def end(self, result: StepResult) -> None:
        """Show nothing."""

    def abandon(self) -> None:
        """Show nothing."""

    def failed(self, code: int, message: str) -> None:
        """Show nothing."""


class LineDisplay(SilentDisplay):
    """A line on standard error when a step begins and ends, and one every 30 seconds between."""

    def __init__(self) -> None:
        self._next = 0.0

    def begin(self, kind: StepKind, subject: str) -> None:
        """Write that it begins."""
        self._next = LINE_INTERVAL
        _say(f"{kind.doing} {subject}")

    def advance(self, progress: StepProgress) -> None:
        """Write how far it is, when the last line is old enough."""
        elapsed = progress.seconds
        if elapsed < self._next:
            return
        self._next = elapsed + LINE_INTERVAL
        _say(f"  {progress_text(progress)} after {seconds_text(elapsed)}")

    def end(self, result: StepResult) -> None:
        """Write that it is done."""
        _say(result_text(result))


class EventDisplay(SilentDisplay):
    """One JSON object a line on standard output: `begin`, `progress` (at most one a second), `end`, `error`."""

    def __init__(self) -> None:
        self._next = 0.0

    def begin(self, kind: StepKind, subject: str) -> None:
        """Write the event `begin`."""
        self._next = 0.0
        _emit({"event": "begin", "step": kind.name, "subject": subject})

    def advance(self, progress: StepProgress) -> None:
        """Write the event `progress`, when the last one is old enough."""
        if progress.seconds < self._next:
            return
        self._next = progress.seconds + EVENT_INTERVAL
        event: dict[str, Any] = {
            "event": "progress",
            "step": progress.kind.name,
            "seconds": round(progress.seconds, 3),
        }
        if progress.kind.unit == "bytes":
            event["bytes"] = int(progress.done)
            if progress.total is not None:
                event["totalBytes"] = int(progress.total)
        elif progress.kind.unit == "percent":
            event["percent"] = round(progress.done, 2)
        if progress.note:
            event["status"] = progress.note
        _emit(event)

    def end(self, result: StepResult) -> None:
        """Write the event `end` with what the step learnt."""
        event = {"event": "end", "step": result.kind.name, "seconds": round(result.seconds, 3)}
        _emit(event | result.facts)

    def failed(self, code: int, message: str) -> None:
        """Write the event `error`."""
        _emit({"event": "error", "exitCode": int(code), "message": message})


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _emit(event: dict[str, Any]) -> None:
    write_line(json.dumps(event))
