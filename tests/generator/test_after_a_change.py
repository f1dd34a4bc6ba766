"""What follows a change: the Python interface, deprecation, hand-written parts, and drift that clients saw."""

from __future__ import annotations

import json
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from pixop import Pixop
from pixop.calls.drift_record import DriftRecord
from pixop_client.models import IngestionStatus, ProjectResponse
from pixop_generator.changes import compare_documents
from pixop_generator.document import load_document
from pixop_generator.drift_patch import drift_overlay, run_drift
from pixop_generator.finding import DocumentError
from pixop_generator.overlay import apply_overlay
from pixop_generator.scaffold import UnknownOperationError, missing_parts, run_scaffold, scaffold
from pixop_generator.usage_examples import usage_examples

ROOT = Path(__file__).resolve().parents[2]
Document = dict[str, Any]
Load = Callable[[str], ModuleType]


def test_usage_examples_use_every_operation(document: Document, generated: Path) -> None:
    """There is a function of user code for each operation, and it is Python."""
    examples = usage_examples(generated / "pixop_client")
    ids = {
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
    }
    assert set(examples.operations.values()) == ids
    compile(examples.source, "usage.py", "exec")
    assert "answer.video.ingestion" in examples.source


@pytest.mark.slow
def test_an_optional_field_breaks_lines_of_user_code(
    small_document: Document, write_document: Callable[[Any], Path]
) -> None:
    """The line that reads the field, its operation, and what the type checker says; griffe tells what is gone."""
    pytest.importorskip("griffe")
    pytest.importorskip("mypy")
    from pixop_generator.python_surface import with_python_surface

    old = load_document(write_document(small_document))
    small_document["components"]["schemas"]["Thing"]["required"] = []
    del small_document["components"]["schemas"]["Thing"]["properties"]["size"]
    new = load_document(write_document(small_document))
    report = with_python_surface(compare_documents(old, new), old.data, new.data)
    assert report.user_code is not None
    assert {each.operation for each in report.user_code} == {"getThing"}
    assert sorted(re.sub(r"_\d+:", ":", each.line) for each in report.user_code) == [
        "id: str = answer.id",
        "size: int | Unset = answer.size",
    ]
    assert any("size" in line for line in report.surface or ())
    assert "2 lines of user code break" in report.render("human")
    assert json.loads(report.render("json"))["python"]["user_code"]
    assert "getThing" in report.render("html")
    assert "answer.id" in report.render("markdown")


class _Caller:
    def call(self, _request: Any, parse: Callable[[Any], Any]) -> Any:
        return parse({"id": "x"})


def test_a_deprecated_operation_warns_once(
    small_document: Document, generate: Callable[[Document], Load]
) -> None:
    """The warning has the date and the line of the caller, and comes once; type checkers see the mark."""
    small_document["paths"]["/things/{thing-id}"]["get"].update(
        {"deprecated": True, "x-sunset": "2030-01-31"}
    )
    things = generate(small_document)("pixop_client.namespaces.things").Things(_Caller())
    with pytest.warns(
        DeprecationWarning, match="getThing is deprecated and may be gone from 2030-01-31 on"
    ) as told:
        things.get_thing("x")
    assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        things.get_thing("x")
    assert type(things).get_thing.__deprecated__ == told[0].message.args[0]  # type: ignore[union-attr]
    assert "may be gone from 2030-01-31 on" in type(things).get_thing.__doc__


def test_every_operation_has_its_hand_written_parts(document: Document) -> None:
    """An operation without requirement, route or page is named, with the line to add and where."""
    assert missing_parts(document, ROOT) == []


def test_a_new_operation_is_named_with_the_lines_to_add(document: Document) -> None:
    """A route and a requirement are asked for, with the next free id."""
    document["paths"]["/videos/v1/statistics"] = {
        "get": {
            "operationId": "getStatistics",
            "tags": ["videos"],
            "summary": "Count things",
            "responses": {"200": {}},
        }
    }
    told = "\n".join(missing_parts(document, ROOT))
    assert (
        "getStatistics has no route: add to `routes` in server/pixop_server/routes/videos.py: "
        'path("/videos/v1/statistics", GET=get_statistics),'
    ) in told
    assert "getStatistics has no requirement: add to contract/pixop_contract/requirements.yaml" in told
    assert "getStatistics has no page in generated_client/docs: run `pixop generate`" in told


def test_scaffold_prints_parts_that_fit(
    document: Document, document_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The route is Python, the requirement is YAML with an id that is free, and an unknown operation is refused."""
    route, requirement = scaffold(document, "updateProject", ROOT)
    function, _, line = route.text.rpartition("\n\n\n")
    compile(function, "route.py", "exec")
    assert line.strip() == 'path("/videos/v1/project/{project_id}", POST=update_project),'
    [written] = yaml.safe_load(requirement.text)
    existing = yaml.safe_load((ROOT / requirement.file).read_text("utf-8"))
    assert written["id"] not in {each["id"] for each in existing}
    assert set(written) <= {key for each in existing for key in each}
    with pytest.raises(UnknownOperationError):
        scaffold(document, "nothing", ROOT)
    assert run_scaffold("updateProject", document_path) == 0
    assert "# server/pixop_server/routes/videos.py" in capsys.readouterr().out
    assert run_scaffold("nothing", document_path) == 2


def test_drift_that_a_client_saw_becomes_an_overlay(
    document: Document,
    document_path: Path,
    tmp_path: Path,
    write_document: Callable[[Any], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Unknown fields, values, statuses and headers are recorded once, without values, and are known afterwards."""
    path = tmp_path / "record.jsonl"
    record = DriftRecord(path)
    project = {"id": "i", "name": "n", "teamId": "t", "dateCreated": "2020-01-01 00:00:00",
               "timeLastUpdated": "2020-01-01 00:00:00", "color": "s3cret", "it's": 1}  # fmt: skip
    for _ in range(2):
        record.observe(
            "getProject",
            200,
            ["X-Trace", "Date"],
            ProjectResponse.from_dict({"project": project}),
            known=[200],
        )
        DriftRecord(path).observe("getProject", 218, [], [IngestionStatus("PAUSED")], known=[200])
    record._known(IngestionStatus("PAUSED"))
    text = path.read_text()
    assert "s3cret" not in text
    assert len(text.splitlines()) == len(set(text.splitlines())) == 6
    overlay = write_document(drift_overlay(document, text))
    patched, notes = apply_overlay(document, load_document(overlay))
    assert notes == []
    assert patched["components"]["schemas"]["Project"]["properties"]["color"]["type"] == "string"
    assert patched["components"]["schemas"]["Project"]["properties"]["it's"]["type"] == "integer"
    assert "PAUSED" in patched["components"]["schemas"]["IngestionStatus"]["anyOf"][0]["enum"]
    responses = patched["paths"]["/videos/v1/project/{project-id}"]["get"]["responses"]
    assert "218" in responses
    assert list(responses["200"]["headers"]) == ["X-Trace"]
    assert drift_overlay(patched, text)["actions"] == []
    assert run_drift(path, document_path) == 1
    assert yaml.safe_load(capsys.readouterr().out)["overlay"] == "1.0.0"
    path.write_text("")
    assert run_drift(path, document_path) == 0
    path.write_text("no record\n")
    assert run_drift(path, document_path) == 2
    assert f"{path}:1: /: this is no line of a record" in capsys.readouterr().err
    assert run_drift(tmp_path / "none", document_path) == 2
    with pytest.raises(DocumentError):
        drift_overlay(document, "[]\n")


@pytest.fixture
def server_beyond_the_document() -> Iterator[str]:
    """A server whose projects have a field and whose answers have a header that the document does not list."""
    project = {"id": "i", "name": "n", "teamId": "t", "dateCreated": "2020-01-01 00:00:00"}
    project |= {"timeLastUpdated": "2020-01-01 00:00:00", "color": "s3cret"}
    token = {"userId": "u", "teamId": "t", "jwtToken": "a.b.c"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = json.dumps(token if "token" in self.path else {"project": project}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.send_header("X-Trace", "v4lue")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_client_records_when_it_is_told_to(
    server_beyond_the_document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PIXOP_DRIFT_RECORD names the file; no value is in it, and a file that cannot be written fails no call."""
    for path in (tmp_path / "record.jsonl", tmp_path / "none" / "record.jsonl"):
        monkeypatch.setenv("PIXOP_DRIFT_RECORD", str(path))
        with Pixop(server_beyond_the_document, "e", "p") as client:
            assert client.videos.get_project("i").project.name == "n"
    text = (tmp_path / "record.jsonl").read_text()
    assert '"name": "color", "schema": "Project", "type": "string"' in text
    assert '"name": "x-trace"' in text
    assert "s3cret" not in text
    assert "v4lue" not in text
