"""Faults in uploads, ingestion, downloads, processing and between teams."""

# ruff: noqa: ARG005 (conditions and changes are called alike, whatever they look at)

import re
from collections.abc import Callable
from typing import Any

from planted_proxy import Answer, Asked, Change, Forward
from planting import (
    accepts,
    ask,
    body,
    header,
    identifier,
    on_answer,
    on_body,
    on_data,
    on_request,
    operation,
    plant,
    planted,
    query,
    with_field,
    with_status,
    with_value,
    without,
)

UPLOADS = "uploadMedia uploadLightMedia"
GETS = "downloadOriginalMedia downloadProcessedMedia"
HEADS = "headOriginalMedia headProcessedMedia"
DOWNLOADS = f"{GETS} {HEADS}"
META = "video.ingestion.metadata"


def is_download(asked: Asked) -> bool:
    return operation(asked) in DOWNLOADS.split()


# Uploads
plant("upload_to_another_project", "UPL-001 UPL-002", with_value(UPLOADS, "projectId", "another"))
plant("upload_of_another_video", "UPL-001 UPL-002", with_value(UPLOADS, "videoId", "another"))
plant("light_upload_of_another_video", "UPL-002", with_value("uploadLightMedia", "videoId", "another"))
plant(
    "upload_progress_url_wrong",
    "UPL-001",
    with_value(UPLOADS, "checkIngestProgressUrl", lambda u: u[:-1] + "x"),
)
plant(
    "upload_process_url_wrong",
    "UPL-001",
    with_value(UPLOADS, "processVideoUrl", lambda u: u.replace("process-video", "video")),
)
plant("file_name_changed", "UPL-003", with_value("getVideo", "video.upload.fileName", lambda n: n.upper()))
plant("file_size_wrong", "UPL-003", with_value("getVideo", "video.upload.fileSize", lambda n: n + 1))
plant(
    "file_type_guessed",
    "UPL-003",
    with_value("getVideo", "video.upload.fileType", "application/octet-stream"),
)
plant("upload_never_finished", "UPL-003", with_value("getVideo", "video.upload.hasFinishedUploading", False))
plant(
    "upload_status_behind",
    "UPL-013",
    with_value(
        "getVideo", "video.upload.uploadState.uploadStatus", lambda s: "PENDING" if s == "DONE" else s
    ),
)
plant(
    "list_without_filename",
    "UPL-004",
    on_data("listVideos", lambda d: [i.pop("filename", 0) for i in d["_embedded"]["videos"]]),
)
plant(
    "list_with_other_filename",
    "UPL-004",
    on_data(
        "listVideos",
        lambda d: [i.update(filename="x.mp4") for i in d["_embedded"]["videos"] if "filename" in i],
    ),
)
plant(
    "field_must_be_file",
    "UPL-005",
    lambda: refuses(lambda a: operation(a) in UPLOADS.split() and b'name="file"' not in a.body, 400),
)
plant(
    "no_form_taken",
    "UPL-006",
    lambda: takes_anything(lambda a: not header(a, "Content-Type").startswith("multipart/")),
)
plant("no_form_400", "UPL-007", with_status(UPLOADS, 415, 400))
plant(
    "empty_file_taken",
    "UPL-008",
    lambda: takes_anything(lambda a: re.search(rb"\r\n\r\n\r\n--", a.body) is not None),
)
plant("two_files_taken", "UPL-009", lambda: takes_anything(lambda a: a.body.count(b"filename=") > 1))
plant("second_upload_taken", "UPL-010", lambda: takes_again())
plant("second_upload_400", "UPL-010", with_status(UPLOADS, 409, 400))
plant(
    "plain_fields_refused",
    "UPL-012",
    lambda: refuses(lambda a: operation(a) in UPLOADS.split() and b'name="note"' in a.body, 400),
)
plant("refused_upload_replaces", "UPL-011 DL-003", lambda: replaced_after_refusal())


def refuses(wrong: Callable[[Asked], bool], status: int) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if wrong(asked) and header(asked, "Authorization"):
            answer = forward(Asked("GET", "/videos/v1/videos", {}, b""))
            answer.no_media(status, "ValidationException")
            return answer
        return forward(asked)

    return change


def takes_anything(wrong: Callable[[Asked], bool]) -> Change:
    """Answer a wrong upload as the last good one, with its video's id."""
    good: list[tuple[str, Answer]] = []

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) in UPLOADS.split():
            if answer.status == 200:
                good.append((identifier(asked), answer))
            elif answer.status in (400, 415) and wrong(asked) and good:
                before, last = good[-1]
                text = last.body.replace(before.encode(), identifier(asked).encode())
                return Answer(200, list(last.headers), text)
        return answer

    return change


def takes_again() -> Change:
    good: list[tuple[str, Answer]] = []

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) in UPLOADS.split():
            if answer.status == 200:
                good.append((identifier(asked), answer))
            elif answer.status == 409 and good:
                before, last = good[-1]
                return Answer(
                    200, list(last.headers), last.body.replace(before.encode(), identifier(asked).encode())
                )
        return answer

    return change


def replaced_after_refusal() -> Change:
    tried: set[str] = set()

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) in UPLOADS.split() and answer.status == 409:
            tried.add(identifier(asked))
        if (
            operation(asked) == "downloadOriginalMedia"
            and identifier(asked) in tried
            and answer.status == 200
        ):
            answer.body = answer.body[:100]
        return answer

    return change


# Ingestion
plant(
    "metadata_unavailable",
    "ING-001",
    with_value("checkIngestVideoProgress", "ingestionState.videoMetadataAvailable", False),
)
plant(
    "ingestion_ends_in_error",
    "ING-001",
    with_value(
        "checkIngestVideoProgress", "ingestionState.ingestionStatus", lambda s: "ERROR" if s == "DONE" else s
    ),
)
for _field, _change, _id in (
    ("frameWidth", lambda v: v * 2, "ING-002"),
    ("frameHeight", lambda v: v + 2, "ING-002"),
    ("totalFrames", lambda v: v - 1, "ING-002"),
    ("averageFramerate", lambda v: v * 2.5, "ING-002"),
    ("durationInMillis", lambda v: v // 1000, "ING-003"),
    ("size", lambda v: v // 1024, "ING-003"),
    ("videoStreamSize", lambda v: v * 1000, "ING-012"),
    ("codecName", "hevc", "ING-012"),
    ("containerName", "mxf", "ING-012"),
    ("longCodecName", "", "ING-012 SCH-008"),
):
    plant(f"metadata_{_field}", _id, with_value("getVideo", f"{META}.{_field}", _change))
plant("pixel_format_wrong", "ING-004", with_value("getVideo", f"{META}.pixelFormat.name", "yuvj444p"))
plant(
    "chroma_as_digits",
    "ING-004 SCH-008",
    with_value("getVideo", f"{META}.pixelFormat.chromaSubsampling.yuv", "420"),
)
plant("bits_per_pixel", "ING-015", with_value("getVideo", f"{META}.pixelFormat.chromaSubsampling.bits", 12))
plant("no_quality", "ING-005", without("getVideo", "video.ingestion.qualityAssessment"))
plant(
    "quality_not_the_mean",
    "ING-005",
    with_value("getVideo", "video.ingestion.qualityAssessment.overallSubjectiveScore", 1.0),
)
plant(
    "quality_out_of_scale",
    "ING-013 SCH-008",
    with_value("getVideo", "video.ingestion.qualityAssessment.metrics.0.subjectiveScore", 93.0),
)
plant(
    "light_with_quality",
    "ING-006",
    on_data(
        "getVideo",
        lambda d: d["video"]["ingestion"].setdefault(
            "qualityAssessment", {"metrics": [], "overallSubjectiveScore": 1.0}
        ),
    ),
)
plant(
    "text_is_done",
    "ING-007",
    with_value(
        "checkIngestVideoProgress", "ingestionState.ingestionStatus", lambda s: "DONE" if s == "ERROR" else s
    ),
)
plant("error_without_notes", "ING-007", with_value("getVideo", "video.attributes", {}))
plant(
    "video_disagrees_with_progress",
    "ING-008",
    with_value(
        "getVideo",
        "video.ingestion.ingestionState.ingestionStatus",
        lambda s: "INGESTING" if s == "DONE" else s,
    ),
)
plant("progress_of_another_video", "ING-008", with_value("checkIngestVideoProgress", "videoId", "another"))
plant(
    "progress_in_another_project", "ING-014", with_value("checkIngestVideoProgress", "projectId", "another")
)
plant(
    "no_progress_before_upload",
    "ING-010",
    on_answer(
        "checkIngestVideoProgress",
        lambda a: (
            a.no_media(404, "NotFoundException")
            if a.json["ingestionState"]["ingestionStatus"] == "PENDING"
            else None
        ),
    ),
)
plant(
    "done_before_upload",
    "ING-010",
    with_value(
        "checkIngestVideoProgress",
        "ingestionState.ingestionStatus",
        lambda s: "DONE" if s == "PENDING" else s,
    ),
)


@planted("ingestion_goes_back", "ING-009")
def ingestion_goes_back() -> Change:
    done: dict[str, int] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        data = answer.json
        asks = operation(asked) == "checkIngestVideoProgress" and answer.status == 200
        if asks and data["ingestionState"]["ingestionStatus"] == "DONE":
            done[identifier(asked)] = done.get(identifier(asked), 0) + 1
            if done[identifier(asked)] > 1:
                data["ingestionState"]["ingestionStatus"] = "INGESTING"
                answer.json = data
        return answer

    return change


# Downloads
def get_body(alter: Callable[[bytes], bytes], operations: str = GETS) -> Callable[[], Change]:
    def change(answer: Answer) -> None:
        answer.body = alter(answer.body)

    return on_answer(operations, change, 200)


plant("last_byte_flipped", "DL-003", get_body(lambda b: b[:-1] + bytes([b[-1] ^ 1])))
plant("last_byte_lost", "DL-003", get_body(lambda b: b[:-1], "downloadOriginalMedia"))
plant("a_byte_more", "DL-003", get_body(lambda b: b + b"\n", "downloadOriginalMedia"))
plant(
    "bytes_as_text",
    "DL-003",
    get_body(lambda b: b.decode("latin-1").encode("utf-8"), "downloadOriginalMedia"),
)
plant("processed_is_cut", "PRC-008", get_body(lambda b: b[:-1], "downloadProcessedMedia"))
plant("no_disposition", "DL-001", with_field(DOWNLOADS, "Content-Disposition", None))
plant("disposition_without_name", "DL-001", with_field(DOWNLOADS, "Content-Disposition", "attachment"))
plant(
    "fixed_name", "DL-004", with_field(DOWNLOADS, "Content-Disposition", 'attachment; filename="video.mp4"')
)
plant(
    "name_in_ascii",
    "DL-005",
    with_field(
        "downloadOriginalMedia headOriginalMedia",
        "Content-Disposition",
        lambda v: re.sub(r"; ?filename\*=[^;]*", "", v),
    ),
)
plant("head_length_wrong", "DL-006", with_field(HEADS, "Content-Length", lambda v: str(int(v) + 1)))
plant("head_length_zero", "DL-006", with_field("headOriginalMedia", "Content-Length", "0"))
plant("head_of_another_type", "DL-007", with_field(HEADS, "Content-Type", "text/html"))
plant("head_without_etag", "ETAG-001 DL-007", with_field(HEADS, "ETag", None))
plant("media_as_html", "HTTP-011", with_field(GETS, "Content-Type", "text/html", 200))
plant("media_without_type", "HTTP-011", with_field(GETS, "Content-Type", None, 200))
plant("no_media_409", "DL-009", with_status(DOWNLOADS, 404, 409))
plant(
    "empty_media_before_upload",
    "DL-008",
    on_answer(
        "downloadOriginalMedia",
        lambda a: (a.drop("Content-Type"), setattr(a, "status", 200), setattr(a, "body", b""))[0],
        404,
    ),
)
plant("head_of_the_unknown", "DL-010 ERR-002", with_status(HEADS, 404, 200))
plant("head_refused_otherwise", "DL-010", with_status(HEADS, 404, 403))


@planted("media_outlive_the_video", "DL-011")
def media_outlive_the_video() -> Change:
    kept: dict[str, Answer] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "downloadOriginalMedia":
            if answer.status == 200:
                kept[asked.path] = answer
            elif answer.status == 404 and asked.path in kept:
                return kept[asked.path]
        return answer

    return change


@planted("original_as_processed", "DL-012")
def original_as_processed() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) in ("downloadProcessedMedia", "headProcessedMedia") and answer.status == 404:
            asked.target = asked.target.replace("/processed/", "/original/")
            return forward(asked)
        return answer

    return change


# Entity tags
plant("no_etag", "ETAG-001", with_field(DOWNLOADS, "ETag", None))
plant(
    "no_etag_on_processed", "ETAG-001", with_field("downloadProcessedMedia headProcessedMedia", "ETag", None)
)
plant("etag_without_quotes", "ETAG-002", with_field("*", "ETag", lambda v: v.strip('"')))
plant("etag_half_quoted", "ETAG-002", with_field("*", "ETag", lambda v: v[:-1]))
plant("weak_etags", "ETAG-003", with_field("*", "ETag", lambda v: f"W/{v}"))
plant("304_without_etag", "ETAG-004", with_field(DOWNLOADS, "ETag", None, 304))
plant("304_with_another_etag", "ETAG-004 ETAG-014", with_field(DOWNLOADS, "ETag", '"another"', 304))
plant("head_with_another_etag", "ETAG-005", with_field("headOriginalMedia", "ETag", '"another"'))
plant("one_etag_for_all", "ETAG-012", with_field(DOWNLOADS, "ETag", '"media"'))
plant("etag_of_the_size", "ETAG-012", lambda: etag_of_the_size())


def etag_of_the_size() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if is_download(asked) and answer.status in (200, 206, 304):
            size = answer.header("Content-Length")
            if answer.status == 206:
                size = str(answer.header("Content-Range")).rpartition("/")[2]
            if answer.status == 200 and size:
                answer.set("ETag", f'"{size}"')
        return answer

    return change


@planted("etag_of_the_moment", "ETAG-005")
def etag_of_the_moment() -> Change:
    count = [0]

    def alter(answer: Answer) -> None:
        count[0] += 1
        answer.set("ETag", f'"{count[0]}"')

    return on_answer(DOWNLOADS, alter)()


def conditional(alter: Callable[[Asked, str], None]) -> Callable[[], Change]:
    def change(asked: Asked) -> None:
        value = header(asked, "If-None-Match")
        if value:
            alter(asked, value)

    return on_request(DOWNLOADS, change)


def without_condition(asked: Asked, _value: str) -> None:
    asked.headers.pop("If-None-Match", None)


plant("never_304", "ETAG-006", conditional(without_condition))
plant("never_304_to_head", "ETAG-011", on_request(HEADS, lambda a: without_condition(a, "")))
plant("lists_not_read", "ETAG-008", conditional(lambda a, v: without_condition(a, v) if "," in v else None))
plant("star_not_read", "ETAG-009", conditional(lambda a, v: without_condition(a, v) if v == "*" else None))
plant(
    "weak_never_matches",
    "ETAG-010",
    conditional(lambda a, v: without_condition(a, v) if v.startswith("W/") else None),
)
plant("always_304", "ETAG-007", conditional(lambda a, v: a.headers.update({"If-None-Match": "*"})))
plant(
    "never_304_for_processed",
    "PRC-009",
    on_request("downloadProcessedMedia headProcessedMedia", lambda a: without_condition(a, "")),
)
plant(
    "range_before_tag",
    "ETAG-013",
    on_request(DOWNLOADS, lambda a: without_condition(a, "") if header(a, "Range") else None),
)

# Ranges


def ranged(
    pattern: str, alter: Callable[[Asked, "re.Match[str]"], None], operations: str = GETS
) -> Callable[[], Change]:
    def change(asked: Asked) -> None:
        match = re.fullmatch(pattern, header(asked, "Range"))
        if match:
            alter(asked, match)

    return on_request(operations, change)


def no_range(asked: Asked, _match: Any = None) -> None:
    asked.headers.pop("Range", None)


def new_range(value: Callable[["re.Match[str]"], str]) -> Callable[[Asked, "re.Match[str]"], None]:
    return lambda asked, match: asked.headers.update({"Range": value(match)})


plant("range_ignored", "RNG-005", ranged(".*", no_range))
plant("range_ignored_for_processed", "PRC-009", ranged(".*", no_range, "downloadProcessedMedia"))
plant("open_range_ignored", "RNG-007", ranged(r"bytes=\d+-", no_range))
plant("suffix_ignored", "RNG-008", ranged(r"bytes=-\d+", no_range))
plant(
    "suffix_from_the_front",
    "RNG-008",
    ranged(r"bytes=-(\d+)", new_range(lambda m: f"bytes=0-{int(m[1]) - 1}")),
)
plant("suffix_one_more", "RNG-008", ranged(r"bytes=-(\d+)", new_range(lambda m: f"bytes=-{int(m[1]) + 1}")))
plant(
    "end_exclusive",
    "RNG-005 RNG-006",
    ranged(r"bytes=(\d+)-(\d+)", new_range(lambda m: f"bytes={m[1]}-{max(int(m[1]), int(m[2]) - 1)}")),
)
plant(
    "start_one_late",
    "RNG-006",
    ranged(
        r"bytes=([1-9]\d*)-(\d+)",
        new_range(lambda m: f"bytes={int(m[1]) + 1}-{max(int(m[1]) + 1, int(m[2]))}"),
    ),
)
plant("past_end_416", "RNG-009", lambda: past_end_416())
plant("no_content_range", "RNG-001", with_field(GETS, "Content-Range", None, 206))
plant(
    "content_range_off",
    "RNG-002",
    with_field(GETS, "Content-Range", lambda v: re.sub(r"-(\d+)/", lambda m: f"-{int(m[1]) + 1}/", v), 206),
)
plant(
    "content_range_wrong_size",
    "RNG-005 RNG-006 RNG-002",
    with_field(GETS, "Content-Range", lambda v: re.sub(r"/(\d+)", lambda m: f"/{int(m[1]) + 7}", v), 206),
)
plant(
    "content_range_malformed",
    "RNG-002",
    with_field(GETS, "Content-Range", lambda v: v.replace("bytes ", "bytes="), 206),
)
plant("416_without_size", "RNG-003", with_field(GETS, "Content-Range", None, 416))
plant("416_with_wrong_size", "RNG-023", with_field(GETS, "Content-Range", "bytes */7", 416))
plant("no_accept_ranges", "RNG-004", with_field(DOWNLOADS, "Accept-Ranges", None))
plant("unsatisfiable_400", "RNG-012", with_status(GETS, 416, 400))
plant("unsatisfiable_whole", "RNG-012", lambda: unsatisfiable("200"))
plant("unsatisfiable_empty_206", "RNG-013", lambda: unsatisfiable("206"))
plant("other_unit_416", "RNG-014", ranged(r"frames=.*", new_range(lambda m: "bytes=99999999-")))
plant("other_unit_as_bytes", "RNG-014", ranged(r"frames=(.*)", new_range(lambda m: f"bytes={m[1]}")))
plant("garbage_416", "RNG-015", ranged(r"bytes=a-b|bytes", new_range(lambda m: "bytes=99999999-")))
plant("inverted_swapped", "RNG-015", ranged(r"bytes=9-5", new_range(lambda m: "bytes=5-9")))
plant("first_of_several", "RNG-016", ranged(r"(bytes=[^,]+),.*", new_range(lambda m: m[1])))
plant("if_range_ignored", "RNG-019", on_request(GETS, lambda a: a.headers.pop("If-Range", None)))
plant(
    "if_range_never_holds",
    "RNG-018",
    on_request(GETS, lambda a: no_range(a) if header(a, "If-Range") else None),
)
plant("part_without_etag", "RNG-020 ETAG-001", with_field(GETS, "ETag", None, 206))
plant("part_with_own_etag", "RNG-020", with_field(GETS, "ETag", '"part"', 206))
plant("head_206", "RNG-021", lambda: head_206())
plant(
    "part_is_shifted",
    "RNG-005 RNG-006",
    on_answer(GETS, lambda a: setattr(a, "body", a.body[1:] + a.body[:1]), 206),
)
plant("part_as_200", "RNG-005", with_status("downloadOriginalMedia", 206, 200))
plant(
    "second_half_of_start",
    "RNG-022 RNG-007 RNG-006",
    ranged(r"bytes=(\d{3,})-(\d*)", new_range(lambda m: "bytes=0-" + m[2])),
)


def past_end_416() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        match = re.fullmatch(r"bytes=\d+-(\d+)", header(asked, "Range"))
        answer = forward(asked)
        if match and answer.status == 206:
            *_, size = map(int, re.findall(r"\d+", str(answer.header("Content-Range"))))
            if int(match[1]) > size - 1:
                answer.no_media(416, "RangeNotSatisfiableException")
                answer.set("Content-Range", f"bytes */{size}")
        return answer

    return change


def unsatisfiable(kind: str) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "downloadOriginalMedia" and answer.status == 416:
            if kind == "200":
                no_range(asked)
                return forward(asked)
            size = str(answer.header("Content-Range")).rpartition("/")[2]
            answer.status, answer.body = 206, b""
            answer.set("Content-Type", "application/octet-stream")
            answer.set("Content-Range", f"bytes {size}-{size}/{size}")
        return answer

    return change


def head_206() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) in HEADS.split() and header(asked, "Range") and answer.status == 200:
            answer.status = 206
            answer.set("Content-Range", f"bytes 0-9/{answer.header('Content-Length')}")
            answer.set("Content-Length", "10")
        return answer

    return change


# Processing
STATE = "processingState.processingProgressPercent"
plant("processing_of_another_source", "PRC-001", with_value("processVideo", "sourceVideoId", "another"))
plant("processing_in_another_project", "PRC-001", with_value("processVideo", "projectId", "another"))
plant(
    "processing_urls_swapped",
    "PRC-001",
    on_data(
        "processVideo",
        lambda d: d.update(checkProgressUrl=d["downloadMediaUrl"], downloadMediaUrl=d["checkProgressUrl"]),
    ),
)
plant(
    "progress_120",
    "PRC-002 SCH-014",
    with_value("checkProcessVideoProgress", STATE, lambda p: p * 1.2 if p else p),
)
plant("progress_negative", "PRC-002 SCH-014", with_value("checkProcessVideoProgress", STATE, -1))
plant("progress_of_the_source", "PRC-002", with_value("checkProcessVideoProgress", "videoId", "another"))
plant(
    "progress_not_100_at_end",
    "PRC-024",
    on_data(
        "checkProcessVideoProgress",
        lambda d: (
            d["processingState"].update(processingProgressPercent=55)
            if d["processingState"]["processingStatus"] == "DONE"
            else None
        ),
    ),
)
plant(
    "processing_ends_in_error",
    "PRC-004",
    with_value(
        "checkProcessVideoProgress",
        "processingState.processingStatus",
        lambda s: "ERROR" if s == "DONE" else s,
    ),
)
plant(
    "result_of_another_size",
    "PRC-005",
    on_body(
        "processVideo",
        lambda d: (
            d["resolution"].update(width=256, height=192) if d["resolution"].get("width") == 128 else None
        ),
    ),
)
plant(
    "result_too_long",
    "PRC-005",
    on_body(
        "processVideo",
        lambda d: (
            d.__delitem__("range")
            if d["range"].get("endPositionMilliseconds") == 500
            and d["range"]["startPositionMilliseconds"] == 0
            else None
        ),
    ),
)
plant(
    "result_of_another_codec",
    "PRC-005",
    on_body(
        "processVideo",
        lambda d: (
            d["mediaContainerCodec"].update(codec="hevc")
            if d["mediaContainerCodec"] == {"container": "mp4", "codec": "h264"}
            else None
        ),
    ),
)
plant(
    "echo_without_range",
    "PRC-006",
    without("getVideo", "video.processing.processingParameters.sourceVideo.endPositionMilliseconds"),
)
plant(
    "echo_of_another_codec",
    "PRC-006",
    with_value("getVideo", "video.processing.processingParameters.targetVideo.codec.name", "hevc"),
)
plant(
    "echo_of_another_size",
    "PRC-006",
    with_value("getVideo", "video.processing.processingParameters.targetVideo.frameWidth", 64),
)
plant(
    "child_without_parent",
    "PRC-007",
    on_data("listVideos", lambda d: [i.pop("parentId", 0) for i in d["_embedded"]["videos"]]),
)
plant("child_in_another_project", "PRC-025", lambda: child_elsewhere())
plant("processed_is_the_original", "PRC-008", lambda: serves_original())
plant("processing_without_media", "PRC-010", lambda: processing_without_media())
plant("processing_too_early_400", "PRC-011", with_status("processVideo", 409, 400))
plant("bad_values_422", "PRC-020", with_status("processVideo", 400, 422))
plant("progress_of_originals", "PRC-021", lambda: progress_of_originals())
plant("processed_past_end_400", "PRC-023", with_status("downloadProcessedMedia", 416, 400))
plant(
    "children_forgotten",
    "PRC-022",
    on_data("deleteVideo", lambda d: d.update(deletedVideos=d["deletedVideos"][:1])),
)


def bad(path: str, values: Callable[[Any], bool]) -> Callable[[Asked], bool]:
    def wrong(asked: Asked) -> bool:
        data = body(asked)
        for step in path.split("."):
            data = data[step]
        return values(data)

    return wrong


SMALL = {"range": {"startPositionMilliseconds": 0, "endPositionMilliseconds": 100}}
for _name, _id, _wrong in (
    ("unknown_container", "PRC-012", bad("mediaContainerCodec.container", lambda v: v == "avi")),
    ("unknown_codec", "PRC-012", bad("mediaContainerCodec.codec", lambda v: v == "vp9")),
    ("unknown_scaler", "PRC-012", bad("scaler", lambda v: v == "best")),
    ("unknown_denoiser", "PRC-012", bad("denoiser", lambda v: v == "best")),
    ("unknown_tag", "PRC-012", bad("resolution.tag", lambda v: v == "sd")),
    ("tiny_bitrate", "PRC-013", bad("bitrate.mbps", lambda v: v < 0.01)),
    ("huge_bitrate", "PRC-013", bad("bitrate.mbps", lambda v: v > 4000)),
    ("width_15", "PRC-013", bad("resolution.width", lambda v: v == 15)),
    ("height_4321", "PRC-013", bad("resolution.height", lambda v: v == 4321)),
    ("negative_start", "PRC-013", bad("range.startPositionMilliseconds", lambda v: v < 0)),
    (
        "tag_and_size",
        "PRC-014",
        lambda a: "tag" in body(a)["resolution"] and "width" in body(a)["resolution"],
    ),
    (
        "width_alone",
        "PRC-014",
        lambda a: "width" in body(a)["resolution"] and "height" not in body(a)["resolution"],
    ),
    (
        "prores_without_profile",
        "PRC-015",
        lambda a: body(a)["mediaContainerCodec"]["codec"] == "prores" and "appleProresProfile" not in body(a),
    ),
    (
        "stray_profile",
        "PRC-015",
        lambda a: body(a)["mediaContainerCodec"]["codec"] == "h264" and "dnxhdHrProfile" in body(a),
    ),
    (
        "prores_in_mp4",
        "PRC-016",
        lambda a: body(a)["mediaContainerCodec"] == {"container": "mp4", "codec": "prores"},
    ),
    (
        "clarity_with_any_scaler",
        "PRC-017",
        lambda a: body(a)["clarityBoost"] == "low" and body(a)["scaler"] == "scale",
    ),
    (
        "empty_range",
        "PRC-018",
        lambda a: (
            body(a)["range"]["startPositionMilliseconds"] >= body(a)["range"]["endPositionMilliseconds"]
        ),
    ),
    ("range_past_the_end", "PRC-019", bad("range.endPositionMilliseconds", lambda v: v > 1000)),
    (
        "unknown_field",
        "PRC-026",
        lambda a: (
            isinstance(body(a), dict)
            and not set(body(a))
            <= {
                "mediaContainerCodec",
                "scaler",
                "resolution",
                "range",
                "bitrate",
                "denoiser",
                "deinterlacer",
                "stabilizer",
                "clarityBoost",
                "appleProresProfile",
                "dnxhdHrProfile",
                "chromaSubsampling",
            }
        ),
    ),
    ("text_bitrate", "PRC-026", lambda a: isinstance(body(a)["bitrate"]["mbps"], str)),
    ("float_width", "PRC-026", lambda a: isinstance(body(a)["resolution"]["width"], float)),
):
    plant(f"processing_takes_{_name}", _id, accepts("processVideo", _wrong, SMALL))


def child_elsewhere() -> Change:
    def alter(data: Any) -> None:
        if "processing" in data["video"]:
            data["video"]["projectId"] = "another"

    return on_data("getVideo", alter)()


def serves_original() -> Change:
    source: dict[str, str] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "processVideo" and answer.status == 200:
            source[answer.json["processedVideoId"]] = identifier(asked)
        if (
            operation(asked) == "downloadProcessedMedia"
            and identifier(asked) in source
            and answer.status < 400
        ):
            asked.target = f"/media/v1/download/original/{source[identifier(asked)]}"
            return forward(asked)
        return answer

    return change


def processing_without_media() -> Change:
    good: list[Answer] = []

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "processVideo":
            if answer.status == 200:
                good.append(answer)
            elif answer.status == 409:
                url = "http://127.0.0.1:1"
                answer.status = 200
                answer.json = {
                    "sourceVideoId": identifier(asked),
                    "processedVideoId": "made-up",
                    "projectId": "x",
                    "checkProgressUrl": f"{url}/videos/v1/check-process-video-progress/made-up",
                    "downloadMediaUrl": f"{url}/media/v1/download/processed/made-up",
                }
        return answer

    return change


def progress_of_originals() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "checkProcessVideoProgress" and answer.status == 404:
            found = ask(asked, forward, "GET", f"/videos/v1/video/{identifier(asked)}")
            if found.status == 200:
                state = {
                    "updatedAt": "2020-11-13 09:40:02",
                    "processingStatus": "PENDING",
                    "processingProgressPercent": 0,
                }
                found.json = {"videoId": identifier(asked), "processingState": state}
                return found
        return answer

    return change


@planted("progress_falls", "PRC-003")
def progress_falls() -> Change:
    asked_for = [0]

    def alter(data: Any) -> None:
        asked_for[0] += 1
        if data["processingState"]["processingStatus"] != "DONE":
            data["processingState"]["processingProgressPercent"] = max(1, 90 - asked_for[0] * 10)

    return on_data("checkProcessVideoProgress", alter)()


@planted("children_survive", "PRC-022")
def children_survive() -> Change:
    kept: dict[str, Answer] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "processVideo" and answer.status == 200:
            made = answer.json["processedVideoId"]
            kept[made] = ask(asked, forward, "GET", f"/videos/v1/video/{made}")
        if operation(asked) == "getVideo" and answer.status == 404 and identifier(asked) in kept:
            return kept[identifier(asked)]
        return answer

    return change


# Teams
def leak(operations: str) -> Callable[[], Change]:
    """Let anyone do with a thing what its maker may."""

    def make() -> Change:
        makers: dict[str, str] = {}

        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            name = operation(asked)
            if answer.status == 200 and name in ("createProject", "createVideo"):
                data = answer.json
                makers[data["videoId"] if name == "createVideo" else data["project"]["id"]] = header(
                    asked, "Authorization"
                )
            key = identifier(asked)
            if name == "createVideo" and isinstance(body(asked), dict):
                key = str(body(asked).get("projectId"))
            maker = makers.get(key)
            if (
                name in operations.split()
                and answer.status == 404
                and maker
                and header(asked, "Authorization")
            ):
                asked.headers["Authorization"] = maker
                return forward(asked)
            return answer

        return change

    return make


READ, WRITE, LISTED, MEDIA = "ISO-001 ISO-005", "ISO-002 ISO-006", "ISO-003 ISO-007", "ISO-004 ISO-008"
for _name in ("getProject", "getVideo", "checkIngestVideoProgress"):
    plant(f"leak_{_name}", READ, leak(_name))
for _name in (
    "updateProject",
    "deleteProject",
    "deleteVideo",
    "uploadMedia",
    "uploadLightMedia",
    "processVideo",
    "createVideo",
):
    plant(f"leak_{_name}", f"{WRITE} ISO-013", leak(_name))
for _name in ("downloadOriginalMedia", "headOriginalMedia"):
    plant(f"leak_{_name}", MEDIA, leak(_name))
for _name in ("downloadProcessedMedia", "checkProcessVideoProgress", "headProcessedMedia"):
    plant(f"leak_{_name}", "ISO-013 ISO-004 ISO-008", lambda name=_name: leak_processed(name))


def leak_processed(name: str) -> Change:
    makers: dict[str, str] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "processVideo" and answer.status == 200:
            makers[answer.json["processedVideoId"]] = header(asked, "Authorization")
        maker = makers.get(identifier(asked))
        if (
            operation(asked) == name
            and answer.status == 404
            and maker
            and header(asked, "Authorization") != maker
        ):
            asked.headers["Authorization"] = maker
            return forward(asked)
        return answer

    return change


def list_leak(name: str, filtered: bool) -> Callable[[], Change]:
    def make() -> Change:
        makers: list[str] = []

        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            if operation(asked) in ("createProject", "createVideo") and answer.status == 200 and not makers:
                makers.append(header(asked, "Authorization"))
            wanted = ("project-id" in query(asked)) == filtered
            lists = operation(asked) == name and answer.status == 200 and wanted
            if lists and makers and header(asked, "Authorization") != makers[0]:
                asked.headers["Authorization"] = makers[0]
                return forward(asked)
            return answer

        return change

    return make


plant("leak_project_list", LISTED, list_leak("listProjects", False))
plant("leak_video_list", LISTED, list_leak("listVideos", False))
plant("leak_filtered_list", LISTED, list_leak("listVideos", True))
plant("foreign_ids_403", "ISO-009", lambda: foreign(403))
plant("foreign_ids_400", "ISO-009 ISO-010", lambda: foreign(400))


def foreign(status: int) -> Change:
    """Answer otherwise where the id exists."""
    made: set[str] = set()

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        data = answer.json
        if answer.status == 200 and operation(asked) in ("createProject", "createVideo"):
            made.add(data["videoId"] if "videoId" in data else data["project"]["id"])
        if (
            answer.status == 404
            and identifier(asked) in made
            and operation(asked) in ("getProject", "getVideo")
        ):
            listed = ask(asked, forward, "GET", "/videos/v1/projects?page-size=100")
            if listed.status == 200:
                answer.status = status
        return answer

    return change
