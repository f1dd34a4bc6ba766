"""What clients see of a server beyond the document: recorded without values, and turned into an overlay."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from pixop import APIError, Pixop
from pixop.calls.drift_record import DriftRecord
from pixop_client.api import operation_module
from pixop_client.request import Operation
from pixop_generator.command import check_document
from pixop_generator.document import load_document
from pixop_generator.drift_patch import drift_overlay, mismatches, run_drift
from pixop_generator.finding import DocumentError
from pixop_generator.overlay import apply_overlay

Document = dict[str, Any]
#: In every value, and in names that no document would have: none of it may be recorded.
CANARY = "c4n4ry s3cret@example.org"
PROJECT = {"id": CANARY, "name": CANARY, "teamId": CANARY, "dateCreated": "2020-01-01 00:00:00",
           "timeLastUpdated": CANARY, "color": CANARY, CANARY: CANARY}  # fmt: skip
VIDEO = {**PROJECT, "projectId": CANARY, "userId": CANARY, "attributes": {"cast": CANARY}}


def _operation(name: str) -> Operation:
    found: Operation = operation_module(name).OPERATION
    return found


def test_drift_that_a_client_saw_becomes_an_overlay(
    document: Document,
    document_path: Path,
    tmp_path: Path,
    write_document: Callable[[Any], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Unknown fields, values, statuses and headers are recorded once, and are known when the overlay is applied."""
    path = tmp_path / "record.jsonl"
    refusal = json.dumps({"exception": "QuotaException", "errorMessage": CANARY, "retry": 1}).encode()
    status = {"updatedAt": "2020-01-01 00:00:00", "ingestionStatus": "PAUSED", "videoMetadataAvailable": 1}
    for _ in range(2):
        record = DriftRecord(path)
        record.content(_operation("getProject"), {"project": PROJECT})
        record.content(
            _operation("checkIngestVideoProgress"),
            {"videoId": "v", "projectId": "p", "ingestionState": status},
        )
        record.answer(_operation("getProject"), 200, ["X-Trace", "Date"], b"")
        record.answer(_operation("getProject"), 218, ["X-Trace"], b"")
        record.answer(_operation("deleteProject"), 402, [], refusal)
        record.answer(_operation("deleteProject"), 404, [], b"<html>")
    text = path.read_text()
    assert CANARY not in text
    assert len(text.splitlines()) == len(set(text.splitlines()))
    overlay = write_document(drift_overlay(document, text))
    patched, notes = apply_overlay(document, load_document(overlay))
    assert notes == []
    schemas, paths = patched["components"]["schemas"], patched["paths"]
    assert schemas["Project"]["properties"]["color"]["type"] == "string"
    assert schemas["Error"]["properties"]["retry"]["type"] == "integer"
    assert "QuotaException" in schemas["ExceptionName"]["anyOf"][0]["enum"]
    answers = paths["/videos/v1/project/{project-id}"]["get"]["responses"]
    assert list(answers["200"]["headers"]) == list(answers["218"]["headers"]) == ["X-Trace"]
    refused = paths["/videos/v1/project/{project-id}"]["delete"]["responses"]["402"]
    assert refused["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}
    assert drift_overlay(patched, text)["actions"] == []
    check_document(write_document(patched))
    assert run_drift(path, document_path) == 1
    printed = capsys.readouterr()
    assert yaml.safe_load(printed.out)["overlay"] == "1.0.0"
    assert "for you to decide: Project.time_last_updated: no date that can be read" in printed.err


def test_a_state_that_is_not_listed_is_a_value_and_text_is_none(document: Document, tmp_path: Path) -> None:
    """Short names in the place of a state are recorded; addresses, sentences and ids are not."""
    record = DriftRecord(tmp_path / "record.jsonl")
    for state in ("PAUSED", CANARY, "5d2f0c9e-8a51-4f0e-9d62-0c6f1f2b7a10", "x" * 41):
        written = {
            "updatedAt": "2020-01-01 00:00:00",
            "ingestionStatus": state,
            "videoMetadataAvailable": True,
        }
        record.content(
            _operation("checkIngestVideoProgress"),
            {"videoId": "v", "projectId": "p", "ingestionState": written},
        )
    [action, *_] = drift_overlay(document, (tmp_path / "record.jsonl").read_text())["actions"]
    assert action["update"] == "PAUSED"
    assert "s3cret" not in (tmp_path / "record.jsonl").read_text()


def test_a_field_of_another_type_is_told_and_not_patched(tmp_path: Path) -> None:
    """The record names the field and both types; what the document should say is for people to decide."""
    path = tmp_path / "record.jsonl"
    DriftRecord(path).content(_operation("getProject"), {"project": {**PROJECT, "name": {"text": CANARY}}})
    assert mismatches(path.read_text()) == ["Project.name: expected a string, got an object"]
    assert CANARY not in path.read_text()


def test_records_that_cannot_be_used(
    tmp_path: Path, document_path: Path, document: Document, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty record has nothing new; a line that is none, and no file, are told with their place."""
    path = tmp_path / "record.jsonl"
    path.write_text("")
    assert run_drift(path, document_path) == 0
    assert "no patch" in capsys.readouterr().err
    path.write_text("no record\n")
    assert run_drift(path, document_path) == 2
    assert f"{path}:1: /: this is no line of a record" in capsys.readouterr().err
    assert run_drift(tmp_path / "none", document_path) == 2
    with pytest.raises(DocumentError):
        drift_overlay(document, "[]\n")


class _Handler(BaseHTTPRequestHandler):
    """A server that goes beyond the document everywhere, with the canary in every value."""

    def do_GET(self) -> None:
        project, video = {"project": PROJECT}, {"video": VIDEO}
        kind, status = "application/json", 200
        if "download" in self.path:
            body, kind = CANARY.encode(), "video/mp4"
        elif "token" in self.path:
            body = json.dumps({"userId": "u", "teamId": "t", "jwtToken": "a.b.c"}).encode()
        elif "projects" in self.path:
            here = {"href": f"http://{self.headers['Host']}/x"}
            links = {"self": here, "first": here, "last": here}
            listed = {"projects": [{**PROJECT, "_links": links, "tint": CANARY}]}
            page = {"page": 1, "pageSize": 10, "_links": links, "_embedded": listed, "turns": CANARY}
            body = json.dumps(page).encode()
        elif "missing" in self.path:
            status, body = 410, json.dumps({"exception": "GoneException", "errorMessage": CANARY}).encode()
        elif "upload" in self.path:
            answer = {"projectId": "p", "videoId": "v", "checkIngestProgressUrl": "u", "processVideoUrl": "u"}
            body = json.dumps({**answer, "speed": CANARY}).encode()
        else:
            body = json.dumps(video if "video/" in self.path else project).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header(f"X-{self.command}", CANARY)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server_beyond_the_document() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_client_records_all_kinds_of_calls(
    server_beyond_the_document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON, pages, refusals, HEAD, downloads and uploads; no value is recorded, and no file fails no call."""
    for path in (tmp_path / "record.jsonl", tmp_path / "none" / "record.jsonl"):
        monkeypatch.setenv("PIXOP_DRIFT_RECORD", str(path))
        with Pixop(server_beyond_the_document, "e", "p") as client:
            assert client.videos.get_project("i").project.name == CANARY
            assert client.videos.get_video("i").video.name == CANARY
            assert next(iter(client.iter_projects())).name == CANARY
            with pytest.raises(APIError, match="410"):
                client.videos.get_project("missing")
            client.media.head_original_media("i")
            with client.media.download_original_media("i") as stream:
                assert b"".join(stream.iter_bytes()) == CANARY.encode()
            client.media.upload_media("i", b"x")
    entries = [json.loads(line) for line in (tmp_path / "record.jsonl").read_text().splitlines()]
    told = {(each["kind"], each.get("schema") or each["operation"], each.get("name")) for each in entries}
    assert told >= {
        ("field", "Project", "color"),
        ("field", "ProjectSummary", "tint"),
        ("field", "ProjectPage", "turns"),
        ("field", "UploadMediaResponse", "speed"),
        ("value", "ExceptionName", "GoneException"),
        ("status", "getProject", None),
        ("header", "getProject", "x-get"),
        ("header", "headOriginalMedia", "x-head"),
        ("header", "downloadOriginalMedia", "x-get"),
        ("header", "uploadMedia", "x-post"),
    }
    text = (tmp_path / "record.jsonl").read_text()
    assert "c4n4ry" not in text
    assert "s3cret" not in text
    assert '"cast"' not in text
