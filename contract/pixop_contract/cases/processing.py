"""PRC: processing, its rules and its result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pixop_contract.case import case
from pixop_contract.cases.downloads import FIELDS
from pixop_contract.cases.ranges import SECTIONS
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, judge_all, refused, status_is, succeeded
from pixop_contract.multipart_form import Part, form
from pixop_contract.world import PROCESSING, World


def process(world: World, body: Mapping[str, Any], video_id: str | None = None) -> Exchange:
    """Ask for a processing of the ingested clip."""
    return world.api.call("processVideo", video_id or world.good().video_id, by=world.owner, json=dict(body))


def target(container: str | None, codec: str, **more: Any) -> dict[str, Any]:
    """Return a request for a codec."""
    pair = {"codec": codec} if container is None else {"container": container, "codec": codec}
    return {"mediaContainerCodec": pair, **more}


NOT_PERMITTED: Mapping[str, dict[str, Any]] = {
    "container avi": target("avi", "h264"),
    "codec vp9": target("mov", "vp9"),
    "yuv 4:2:1": {"chromaSubsampling": {"yuv": "4:2:1", "bits": 8}},
    "bits 9": {"chromaSubsampling": {"yuv": "4:2:0", "bits": 9}},
    "deinterlacer best": {"deinterlacer": "best"},
    "denoiser best": {"denoiser": "best"},
    "stabilizer best": {"stabilizer": "best"},
    "scaler best": {"scaler": "best"},
    "tag sd": {"resolution": {"tag": "sd"}},
    "clarityBoost max": {"scaler": "pabsr1", "clarityBoost": "max"},
    "appleProresProfile best": target("mov", "prores", appleProresProfile="best"),
    "dnxhdHrProfile best": target("mov", "dnxhd", dnxhdHrProfile="best"),
}
OUT_OF_BOUNDS: Mapping[str, dict[str, Any]] = {
    "mbps 0.001": {"bitrate": {"mbps": 0.001}},
    "mbps 4000.5": {"bitrate": {"mbps": 4000.5}},
    "width 15": {"resolution": {"width": 15, "height": 16}},
    "width 7681": {"resolution": {"width": 7681, "height": 4320}},
    "height 15": {"resolution": {"width": 16, "height": 15}},
    "height 4321": {"resolution": {"width": 7680, "height": 4321}},
    "start -1": {"range": {"startPositionMilliseconds": -1}},
}
BOTH_SIZES: Mapping[str, dict[str, Any]] = {
    "tag with width and height": {"resolution": {"tag": "hd_1080p", "width": 1920, "height": 1080}},
    "width alone": {"resolution": {"width": 128}},
    "height alone": {"resolution": {"height": 96}},
}
PROFILES: Mapping[str, dict[str, Any]] = {
    "prores without a profile": target("mov", "prores"),
    "dnxhd without a profile": target("mov", "dnxhd"),
    "a ProRes profile with h264": target("mov", "h264", appleProresProfile="hq"),
    "a DNxHD profile with h264": target("mov", "h264", dnxhdHrProfile="dnxhr_sq"),
    "a ProRes profile without a codec": {"appleProresProfile": "hq"},
}
PAIRS: Mapping[str, dict[str, Any]] = {
    "mp4 with prores": target("mp4", "prores", appleProresProfile="hq"),
    "mxf with hevc": target("mxf", "hevc"),
    "mts with xdcam": target("mts", "xdcam"),
    "mov with xdcam": target("mov", "xdcam"),
}


def answers(world: World, requests: Mapping[str, dict[str, Any]]) -> dict[str, Exchange]:
    """Send requests; jobs that start by mistake are deleted with the run's other videos."""
    return {name: process(world, body) for name, body in requests.items()}


def all_refused(world: World, requests: Mapping[str, dict[str, Any]]) -> None:
    """Expect a refusal of every request, and name those that were accepted."""
    given = answers(world, requests)
    accepted = [name for name, answer in given.items() if answer.ok]
    expected = f"a refusal of {', '.join(accepted or given)}"
    judge_all(given, lambda answer: 400 <= answer.status < 500, expected)


def all_400(world: World, requests: Mapping[str, dict[str, Any]]) -> None:
    """Expect 400 to every request."""
    given = answers(world, requests)
    others = [f"{name}: {answer.status}" for name, answer in given.items() if answer.status != 400]
    judge_all(given, lambda answer: answer.status == 400, f"400 ({'; '.join(others)})")


@case("PRC-001")
def accepts(world: World) -> None:
    source = world.good()
    answer = world.processed().accepted
    equal(source.video_id, answer.get("sourceVideoId"), "the sourceVideoId", answer)
    equal(world.project_id(), answer.get("projectId"), "the projectId", answer)
    made = answer.get("processedVideoId")
    holds(made != source.video_id, "a processedVideoId of its own", "the source's id", answer)
    urls = {"checkProgressUrl": "checkProcessVideoProgress", "downloadMediaUrl": "downloadProcessedMedia"}
    for name, operation in urls.items():
        found = world.document.find("GET", world.api.local_target(str(answer.get(name))))
        same = found is not None and (found[0].id, found[1]) == (operation, made)
        holds(same, f"{name} to address {operation} of the new video", answer.get(name), answer)


@case("PRC-002")
def tells_progress(world: World) -> None:
    for answer in world.processed().progress:
        percent = answer.get("processingState", "processingProgressPercent")
        inside = isinstance(percent, int | float) and 0 <= percent <= 100
        holds(inside, "processingProgressPercent from 0 to 100", percent, answer)
        equal(world.processed().video_id, answer.get("videoId"), "the videoId", answer)


@case("PRC-003")
def never_goes_back(world: World) -> None:
    before = 0.0
    for answer in world.processed().progress:
        percent = answer.get("processingState", "processingProgressPercent")
        if isinstance(percent, int | float):
            holds(percent >= before, "progress that never falls", f"{percent} after {before}", answer)
            before = percent


@case("PRC-004")
def ends(world: World) -> None:
    equal("done", world.processed().status, "the processing status", world.processed().progress[-1])


@case("PRC-005")
def makes_what_was_asked(world: World) -> None:
    record = world.finished().record
    metadata = ("video", "ingestion", "metadata")
    size = PROCESSING["resolution"]
    equal(size["width"], record.get(*metadata, "frameWidth"), "the frameWidth", record)
    equal(size["height"], record.get(*metadata, "frameHeight"), "the frameHeight", record)
    codec = str(record.get(*metadata, "codecName")).lower()
    holds(codec == "h264", "the codecName h264", codec, record)
    length = record.get(*metadata, "durationInMillis")
    holds(isinstance(length, int) and abs(length - 500) <= 150, "a duration of about 500 ms", length, record)


@case("PRC-006")
def echoes_its_parameters(world: World) -> None:
    record = world.finished().record
    parameters = ("video", "processing", "processingParameters")
    clip = PROCESSING["range"]
    for name, value in clip.items():
        equal(value, record.get(*parameters, "sourceVideo", name), name, record)
    wanted = PROCESSING["mediaContainerCodec"]
    for name in ("container", "codec"):
        equal(wanted[name], record.get(*parameters, "targetVideo", name, "name"), f"the {name}", record)
    size = PROCESSING["resolution"]
    equal(size["width"], record.get(*parameters, "targetVideo", "frameWidth"), "the frameWidth", record)
    equal(size["height"], record.get(*parameters, "targetVideo", "frameHeight"), "the frameHeight", record)


@case("PRC-007")
def is_a_child_of_its_source(world: World) -> None:
    made, source = world.processed().video_id, world.good().video_id
    answer = succeeded(world.api.call("listVideos", by=world.owner, query=[("parent-id", source)]))
    items = {item.get("id"): item for item in answer.items("_embedded", "videos")}
    holds(made in items, "the processed video under its source", "not in the list", answer)
    equal(source, items[made].get("parentId"), "the parentId", answer)
    holds(source not in items, "no original under itself", "the source in the list", answer)
    record = world.processed().record
    parent = record.get("video", "parentId")
    holds(parent in (None, source), "in getVideo, the source as parentId, or none", parent, record)
    other = world.api.call("listVideos", by=world.owner, query=[("parent-id", world.video())])
    if other.ok:
        equal([], other.get("_embedded", "videos"), "under a video that was not processed, the videos", other)


@case("PRC-008")
def downloads(world: World) -> None:
    finished = world.finished()
    url = str(finished.accepted.get("downloadMediaUrl"))
    answer = succeeded(world.api.follow(url, by=world.owner))
    size = finished.record.get("video", "ingestion", "metadata", "size")
    equal(str(size), str(len(answer.response.body)), "as metadata.size, the number of bytes", answer)
    holds(
        answer.response.body != world.good().content, "another file than the original", "the original", answer
    )
    direct = succeeded(world.api.call("downloadProcessedMedia", finished.video_id, by=world.owner))
    holds(
        direct.response.body == answer.response.body, "the same file by id and by URL", "other bytes", direct
    )


@case("PRC-009")
def downloads_with_conditions(world: World) -> None:
    video_id = world.result_id()
    got = succeeded(world.api.call("downloadProcessedMedia", video_id, by=world.owner))
    headed = succeeded(world.api.call("headProcessedMedia", video_id, by=world.owner))
    equal(got.header("ETag"), headed.header("ETag"), "HEAD's ETag", headed)
    size = len(got.response.body)
    length = headed.header("Content-Length")
    holds(length in (None, str(size)), f"Content-Length {size}, or none, from HEAD", length, headed)
    for section in SECTIONS:
        value = section.value.format(size=size, last=size - 1, past=size + 5000)
        part = world.api.call("downloadProcessedMedia", video_id, by=world.owner, headers=[("Range", value)])
        status_is(part, 206)
        first, last = section.first % size, section.last % size
        holds(
            part.response.body == got.response.body[first : last + 1],
            f"{value} of the file",
            "other bytes",
            part,
        )
    tag = got.header("ETag")
    if tag is not None:
        again = [("If-None-Match", tag)]
        for operation in ("downloadProcessedMedia", "headProcessedMedia"):
            status_is(world.api.call(operation, video_id, by=world.owner, headers=again), 304)


@case("PRC-023")
def refuses_a_section_past_the_end(world: World) -> None:
    video_id = world.result_id()
    got = succeeded(world.api.call("downloadProcessedMedia", video_id, by=world.owner))
    past = [("Range", f"bytes={len(got.response.body)}-")]
    status_is(world.api.call("downloadProcessedMedia", video_id, by=world.owner, headers=past), 416)


@case("PRC-010")
def refuses_before_the_ingestion(world: World) -> None:
    refused(process(world, {}, world.video()), "there is no media to process")


@case("PRC-011")
def answers_409_before_the_ingestion(world: World) -> None:
    status_is(process(world, {}, world.video()), 409)


@case("PRC-012")
def refuses_values_not_permitted(world: World) -> None:
    all_refused(world, NOT_PERMITTED)


@case("PRC-013")
def refuses_numbers_out_of_bounds(world: World) -> None:
    all_refused(world, OUT_OF_BOUNDS)


@case("PRC-014")
def takes_a_tag_or_a_size(world: World) -> None:
    all_refused(world, BOTH_SIZES)


@case("PRC-015")
def binds_profiles_to_codecs(world: World) -> None:
    all_400(world, PROFILES)


@case("PRC-016")
def binds_codecs_to_containers(world: World) -> None:
    all_400(world, PAIRS)


@case("PRC-017")
def binds_clarity_to_super_resolution(world: World) -> None:
    all_400(world, {"clarityBoost with scale": {"scaler": "scale", "clarityBoost": "low"}})


@case("PRC-018")
def refuses_a_range_that_is_empty(world: World) -> None:
    inverted = {"startPositionMilliseconds": 500, "endPositionMilliseconds": 500}
    all_400(world, {"start at the end": {"range": inverted}})


@case("PRC-019")
def refuses_a_range_past_the_end(world: World) -> None:
    past = {"startPositionMilliseconds": 0, "endPositionMilliseconds": 600_000}
    all_refused(world, {"an end after the end": {"range": past}})


@case("PRC-020")
def refuses_with_400(world: World) -> None:
    all_400(world, {**NOT_PERMITTED, **OUT_OF_BOUNDS, **BOTH_SIZES})


@case("PRC-021")
def knows_no_processing_of_an_original(world: World) -> None:
    answer = world.api.call("checkProcessVideoProgress", world.good().video_id, by=world.owner)
    status_is(answer, 404, why="the video was not made by processing")


@case("PRC-022")
def deletes_with_the_original(world: World) -> None:
    source = world.new_video(name="cascade")
    from_upload = world.good().content
    answer = world.api.call("uploadLightMedia", source, by=world.owner, **_form(from_upload))
    succeeded(answer)
    world.await_ingestion(source)
    made = str(succeeded(process(world, PROCESSING, source)).get("processedVideoId"))
    deleted = succeeded(world.api.call("deleteVideo", source, by=world.owner))
    entries = deleted.items("deletedVideos")
    ids = {item.get("videoId") for item in entries if isinstance(item, dict)}
    holds(
        ids == {source, made},
        "deletedVideos with the original and the processed video",
        f"{len(ids)} ids",
        deleted,
    )
    for operation in ("getVideo", "checkProcessVideoProgress", "downloadProcessedMedia"):
        refused(world.api.call(operation, made, by=world.owner), "its original was deleted")
    listed = world.api.call("listVideos", by=world.owner, query=[("parent-id", source)])
    if not listed.ok:
        refused(listed, "the parent was deleted")
        return
    equal([], listed.get("_embedded", "videos"), "the videos under the deleted original", listed)


def _form(content: bytes) -> dict[str, Any]:
    body, content_type = form(Part(content))
    return {"body": body, "content_type": content_type}


@case("PRC-024")
def ends_at_100_percent(world: World) -> None:
    last = world.processed().progress[-1]
    if world.processed().status == "done":
        percent = last.get("processingState", "processingProgressPercent")
        equal(100, percent, "the percentage of a processing that is DONE", last)


@case("PRC-025")
def belongs_to_who_asked(world: World) -> None:
    record = world.processed().record
    wanted = {
        "id": world.processed().video_id,
        "projectId": world.processed().accepted.get("projectId"),
        "teamId": world.owner.token_team_id,
        "userId": world.owner.user_id,
    }
    for name, value in wanted.items():
        equal(value, record.get("video", name), f"the processed video's {name}", record)


WRONG_SHAPES: Mapping[str, dict[str, Any]] = {
    "an unknown field": {"colour": "red"},
    "an unknown field inside": {"resolution": {"width": 128, "height": 96, "depth": 3}},
    "text as bitrate": {"bitrate": {"mbps": "5"}},
    "a width with a fraction": {"resolution": {"width": 128.5, "height": 96}},
    "a number as scaler": {"scaler": 1},
    "a list as range": {"range": [0, 500]},
}


@case("PRC-026")
def refuses_other_shapes(world: World) -> None:
    all_400(world, WRONG_SHAPES)


@case("PRC-027")
def leaves_the_original_alone(world: World) -> None:
    source = world.good()
    world.finished()
    record = succeeded(world.api.call("getVideo", source.video_id, by=world.owner))
    for name in ("name", "projectId", "dateCreated", "ingestion", "upload", "parentId", "processing"):
        equal(source.record.get("video", name), record.get("video", name), f"the original's {name}", record)
    kept = succeeded(world.api.call("downloadOriginalMedia", source.video_id, by=world.owner))
    holds(kept.response.body == source.content, "the original's bytes", "other bytes", kept)


@case("PRC-028")
def tells_the_same_to_head(world: World) -> None:
    video_id = world.result_id()
    got = succeeded(world.api.call("downloadProcessedMedia", video_id, by=world.owner))
    headed = succeeded(world.api.call("headProcessedMedia", video_id, by=world.owner))
    for name in FIELDS:
        equal(got.header(name), headed.header(name), f"HEAD's {name}", headed)


@case("PRC-029")
def stays_ended(world: World) -> None:
    finished = world.finished()
    again = succeeded(world.api.call("checkProcessVideoProgress", finished.video_id, by=world.owner))
    status = str(again.get("processingState", "processingStatus")).lower()
    equal(finished.status, status, "the status afterwards", again)
    told = finished.record.get("video", "processing", "processingState", "processingStatus")
    if told is not None:
        equal(finished.status, str(told).lower(), "the status in getVideo", finished.record)


@case("PRC-030")
def names_the_result(world: World) -> None:
    name = world.processed().record.get("video", "name")
    holds(isinstance(name, str) and bool(name), "a name that is not empty", name, world.processed().record)


OTHERWISE: Mapping[str, Any] = target(
    "mov",
    "h264",
    scaler="scale",
    resolution={"tag": "hd_1080p"},
    range={"startPositionMilliseconds": 700, "endPositionMilliseconds": 1000},
)
"""A request that shares nothing with the one that most is judged by."""


@case("PRC-031")
def makes_what_was_asked_otherwise(world: World) -> None:
    accepted = succeeded(process(world, OTHERWISE))
    made = str(accepted.get("processedVideoId"))
    status = world.await_processing(made)[-1].get("processingState", "processingStatus")
    equal("done", str(status).lower(), "the processing status")
    record = succeeded(world.api.call("getVideo", made, by=world.owner))
    metadata = ("video", "ingestion", "metadata")
    sides = [record.get(*metadata, name) for name in ("frameWidth", "frameHeight")]
    holds(1920 in sides or 1080 in sides, "1920 wide or 1080 high", sides, record)
    length = record.get(*metadata, "durationInMillis")
    holds(isinstance(length, int) and abs(length - 300) <= 150, "a duration of about 300 ms", length, record)
    parameters = ("video", "processing", "processingParameters")
    equal("mov", record.get(*parameters, "targetVideo", "container", "name"), "the container", record)
    start = record.get(*parameters, "sourceVideo", "startPositionMilliseconds")
    equal(700, start, "startPositionMilliseconds", record)


@case("PRC-032")
def makes_a_video_each_time(world: World) -> None:
    source = world.good().video_id
    finished = world.finished()
    again = succeeded(process(world, PROCESSING))
    made = str(again.get("processedVideoId"))
    holds(made != finished.video_id, "a processedVideoId of its own", "that of the request before", again)
    deleted = succeeded(world.api.call("deleteVideo", made, by=world.owner))
    ids = [item.get("videoId") for item in deleted.items("deletedVideos")]
    equal([made], ids, "deletedVideos", deleted)
    for kept in (source, finished.video_id):
        succeeded(world.api.call("getVideo", kept, by=world.owner))
    refused(world.api.call("checkProcessVideoProgress", made, by=world.owner), "the video was deleted")
