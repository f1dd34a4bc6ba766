"""A day of a mixed load, in minutes: afterwards nothing is left that was not there before."""

import contextlib
import os
import random
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import left_behind
import pytest
from pixop_server.controlled_server import ControlledServer
from polling import wait_until

CLIENTS = 6
RATE = float(os.environ.get("PIXOP_SOAK_RATE", "600"))
"""Virtual seconds in a second: a day takes 144 seconds, and a token is good for one and a half."""
HOUR = 3600.0
MOST_MEMORY = 200 << 20
POOL = 17
"""Connections that the database keeps for reuse, as many as were needed at once so far."""
FORM = {"Content-Type": "multipart/form-data; boundary=b"}
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mov"\r\n\r\n'
FAULTS: list[dict[str, Any]] = [
    {"kind": "reset"},
    {"kind": "reset", "body": "request"},
    {"kind": "truncate"},
    {"kind": "length", "difference": 5},
    {"kind": "stall", "seconds": 0.2},
    {"kind": "delay", "seconds": 0.1},
    {"kind": "etag"},
    {"kind": "status", "status": 503, "retryAfter": 1},
    {"kind": "status", "status": 401, "percent": 70},
]
PACES: list[dict[str, Any]] = [{"pace": "real"}, {"pace": "instant"}, {"polls": 3}, {"seconds": 2400}]
EXPECTED = {200, 204, 206, 304, 400, 401, 404, 409, 416, 503}


@dataclass
class Load:
    """What the clients share.

    Attributes:
        server: The server that runs at the moment.
        media: A video.
        choose: Source of what happens; clients have one of their own, made from it.
        serving: Cleared while the server is away.
        over: Set when the clients are to end.
        seen: How often each status, expired token and broken connection was seen.
        failures: Tracebacks of clients.
    """

    server: Any
    media: bytes
    choose: random.Random
    serving: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    seen: Counter[Any] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def control(self) -> ControlledServer:
        """The control API."""
        return ControlledServer(self.server.url)


class Client(threading.Thread):
    """Does what clients do, in a random order, whatever goes wrong."""

    def __init__(self, load: Load) -> None:
        super().__init__()
        self._load = load
        self._choose = random.Random(load.choose.getrandbits(64))
        server = load.server
        users = ((server.email, server.password), (server.second_email, server.second_password))
        self._user = self._choose.choice(users)
        self._token = "none"
        self._http = httpx.Client(base_url=server.url, timeout=30, trust_env=False)

    def run(self) -> None:
        """Visit the server until the load is over."""
        visits = (
            self.break_off_an_upload,
            self.upload_no_video,
            self.read,
            self.read,
            self.watch_one,
            self.watch_one,
            self.watch_one,
            self.renew_the_key,
        )
        try:
            while not self._load.over.is_set():
                self._load.serving.wait()
                self._choose.choice(visits)()
        except Exception:
            self._load.failures.append(traceback.format_exc())
        finally:
            self._http.close()

    def send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """Send a request, with a new token if the old one has expired; None when the connection broke."""
        headers = {"Authorization": f"Bearer {self._token}"} | options.pop("headers", {})
        try:
            response = self._http.request(method, path, headers=headers, **options)
        except httpx.TransportError:
            self._load.seen["broken"] += 1
            return None
        self._load.seen[response.status_code] += 1
        assert response.status_code in EXPECTED, f"{method} {path}: {response.status_code} {response.text}"
        if response.status_code == 401:
            with contextlib.suppress(ValueError):
                self._load.seen[response.json()["exception"]] += 1
            self._take_token()
            return None
        return response

    def _take_token(self) -> None:
        with contextlib.suppress(httpx.TransportError, ValueError, KeyError):
            self._token = self._http.get("/accounts/v1/token", auth=self._user).json()["jwtToken"]

    def json(self, method: str, path: str, **options: Any) -> Any:
        """Send a request, and give back the JSON of its success, or None."""
        response = self.send(method, path, **options)
        with contextlib.suppress(ValueError):
            return response.json() if response is not None and response.status_code == 200 else None

    @contextlib.contextmanager
    def a_video(self) -> Iterator[str | None]:
        """Give a new video, and delete it mostly; what is left somebody else deletes."""
        created = self.json("PUT", "/videos/v1/video", json={"name": "ü / 'quoted'"})
        video = None if created is None else created["videoId"]
        yield video
        if video is not None and self._choose.random() < 0.8:
            self.send("DELETE", f"/videos/v1/video/{video}")

    def break_off_an_upload(self) -> None:
        """Send less than was announced, or a form without an end."""
        with self.a_video() as video:
            if video is None:
                return
            body = HEAD + self._load.media[: self._choose.randrange(len(self._load.media))]
            path = f"/media/v1/upload/{video}"
            if self._choose.random() < 0.5:
                self.send("POST", path, headers=FORM, content=body)
                return

            def cut() -> Iterator[bytes]:
                yield body
                raise httpx.WriteError("the client goes away")

            self.send(
                "POST", path, headers=FORM | {"Content-Length": str(len(body) + 100_000)}, content=cut()
            )

    def upload_no_video(self) -> None:
        """Upload what cannot be ingested, and delete it before, while or after that is found out."""
        with self.a_video() as video:
            if video is not None:
                self.upload(video, self._choose.randbytes(5000))

    def upload(self, video: str, media: bytes) -> bool:
        """Upload media."""
        path = f"/media/v1/upload/{self._choose.choice(('', 'light/'))}{video}"
        return self.json("POST", path, files={"file": ("reel 7.mov", media, "video/quicktime")}) is not None

    def read(self) -> None:
        """Look at lists and the account, with good and bad parameters, ids and credentials."""
        for _ in range(5):
            page = f"page={self._choose.randrange(4)}&page-size={self._choose.randrange(101)}"
            self.json("GET", f"/videos/v1/{self._choose.choice(('projects', 'videos'))}?{page}")
        self.send("GET", "/accounts/v1/account")
        self.send("GET", "/videos/v1/video/nobody-has-this")
        with contextlib.suppress(httpx.TransportError):
            self._http.get("/accounts/v1/token", auth=(self._user[0], "wrong"))
            self._http.get("/healthz")

    def renew_the_key(self) -> None:
        """End all tokens of the user, now and then."""
        if self._choose.random() < 0.1:
            self.send("GET", "/accounts/v1/generate-auth-secret")

    def watch_one(self) -> None:
        """Upload a video, process it, ask for its progress, download it in parts, and delete it at some point."""
        created = self.json("PUT", "/videos/v1/project", json={"name": "Archive"})
        project = None if created is None else created["project"]["id"]
        with self.a_video() as source:
            if source is None or not self.upload(source, self._load.media):
                return
            self.poll(source, "ingest", "ingestionState", "ingestionStatus")
            self.download("original", source)
            size = self._choose.choice(({"width": 32, "height": 32}, {"tag": "hd_1080p"}))
            body = {"scaler": "scale", "resolution": size}
            accepted = self.json("POST", f"/videos/v1/process-video/{source}", json=body)
            if accepted is None:
                return
            made = accepted["processedVideoId"]
            if self._choose.random() < 0.7:
                self.poll(made, "process", "processingState", "processingStatus")
                self.download("processed", made)
            if self._choose.random() < 0.3:
                self.send("DELETE", f"/videos/v1/video/{made}")
        if project is not None:
            self.send("DELETE", f"/videos/v1/project/{project}")

    def poll(self, video: str, what: str, state: str, status: str) -> None:
        """Ask for progress some times; it never falls."""
        percent = 0.0
        for _ in range(self._choose.randrange(30)):
            answer = self.json("GET", f"/videos/v1/check-{what}-video-progress/{video}")
            if self._load.over.wait(0.05):
                return
            if answer is not None:
                now = answer[state].get("processingProgressPercent", 0.0)
                assert now >= percent, f"progress fell from {percent} to {now}"
                percent = now
                if answer[state][status] in {"DONE", "ERROR"}:
                    return

    def download(self, kind: str, video: str) -> None:
        """Download whole, in a range, on a condition, and not to the end."""
        path = f"/media/v1/download/{kind}/{video}"
        start = self._choose.randrange(len(self._load.media))
        whole = self.send("GET", path)
        tag = "" if whole is None else whole.headers.get("ETag", "")
        self.send("GET", path, headers={"Range": f"bytes={start}-", "If-Range": tag})
        self.send("GET", path, headers={"If-None-Match": tag})
        self.send("HEAD", path)
        with contextlib.suppress(httpx.TransportError):
            headers = {"Authorization": f"Bearer {self._token}"}
            with self._http.stream("GET", path, headers=headers) as response:
                next(response.iter_raw(1000), b"")


def clients_work(load: Load, hours: float, meanwhile: Any = None) -> None:
    """Let clients work for some virtual hours, with another pace and other faults every half of an hour."""
    load.over.clear()
    load.serving.set()
    clients = [Client(load) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    waited = threading.Event()
    for half in range(int(2 * hours)):
        load.control.set_pace(**load.choose.choice(PACES))
        load.control.inject_by_chance(load.choose.getrandbits(32), 0.05, FAULTS)
        waited.wait(HOUR / 2 / RATE)
        load.seen["faults"] += len(load.control.injected())
        load.control.clear_faults()
        if meanwhile is not None and half == int(hours):
            load.serving.clear()
            meanwhile()
            load.serving.set()
    load.over.set()
    for client in clients:
        client.join(60)
        assert not client.is_alive()
    assert not load.failures, "\n".join(load.failures)


def wait_for_the_end(load: Load) -> None:
    """See that no job was lost: each one ends. Then delete all that there is."""
    server = load.server
    load.control.set_pace("real")
    load.control.set_clock(rate=1)  # a token must last for this
    load.control.advance(max(pace.get("seconds", 0) for pace in PACES))  # held jobs are due
    users = ((server.email, server.password), (server.second_email, server.second_password))
    for user in users:
        with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http:
            token = http.get("/accounts/v1/token", auth=user).json()["jwtToken"]
            http.headers["Authorization"] = f"Bearer {token}"

            def listed(what: str, http: httpx.Client = http) -> list[str]:
                answer = http.get(f"/videos/v1/{what}?page-size=100").json()
                return [one["id"] for one in answer["_embedded"][what]]

            def ended(video: str, http: httpx.Client = http) -> bool:
                shown = http.get(f"/videos/v1/video/{video}").json()["video"]
                if shown.get("processing") is None:
                    uploaded = shown["upload"]["uploadState"]["uploadStatus"]
                    if uploaded != "DONE":
                        return uploaded in {"PENDING", "ERROR"}
                    what, state, status = "ingest", "ingestionState", "ingestionStatus"
                else:
                    what, state, status = "process", "processingState", "processingStatus"
                # Asked in this way, as jobs may be held for some questions about their progress.
                answer = http.get(f"/videos/v1/check-{what}-video-progress/{video}").json()
                return answer[state][status] in {"DONE", "ERROR"}

            while videos := listed("videos"):
                for video in videos:
                    if http.get(f"/videos/v1/video/{video}").status_code == 200:
                        wait_until(
                            lambda video=video, ended=ended: ended(video),
                            90,
                            describe=lambda video=video: http.get(f"/videos/v1/video/{video}").text,
                        )
                for video in videos:  # some went with the one that they were made from
                    assert http.delete(f"/videos/v1/video/{video}").status_code in {200, 404}
            while projects := listed("projects"):
                for project in projects:
                    assert http.delete(f"/videos/v1/project/{project}").status_code == 204
    load.control.set_clock(rate=RATE)


def assert_nothing_is_left(load: Load, rows: dict[str, int]) -> None:
    """See that files, rows and processes are as at the start."""
    data: Path = load.server.data
    wait_until(lambda: not left_behind.processes(load.server.process.pid))
    wait_until(lambda: not left_behind.files(data))
    wait_until(lambda: left_behind.rows(data) == rows)
    databases = {f"{name}.db{suffix}" for name in ("pixop", "queue") for suffix in ("", "-wal", "-shm")}
    assert {one.name for one in data.iterdir()} <= databases | {"media", "incoming", "work", "lock"}


@pytest.mark.slow
def test_a_day_of_a_mixed_load_leaves_nothing_behind(start_server: Any, make_clip: Any) -> None:
    """Uploads, jobs, downloads, deletions and faults for 24 hours of the server's clock, with a kill and a stop in it;
    then files, rows, processes and descriptors are as before."""
    server = start_server("--control", "--strict")
    media = make_clip("tiny.mov", seconds=0.4).read_bytes() + bytes(1 << 20)
    load = Load(server, media, random.Random(random.getrandbits(32)))
    began = load.control.now()
    rows = left_behind.rows(server.data)
    load.control.set_clock(rate=RATE)

    def settled() -> Counter[str]:
        """Delete what there is, and count descriptors when nothing else is left."""
        wait_for_the_end(load)
        assert_nothing_is_left(load, rows)
        return left_behind.descriptors(load.server.process.pid)

    def start_again() -> None:
        """Start the server on the same address and data, at the same time."""
        now = load.control.now()
        load.choose.choice(endings)()
        load.seen["restarts"] += 1
        port = load.server.url.rpartition(":")[2]
        load.server = start_server("--control", "--strict", f"--port={port}", data=server.data)
        load.control.set_clock(now, rate=RATE)

    def grown_since(before: Counter[str]) -> Counter[str]:
        """Tell which descriptors there are more of; a pool of connections may fill."""
        now = left_behind.descriptors(load.server.process.pid)
        pooled = Counter({one: POOL for one in now if f"{server.data}/pixop.db" in one})
        return now - (before | pooled)

    for ending in ("kill", "stop"):
        endings = [lambda ending=ending: getattr(load.server, ending)()]
        clients_work(load, 1)  # what is made on first use is there afterwards
        before = settled()
        clients_work(load, 9)
        settled()
        wait_until(
            lambda before=before: not grown_since(before), describe=lambda before=before: grown_since(before)
        )
        assert left_behind.resident_bytes(load.server.process.pid) < MOST_MEMORY
        clients_work(load, 2, start_again)
        settled()
    hours = (load.control.now() - began) / HOUR
    print(f"{hours:.1f} hours: {dict(load.seen)}")
    log = load.server.log.read_text() + server.log.read_text()
    assert load.server.stop() == 0
    assert "Traceback" not in log
    assert hours >= 24
    assert load.seen["ExpiredJWTTokenException"] > 24
    assert load.seen["faults"] > 24
