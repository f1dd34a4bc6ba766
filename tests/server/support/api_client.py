"""A client for tests: logs in, checks every response against the document, and knows the usual steps."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
from response_validation import validate

WAIT_SECONDS = 60.0
ENDED = {"DONE", "ERROR"}


def _read_and_validate(response: httpx.Response) -> None:
    response.read()
    validate(response)


class ApiClient(httpx.Client):
    """`httpx.Client` whose every response is checked against the document."""

    def __init__(self, base_url: str, **options: Any) -> None:
        super().__init__(
            base_url=base_url,
            timeout=60,
            event_hooks={"response": [_read_and_validate]},
            trust_env=False,
            **options,
        )

    def login(self, email: str, password: str, team_id: str | None = None) -> dict[str, Any]:
        """Take a token and send it from now on."""
        params = {} if team_id is None else {"team-id": team_id}
        response = self.get("/accounts/v1/token", params=params, auth=(email, password))
        assert response.status_code == 200, response.text
        token: dict[str, Any] = response.json()
        self.headers["Authorization"] = f"Bearer {token['jwtToken']}"
        return token

    def ok(self, method: str, path: str, **options: Any) -> Any:
        """Send a request that must succeed, and give back its JSON."""
        response = self.request(method, path, **options)
        assert response.status_code == 200, response.text
        return response.json()

    def new_project(self, name: str = "Archive") -> str:
        """Create a project and give back its id."""
        return str(self.ok("PUT", "/videos/v1/project", json={"name": name})["project"]["id"])

    def new_video(self, **fields: Any) -> dict[str, Any]:
        """Create a video."""
        created: dict[str, Any] = self.ok("PUT", "/videos/v1/video", json=fields)
        return created

    def upload(
        self,
        video_id: str,
        media: Path | bytes,
        *,
        light: bool = False,
        file_name: str = "clip.mov",
        **options: Any,
    ) -> httpx.Response:
        """Upload media."""
        content = media if isinstance(media, bytes) else media.read_bytes()
        path = f"/media/v1/upload/{'light/' if light else ''}{video_id}"
        return self.post(path, files={"file": (file_name, content, "video/quicktime")}, **options)

    def ingested(self, media: Path | bytes, *, light: bool = True, **fields: Any) -> str:
        """Create a video, upload to it, wait for the end of the ingestion, and give back its id."""
        video_id = str(self.new_video(**fields)["videoId"])
        response = self.upload(video_id, media, light=light)
        assert response.status_code == 200, response.text
        self.wait_for(
            f"/videos/v1/check-ingest-video-progress/{video_id}", "ingestionState", "ingestionStatus"
        )
        return video_id

    def process(self, video_id: str, **request: Any) -> httpx.Response:
        """Ask for a processing."""
        return self.post(f"/videos/v1/process-video/{video_id}", json=request)

    def processed(self, video_id: str, **request: Any) -> str:
        """Process a video, wait for the end, and give back the new video's id."""
        response = self.process(video_id, **request)
        assert response.status_code == 200, response.text
        processed_id = str(response.json()["processedVideoId"])
        self.wait_for_processing(processed_id)
        return processed_id

    def wait_for_processing(self, video_id: str) -> list[dict[str, Any]]:
        """Wait for the end of a processing and give back the states that were seen."""
        path = f"/videos/v1/check-process-video-progress/{video_id}"
        return self.wait_for(path, "processingState", "processingStatus")

    def wait_for(self, path: str, state: str, status: str) -> list[dict[str, Any]]:
        """Ask until a state has ended, and give back the states that were seen."""
        deadline = time.monotonic() + WAIT_SECONDS
        seen: list[dict[str, Any]] = []
        while True:
            seen.append(self.ok("GET", path)[state])
            if seen[-1][status] in ENDED:
                return seen
            assert time.monotonic() < deadline, f"no end of {path}: {json.dumps(seen[-3:])}"
            time.sleep(0.02)

    def video(self, video_id: str) -> Any:
        """Read a video."""
        return self.ok("GET", f"/videos/v1/video/{video_id}")["video"]
