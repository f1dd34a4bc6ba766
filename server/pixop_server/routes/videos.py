"""The videos service: projects, videos, ingestion and processing."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from anyio import to_thread
from pixop_schemas import CreateProjectRequest, CreateVideoRequest, ProcessVideoRequest, UpdateProjectRequest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from pixop_server import projects, videos
from pixop_server.api_errors import NotFoundError
from pixop_server.authentication import Caller
from pixop_server.json_answer import JSONAnswer
from pixop_server.json_body import read_json
from pixop_server.media_store import MediaStore
from pixop_server.pages import page_links
from pixop_server.processing import Accepted, accept_processing
from pixop_server.query import Query
from pixop_server.representations.project_json import project_json, project_summary_json
from pixop_server.representations.video_json import (
    created_video_json,
    ingest_progress_json,
    process_accepted_json,
    process_progress_json,
    video_json,
    video_summary_json,
)
from pixop_server.routes.method_table import path
from pixop_server.services import services_of
from pixop_server.urls import Urls


async def get_project(request: Request) -> Response:
    """Read a project."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    project_id = request.path_params["project_id"]
    project = await services.database.read(
        lambda connection: projects.find_project(connection, caller.team_id, project_id)
    )
    return JSONResponse(project_json(project))


async def update_project(request: Request) -> Response:
    """Rename a project."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    project_id = request.path_params["project_id"]
    await services.database.read(
        lambda connection: projects.find_project(connection, caller.team_id, project_id)
    )
    wanted = await read_json(request, UpdateProjectRequest, limit=services.settings.max_json_bytes)
    now = services.now()
    name = wanted.name.root
    project = await services.database.write(
        lambda connection: projects.rename_project(connection, caller.team_id, project_id, name, now)
    )
    return JSONResponse(project_json(project))


async def delete_project(request: Request) -> Response:
    """Delete an empty project."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    project_id = request.path_params["project_id"]
    await services.database.write(
        lambda connection: projects.delete_project(connection, caller.team_id, project_id)
    )
    return Response(status_code=204)


async def list_projects(request: Request) -> Response:
    """List a page of projects."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    page = Query(request).page()
    urls = Urls.of(request)
    found, total = await services.database.read(
        lambda connection: projects.list_projects(connection, caller.team_id, page, services.positions)
    )
    return JSONResponse(
        {
            "pageSize": page.size,
            "page": page.number,
            "_links": page_links(urls.projects(), page, total),
            "_embedded": {
                "projects": [project_summary_json(project, urls) for project in found],
                "totalFound": total,
            },
        }
    )


async def create_project(request: Request) -> Response:
    """Create a project."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    wanted = await read_json(request, CreateProjectRequest, limit=services.settings.max_json_bytes)
    now = services.now()
    name = wanted.name.root
    project = await services.database.write(
        lambda connection: projects.create_project(connection, caller.team_id, name, now)
    )
    return JSONResponse(project_json(project))


async def get_video(request: Request) -> Response:
    """Read a video."""
    return JSONAnswer(video_json(await _find_video(request)))


async def delete_video(request: Request) -> Response:
    """Delete a video and everything made from it; running jobs are cancelled."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    video_id = request.path_params["video_id"]
    deleted = await services.database.write(
        lambda connection: videos.delete_video(connection, caller.team_id, video_id)
    )
    services.jobs.cancel(deleted)
    # Removing a large file takes as long as forgetting its pages, and an object in S3 a request.
    await to_thread.run_sync(_remove_media, services.store, deleted)
    return JSONResponse({"deletedVideos": [{"videoId": one} for one in deleted]})


def _remove_media(store: MediaStore, deleted: Iterable[str]) -> None:
    for one in deleted:
        store.remove(one)


async def list_videos(request: Request) -> Response:
    """List a page of videos."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    query = Query(request)
    chosen = videos.VideoFilter(query.identifier("project-id"), query.identifier("parent-id"))
    page = query.page()
    urls = Urls.of(request)
    found, total = await services.database.read(
        lambda connection: videos.list_videos(connection, caller.team_id, chosen, page, services.positions)
    )
    filters = [
        (name, value)
        for name, value in (("project-id", chosen.project_id), ("parent-id", chosen.parent_id))
        if value is not None
    ]
    return JSONAnswer(
        {
            "pageSize": page.size,
            "page": page.number,
            "_links": page_links(urls.videos(), page, total, filters),
            "_embedded": {
                "videos": [video_summary_json(video, urls) for video in found],
                "totalFound": total,
            },
        }
    )


async def create_video(request: Request) -> Response:
    """Create a video to upload to."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    wanted = await read_json(request, CreateVideoRequest, limit=services.settings.max_json_bytes)
    # `null` and a field that is left out mean the same (D-40).
    given = wanted.model_dump(by_alias=True, exclude_unset=True)
    name, project_id = given.get("name"), given.get("projectId")
    urls = Urls.of(request)
    owner = _owner(caller)
    now = services.now()
    video = await services.database.write(
        lambda connection: videos.create_video(connection, owner, name, project_id, now)
    )
    return JSONResponse(created_video_json(video, urls))


async def process_video(request: Request) -> Response:
    """Start a job that makes a new video from an ingested one."""
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    source_id = request.path_params["video_id"]
    await services.database.read(lambda connection: videos.find_video(connection, caller.team_id, source_id))
    wanted = await read_json(request, ProcessVideoRequest, limit=services.settings.max_json_bytes)
    urls = Urls.of(request)
    owner = _owner(caller)
    body = wanted.model_dump(mode="json", by_alias=True, exclude_unset=True)

    async def start() -> Accepted:
        now = services.now()
        accepted = await services.database.write(
            lambda connection: accept_processing(connection, owner, source_id, body, now)
        )
        services.jobs.enqueue(accepted.job_id, "process")
        return accepted

    key = (owner, source_id, json.dumps(body, sort_keys=True))
    accepted, release = await services.processing_requests.join(key, start)
    return _Released(process_accepted_json(accepted.video, urls), release)


async def check_process_video_progress(request: Request) -> Response:
    """Tell how far a processing is (D-38)."""
    video = await _find_video(request)
    if video.parent_id is None:
        raise NotFoundError("This video was uploaded, not made by processing.")
    return JSONResponse(process_progress_json(video))


async def check_ingest_video_progress(request: Request) -> Response:
    """Tell how far an ingestion is."""
    return JSONResponse(ingest_progress_json(await _find_video(request)))


class _Released(JSONResponse):
    """An answer after which an equal request is a new one."""

    def __init__(self, content: Any, release: Callable[[], None]) -> None:
        super().__init__(content)
        self._release = release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._release()


async def _find_video(request: Request) -> videos.Record:
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    video_id = request.path_params["video_id"]
    return await services.database.read(
        lambda connection: videos.find_video(connection, caller.team_id, video_id)
    )


def _owner(caller: Caller) -> videos.Owner:
    return videos.Owner(caller.user_id, caller.team_id)


# Tried in this order: what is asked for most comes first.
routes = [
    path("/videos/v1/videos", GET=list_videos),
    path("/videos/v1/video/{video_id}", GET=get_video, DELETE=delete_video),
    path("/videos/v1/check-process-video-progress/{video_id}", GET=check_process_video_progress),
    path("/videos/v1/check-ingest-video-progress/{video_id}", GET=check_ingest_video_progress),
    path("/videos/v1/projects", GET=list_projects),
    path("/videos/v1/project/{project_id}", GET=get_project, POST=update_project, DELETE=delete_project),
    path("/videos/v1/video", PUT=create_video),
    path("/videos/v1/project", PUT=create_project),
    path("/videos/v1/process-video/{video_id}", POST=process_video),
]
