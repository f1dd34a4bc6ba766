"""The main job on a real server, and the same bytes on the wire from both clients."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop import ConfigurationError, JobFailedError, LocalFileError, MediaSourceError, NotFoundError
from pixop.jobs.process_flow import (
    Created,
    Done,
    Downloading,
    Ingested,
    Ingesting,
    Processing,
    ProcessingStarted,
    Uploading,
)
from pixop.jobs.process_settings import process_settings


def test_a_video_is_processed_from_end_to_end(
    server: Any, make_clip: Callable[..., Path], client_of: Any, tmp_path: Path
) -> None:
    """One call uploads, ingests, processes and downloads, and tells each step in order."""
    clip = make_clip(name="in.mp4", seconds=1, size="320x180")
    client = client_of(server.url, server.email, server.password, timeout=30)
    events: list[Any] = []
    result = client.process_file(
        clip,
        tmp_path / "out.mov",
        scaler="scale",
        width=640,
        height=360,
        container="mov",
        codec="h264",
        timeout=60,
        on_event=events.append,
    )
    assert result.path == tmp_path / "out.mov"
    assert result.path.stat().st_size == result.processed.ingestion.metadata.size
    assert result.source.upload.file_name == clip.name
    kinds = [type(event) for event in events]
    steps = [kind for index, kind in enumerate(kinds) if index == 0 or kind is not kinds[index - 1]]
    assert steps == [
        Created,
        Uploading,
        Ingesting,
        Ingested,
        ProcessingStarted,
        Processing,
        Downloading,
        Done,
    ]
    assert events[-1].result == result
    listed = [each.id for each in client.iter_videos(parent_id=result.source.id, page_size=1)]
    assert listed == [result.processed.id]
    original = client.download(result.source.id, tmp_path, kind="original")
    assert original.read_bytes() == clip.read_bytes()
    headers = client.media.head_original_media(result.source.id)
    assert (headers.status_code, int(headers["Content-Length"])) == (200, clip.stat().st_size)
    client.videos.delete_video(result.source.id)
    with pytest.raises(NotFoundError):
        client.videos.get_video(result.processed.id)


def test_a_file_that_is_no_video_says_so(server: Any, client_of: Any, tmp_path: Path) -> None:
    """The ingestion's reason reaches the caller, with the id of the video on the server."""
    source = tmp_path / "letter.mov"
    source.write_bytes(b"Dear Sir or Madam, " * 1000)
    client = client_of(server.url, server.email, server.password)
    with pytest.raises(JobFailedError) as caught:
        client.process_file(source, tmp_path / "out.mov", scaler="scale")
    assert caught.value.reason
    assert client.videos.get_video(caught.value.video_id).video.upload.has_finished_uploading
    assert not (tmp_path / "out.mov").exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"source": "missing.mov"}, MediaSourceError),
        ({"target": "no/such/directory/out.mov"}, LocalFileError),
        ({"target": "in.mov"}, LocalFileError),
        ({"request": {"scaler": "magic"}}, ConfigurationError),
        ({"request": {"unknownField": 1}}, ConfigurationError),
        ({"resolution": "hd_1080p", "width": 1}, ConfigurationError),
    ],
)
def test_what_is_wrong_beforehand_costs_nothing(
    change: dict[str, Any], error: type[Exception], tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A wrong file, target or request is told before anything is sent."""
    server = scripted(lambda _: tools.http(500))
    (tmp_path / "in.mov").write_bytes(b"media")
    change = dict(change)
    source = tmp_path / change.pop("source", "in.mov")
    target = tmp_path / change.pop("target", "out.mov")
    with pytest.raises(error):
        client_of(server.url).process_file(source, target, **change)
    assert server.requests == []


def test_settings_become_the_wire_shape_and_nothing_else() -> None:
    """Flat settings nest as the reference prints them; what is not given is not there."""
    assert process_settings() == {}
    assert process_settings(codec="h264", resolution="hd_1080p", start_ms=0, mbps=20.5) == {
        "mediaContainerCodec": {"codec": "h264"},
        "resolution": {"tag": "hd_1080p"},
        "range": {"startPositionMilliseconds": 0},
        "bitrate": {"mbps": 20.5},
    }


def fake_api(tools: Any) -> Callable[[Any], bytes]:
    """Answer every operation of the main job, the first poll of each job with a running status."""
    dates = {"dateCreated": "2020-01-01 00:00:00", "timeLastUpdated": "2020-01-01 00:00:00"}
    video = {
        "id": "v",
        "name": "n",
        "projectId": "p",
        "userId": "u",
        "teamId": "t",
        "attributes": {},
        **dates,
    }
    polled: set[str] = set()

    def script(request: Any) -> bytes:
        request.read_body()
        path = request.path
        if path == "/videos/v1/video":
            urls = {"uploadMediaUrl": "/u", "uploadLightMediaUrl": "/l", "processVideoUrl": "/p"}
            return bytes(tools.http(200, {"projectId": "p", "videoId": "v", **urls}))
        if "/upload/" in path:
            answer = {
                "projectId": "p",
                "videoId": "v",
                "checkIngestProgressUrl": "/i",
                "processVideoUrl": "/p",
            }
            return bytes(tools.http(200, answer))
        if "/check-" in path:
            job = "ingestion" if "ingest" in path else "processing"
            status = "DONE" if path in polled else "RUNNING"
            polled.add(path)
            return bytes(tools.http(200, {f"{job}State": {f"{job}Status": status}}))
        if "/process-video/" in path:
            ids = {"sourceVideoId": "v", "processedVideoId": "w", "projectId": "p"}
            urls = {"checkProgressUrl": "/c", "downloadMediaUrl": "/d"}
            return bytes(tools.http(200, {**ids, **urls}))
        if "/download/" in path:
            return bytes(tools.http(200, b"result", {"ETag": '"e"'}))
        return bytes(tools.http(200, {"video": video}))

    return script


def test_both_clients_put_the_same_bytes_on_the_wire(tmp_path: Path, scripted: Any, tools: Any) -> None:
    """The same job through `Pixop` and `AsyncPixop` makes the same requests in the same order."""
    import asyncio

    from pixop import AsyncPixop, Pixop

    (tmp_path / "in.mov").write_bytes(b"media")

    def transcript(server: Any) -> list[Any]:
        requests = []
        for each in server.requests:
            headers = [(name, value) for name, value in each.raw_headers if name.lower() != "host"]
            boundary = each.headers.get("content-type", "").partition("boundary=")[2] or "none"
            text = repr((each.method, each.target, sorted(headers), each.body))
            requests.append(text.replace(boundary, "BOUNDARY"))
        return requests

    options: dict[str, Any] = {
        "scaler": "pabsr1",
        "resolution": "hd_1080p",
        "poll_interval": 0.001,
        "verify": False,
    }
    first, second = scripted(fake_api(tools)), scripted(fake_api(tools))
    with Pixop(first.url, "a@example.org", "pw") as client:
        one = client.process_file(tmp_path / "in.mov", tmp_path / "sync.mov", **options)

    async def main() -> Any:
        async with AsyncPixop(second.url, "a@example.org", "pw") as client:
            return await client.process_file(tmp_path / "in.mov", tmp_path / "async.mov", **options)

    two = asyncio.run(main())
    assert one.path.read_bytes() == two.path.read_bytes() == b"result"
    assert transcript(first) == transcript(second)
    assert len(first.requests) == 11


LARGE = """
import hashlib, pathlib, resource, sys
from pixop import Pixop
url, email, password, directory, size = sys.argv[1:]
directory, size = pathlib.Path(directory), int(size)
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
with Pixop(url, email, password) as client:
    def there_and_back(name, size):
        source = directory / name
        with source.open("wb") as file:
            file.truncate(size)
        video = client.upload(source).video_id
        copy = client.download(video, directory / f"{name}.copy", kind="original")
        assert copy.stat().st_size == size
        copy.unlink()
        client.videos.delete_video(video)
    there_and_back("small", 1 << 20)
    before = peak()
    there_and_back("large", size)
    print(peak() - before)
"""


@pytest.mark.large
def test_two_gibibytes_go_up_and_down_in_constant_memory(server: Any, tmp_path: Path) -> None:
    """Memory grows by less than 64 MiB while 2 GiB go up and come down."""
    command = [
        sys.executable,
        "-c",
        LARGE,
        server.url,
        server.email,
        server.password,
        str(tmp_path),
        str(2 << 30),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 64
