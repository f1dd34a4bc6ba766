"""Absolute URLs, as seen by the caller: from the request's own scheme, `Host` and root path."""

import re
from dataclasses import dataclass

from starlette.requests import Request

from pixop_server.api_errors import ValidationError

# RFC 3986 allows more in a host; these URLs are also passed through shells, so nothing that a shell would read.
_HOST = re.compile(r"(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Urls:
    """URLs of the API's resources under one base, which has no slash at its end."""

    base: str

    @classmethod
    def of(cls, request: Request) -> "Urls":
        """Take the base from a request.

        Raises:
            ValidationError: its `Host` is not a host.
        """
        host = request.headers.get("host", "").strip()
        if not host:
            name, port = request.scope.get("server") or ("127.0.0.1", None)
            host = f"[{name}]" if ":" in name else name
            host = f"{host}:{port}" if port else host
        if not _HOST.fullmatch(host):
            raise ValidationError("Host: this is not a host name or address with an optional port.")
        root = request.scope.get("root_path", "").rstrip("/")
        return cls(f"{request.scope['scheme']}://{host}{root}")

    def project(self, project_id: str) -> str:
        """URL of a project."""
        return f"{self.base}/videos/v1/project/{project_id}"

    def projects(self) -> str:
        """URL of the list of projects."""
        return f"{self.base}/videos/v1/projects"

    def video(self, video_id: str) -> str:
        """URL of a video."""
        return f"{self.base}/videos/v1/video/{video_id}"

    def videos(self) -> str:
        """URL of the list of videos."""
        return f"{self.base}/videos/v1/videos"

    def process(self, video_id: str) -> str:
        """URL for processing a video."""
        return f"{self.base}/videos/v1/process-video/{video_id}"

    def process_progress(self, video_id: str) -> str:
        """URL for asking how far a processing is."""
        return f"{self.base}/videos/v1/check-process-video-progress/{video_id}"

    def ingest_progress(self, video_id: str) -> str:
        """URL for asking how far an ingestion is."""
        return f"{self.base}/videos/v1/check-ingest-video-progress/{video_id}"

    def upload(self, video_id: str) -> str:
        """URL for uploading a video's media."""
        return f"{self.base}/media/v1/upload/{video_id}"

    def upload_light(self, video_id: str) -> str:
        """URL for uploading a video's media for light ingestion."""
        return f"{self.base}/media/v1/upload/light/{video_id}"

    def download_processed(self, video_id: str) -> str:
        """URL of the media that processing made."""
        return f"{self.base}/media/v1/download/processed/{video_id}"
