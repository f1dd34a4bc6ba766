"""The document is valid, complete, and its examples keep its own schemas."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import openapi_spec_validator
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

# Method, path and operationId of every operation that the reference describes.
REFERENCE = """
GET    /accounts/v1/token                                  getToken
POST   /accounts/v1/token                                  verifyToken
GET    /accounts/v1/account                                getAccount
GET    /accounts/v1/generate-auth-secret                   generateAuthSecret
GET    /accounts/v1/generate-signature-secret              generateSignatureSecret
POST   /accounts/v1/update-password                        updatePassword
GET    /videos/v1/project/{project-id}                     getProject
GET    /videos/v1/projects                                 listProjects
PUT    /videos/v1/project                                  createProject
POST   /videos/v1/project/{project-id}                     updateProject
DELETE /videos/v1/project/{project-id}                     deleteProject
GET    /videos/v1/video/{video-id}                         getVideo
GET    /videos/v1/videos                                   listVideos
PUT    /videos/v1/video                                    createVideo
POST   /videos/v1/process-video/{video-id}                 processVideo
GET    /videos/v1/check-process-video-progress/{video-id}  checkProcessVideoProgress
GET    /videos/v1/check-ingest-video-progress/{video-id}   checkIngestVideoProgress
DELETE /videos/v1/video/{video-id}                         deleteVideo
POST   /media/v1/upload/{video-id}                         uploadMedia
POST   /media/v1/upload/light/{video-id}                   uploadLightMedia
GET    /media/v1/download/original/{video-id}              downloadOriginalMedia
HEAD   /media/v1/download/original/{video-id}              headOriginalMedia
GET    /media/v1/download/processed/{video-id}             downloadProcessedMedia
HEAD   /media/v1/download/processed/{video-id}             headProcessedMedia
"""


def validator(document: Any, schema: Any) -> jsonschema.Draft202012Validator:
    """A validator for a schema whose references point into the document."""
    registry: Registry[Any] = Registry().with_resource(
        "urn:document", Resource.from_contents(document, default_specification=DRAFT202012)
    )

    def absolute(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: f"urn:document{value}" if key == "$ref" else absolute(value)
                for key, value in node.items()
            }
        return [absolute(item) for item in node] if isinstance(node, list) else node

    return jsonschema.Draft202012Validator(absolute(schema), registry=registry)


def test_document_is_valid_openapi_3_1(document: Any) -> None:
    """The document is OpenAPI 3.1.1 and valid."""
    assert document["openapi"] == "3.1.1"
    openapi_spec_validator.validate(document)


def test_every_operation_of_the_reference_is_there(document: Any, house_rules: ModuleType) -> None:
    """The document has the 24 operations of the reference and no other."""
    found = {(m.upper(), path, op["operationId"]) for path, m, op, _ in house_rules.operations(document)}
    assert found == {tuple(line.split()) for line in REFERENCE.strip().splitlines()}


def test_security_is_bearer_except_where_the_reference_says_otherwise(
    document: Any, house_rules: ModuleType
) -> None:
    """getToken takes Basic alone, three operations take both schemes, all others Bearer."""
    schemes = {
        op["operationId"]: [name for alternative in op["security"] for name in alternative]
        for _, _, op, _ in house_rules.operations(document)
        if "security" in op
    }
    both = ["bearerAuth", "basicAuth"]
    assert document["security"] == [{"bearerAuth": []}]
    assert schemes == {
        "getToken": ["basicAuth"],
        "generateAuthSecret": both,
        "generateSignatureSecret": both,
        "updatePassword": both,
    }


def examples(document: Any, rules: ModuleType) -> list[tuple[str, Any, Any]]:
    """Every example with the schema that it must keep."""
    found = []
    for _, _, operation, parameters in rules.operations(document):
        name = operation["operationId"]
        resolved_parameters = [rules.resolve(document, parameter) for parameter in parameters]
        found += [(f"{name} {p['name']}", p["schema"], p["example"]) for p in resolved_parameters]
        holders = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for where, holder in holders.items():
            resolved = rules.resolve(document, holder)
            for header, definition in resolved.get("headers", {}).items():
                definition = rules.resolve(document, definition)
                found.append((f"{name} {where} {header}", definition["schema"], definition["example"]))
            for kind, media in resolved.get("content", {}).items():
                for key, example in media["examples"].items():
                    value = rules.resolve(document, example)["value"]
                    found.append((f"{name} {where} {kind} {key}", media["schema"], value))
    return found


def test_every_example_keeps_its_schema(document: Any, house_rules: ModuleType) -> None:
    """Each example of a parameter, body, response or header validates against its own schema."""
    found = examples(document, house_rules)
    assert len(found) > 200
    broken = [
        (name, error.message)
        for name, schema, value in found
        for error in validator(document, schema).iter_errors(value)
    ]
    assert broken == []


PROCESS = [
    (True, {}),
    (True, {"mediaContainerCodec": {}}),
    (True, {"mediaContainerCodec": {"container": "mov", "codec": "prores"}, "appleProresProfile": "hq"}),
    (False, {"mediaContainerCodec": {"codec": "prores"}}),
    (False, {"mediaContainerCodec": {"codec": "h264"}, "appleProresProfile": "hq"}),
    (False, {"appleProresProfile": "hq"}),
    (True, {"mediaContainerCodec": {"codec": "dnxhd"}, "dnxhdHrProfile": "dnxhr_hq"}),
    (False, {"mediaContainerCodec": {"codec": "dnxhd"}}),
    (False, {"mediaContainerCodec": {"codec": "dnxhd"}, "appleProresProfile": "hq"}),
    (False, {"dnxhdHrProfile": "dnxhr_hq"}),
    (False, {"mediaContainerCodec": {"container": "mp4", "codec": "prores"}, "appleProresProfile": "hq"}),
    (False, {"mediaContainerCodec": {"container": "mxf", "codec": "hevc"}}),
    (True, {"mediaContainerCodec": {"container": "mts", "codec": "mpeg2"}}),
    (False, {"mediaContainerCodec": {"container": "avi"}}),
    (True, {"resolution": {"tag": "hd_1080p"}}),
    (True, {"resolution": {"width": 16, "height": 16}}),
    (False, {"resolution": {"tag": "hd_1080p", "width": 1920, "height": 1080}}),
    (False, {"resolution": {"width": 1920}}),
    (False, {"resolution": {"width": 15, "height": 16}}),
    (False, {"resolution": {"width": 7681, "height": 16}}),
    (False, {"resolution": {"width": 16, "height": 4321}}),
    (False, {"resolution": {}}),
    (True, {"bitrate": {"mbps": 0.01}}),
    (True, {"bitrate": {"mbps": 4000}}),
    (False, {"bitrate": {"mbps": 4000.01}}),
    (False, {"bitrate": {"mbps": 0.001}}),
    (True, {"scaler": "pabsr1", "clarityBoost": "very_high"}),
    (True, {"clarityBoost": "none"}),
    (True, {"scaler": "scale", "clarityBoost": "none"}),
    (False, {"scaler": "scale", "clarityBoost": "low"}),
    (False, {"clarityBoost": "low"}),
    (True, {"chromaSubsampling": {"yuv": "4:2:2", "bits": 10}}),
    (False, {"chromaSubsampling": {"bits": 9}}),
    (False, {"chromaSubsampling": {"yuv": "422"}}),
    (True, {"range": {"endPositionMilliseconds": 30000}}),
    (False, {"range": {"startPositionMilliseconds": -1}}),
    (False, {"scaler": "lanczos"}),
    (False, {"unknown": 1}),
]


@pytest.mark.parametrize(("allowed", "request_body"), PROCESS, ids=lambda value: str(value)[:60])
def test_processing_rules_are_in_the_schema(document: Any, allowed: bool, request_body: Any) -> None:
    """The schema alone decides which process requests keep the rules of the reference and the decisions."""
    schema = document["components"]["schemas"]["ProcessVideoRequest"]
    assert validator(document, schema).is_valid(request_body) is allowed


def test_house_rules_find_nothing(document: Any, house_rules: ModuleType) -> None:
    """The document keeps the house rules."""
    assert house_rules.findings(document) == []


def decisions() -> list[tuple[str, str, str]]:
    """Id, class and pointer of each row in decisions.md."""
    text = (Path(__file__).parents[2] / "openapi" / "decisions.md").read_text(encoding="utf-8")
    return re.findall(r"^\| ([SHD]-\d\d[a-z]?) \| ([SHD]) \| `(#[^`]*)` \|", text, re.MULTILINE)


def marks(node: Any) -> set[str]:
    """Every decision id that an `x-source` names at or under a node."""
    if isinstance(node, dict):
        found = set(node.get("x-source", []))
        return found.union(*(marks(child) for key, child in node.items() if key != "x-source"))
    return set().union(*(marks(child) for child in node)) if isinstance(node, list) else set()


def test_decisions_and_document_name_each_other(document: Any, house_rules: ModuleType) -> None:
    """Each row of decisions.md points at a place that exists; decisions are marked there, and no mark lacks a row."""
    rows = decisions()
    assert len({row[0] for row in rows}) == len(rows)
    for number, source, where in rows:
        assert number.startswith(source)
        place = house_rules.look_up(document, where)
        if source == "D":
            assert number in place["x-source"], f"{where} is not marked {number}"
    assert marks(document) == {number for number, source, _ in rows if source == "D"}
