"""Downloads that another call, process or machine goes on with: the right bytes, or none under the final name."""

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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop import ConnectionFailedError, LocalFileError, PixopError, RetryPolicy, TransferError
from pixop.transfers.boot import boot_id
from pixop.transfers.byte_intervals import ByteIntervals
from pixop.transfers.download_journal import Journal, journal_path, read_journal, write_journal
from pixop.transfers.transfer_event import TransferFinished, TransferInterrupted, TransferStarted

PATH = "/media/v1/download/processed/v"
DATA = random.Random(3).randbytes(3_000_017)
SHA256 = hashlib.sha256(DATA).hexdigest()


class Media:
    """A download endpoint that stops after a number of bytes, in a way of its own."""

    def __init__(self, tools: Any) -> None:
        self.tools = tools
        self.data = DATA
        self.etag = '"one"'
        self.stops: list[tuple[str, int]] = []
        self.ranges: list[str | None] = []
        self.released = False

    def __call__(self, request: Any) -> bytes | None:
        headers = {"ETag": self.etag, "Content-Disposition": 'attachment; filename="result.mov"'}
        if request.headers.get("if-none-match") == self.etag:
            return bytes(self.tools.http(304, b"", {"ETag": self.etag, "Content-Length": ""}))
        wanted = request.headers.get("range")
        self.ranges.append(wanted)
        start, status = 0, 200
        if wanted and request.headers.get("if-range") == self.etag:
            start, status = int(wanted.removeprefix("bytes=").rstrip("-")), 206
            headers["Content-Range"] = f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"
        body = self.data[start:]
        if not self.stops:
            return bytes(self.tools.http(status, body, headers))
        how, count = self.stops.pop(0)
        request.connection.sendall(self.tools.http(status, body[:count], headers, length=len(body)))
        if how == "reset":
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how == "stall":
            request.connection.recv(1)
        raise self.tools.Hang


@pytest.fixture
def media(tools: Any) -> Media:
    return Media(tools)


def left_behind(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def break_off(server: Any, client_of: Any, target: Path, media: Media, count: int) -> None:
    """Leave a part file with `count` bytes."""
    media.stops = [("close", count), *[("close", 0)] * 9]
    with pytest.raises(PixopError):
        client_of(server.url).download("v", target)
    media.stops = []
    media.ranges.clear()


@pytest.fixture(autouse=True)
def soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixop.transfers.download._FRUITLESS", 2)


def test_the_next_call_goes_on(media: Media, tmp_path: Path, scripted: Any, client_of: Any) -> None:
    """What a failed call left is not fetched again, and the file is right and alone at the end."""
    server = scripted(media)
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    assert left_behind(tmp_path) == ["out.mov.part", "out.mov.part.json"]
    events: list[Any] = []
    result = client_of(server.url).fetch("v", tmp_path / "out.mov", sha256=True, on_event=events.append)
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert left_behind(tmp_path) == ["out.mov"]
    assert media.ranges == ["bytes=2000000-"]
    assert (result.resumed_at, result.size, result.sha256) == (2_000_000, len(DATA), SHA256)
    assert events[0] == TransferStarted("download", 2_000_000, len(DATA))
    assert isinstance(events[-1], TransferFinished)


def test_into_a_directory_the_next_call_goes_on(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """Also when only the answer tells the name, the bytes that are there are not fetched again."""
    server = scripted(media)
    break_off(server, client_of, tmp_path, media, 2_000_000)
    assert client_of(server.url).download("v", tmp_path) == tmp_path / "result.mov"
    assert (tmp_path / "result.mov").read_bytes() == DATA
    assert media.ranges == [None, "bytes=2000000-"]


def test_other_media_begins_anew(media: Media, tmp_path: Path, scripted: Any, client_of: Any) -> None:
    """When the media changed since, nothing of the old one is in the file."""
    server = scripted(media)
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    media.etag, media.data = '"two"', DATA[::-1]
    client_of(server.url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA[::-1]
    assert left_behind(tmp_path) == ["out.mov"]


def test_another_video_begins_anew(media: Media, tmp_path: Path, scripted: Any, client_of: Any) -> None:
    """A part file of one video is never the beginning of another, even with the same entity tag."""
    server = scripted(media)
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    media.data = DATA[::-1]
    client_of(server.url).download("another", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA[::-1]
    assert media.ranges == [None]


def test_after_a_crash_of_the_machine_only_safe_bytes_count(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """Bytes that were not brought to the disk before a crash may be zeros, and are fetched again."""
    server = scripted(media)
    part = tmp_path / "out.mov.part"
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    journal = json.loads(journal_path(part).read_text())
    journal_path(part).write_text(json.dumps({**journal, "boot": "an earlier run", "safe": [[0, 1_000_000]]}))
    part.write_bytes(DATA[:1_000_000] + bytes(1_000_000))
    client_of(server.url).download("v", tmp_path / "out.mov")
    assert media.ranges == ["bytes=1000000-"]
    assert (tmp_path / "out.mov").read_bytes() == DATA


def test_a_part_that_is_complete_is_confirmed(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """A process that died between the last byte and the final name costs one byte more, not all."""
    server = scripted(media)
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    (tmp_path / "out.mov.part").write_bytes(DATA)
    client_of(server.url).download("v", tmp_path / "out.mov")
    assert media.ranges == [f"bytes={len(DATA) - 1}-"]
    assert (tmp_path / "out.mov").read_bytes() == DATA


@pytest.mark.parametrize("damage", ["journal", "longer", "missing"])
def test_a_damaged_part_begins_anew(
    damage: str, media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """An unreadable journal, a part that is too long and a part that is gone all cost the bytes, not the file."""
    server = scripted(media)
    part = tmp_path / "out.mov.part"
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    if damage == "journal":
        journal_path(part).write_text('{"format": 1')
    elif damage == "longer":
        part.write_bytes(DATA + b"x")
    else:
        part.unlink()
    client_of(server.url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert left_behind(tmp_path) == ["out.mov"]
    assert media.ranges == [None]


def test_without_resume_nothing_is_left_and_nothing_taken_up(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """`resume=False` removes what it brought when it fails, and ignores what another call left."""
    server = scripted(media)
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    media.stops = [("close", 1_000_000), *[("close", 0)] * 9]
    with pytest.raises((ConnectionFailedError, TransferError)):
        client_of(server.url).download("v", tmp_path / "out.mov", resume=False)
    assert media.ranges[0] is None
    assert left_behind(tmp_path) == []


def test_a_hundred_faults_in_one_download(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """Disconnects, resets, stalls and truncations at random bytes cost time, and no byte."""
    chance = random.Random(71)
    media.data = chance.randbytes(30_000_000)
    kinds = ["close"] * 6 + ["reset"] * 3 + ["stall"]
    media.stops = [(chance.choice(kinds), chance.randrange(1, 500_000)) for _ in range(100)]
    server = scripted(media)
    events: list[Any] = []
    result = client_of(
        server.url, timeout=0.3, retry=RetryPolicy(first_delay=0.0001, longest_delay=0.0002)
    ).fetch("v", tmp_path / "out.mov", sha256=True, on_event=events.append)
    assert result.sha256 == hashlib.sha256(media.data).hexdigest()
    assert left_behind(tmp_path) == ["out.mov"]
    assert media.stops == []
    # A reset may reach the client before the head of the answer does: then the request is repeated.
    assert sum(isinstance(event, TransferInterrupted) for event in events) > 80


KILLED = """
import sys
from pixop import Pixop
with Pixop(sys.argv[1], "a@example.org", "pw") as client:
    client.download("v", sys.argv[2])
"""


@pytest.mark.parametrize("times", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_kill_9_at_random_bytes(times: int, media: Media, tmp_path: Path, scripted: Any, tools: Any) -> None:
    """However often the process is killed, the next one goes on, and the file has the right bytes."""
    chance = random.Random(9)
    media.data = chance.randbytes(20_000_003)
    server = scripted(media)
    target, part = tmp_path / "out.mov", tmp_path / "out.mov.part"
    points = sorted(chance.sample(range(1, len(media.data)), times))
    for before, point in itertools.pairwise([0, *points]):
        media.stops = [("stall", point - before)]
        process = subprocess.Popen([sys.executable, "-c", KILLED, server.url, str(target)])
        tools.until(lambda point=point: part.exists() and part.stat().st_size == point, 30)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not target.exists()
    media.stops = []
    subprocess.run([sys.executable, "-c", KILLED, server.url, str(target)], check=True)
    assert media.ranges == [None, *(f"bytes={point}-" for point in points)]
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(media.data).digest()
    assert left_behind(tmp_path) == ["out.mov"]


def test_an_expected_digest_decides_about_the_name(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """Bytes with another digest never get the name, and are not kept; the right ones do."""
    server = scripted(media)
    with pytest.raises(TransferError, match="SHA-256"):
        client_of(server.url).download("v", tmp_path / "out.mov", expected_sha256="0" * 64)
    assert left_behind(tmp_path) == []
    client_of(server.url).download("v", tmp_path / "out.mov", expected_sha256=SHA256.upper())
    assert left_behind(tmp_path) == ["out.mov"]


def test_what_is_current_is_not_sent_again(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """With the entity tag of what is there, the file stays as it is; when the media changed it is replaced."""
    server, target = scripted(media), tmp_path / "out.mov"
    first = client_of(server.url).fetch("v", target)
    assert (first.modified, first.etag) == (True, '"one"')
    target.write_bytes(b"mine")
    again = client_of(server.url).fetch("v", target, overwrite=True, if_none_match=first.etag)
    assert (again.modified, again.size, again.path, target.read_bytes()) == (False, None, target, b"mine")
    media.etag = '"two"'
    changed = client_of(server.url).fetch("v", target, overwrite=True, if_none_match=first.etag)
    assert (changed.modified, changed.etag, target.read_bytes()) == (True, '"two"', DATA)
    assert left_behind(tmp_path) == ["out.mov"]


def test_a_live_download_is_not_taken_up(media: Media, tmp_path: Path, scripted: Any, client_of: Any) -> None:
    """A part file whose owner runs is left alone, journal or not."""
    server = scripted(media)
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    lock = {"host": socket.gethostname(), "pid": os.getppid(), "process": "x", "boot": boot_id()}
    (tmp_path / "out.mov.part.lock").write_text(json.dumps(lock))
    with pytest.raises(LocalFileError, match="Another download"):
        client_of(server.url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov.part").stat().st_size == 2_000_000


@pytest.mark.skipif(boot_id() is None, reason="the system does not tell when it started")
@pytest.mark.parametrize("change", [{"boot": "an earlier run"}, {"started": "1"}])
def test_a_lock_whose_number_was_given_out_again_is_taken_over(
    change: dict[str, str], media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """After a restart a living process with the owner's number is not the owner."""
    server = scripted(media)
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    lock = {"host": socket.gethostname(), "pid": os.getppid(), "process": "x", **change}
    (tmp_path / "out.mov.part.lock").write_text(json.dumps(lock))
    client_of(server.url).download("v", tmp_path / "out.mov")
    assert media.ranges == ["bytes=2000000-"]
    assert (tmp_path / "out.mov").read_bytes() == DATA


def test_checkpoints_say_what_is_on_the_disk(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal tells how many bytes a crash of the machine leaves, and never more than were written."""
    times: Iterator[float] = itertools.count(0.0, 100.0)
    monkeypatch.setattr(
        "pixop.transfers.checkpoint.time", type("clock", (), {"monotonic": lambda: next(times)})
    )
    server = scripted(media)
    break_off(server, client_of, tmp_path / "out.mov", media, 2_000_000)
    journal = read_journal(tmp_path / "out.mov.part")
    assert journal is not None
    assert 0 < journal.safe.prefix == journal.safe.size <= 2_000_000


@settings(deadline=None, max_examples=50)
@given(
    st.binary()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["format", "source", "validator", "etag", "total", "safe", "boot", "written"]
                ),
                x,
            )
        ),
    ).map(lambda x: json.dumps(x).encode())
)
def test_no_journal_makes_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Whatever stands in the file, the answer is a sound journal or none."""
    part = tmp_path_factory.getbasetemp() / "any.part"
    journal_path(part).write_bytes(content)
    journal = read_journal(part)
    assert journal is None or journal.safe.before(journal.total) == journal.safe


BYTES = st.lists(st.tuples(st.integers(0, 1 << 40), st.integers(0, 1 << 40))).map(ByteIntervals.of)


@settings(deadline=None, max_examples=50)
@given(
    st.integers(0, 1 << 40), BYTES, st.none() | BYTES, st.integers(0, 1 << 40), st.booleans(), st.booleans()
)
def test_no_resume_takes_more_than_what_counts(
    total: int, safe: ByteIntervals, written: ByteIntervals | None, size: int, same: bool, moved: bool
) -> None:
    """It is within the file and the media; in another run of the machine also within the safe bytes."""
    journal = Journal("here", '"e"', '"e"', total, safe.before(total), "run", written)
    present = journal.present("there" if moved else "here", size, "run" if same else "other")
    assert present.before(min(size, total)) == present
    assert not moved or not present
    assert same or journal.safe.plus(present) == journal.safe
    assert written is None or not same or written.plus(present) == written


@pytest.mark.parametrize("safe", [0, 7])
def test_a_journal_of_the_first_format_is_read(safe: int, tmp_path: Path) -> None:
    """What an earlier version of this package left, with one stream, is gone on with."""
    old = {
        "format": 1,
        "source": "s",
        "validator": '"e"',
        "etag": '"e"',
        "total": 10,
        "safe": safe,
        "boot": "run",
    }
    journal_path(tmp_path / "a.part").write_text(json.dumps(old))
    journal = read_journal(tmp_path / "a.part")
    assert journal == Journal("s", '"e"', '"e"', 10, ByteIntervals.until(safe), "run")
    assert journal.present("s", 9, "run").prefix == 9
    assert journal.present("s", 9, "another").prefix == safe


@pytest.mark.parametrize(
    "damage",
    [{"safe": [[5, 3]]}, {"safe": [[0, 11]]}, {"written": [[0]]}, {"format": 3}, {"safe": [[-1, 2]]}],
)
def test_a_journal_that_contradicts_itself_is_none(damage: dict[str, Any], tmp_path: Path) -> None:
    """Intervals that cannot be, and a format of another time, are not gone on with."""
    write_journal(tmp_path / "a.part", Journal("s", '"e"', None, 10))
    journal = json.loads(journal_path(tmp_path / "a.part").read_text())
    assert read_journal(tmp_path / "a.part") is not None
    journal_path(tmp_path / "a.part").write_text(json.dumps({**journal, **damage}))
    assert read_journal(tmp_path / "a.part") is None


@pytest.mark.parametrize("written", [None, ByteIntervals.of([(0, 3), (5, 8)]), ByteIntervals()])
def test_a_journal_is_read_as_it_was_written(written: ByteIntervals | None, tmp_path: Path) -> None:
    """What is written comes back, and no other file stays."""
    journal = Journal("https://x/v", '"e"', None, 10, ByteIntervals.until(5), "run", written)
    write_journal(tmp_path / "a.part", journal)
    assert read_journal(tmp_path / "a.part") == journal
    assert left_behind(tmp_path) == ["a.part.json"]
