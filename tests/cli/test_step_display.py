"""What is shown while a step runs."""

import io
import json

import pytest
from pixop.cli.output_format import OutputFormat
from pixop.cli.step import DOWNLOAD, INGESTION, PROCESSING, UPLOAD, Step, StepProgress
from pixop.cli.step_bars import BarDisplay
from pixop.cli.step_display import EventDisplay, LineDisplay, SilentDisplay, choose_display, progress_text
from rich.console import Console


def test_the_form_chooses_the_display() -> None:
    """Lines without a terminal, events for programs, nothing for the quiet."""
    kinds = {form: type(choose_display(form)) for form in OutputFormat}

    assert kinds == {
        OutputFormat.HUMAN: LineDisplay,
        OutputFormat.JSON: LineDisplay,
        OutputFormat.JSONL: EventDisplay,
        OutputFormat.QUIET: SilentDisplay,
    }


def test_lines_come_every_thirty_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    """However often a step advances, a log gets a line in 30 s."""
    display = LineDisplay()
    display.begin(UPLOAD, "reel.mov")
    for second in range(601):
        display.advance(StepProgress(UPLOAD, second * 1e6, 600e6, "", float(second)))
    lines = capsys.readouterr().err.splitlines()

    assert lines[:3] == [
        "Uploading reel.mov",
        "  30.0 MB of 600.0 MB (5%) after 30.0 s",
        "  60.0 MB of 600.0 MB (10%) after 1 min 00 s",
    ]
    assert len(lines) == 1 + 20
    assert lines[-1].endswith("after 10 min 00 s")


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (StepProgress(DOWNLOAD, 1000, None, "", 1), "1.0 kB"),
        (StepProgress(PROCESSING, 41.6, 100, "PROCESSING", 1), "42 %, PROCESSING"),
        (StepProgress(PROCESSING, 0, 100, "", 1), "0 %"),
        (StepProgress(INGESTION, 0, None, "INGESTING", 1), "INGESTING"),
        (StepProgress(INGESTION, 0, None, "", 1), "still running"),
    ],
)
def test_progress_is_told_in_the_step_s_unit(progress: StepProgress, text: str) -> None:
    """Bytes for transfers, percent for processing, the server's word for the rest."""
    assert progress_text(progress) == text


def test_events_come_once_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    """Events are one JSON object a line, progress at most one a second."""
    display = EventDisplay()
    display.begin(PROCESSING, "reel.mov")
    for tenth in range(25):
        display.advance(StepProgress(PROCESSING, tenth, 100, "PROCESSING", tenth / 10))
    display.failed(6, "it failed")
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [event.get("percent") for event in events] == [None, 0, 10, 20, None]
    assert events[1]["status"] == "PROCESSING"
    assert events[-1] == {"event": "error", "exitCode": 6, "message": "it failed"}


def test_a_bar_gives_way_to_a_line() -> None:
    """The bar is there while the step runs; the line that stays says what was done."""
    screen = io.StringIO()
    display = BarDisplay(Console(file=screen, force_terminal=True, width=100))
    step = Step(display, UPLOAD, "[red]reel.mov")
    step.advance(500, 1000)
    step.end("[red]reel.mov (1.0 kB)")
    display.abandon()
    shown = screen.getvalue()

    assert "Uploading [red]reel.mov" in shown
    assert "0.5/1.0 kB" in shown
    assert "Uploaded [red]reel.mov (1.0 kB) in " in shown.splitlines()[-1]


def test_a_bar_of_a_failed_step_is_taken_away() -> None:
    """After `abandon` nothing more is drawn."""
    screen = io.StringIO()
    display = BarDisplay(Console(file=screen, force_terminal=True, width=100))
    step = Step(display, PROCESSING, "reel.mov")
    display.abandon()
    length = len(screen.getvalue())
    step.advance(50, 100)

    assert len(screen.getvalue()) == length
