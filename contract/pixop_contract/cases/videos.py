"""VID: videos before they have media."""

from __future__ import annotations

from pixop_contract.case import case
from pixop_contract.cases.listing import everything
from pixop_contract.cases.projects import LONG, listed
from pixop_contract.expectation import equal, holds, refused, status_is, succeeded
from pixop_contract.world import World

URLS = ("uploadMediaUrl", "uploadLightMediaUrl", "processVideoUrl")


@case("VID-001")
def creates(world: World) -> None:
    name = f"{world.run} created"
    body = {"name": name, "projectId": world.project_id()}
    answer = succeeded(world.api.call("createVideo", by=world.owner, json=body))
    value = answer.get("videoId")
    holds(isinstance(value, str) and bool(value), "a videoId", value, answer)
    equal(world.project_id(), answer.get("projectId"), "the projectId", answer)


@case("VID-002")
def keeps_what_was_created(world: World) -> None:
    name = f"{world.run} Ünïcode 🎬"
    body = {"name": name, "projectId": world.project_id()}
    created = succeeded(world.api.call("createVideo", by=world.owner, json=body))
    answer = succeeded(world.api.call("getVideo", str(created.get("videoId")), by=world.owner))
    wanted = {
        "id": created.get("videoId"),
        "name": name,
        "projectId": world.project_id(),
        "teamId": world.owner.token_team_id,
        "userId": world.owner.user_id,
    }
    for field, value in wanted.items():
        equal(value, answer.get("video", field), f"the video's {field}", answer)


@case("VID-003")
def hands_out_urls_for_the_next_steps(world: World) -> None:
    answer = succeeded(world.api.call("createVideo", by=world.owner, json={"projectId": world.project_id()}))
    operations = ("uploadMedia", "uploadLightMedia", "processVideo")
    for name, operation in zip(URLS, operations, strict=True):
        url = answer.get(name)
        holds(isinstance(url, str), f"a string {name}", url, answer)
        found = world.document.find("POST", world.api.local_target(str(url)))
        addressed = (found[0].id, found[1]) if found else (None, None)
        same = addressed == (operation, answer.get("videoId"))
        holds(same, f"{name} to address {operation} of the video", str(addressed[0]), answer)


@case("VID-004")
def finds_a_default_project(world: World) -> None:
    before = listed(world)
    answer = succeeded(world.api.call("createVideo", by=world.owner, json={"name": f"{world.run} loose"}))
    project_id = answer.get("projectId")
    holds(isinstance(project_id, str) and bool(project_id), "the default project's id", project_id, answer)
    if project_id not in before:
        world.ledger.adopt("project", str(project_id))
    succeeded(world.api.call("getProject", str(project_id), by=world.owner))


@case("VID-005")
def takes_null_for_not_given(world: World) -> None:
    given = {"name": None, "projectId": world.project_id()}
    status_is(world.api.call("createVideo", by=world.owner, json=given), 200, why="a null name")
    loose = {"name": f"{world.run} null project", "projectId": None}
    before = listed(world)
    answer = status_is(world.api.call("createVideo", by=world.owner, json=loose), 200, why="a null projectId")
    project_id = str(answer.get("projectId"))
    if project_id not in before:
        world.ledger.adopt("project", project_id)


@case("VID-006")
def needs_a_known_project(world: World) -> None:
    body = {"name": f"{world.run} astray", "projectId": world.unknown_id()}
    refused(world.api.call("createVideo", by=world.owner, json=body), "the project is unknown")


@case("VID-007")
def answers_404_to_an_unknown_project(world: World) -> None:
    body = {"name": f"{world.run} astray", "projectId": world.unknown_id()}
    status_is(world.api.call("createVideo", by=world.owner, json=body), 404)


@case("VID-008")
def deletes(world: World) -> None:
    video_id = world.new_video(name="gone")
    answer = succeeded(world.api.call("deleteVideo", video_id, by=world.owner))
    ids = [item.get("videoId") for item in answer.items("deletedVideos")]
    holds(ids == [video_id], "deletedVideos with this video alone", f"{len(ids)} ids", answer)
    for operation in ("getVideo", "checkIngestVideoProgress", "deleteVideo"):
        refused(world.api.call(operation, video_id, by=world.owner), "the video was deleted")


@case("VID-009")
def lists_what_is_there(world: World) -> None:
    project_id = str(world.new_project("list").get("project", "id"))
    kept, gone = world.new_video(project_id, "kept"), world.new_video(project_id, "gone")
    succeeded(world.api.call("deleteVideo", gone, by=world.owner))
    items, answer = everything(world, "listVideos", "videos", query=[("project-id", project_id)])
    ids = [item.get("id") for item in items]
    holds(kept in ids, "a created video in the list", "not in the list", answer)
    holds(gone not in ids, "a deleted video not in the list", "still in the list", answer)
    named = [item for item in items if item.get("name") == f"{world.run} kept"]
    equal(1, len(named), "the number of videos that one request made", answer)
    every, page = everything(world, "listVideos", "videos")
    ids = [item.get("id") for item in every]
    holds(kept in ids, "a created video in the list of all", "not in the list", page)
    holds(gone not in ids, "a deleted video not in the list of all", "still in the list", page)


@case("VID-010")
def deletes_once(world: World) -> None:
    video_id = world.new_video(name="once")
    succeeded(world.api.call("deleteVideo", video_id, by=world.owner))
    refused(world.api.call("deleteVideo", video_id, by=world.owner), "it was deleted before")


@case("VID-011")
def is_not_uploaded_yet(world: World) -> None:
    answer = succeeded(world.api.call("getVideo", world.video(), by=world.owner))
    finished = answer.get("video", "upload", "hasFinishedUploading")
    holds(finished is not True, "hasFinishedUploading false, or no upload", finished, answer)


@case("VID-012")
def gives_each_an_id(world: World) -> None:
    _, videos = world.shelf()
    equal(len(videos), len(set(videos)), "the number of different ids")


@case("VID-013")
def always_has_a_name(world: World) -> None:
    created = succeeded(world.api.call("createVideo", by=world.owner, json={"projectId": world.project_id()}))
    answer = succeeded(world.api.call("getVideo", str(created.get("videoId")), by=world.owner))
    name = answer.get("video", "name")
    holds(isinstance(name, str) and bool(name), "a name that is not empty", name, answer)


@case("VID-014")
def keeps_names_untidied(world: World) -> None:
    name = f"{LONG[:2]}{world.run}{LONG}"
    video_id = str(
        succeeded(
            world.api.call(
                "createVideo", by=world.owner, json={"name": name, "projectId": world.project_id()}
            )
        ).get("videoId")
    )
    kept = succeeded(world.api.call("getVideo", video_id, by=world.owner))
    equal(name, kept.get("video", "name"), "the stored name", kept)


@case("VID-015")
def lists_what_it_reads(world: World) -> None:
    project_id, videos = world.shelf()
    found, page = everything(world, "listVideos", "videos", query=[("project-id", project_id)])
    items = {item.get("id"): item for item in found}
    for video_id in videos[:2]:
        holds(video_id in items, "the video in the list", "not in the list", page)
        told = succeeded(world.api.call("getVideo", video_id, by=world.owner))
        for name in ("name", "projectId", "dateCreated", "timeLastUpdated"):
            equal(told.get("video", name), items[video_id].get(name), f"in the list, the {name}", page)


@case("VID-016")
def originals_have_no_parent(world: World) -> None:
    answer = succeeded(world.api.call("getVideo", world.shelf()[1][0], by=world.owner))
    holds(answer.get("video", "parentId") is None, "no parentId", answer.get("video", "parentId"), answer)
    query = [("project-id", world.shelf()[0])]
    page = succeeded(world.api.call("listVideos", by=world.owner, query=query))
    for item in page.items("_embedded", "videos"):
        holds(item.get("parentId") is None, "no parentId in the list", item.get("parentId"), page)
