"""What follows a change: the Python interface, deprecation, and hand-written parts."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from pixop_generator.changes import compare_documents
from pixop_generator.document import load_document
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
    missing = missing_parts(document, ROOT)
    assert not missing, "\n".join(missing)


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
