"""Starting, stopping, and starting again after a kill."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_client import ApiClient
from pixop_server.app import create_app
from pixop_server.settings import Settings
from polling import wait_until
from raw_http import RawConnection

SLOW = {
    "mediaContainerCodec": {"container": "mov", "codec": "h264"},
    "resolution": {"width": 1280, "height": 720},
    "scaler": "scale",
    "denoiser": "denoise",
}


def snapshot(api: ApiClient, ids: list[str]) -> list[Any]:
    """Read the account and these videos."""
    return [api.ok("GET", "/accounts/v1/account"), *(api.video(one) for one in ids)]


def test_a_server_writes_its_url_and_removes_it_at_the_end(start_server: Any, tmp_path: Path) -> None:
    """The ready file holds the URL of a server that answers, and is gone when it stops; the exit code is 0."""
    ready = tmp_path / "url"
    server = start_server(f"--ready-file={ready}")

    assert ready.read_text().strip() == server.url
    assert httpx.get(server.url + "/", trust_env=False).status_code == 200
    assert server.stop() == 0
    assert not ready.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url + "/", trust_env=False)


def test_a_restart_keeps_everything(start_server: Any, open_clip: Path) -> None:
    """Users, teams, keys, a changed password, projects, videos and media are as they were."""
    server = start_server()
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        source = api.ingested(open_clip)
        ids = [source, api.processed(source)]
        api.ok("POST", "/accounts/v1/update-password", json={"newPassword": "changed"})
        before = snapshot(api, ids)
        token = api.headers["Authorization"]
        media = api.get(f"/media/v1/download/processed/{ids[1]}").content
    assert server.stop() == 0

    again = start_server(data=server.data)
    with ApiClient(again.url, headers={"Authorization": token}) as api:
        assert snapshot(api, ids) == before
        assert api.get(f"/media/v1/download/processed/{ids[1]}").content == media
        assert api.get(f"/media/v1/download/original/{source}").content == open_clip.read_bytes()
        api.login(again.email, "changed")
        assert api.get("/accounts/v1/token", auth=(again.email, again.password)).status_code == 401
    again.stop()


@pytest.mark.parametrize("how", ["kill", "stop"])
def test_a_job_goes_on_after_a_restart(start_server: Any, make_clip: Any, how: str) -> None:
    """A server that ends in mid-job leaves no FFmpeg; the next one finishes the job once, without falling back."""
    server = start_server()
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        source = api.ingested(make_clip("long.mov", seconds=5))
        processed = api.process(source, **SLOW).json()["processedVideoId"]
        waiting = api.process(source, scaler="scale", resolution={"width": 32, "height": 32})
        path = f"/videos/v1/check-process-video-progress/{processed}"
        wait_until(lambda: api.ok("GET", path)["processingState"]["processingProgressPercent"] > 0)
        seen = api.ok("GET", path)["processingState"]
        uncertain = api.new_video()["videoId"]
        token = api.headers["Authorization"]
    assert seen["processingStatus"] == "PROCESSING"
    getattr(server, how)()
    wait_until(lambda: not ffmpeg_writing_into(server.data))
    (server.data / "incoming" / "left.part").write_bytes(b"x")

    again = start_server(data=server.data)
    with ApiClient(again.url, headers={"Authorization": token}) as api:
        states = api.wait_for_processing(processed)
        other = api.wait_for_processing(waiting.json()["processedVideoId"])
        percents = [
            seen["processingProgressPercent"],
            *(state["processingProgressPercent"] for state in states),
        ]

        assert states[-1]["processingStatus"] == other[-1]["processingStatus"] == "DONE"
        assert percents == sorted(percents)
        assert api.ok("GET", f"/videos/v1/videos?parent-id={source}")["_embedded"]["totalFound"] == 2
        assert api.video(processed)["ingestion"]["metadata"]["totalFrames"] == 125
        assert api.video(uncertain)["upload"]["uploadState"]["uploadStatus"] == "PENDING"
    again.stop()
    assert not list((server.data / "incoming").iterdir())
    assert not list((server.data / "work").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("deleted", ["source", "made"])
def test_a_deletion_stops_the_work_within_a_second(start_server: Any, make_clip: Any, deleted: str) -> None:
    """A second after a deletion FFmpeg is gone, with what it wrote; the next job runs."""
    server = start_server()
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        ids = {"source": api.ingested(make_clip("long.mov", seconds=5))}
        ids["made"] = api.process(ids["source"], **SLOW).json()["processedVideoId"]
        path = f"/videos/v1/check-process-video-progress/{ids['made']}"
        wait_until(lambda: api.ok("GET", path)["processingState"]["processingProgressPercent"] > 0)
        assert ffmpeg_writing_into(server.data)
        api.ok("DELETE", f"/videos/v1/video/{ids[deleted]}")
        wait_until(
            lambda: not ffmpeg_writing_into(server.data) and not list((server.data / "work").iterdir()), 1.0
        )
        source = api.ingested(make_clip()) if deleted == "source" else ids["source"]
        api.processed(source, scaler="scale", resolution={"width": 32, "height": 32})
    assert server.stop() == 0


def ffmpeg_writing_into(directory: Path) -> list[str]:
    """List command lines of running FFmpeg processes that name a directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            if "ffmpeg" in command and str(directory) in command:
                found.append(command)
    return found


def test_an_upload_that_was_under_way_is_an_error_after_a_kill(start_server: Any) -> None:
    """What was cut off by a kill may be uploaded again."""
    server = start_server()
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        video_id = api.new_video()["videoId"]
        token = api.headers["Authorization"]
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as connection:
            head = (
                f"POST /media/v1/upload/{video_id} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n"
                "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n"
            )
            connection.sendall(head.encode())
            status = lambda: api.video(video_id)["upload"]["uploadState"]["uploadStatus"]  # noqa: E731
            wait_until(lambda: status() == "UPLOADING")
            server.kill()
    again = start_server(data=server.data)
    with ApiClient(again.url, headers={"Authorization": token}) as api:
        assert api.video(video_id)["upload"]["uploadState"]["uploadStatus"] == "ERROR"
        assert api.upload(video_id, b"again", light=True).status_code == 200
    again.stop()


def test_a_stop_cuts_off_an_upload_that_does_not_end(start_server: Any) -> None:
    """A client that stalls does not keep the server from stopping; its upload is in ERROR, and no fault is logged."""
    server = start_server()
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        video_id = api.new_video()["videoId"]
        token = api.headers["Authorization"]
        with RawConnection(server.url) as connection:
            headers = {"Authorization": token, "Content-Type": "multipart/form-data; boundary=b"}
            connection.head(f"POST /media/v1/upload/{video_id}", headers | {"Content-Length": "1000"})
            connection.send(b"--b\r\n")
            wait_until(lambda: api.video(video_id)["upload"]["uploadState"]["uploadStatus"] == "UPLOADING")
            assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()
    again = start_server(data=server.data)
    with ApiClient(again.url, headers={"Authorization": token}) as api:
        assert api.video(video_id)["upload"]["uploadState"]["uploadStatus"] == "ERROR"
    again.stop()


def test_any_asgi_server_can_run_the_application(tmp_path: Path) -> None:
    """The application starts and stops by the ASGI lifespan protocol, as uvicorn drives it."""

    async def scenario() -> list[str]:
        app = create_app(Settings(data=tmp_path / "data"))
        received, sent = asyncio.Queue[dict[str, str]](), asyncio.Queue[Any]()
        running = asyncio.create_task(
            app({"type": "lifespan", "asgi": {"version": "3.0"}}, received.get, sent.put)
        )
        answers = []
        for event in ("startup", "shutdown"):
            await received.put({"type": f"lifespan.{event}"})
            answers.append((await sent.get())["type"])
        await running
        return answers

    assert asyncio.run(scenario()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_server_without_a_data_directory_leaves_nothing(tmp_path: Path) -> None:
    """Its temporary directory is removed at the end; it prints one line on stdout, and default users on stderr."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIXOP_API_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "pixop_server", "--port=0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment | {"TMPDIR": str(tmp_path)},
    )
    assert process.stdout is not None
    url = process.stdout.readline().removeprefix("ready ").strip()
    assert url.startswith("http://127.0.0.1:")
    with httpx.Client(base_url=url, trust_env=False) as client:
        credentials = ("developer@example.com", "pixop-development")
        assert client.get("/accounts/v1/token", auth=credentials).status_code == 200
    assert [entry for entry in tmp_path.iterdir() if entry.name.startswith("pixop-server-")]
    process.terminate()
    output, errors = process.communicate(timeout=20)

    assert (process.returncode, output) == (0, "")
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith("pixop-server-")]
    assert "developer@example.com" in errors
    assert "Traceback" not in errors


def test_credentials_come_from_the_environment(tmp_path: Path) -> None:
    """`PIXOP_API_EMAIL` and its kin seed the users, and their passwords are not printed."""
    environment = {
        "PIXOP_API_EMAIL": "Env@Example.org",
        "PIXOP_API_PASSWORD": "hush-hush-1",
        "PIXOP_API_EMAIL_2": "env2@example.org",
        "PIXOP_API_PASSWORD_2": "hush-hush-2",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "pixop_server", "--port=0", f"--data={tmp_path / 'data'}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    assert process.stdout is not None
    url = process.stdout.readline().removeprefix("ready ").strip()
    with httpx.Client(base_url=url, trust_env=False) as client:
        for suffix in ("", "_2"):
            pair = (environment[f"PIXOP_API_EMAIL{suffix}"], environment[f"PIXOP_API_PASSWORD{suffix}"])
            answer = client.get("/accounts/v1/token", auth=pair)
            assert answer.status_code == 200
            token = json.loads(answer.text)["jwtToken"]
            client.get("/accounts/v1/account", headers={"Authorization": f"Bearer {token}"})
    process.terminate()
    _, errors = process.communicate(timeout=20)

    assert "hush-hush" not in errors
    assert token not in errors


def test_a_port_that_is_taken_is_said_in_one_line(server: Any) -> None:
    """No traceback, an exit code of 1, and what to do."""
    port = server.url.rpartition(":")[2]
    ended = subprocess.run(
        [sys.executable, "-m", "pixop_server", f"--port={port}"], capture_output=True, text=True, timeout=30
    )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "--port" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


def test_a_data_directory_has_one_server(server: Any) -> None:
    """A second server on the same directory would run jobs twice; it says so in one line and ends."""
    ended = subprocess.run(
        [sys.executable, "-m", "pixop_server", "--port=0", f"--data={server.data}"],
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Another server uses this data directory" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
