"""Requests that a client sends again because it got no answer."""

import concurrent.futures
from pathlib import Path
from typing import Any

import pytest
from in_process import InProcess
from polling import wait_until


@pytest.fixture
def headers(in_process: InProcess) -> dict[str, str]:
    """A token of the first user."""
    settings = in_process.services.settings
    sent = in_process.get("/accounts/v1/token", auth=(settings.email, settings.password))
    return in_process.bearer(sent.json()["jwtToken"])


def ingested(server: InProcess, headers: dict[str, str], clip: Path) -> str:
    """Upload a clip and wait for its ingestion."""
    created = server.request("PUT", "/videos/v1/video", headers=headers, json={}).json()
    files = {"file": ("clip.mov", clip.read_bytes(), "video/quicktime")}
    server.request("POST", created["uploadLightMediaUrl"], headers=headers, files=files)
    path = f"/videos/v1/check-ingest-video-progress/{created['videoId']}"
    wait_until(
        lambda: server.get(path, headers=headers).json()["ingestionState"]["ingestionStatus"] == "DONE"
    )
    return str(created["videoId"])


def test_an_equal_request_to_process_starts_no_second_job(
    in_process: InProcess, headers: dict[str, str], open_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first is being handled equal ones get its answer; another body, or a later one, is a job of its own."""
    source = ingested(in_process, headers, open_clip)
    services = in_process.services
    join = services.processing_requests.join
    arrived: list[Any] = []

    def counted(key: Any, work: Any) -> Any:
        arrived.append(key)
        return join(key, work)

    monkeypatch.setattr(services.processing_requests, "join", counted)

    def process(body: bytes) -> str:
        response = in_process.request(
            "POST",
            f"/videos/v1/process-video/{source}",
            headers=headers | {"Content-Type": "application/json"},
            content=body,
        )
        assert response.status_code == 200, response.text
        return str(response.json()["processedVideoId"])

    same, spaced, other = b'{"scaler":"scale"}', b'{ "scaler" : "scale" }', b"{}"
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        with services.database.writing():
            # The first request now waits for the database, with the others behind it.
            answers = [pool.submit(process, body) for body in (same, same, spaced, other)]
            wait_until(lambda: len(arrived) == 4)
        made = [answer.result() for answer in answers]

    assert made[0] == made[1] == made[2] != made[3]
    assert process(same) not in made
    total = in_process.get(f"/videos/v1/videos?parent-id={source}", headers=headers).json()
    assert total["_embedded"]["totalFound"] == 3
