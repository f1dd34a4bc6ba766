"""`pixop videos`."""

from typing import Annotated

import typer
from pixop_client.types import Unset

from pixop.cli import step
from pixop.cli.interruption import Whereabouts, telling
from pixop.cli.output import Column, Output, field
from pixop.cli.service import open_service
from pixop.cli.shared_options import ServiceOptions, takes
from pixop.cli.step import Step
from pixop.cli.step_display import choose_display

app = typer.Typer(add_completion=False, help="List, show, wait for and delete videos.")

VideoId = Annotated[str, typer.Argument(metavar="ID", help="The video.", show_default=False)]


@app.command("list")
@takes(ServiceOptions)
def list_videos(
    service: ServiceOptions,
    *,
    project: Annotated[str | None, typer.Option(metavar="ID", help="Only those of this project.")] = None,
    parent: Annotated[str | None, typer.Option(metavar="ID", help="Only those made from this video.")] = None,
) -> None:
    """List the team's videos. Quiet form: their ids."""
    columns = [
        field("id", "id"),
        field("name", "name"),
        Column("kind", lambda video: "processed" if video.get("parentId") else "original"),
        field("created", "dateCreated"),
    ]
    with open_service(service) as client:
        Output(service.form).many(
            (
                video.to_dict()
                for video in client.iter_videos(project_id=project, parent_id=parent, page_size=100)
            ),
            columns,
            essential="id",
            nothing="No videos: `pixop upload FILE` brings one.",
        )


@app.command("show")
@takes(ServiceOptions)
def show_video(service: ServiceOptions, *, video_id: VideoId) -> None:
    """Show everything known about a video."""
    with open_service(service) as client:
        video = client.videos.get_video(video_id).video
    Output(service.form).one(video.to_dict(), essential=video.id)


@app.command("wait")
@takes(ServiceOptions)
def wait_for_video(
    service: ServiceOptions,
    *,
    video_id: VideoId,
    wait_timeout: Annotated[
        float, typer.Option(min=0.0, metavar="SECONDS", help="Give up after this long.")
    ] = 86_400.0,
) -> None:
    """Wait until a video's processing, or an original's ingestion, is done. Exit code 6 when it failed."""
    display = choose_display(service.form)
    whereabouts = Whereabouts()
    whereabouts.hint = f"The job goes on at the server: wait again with `pixop videos wait {video_id}`."
    with telling(whereabouts, display), open_service(service) as client:
        is_original = isinstance(client.videos.get_video(video_id).video.processing, Unset)
        running = Step(display, step.INGESTION if is_original else step.PROCESSING, f"video {video_id}")
        wait = client.wait_for_ingestion if is_original else client.wait_for_processing
        video = wait(
            video_id,
            timeout=wait_timeout,
            on_progress=lambda percent, status: running.advance(
                percent or 0, None if is_original else 100, status
            ),
        )
        running.end(f"video {video_id}", videoId=video_id)
    Output(service.form).one(
        {"event": "result", "video": video.to_dict()}, essential=video.id, human=video.id
    )


@app.command("delete")
@takes(ServiceOptions)
def delete_video(service: ServiceOptions, *, video_id: VideoId) -> None:
    """Delete a video and everything made from it; a job that still runs is stopped. Quiet form: all deleted ids."""
    with open_service(service) as client:
        deleted = [each.to_dict() for each in client.videos.delete_video(video_id).deleted_videos]
    Output(service.form).many(
        deleted, [field("deleted id", "videoId")], essential="videoId", nothing="Nothing was deleted."
    )
