"""Edits of the project's document: which files each may change, and how it is classified."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from pixop_generator.changes import compare
from pixop_generator.command import make_tree
from pixop_generator.document import load_document
from pixop_generator.generated_tree import read_tree
from pixop_generator.openapi_walk import at
from pixop_generator.version_step import next_version

Document = dict[str, Any]
#: Always written: the lock, and the document in the package of the schemas.
ALWAYS = ("generated.lock", "pixop_schemas/pixop.json")
MODELS = ("pixop_schemas/models.py", "pixop_schemas/rules.py")


@dataclass(frozen=True)
class Edit:
    """An edit of the document.

    Attributes:
        change: Makes it.
        files: Patterns of the files that it may change, beside those that are always written.
        rule: The rule that it is told as.
        callers: The worst severity for callers.
        servers: The worst severity for servers.
        version: The version after 1.0.0.
    """

    change: Callable[[Document], object]
    files: tuple[str, ...]
    rule: str
    callers: str
    servers: str
    version: str = field(default="1.1.0")


def _operation(document: Document, path: str, method: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path][method]
    return found


def _schema(name: str) -> Callable[[Document], dict[str, Any]]:
    return lambda document: at(document, f"#/components/schemas/{name}")


def _set(where: Callable[[Document], dict[str, Any]], **values: Any) -> Callable[[Document], object]:
    return lambda document: where(document).update(values)


def _new_operation(document: Document) -> None:
    document["paths"]["/videos/v1/statistics"] = {
        "get": {
            "operationId": "getStatistics",
            "tags": ["videos"],
            "summary": "Count things",
            "responses": {
                "200": {
                    "description": "The counts.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Statistics"}}},
                }
            },
        }
    }
    document["components"]["schemas"]["Statistics"] = {
        "type": "object",
        "description": "Counts.",
        "required": ["videos"],
        "properties": {"videos": {"type": "integer"}},
    }


def _rename_schema(document: Document) -> None:
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {
        "ClipPart" if name == "ClipRange" else name: schema for name, schema in schemas.items()
    }

    def walk(value: Any) -> None:
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(each)
        if isinstance(value, dict) and value.get("$ref") == "#/components/schemas/ClipRange":
            value["$ref"] = "#/components/schemas/ClipPart"

    walk(document)


PROJECT, PROJECTS = "/videos/v1/project/{project-id}", "/videos/v1/projects"
GET_PROJECT = (
    "docs/videos/get_project.md",
    "docs/README.md",
    "pixop_client/api/videos/get_project.py",
    "pixop_client/namespaces/videos.py",
)
LIST = (
    "docs/videos/list_projects.md",
    "pixop_client/api/videos/list_projects.py",
    "pixop_client/namespaces/videos.py",
)
EDITS: dict[str, Edit] = {
    "add an operation": Edit(
        _new_operation,
        (
            "docs/README.md",
            "docs/videos/get_statistics.md",
            "pixop_client/api/__init__.py",
            "pixop_client/api/videos/get_statistics.py",
            "pixop_client/namespaces/videos.py",
            "pixop_client/models/__init__.py",
            "pixop_client/models/statistics.py",
            "pixop_schemas/__init__.py",
            *MODELS,
        ),
        "operation-added",
        "compatible",
        "breaking",
    ),
    "remove an operation": Edit(
        lambda d: d["paths"][PROJECT].pop("delete"),
        (
            "docs/README.md",
            "docs/videos/delete_project.md",
            "pixop_client/api/__init__.py",
            "pixop_client/api/videos/delete_project.py",
            "pixop_client/namespaces/videos.py",
        ),
        "operation-removed",
        "breaking",
        "compatible",
        "2.0.0",
    ),
    "rename an operation": Edit(
        lambda d: _operation(d, PROJECT, "get").update(operationId="readProject"),
        (
            "docs/README.md",
            "docs/videos/*_project.md",
            "pixop_client/api/__init__.py",
            "pixop_client/api/videos/*_project.py",
            "pixop_client/namespaces/videos.py",
        ),
        "operation-renamed",
        "breaking",
        "compatible",
        "2.0.0",
    ),
    "deprecate an operation": Edit(
        lambda d: _operation(d, PROJECT, "get").update({"deprecated": True, "x-sunset": "2030-01-31"}),
        GET_PROJECT,
        "operation-deprecated",
        "compatible",
        "compatible",
    ),
    "move an operation to another tag": Edit(
        lambda d: _operation(d, PROJECT, "get").update(tags=["media"]),
        (
            "docs/README.md",
            "docs/*/get_project.md",
            "pixop_client/api/__init__.py",
            "pixop_client/api/*/get_project.py",
            "pixop_client/namespaces/*.py",
        ),
        "operation-moved",
        "breaking",
        "compatible",
        "2.0.0",
    ),
    "reword an operation": Edit(
        lambda d: _operation(d, PROJECT, "get").update(summary="Look at a project"),
        GET_PROJECT,
        "documentation-changed",
        "compatible",
        "compatible",
        "1.0.1",
    ),
    "add an optional parameter": Edit(
        lambda d: _operation(d, PROJECTS, "get")["parameters"].append(
            {"name": "sort", "in": "query", "schema": {"type": "string"}, "description": "The order."}
        ),
        LIST,
        "parameter-added",
        "compatible",
        "breaking",
    ),
    "add a required parameter": Edit(
        lambda d: _operation(d, PROJECTS, "get")["parameters"].append(
            {"name": "sort", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        LIST,
        "required-parameter-added",
        "breaking",
        "breaking",
        "2.0.0",
    ),
    "remove a parameter": Edit(
        lambda d: _operation(d, PROJECTS, "get")["parameters"].pop(),
        LIST,
        "parameter-removed",
        "breaking",
        "dangerous",
        "2.0.0",
    ),
    "bound a page": Edit(
        lambda d: d["components"]["parameters"]["PageSize"]["schema"].update(maximum=3),
        (),
        "request-maximum-tightened",
        "breaking",
        "dangerous",
        "2.0.0",
    ),
    "add a field to an answer": Edit(
        lambda d: _schema("Project")(d)["properties"].update(color={"type": "string"}),
        ("pixop_client/models/project.py", *MODELS),
        "response-field-added",
        "compatible",
        "compatible",
    ),
    "remove a field of an answer": Edit(
        lambda d: (
            _schema("Project")(d)["properties"].pop("teamId"),
            _schema("Project")(d)["required"].remove("teamId"),
        ),
        ("pixop_client/models/project.py", *MODELS),
        "response-required-field-removed",
        "breaking",
        "compatible",
        "2.0.0",
    ),
    "make a field of an answer optional": Edit(
        lambda d: _schema("Project")(d)["required"].remove("teamId"),
        ("pixop_client/models/project.py", *MODELS),
        "response-field-optional",
        "breaking",
        "compatible",
        "2.0.0",
    ),
    "change the type of a field": Edit(
        lambda d: _schema("IngestionState")(d)["properties"].update(
            videoMetadataAvailable={"type": "string"}
        ),
        ("pixop_client/models/ingestion_state.py", *MODELS),
        "response-type-added",
        "breaking",
        "breaking",
        "2.0.0",
    ),
    "give a field a format": Edit(
        lambda d: _schema("Identifier")(d).update(format="uuid"),
        MODELS,
        "request-format-added",
        "dangerous",
        "breaking",
    ),
    "add a field to a request": Edit(
        lambda d: _schema("CreateProjectRequest")(d)["properties"].update(note={"type": "string"}),
        (
            "docs/videos/create_project.md",
            "pixop_client/models/create_project_request.py",
            "pixop_client/api/videos/create_project.py",
            "pixop_client/namespaces/videos.py",
            *MODELS,
        ),
        "request-field-added",
        "compatible",
        "breaking",
    ),
    "require a field of a request": Edit(
        lambda d: _schema("CreateVideoRequest")(d).setdefault("required", []).append("name"),
        (
            "docs/videos/create_video.md",
            "pixop_client/models/create_video_request.py",
            "pixop_client/api/videos/create_video.py",
            "pixop_client/namespaces/videos.py",
            *MODELS,
        ),
        "request-field-required",
        "breaking",
        "dangerous",
        "2.0.0",
    ),
    "open a request": Edit(
        lambda d: _schema("UpdatePasswordRequest")(d).update(additionalProperties=True),
        (
            "docs/accounts/update_password.md",
            "pixop_client/models/update_password_request.py",
            "pixop_client/api/accounts/update_password.py",
            "pixop_client/namespaces/accounts.py",
            *MODELS,
        ),
        "request-object-opened",
        "compatible",
        "breaking",
    ),
    "shorten a name": Edit(
        lambda d: _schema("CreateProjectRequest")(d)["properties"]["name"].update(maxLength=5),
        MODELS,
        "request-max-length-added",
        "breaking",
        "dangerous",
        "2.0.0",
    ),
    "give a name a pattern": Edit(
        lambda d: _schema("CreateProjectRequest")(d)["properties"]["name"].update(pattern="^[a-z]+$"),
        MODELS,
        "request-pattern-added",
        "breaking",
        "dangerous",
        "2.0.0",
    ),
    "know another value of an open enum": Edit(
        lambda d: (
            _schema("IngestionStatus")(d)["anyOf"][0]["enum"].append("PAUSED"),
            _schema("IngestionStatus")(d)["anyOf"][0].get("x-enum-varnames", []).append("PAUSED"),
        ),
        ("pixop_client/models/ingestion_status.py", *MODELS),
        "response-known-value-added",
        "dangerous",
        "compatible",
    ),
    "add an error status": Edit(
        lambda d: _operation(d, PROJECT, "get")["responses"].update(
            {"410": {"description": "It was deleted."}}
        ),
        GET_PROJECT,
        "status-added",
        "compatible",
        "compatible",
    ),
    "remove an error status": Edit(
        lambda d: _operation(d, PROJECT, "get")["responses"].pop("404"),
        GET_PROJECT,
        "status-removed",
        "compatible",
        "dangerous",
    ),
    "add a success status": Edit(
        lambda d: _operation(d, PROJECT, "delete")["responses"].update(
            {"202": {"description": "It will go."}}
        ),
        (
            "docs/videos/delete_project.md",
            "pixop_client/api/videos/delete_project.py",
            "pixop_client/namespaces/videos.py",
        ),
        "success-status-added",
        "dangerous",
        "compatible",
    ),
    "ask for no token": Edit(
        lambda d: _operation(d, PROJECT, "get").update(security=[]),
        (
            "docs/videos/get_project.md",
            "pixop_client/api/videos/get_project.py",
        ),
        "security-added",
        "compatible",
        "breaking",
    ),
    "take another way to authenticate": Edit(
        lambda d: _operation(d, PROJECT, "get").update(security=[{"basicAuth": []}]),
        (
            "docs/videos/get_project.md",
            "pixop_client/api/videos/get_project.py",
        ),
        "security-removed",
        "breaking",
        "breaking",
        "2.0.0",
    ),
    "remove a header": Edit(
        lambda d: d["components"]["responses"]["Unauthorized"]["headers"].pop("WWW-Authenticate"),
        (),
        "required-response-header-removed",
        "breaking",
        "compatible",
        "2.0.0",
    ),
    "change an example": Edit(
        lambda d: d["components"]["examples"]["Project"]["value"]["project"].update(name="Another"),
        ("docs/videos/*_project.md",),
        "example-changed",
        "compatible",
        "compatible",
        "1.0.1",
    ),
    "remove a link": Edit(
        lambda d: _operation(d, "/videos/v1/project", "put")["responses"]["200"]["links"].pop("getProject"),
        (),
        "link-removed",
        "compatible",
        "compatible",
        "1.0.1",
    ),
    "rename a schema": Edit(
        _rename_schema,
        (
            "docs/videos/process_video.md",
            "pixop_client/models/__init__.py",
            "pixop_client/models/clip_*.py",
            "pixop_client/models/process_video_request.py",
            "pixop_client/api/videos/process_video.py",
            "pixop_client/namespaces/videos.py",
            "pixop_schemas/__init__.py",
            *MODELS,
        ),
        "component-added",
        "compatible",
        "compatible",
        "1.0.1",
    ),
    "reorder the schemas": Edit(
        lambda d: d["components"].update(schemas=dict(reversed(d["components"]["schemas"].items()))),
        ("pixop_schemas/models.py", "pixop_schemas/rules.py", "pixop_client/models/__init__.py"),
        "",
        "compatible",
        "compatible",
        "1.0.0",
    ),
    "say something with an extension": Edit(
        lambda d: _operation(d, PROJECT, "get").update({"x-owner": "team"}),
        (),
        "extension-changed",
        "compatible",
        "compatible",
        "1.0.1",
    ),
}
#: These are generated in every run; the others take a second each and are slow tests.
QUICK = ("add an operation", "make a field of an answer optional", "reword an operation", "rename a schema")
RANK = ("compatible", "dangerous", "breaking")


@pytest.mark.parametrize("name", sorted(EDITS))
def test_an_edit_is_classified(name: str, document: Document) -> None:
    """Each edit is told under its rule, with its severity for callers and servers, real places and the next version."""
    edit, new = EDITS[name], copy.deepcopy(document)
    edit.change(new)
    changes = compare(document, new)
    assert edit.rule in {"", *(change.rule for change in changes)}
    assert max((change.severity for change in changes), key=RANK.index, default="compatible") == edit.callers
    assert max((change.servers for change in changes), key=RANK.index, default="compatible") == edit.servers
    assert next_version("1.0.0", changes) == edit.version
    for change in changes:
        assert any(_leads(each, change.pointer) for each in (document, new)), change.pointer
        assert change.sentence


def _leads(document: Document, pointer: str) -> bool:
    try:
        at(document, f"#{pointer}")
    except LookupError:
        return False
    return True


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=() if each in QUICK else pytest.mark.slow) for each in sorted(EDITS)]
)
def test_an_edit_changes_no_other_file(
    name: str, document_path: Path, generated: Path, tmp_path: Path
) -> None:
    """What is not about the edit keeps its bytes."""
    document = load_document(document_path).data
    EDITS[name].change(document)
    before, after = read_tree(generated), make_tree(document, tmp_path)
    changed = {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)}
    allowed = (*ALWAYS, *EDITS[name].files)
    assert [each for each in sorted(changed) if not any(fnmatch(each, pattern) for pattern in allowed)] == []
