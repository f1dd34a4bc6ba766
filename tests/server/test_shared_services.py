"""Servers and workers on real PostgreSQL and Redis."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import left_behind
import psycopg
import pytest
import real_services
from api_client import ApiClient
from polling import wait_until


@pytest.fixture(scope="module")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of these tests' own."""
    with real_services.postgresql(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture
def database_url(postgresql_url: str, request: pytest.FixtureRequest) -> str:
    """An empty database."""
    name = f"test_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{postgresql_url.rpartition('/')[0]}/{name}"


@pytest.fixture(params=["redis", "postgresql"])
def queue_url(request: pytest.FixtureRequest, database_url: str) -> Iterator[str]:
    """A queue of jobs, in Redis and in PostgreSQL."""
    if request.param == "postgresql":
        yield database_url
        return
    with real_services.redis() as url:
        yield url


class Worker:
    """A `python -m pixop_server worker`."""

    def __init__(self, data: Path, *arguments: str, program: Sequence[str] = ("-m", "pixop_server")) -> None:
        command = [sys.executable, *program, "worker", f"--data={data}", *arguments]
        self.log = data.parent / f"{data.name}-worker.log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        with self.process.stdout as output:
            assert output.readline() == "ready worker\n", self.log.read_text()

    def stop(self) -> int:
        """Ask it to end, and give back its exit code."""
        self.process.terminate()
        return self.process.wait(20)


SLOW = {
    "mediaContainerCodec": {"container": "mov", "codec": "h264"},
    "resolution": {"width": 1280, "height": 720},
    "scaler": "scale",
    "denoiser": "denoise",
}


def test_the_whole_way_with_a_worker(
    start_server: Any, database_url: str, queue_url: str, open_clip: Path
) -> None:
    """A server without jobs and a worker in another process ingest and process; lists, filters and deletion work."""
    shared = [f"--database={database_url}", f"--queue={queue_url}"]
    server = start_server("--no-jobs", *shared)
    worker = Worker(server.data, *shared)
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        source = api.ingested(open_clip)
        processed = api.processed(source)
        assert api.get(f"/media/v1/download/original/{source}").content == open_clip.read_bytes()
        assert api.get(f"/media/v1/download/processed/{processed}").status_code == 200
        project = api.video(source)["projectId"]
        for query in ("", f"?project-id={project}"):
            listed = api.ok("GET", f"/videos/v1/videos{query}")["_embedded"]
            assert [video["id"] for video in listed["videos"]] == [source, processed]
            assert listed["totalFound"] == 2
        made = api.ok("GET", f"/videos/v1/videos?parent-id={source}")["_embedded"]
        assert [video["id"] for video in made["videos"]] == [processed]
        assert api.get("/videos/v1/video/%00").status_code == 404
        assert api.put("/videos/v1/project", json={"name": "a\0b"}).status_code == 400
        api.ok("DELETE", f"/videos/v1/video/{source}")
        assert api.ok("GET", "/videos/v1/videos")["_embedded"]["totalFound"] == 0
    assert worker.stop() == 0
    assert server.stop() == 0
    assert not list((server.data / "media").glob("*/*"))
    assert "Traceback" not in server.log.read_text() + worker.log.read_text()


def test_jobs_go_on_with_another_worker_and_end_with_their_video(
    start_server: Any, database_url: str, make_clip: Any
) -> None:
    """A worker that is stopped hands its job over; a job whose video is deleted by the server ends in the worker."""
    shared = [f"--database={database_url}", f"--queue={database_url}"]
    server = start_server("--no-jobs", *shared)
    first = Worker(server.data, *shared)
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        source = api.ingested(make_clip("long.mov", seconds=5))
        path = f"/videos/v1/check-process-video-progress/{api.process(source, **SLOW).json()['processedVideoId']}"
        wait_until(lambda: api.ok("GET", path)["processingState"]["processingProgressPercent"] > 0)
        assert first.stop() == 0
        second = Worker(server.data, *shared)
        states = api.wait_for_processing(path.rpartition("/")[2])
        assert states[-1]["processingStatus"] == "DONE"

        other = api.process(source, **SLOW).json()["processedVideoId"]
        path = f"/videos/v1/check-process-video-progress/{other}"
        wait_until(lambda: api.ok("GET", path)["processingState"]["processingProgressPercent"] > 0)
        assert list((server.data / "work").iterdir())
        api.ok("DELETE", f"/videos/v1/video/{source}")
        wait_until(lambda: not list((server.data / "work").iterdir()), 5.0)
    second.stop()
    server.stop()
    assert not list((server.data / "media").glob("*/*"))


FATAL = Path(__file__).parent / "support" / "fatal_server.py"


@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [
        ("pixop_server.ingestion", "probe", "before", "1"),
        ("pixop_server.processing", "_Progress.report", "after", "2"),
        ("pixop_server.media_store", "MediaStore.publish", "before", "1"),
        ("pixop_server.media_store", "MediaStore.publish", "after", "1"),
        ("pixop_server.processing", "Processing._publish", "after", "1"),
    ],
    ids=lambda place: f"{place[1]}-{place[2]}",
)
def test_a_killed_worker_is_replaced(
    start_server: Any, database_url: str, queue_url: str, make_clip: Any, place: tuple[str, str, str, str]
) -> None:
    """Whatever a worker was doing when it was killed, another takes its job over and does it once; nothing is left."""
    shared = [f"--database={database_url}", f"--queue={queue_url}"]
    server = start_server("--no-jobs", *shared)
    first = Worker(server.data, *shared, program=[str(FATAL), *place])
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        source = api.new_video()["videoId"]
        assert api.upload(source, make_clip("long.mov", seconds=3)).status_code == 200
        percents: list[float] = []
        if place[1] != "probe":
            path = f"/videos/v1/check-ingest-video-progress/{source}"
            api.wait_for(path, "ingestionState", "ingestionStatus")
            made = api.process(source, **SLOW).json()["processedVideoId"]
            path = f"/videos/v1/check-process-video-progress/{made}"
            while first.process.poll() is None:
                percents.append(api.ok("GET", path)["processingState"]["processingProgressPercent"])
        assert first.process.wait(30) == -9
        with psycopg.connect(database_url, autocommit=True) as connection:  # as if a minute had passed
            connection.execute("UPDATE jobs SET lease_until = 0 WHERE state = 'running'")
        second = Worker(server.data, *shared)
        path = f"/videos/v1/check-ingest-video-progress/{source}"
        assert api.wait_for(path, "ingestionState", "ingestionStatus")[-1]["ingestionStatus"] == "DONE"
        if place[1] != "probe":
            states = api.wait_for_processing(made)
            assert states[-1]["processingStatus"] == "DONE"
            percents += [state["processingProgressPercent"] for state in states]
            assert percents == sorted(percents)
            assert api.ok("GET", f"/videos/v1/videos?parent-id={source}")["_embedded"]["totalFound"] == 1
            answer = api.get(f"/media/v1/download/processed/{made}")
            assert len(answer.content) == api.video(made)["ingestion"]["metadata"]["size"]
        assert len(list((server.data / "media").glob("*/*"))) == 1 + (place[1] != "probe")
        api.ok("DELETE", f"/videos/v1/video/{source}")
    with psycopg.connect(database_url) as connection:
        assert connection.execute(
            "SELECT (SELECT count(*) FROM jobs) + (SELECT count(*) FROM videos)"
        ).fetchone() == (0,)
    assert second.stop() == 0
    assert server.stop() == 0
    assert not left_behind.files(server.data)
    assert "Traceback" not in server.log.read_text() + second.log.read_text()


@pytest.mark.slow
def test_deletions_meet_what_begins_at_the_same_time(
    start_server: Any, database_url: str, open_clip: Path
) -> None:
    """Where transactions overlap, deletions, uploads, jobs and videos end in 200, 404 or 409, never in a fault."""
    server = start_server(f"--database={database_url}", f"--queue={database_url}")
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        headers = {"Authorization": api.headers["Authorization"]}
        seen: set[int] = set()

        def at_once(*requests: Callable[[ApiClient], httpx.Response]) -> None:
            def send(request: Callable[[ApiClient], httpx.Response]) -> int:
                with ApiClient(server.url, headers=headers) as client:
                    return request(client).status_code

            with ThreadPoolExecutor(len(requests)) as threads:
                seen.update(threads.map(send, requests))

        for _ in range(15):
            project = api.new_project()
            video = api.ingested(open_clip, projectId=project)
            empty = api.new_video(projectId=project)["videoId"]
            at_once(
                lambda client, video=video: client.process(
                    video, scaler="scale", resolution={"width": 32, "height": 32}
                ),
                lambda client, video=video: client.process(
                    video, scaler="scale", resolution={"width": 48, "height": 32}
                ),
                lambda client, video=video: client.delete(f"/videos/v1/video/{video}"),
                lambda client, video=empty: client.upload(video, open_clip),
                lambda client, video=empty: client.delete(f"/videos/v1/video/{video}"),
                lambda client, project=project: client.delete(f"/videos/v1/project/{project}"),
                lambda client, project=project: client.put("/videos/v1/video", json={"projectId": project}),
            )
        assert seen <= {200, 204, 404, 409}
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


@pytest.mark.slow
def test_a_worker_that_seemed_dead_does_not_finish_a_job_again(
    start_server: Any, database_url: str, make_clip: Any
) -> None:
    """A worker that was frozen past its lease finds its job taken over, stops, and leaves the other's result alone."""
    shared = [f"--database={database_url}", f"--queue={database_url}"]
    server = start_server("--no-jobs", *shared)
    frozen = Worker(server.data.with_name("frozen"), *shared)
    (server.data.with_name("frozen") / "media").rmdir()
    (server.data.with_name("frozen") / "media").symlink_to(server.data / "media")
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        source = api.ingested(make_clip("long.mov", seconds=5))
        made = api.process(source, **SLOW).json()["processedVideoId"]
        path = f"/videos/v1/check-process-video-progress/{made}"
        wait_until(lambda: api.ok("GET", path)["processingState"]["processingProgressPercent"] > 0)
        frozen.process.send_signal(signal.SIGSTOP)
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("UPDATE jobs SET lease_until = 0 WHERE state = 'running'")
        second = Worker(server.data, *shared)
        wait_until(lambda: list((server.data / "work").iterdir()))
        frozen.process.send_signal(signal.SIGCONT)
        assert api.wait_for_processing(made)[-1]["processingStatus"] == "DONE"
        before = api.get(f"/media/v1/download/processed/{made}")
        wait_until(lambda: not list((server.data.with_name("frozen") / "work").iterdir()))
        after = api.get(f"/media/v1/download/processed/{made}")
        assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)
    assert (frozen.stop(), second.stop(), server.stop()) == (0, 0, 0)
    assert "Traceback" not in frozen.log.read_text() + second.log.read_text()


@pytest.mark.parametrize(
    "arguments", [["worker"], ["--no-jobs"], ["worker", "--database=postgresql://127.0.0.1/x"]]
)
def test_a_worker_needs_a_database_and_a_queue_to_share(
    arguments: list[str], capsys: "pytest.CaptureFixture[str]"
) -> None:
    """Jobs in another process without both URLs are a usage error that names the flags."""
    from pixop_server.__main__ import parse_arguments

    with pytest.raises(SystemExit) as ended:
        parse_arguments(arguments)
    assert ended.value.code == 2
    assert "--database postgresql://… and --queue redis://…" in capsys.readouterr().err
