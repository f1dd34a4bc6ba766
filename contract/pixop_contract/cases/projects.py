"""PRJ: projects."""

from __future__ import annotations

import time
from typing import Any

from pixop_contract.case import Inconclusive, Mismatch, case
from pixop_contract.cases.listing import everything
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, refused, status_is, succeeded
from pixop_contract.passive.timestamps import date_of, moment
from pixop_contract.poll import until
from pixop_contract.world import World

SCRIPTS = 'Ünïcode – 漢字 – עברית – 🎬 "quoted" it\'s \\ & <b> a/b &amp; &#65; %41 50%+1 ${x} {{y}} --'
LONG = (
    "  spaces  around, a\ttab, a\nline, e\u0301 composed of two, and a length of some three hundred characters:"
    + " 0123456789" * 20
    + " "
)
"""A name that servers like to tidy up."""
CLOCK_TOLERANCE = 120
"""Seconds that a server's clocks may differ."""
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
    kept = succeeded(read(world, identifier(created)))
    for name in ("id", "teamId", "dateCreated"):
        equal(created.get("project", name), answer.get("project", name), f"the project's {name}", answer)
        equal(
            created.get("project", name), kept.get("project", name), f"read again, the project's {name}", kept
        )


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
    items, answer = everything(world, "listProjects", "projects")
    found = [item.get("id") for item in items]
    holds(kept in found, "a created project in the list", "not in the list", answer)
    holds(gone not in found, "a deleted project not in the list", "still in the list", answer)
    named = [item for item in items if item.get("name") == f"{world.run} kept"]
    equal(1, len(named), "the number of projects that one request made", answer)


def listed(world: World) -> set[str]:
    """Return the ids of all projects, from at most 50 pages."""
    return {str(item.get("id")) for item in everything(world, "listProjects", "projects")[0]}


@case("PRJ-009")
def keeps_a_project_with_videos(world: World) -> None:
    project_id = identifier(world.new_project("full"))
    video_id = world.new_video(project_id)
    answer = world.api.call("deleteProject", project_id, by=world.owner)
    refused(answer, "the project has videos")
    succeeded(read(world, project_id))
    succeeded(world.api.call("getVideo", video_id, by=world.owner))


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
    digits = str(int(world.run.rpartition("-")[2], 16))
    for given in (name, digits):
        created = succeeded(world.api.call("createProject", by=world.owner, json={"name": given}))
        equal(given, created.get("project", "name"), "the name", created)
        kept = succeeded(read(world, identifier(created)))
        equal(given, kept.get("project", "name"), "the stored name", kept)


@case("PRJ-013")
def needs_a_name(world: World) -> None:
    refused(world.api.call("createProject", by=world.owner, json={}), "there is no name")


@case("PRJ-014")
def deletes_once(world: World) -> None:
    project_id = identifier(world.new_project("once"))
    succeeded(world.api.call("deleteProject", project_id, by=world.owner))
    refused(world.api.call("deleteProject", project_id, by=world.owner), "it was deleted before")


@case("PRJ-015")
def keeps_names_untidied(world: World) -> None:
    name = f"{LONG[:2]}{world.run}{LONG}"
    created = succeeded(world.api.call("createProject", by=world.owner, json={"name": name}))
    kept = succeeded(read(world, identifier(created)))
    equal(name, kept.get("project", "name"), "the stored name", kept)


@case("PRJ-016")
def keeps_every_character_of_a_new_name(world: World) -> None:
    project_id = identifier(world.new_project("script"))
    name = f"{world.run} {SCRIPTS}"
    # The last one is the one before in other case.
    for new in (name, f"{world.run} {SCRIPTS.swapcase()}"):
        succeeded(rename(world, project_id, new))
        kept = succeeded(read(world, project_id))
        equal(new, kept.get("project", "name"), "the stored name", kept)


@case("PRJ-017")
def lists_what_it_reads(world: World) -> None:
    project_id = identifier(world.new_project("to be listed"))
    succeeded(rename(world, project_id, f"{world.run} listed"))
    read_back = succeeded(read(world, project_id))
    items, page = everything(world, "listProjects", "projects")
    item = next((item for item in items if item.get("id") == project_id), None)
    if item is None:
        raise Mismatch("the project in the list", "not in the list", page)
    for name in ("name", "dateCreated", "timeLastUpdated"):
        equal(read_back.get("project", name), item.get(name), f"in the list, the project's {name}", page)
    old = [item for item in items if item.get("name") == f"{world.run} to be listed"]
    holds(not old, "no project of the old name in the list", f"{len(old)} of that name", page)


@case("PRJ-018")
def is_not_changed_by_reading(world: World) -> None:
    project_id = identifier(world.new_project("read"))
    first = succeeded(read(world, project_id))
    for _ in range(2):
        again = succeeded(read(world, project_id))
        for name in SHOWN:
            equal(first.get("project", name), again.get("project", name), f"read again, the {name}", again)


@case("PRJ-019")
def rename_leaves_others_alone(world: World) -> None:
    other, renamed = world.new_project("neighbour"), world.new_project("renamed")
    succeeded(rename(world, identifier(renamed), f"{world.run} renamed again"))
    kept = succeeded(read(world, identifier(other)))
    for name in SHOWN:
        equal(other.get("project", name), kept.get("project", name), f"the other project's {name}", kept)


@case("PRJ-020")
def deletes_what_has_been_emptied(world: World) -> None:
    project_id = identifier(world.new_project("emptied"))
    for number in range(2):
        video_id = world.new_video(project_id, f"leaves {number}")
        succeeded(world.api.call("deleteVideo", video_id, by=world.owner))
    succeeded(world.api.call("deleteProject", project_id, by=world.owner))


@case("TIME-004")
def are_of_the_present(world: World) -> None:
    project = world.new_project("now")
    video = succeeded(world.api.call("getVideo", world.new_video(name="now"), by=world.owner))
    renamed = succeeded(rename(world, identifier(project), f"{world.run} just now"))
    for answer, kind in ((project, "project"), (video, "video"), (renamed, "project")):
        # What was made a moment ago was changed a moment ago; a rename is of now, whenever the project is from.
        for name in ("dateCreated", "timeLastUpdated"):
            told = moment(answer.get(kind, name))
            if told is None:
                raise Inconclusive(f"{name} cannot be read")
            seconds = abs((told - date_of(answer)).total_seconds())
            holds(
                seconds <= CLOCK_TOLERANCE,
                f"a {kind}'s {name} of now, in UTC",
                f"{seconds:.0f} s off",
                answer,
            )
