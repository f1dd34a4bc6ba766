"""The requests that a pipeline would send, for people to read before it runs. Pure but for the file's size."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixop.pipelines.pipeline import PipelineFile


def planned_requests(
    base_url: str,
    file: "PipelineFile",
    *,
    request: Mapping[str, Any] | None = None,
    project_id: str | None = None,
    light: bool = False,
) -> list[dict[str, Any]]:
    """Return the requests for one file in their order; ids that the server will give are in braces.

    Progress is asked for again and again, a token is fetched when there is none: both are shown once or not at all.
    """
    source = Path(file.source)
    body = {"name": file.name or source.name, **({} if project_id is None else {"projectId": project_id})}
    media = f"multipart/form-data; {source.name}, {source.stat().st_size} bytes"
    upload = "light/{video-id}" if light else "{video-id}"
    wanted = dict((request or {}) if file.request is None else file.request)
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("create", "PUT", "/videos/v1/video", {"json": body}),
        ("upload", "POST", f"/media/v1/upload/{upload}", {"media": media}),
        ("ingest", "GET", "/videos/v1/check-ingest-video-progress/{video-id}", {}),
        ("process", "POST", "/videos/v1/process-video/{video-id}", {"json": wanted}),
        ("wait", "GET", "/videos/v1/check-process-video-progress/{processed-video-id}", {}),
        ("download", "GET", "/media/v1/download/processed/{processed-video-id}", {}),
    ]
    return [
        {
            "step": step,
            "source": str(source),
            "target": str(file.target),
            "method": method,
            "url": base_url + path,
            **more,
        }
        for step, method, path, more in steps
    ]
