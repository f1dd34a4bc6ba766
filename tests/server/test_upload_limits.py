"""Limits of uploads, on an application in this process."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from in_process import InProcess, Now, in_process_server
from pixop_server.media_writer import MediaWriter
from pixop_server.settings import Settings


@pytest.fixture
def small(settings: Settings, clock: Now) -> Iterator[InProcess]:
    """An application that takes 1000 bytes of media and waits 0.2 s for more."""
    limits = dataclasses.replace(settings, max_upload_bytes=1000, upload_idle_seconds=0.2)
    with in_process_server(limits, clock) as running:
        yield running


@pytest.fixture
def headers(small: InProcess) -> dict[str, str]:
    """A token of the first user."""
    settings = small.services.settings
    sent = small.get("/accounts/v1/token", auth=(settings.email, settings.password))
    return small.bearer(sent.json()["jwtToken"])


def new_video(server: InProcess, headers: dict[str, str]) -> str:
    """Create a video."""
    return str(server.request("PUT", "/videos/v1/video", headers=headers, json={}).json()["videoId"])


def upload(server: InProcess, headers: dict[str, str], video_id: str, **options: Any) -> httpx.Response:
    """Send an upload."""
    return server.request("POST", f"/media/v1/upload/light/{video_id}", headers=headers, **options)


def status(server: InProcess, headers: dict[str, str], video_id: str) -> str:
    """Read the status of an upload."""
    video = server.get(f"/videos/v1/video/{video_id}", headers=headers).json()["video"]
    return str(video["upload"]["uploadState"]["uploadStatus"])


@pytest.mark.parametrize(("size", "answer"), [(1000, 200), (1001, 413), (200_000, 413)])
def test_media_over_the_limit_is_too_large(
    small: InProcess, headers: dict[str, str], size: int, answer: int
) -> None:
    """Exactly the limit is stored, one byte more is 413; nothing of it stays."""
    video_id = new_video(small, headers)
    response = upload(small, headers, video_id, files={"file": ("a.mov", b"x" * size)})

    assert response.status_code == answer
    stored = small.services.store.path(video_id)
    assert stored.exists() is (answer == 200)
    assert not list(stored.parent.parent.parent.joinpath("incoming").iterdir())


def test_an_upload_that_pauses_too_long_is_given_up(small: InProcess, headers: dict[str, str]) -> None:
    """A body that stops arriving does not keep the video reserved."""
    video_id = new_video(small, headers)

    async def stalling() -> Any:
        yield b"--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\nmedia"
        await anyio.sleep(5)

    response = upload(
        small,
        headers | {"Content-Type": "multipart/form-data; boundary=b"},
        video_id,
        content=stalling(),
    )

    assert response.status_code == 400
    assert "paused" in response.json()["errorMessage"]
    assert status(small, headers, video_id) == "ERROR"


def test_a_full_disk_is_said_and_nothing_stays(
    small: InProcess, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails for want of space the answer is 507, and the upload may be tried again."""
    video_id = new_video(small, headers)

    def full(self: MediaWriter, pieces: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(MediaWriter, "write", full)
        response = upload(small, headers, video_id, files={"file": ("a.mov", b"x")})
    assert (response.status_code, response.json()["exception"]) == (507, "InsufficientStorageException")
    assert status(small, headers, video_id) == "ERROR"
    assert upload(small, headers, video_id, files={"file": ("a.mov", b"x")}).status_code == 200


def test_a_fault_of_the_server_tells_nothing_of_its_inside(
    small: InProcess,
    headers: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A 500 names an id that the log has too, and nothing else."""
    video_id = new_video(small, headers)

    def broken(self: MediaWriter, pieces: object) -> None:
        raise RuntimeError("the inside")

    with monkeypatch.context() as patched:
        patched.setattr(MediaWriter, "write", broken)
        response = upload(small, headers, video_id, files={"file": ("a.mov", b"x")})

    assert (response.status_code, response.json()["exception"]) == (500, "InternalServerException")
    assert "the inside" not in response.text
    assert response.headers["x-request-id"] in response.json()["errorMessage"]
    assert response.headers["x-request-id"] in caplog.text
    assert status(small, headers, video_id) == "ERROR"
