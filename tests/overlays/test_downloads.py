"""Downloads: the whole file under its name, or nothing."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop import (
    ConnectionFailedError,
    LocalFileError,
    NotFoundError,
    TransferError,
)

PATH = "/media/v1/download/processed/v"
DATA = os.urandom(700_001)


class Media:
    """A well-behaved download endpoint with faults to order."""

    def __init__(self, tools: Any) -> None:
        self.tools = tools
        self.data = DATA
        self.etag = '"one"'
        self.cut_after: list[int] = []
        self.ignore_range = False
        self.answered: list[int] = []

    def __call__(self, request: Any) -> bytes:
        headers = {"ETag": self.etag, "Content-Disposition": 'attachment; filename="result.mov"'}
        wanted = request.headers.get("range")
        start, status = 0, 200
        if wanted and not self.ignore_range and request.headers.get("if-range") == self.etag:
            start, status = int(wanted.removeprefix("bytes=").rstrip("-")), 206
            headers["Content-Range"] = f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"
        self.answered.append(status)
        body = self.data[start:]
        if self.cut_after:
            cut = self.cut_after.pop(0)
            request.connection.sendall(self.tools.http(status, body[:cut], headers, length=len(body)))
            raise self.tools.Hang
        return bytes(self.tools.http(status, body, headers))


@pytest.fixture
def media(tools: Any) -> Media:
    return Media(tools)


def left_behind(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def test_media_comes_down_byte_for_byte(media: Media, tmp_path: Path, scripted: Any, client_of: Any) -> None:
    """The file has the server's bytes, progress ends at the total, and no part file stays."""
    server = scripted(media)
    seen: list[tuple[int, int | None]] = []
    target = tmp_path / "out.mov"
    path = client_of(server.url).download(
        "v", target, progress=lambda done, total: seen.append((done, total))
    )
    assert path == target
    assert target.read_bytes() == DATA
    assert left_behind(tmp_path) == ["out.mov"]
    assert seen[0] == (0, len(DATA))
    assert seen[-1] == (len(DATA), len(DATA))
    assert server.of(PATH)[0].headers["accept-encoding"] == "identity"


def test_a_broken_download_goes_on_where_it_broke(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """After each cut only the rest is asked for, tied to the same media by If-Range."""
    media.cut_after = [100_000, 1, 250_000, 0, 300_000]
    server = scripted(media)
    target = tmp_path / "out.mov"
    client_of(server.url).download("v", target)
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(DATA).digest()
    assert media.answered == [200, 206, 206, 206, 206, 206]
    assert server.of(PATH)[1].headers["range"] == "bytes=100000-"
    assert server.of(PATH)[1].headers["if-range"] == '"one"'


def test_media_that_changed_is_fetched_from_its_start(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """When the media changes between two attempts nothing of the old one is kept."""
    media.cut_after = [100_000]
    server = scripted(media)

    def script(request: Any) -> bytes:
        if media.answered:
            media.etag, media.data = '"two"', DATA[::-1]
        return media(request)

    server.script = script
    client_of(server.url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA[::-1]


def test_a_server_that_ignores_if_range_is_found_out(
    tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A 206 of other media than was begun is thrown away, and the download begins anew."""
    rest = {"ETag": '"two"', "Content-Range": f"bytes 1000-{len(DATA) - 1}/{len(DATA)}"}
    answers: list[Callable[[Any], Any]] = [
        lambda r: (
            r.connection.sendall(tools.http(200, DATA[:1000], {"ETag": '"one"'}, length=len(DATA))),
            None,
        )[1],
        lambda _: tools.http(206, bytes(len(DATA) - 1000), rest),
        lambda _: tools.http(200, DATA, {"ETag": '"two"'}),
    ]

    def script(request: Any) -> Any:
        answer = answers.pop(0)(request)
        if answer is None:
            raise tools.Hang
        return answer

    client_of(scripted(script).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA


def test_200_for_a_range_starts_over(media: Media, tmp_path: Path, scripted: Any, client_of: Any) -> None:
    """A server without ranges sends all again, and the file is still right."""
    media.cut_after, media.ignore_range = [400_000], True
    client_of(scripted(media).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert media.answered == [200, 200]


@pytest.mark.parametrize("content_range", ["bytes 5-9/700001", "bytes 100000-1/700001", "lines 1-2/3", ""])
def test_a_wrong_content_range_never_reaches_the_file(
    content_range: str, media: Media, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A part that is not the one asked for is dropped."""
    media.cut_after = [100_000]
    faults = [content_range]

    def script(request: Any) -> bytes:
        if "range" in request.headers and faults:
            return bytes(tools.http(206, b"wrong", {"ETag": '"one"', "Content-Range": faults.pop()}))
        return media(request)

    client_of(scripted(script).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA


def test_416_with_other_size_starts_over(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """When the rest does not exist any more, the download begins anew."""
    media.cut_after = [100_000]
    faults = [416]

    def script(request: Any) -> bytes:
        if "range" in request.headers and faults:
            return bytes(tools.http(faults.pop(), b"", {"Content-Range": "bytes */50"}))
        return media(request)

    client_of(scripted(script).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA


def test_a_server_that_never_gets_further_is_given_up(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A download that brings no new byte any more raises, and tells where the bytes are that it has."""
    monkeypatch.setattr("pixop.transfers.download._FRUITLESS", 3)
    media.cut_after = [1000] + [0] * 20
    with pytest.raises((ConnectionFailedError, TransferError)) as caught:
        client_of(scripted(media).url).download("v", tmp_path / "out.mov")
    assert "1000 bytes are kept" in " ".join(caught.value.__notes__)
    assert left_behind(tmp_path) == ["out.mov.part", "out.mov.part.json"]


def test_media_that_always_changes_is_given_up(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Starting over has a bound."""
    monkeypatch.setattr("pixop.transfers.download._RESTARTS", 2)

    def script(request: Any) -> bytes:
        media.etag = f'"{len(media.answered)}"'
        media.cut_after = [1000]
        return media(request)

    with pytest.raises(TransferError, match="anew"):
        client_of(scripted(script).url).download("v", tmp_path / "out.mov")
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nno length",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc",
        b"HTTP/1.1 204 No Content\r\n\r\n",
    ],
)
def test_media_whose_completeness_nobody_can_tell_is_refused(
    answer: bytes, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """Without a length, or with a coding on top, no file is made."""

    def script(request: Any) -> bytes:
        return answer

    with pytest.raises(TransferError):
        client_of(scripted(script).url).download("v", tmp_path / "out.mov")
    assert left_behind(tmp_path) == []


def test_a_chunked_answer_is_complete_at_its_last_chunk(
    tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """Without Content-Length the chunked framing tells the end, and a missing end is noticed."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nmedia\r\n"
    cuts = [head, head + b"0\r\n\r\n"]

    def script(request: Any) -> bytes:
        answer = cuts.pop(0)
        if cuts:
            request.connection.sendall(answer)
            raise tools.Hang
        return bytes(answer)

    client_of(scripted(script).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == b"media"
    assert cuts == []


def test_a_full_disk_is_told_and_leaves_nothing(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ENOSPC in the middle removes the part file and names the way out."""

    def full(descriptor: int, data: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    server, client, write = scripted(media), client_of, os.write
    monkeypatch.setattr(
        "pixop.transfers.part_file.os.write",
        lambda d, data: full(d, data) if len(data) > 1000 else write(d, data),
    )
    with pytest.raises(LocalFileError, match="disk is full") as caught:
        client(server.url).download("v", tmp_path / "out.mov")
    assert caught.value.errno == errno.ENOSPC
    assert left_behind(tmp_path) == []


def test_a_disk_that_is_too_small_is_told_before_the_transfer(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The announced size is compared with the free space before the first byte is written."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(LocalFileError, match=f"{len(DATA)} bytes more"):
        client_of(scripted(media).url).download("v", tmp_path / "out.mov")
    assert left_behind(tmp_path) == []


def test_nothing_is_overwritten_unless_asked(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """An existing file is kept, without a request; with overwrite it is replaced."""
    target = tmp_path / "out.mov"
    target.write_bytes(b"precious")
    server = scripted(media)
    with pytest.raises(LocalFileError, match="exists already"):
        client_of(server.url).download("v", target)
    assert target.read_bytes() == b"precious"
    assert server.requests == []
    client_of(server.url).download("v", target, overwrite=True)
    assert target.read_bytes() == DATA


def test_a_file_that_appears_meanwhile_is_kept(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """A target that somebody makes during the download is not overwritten."""
    target = tmp_path / "out.mov"

    def script(request: Any) -> bytes:
        target.write_bytes(b"precious")
        return media(request)

    with pytest.raises(LocalFileError, match="exists already"):
        client_of(scripted(script).url).download("v", target)
    assert target.read_bytes() == b"precious"
    assert left_behind(tmp_path) == ["out.mov"]


def test_into_a_directory_the_servers_name_is_made_safe(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A directory as target takes the name of Content-Disposition, and never leaves the directory."""
    names = ['attachment; filename="../../etc/passwd"', ""]

    def script(request: Any) -> bytes:
        return bytes(tools.http(200, b"media", {"Content-Disposition": names.pop(0)}))

    client = client_of(scripted(script).url)
    assert client.download("v", tmp_path).name == "passwd"
    assert client.download("v", f"{tmp_path}/").name == "v-processed"
    assert left_behind(tmp_path) == ["passwd", "v-processed"]


def test_a_refusal_makes_no_file(tmp_path: Path, scripted: Any, client_of: Any, tools: Any) -> None:
    """The body of an error never reaches the disk."""
    server = scripted(lambda _: tools.http(404, {"exception": "NotFoundException", "errorMessage": "none"}))
    with pytest.raises(NotFoundError, match="none"):
        client_of(server.url).download("v", tmp_path / "out.mov", kind="original")
    assert left_behind(tmp_path) == []


def test_a_token_that_expires_in_the_middle_is_renewed(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A 401 for the rest of a broken download costs a new token, not the bytes that are there."""
    media.cut_after = [100_000]

    def script(request: Any) -> bytes:
        if "range" in request.headers and request.headers["authorization"] == "Bearer opaque-1":
            return bytes(tools.http(401, {"exception": "ExpiredJWTTokenException"}))
        return media(request)

    client_of(scripted(script).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert media.answered == [200, 206]


def test_two_downloads_never_write_one_file(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """The second download to a target is refused while the first one runs."""
    client = client_of(scripted(media).url)
    lock = tmp_path / "out.mov.part.lock"
    lock.write_text(json.dumps({"host": "another machine", "pid": 1, "process": "x"}))
    with pytest.raises(LocalFileError, match="Another download"):
        client.download("v", tmp_path / "out.mov")
    assert left_behind(tmp_path) == ["out.mov.part.lock"]


def test_what_a_killed_process_left_is_taken_over(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """The lock and part file of a process that is gone do not stop the next download."""
    import socket
    import subprocess
    import sys

    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "out.mov.part").write_bytes(b"half")
    (tmp_path / "out.mov.part.lock").write_text(
        json.dumps({"host": socket.gethostname(), "pid": gone.pid, "process": "x"})
    )
    client_of(scripted(media).url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert left_behind(tmp_path) == ["out.mov"]


def test_a_foreign_part_file_is_left_alone(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any
) -> None:
    """A file of that name that no download of ours left is not touched."""
    (tmp_path / "out.mov.part").write_bytes(b"a browser's")
    with pytest.raises(LocalFileError, match="in the way"):
        client_of(scripted(media).url).download("v", tmp_path / "out.mov")
    assert left_behind(tmp_path) == ["out.mov.part"]


@pytest.mark.parametrize("resume", [True, False])
def test_a_cancelled_download_is_closed(
    resume: bool, media: Media, tmp_path: Path, scripted: Any, tools: Any
) -> None:
    """Cancelling the task stops the transfer; nothing is open afterwards, and nothing there that nobody wants."""
    import asyncio

    from pixop import AsyncPixop

    started = asyncio.Event()

    def script(request: Any) -> bytes:
        request.connection.sendall(tools.http(200, DATA[:1000], {"ETag": '"one"'}, length=len(DATA)))
        request.connection.recv(1)
        raise tools.Hang

    server = scripted(script)

    async def main() -> None:
        async with AsyncPixop(server.url, "a@example.org", "pw") as client:
            task = asyncio.create_task(
                client.download("v", tmp_path / "out.mov", resume=resume, progress=lambda *_: started.set())
            )
            await asyncio.wait_for(started.wait(), 10)
            part = tmp_path / "out.mov.part"
            await asyncio.to_thread(tools.until, lambda: part.stat().st_size == 1000)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert left_behind(tmp_path) == (["out.mov.part", "out.mov.part.json"] if resume else [])


def test_a_redirect_to_a_store_gets_no_credentials(
    media: Media, tmp_path: Path, scripted: Any, client_of: Any, tools: Any
) -> None:
    """A download may be sent on to another origin, and the token stays here."""
    store = scripted(media)
    server = scripted(lambda _: tools.http(302, b"", {"Location": f"{store.url}/bucket/v?sig=1"}))
    client_of(server.url).download("v", tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == DATA
    assert "authorization" not in store.requests[0].headers
    assert "authorization" in server.of(PATH)[0].headers


def test_the_stream_of_the_namespace_gives_pieces_of_the_asked_size(
    media: Media, scripted: Any, client_of: Any
) -> None:
    """`iter_bytes` cuts what arrives into equal pieces."""
    with client_of(scripted(media).url).media.download_processed_media("v") as stream:
        assert stream.status_code == 200
        assert stream.headers["ETag"] == '"one"'
        pieces = list(stream.iter_bytes(100_000))
    assert [len(piece) for piece in pieces] == [100_000] * 7 + [1]
    assert b"".join(pieces) == DATA
