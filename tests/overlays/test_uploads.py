"""Uploads: exact bytes, constant memory, early refusals, and sources that change."""

import io
import os
import socket
import threading
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest
from pixop import (
    AuthenticationError,
    ConflictError,
    ConnectionFailedError,
    MediaSourceError,
    PayloadTooLargeError,
    TransferError,
)

UPLOADED = {"projectId": "p", "videoId": "v", "checkIngestProgressUrl": "/i", "processVideoUrl": "/p"}
PATH = "/media/v1/upload/v"


def part_of(request: Any) -> Any:
    """Read the one part of a multipart body with the standard library's parser."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    assert message.is_multipart()
    parts = list(message.iter_parts())
    assert len(parts) == 1
    return parts[0]


class OnlyForward(io.RawIOBase):
    """A binary source that cannot seek."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._data.readinto(buffer)


@pytest.mark.parametrize("kind", ["path", "str", "bytes", "file", "pipe"])
def test_every_source_arrives_byte_for_byte(
    kind: str, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A path, bytes, a file object and a source that cannot seek all arrive as one named file part."""
    data = os.urandom(2_500_001)
    path = tmp_path / "clip.mov"
    path.write_bytes(data)

    def script(request: Any) -> bytes:
        request.read_body()
        return tools.http(200, UPLOADED)

    server = scripted(script)
    seen: list[tuple[int, int | None]] = []
    with path.open("rb") as opened:
        sources = {"path": path, "str": str(path), "bytes": data, "file": opened, "pipe": OnlyForward(data)}
        answer = client_of(server.url).media.upload_media(
            "v", sources[kind], progress=lambda done, total: seen.append((done, total))
        )

    assert answer.video_id == "v"
    (request,) = server.of(PATH)
    part = part_of(request)
    assert part.get_payload(decode=True) == data
    assert part.get_param("name", header="content-disposition") == "file"
    if kind in ("path", "str", "file"):
        assert part.get_filename() == "clip.mov"
        assert part.get_content_type() == "video/quicktime"
    assert ("content-length" in request.headers) is (kind != "pipe")
    assert ("transfer-encoding" in request.headers) is (kind == "pipe")
    assert seen[0] == (0, None if kind == "pipe" else len(data))
    assert seen[-1] == (len(data), None if kind == "pipe" else len(data))


def test_a_file_object_is_sent_from_where_it_stands(scripted: Any, client_of: Any, tools: Any) -> None:
    """A seekable source goes up from its position, not from its beginning, and stays open."""
    server = scripted(lambda request: request.read_body() and tools.http(200, UPLOADED))
    source = io.BytesIO(b"skip this|the media")
    source.seek(10)
    client_of(server.url).media.upload_media("v", source, filename="a/b\\c.mp4")
    part = part_of(server.of(PATH)[0])
    assert part.get_payload(decode=True) == b"the media"
    assert part.get_filename() == "c.mp4"
    assert not source.closed


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationError), (409, ConflictError), (413, PayloadTooLargeError)]
)
def test_an_early_refusal_stops_the_upload(
    status: int, error: type[Exception], tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """When the server refuses while the body is on its way, sending stops and the refusal is raised."""
    size = 256 << 20
    path = tmp_path / "large.mp4"
    with path.open("wb") as file:
        file.truncate(size)

    def script(request: Any) -> bytes:
        request.read_some()
        # It neither reads on nor hangs up: only a client that looks can know.
        return tools.http(status, {"exception": "X", "errorMessage": "no"})

    server = scripted(script)
    sent = [0]
    with pytest.raises(error):
        client_of(server.url).media.upload_media(
            "v", path, progress=lambda done, _: sent.__setitem__(0, max(sent[0], done))
        )
    assert sent[0] < size // 4
    assert len(server.of(PATH)) == (2 if status == 401 else 1)


def test_a_refused_token_is_renewed_and_the_file_sent_again(
    tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """After a 401 the upload is repeated once, from the first byte, with a new token."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"media" * 1000)

    def script(request: Any) -> bytes:
        request.read_body()
        if request.headers["authorization"] == "Bearer opaque-1":
            return tools.http(401, {"exception": "ExpiredJWTTokenException", "errorMessage": "old"})
        return tools.http(200, UPLOADED)

    server = scripted(script)
    client_of(server.url).media.upload_media("v", path)
    first, second = server.of(PATH)
    assert part_of(first).get_payload(decode=True) == part_of(second).get_payload(decode=True)
    assert second.headers["authorization"] == "Bearer opaque-2"


def test_what_cannot_be_read_again_is_not_sent_again(scripted: Any, client_of: Any, tools: Any) -> None:
    """After a 401 a source that cannot go back to its start raises, and is never sent half."""
    server = scripted(lambda request: request.read_body() and tools.http(401, {"exception": "X"}))
    with pytest.raises(AuthenticationError) as caught:
        client_of(server.url).media.upload_media("v", OnlyForward(b"x" * 3_000_000))
    assert len(server.of(PATH)) == 1
    assert "again" in " ".join(caught.value.__notes__)


@pytest.mark.parametrize("source", [b"", "empty", "missing", "directory"])
def test_what_cannot_be_media_is_refused_before_anything_is_sent(
    source: Any, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """An empty, missing or impossible source makes no request, not even one that creates a video."""
    (tmp_path / "empty").touch()
    (tmp_path / "directory").mkdir()
    server = scripted(lambda _: tools.http(500))
    with pytest.raises(MediaSourceError):
        client_of(server.url).upload(source if isinstance(source, bytes) else tmp_path / source)
    assert server.requests == []


@pytest.mark.parametrize("change", ["grows", "shrinks", "is rewritten"])
def test_a_file_that_changes_while_it_is_sent_is_broken_off(
    change: str, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A source that changes during the upload raises, and the server never gets a complete form."""
    path = tmp_path / "growing.mp4"
    path.write_bytes(b"x" * (3 << 20))
    os.utime(path, (1, 1))
    bodies: list[bytes] = []

    def script(request: Any) -> bytes:
        bodies.append(request.read_body())
        return tools.http(200, UPLOADED)

    server = scripted(script)

    def interfere(done: int, total: int | None) -> None:
        if done != 1 << 20:
            return
        if change == "grows":
            with path.open("ab") as file:
                file.write(b"more")
        elif change == "shrinks":
            os.truncate(path, 2 << 20)
        else:
            path.write_bytes(b"y" * (3 << 20))

    def send() -> None:
        from pixop import Pixop

        with Pixop(server.url, "a@example.org", "pw", timeout=10) as client:
            client.media.upload_media("v", path, progress=interfere)

    with pytest.raises(TransferError, match="changed"):
        send()
    tools.until(lambda: bool(bodies))
    assert b"--\r\n" not in bodies[0][-10:]


def test_a_broken_connection_is_not_followed_by_a_second_upload(
    scripted: Any, client_of: Any, tools: Any
) -> None:
    """An upload whose answer was lost raises and is not repeated."""

    def script(request: Any) -> bytes:
        request.read_body()
        raise tools.Hang

    server = scripted(script)
    with pytest.raises(ConnectionFailedError) as caught:
        client_of(server.url).upload(b"media", video_id="v")
    assert caught.value.request_sent
    assert caught.value.video_id == "v"
    assert len(server.of(PATH)) == 1


def test_interim_answers_do_not_stop_an_upload(scripted: Any, client_of: Any, tools: Any) -> None:
    """100 Continue while the body is being sent changes nothing."""
    data = os.urandom(6 << 20)

    def script(request: Any) -> bytes:
        request.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hint\r\nLink: x\r\n\r\n")
        request.read_body()
        return tools.http(200, UPLOADED)

    server = scripted(script)
    client_of(server.url).media.upload_media("v", data)
    assert part_of(server.of(PATH)[0]).get_payload(decode=True) == data


def test_a_server_that_accepts_before_it_has_read_all_gets_all(
    scripted: Any, client_of: Any, tools: Any
) -> None:
    """A 200 that comes early does not cut the upload short."""
    data = os.urandom(6 << 20)

    def script(request: Any) -> None:
        request.connection.sendall(tools.http(200, UPLOADED))
        request.read_body()

    server = scripted(script)
    assert client_of(server.url).media.upload_media("v", data).video_id == "v"
    tools.until(lambda: bool(server.of(PATH)[0].body))
    assert part_of(server.of(PATH)[0]).get_payload(decode=True) == data


def test_upload_creates_the_video_and_names_it_after_the_file(
    tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """Without a video id a video is created, and an error afterwards says which one."""
    path = tmp_path / "tâke 1.mov"
    path.write_bytes(b"media")

    def script(request: Any) -> bytes:
        request.read_body()
        if request.method == "PUT":
            urls = {"uploadMediaUrl": "/u", "uploadLightMediaUrl": "/l", "processVideoUrl": "/p"}
            return tools.http(200, {"projectId": "p", "videoId": "v", **urls})
        return tools.http(409, {"exception": "ConflictException", "errorMessage": "no"})

    server = scripted(script)
    with pytest.raises(ConflictError) as caught:
        client_of(server.url).upload(path, light=True)
    assert caught.value.video_id == "v"
    assert server.of("/videos/v1/video")[0].body == '{"name":"tâke 1.mov"}'.encode()
    assert len(server.of("/media/v1/upload/light/v")) == 1


def test_a_fifo_is_sent_chunked(tmp_path: Path, scripted: Any, tools: Any) -> None:
    """A named pipe, whose length nobody knows, is sent to its end."""
    from pixop import Pixop

    server = scripted(lambda request: request.read_body() and tools.http(200, UPLOADED))
    fifo = tmp_path / "camera.mts"
    os.mkfifo(fifo)
    data = os.urandom(2 << 20)
    writer = threading.Thread(target=lambda: fifo.write_bytes(data))
    writer.start()
    with Pixop(server.url, "a@example.org", "pw", timeout=10) as client:
        client.upload(fifo, video_id="v")
    writer.join()
    assert part_of(server.of(PATH)[0]).get_payload(decode=True) == data


def test_a_server_that_stops_reading_is_given_up(scripted: Any, tools: Any) -> None:
    """A write that makes no progress ends with a timeout that names its phase."""
    from pixop import Pixop, RequestTimeoutError, Timeouts

    released = threading.Event()

    def script(request: Any) -> bytes:
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        released.wait(20)
        raise tools.Hang

    server = scripted(script)
    with (
        Pixop(server.url, "a@example.org", "pw", timeout=Timeouts(write=0.5, read=0.5)) as client,
        pytest.raises(RequestTimeoutError) as caught,
    ):
        client.media.upload_media("v", bytes(64 << 20))
    released.set()
    assert caught.value.phase == "write"


def test_a_file_object_that_grows_is_broken_off(scripted: Any, tools: Any) -> None:
    """Also a source without a file behind it must be as long at the end as it was at the beginning."""
    from pixop import Pixop

    server = scripted(lambda request: request.read_body() and tools.http(200, UPLOADED))
    source = io.BytesIO(b"x" * (2 << 20))

    def grow(done: int, total: int | None) -> None:
        if done == 2 << 20:
            place = source.tell()
            source.seek(0, io.SEEK_END)
            source.write(b"more")
            source.seek(place)

    with (
        Pixop(server.url, "a@example.org", "pw", timeout=10) as client,
        pytest.raises(TransferError, match="grew"),
    ):
        client.media.upload_media("v", source, progress=grow)


@pytest.mark.parametrize("complete", [True, False])
def test_an_upload_whose_answer_was_lost_is_found(
    complete: bool, scripted: Any, client_of: Any, tools: Any
) -> None:
    """When the video has finished uploading with the file's size, that is the answer; nothing is sent twice."""
    media = os.urandom(3_000_000)

    def script(request: Any) -> bytes:
        if request.method == "GET":
            upload = {"hasFinishedUploading": True, "fileSize": str(len(media) if complete else 5)}
            return tools.http(200, {"video": {"id": "v", "projectId": "p", "upload": upload}})
        request.read_body()
        raise tools.Hang

    server = scripted(script)
    client = client_of(server.url)
    if complete:
        answer = client.upload(media, video_id="v")
        assert (answer.project_id, answer.video_id) == ("p", "v")
        assert answer.check_ingest_progress_url == f"{server.url}/videos/v1/check-ingest-video-progress/v"
        assert answer.process_video_url == f"{server.url}/videos/v1/process-video/v"
    else:
        with pytest.raises(ConnectionFailedError) as caught:
            client.upload(media, video_id="v")
        assert "5 bytes" in " ".join(caught.value.__notes__)
    assert len(server.of(PATH)) == 1


def test_an_upload_that_broke_is_sent_again_when_that_is_safe(
    scripted: Any, client_of: Any, tools: Any
) -> None:
    """After a cut the whole media is sent once more, when the server says that it has none and waits for none."""
    media = os.urandom(3_000_000)
    states = ["UPLOADING", "ERROR"]
    cuts = [True]

    def script(request: Any) -> bytes:
        if request.method == "GET":
            state = {"uploadStatus": states.pop(0) if states else "PENDING"}
            upload = {"hasFinishedUploading": False, "uploadState": state}
            return tools.http(200, {"video": {"id": "v", "projectId": "p", "upload": upload}})
        if cuts:
            cuts.pop()
            request.read_some()
            raise tools.Hang
        request.read_body()
        return tools.http(200, UPLOADED)

    server = scripted(script)
    assert client_of(server.url).upload(media, video_id="v").video_id == "v"
    assert part_of(server.of(PATH)[1]).get_payload(decode=True) == media


def test_an_upload_that_the_server_waits_for_is_not_sent_again(
    scripted: Any, client_of: Any, tools: Any
) -> None:
    """While the server still takes the first try, a second one is not begun."""

    def script(request: Any) -> bytes:
        if request.method == "GET":
            upload = {"hasFinishedUploading": False, "uploadState": {"uploadStatus": "UPLOADING"}}
            return tools.http(200, {"video": {"id": "v", "projectId": "p", "upload": upload}})
        request.read_body()
        raise tools.Hang

    server = scripted(script)
    with pytest.raises(ConnectionFailedError) as caught:
        client_of(server.url).upload(b"media", video_id="v")
    assert "not sent a second time" in " ".join(caught.value.__notes__)
    assert len(server.of(PATH)) == 1


def test_a_conflict_with_the_first_try_is_its_success(scripted: Any, client_of: Any, tools: Any) -> None:
    """A 409 for the second try means that the first one arrived after all, if the size is right."""
    finished = [False]

    def script(request: Any) -> bytes:
        if request.method == "GET":
            upload = {"hasFinishedUploading": finished[0], "fileSize": 5}
            return tools.http(200, {"video": {"id": "v", "projectId": "p", "upload": upload}})
        request.read_body()
        if len(server.of(PATH)) == 1:
            raise tools.Hang
        finished[0] = True
        return tools.http(409, {"exception": "ConflictException", "errorMessage": "there already"})

    server = scripted(script)
    assert client_of(server.url).upload(b"media", video_id="v").project_id == "p"
    assert len(server.of(PATH)) == 2


def test_pieces_of_bytes_are_sent_chunked_and_once(scripted: Any, client_of: Any, tools: Any) -> None:
    """An iterable of bytes goes up as it comes, with its events, and cannot be sent a second time."""
    server = scripted(lambda request: request.read_body() and tools.http(200, UPLOADED))
    events: list[Any] = []
    pieces = (bytes([n]) * n for n in range(1, 200))
    client_of(server.url).upload(pieces, video_id="v", filename="live.ts", on_event=events.append)
    (request,) = server.of(PATH)
    assert part_of(request).get_payload(decode=True) == b"".join(bytes([n]) * n for n in range(1, 200))
    assert [type(event).__name__ for event in (events[0], events[-1])] == [
        "TransferStarted",
        "TransferFinished",
    ]
    assert events[-1].size == 199 * 100


def test_what_gives_no_bytes_is_refused(scripted: Any, client_of: Any, tools: Any) -> None:
    """Pieces of another type raise before a byte is sent."""
    server = scripted(lambda _: tools.http(500))
    with pytest.raises(MediaSourceError, match="give bytes"):
        client_of(server.url).upload(["text"], video_id="v")
    assert server.of(PATH) == []
