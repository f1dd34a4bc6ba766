"""`pixop changes`."""

from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


class ReportFormat(StrEnum):
    """How a report of changes is written."""

    HUMAN = "human"
    MARKDOWN = "markdown"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"
    QUIET = "quiet"


@app.command()
def changes(
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="The document before: a file, or a git revision REV or REV:PATH."),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The document after, likewise.")],
    form: Annotated[
        ReportFormat, typer.Option("--format", help="How to write the changes.")
    ] = ReportFormat.HUMAN,
    python: Annotated[
        bool,
        typer.Option(
            "--python", help="Also make both packages and tell which lines of user code break (slower)."
        ),
    ] = False,
) -> int:
    """Compare two versions of the document and tell what breaks whom, and which version comes next.

    Exit codes: 0 compatible, 1 breaking, 2 a document that cannot be used.
    """
    from pixop_generator.changes import run_changes

    return run_changes(old, new, form.value, python=python)
