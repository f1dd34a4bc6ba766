"""Servers that are killed at every step of a video's way: no job is lost, none is done twice, nothing is left."""

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import left_behind
import pytest
from api_client import ApiClient
from polling import wait_until

STORE = "pixop_server.media_store"
PLACES = [
    (STORE, "MediaStore.new_writer", "after", 1),
    ("pixop_server.media_writer", "MediaWriter.write", "after", 2),
    ("pixop_server.media_writer", "MediaWriter.close", "after", 1),
    (STORE, "MediaStore.publish_upload", "after", 1),
    ("pixop_server.job_runner", "JobRunner.enqueue", "before", 1),
    ("pixop_server.job_runner", "JobRunner._run", "before", 1),
    ("pixop_server.ingestion", "probe", "before", 1),
    ("pixop_server.ingestion", "assess_quality", "before", 1),
    ("pixop_server.ingestion", "Ingestion.run", "after", 1),
    ("pixop_server.job_runner", "JobRunner.enqueue", "before", 2),
    ("pixop_server.processing", "process", "before", 1),
    ("pixop_server.processing", "_Progress.report", "after", 2),
    ("pixop_server.processing", "process", "after", 1),
    (STORE, "MediaStore.publish", "after", 2),
    ("pixop_server.processing", "Processing._publish", "after", 1),
    (STORE, "MediaStore.remove", "before", 1),
]
REQUEST = {"scaler": "scale", "resolution": {"width": 96, "height": 64}}
FATAL = Path(__file__).parent / "support" / "fatal_server.py"


class Journey:
    """A video's way as a client sees it that goes on after each failure, from where the server remembers it."""

    def __init__(self, media: bytes) -> None:
        self._media = media
        self.created: str | None = None
        self.percents: list[float] = []
        self.processings = 0

    def travel(self, api: ApiClient, *, delete: bool = False) -> None:
        """Create, upload, process, wait, download, whatever of it is not done yet; then delete."""
        if self.created is None:
            self.created = str(api.new_video()["videoId"])
        source = api.video(self.created)
        if source["upload"]["uploadState"]["uploadStatus"] != "DONE":
            assert api.upload(self.created, self._media).status_code == 200
        state = api.wait_for(
            f"/videos/v1/check-ingest-video-progress/{self.created}", "ingestionState", "ingestionStatus"
        )
        assert state[-1]["ingestionStatus"] == "DONE"
        made = self.made_from(api, self.created)
        if not made:
            assert api.process(self.created, **REQUEST).status_code == 200
            self.processings += 1
            made = self.made_from(api, self.created)
        self.percents += [one["processingProgressPercent"] for one in api.wait_for_processing(made[0])]
        assert self.percents[-1] == 100
        assert len(self.made_from(api, self.created)) == 1
        answer = api.get(f"/media/v1/download/processed/{made[0]}")
        assert len(answer.content) == api.video(made[0])["ingestion"]["metadata"]["size"]
        if delete:
            api.ok("DELETE", f"/videos/v1/video/{self.created}")

    def made_from(self, api: ApiClient, source: str) -> list[str]:
        """List what was made from a video."""
        found = api.ok("GET", f"/videos/v1/videos?parent-id={source}")["_embedded"]["videos"]
        return [one["id"] for one in found]


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[1]}-{place[2]}-{place[3]}")
def test_a_kill_loses_nothing_and_repeats_nothing(
    start_server: Any, make_clip: Any, tmp_path: Path, place: tuple[str, str, str, int]
) -> None:
    """Killed in mid-upload, ingestion, processing, publication or deletion, a server goes on with its next start."""
    media = make_clip("killed.mov", seconds=1.5, size="320x240").read_bytes() + bytes(2 << 20)
    data, journey = tmp_path / "data", Journey(media)
    data.mkdir()
    dying = start_server(data=data, program=[str(FATAL), *map(str, place)])
    with ApiClient(dying.url) as api:
        api.login(dying.email, dying.password)
        with pytest.raises(httpx.TransportError):
            journey.travel(api, delete=True)
    assert dying.process.wait(10) == -9

    server = start_server(data=data)
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        videos = api.ok("GET", "/videos/v1/videos")["_embedded"]["totalFound"]
        if place[1] == "MediaStore.remove":
            assert videos == 0
        else:
            journey.travel(api, delete=True)
            assert journey.percents == sorted(journey.percents)
            assert journey.processings <= 1
        wait_until(lambda: not left_behind.processes(server.process.pid))
        wait_until(lambda: not left_behind.files(data), describe=lambda: left_behind.files(data))
        rows = Counter(left_behind.rows(data))
        assert {name: rows[name] for name in ("videos", "jobs", "videos of teams")} == {
            "videos": 0,
            "jobs": 0,
            "videos of teams": 0,
        }
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()
