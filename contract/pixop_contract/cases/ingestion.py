"""ING: what the server finds out about media."""

from __future__ import annotations

from typing import Any

from pixop_contract.case import Mismatch, Vacuous, case
from pixop_contract.clip import DURATION_MS, FRAME_RATE, FRAMES, HEIGHT, WIDTH
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import equal, holds, succeeded
from pixop_contract.multipart_form import Part, form
from pixop_contract.world import TERMINAL, World

KNOWN = ("pending", "ingesting", "done", "error")


def status(answer: Exchange) -> str:
    """Return the ingestion status in lower case."""
    return str(answer.get("ingestionState", "ingestionStatus")).lower()


@case("ING-001")
def ends(world: World) -> None:
    ingested = world.ingested()
    last = ingested.progress[-1]
    equal("done", ingested.status, "the ingestion status", last)
    equal(True, last.get("ingestionState", "videoMetadataAvailable"), "videoMetadataAvailable", last)


@case("ING-002")
def measures_the_picture(world: World) -> None:
    record = world.good().record
    metadata = ("video", "ingestion", "metadata")
    equal(WIDTH, record.get(*metadata, "frameWidth"), "the frameWidth", record)
    equal(HEIGHT, record.get(*metadata, "frameHeight"), "the frameHeight", record)
    equal(FRAMES, record.get(*metadata, "totalFrames"), "the totalFrames", record)
    rate = record.get(*metadata, "averageFramerate")
    holds(
        isinstance(rate, int | float) and abs(rate - FRAME_RATE) < 0.1,
        f"the averageFramerate {FRAME_RATE:g}",
        rate,
        record,
    )


@case("ING-003")
def measures_time_and_size(world: World) -> None:
    ingested = world.good()
    metadata = ("video", "ingestion", "metadata")
    length = ingested.record.get(*metadata, "durationInMillis")
    near = isinstance(length, int) and abs(length - DURATION_MS) <= 100
    holds(near, f"a duration of about {DURATION_MS} ms", length, ingested.record)
    size = str(ingested.record.get(*metadata, "size"))
    equal(str(len(ingested.content)), size, "the size", ingested.record)


@case("ING-004")
def names_the_pixel_format(world: World) -> None:
    record = world.good().record
    pixels = ("video", "ingestion", "metadata", "pixelFormat")
    equal("yuv420p", record.get(*pixels, "name"), "the pixel format", record)
    equal("4:2:0", record.get(*pixels, "chromaSubsampling", "yuv"), "the chroma subsampling", record)


@case("ING-005")
def assesses_quality(world: World) -> None:
    record = world.good().record
    metrics = record.get("video", "ingestion", "qualityAssessment", "metrics")
    holds(isinstance(metrics, list) and bool(metrics), "a quality assessment with metrics", metrics, record)
    scores: list[Any] = [metric.get("subjectiveScore") for metric in metrics if isinstance(metric, dict)]
    overall = record.get("video", "ingestion", "qualityAssessment", "overallSubjectiveScore")
    if not all(isinstance(score, int | float) for score in [*scores, overall]):
        raise Mismatch("scores that are numbers", str(scores), record)
    mean = sum(scores) / len(scores)
    holds(abs(overall - mean) <= 0.1, "overallSubjectiveScore the mean of the metrics", overall, record)


@case("ING-006")
def assesses_nothing_in_light_ingestion(world: World) -> None:
    record = world.good("light").record
    found = record.get("video", "ingestion", "qualityAssessment")
    holds(found is None, "no qualityAssessment after light ingestion", found, record)
    equal(WIDTH, record.get("video", "ingestion", "metadata", "frameWidth"), "the frameWidth", record)


@case("ING-007")
def ends_in_error_without_video(world: World) -> None:
    video_id = world.new_video(name="text")
    body, content_type = form(Part(b"this is text, not a movie\n" * 40, "text.mp4"))
    succeeded(world.api.call("uploadMedia", video_id, by=world.owner, body=body, content_type=content_type))
    progress = world.await_ingestion(video_id)
    equal("error", status(progress[-1]), "the ingestion status", progress[-1])
    record = succeeded(world.api.call("getVideo", video_id, by=world.owner))
    told = str(record.get("video", "ingestion", "ingestionState", "ingestionStatus")).lower()
    equal("error", told, "the status in getVideo", record)
    notes = record.get("video", "attributes", "notes")
    holds(isinstance(notes, str) and bool(notes), "the reason in attributes.notes", notes, record)


@case("ING-008")
def agrees_with_the_video(world: World) -> None:
    ingested = world.watched()
    record = ingested.record
    told = str(record.get("video", "ingestion", "ingestionState", "ingestionStatus")).lower()
    equal(ingested.status, told, "the status in getVideo", record)
    equal(ingested.video_id, ingested.progress[-1].get("videoId"), "the videoId", ingested.progress[-1])


@case("ING-009")
def stays_ended(world: World) -> None:
    ingested = world.watched()
    again = succeeded(world.api.call("checkIngestVideoProgress", ingested.video_id, by=world.owner))
    equal(ingested.status, status(again), "the status afterwards", again)
    seen = [status(answer) for answer in ingested.progress[:-1]]
    holds(not TERMINAL & set(seen), "no end before the end", seen, ingested.progress[-1])


@case("ING-010")
def answers_before_the_upload(world: World) -> None:
    answer = succeeded(world.api.call("checkIngestVideoProgress", world.video(), by=world.owner))
    holds(status(answer) not in TERMINAL, "a status that is no end", status(answer), answer)


@case("ING-011")
def uses_known_statuses(world: World) -> str:
    seen = dict.fromkeys(status(answer) for answer in world.watched().progress)
    unknown = sorted(set(seen) - set(KNOWN))
    return f"other than {', '.join(KNOWN)}: {', '.join(unknown)}" if unknown else "none but the known ones"


@case("ING-012")
def names_codec_and_container(world: World) -> None:
    ingested = world.good()
    record = ingested.record
    metadata = ("video", "ingestion", "metadata")
    codec = str(record.get(*metadata, "codecName")).lower()
    holds(codec in ("h264", "avc", "avc1", "h.264"), "the codecName h264", codec, record)
    container = str(record.get(*metadata, "containerName")).lower()
    holds("mp4" in container or "mov" in container, "a containerName of MP4", container, record)
    for name in ("longCodecName", "longContainerName"):
        value = record.get(*metadata, name)
        holds(isinstance(value, str) and bool(value), f"a {name}", value, record)
    size = record.get(*metadata, "videoStreamSize")
    fits = str(size).isdigit() and 0 < int(size) <= len(ingested.content)
    holds(fits, f"a videoStreamSize of at most {len(ingested.content)} bytes", size, record)


@case("ING-013")
def scores_within_the_scale(world: World) -> None:
    record = world.watched().record
    assessment = record.get("video", "ingestion", "qualityAssessment")
    if not isinstance(assessment, dict):
        raise Vacuous("there is no quality assessment")
    metrics = record.items("video", "ingestion", "qualityAssessment", "metrics")
    scores = [item.get("subjectiveScore") for item in metrics]
    for score in (*scores, assessment.get("overallSubjectiveScore")):
        holds(isinstance(score, int | float) and 0 <= score <= 5, "a score from 0 to 5", score, record)


@case("ING-014")
def tells_the_project(world: World) -> None:
    last = world.ingested().progress[-1]
    equal(world.project_id(), last.get("projectId"), "the projectId", last)


@case("ING-015")
def counts_bits_of_one_component(world: World) -> None:
    record = world.good().record
    pixels = ("video", "ingestion", "metadata", "pixelFormat")
    equal(8, record.get(*pixels, "chromaSubsampling", "bits"), "the bits", record)
