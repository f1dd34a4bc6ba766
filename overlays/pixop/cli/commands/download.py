"""`pixop download`: bring a video to a file."""

from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pixop_client.types import Unset

from pixop.cli import step
from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure
from pixop.cli.interruption import Whereabouts, telling
from pixop.cli.output import Output
from pixop.cli.quantity import size_text
from pixop.cli.result_file import check_target
from pixop.cli.service import open_service
from pixop.cli.shared_options import Connections, ServiceOptions, takes
from pixop.cli.step import Step, StepDisplay
from pixop.cli.step_display import choose_display

if TYPE_CHECKING:
    from pixop import Pixop

app = typer.Typer(add_completion=False)


class Kind(StrEnum):
    """Which media of a video."""

    PROCESSED = "processed"
    ORIGINAL = "original"


@app.command()
@takes(ServiceOptions)
def download(
    service: ServiceOptions,
    *,
    video_id: Annotated[str, typer.Argument(metavar="ID", help="The video.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="OUT", help="The file, or a directory for a file of the server's name."
        ),
    ] = Path(),
    kind: Annotated[
        Kind | None,
        typer.Option(help="Which media (default: processed for a processed video, else original)."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the processing is done.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that exists.")] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="Keep the file only if it is what the server says: its length, and with FFmpeg here (the extra "
            "`probe`) container, codec, picture and frames.",
        ),
    ] = False,
    connections: Connections = 8,
) -> None:
    """Download a processed or an original video. Quiet form: the path of the file.

    The file gets its name when all bytes are there; a broken connection is resumed.
    """
    into_directory = output.is_dir()
    if not into_directory:
        check_target(output, overwrite=overwrite)
    display = choose_display(service.form)
    whereabouts = Whereabouts()
    where = "" if output == Path() else f" -o {quote(str(output))}"
    with telling(whereabouts, display), open_service(service) as client:
        chosen = kind or _kind(client, video_id)
        if wait:
            whereabouts.hint = f"Go on with `pixop download {video_id} --wait{where}`."
            _wait(client, display, video_id, chosen)
        whereabouts.hint = f"Go on with `pixop download {video_id}{where}`."
        path, size = _receive(
            client,
            display,
            video_id,
            chosen,
            output,
            overwrite=overwrite,
            verify=verify,
            connections=connections,
        )
        whereabouts.hint = ""
    record: dict[str, Any] = {
        "event": "result",
        "videoId": video_id,
        "kind": chosen,
        "output": str(path),
        "bytes": size,
    }
    Output(service.form).one(record, essential=path, human=f"{path}: {size_text(size)}")


def _kind(client: "Pixop", video_id: str) -> Kind:
    video = client.videos.get_video(video_id).video
    return Kind.ORIGINAL if isinstance(video.processing, Unset) else Kind.PROCESSED


def _wait(client: "Pixop", display: StepDisplay, video_id: str, kind: Kind) -> None:
    if kind is Kind.ORIGINAL:
        raise CommandFailure(
            "--wait waits for a processing, and an original has none. Leave it out.", ExitCode.USAGE
        )
    running = Step(display, step.PROCESSING, f"video {video_id}")
    client.wait_for_processing(
        video_id, on_progress=lambda percent, status: running.advance(percent or 0, 100, status)
    )
    running.end(f"video {video_id}", videoId=video_id)


def _receive(
    client: "Pixop",
    display: StepDisplay,
    video_id: str,
    kind: Kind,
    output: Path,
    *,
    overwrite: bool,
    verify: bool,
    connections: int,
) -> tuple[Path, int]:
    receiving = Step(display, step.DOWNLOAD, f"video {video_id}")
    path = client.download(
        video_id,
        output,
        kind=kind.value,
        overwrite=overwrite,
        verify=verify,
        connections=connections,
        progress=receiving.advance,
    )
    size = path.stat().st_size
    receiving.end(f"{path.name} ({size_text(size)})", videoId=video_id, bytes=size)
    return path, size
