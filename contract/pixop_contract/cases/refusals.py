"""ERR and VAL: ids that nobody was given, and requests that break the document."""

from __future__ import annotations

from typing import Any

from pixop_contract.case import Mismatch, case
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import judge_all, refused_everywhere, status_everywhere, status_is, summed
from pixop_contract.world import World


def create(world: World, **arguments: Any) -> Exchange:
    """Create a project with a request of any shape."""
    return world.api.call("createProject", by=world.owner, **arguments)


@case("ERR-002")
def knows_no_unknown_id(world: World) -> None:
    refused_everywhere(world.unknown(), "nobody was given this id")


@case("ERR-003")
def answers_404_to_an_unknown_id(world: World) -> None:
    status_everywhere(world.unknown(), 404)


@case("ERR-004")
def takes_any_text_for_an_id(world: World) -> None:
    texts = ("no such id", "ü%2Fñ", "a" * 300, "'; --")
    answers = {text: world.api.call("getProject", text, by=world.owner) for text in texts}
    judge_all(answers, lambda answer: 400 <= answer.status < 500, "a refusal of ids of any form")


@case("VAL-001")
def refuses_what_is_not_json(world: World) -> None:
    for body in (b"", b'{"name": ', b"name=x", b"\xff\xfe"):
        status_is(create(world, body=body, content_type="application/json"), 400, why="the body is not JSON")


@case("VAL-002")
def refuses_a_missing_field(world: World) -> None:
    status_is(create(world, json={}), 400, why="name is missing")


@case("VAL-003")
def refuses_an_empty_name(world: World) -> None:
    status_is(create(world, json={"name": ""}), 400, why="name is empty")


@case("VAL-004")
def refuses_a_wrong_type(world: World) -> None:
    answers = {
        repr(value): create(world, json={"name": value}) for value in (7, True, None, ["x"], {"x": "y"})
    }
    judge_all(answers, lambda answer: answer.status == 400, "400 to a name that is not a string")


@case("VAL-005")
def refuses_an_unknown_field(world: World) -> None:
    status_is(create(world, json={"name": f"{world.run} more", "colour": "red"}), 400, why="an unknown field")


@case("VAL-006")
def refuses_another_content_type(world: World) -> None:
    bodies = {
        "createProject": b'{"name": "text"}',
        "updateProject": b'{"name": "text"}',
        "createVideo": b'{"name": "text"}',
        "processVideo": b"{}",
    }
    answers = {
        name: world.api.call(
            name,
            world.video() if name == "processVideo" else world.project_id(),
            by=world.owner,
            body=body,
            content_type="text/plain",
        )
        for name, body in bodies.items()
    }
    status_everywhere(answers, 415)


@case("VAL-007")
def refuses_another_shape(world: World) -> None:
    values: tuple[Any, ...] = ([], "name", None, 7)
    answers = {repr(value): create(world, json=value) for value in values}
    judge_all(answers, lambda answer: answer.status == 400, "400 to a body that is not an object")


@case("VAL-008")
def refuses_a_bad_rename(world: World) -> None:
    for body in ({}, {"name": ""}, {"name": 7}, {"name": f"{world.run} more", "colour": "red"}):
        answer = world.api.call("updateProject", world.project_id(), by=world.owner, json=body)
        status_is(answer, 400, why="no usable name")


@case("VAL-009")
def refuses_a_bad_video(world: World) -> None:
    for body in ({"name": 7}, {"projectId": ["x"]}, {"projectId": ""}, {"colour": "red"}):
        status_is(
            world.api.call("createVideo", by=world.owner, json=body), 400, why="the document forbids it"
        )


@case("ERR-005")
def survives_extreme_values(world: World) -> None:
    answers = {
        f"page {page}": world.api.call("listVideos", by=world.owner, query=[("page", page)])
        for page in (str(2**31), str(2**63), "1" * 40)
    }
    for text in ("\x00", "a\x00b", "\ud7ff\U0010ffff", "x" * 5000, "%00", "{{7*7}}"):
        answers[repr(text[:9])] = create(world, json={"name": f"{world.run} {text}"})
    answers["nesting"] = create(world, body=b"[" * 2000 + b"]" * 2000, content_type="application/json")
    answers["null byte in an id"] = world.api.call("getProject", "a\x00b", by=world.owner)
    if any(answer.status >= 500 for answer in answers.values()):
        raise Mismatch("an answer that does not blame the server", summed(answers.values()))
