"""`pixop upload`: send a video and wait for its ingestion."""

from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

from pixop.cli import step
from pixop.cli.interruption import Whereabouts, telling
from pixop.cli.output import Output
from pixop.cli.quantity import size_text
from pixop.cli.service import open_service
from pixop.cli.shared_options import ServiceOptions, takes
from pixop.cli.source_file import check_source
from pixop.cli.step import Step
from pixop.cli.step_display import choose_display
from pixop.verification.media_words import metadata_words

app = typer.Typer(add_completion=False)


@app.command()
@takes(ServiceOptions)
def upload(
    service: ServiceOptions,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The video to send.", show_default=False)],
    video_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Send it to this video, which has no media yet.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The new video's name (default: the file's).")] = None,
    project: Annotated[
        str | None, typer.Option(metavar="ID", help="The project to put it in (default: the team's own).")
    ] = None,
    light: Annotated[
        bool, typer.Option("--light", help="Ingest the metadata only: no thumbnails, no quality assessment.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait for the ingestion.")] = True,
) -> None:
    """Upload a video and wait for its ingestion. Quiet form: the video's id."""
    size = check_source(file)
    display = choose_display(service.form)
    whereabouts = Whereabouts()
    record: dict[str, Any] = {"event": "result"}
    with telling(whereabouts, display), open_service(service) as client:
        if video_id is None:
            given = {"name": name or file.name} | ({"project_id": project} if project else {})
            video_id = client.videos.create_video(**given).video_id
        again = f"pixop upload {quote(str(file))} --video-id {video_id}"
        whereabouts.hint = f"The video {video_id} has no media: send it again with `{again}`."
        sending = Step(display, step.UPLOAD, file.name)
        uploaded = client.upload(file, video_id=video_id, light=light, progress=sending.advance)
        sending.end(f"{file.name} ({size_text(size)})", videoId=video_id, bytes=size)
        whereabouts.hint = f"The upload is complete: go on with `pixop videos wait {video_id}`."
        record |= {"videoId": video_id, "projectId": uploaded.project_id, "bytes": size}
        if wait:
            waiting = Step(display, step.INGESTION, file.name)
            video = client.wait_for_ingestion(
                video_id, on_progress=lambda _, status: waiting.advance(0, None, status)
            )
            waiting.end(metadata_words(video) or file.name, videoId=video_id)
            record |= {"video": video.to_dict()}
    Output(service.form).one(record, essential=video_id, human=video_id)
