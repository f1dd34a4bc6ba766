"""Displays of steps: lines for logs, events for programs, nothing for the quiet; bars are in `step_bars`."""

import json
import sys
from typing import Any

from pixop.cli.output_format import OutputFormat
from pixop.cli.quantity import seconds_text, size_text
from pixop.cli.step import StepDisplay, StepKind

LINE_INTERVAL = 10.0
LONG_AFTER, LONG_INTERVAL = 300.0, 30.0
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


def done_text(kind: StepKind, outcome: str, seconds: float) -> str:
    """Return the line that stays when a step is done."""
    return f"{kind.done} {outcome} in {seconds_text(seconds)}"


def advance_text(kind: StepKind, done: float, total: float | None, note: str) -> str:
    """Return how far a step is, in words."""
    if kind.unit == "bytes":
        share = f" ({done / total:.0%})" if total else ""
        return f"{size_text(done)}{f' of {size_text(total)}' if total else ''}{share}"
    if kind.unit == "percent":
        return f"{done:.0f} %" + (f", {note}" if note else "")
    return note or "still running"


class SilentDisplay:
    """Shows nothing."""

    def begin(self, kind: StepKind, subject: str) -> None:
        """Show nothing."""

    def advance(self, kind: StepKind, done: float, total: float | None, note: str, elapsed: float) -> None:
        """Show nothing."""

    def end(self, kind: StepKind, outcome: str, seconds: float, facts: dict[str, Any]) -> None:
        """Show nothing."""

    def abandon(self) -> None:
        """Show nothing."""

    def failed(self, code: int, message: str) -> None:
        """Show nothing."""


class LineDisplay(SilentDisplay):
    """A line when a step begins and ends, and one every 10 seconds (30 in a long step) on standard error."""

    def __init__(self) -> None:
        self._next = 0.0

    def begin(self, kind: StepKind, subject: str) -> None:
        """Write that it begins."""
        self._next = LINE_INTERVAL
        _say(f"{kind.doing} {subject}")

    def advance(self, kind: StepKind, done: float, total: float | None, note: str, elapsed: float) -> None:
        """Write how far it is, when the last line is old enough."""
        if elapsed < self._next:
            return
        self._next = elapsed + (LONG_INTERVAL if elapsed >= LONG_AFTER else LINE_INTERVAL)
        _say(f"  {advance_text(kind, done, total, note)} after {seconds_text(elapsed)}")

    def end(self, kind: StepKind, outcome: str, seconds: float, facts: dict[str, Any]) -> None:
        """Write that it is done."""
        _say(done_text(kind, outcome, seconds))


class EventDisplay(SilentDisplay):
    """One JSON object a line on standard output: `begin`, `progress` (at most one a second), `end`, `error`."""

    def __init__(self) -> None:
        self._next = 0.0

    def begin(self, kind: StepKind, subject: str) -> None:
        """Write the event `begin`."""
        self._next = 0.0
        _emit({"event": "begin", "step": kind.name, "subject": subject})

    def advance(self, kind: StepKind, done: float, total: float | None, note: str, elapsed: float) -> None:
        """Write the event `progress`, when the last one is old enough."""
        if elapsed < self._next:
            return
        self._next = elapsed + EVENT_INTERVAL
        event: dict[str, Any] = {"event": "progress", "step": kind.name, "seconds": round(elapsed, 3)}
        if kind.unit == "bytes":
            event |= {"bytes": int(done)} | ({"totalBytes": int(total)} if total is not None else {})
        elif kind.unit == "percent":
            event["percent"] = round(done, 2)
        _emit(event | ({"status": note} if note else {}))

    def end(self, kind: StepKind, outcome: str, seconds: float, facts: dict[str, Any]) -> None:
        """Write the event `end` with what the step learnt."""
        _emit({"event": "end", "step": kind.name, "seconds": round(seconds, 3), **facts})

    def failed(self, code: int, message: str) -> None:
        """Write the event `error`."""
        _emit({"event": "error", "exitCode": int(code), "message": message})


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _emit(event: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()
