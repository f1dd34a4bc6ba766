"""`pixop changes`."""

from pathlib import Path
from typing import Annotated

import typer

from pixop.cli.output_format import OutputFormat

app = typer.Typer(add_completion=False)


@app.command()
def changes(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The document before.", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The document after.", show_default=False)],
    form: Annotated[
        OutputFormat, typer.Option("--format", help="How to write the changes.")
    ] = OutputFormat.HUMAN,
) -> int:
    """Compare two versions of the document and tell what breaks whom.

    Exit codes: 0 compatible, 1 breaking, 2 a document that cannot be used.
    """
    from pixop_generator.changes import run_changes

    return run_changes(old, new, form.value)
