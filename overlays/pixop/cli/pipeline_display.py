"""Show many files on their way, and how they ended."""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import explain, one_line
from pixop.cli.output import Output, field, write_line
from pixop.cli.output_format import OutputFormat
from pixop.cli.quantity import size_text

if TYPE_CHECKING:
    from pixop.pipelines.pipeline_event import PipelineEvent, PipelineOutcome, PipelineReport

_WORDS = {
    "created": "uploading",
    "uploaded": "uploaded",
    "ingested": "ingested",
    "processing": "processing",
    "processed": "processed",
    "arrived": "downloaded",
    "downloaded": "verified",
    "done": "done",
}
_INTERVAL = 30.0


class PipelineDisplay:
    """A line on standard error for each change, and for what runs long one every 30 s; or events as JSON lines.

    As JSON lines each change comes at once, and how far a step is when it begins and then at most once a second.
    """

    def __init__(self, form: OutputFormat) -> None:
        self._form = form
        self._last: dict[str, float] = {}

    def __call__(self, event: "PipelineEvent") -> None:
        """Take the next event."""
        if self._form is OutputFormat.JSONL:
            if "done" not in event.facts or self._due(f"{event.state} {event.target}", 1.0, at_once=True):
                write_line(
                    json.dumps(
                        {"event": event.state, "source": event.source, "target": event.target, **event.facts}
                    )
                )
        elif self._form is not OutputFormat.QUIET:
            self._line(event)

    def _line(self, event: "PipelineEvent") -> None:
        name = one_line(Path(event.source or event.target).name)
        if event.state == "failed":
            _say(f"{name}: failed: {one_line(str(event.facts['error']))}")
        elif event.state in _WORDS:
            self._due(event.target, 0.0)
            _say(f"{name}: {_WORDS[event.state]}")
        elif "done" in event.facts and self._due(event.target, _INTERVAL):
            _say(f"{name}: {event.state} {_far(event.facts)}".rstrip())

    def _due(self, key: str, interval: float, *, at_once: bool = False) -> bool:
        now = time.monotonic()
        if now - self._last.setdefault(key, now - interval if at_once else now) < interval:
            return False
        self._last[key] = now
        return True


def write_report(output: Output, report: "PipelineReport") -> None:
    """Write the summary: a table, or the outcomes in the form that was asked for."""
    if output.form is OutputFormat.QUIET:
        for outcome in report.of("done"):
            output.line(outcome.target)
        return
    columns = [
        field("file", "name"),
        field("state", "state"),
        field("stage", "stage"),
        field("size", "size_text"),
        field("result", "target"),
        field("processed video", "processedVideoId"),
    ]
    records = [_record(outcome) for outcome in report.outcomes]
    if output.form is OutputFormat.HUMAN:
        for record in records:
            record |= {
                "name": Path(str(record["source"] or record["target"])).name,
                "size_text": size_text(record["bytes"]) if record["bytes"] else "",
            }
    output.many(records, columns, essential="target", nothing="No files.")


def exit_code(report: "PipelineReport") -> ExitCode:
    """Return 0 when all files are done, else the code of the first failure."""
    for outcome in report.outcomes:
        if outcome.error is not None:
            failure = explain(outcome.error)
            return ExitCode.FAILED if failure is None else failure.code
    return ExitCode.DONE if report.complete else ExitCode.FAILED


def _record(outcome: "PipelineOutcome") -> dict[str, Any]:
    return {
        "event": "result",
        "source": str(outcome.source),
        "target": str(outcome.target),
        "state": outcome.state,
        "stage": outcome.stage,
        "videoId": outcome.video_id,
        "processedVideoId": outcome.processed_video_id,
        "bytes": outcome.size,
        "sha256": outcome.sha256,
        "message": outcome.message,
    }


def _far(facts: Mapping[str, Any]) -> str:
    done, total = facts.get("done"), facts.get("total")
    if done is None or not total:
        return str(facts.get("status") or "")
    return f"{done / total:.0%}"


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
