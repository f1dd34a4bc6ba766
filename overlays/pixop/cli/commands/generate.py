"""`pixop generate`."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def generate(
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; show the diff when the packages are not up to date."),
    ] = False,
    document: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The OpenAPI document (default: openapi/pixop.yaml, here or above)."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where the packages go (default: generated_client beside the document's directory).",
        ),
    ] = None,
    overlay: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="An OpenAPI Overlay to apply first; can be given several times."),
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The document is another API's: make NAME, with an HTTP client of its own, and NAME_schemas.",
        ),
    ] = None,
    allow_breaking: Annotated[
        bool,
        typer.Option(
            "--allow-breaking", help="Let a document break callers under a version that does not say so."
        ),
    ] = False,
) -> int:
    """Make the generated packages from the OpenAPI document.

    Exit codes: 0 done or no drift, 1 drift, 2 a document that cannot be used; then nothing is written.
    """
    from pixop_generator.command import run_generate

    return run_generate(
        document, output, check, package=package, overlays=overlay or (), allow_breaking=allow_breaking
    )
