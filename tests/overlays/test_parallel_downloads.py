"""Downloads by several streams: the same bytes as by one, whatever happens to each of them."""

import asyncio
import contextlib
import errno
import hashlib
import itertools
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pixop import AsyncPixop, LocalFileError, NotFoundError, Pixop, PixopError, RetryPolicy
from pixop.cli import main
from pixop.transfers import range_stream
from pixop.transfers.byte_intervals import ByteIntervals
from pixop.transfers.download_journal import journal_path, read_journal
from pixop.transfers.stream_growth import StreamGrowth
from pixop.transfers.transfer_event import TransferFinished, TransferInterrupted

DATA = random.Random(8).randbytes(6_000_011)
GONE = {"exception": "NotFoundException", "errorMessage": "gone"}


class Eager(StreamGrowth):
    """Wants all streams from the beginning."""

    def __init__(self, most: int, limit: float | None = None) -> None:
        super().__init__(most, limit)
        self.wanted = self.allowed = most

    def observe(self, *_: Any) -> None:
        """Measure nothing."""

    def bound(self, most: int) -> None:
        self.most = self.wanted = self.allowed = max(1, min(self.most, most))

    def restart(self) -> None:
        """Keep the number."""


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixop.transfers.download.StreamGrowth", Eager)


class Crowd:
    """Counts the streams that bring bytes at the same time."""

    def __init__(self, carry: Callable[..., None]) -> None:
        self.carry = carry
        self.lock = threading.Lock()
        self.now = self.most = 0

    def __call__(self, *args: Any) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            self.carry(*args)
        finally:
            with self.lock:
                self.now -= 1


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Crowd:
    counter = Crowd(range_stream.carry)
    monkeypatch.setattr("pixop.transfers.range_streams.carry", counter)
    return counter


Fault = tuple[str, int]


class Media:
    """A download endpoint with ranges, that fails as ordered and counts who is there."""

    def __init__(self, tools: Any) -> None:
        self.tools = tools
        self.data = DATA
        self.etag = '"one"'
        self.fields = {"Accept-Ranges": "bytes"}
        self.faults: list[Fault] = []
        self.refusal: Callable[[int], bytes | None] = lambda _: None
        self.ranges: list[tuple[int, int] | None] = []
        self.sending: Callable[[socket.socket, bytes], None] = lambda connection, body: connection.sendall(
            body
        )
        self.lock = threading.Lock()

    def __call__(self, request: Any) -> bytes | None:
        headers = {"ETag": self.etag, **self.fields}
        wanted = request.headers.get("range")
        first, stop, status = 0, len(self.data), 200
        if wanted and request.headers.get("if-range") == self.etag:
            start, _, end = wanted.removeprefix("bytes=").partition("-")
            first, stop, status = int(start), int(end) + 1 if end else len(self.data), 206
            headers["Content-Range"] = f"bytes {first}-{stop - 1}/{len(self.data)}"
        with self.lock:
            number = len(self.ranges)
            self.ranges.append((first, stop) if wanted else None)
            fault = self.faults.pop(0) if self.faults else None
        if (refusal := self.refusal(number)) is not None:
            return refusal
        self._send(request, status, headers, self.data[first:stop], fault)
        return None

    def _send(
        self, request: Any, status: int, headers: dict[str, str], body: bytes, fault: Fault | None
    ) -> None:
        connection: socket.socket = request.connection
        connection.sendall(self.tools.http(status, b"", headers, length=len(body)))
        if fault is None:
            self.sending(connection, body)
            return
        how, count = fault
        connection.sendall(body[:count])
        if how == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how == "stall":
            connection.recv(1)
        raise self.tools.Hang


@pytest.fixture
def sync_client(tools: Any) -> Iterator[Callable[..., Pixop]]:
    """Make synchronous clients; the asynchronous one runs the same streams in a thread."""
    with contextlib.ExitStack() as stack:

        def make(url: str, **options: Any) -> Pixop:
            options = {"timeout": 10, "retry": tools.quick, **options}
            return stack.enter_context(Pixop(url, "a@example.org", "pw", **options))

        yield make


@pytest.fixture
def media(tools: Any) -> Media:
    return Media(tools)


def left_behind(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def slowly(connection: socket.socket, body: bytes) -> None:
    """Send so that all streams are there at the same time."""
    for at in range(0, len(body), 60_000):
        connection.sendall(body[at : at + 60_000])
        time.sleep(0.003)


def test_many_streams_bring_the_bytes_of_one(
    media: Media, crowd: Crowd, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """The file is right, every byte asked for belongs to the same media, and progress is exact and never falls."""
    media.sending = slowly
    server = scripted(media)
    seen: list[tuple[int, int | None]] = []
    events: list[Any] = []
    result = client_of(server.url).fetch(
        "v",
        tmp_path / "out.mov",
        sha256=True,
        progress=lambda done, total: seen.append((done, total)),
        on_event=events.append,
    )
    assert result.sha256 == hashlib.sha256(DATA).hexdigest()
    assert left_behind(tmp_path) == ["out.mov"]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert (seen[0], seen[-1]) == ((0, len(DATA)), (len(DATA), len(DATA)))
    assert isinstance(events[-1], TransferFinished)
    assert 4 <= crowd.most <= 8
    assert media.ranges[0] is None
    requests = [each for each in server.requests if "range" in each.headers]
    assert {each.headers["if-range"] for each in requests} == {'"one"'}
    assert {each.headers["authorization"] for each in requests} == {"Bearer opaque-1"}


@pytest.mark.parametrize("connections", [1, 3])
def test_there_are_never_more_streams_than_allowed(
    connections: int, media: Media, crowd: Crowd, tmp_path: Path, scripted: Any, sync_client: Any
) -> None:
    """`connections` bounds the streams; with 1 no range is asked for."""
    media.sending = slowly
    sync_client(scripted(media).url).download("v", tmp_path / "out.mov", connections=connections)
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert crowd.most == (0 if connections == 1 else connections)
    assert connections > 1 or media.ranges == [None]


@pytest.mark.parametrize("connections", [1, 3])
def test_the_command_bounds_the_streams_too(
    connections: int, media: Media, crowd: Crowd, tmp_path: Path, scripted: Any
) -> None:
    """`pixop download --connections` is the library's argument."""
    media.sending = slowly
    words = ["download", "v", "-o", str(tmp_path / "out.mov"), "--kind", "original", "--format", "quiet"]
    words += ["--connections", str(connections), "--email", "a@example.org", "--password", "pw"]
    assert main([*words, "--base-url", scripted(media).url]) == 0
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert crowd.most == (0 if connections == 1 else connections)


@pytest.mark.parametrize(
    ("etag", "fields"),
    [
        ('W/"one"', {"Accept-Ranges": "bytes"}),
        ("", {"Accept-Ranges": "bytes", "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}),
        ('"one"', {"Accept-Ranges": "none"}),
        ('"one"', {}),
    ],
)
def test_without_an_exact_name_or_ranges_there_is_one_stream(
    etag: str, fields: dict[str, str], media: Media, tmp_path: Path, scripted: Any, sync_client: Any
) -> None:
    """Media without a strong entity tag, or from a server that does not offer ranges, comes by one request."""
    media.etag, media.fields = etag, fields
    sync_client(scripted(media).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert media.ranges == [None]


def test_the_reference_server_serves_many_streams(server: Any, crowd: Crowd, tmp_path: Path) -> None:
    """What was uploaded comes down by ranges of a real server as it went up."""
    with Pixop(server.url, server.email, server.password) as client:
        video_id = client.videos.create_video(name="ranges").video_id
        client.upload(DATA, video_id=video_id, light=True)
        client.download(video_id, tmp_path / "out.mov", kind="original", connections=4)
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert crowd.most > 1


def test_no_connections_are_an_error_of_the_caller(sync_client: Any, tmp_path: Path) -> None:
    """A number below 1 is refused before anything is sent."""
    with pytest.raises(PixopError, match="connections"):
        sync_client("http://127.0.0.1:9").download("v", tmp_path / "out.mov", connections=0)


@pytest.mark.parametrize("status", [302, 403, 429, 503])
def test_a_server_that_wants_fewer_streams_gets_fewer(
    status: int, media: Media, tmp_path: Path, scripted: Any, sync_client: Any, tools: Any
) -> None:
    """Streams that are refused are not asked for again; those that run bring the whole."""
    media.sending = slowly
    fields = {"Retry-After": "1"}
    media.refusal = lambda number: tools.http(status, b"", fields) if number in (2, 3, 4) else None
    events: list[Any] = []
    sync_client(scripted(media).url).download("v", tmp_path / "out.mov", on_event=events.append)
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert sum(isinstance(event, TransferInterrupted) for event in events) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        (200, {"ETag": '"one"'}),
        (206, {"ETag": '"one"', "Content-Range": "bytes 0-4/6000011"}),
        (206, {"ETag": '"one"'}),
        (206, {"Content-Range": "bytes 3000005-3000009/6000011"}),
        (416, {"Content-Range": "bytes */6000011"}),
    ],
)
def test_a_server_whose_ranges_are_not_ranges_is_left_with_one_stream(
    wrong: tuple[int, dict[str, str]],
    media: Media,
    tmp_path: Path,
    scripted: Any,
    sync_client: Any,
    tools: Any,
) -> None:
    """Answers to further streams that are no part of the media never reach the file, and the first one goes on."""
    status, fields = wrong
    media.refusal = lambda number: tools.http(status, b"wrong", fields) if 0 < number < 9 else None
    sync_client(scripted(media).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert left_behind(tmp_path) == ["out.mov"]


@pytest.mark.parametrize("by", ["200", "206", "size"])
def test_media_that_changes_in_one_stream_begins_anew_in_all(
    by: str, media: Media, tmp_path: Path, scripted: Any, sync_client: Any, tools: Any
) -> None:
    """Another entity tag or size in any stream stops all, and nothing of the old media is in the file."""
    media.sending = slowly
    events: list[Any] = []

    def change(number: int) -> bytes | None:
        if number != 3:
            return None
        media.etag, media.data = '"two"', DATA[::-1][:-5]
        fields = {"ETag": '"one"' if by == "size" else media.etag}
        if by != "200":
            total = len(media.data) if by == "size" else len(DATA)
            start = (media.ranges[number] or (0, 0))[0]
            fields["Content-Range"] = f"bytes {start}-{start + 4}/{total}"
        return bytes(tools.http(int(by) if by != "size" else 206, b"other", fields))

    media.refusal = change
    sync_client(scripted(media).url).download("v", tmp_path / "out.mov", on_event=events.append)
    assert (tmp_path / "out.mov").read_bytes() == media.data
    assert media.ranges.count(None) == 2
    assert left_behind(tmp_path) == ["out.mov"]


def test_a_hundred_faults_in_one_download(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Disconnects, resets, stalls and truncations at random bytes of all streams cost time, and no byte."""
    monkeypatch.setattr("pixop.transfers.download._FRUITLESS", 100)
    chance = random.Random(73)
    media.data = chance.randbytes(40_000_000)
    kinds = ["close"] * 6 + ["reset"] * 3 + ["stall"]
    media.faults = [(chance.choice(kinds), chance.randrange(0, 500_000)) for _ in range(100)]
    server = scripted(media)
    seen: list[int] = []
    events: list[Any] = []
    result = client_of(
        server.url, timeout=0.3, retry=RetryPolicy(first_delay=0.0001, longest_delay=0.0002)
    ).fetch(
        "v",
        tmp_path / "out.mov",
        sha256=True,
        progress=lambda done, _: seen.append(done),
        on_event=events.append,
    )
    assert result.sha256 == hashlib.sha256(media.data).hexdigest()
    assert left_behind(tmp_path) == ["out.mov"]
    assert media.faults == []
    assert seen == sorted(seen)
    assert sum(isinstance(event, TransferInterrupted) for event in events) > 80


def leave_holes(server: Any, client_of: Any, media: Media, target: Path) -> ByteIntervals:
    """Leave a part file that several streams have begun; return what is in it."""
    media.sending = lambda connection, body: connection.sendall(body[: len(body) // 3])
    media.refusal = lambda number: bytes(media.tools.http(404, GONE)) if number >= 4 else None
    with pytest.raises(PixopError):
        client_of(
            server.url, timeout=0.3, retry=RetryPolicy(first_delay=0.001, longest_delay=0.002)
        ).download("v", target, connections=4)
    journal = read_journal(target.with_name(f"{target.name}.part"))
    assert journal is not None
    assert journal.written is not None
    assert len(journal.written.spans) > 1
    media.sending, media.refusal = slowly, lambda _: None
    media.ranges.clear()
    return journal.written


@pytest.mark.parametrize("connections", [1, 8])
def test_the_next_call_brings_what_lacks(
    connections: int, media: Media, crowd: Crowd, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """After one clear error of all streams only the gaps are fetched, by one stream as well as by many."""
    server = scripted(media)
    written = leave_holes(server, client_of, media, tmp_path / "out.mov")
    crowd.most = 0
    result = client_of(server.url).fetch("v", tmp_path / "out.mov", connections=connections)
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert left_behind(tmp_path) == ["out.mov"]
    assert result.resumed_at == written.size
    asked = [each for each in media.ranges if each is not None]
    assert len(asked) == len(media.ranges)
    if connections == 1:
        assert tuple(asked) == written.gaps(len(DATA))
        assert crowd.most == 1


def test_one_error_ends_all_streams(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """When the media goes away, the refusal of the last stream is what is raised, and tells what is kept."""
    media.sending = lambda connection, body: connection.sendall(body[: len(body) // 2])
    media.refusal = lambda number: tools.http(404, GONE) if number >= 6 else None
    with pytest.raises(NotFoundError, match="gone") as caught:
        client_of(scripted(media).url, timeout=0.3).download("v", tmp_path / "out.mov")
    assert "are kept in" in " ".join(caught.value.__notes__)
    assert left_behind(tmp_path) == ["out.mov.part", "out.mov.part.json"]


def test_after_a_crash_of_the_machine_only_safe_bytes_count(
    media: Media, tmp_path: Path, scripted: Any, sync_client: Any
) -> None:
    """What several streams wrote after the last checkpoint may be zeros then, and is fetched again."""
    server = scripted(media)
    part = tmp_path / "out.mov.part"
    written = leave_holes(server, sync_client, media, tmp_path / "out.mov")
    safe = [(start, start + (stop - start) // 2) for start, stop in written]
    crashed = {**json.loads(journal_path(part).read_text()), "boot": "an earlier run", "safe": safe}
    journal_path(part).write_text(json.dumps(crashed))
    content = bytearray(len(DATA))
    for start, stop in safe:
        content[start:stop] = DATA[start:stop]
    part.write_bytes(content)
    result = sync_client(server.url).fetch("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert result.resumed_at == ByteIntervals.of(safe).size


def test_holes_of_other_media_are_not_filled(
    media: Media, tmp_path: Path, scripted: Any, sync_client: Any
) -> None:
    """When the media changed since, all of it is fetched anew."""
    server = scripted(media)
    leave_holes(server, sync_client, media, tmp_path / "out.mov")
    media.etag, media.data = '"two"', DATA[::-1]
    sync_client(server.url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA[::-1]


def test_a_full_disk_stops_all_streams(
    media: Media, tmp_path: Path, scripted: Any, sync_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ENOSPC in one stream is the error of the download, and no stream writes afterwards."""
    media.sending = slowly
    pwrite, writes = os.pwrite, itertools.count()

    def full(descriptor: int, data: Any, offset: int) -> int:
        if next(writes) >= 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return pwrite(descriptor, data, offset)

    monkeypatch.setattr("pixop.transfers.part_file.os.pwrite", full)
    with pytest.raises(LocalFileError, match="disk is full"):
        sync_client(scripted(media).url).download("v", tmp_path / "out.mov")
    assert left_behind(tmp_path) == ["out.mov.part", "out.mov.part.json"]
    assert not [each for each in threading.enumerate() if each.name == "pixop-range"]


def test_without_positional_writes_the_bytes_are_the_same(
    media: Media, tmp_path: Path, scripted: Any, sync_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that only writes where the file stands serves several streams too."""
    monkeypatch.delattr("pixop.transfers.part_file.os.pwrite")
    sync_client(scripted(media).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA


def test_a_system_without_more_threads_makes_do_with_those_it_has(
    media: Media,
    crowd: Crowd,
    tmp_path: Path,
    scripted: Any,
    sync_client: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stream that cannot get a thread is done without."""
    media.sending = slowly
    started = itertools.count()

    class Scarce(threading.Thread):
        def start(self) -> None:
            if next(started) in (2, 3):
                raise RuntimeError("can't start new thread")
            super().start()

    monkeypatch.setattr("pixop.transfers.range_streams.Thread", Scarce)
    sync_client(scripted(media).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert crowd.most == 2


def test_a_stream_that_stands_still_is_replaced(
    media: Media, tmp_path: Path, scripted: Any, sync_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While others move, a silent stream does not hold the download up until its timeout."""
    monkeypatch.setattr("pixop.transfers.range_streams._SILENT", 0.3)
    media.faults = [("stall", 100_000)]
    replaced = threading.Event()

    def sending(connection: socket.socket, body: bytes) -> None:
        for at in range(0, len(body), 10_000):
            connection.sendall(body[at : at + 10_000])
            if not replaced.is_set():
                replaced.wait(0.05)

    def watch(number: int) -> None:
        if media.ranges[number] is not None and (media.ranges[number] or (0, 0))[0] == 100_000:
            replaced.set()

    media.sending, media.refusal = sending, watch
    sync_client(scripted(media).url, timeout=60).download("v", tmp_path / "out.mov", connections=3)
    assert replaced.is_set()
    assert (tmp_path / "out.mov").read_bytes() == DATA


@pytest.mark.parametrize("resume", [True, False])
def test_cancelling_stops_every_stream(resume: bool, media: Media, tmp_path: Path, scripted: Any) -> None:
    """After the task was cancelled no stream runs, whether it reads or waits for its answer; what came is noted."""
    hanging = threading.Event()
    entered = threading.Event()

    def script(request: Any) -> bytes | None:
        if len(media.ranges) == 3:
            entered.set()
            hanging.wait(20)
        return media(request)

    def sending(connection: Any, body: bytes) -> None:
        connection.sendall(body[:50_000])
        hanging.wait(20)

    media.sending = sending
    server = scripted(script)

    async def main() -> None:
        async with AsyncPixop(server.url, "a@example.org", "pw") as client:
            moved = asyncio.Event()
            task = asyncio.create_task(
                client.download(
                    "v",
                    tmp_path / "out.mov",
                    resume=resume,
                    connections=4,
                    progress=lambda done, _: moved.set() if done >= 150_000 else None,
                )
            )
            await asyncio.wait_for(moved.wait(), 10)
            await asyncio.to_thread(entered.wait, 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, 5)

    try:
        asyncio.run(main())
        assert left_behind(tmp_path) == (["out.mov.part", "out.mov.part.json"] if resume else [])
        if resume:
            journal = read_journal(tmp_path / "out.mov.part")
            assert journal is not None
            assert journal.written is not None
            assert journal.written.size == 150_000
    finally:
        hanging.set()


def test_one_rate_limit_is_shared(
    media: Media, tmp_path: Path, scripted: Any, sync_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All streams together take from one limit: the pauses grow with the bytes of all."""
    waits: list[float] = []
    monkeypatch.setattr("pixop.transfers.throttle.pause", lambda seconds, _: waits.append(seconds))
    sync_client(scripted(media).url).download("v", tmp_path / "out.mov", limit_rate=100_000)
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert max(waits) > 45.0


KILLED = """
import sys
from pixop import Pixop
from pixop.transfers import checkpoint, download, stream_growth
class Eager(stream_growth.StreamGrowth):
    def __init__(self, most, limit=None):
        super().__init__(most, limit)
        self.wanted = self.allowed = most
    def observe(self, *_):
        pass
    def restart(self):
        pass
download.StreamGrowth = Eager
download.Checkpoints = lambda part, journal: checkpoint.Checkpoints(part, journal, every=0.1, note_every=0.0)
with Pixop(sys.argv[1], "a@example.org", "pw") as client:
    client.download("v", sys.argv[2])
"""


def kept(part: Path) -> int:
    """Return how many bytes another process would not fetch again."""
    journal = read_journal(part)
    return 0 if journal is None else journal.present(journal.source, part.stat().st_size, journal.boot).size


@pytest.mark.parametrize("times", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_kill_9_at_random_bytes(times: int, media: Media, tmp_path: Path, scripted: Any, tools: Any) -> None:
    """However often all streams are killed, the next process goes on, and the file has the right bytes."""
    chance = random.Random(17)
    media.data = chance.randbytes(20_000_003)
    lock, left = threading.Lock(), [0]

    def sending(connection: socket.socket, body: bytes) -> None:
        at = 0
        while at < len(body):
            with lock:
                count = min(left[0], 20_000, len(body) - at)
                left[0] -= count
            if not count:
                connection.recv(1)  # until the client is killed
                raise tools.Hang
            connection.sendall(body[at : at + count])
            at += count

    media.sending = sending
    server = scripted(media)
    target, part = tmp_path / "out.mov", tmp_path / "out.mov.part"
    noted = 0
    points = sorted(chance.sample(range(1, len(media.data)), times))
    for number, (before, point) in enumerate(itertools.pairwise([0, *points])):
        left[0] = point - before
        process = subprocess.Popen([sys.executable, "-c", KILLED, server.url, str(target)])
        tools.until(lambda: left[0] == 0, 30)

        if number % 2 == 0 and point - before > 100_000:
            tools.until(lambda noted=noted: kept(part) > noted, 30)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not target.exists()
        assert kept(part) >= noted
        noted = kept(part)
    assert noted > 0
    left[0] = 1 << 40
    media.ranges.clear()
    subprocess.run([sys.executable, "-c", KILLED, server.url, str(target)], check=True)
    assert None not in media.ranges
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(media.data).digest()
    assert left_behind(tmp_path) == ["out.mov"]
