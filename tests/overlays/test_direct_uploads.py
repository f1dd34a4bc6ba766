"""Uploads that go past the HTTP layer: by the kernel from a file, or from a buffer to the socket."""

import errno
import io
import itertools
import os
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from pixop import ConnectionFailedError, LocalFileError, Pixop, TransferError
from pixop.transfers import media_source

UPLOADED = {"projectId": "p", "videoId": "v", "checkIngestProgressUrl": "/i", "processVideoUrl": "/p"}
PATH = "/media/v1/upload/v"
MIB = 1 << 20


class Sends:
    """Counts what the kernel sends, and can refuse to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bytes = 0
        self.refuse_after: int | None = None
        self._sendfile = os.sendfile
        monkeypatch.setattr(os, "sendfile", self)

    def __call__(self, to: int, source: int, offset: int, count: int) -> int:
        if self.refuse_after is not None and self.bytes >= self.refuse_after:
            raise OSError(errno.EINVAL, "this file system cannot")
        sent = self._sendfile(to, source, offset, count)
        self.bytes += sent
        return sent


@pytest.fixture
def sends(monkeypatch: pytest.MonkeyPatch) -> Sends:
    """Watch the kernel."""
    return Sends(monkeypatch)


@pytest.fixture
def client(scripted: Any, tools: Any) -> Iterator[Callable[[Any], tuple[Pixop, Any]]]:
    """Make a client of a scripted server."""
    opened: list[Pixop] = []

    def make(script: Any) -> tuple[Pixop, Any]:
        server = scripted(script)
        opened.append(Pixop(server.url, token="t", timeout=10, retry=tools.quick))
        return opened[-1], server

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def taking(tools: Any) -> Callable[[Any], bytes]:
    """Take any upload."""

    def script(request: Any) -> bytes:
        request.read_body()
        return bytes(tools.http(200, UPLOADED))

    return script


def media_of(request: Any) -> bytes:
    """Cut the media out of the form."""
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    whole = bytes(request.body.partition(b"\r\n\r\n")[2])
    assert whole.endswith(b"\r\n--" + boundary + b"--\r\n")
    return whole[: -len(boundary) - 8]


@pytest.mark.parametrize("kind", ["path", "buffered", "unbuffered"])
def test_the_kernel_sends_files(kind: str, tmp_path: Path, client: Any, taking: Any, sends: Sends) -> None:
    """A path goes up whole and a file object from its position to its end, where it then stands."""
    data = os.urandom(3 * MIB + 17)
    path = tmp_path / "clip.mov"
    path.write_bytes(data)
    pixop, server = client(taking)
    if kind == "path":
        pixop.media.upload_media("v", path)
        expected = data
    else:
        file: BinaryIO
        with path.open("rb", buffering=8192 if kind == "buffered" else 0) as file:
            assert file.read(5) == data[:5]
            pixop.media.upload_media("v", file)
            assert file.tell() == len(data)
        expected = data[5:]
    assert media_of(server.of(PATH)[0]) == expected
    assert sends.bytes == len(expected)


@pytest.mark.parametrize("after", [0, MIB + 1])
def test_a_file_that_the_kernel_cannot_send_is_read(
    after: int, tmp_path: Path, client: Any, taking: Any, sends: Sends
) -> None:
    """Where the file system refuses, at once or later, the same bytes go up by reading."""
    data = os.urandom(4 * MIB)
    path = tmp_path / "clip.mov"
    path.write_bytes(data)
    sends.refuse_after = after
    pixop, server = client(taking)
    pixop.media.upload_media("v", path)
    assert media_of(server.of(PATH)[0]) == data
    assert sends.bytes < len(data)


def test_a_system_without_it_reads_from_start_to_end(
    tmp_path: Path, client: Any, taking: Any, sends: Sends, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `sendfile` a path is read like any file, and its changes are noticed all the same."""
    monkeypatch.setattr(media_source, "KERNEL_SENDS", False)
    data = os.urandom(2 * MIB + 1)
    path = tmp_path / "clip.mov"
    path.write_bytes(data)
    pixop, server = client(taking)
    pixop.media.upload_media("v", path)
    assert media_of(server.of(PATH)[0]) == data
    assert sends.bytes == 0

    def cut(done: int, total: int | None) -> None:
        if done:
            os.truncate(path, 2 * MIB)

    with pytest.raises(TransferError, match="ended 1 bytes early"):
        pixop.media.upload_media("v", path, progress=cut)


@pytest.mark.parametrize("change", ["grows", "shrinks", "is touched"])
def test_a_callers_file_that_changes_is_broken_off(
    change: str, tmp_path: Path, client: Any, tools: Any
) -> None:
    """An open file is watched as a path is, and the server never gets a complete form."""
    path = tmp_path / "clip.mov"
    path.write_bytes(b"x" * 3 * MIB)
    os.utime(path, (1, 1))
    bodies: list[bytes] = []

    def script(request: Any) -> bytes:
        bodies.append(request.read_body())
        return bytes(tools.http(200, UPLOADED))

    pixop, _ = client(script)

    def interfere(done: int, total: int | None) -> None:
        if done != MIB:
            return
        if change == "grows":
            with path.open("ab") as file:
                file.write(b"more")
        elif change == "shrinks":
            os.truncate(path, 2 * MIB)
        else:
            os.utime(path, (2, 2))

    with path.open("rb") as file, pytest.raises(TransferError, match="changed"):
        pixop.media.upload_media("v", file, progress=interfere)
    tools.until(lambda: bool(bodies))
    assert not bodies[0].endswith(b"--\r\n")


def test_a_change_before_the_answer_is_noticed(tmp_path: Path, client: Any, tools: Any) -> None:
    """What the kernel has taken it may read later: a file written to until the answer was not sent as it was."""
    path = tmp_path / "clip.mov"
    path.write_bytes(b"x" * MIB)
    os.utime(path, (1, 1))

    def script(request: Any) -> bytes:
        request.read_body()
        path.write_bytes(b"y" * MIB)
        return bytes(tools.http(200, UPLOADED))

    pixop, server = client(script)
    with pytest.raises(TransferError, match="written to"):
        pixop.media.upload_media("v", path)
    assert len(server.of(PATH)) == 1


def test_a_connection_that_is_reset_while_the_kernel_sends(
    tmp_path: Path, client: Any, tools: Any, sends: Sends
) -> None:
    """A reset in the middle of a file is a broken connection, and the next try sends all of it."""
    data = os.urandom(12 * MIB)
    path = tmp_path / "clip.mov"
    path.write_bytes(data)
    cuts = [True]

    def script(request: Any) -> bytes:
        if request.method == "GET":
            upload = {"hasFinishedUploading": False, "uploadState": {"uploadStatus": "PENDING"}}
            return bytes(tools.http(200, {"video": {"id": "v", "projectId": "p", "upload": upload}}))
        if cuts:
            cuts.pop()
            taken = 0
            while taken < MIB:
                taken += len(request.read_some())
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise tools.Hang
        request.read_body()
        return bytes(tools.http(200, UPLOADED))

    pixop, server = client(script)
    pixop.media.upload_media("v", path)
    assert media_of(server.of(PATH)[1]) == data
    assert len(data) < sends.bytes < 2 * len(data)

    cuts[:] = [True] * 3
    with pytest.raises(ConnectionFailedError) as caught:
        pixop.media.upload_media("v", path)
    assert caught.value.request_sent


def test_a_disk_that_fails_is_told_as_such(
    tmp_path: Path, client: Any, taking: Any, sends: Sends, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the file while it is sent is no error of the connection."""
    path = tmp_path / "clip.mov"
    path.write_bytes(b"x" * 2 * MIB)
    sends.refuse_after = MIB

    def fail(*_: Any) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "preadv", fail)
    pixop, _ = client(taking)
    with pytest.raises(LocalFileError, match="could not be read on") as caught:
        pixop.media.upload_media("v", path)
    assert caught.value.errno == errno.EIO


def test_a_limited_rate_sends_small_pieces(tmp_path: Path, client: Any, taking: Any, sends: Sends) -> None:
    """With a limit the kernel gets no more at a time than keeps the flow even."""
    data = os.urandom(300_000)
    path = tmp_path / "clip.mov"
    path.write_bytes(data)
    pixop, server = client(taking)
    seen: list[int] = []
    pixop.upload(path, video_id="v", limit_rate=1_000_000, progress=lambda done, _: seen.append(done))
    assert media_of(server.of(PATH)[0]) == data
    assert max(after - before for before, after in itertools.pairwise(seen)) <= 125_000
    assert sends.bytes == len(data)


class Counting:
    """A file object that others wrapped: its `read` counts, the rest is the file's own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.count += len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_wrapped_file_is_read_by_its_own_method(
    tmp_path: Path, client: Any, taking: Any, sends: Sends
) -> None:
    """Whoever counts or changes what passes through `read` sees every byte."""
    data = os.urandom(2 * MIB + 1)
    path = tmp_path / "clip.mov"
    path.write_bytes(data)
    pixop, server = client(taking)
    with path.open("rb") as file:
        wrapped = Counting(file)
        pixop.media.upload_media("v", wrapped)
    assert wrapped.count == len(data)
    assert sends.bytes == 0
    assert media_of(server.of(PATH)[0]) == data


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview, lambda data: memoryview(data + data)[::2]])
def test_what_is_in_memory_goes_up_in_place(make: Callable[[bytes], Any], client: Any, taking: Any) -> None:
    """Bytes, and whatever looks like them, arrive as they are, also when they do not lie side by side."""
    pixop, server = client(taking)
    data = os.urandom(MIB + 3)
    source = make(data)
    pixop.media.upload_media("v", source)
    assert media_of(server.of(PATH)[0]) == bytes(source)


def test_a_buffer_in_memory_is_sent_from_where_it_stands(client: Any, taking: Any) -> None:
    """A `BytesIO` is read through one small buffer, and stands at its end afterwards."""
    pixop, server = client(taking)
    data = os.urandom(2 * MIB + 9)
    source = io.BytesIO(data)
    source.seek(9)
    pixop.media.upload_media("v", source)
    assert media_of(server.of(PATH)[0]) == data[9:]
    assert source.tell() == len(data)
