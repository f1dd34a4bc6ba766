"""The media service: uploads and downloads."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pixop_server.api_errors import NotFoundError
from pixop_server.downloads import media_response
from pixop_server.representations.video_json import uploaded_media_json
from pixop_server.routes.method_table import path
from pixop_server.services import services_of
from pixop_server.urls import Urls
from pixop_server.videos import find_video


async def upload_media(request: Request) -> Response:
    """Take a video's media."""
    return await _upload(request, light=False)


async def upload_light_media(request: Request) -> Response:
    """Take a video's media for light ingestion (D-33)."""
    return await _upload(request, light=True)


async def download_original_media(request: Request) -> Response:
    """Send what was uploaded."""
    return await _download(request, processed=False)


async def download_processed_media(request: Request) -> Response:
    """Send what processing made."""
    return await _download(request, processed=True)


async def _upload(request: Request, *, light: bool) -> Response:
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    urls = Urls.of(request)
    received = await services.uploads.receive(
        request, caller.team_id, request.path_params["video_id"], light=light
    )
    services.jobs.enqueue(received.job_id, "ingest")
    return JSONResponse(uploaded_media_json(received.video, urls))


async def _download(request: Request, *, processed: bool) -> Response:
    services = services_of(request)
    caller = await services.authentication.bearer(request)
    video_id = request.path_params["video_id"]
    video = await services.database.read(lambda connection: find_video(connection, caller.team_id, video_id))
    if processed is (video.parent_id is None):
        raise NotFoundError(
            "This video was not made by processing; download its original media."
            if processed
            else "This video was made by processing; download its processed media."
        )
    if video.etag is None:
        raise NotFoundError("There is no media yet.")
    return media_response(request, video, services.store)


routes = [
    path("/media/v1/upload/light/{video_id}", POST=upload_light_media),
    path("/media/v1/upload/{video_id}", POST=upload_media),
    path("/media/v1/download/original/{video_id}", GET=download_original_media, HEAD=download_original_media),
    path(
        "/media/v1/download/processed/{video_id}", GET=download_processed_media, HEAD=download_processed_media
    ),
]
