"""UPL: media on its way in."""

from __future__ import annotations

from pixop_contract.case import Vacuous, case
from pixop_contract.cases.listing import everything
from pixop_contract.clip import clip, variant
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, refused, status_is, succeeded
from pixop_contract.multipart_form import Part, form
from pixop_contract.world import MEDIA_TYPES, World

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
    for kind in ("full", "light"):
        video_id, content, filename, _ = world.uploaded(kind)
        answer = succeeded(world.api.call("getVideo", video_id, by=world.owner))
        equal(filename, answer.get("video", "upload", "fileName"), "the fileName", answer)
        equal(str(len(content)), str(answer.get("video", "upload", "fileSize")), "the fileSize", answer)
        equal(MEDIA_TYPES[kind], answer.get("video", "upload", "fileType"), "the fileType", answer)
        equal(True, answer.get("video", "upload", "hasFinishedUploading"), "hasFinishedUploading", answer)


@case("UPL-004")
def lists_the_filename(world: World) -> None:
    video_id, _, filename, _ = world.uploaded("full")
    items, answer = everything(world, "listVideos", "videos", query=[("project-id", world.project_id())])
    for item in items:
        if item.get("id") == video_id:
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


@case("UPL-013")
def tells_that_it_is_done(world: World) -> None:
    answer = succeeded(world.api.call("getVideo", world.uploaded()[0], by=world.owner))
    told = str(answer.get("video", "upload", "uploadState", "uploadStatus")).lower()
    equal("done", told, "the uploadStatus", answer)


@case("UPL-014")
def reads_chunks(world: World) -> None:
    video_id = world.new_video(name="in chunks")
    body, content_type = form(Part(clip()))
    answer = world.api.call(
        "uploadMedia", video_id, by=world.owner, body=body, content_type=content_type, chunked=True
    )
    if answer.status == 411:
        raise Vacuous("the server asks for a Content-Length")
    succeeded(answer)
    kept = succeeded(world.api.call("downloadOriginalMedia", video_id, by=world.owner))
    holds(kept.response.body == clip(), "the bytes that were uploaded", kept.response.body, kept)


@case("UPL-015")
def goes_to_its_video(world: World) -> None:
    first, second = world.new_video(name="first of two"), world.new_video(name="second of two")
    sent = {first: variant("the first of two"), second: variant("another one")}
    for video_id, content in sent.items():
        succeeded(upload(world, video_id, Part(content)))
    for video_id, content in sent.items():
        kept = succeeded(world.api.call("downloadOriginalMedia", video_id, by=world.owner))
        holds(kept.response.body == content, "each video's own bytes", "other bytes", kept)


@case("UPL-016")
def leaves_the_video_alone(world: World) -> None:
    video_id = world.new_video(name="to be filled")
    before = succeeded(world.api.call("getVideo", video_id, by=world.owner))
    succeeded(upload(world, video_id, Part(clip(), "another name.mp4")))
    after = succeeded(world.api.call("getVideo", video_id, by=world.owner))
    for name in ("id", "name", "projectId", "teamId", "userId", "dateCreated"):
        equal(
            before.get("video", name),
            after.get("video", name),
            f"after the upload, the video's {name}",
            after,
        )
