"""Hostile files all the way through a server: each upload ends in a reason, and nothing else."""

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from hostile_files import HOSTILE

Clip = Callable[[str], Path]

WAIT_SECONDS = 120.0
REFUSED_AT_ONCE = {"empty"}
JARGON = ("0x", "[", "Invalid data found", "ffmpeg", "Traceback", "/")


@dataclass
class Outcome:
    """What became of one upload: the answer's status, and the video afterwards."""

    status: int
    video: dict[str, Any]


@dataclass
class Uploaded:
    """A server after all uploads, and a client of it."""

    server: Any
    client: httpx.Client
    secret: bytes
    outcomes: dict[str, Outcome]
    refusals: dict[str, httpx.Response]
    """What was answered when each was to be processed."""


@pytest.fixture(scope="module")
def uploaded(start_server: Any, clip: Clip, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Uploaded]:
    """Upload all hostile files to a server, some of them with full ingestion, and wait for their ends."""
    server = start_server()
    secret = tmp_path_factory.mktemp("secret") / "secret.ts"
    secret.write_bytes(clip("h264.ts").read_bytes())
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:
        token = client.get("/accounts/v1/token", auth=(server.email, server.password)).json()["jwtToken"]
        client.headers["Authorization"] = f"Bearer {token}"
        sent: dict[str, tuple[int, str]] = {}
        for number, (name, build) in enumerate(HOSTILE.items()):
            video_id = client.put("/videos/v1/video", json={"name": name}).json()["videoId"]
            path = f"/media/v1/upload/{'light/' if number % 2 else ''}{video_id}"
            answer = client.post(path, files={"file": ("clip.mov", build(clip, secret), "video/quicktime")})
            sent[name] = (answer.status_code, video_id)
        outcomes = {name: Outcome(status, _ended(client, *sent[name])) for name, (status, _) in sent.items()}
        # Asked here, because a test deletes them all and tests run in any order.
        refusals = {
            name: client.post(f"/videos/v1/process-video/{outcome.video['id']}", json={})
            for name, outcome in outcomes.items()
        }
        yield Uploaded(server, client, secret.read_bytes(), outcomes, refusals)


def _ended(client: httpx.Client, status: int, video_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        video: dict[str, Any] = client.get(f"/videos/v1/video/{video_id}").json()["video"]
        state = video["ingestion"]["ingestionState"]["ingestionStatus"]
        if status != 200 or state in {"DONE", "ERROR"}:
            return video
        assert time.monotonic() < deadline, f"no end of {video['name']}"
        time.sleep(0.02)


def test_there_are_enough() -> None:
    """At least forty hostile files are tried."""
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_upload_ends_in_a_reason(uploaded: Uploaded, name: str) -> None:
    """The ingestion is an ERROR with a sentence for people, without metadata and without paths of the server."""
    outcome = uploaded.outcomes[name]
    if name in REFUSED_AT_ONCE:
        assert outcome.status == 400
        return
    assert outcome.status == 200
    ingestion = outcome.video["ingestion"]
    assert ingestion["ingestionState"]["ingestionStatus"] == "ERROR"
    assert not ingestion["ingestionState"]["videoMetadataAvailable"]
    assert "metadata" not in ingestion
    assert "qualityAssessment" not in ingestion
    notes = outcome.video["attributes"]["notes"]
    assert notes.endswith(".")
    assert 15 < len(notes) < 300
    assert not any(part in notes for part in JARGON), notes
    assert base64.b64encode(uploaded.secret[:30]).decode() not in str(outcome.video)


def test_a_hostile_upload_is_never_processed(uploaded: Uploaded) -> None:
    """What failed its ingestion cannot be processed, and the refusal repeats the reason."""
    for name, outcome in uploaded.outcomes.items():
        refused = uploaded.refusals[name]
        assert refused.status_code == 409
        if notes := outcome.video["attributes"].get("notes"):
            assert notes in refused.json()["errorMessage"]


def test_the_server_still_works_and_has_nothing_left(uploaded: Uploaded, clip: Clip) -> None:
    """After all of them a real video is ingested, and when all are deleted no file is left on the disk."""
    client, server = uploaded.client, uploaded.server
    assert server.process.poll() is None
    real = client.put("/videos/v1/video", json={"name": "real"}).json()["videoId"]
    answer = client.post(
        f"/media/v1/upload/{real}", files={"file": ("clip.mov", clip("h264.mov").read_bytes())}
    )
    video = _ended(client, answer.status_code, real)
    assert video["ingestion"]["ingestionState"]["ingestionStatus"] == "DONE"
    for video_id in [real, *(outcome.video["id"] for outcome in uploaded.outcomes.values())]:
        assert client.delete(f"/videos/v1/video/{video_id}").status_code == 200
    left = [path for path in server.data.rglob("*") if path.is_file() and path.parent != server.data]
    assert left == []
    assert "Traceback" not in server.log.read_text()
