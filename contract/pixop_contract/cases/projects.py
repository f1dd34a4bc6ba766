"""PRJ: projects."""

from __future__ import annotations

import time
from typing import Any

from pixop_contract.case import Inconclusive, Mismatch, case
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, refused, status_is, succeeded
from pixop_contract.passive.timestamps import moment
from pixop_contract.poll import until
from pixop_contract.world import World

SCRIPTS = 'Ünïcode – 漢字 – עברית – 🎬 "quoted" \\ & <b>'
SHOWN = ("id", "name", "teamId", "dateCreated", "timeLastUpdated")


def read(world: World, project_id: str) -> Exchange:
    """Read a project."""
    return world.api.call("getProject", project_id, by=world.owner)


def rename(world: World, project_id: str, name: Any) -> Exchange:
    """Rename a project."""
    return world.api.call("updateProject", project_id, by=world.owner, json={"name": name})


def identifier(answer: Exchange) -> str:
    """Return the project's id."""
    return str(answer.get("project", "id"))


@case("PRJ-001")
def creates(world: World) -> None:
    name = f"{world.run} created"
    answer = succeeded(world.api.call("createProject", by=world.owner, json={"name": name}))
    value = answer.get("project", "id")
    holds(isinstance(value, str) and bool(value), "a project id", value, answer)
    equal(name, answer.get("project", "name"), "the project's name", answer)


@case("PRJ-002")
def keeps_what_was_created(world: World) -> None:
    created = world.project()
    answer = succeeded(read(world, world.project_id()))
    for name in SHOWN:
        equal(created.get("project", name), answer.get("project", name), f"the project's {name}", answer)


@case("PRJ-003")
def renames(world: World) -> None:
    created = world.new_project("before")
    name = f"{world.run} after"
    answer = succeeded(rename(world, identifier(created), name))
    equal(name, answer.get("project", "name"), "the answer's name", answer)
    kept = succeeded(read(world, identifier(created)))
    equal(name, kept.get("project", "name"), "the stored name", kept)


@case("PRJ-004")
def belongs_to_the_tokens_team(world: World) -> None:
    answer = world.project()
    equal(world.owner.token_team_id, answer.get("project", "teamId"), "the project's teamId", answer)


@case("PRJ-005")
def rename_changes_nothing_else(world: World) -> None:
    created = world.new_project("same")
    answer = succeeded(rename(world, identifier(created), f"{world.run} same, renamed"))
    for name in ("id", "teamId", "dateCreated"):
        equal(created.get("project", name), answer.get("project", name), f"the project's {name}", answer)


@case("PRJ-006")
def rename_moves_the_time(world: World) -> None:
    created = world.new_project("time")
    before = moment(created.get("project", "timeLastUpdated"))
    if before is None:
        raise Inconclusive("timeLastUpdated cannot be read")
    started = time.monotonic()

    def ask() -> bool:
        answer = succeeded(rename(world, identifier(created), f"{world.run} time"))
        after = moment(answer.get("project", "timeLastUpdated"))
        return after is not None and after > before

    _, moved = until(ask, bool, timeout=3)
    if not moved:
        held = f"the same for {time.monotonic() - started:.0f} s of renaming"
        raise Mismatch("timeLastUpdated to move with a rename", held, cause="time")


@case("PRJ-007")
def deletes(world: World) -> None:
    project_id = identifier(world.new_project("gone"))
    succeeded(world.api.call("deleteProject", project_id, by=world.owner))
    refused(read(world, project_id), "the project was deleted")


@case("PRJ-008")
def lists_what_is_there(world: World) -> None:
    kept, gone = identifier(world.new_project("kept")), identifier(world.new_project("gone too"))
    succeeded(world.api.call("deleteProject", gone, by=world.owner))
    found = listed(world)
    holds(kept in found, "a created project in the list", "not in the list")
    holds(gone not in found, "a deleted project not in the list", "still in the list")


def listed(world: World) -> set[str]:
    """Return the ids of all projects, from at most 50 pages."""
    found: set[str] = set()
    answer = succeeded(world.api.call("listProjects", by=world.owner, query=[("page-size", "100")]))
    for _ in range(50):
        items = answer.get("_embedded", "projects")
        found |= {str(item.get("id")) for item in items or () if isinstance(item, dict)}
        following = answer.get("_links", "next", "href")
        if not isinstance(following, str) or not items:
            return found
        answer = succeeded(world.api.follow(following, by=world.owner))
    raise Inconclusive("the account has more than 50 pages of projects")


@case("PRJ-009")
def keeps_a_project_with_videos(world: World) -> None:
    project_id, videos = world.shelf()
    answer = world.api.call("deleteProject", project_id, by=world.owner)
    refused(answer, "the project has videos")
    succeeded(read(world, project_id))
    succeeded(world.api.call("getVideo", videos[0], by=world.owner))


@case("PRJ-010")
def answers_409_to_a_project_with_videos(world: World) -> None:
    project_id = identifier(world.new_project("busy"))
    world.new_video(project_id)
    status_is(world.api.call("deleteProject", project_id, by=world.owner), 409, why="the project has a video")


@case("PRJ-011")
def gives_each_an_id(world: World) -> None:
    name = "twice"
    equal(False, identifier(world.new_project(name)) == identifier(world.new_project(name)), "equal ids")


@case("PRJ-012")
def keeps_every_character(world: World) -> None:
    name = f"{world.run} {SCRIPTS}"
    created = succeeded(world.api.call("createProject", by=world.owner, json={"name": name}))
    equal(name, created.get("project", "name"), "the name", created)
    kept = succeeded(read(world, identifier(created)))
    equal(name, kept.get("project", "name"), "the stored name", kept)


@case("PRJ-013")
def needs_a_name(world: World) -> None:
    refused(world.api.call("createProject", by=world.owner, json={}), "there is no name")


@case("PRJ-014")
def deletes_once(world: World) -> None:
    project_id = identifier(world.new_project("once"))
    succeeded(world.api.call("deleteProject", project_id, by=world.owner))
    refused(world.api.call("deleteProject", project_id, by=world.owner), "it was deleted before")
