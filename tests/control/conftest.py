"""A client for the control tests, and the bytes of a connection."""

import socket
import urllib.parse
from collections.abc import Callable, Iterator

import httpx
import pytest
from pixop_server.controlled_server import ControlledServer

RawRequest = Callable[..., tuple[bytes, str]]


class Api(httpx.Client):
    """A client of the first user that takes a token."""

    def login(self, server: ControlledServer) -> None:
        """Take a token, and send it from now on."""
        answer = self.get("/accounts/v1/token", auth=(server.email, server.password))
        self.headers["Authorization"] = f"Bearer {answer.json()['jwtToken']}"

    def new_video(self) -> str:
        """Create a video."""
        return str(self.put("/videos/v1/video", json={}).json()["videoId"])

    def upload(self, media: bytes, *, video_id: str | None = None, light: bool = True) -> str:
        """Create a video, upload to it, and give back its id."""
        video_id = video_id or self.new_video()
        path = f"/media/v1/upload/{'light/' if light else ''}{video_id}"
        answer = self.post(path, files={"file": ("clip.mov", media)})
        assert answer.status_code == 200, answer.text
        return video_id

    def ingestion(self, video_id: str) -> str:
        """Ask for the state of an ingestion."""
        answer = self.get(f"/videos/v1/check-ingest-video-progress/{video_id}").json()
        return str(answer["ingestionState"]["ingestionStatus"])

    def processing(self, video_id: str) -> tuple[str, float]:
        """Ask for the state of a processing, and its percentage."""
        state = self.get(f"/videos/v1/check-process-video-progress/{video_id}").json()["processingState"]
        return state["processingStatus"], state["processingProgressPercent"]

    def process(self, video_id: str) -> str:
        """Start a processing, and give back the id of the video that it makes."""
        answer = self.post(f"/videos/v1/process-video/{video_id}", json={})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["processedVideoId"])


@pytest.fixture
def api(pixop_server: ControlledServer) -> Iterator[Api]:
    """A logged-in client of the empty server."""
    with Api(base_url=pixop_server.url, trust_env=False, timeout=30) as client:
        client.login(pixop_server)
        yield client


@pytest.fixture
def raw_request(pixop_server: ControlledServer, api: Api) -> RawRequest:
    """Send a request and read all bytes of the answer: `raw_request(method, path, body=…)` → bytes and how it ended."""
    address = urllib.parse.urlsplit(pixop_server.url)

    def send(method: str, path: str, *, body: bytes = b"", headers: str = "") -> tuple[bytes, str]:
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: test\r\nAuthorization: {api.headers['Authorization']}\r\n"
            f"{length}{headers}\r\n"
        )
        received = bytearray()
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            try:
                connection.sendall(head.encode() + body)
                while piece := connection.recv(1 << 16):
                    received += piece
            except ConnectionError:
                return bytes(received), "reset"
            return bytes(received), "end"

    return send
