"""`pixop drift`."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def drift(
    record: Annotated[
        Path, typer.Argument(metavar="RECORD", help="What clients recorded, one finding a line.")
    ],
    document: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The OpenAPI document (default: openapi/pixop.yaml, here or above)."
        ),
    ] = None,
) -> int:
    """Turn what was seen of a server beyond the document into an overlay that adds it.

    Exit codes: 0 nothing new, 1 an overlay was printed, 2 a record or document that cannot be used.
    """
    from pixop_generator.drift_patch import run_drift

    return run_drift(record, document)
