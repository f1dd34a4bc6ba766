"""Processing over the wire: from a request to a new video."""

from pathlib import Path
from typing import Any

import pytest
from api_client import ApiClient
from polling import wait_until

SLOW = {
    "mediaContainerCodec": {"container": "mov", "codec": "h264"},
    "resolution": {"width": 3840, "height": 2160},
    "scaler": "dvres",
    "denoiser": "denoise",
}


@pytest.fixture(scope="module")
def source(server: Any, make_clip: Any) -> str:
    """An ingested video of one second."""
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        return api.ingested(make_clip(), name="Reel")


def test_a_processed_video_is_made_as_asked(api: ApiClient, source: str) -> None:
    """It is a video of its own with parent, echo, metadata, media, tag and name, and no upload."""
    accepted = api.process(
        source,
        mediaContainerCodec={"container": "mp4", "codec": "h264"},
        scaler="scale",
        resolution={"width": 96, "height": 72},
        range={"startPositionMilliseconds": 200, "endPositionMilliseconds": 600},
    ).json()
    states = api.wait_for(accepted["checkProgressUrl"], "processingState", "processingStatus")
    video = api.video(accepted["processedVideoId"])
    metadata, parameters = video["ingestion"]["metadata"], video["processing"]["processingParameters"]

    assert accepted["sourceVideoId"] == source
    assert states[-1]["processingStatus"] == "DONE"
    assert states[-1]["processingProgressPercent"] == 100
    assert (metadata["frameWidth"], metadata["frameHeight"], metadata["totalFrames"]) == (96, 72, 10)
    assert metadata["containerName"] == "mp4"
    assert parameters["sourceVideo"] == {"startPositionMilliseconds": 200, "endPositionMilliseconds": 600}
    assert parameters["targetVideo"]["container"]["name"] == "mp4"
    assert (parameters["targetVideo"]["frameWidth"], parameters["targetVideo"]["frameHeight"]) == (96, 72)
    assert "upload" not in video
    assert video["name"] == "Reel"
    media = api.get(accepted["downloadMediaUrl"])
    assert len(media.content) == metadata["size"]
    assert media.headers["content-type"] == "video/mp4"
    assert 'filename="clip-processed.mp4"' in media.headers["content-disposition"]
    assert api.get(f"/media/v1/download/original/{accepted['processedVideoId']}").status_code == 404


def test_progress_never_falls(api: ApiClient, source: str) -> None:
    """From 0 to 100, and 100 with `DONE` alone."""
    states = api.wait_for_processing(api.process(source).json()["processedVideoId"])
    percents = [state["processingProgressPercent"] for state in states]

    assert percents == sorted(percents)
    assert all(
        (state["processingProgressPercent"] == 100) is (state["processingStatus"] == "DONE")
        for state in states
    )


def test_a_processed_video_can_be_processed_and_the_family_is_deleted_together(
    api: ApiClient, server: Any, open_clip: Path
) -> None:
    """`parentId` is the direct source; deleting the first deletes all, in every view and on disk (D-21)."""
    project = api.new_project()
    source = api.ingested(open_clip, projectId=project)
    child = api.processed(source)
    grandchild = api.processed(child)
    other = api.processed(source)

    def listed(**filters: str) -> list[str]:
        found = api.ok(
            "GET",
            "/videos/v1/videos",
            params={name.replace("_", "-"): value for name, value in filters.items()},
        )
        return [video["id"] for video in found["_embedded"]["videos"]]

    assert listed(parent_id=source) == [child, other]
    assert listed(parent_id=child) == [grandchild]
    assert listed(parent_id=child, project_id=project) == [grandchild]
    assert listed(project_id=project) == [source, child, grandchild, other]
    deleted = api.ok("DELETE", f"/videos/v1/video/{source}")["deletedVideos"]
    assert deleted[0] == {"videoId": source}
    assert {one["videoId"] for one in deleted} == {source, child, grandchild, other}
    assert listed(project_id=project) == []
    for video_id in (source, child, grandchild, other):
        assert api.get(f"/videos/v1/video/{video_id}").status_code == 404
        assert api.get(f"/videos/v1/check-process-video-progress/{video_id}").status_code == 404
        assert api.get(f"/media/v1/download/processed/{video_id}").status_code == 404
        assert not list((server.data / "media").glob(f"*/{video_id}*"))
    assert api.delete(f"/videos/v1/project/{project}").status_code == 204


def test_deleting_a_processed_video_keeps_its_source(api: ApiClient, source: str) -> None:
    """Only what was made from a video goes with it."""
    child = api.processed(source)

    assert api.ok("DELETE", f"/videos/v1/video/{child}") == {"deletedVideos": [{"videoId": child}]}
    assert api.video(source)["id"] == source


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        ({"scaler": "lanczos"}, "scaler"),
        ({"scaler": None}, "scaler"),
        ({"resolution": {"tag": "hd_1080p", "width": 1920, "height": 1080}}, "resolution"),
        ({"resolution": {"width": 1920}}, "height"),
        ({"resolution": {"width": 8, "height": 1080}}, "16"),
        (
            {"mediaContainerCodec": {"container": "mp4", "codec": "prores"}, "appleProresProfile": "hq"},
            "hevc",
        ),
        ({"mediaContainerCodec": {"codec": "prores"}}, "appleProresProfile"),
        ({"appleProresProfile": "hq"}, "appleProresProfile"),
        ({"clarityBoost": "low", "scaler": "scale"}, "scaler"),
        ({"bitrate": {"mbps": 5000}}, "4000"),
        ({"range": {"startPositionMilliseconds": 500, "endPositionMilliseconds": 500}}, "range"),
        ({"range": {"endPositionMilliseconds": 5000}}, "range"),
        ({"range": {"startPositionMilliseconds": 1000}}, "range"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_request_that_cannot_be_carried_out_starts_no_job(
    api: ApiClient, source: str, request_: Any, named: str
) -> None:
    """400 names the field or what is possible, and no video is made."""
    before = api.ok("GET", "/videos/v1/videos", params={"parent-id": source})["_embedded"]["totalFound"]
    response = api.process(source, **request_)

    assert (response.status_code, response.json()["exception"]) == (400, "ValidationException")
    assert named.lower() in response.json()["errorMessage"].lower()
    after = api.ok("GET", "/videos/v1/videos", params={"parent-id": source})["_embedded"]["totalFound"]
    assert before == after


def test_what_no_open_encoder_writes_is_refused_by_name(api: ApiClient, source: str) -> None:
    """The document allows it, this server cannot do it (D-28a)."""
    response = api.process(
        source,
        mediaContainerCodec={"container": "mov", "codec": "h264"},
        chromaSubsampling={"yuv": "4:1:0", "bits": 8},
    )

    assert (response.status_code, response.json()["exception"]) == (400, "UnsupportedByThisServerException")


def test_processing_waits_for_the_ingestion(api: ApiClient, source: str) -> None:
    """409 before there is media and while the source is itself being made (D-20)."""
    empty = api.new_video()["videoId"]
    child = api.process(source).json()["processedVideoId"]

    assert api.process(empty).status_code == 409
    assert api.process(child).status_code in {200, 409}
    api.wait_for_processing(child)
    assert api.process(child).status_code == 200


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{}", None, 415),
        (b"{}", "text/plain", 415),
        (b"{}", "application/json; charset=latin-1", 415),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"scaler": "scale", "scaler": "dvres"}', "application/json", 400),
        (b"{}", "application/json; charset=UTF-8", 200),
        (b"{}", "Application/JSON;charset=utf-8", 200),
    ],
)
def test_a_body_is_json_and_says_so(
    api: ApiClient, source: str, content: bytes, content_type: str | None, status: int
) -> None:
    """The content type is required where there is a body (D-37)."""
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = api.post(f"/videos/v1/process-video/{source}", content=content, headers=headers)

    assert response.status_code == status


def ffmpeg_processes(server: Any) -> list[int]:
    """List FFmpeg processes that are descendants of the server."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        parents[int(entry.name)], names[int(entry.name)] = int(rest.split()[1]), name

    def of_server(process: int) -> bool:
        while process in parents:
            if process == server.process.pid:
                return True
            process = parents[process]
        return False

    return [process for process, name in names.items() if "ffmpeg" in name and of_server(process)]


@pytest.mark.parametrize("deleted", ["processed", "source"])
def test_deleting_cancels_the_job_at_once(api: ApiClient, server: Any, make_clip: Any, deleted: str) -> None:
    """FFmpeg ends within a second, and nothing is left on disk (D-22)."""
    source = api.ingested(make_clip("long.mov", seconds=20))
    processed = api.process(source, **SLOW).json()["processedVideoId"]
    path = f"/videos/v1/check-process-video-progress/{processed}"
    wait_until(lambda: api.ok("GET", path)["processingState"]["processingStatus"] == "PROCESSING")
    wait_until(lambda: ffmpeg_processes(server))

    api.ok("DELETE", f"/videos/v1/video/{processed if deleted == 'processed' else source}")
    wait_until(lambda: not ffmpeg_processes(server), seconds=3)
    wait_until(lambda: not list((server.data / "work").iterdir()))
    assert not list((server.data / "media").glob(f"*/{processed}*"))
    assert api.get(path).status_code == 404
