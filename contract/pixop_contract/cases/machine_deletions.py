"""ROB: deletions in orders that are made by machine, and what answers after each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from pixop_contract.case import Blocked, Mismatch, case
from pixop_contract.cases.listing import everything
from pixop_contract.cases.uploads import upload
from pixop_contract.clip import clip, variant
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import told
from pixop_contract.multipart_form import Part
from pixop_contract.world import PROCESSING, World, once

READS = (
    "getVideo",
    "checkIngestVideoProgress",
    "downloadOriginalMedia",
    "headOriginalMedia",
)
RESULT_READS = ("checkProcessVideoProgress", "downloadProcessedMedia", "headProcessedMedia")
ORDERS = 2
PROJECT, EMPTY, FILLED, SOURCE, RESULT = "project", "empty video", "filled video", "source", "result"


@dataclass
class Tree:
    """A project with videos, by what they are."""

    ids: dict[str, str]
    gone: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Sightings:
    """What departed: answers of what was deleted, and refusals of what was not."""

    ghosts: tuple[tuple[str, Exchange], ...]
    losses: tuple[tuple[str, Exchange], ...]


@lru_cache(maxsize=1)
def orders() -> tuple[tuple[str, ...], ...]:
    """Return orders of deletions, the same in each run: in one the result goes before its source, in one after it."""
    from hypothesis import strategies

    from pixop_contract.drawing import drawn

    made = drawn(strategies.permutations((PROJECT, EMPTY, FILLED, SOURCE, RESULT)), 30)[5:]
    first = next(order for order in made if order.index(SOURCE) < order.index(RESULT))
    second = next(order for order in made if order.index(SOURCE) > order.index(RESULT))
    return tuple(first), tuple(second)


@once
def sightings(world: World) -> Sightings:
    """Delete in every order, and look at everything after each deletion."""
    trees = [planted(world, number) for number in range(ORDERS)]
    for tree in trees:
        for video in (SOURCE, FILLED):
            progress = world.await_ingestion(tree.ids[video])
            if str(progress[-1].get("ingestionState", "ingestionStatus")).lower() != "done":
                raise Blocked("ING-001", "the ingestion did not end well")
        process(world, tree)
    for tree in trees:
        world.await_processing(tree.ids[RESULT])
    ghosts: list[tuple[str, Exchange]] = []
    losses: list[tuple[str, Exchange]] = []
    for tree, order in zip(trees, orders(), strict=True):
        for name in (*order, PROJECT):
            if name in tree.gone:
                continue
            delete(world, tree, name)
            look(world, tree, f"after the deletion of the {name}", ghosts, losses)
    return Sightings(tuple(ghosts), tuple(losses))


def planted(world: World, number: int) -> Tree:
    """Make a project with an empty video and two that have media."""
    project_id = str(world.new_project(f"tree {number}").get("project", "id"))
    tree = Tree({PROJECT: project_id})
    for name in (EMPTY, FILLED, SOURCE):
        tree.ids[name] = world.new_video(project_id, f"{name} {number}")
    for name, content in ((FILLED, clip()), (SOURCE, variant(f"tree {number}"))):
        answer = upload(world, tree.ids[name], Part(content), operation="uploadLightMedia")
        if not answer.ok:
            raise Blocked("UPL-002", f"uploadLightMedia answered {answer.status}")
    return tree


def process(world: World, tree: Tree) -> None:
    """Have the source processed."""
    answer = world.api.call("processVideo", tree.ids[SOURCE], by=world.owner, json=PROCESSING)
    video_id = answer.get("processedVideoId")
    if not answer.ok or not isinstance(video_id, str):
        raise Blocked("PRC-001", f"processVideo answered {answer.status}")
    tree.ids[RESULT] = video_id


def delete(world: World, tree: Tree, name: str) -> None:
    """Delete one thing; what is below it goes with it, if the server agrees."""
    operation = "deleteProject" if name == PROJECT else "deleteVideo"
    answer = world.api.call(operation, tree.ids[name], by=world.owner)
    if answer.ok:
        below = {PROJECT: set(tree.ids), SOURCE: {SOURCE, RESULT}}.get(name, {name})
        tree.gone |= below
    elif name != PROJECT:
        raise Blocked("VID-008", f"deleteVideo answered {answer.status}")


def look(
    world: World,
    tree: Tree,
    when: str,
    ghosts: list[tuple[str, Exchange]],
    losses: list[tuple[str, Exchange]],
) -> None:
    """Read everything of a tree in every way."""
    for name, identifier in tree.ids.items():
        reads: tuple[str, ...] = ("getProject",) if name == PROJECT else READS
        reads += RESULT_READS if name == RESULT else ()
        for operation in reads if name in tree.gone else reads[:1]:
            answer = world.api.call(operation, identifier, by=world.owner)
            if name in tree.gone and answer.ok:
                ghosts.append((f"{operation} of the {name} {when}", answer))
            if name not in tree.gone and 400 <= answer.status < 500:
                losses.append((f"{operation} of the {name} {when}", answer))
    if PROJECT in tree.gone:
        return
    try:
        items, page = everything(world, "listVideos", "videos", query=[("project-id", tree.ids[PROJECT])])
    except Mismatch:
        if tree.gone.issuperset({*tree.ids} - {PROJECT}):
            return  # a list of nothing may be refused
        raise
    listed = {item.get("id") for item in items}
    for name, identifier in tree.ids.items():
        if name in tree.gone and identifier in listed:
            ghosts.append((f"the {name} in the list {when}", page))
        if name not in (*tree.gone, PROJECT) and identifier not in listed:
            losses.append((f"the {name} missing from the list {when}", page))


@case("ROB-016")
def nothing_answers_that_was_deleted(world: World) -> None:
    for what, answer in sightings(world).ghosts:
        raise Mismatch("nothing of what was deleted", f"{what}: {told(answer)}", answer, cause="deletions")


@case("ROB-017")
def everything_else_stays(world: World) -> None:
    for what, answer in sightings(world).losses:
        raise Mismatch("what was not deleted", f"{what}: {told(answer)}", answer, cause="deletions")
