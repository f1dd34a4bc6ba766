"""`pixop demo`: the whole job from nothing."""

from pathlib import Path
from typing import Annotated

import typer

from pixop.cli.process_options import DEFAULT_RESOLUTION, DEFAULT_SCALER
from pixop.cli.source_file import check_source

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A video of your own (default: one is made).", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Where the result goes.")
    ] = Path("demo-output"),
) -> int:
    """Run the whole job on this machine: start the server, take or make a video, process it, check the result.

    The server listens on this machine alone, on a free port, keeps its data in a temporary directory, and is stopped in
    the end whatever happens. The exit code is that of `pixop process`.
    """
    from pixop.cli.demonstration import Demonstration

    if file is not None:
        check_source(file)
    scaling = ["--scaler", str(DEFAULT_SCALER), "--resolution", str(DEFAULT_RESOLUTION)]
    return Demonstration(file, output, [*scaling, "--container", "mov", "--codec", "h264"]).run()
