"""A mixed load for a while: afterwards nothing is left that was not there before."""

import os
import random
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_client import ApiClient
from polling import wait_until

SECONDS = float(os.environ.get("PIXOP_SOAK_SECONDS", "45"))
CLIENTS = 6
# 32 connections of SQLite, each with its database, log and index: the pool may fill, and grows no more then.
POOLED = 3 * 32


def descriptors(pid: int) -> int:
    """Count the open descriptors of a process, sockets left out: clients keep theirs."""
    links = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(str(one.readlink()))
        except OSError:
            continue
    return sum(not link.startswith("socket:") for link in links)


def children(pid: int) -> list[str]:
    """List the processes that a process started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return text.split()


def ingested(api: ApiClient, video: str) -> bool:
    """Tell whether an ingestion has ended."""
    state = api.ok("GET", f"/videos/v1/check-ingest-video-progress/{video}")["ingestionState"]
    return state["ingestionStatus"] in {"DONE", "ERROR"}


def work(server: Any, clip: Path, seed: int, ends: float, failures: list[str]) -> None:
    """Do what clients do, in a random order, and delete everything again."""
    choose = random.Random(seed)
    try:
        with ApiClient(server.url) as api:
            api.login(server.email, server.password)
            while time.monotonic() < ends:
                project = api.new_project()
                video = api.new_video(projectId=project)["videoId"]
                match choose.randrange(5):
                    case 0:  # cut off in mid-upload
                        head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.mov"\r\n\r\n'
                        form = {"Content-Type": "multipart/form-data; boundary=b"}
                        path = f"/media/v1/upload/{video}"
                        assert api.post(path, headers=form, content=head + bytes(300_000)).status_code == 400
                    case 1:  # not a video
                        api.post(f"/media/v1/upload/{video}", files={"file": ("a.mov", os.urandom(5000))})
                    case 2:  # processed, and deleted before, in or after its job
                        api.post(
                            f"/media/v1/upload/light/{video}", files={"file": ("a.mov", clip.read_bytes())}
                        )
                        wait_until(lambda video=video: ingested(api, video), 60)
                        api.process(video, scaler="scale", resolution={"width": 32, "height": 32})
                    case 3:  # read
                        for page in range(1, 4):
                            api.ok("GET", f"/videos/v1/videos?page={page}&page-size={choose.randint(1, 100)}")
                        api.get(f"/media/v1/download/original/{video}")
                        httpx.get(f"{server.url}/accounts/v1/account", trust_env=False)
                    case _:  # nothing more
                        api.ok("GET", f"/videos/v1/video/{video}")
                api.ok("DELETE", f"/videos/v1/video/{video}")
                assert api.delete(f"/videos/v1/project/{project}").status_code == 204
    except Exception as error:
        failures.append(f"{type(error).__name__}: {error}")


@pytest.mark.slow
def test_a_mixed_load_leaves_nothing_behind(start_server: Any, make_clip: Any) -> None:
    """Clients upload, break off, process, read, delete; then files, rows, processes and descriptors are as before."""
    server = start_server()
    clip = make_clip("tiny.mov", seconds=0.4)
    failures: list[str] = []
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)

        def run(seconds: float) -> None:
            ends = time.monotonic() + seconds
            threads = [
                threading.Thread(target=work, args=(server, clip, seed, ends, failures))
                for seed in range(CLIENTS)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            wait_until(lambda: not children(server.process.pid))

        run(SECONDS / 4)  # threads and connections that are made on first use are there afterwards
        before = descriptors(server.process.pid)
        run(SECONDS)
        assert failures == []
        wait_until(lambda: not list((server.data / "work").iterdir()))
        assert api.ok("GET", "/videos/v1/videos")["_embedded"]["totalFound"] == 0
        assert api.ok("GET", "/videos/v1/projects")["_embedded"]["totalFound"] == 0
        for folder in ("incoming", "work"):
            assert not list((server.data / folder).iterdir())
        assert not list((server.data / "media").glob("*/*"))
        assert (
            descriptors(server.process.pid) <= before + 8
        )  # pools may still grow a little, not with each request
    log = server.log.read_text()
    assert server.stop() == 0
    assert "Traceback" not in log
