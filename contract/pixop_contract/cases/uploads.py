"""UPL: media on its way in."""

from __future__ import annotations

from pixop_contract.case import case
from pixop_contract.clip import clip
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, refused, status_is, succeeded
from pixop_contract.multipart_form import Part, form
from pixop_contract.world import World

UPLOADS = ("uploadMedia", "uploadLightMedia")


def upload(world: World, video_id: str, *parts: Part, operation: str = "uploadMedia") -> Exchange:
    """Upload a form."""
    body, content_type = form(*parts)
    return world.api.call(operation, video_id, by=world.owner, body=body, content_type=content_type)


def judge_answer(world: World, kind: str) -> None:
    """Judge the answer to an upload."""
    video_id, _, _, answer = world.uploaded(kind)
    equal(video_id, answer.get("videoId"), "the videoId", answer)
    equal(world.project_id(), answer.get("projectId"), "the projectId", answer)
    wanted = {
        "checkIngestProgressUrl": ("GET", "checkIngestVideoProgress"),
        "processVideoUrl": ("POST", "processVideo"),
    }
    for name, (method, operation) in wanted.items():
        found = world.document.find(method, world.api.local_target(str(answer.get(name))))
        same = found is not None and (found[0].id, found[1]) == (operation, video_id)
        holds(same, f"{name} to address {operation} of the video", answer.get(name), answer)


@case("UPL-001")
def takes_media(world: World) -> None:
    judge_answer(world, "full")


@case("UPL-002")
def takes_media_for_light_ingestion(world: World) -> None:
    judge_answer(world, "light")


@case("UPL-003")
def tells_about_the_file(world: World) -> None:
    video_id, content, filename, _ = world.uploaded("full")
    answer = succeeded(world.api.call("getVideo", video_id, by=world.owner))
    equal(filename, answer.get("video", "upload", "fileName"), "the fileName", answer)
    equal(str(len(content)), str(answer.get("video", "upload", "fileSize")), "the fileSize", answer)
    equal("video/mp4", answer.get("video", "upload", "fileType"), "the fileType", answer)
    equal(True, answer.get("video", "upload", "hasFinishedUploading"), "hasFinishedUploading", answer)


@case("UPL-004")
def lists_the_filename(world: World) -> None:
    video_id, _, filename, _ = world.uploaded("full")
    query = [("project-id", world.project_id()), ("page-size", "100")]
    answer = succeeded(world.api.call("listVideos", by=world.owner, query=query))
    for item in answer.get("_embedded", "videos") or ():
        if isinstance(item, dict) and item.get("id") == video_id:
            equal(filename, item.get("filename"), "the filename in the list", answer)
            return
    holds(False, "the video in the list", "not in the list", answer)


@case("UPL-005")
def hands_out_a_url_to_upload_to(world: World) -> None:
    created = world.api.call("createVideo", by=world.owner, json={"projectId": world.project_id()})
    url = succeeded(created).get("uploadMediaUrl")
    holds(isinstance(url, str), "a string uploadMediaUrl", url, created)
    # The name of the form field is free: this one is what one of the vendor's clients sends.
    body, content_type = form(Part(clip(), "other.mp4", name="other.mp4"))
    succeeded(world.api.follow(str(url), by=world.owner, method="POST", body=body, content_type=content_type))


@case("UPL-006")
def needs_a_form(world: World) -> None:
    answer = world.api.call(
        "uploadMedia", world.video(), by=world.owner, body=clip(), content_type="video/mp4"
    )
    refused(answer, "the body is not multipart/form-data")


@case("UPL-007")
def answers_415_without_a_form(world: World) -> None:
    for name in UPLOADS:
        answer = world.api.call(name, world.video(), by=world.owner, body=clip(), content_type="video/mp4")
        status_is(answer, 415)


@case("UPL-008")
def refuses_an_empty_file(world: World) -> None:
    video_id = world.new_video(name="empty")
    for name in UPLOADS:
        status_is(upload(world, video_id, Part(b""), operation=name), 400, why="the file is empty")


@case("UPL-009")
def takes_one_file(world: World) -> None:
    video_id = world.new_video(name="one file")
    status_is(upload(world, video_id, Part(clip()), Part(clip(), "second.mp4")), 400, why="two files")
    status_is(upload(world, video_id, Part(b"text", None)), 400, why="no file")


@case("UPL-010")
def takes_media_once(world: World) -> None:
    for name in UPLOADS:
        answer = upload(world, world.uploaded("full")[0], Part(clip()), operation=name)
        status_is(answer, 409, why="the upload is done")


@case("UPL-011")
def keeps_the_first_upload(world: World) -> None:
    video_id, content, _, _ = world.uploaded("full")
    if upload(world, video_id, Part(clip())).ok:
        return  # another server may replace it; what it keeps then is its own affair
    kept = succeeded(world.api.call("downloadOriginalMedia", video_id, by=world.owner))
    holds(kept.response.body == content, "the first upload after a refused second", kept.response.body, kept)


@case("UPL-012")
def ignores_plain_fields(world: World) -> None:
    video_id = world.new_video(name="fields")
    succeeded(upload(world, video_id, Part(b"a note", None, name="note"), Part(clip())))
