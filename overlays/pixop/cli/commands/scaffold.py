"""`pixop scaffold`."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def scaffold(
    operation_id: Annotated[
        str, typer.Argument(metavar="OPERATION_ID", help="An operation of the document.")
    ],
    document: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The OpenAPI document (default: openapi/pixop.yaml, here or above)."
        ),
    ] = None,
) -> int:
    """Print a route stub and a requirement for a new operation, each with the file that it belongs to.

    Exit codes: 0 done, 2 no such operation.
    """
    from pixop_generator.scaffold import run_scaffold

    return run_scaffold(operation_id, document)
