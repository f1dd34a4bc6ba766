"""HTTP: what every server on the web keeps to."""

from __future__ import annotations

from pixop_contract.case import Vacuous, case
from pixop_contract.expectation import equal, holds, judge_all, refused, status_is, succeeded, summed
from pixop_contract.world import World

PATHS = ("/videos/v1/projects", "/accounts/v1/account", "/videos/v1/project")


@case("HTTP-013")
def refuses_other_methods(world: World) -> None:
    answers = {path: world.api.send("PATCH", path, by=world.owner, json={}) for path in PATHS}
    judge_all(answers, lambda answer: answer.status >= 400, "a refusal of PATCH")


@case("HTTP-014")
def answers_405_to_other_methods(world: World) -> None:
    for path in PATHS:
        answer = status_is(world.api.send("PATCH", path, by=world.owner, json={}), 405)
        allowed = {part.strip().upper() for part in (answer.header("Allow") or "").split(",")}
        known = {item.method for item in world.document.operations.values() if item.path == path}
        holds(known <= allowed, f"Allow with {', '.join(sorted(known))}", answer.header("Allow"), answer)


@case("HTTP-015")
def knows_no_other_paths(world: World) -> None:
    refused(world.api.send("GET", "/videos/v1/no-such-thing", by=world.owner), "there is no such path")


@case("HTTP-016")
def takes_a_charset(world: World) -> None:
    body = f'{{"name": "{world.run} charset ü"}}'.encode()
    answer = world.api.call(
        "createProject", by=world.owner, body=body, content_type="application/json; charset=UTF-8"
    )
    succeeded(answer)


@case("HTTP-017")
def takes_an_early_expectation(world: World) -> None:
    body = {"name": f"{world.run} expectation"}
    answer = succeeded(world.api.call("createProject", by=world.owner, json=body, expect_continue=True))
    if answer.response.version == "HTTP/1.0":
        raise Vacuous("an HTTP/1.0 server knows no expectations")
    holds(100 in answer.response.interim, "100 Continue before the body is sent", "none", answer)


@case("HTTP-018")
def needs_no_content_type_without_a_body(world: World) -> None:
    for operation in ("getAccount", "listProjects", "verifyToken"):
        succeeded(world.api.call(operation, by=world.owner))


@case("HTTP-019")
def takes_a_needless_content_type(world: World) -> None:
    for operation in ("getAccount", "listProjects", "verifyToken"):
        succeeded(world.api.call(operation, by=world.owner, content_type="application/json"))


@case("HTTP-020")
def takes_an_empty_query(world: World) -> None:
    succeeded(world.api.send("GET", "/videos/v1/projects?", by=world.owner))


@case("HTTP-023")
def tells_about_unknown_parameters(world: World) -> str:
    query = [("trace", "1")]
    answers = [world.api.call(name, by=world.owner, query=query) for name in ("getAccount", "listProjects")]
    return f"an unknown query parameter: {summed(answers)}"


@case("HTTP-024")
def takes_any_accept(world: World) -> None:
    for accept in (None, "*/*"):
        for operation in ("getAccount", "listProjects"):
            succeeded(world.api.call(operation, by=world.owner, accept=accept))


@case("HTTP-025")
def reads_chunks(world: World) -> None:
    name = f"{world.run} in chunks"
    answer = world.api.call("createProject", by=world.owner, json={"name": name}, chunked=True)
    if answer.status == 411:
        raise Vacuous("the server asks for a Content-Length")
    equal(name, succeeded(answer).get("project", "name"), "the name", answer)
