"""The same job by the synchronous client, the asynchronous one and the command is the same on the wire."""

import re
from pathlib import Path
from typing import Any

import pytest
from pixop.cli import main
from pixop.verification import media_facts
from pixop.verification.media_facts import NotProbedError

MEDIA = b"processed media"
DATES = {"dateCreated": "2020-01-01 00:00:00", "timeLastUpdated": "2020-01-01 00:00:00"}
SETTINGS: dict[str, Any] = {
    "container": "mov",
    "scaler": "pabsr1",
    "resolution": "hd_1080p",
    "clarity_boost": "low",
}
OPTIONS = ["--scaler", "pabsr1", "--resolution", "hd_1080p", "--clarity-boost", "low"]


class Service:
    """Answers the main job at once, and writes down what came."""

    def __init__(self, tools: Any) -> None:
        self.tools = tools
        self.transcript: list[tuple[str, str, tuple[tuple[str, str], ...], bytes]] = []

    def script(self, request: Any) -> bytes:
        body = request.read_body()
        boundary = re.search(rb"boundary=(\S+)", request.headers.get("content-type", "").encode())
        fields = [(name.lower(), value) for name, value in request.raw_headers if name.lower() != "host"]
        if boundary:
            body = body.replace(boundary[1], b"BOUNDARY")
            fields = [(n, v.replace(boundary[1].decode(), "BOUNDARY")) for n, v in fields]
        self.transcript.append((request.method, request.target, tuple(fields), body))
        return bytes(self.tools.http(*self._answer(request)))

    def _answer(self, request: Any) -> tuple[Any, ...]:
        ids = {"projectId": "p", "videoId": "v"}
        path = request.path
        if path == "/videos/v1/video":
            urls = {"uploadMediaUrl": "/u", "uploadLightMediaUrl": "/l", "processVideoUrl": "/p"}
            return 200, {**ids, **urls}
        if "/upload/" in path:
            return 200, {**ids, "checkIngestProgressUrl": "/i", "processVideoUrl": "/p"}
        if "/check-" in path:
            job = "ingestion" if "ingest" in path else "processing"
            state = {f"{job}Status": "DONE", "updatedAt": "x", "processingProgressPercent": 100}
            return 200, {**ids, f"{job}State": state}
        if "/process-video/" in path:
            urls = {"checkProgressUrl": "/c", "downloadMediaUrl": "/d"}
            return 200, {"sourceVideoId": "v", "processedVideoId": "w", "projectId": "p", **urls}
        if "/download/" in path:
            length = {"Content-Length": str(len(MEDIA)), "ETag": '"e"'}
            return 200, b"" if request.method == "HEAD" else MEDIA, length
        video = {
            "id": path.rpartition("/")[2],
            "name": "n",
            "projectId": "p",
            "userId": "u",
            "teamId": "t",
            **DATES,
        }
        return 200, {"video": video}


@pytest.fixture(autouse=True)
def no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the service hands out is no video."""

    def measure(path: Path) -> None:
        raise NotProbedError(f"no probe for {path}")

    monkeypatch.setattr(media_facts, "measure", measure)


def test_the_wire_does_not_tell_who_asked(
    scripted: Any, client_of: Any, tools: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Methods, URLs, header fields and bodies are equal, in the same order."""
    source = tmp_path / "clip.mov"
    source.write_bytes(b"media" * 1000)
    service = Service(tools)
    url = scripted(service.script).url
    client = client_of(url)
    client.process_file(source, tmp_path / "library.mov", **SETTINGS)
    by_library, service.transcript = service.transcript, []
    monkeypatch.setenv("PIXOP_STATE_DIR", str(tmp_path / "state"))
    words = ["process", str(source), "-o", str(tmp_path / "command.mov"), *OPTIONS, "--format", "quiet"]
    assert main([*words, "--base-url", url, "--email", "a@example.org", "--password", "pw"]) == 0

    assert [entry[:2] for entry in service.transcript] == [entry[:2] for entry in by_library]
    # The tokens differ, as each client fetched its own.
    assert [without_token(entry) for entry in service.transcript] == [
        without_token(entry) for entry in by_library
    ]
    assert (tmp_path / "command.mov").read_bytes() == (tmp_path / "library.mov").read_bytes() == MEDIA


def test_many_files_are_the_same_on_the_wire_too(
    scripted: Any, client_of: Any, tools: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipeline of the library and `pixop process` on several files send the same, one file after the other."""
    sources = [tmp_path / "one.mov", tmp_path / "two.mov"]
    for source in sources:
        source.write_bytes(source.name.encode() * 1000)
    (tmp_path / "library").mkdir()
    service = Service(tools)
    url = scripted(service.script).url
    files = {source: tmp_path / "library" / source.name for source in sources}
    report = client_of(url).pipeline(files, ledger=tmp_path / "ledger", concurrency=1, **SETTINGS)
    assert report.complete, [each.message for each in report.outcomes]
    by_library, service.transcript = service.transcript, []
    monkeypatch.setenv("PIXOP_STATE_DIR", str(tmp_path / "state"))
    words = ["process", *map(str, sources), "-o", str(tmp_path / "command"), *OPTIONS, "--jobs", "1"]
    words += ["--container", "mov", "--format", "quiet"]
    assert main([*words, "--base-url", url, "--email", "a@example.org", "--password", "pw"]) == 0
    assert [without_token(each) for each in service.transcript] == [
        without_token(each) for each in by_library
    ]
    assert len(by_library) > 12


def without_token(entry: Any) -> Any:
    fields = tuple((name, "…" if name == "authorization" else value) for name, value in entry[2])
    return (*entry[:2], fields, entry[3])
