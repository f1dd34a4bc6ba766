"""Faults in messages and media of kinds that the catalogue lacked; written before anybody looked what is found.

Requirements that came of them were added to their labels afterwards.
"""

# ruff: noqa: ARG005 (conditions and changes are called alike, whatever they look at)

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from planted_proxy import Answer, Asked, Change, Forward
from planting import (
    header,
    held_out,
    hold_out,
    identifier,
    on_answer,
    on_data,
    on_request,
    operation,
    query,
    with_field,
    with_status,
    with_value,
)

UPLOADS = "uploadMedia uploadLightMedia"
GETS = "downloadOriginalMedia downloadProcessedMedia"
HEADS = "headOriginalMedia headProcessedMedia"
DOWNLOADS = f"{GETS} {HEADS}"
MOMENT = rb'"(\d{4}-\d\d-\d\d) (\d\d):(\d\d):(\d\d)"'


def each(alter: Callable[[Asked, Answer], None]) -> Callable[[], Change]:
    """Alter answers with a look at the request."""

    def make() -> Change:
        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            alter(asked, answer)
            return answer

        return change

    return make


def content(
    operations: str, alter: Callable[[bytes], bytes], status: int | None = None
) -> Callable[[], Change]:
    """Alter the bytes of answers."""

    def change(answer: Answer) -> None:
        answer.body = alter(answer.body)

    return on_answer(operations, change, status)


def refusing(wrong: Callable[[Asked], bool], status: int) -> Callable[[], Change]:
    """Refuse what should be taken."""

    def change(asked: Asked, answer: Answer) -> None:
        if wrong(asked) and answer.status < 400:
            answer.no_media(status, "SomeException")

    return each(change)


# JSON and its type
hold_out("json_in_utf16", "HTTP-009", content("getProject", lambda b: b.decode().encode("utf-16")))
hold_out(
    "json_in_declared_latin_1",
    "HTTP-009",
    on_answer(
        "getProject getVideo createProject",
        lambda a: (
            setattr(a, "body", a.body.decode().encode("latin-1", "backslashreplace")),
            a.set("Content-Type", "application/json; charset=iso-8859-1"),
        )[0],
    ),
)
hold_out(
    "json_wrong_charset",
    "HTTP-008 HTTP-009 HTTP-026",
    with_field("*", "Content-Type", lambda v: f"{v}; charset=iso-8859-1" if "json" in v else v, 200),
)
hold_out("json_as_text_json", "HTTP-008", with_field("checkIngestVideoProgress", "Content-Type", "text/json"))
hold_out("problem_json", "ERR-001", with_field("*", "Content-Type", "application/problem+json", 404))
hold_out("mark_before_errors", "ERR-001", content("*", lambda b: b"\xef\xbb\xbf" + b, 400))
hold_out("comment_after_json", "HTTP-009", content("deleteVideo", lambda b: b + b"\n<!-- 3 ms -->"))
hold_out(
    "infinite_total",
    "HTTP-009",
    content("listProjects", lambda b: re.sub(rb'"totalFound": ?\d+', b'"totalFound": Infinity', b)),
)
hold_out(
    "links_twice",
    "HTTP-012",
    content("listVideos", lambda b: re.sub(rb'"self": ?(\{[^}]*\})', rb'"self":\1,"self":\1', b)),
)
hold_out("error_message_empty", "ERR-001", on_data("*", lambda d: d.update(errorMessage=""), 404))
hold_out(
    "error_message_object",
    "ERR-001",
    on_data("*", lambda d: d.update(errorMessage={"text": d["errorMessage"]}), 400),
)
hold_out(
    "errors_under_error",
    "ERR-001",
    each(lambda q, a: setattr(a, "json", {"error": a.json}) if a.status == 409 else None),
)
hold_out(
    "empty_json_of_progress", "SCH-012 ING-001 HTTP-009", content("checkIngestVideoProgress", lambda b: b"")
)

# Types of fields
hold_out(
    "bits_as_text",
    "SCH-008 SCH-015 ING-015",
    with_value("getVideo", "video.ingestion.metadata.pixelFormat.chromaSubsampling.bits", str),
)
hold_out(
    "total_frames_as_text",
    "SCH-008 SCH-015 ING-002",
    with_value("getVideo", "video.ingestion.metadata.totalFrames", str),
)
hold_out(
    "total_found_as_text",
    "SCH-006 SCH-009 SCH-015",
    on_data(
        "listVideos listProjects",
        lambda d: d["_embedded"].update(totalFound=str(d["_embedded"]["totalFound"])),
    ),
)
hold_out(
    "finished_as_one", "SCH-008 UPL-003", with_value("getVideo", "video.upload.hasFinishedUploading", int)
)
hold_out(
    "percent_as_text",
    "SCH-014 PRC-002",
    with_value("checkProcessVideoProgress", "processingState.processingProgressPercent", lambda v: f"{v}%"),
)
hold_out(
    "framerate_as_fraction",
    "SCH-008 ING-002",
    with_value("getVideo", "video.ingestion.metadata.averageFramerate", lambda v: f"{int(v)}/1"),
)
hold_out(
    "filename_null_in_lists",
    "SCH-016",
    on_data("listVideos", lambda d: [i.setdefault("filename", None) for i in d["_embedded"]["videos"]]),
)
hold_out(
    "parent_empty_in_lists",
    "VID-016 SCH-009 SCH-015",
    on_data("listVideos", lambda d: [i.setdefault("parentId", "") for i in d["_embedded"]["videos"]]),
)
hold_out(
    "status_of_no_enumeration",
    "ING-001 ING-008 SCH-012",
    with_value(
        "checkIngestVideoProgress",
        "ingestionState.ingestionStatus",
        lambda s: "FINISHED" if s == "DONE" else s,
    ),
)
hold_out(
    "urls_without_scheme",
    "VID-003 SCH-007",
    on_data("createVideo", lambda d: d.update(uploadMediaUrl=d["uploadMediaUrl"].replace("http://", ""))),
)
hold_out(
    "deleted_videos_as_texts",
    "SCH-010 VID-008",
    with_value("deleteVideo", "deletedVideos", lambda v: [i["videoId"] for i in v]),
)


# Times
def shifted(operations: str, hours: int) -> Callable[[], Change]:
    """Tell times of another zone."""

    def later(match: "re.Match[bytes]") -> bytes:
        moment = datetime.fromisoformat(match[0].decode().strip('"')) + timedelta(hours=hours)
        return moment.strftime('"%Y-%m-%d %H:%M:%S"').encode()

    return content(operations, lambda b: re.sub(MOMENT, later, b))


hold_out("local_time_everywhere", "TIME-004 TIME-005", shifted("*", 1))
hold_out("local_time_of_videos", "TIME-004 TIME-005", shifted("getVideo listVideos", -5))
hold_out(
    "local_time_of_uploads",
    "TIME-004 TIME-005",
    with_value(
        "getVideo",
        "video.upload.uploadState.updatedAt",
        lambda v: str(datetime.fromisoformat(v) + timedelta(hours=2)),
    ),
)
hold_out(
    "progress_with_milliseconds",
    "TIME-001",
    with_value("checkIngestVideoProgress", "ingestionState.updatedAt", lambda v: f"{v}.123"),
)
hold_out(
    "hours_of_one_digit",
    "TIME-001",
    content("*", lambda b: re.sub(rb"(\d\d-\d\d )0(\d:)", rb"\1\2", re.sub(MOMENT, rb'"\1 09:\3:\4"', b))),
)
hold_out(
    "days_first",
    "TIME-001 TIME-003",
    content("listProjects", lambda b: re.sub(rb'"(\d{4})-(\d\d)-(\d\d) ', rb'"\3-\2-\1 ', b)),
)
hold_out(
    "february_30",
    "TIME-003",
    content("getVideo", lambda b: re.sub(rb'"(\d{4})-\d\d-\d\d ', rb'"\1-02-30 ', b)),
)
hold_out(
    "leap_hours",
    "TIME-003 TIME-001",
    content("getProject", lambda b: re.sub(rb' \d\d:(\d\d:\d\d")', rb" 24:\1", b)),
)

# Fields of HTTP
hold_out("date_as_iso", "HTTP-005", with_field("*", "Date", "2026-11-24T12:00:00Z", 200))
hold_out("challenge_without_scheme", "HTTP-006", with_field("*", "WWW-Authenticate", '"pixop"', 401))
hold_out("challenge_empty", "HTTP-006", with_field("*", "WWW-Authenticate", "", 401))
hold_out(
    "length_zero_in_304",
    "ETAG-014 HTTP-001 HTTP-002 ETAG-015",
    with_field(DOWNLOADS, "Content-Length", "0", 304),
)
hold_out("expectation_417", "HTTP-017", refusing(lambda q: bool(header(q, "Expect")), 417))
hold_out(
    "redirects_to_a_slash",
    "HTTP-010 PRJ-002",
    each(
        lambda q, a: (
            (setattr(a, "status", 302), a.set("Location", q.path + "/"))
            if operation(q) == "getProject" and a.status == 200
            else None
        )
    ),
)
hold_out("account_203", "HTTP-010", with_status("getAccount", 200, 203))
hold_out("listing_206", "HTTP-010", with_status("listVideos listProjects", 200, 206))
hold_out("conflicts_500", "HTTP-004", with_status("*", 409, 500))
hold_out("unsatisfiable_500", "HTTP-004", with_status("*", 416, 500))
hold_out("conflicts_503", "HTTP-004", with_status("*", 409, 503))
hold_out("unknown_418", "ERR-003", with_status("getProject getVideo", 404, 418))
hold_out(
    "small_uploads_only",
    "UPL-001",
    refusing(lambda q: operation(q) in UPLOADS.split() and len(q.body) > 1500, 413),
)
hold_out(
    "head_of_pages_500", "HTTP-004", each(lambda q, a: a.no_media(500, "X") if q.method == "PATCH" else None)
)

# Entity tags
hold_out("etag_with_space", "ETAG-002", with_field(DOWNLOADS, "ETag", lambda v: f'"v {v[1:-1]}"'))
hold_out("etag_small_w", "ETAG-002", with_field(DOWNLOADS, "ETag", lambda v: f"w/{v}"))
hold_out("etag_in_apostrophes", "ETAG-002", with_field(DOWNLOADS, "ETag", lambda v: v.replace('"', "'")))
hold_out("matching_tag_412", "ETAG-006", with_status(GETS, 304, 412))
hold_out("matching_tag_204", "ETAG-006", with_status(GETS, 304, 204))


def first_of_list(asked: Asked) -> None:
    """Read one tag alone."""
    value = header(asked, "If-None-Match")
    if "," in value:
        asked.headers["If-None-Match"] = value.split(",")[0]


hold_out("first_tag_of_a_list", "ETAG-008", on_request(DOWNLOADS, first_of_list))


@held_out("processed_has_the_etag_of_its_source", "ETAG-012 PRC-009")
def processed_has_the_etag_of_its_source() -> Change:
    source: dict[str, str] = {}
    tags: dict[str, str] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) in ("downloadProcessedMedia", "headProcessedMedia"):
            asked.headers.pop("If-None-Match", None)
        answer = forward(asked)
        key = identifier(asked)
        if operation(asked) == "processVideo" and answer.status == 200:
            source[answer.json["processedVideoId"]] = key
            head = forward(Asked("HEAD", f"/media/v1/download/original/{key}", dict(asked.headers), b""))
            tags[key] = head.header("ETag") or ""
        if "Processed" in operation(asked) and key in source and answer.status in (200, 206):
            answer.set("ETag", tags[source[key]])
        return answer

    return change


@held_out("etag_of_the_filename", "ETAG-012")
def etag_of_the_filename() -> Change:
    def alter(answer: Answer) -> None:
        name = answer.header("Content-Disposition") or "none"
        answer.set("ETag", f'"{quote(name, safe="")}"')

    return on_answer(DOWNLOADS, alter)()


@held_out("processed_etag_of_the_moment", "PRC-009 ETAG-005")
def processed_etag_of_the_moment() -> Change:
    count = [0]

    def alter(answer: Answer) -> None:
        count[0] += 1
        answer.set("ETag", f'"p{count[0]}"')

    return on_answer("downloadProcessedMedia headProcessedMedia", alter)()


# Ranges
def part(alter: Callable[[Asked, Answer, int, int, int], None], pattern: str = ".*") -> Callable[[], Change]:
    """Alter sections: first, last and size are given."""

    def change(asked: Asked, answer: Answer) -> None:
        match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.header("Content-Range") or "")
        if answer.status == 206 and match and re.fullmatch(pattern, header(asked, "Range")):
            alter(asked, answer, int(match[1]), int(match[2]), int(match[3]))

    return each(change)


def shorter(_asked: Asked, answer: Answer, first: int, last: int, size: int) -> None:
    answer.body = answer.body[:-1]
    answer.set("Content-Range", f"bytes {first}-{last - 1}/{size}")


SUFFIX = r"bytes=-\d+"
hold_out("suffix_without_its_last_byte", "RNG-008 RNG-011", part(shorter, SUFFIX))
hold_out(
    "suffix_told_from_zero",
    "RNG-008",
    part(lambda q, a, first, last, size: a.set("Content-Range", f"bytes 0-{last - first}/{size}"), SUFFIX),
)
hold_out("open_range_without_its_last_byte", "RNG-007 RNG-022", part(shorter, r"bytes=\d+-"))
hold_out(
    "sections_of_512_at_most",
    "RNG-006 RNG-007 RNG-022",
    part(
        lambda q, a, first, last, size: (
            setattr(a, "body", a.body[:512]),
            a.set("Content-Range", f"bytes {first}-{min(last, first + 511)}/{size}"),
        )[0]
    ),
)
hold_out(
    "first_byte_is_two",
    "RNG-010 RNG-005 RNG-024",
    on_request(
        GETS,
        lambda q: q.headers.update({"Range": "bytes=0-1"}) if header(q, "Range") == "bytes=0-0" else None,
    ),
)
hold_out(
    "last_byte_416",
    "RNG-010",
    part(
        lambda q, a, first, last, size: (
            (a.no_media(416, "X"), a.set("Content-Range", f"bytes */{size}"))[0]
            if first == last == size - 1
            else None
        )
    ),
)
hold_out(
    "huge_positions_500",
    "HTTP-004 RNG-012 RNG-025",
    each(lambda q, a: a.no_media(500, "X") if re.search(r"\d{19}", header(q, "Range")) else None),
)
hold_out(
    "suffix_of_nothing_is_all",
    "RNG-012 RNG-013 RNG-015 RNG-025",
    on_request(
        GETS, lambda q: q.headers.update({"Range": "bytes=0-"}) if header(q, "Range") == "bytes=-0" else None
    ),
)
hold_out(
    "unsatisfiable_with_media",
    "ERR-001",
    each(
        lambda q, a: (
            (a.set("Content-Type", "video/mp4"), setattr(a, "body", b"\x00" * 64))[0]
            if a.status == 416
            else None
        )
    ),
)
hold_out("sections_as_json", "HTTP-011", with_field(GETS, "Content-Type", "application/json", 206))
hold_out("sections_without_name", "DL-001", with_field(GETS, "Content-Disposition", None, 206))
hold_out("sections_accept_none", "RNG-004", with_field(GETS, "Accept-Ranges", "none", 206))
hold_out(
    "whole_as_206",
    "RNG-014 RNG-015 ETAG-007 DL-007 RNG-001",
    each(
        lambda q, a: (
            (setattr(a, "status", 206), a.set("Content-Range", f"bytes 0-{len(a.body) - 1}/{len(a.body)}"))[0]
            if operation(q) in GETS.split() and a.status == 200 and not header(q, "Range")
            else None
        )
    ),
)
hold_out(
    "processed_suffix_from_the_front",
    "PRC-009",
    on_request(
        "downloadProcessedMedia",
        lambda q: (
            q.headers.update({"Range": "bytes=0-" + str(int(header(q, "Range")[7:]) - 1)})
            if re.fullmatch(SUFFIX, header(q, "Range"))
            else None
        ),
    ),
)
hold_out(
    "processed_without_content_range",
    "RNG-001",
    with_field("downloadProcessedMedia", "Content-Range", None, 206),
)
hold_out(
    "if_range_weak_takes_all",
    "RNG-018 RNG-019",
    on_request(
        GETS, lambda q: q.headers.pop("If-Range", None) if "no-media" in header(q, "If-Range") else None
    ),
)

# HEAD
hold_out(
    "head_of_processed_one_less",
    "DL-006 PRC-009",
    with_field("headProcessedMedia", "Content-Length", lambda v: str(int(v) - 1)),
)
hold_out(
    "head_of_processed_of_another_type",
    "PRC-009 DL-007 PRC-028",
    with_field("headProcessedMedia", "Content-Type", "application/octet-stream"),
)
hold_out("head_without_ranges", "DL-007 RNG-004", with_field(HEADS, "Accept-Ranges", None))
hold_out(
    "head_names_another_file",
    "DL-007",
    with_field("headOriginalMedia", "Content-Disposition", 'attachment; filename="other.mp4"'),
)
hold_out(
    "head_without_credentials_404",
    "AUTH-004",
    each(lambda q, a: setattr(a, "status", 404) if q.method == "HEAD" and a.status == 401 else None),
)

# Names and bytes
hold_out(
    "name_with_a_path",
    "DL-004",
    with_field(DOWNLOADS, "Content-Disposition", lambda v: v.replace('filename="', 'filename="/srv/media/')),
)
hold_out(
    "name_percent_encoded",
    "DL-005",
    with_field(
        DOWNLOADS,
        "Content-Disposition",
        lambda v: 'attachment; filename="' + v.rsplit("''", 1)[-1] + '"' if "''" in v else v,
    ),
)
hold_out(
    "name_without_extension",
    "DL-004",
    with_field(DOWNLOADS, "Content-Disposition", lambda v: re.sub(r"\.mp4", "", v)),
)


def stored(alter: Callable[[bytes], bytes]) -> Callable[[], Change]:
    """Give back other bytes than those that were uploaded."""

    def make() -> Change:
        kept: dict[str, bytes] = {}

        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            if operation(asked) == "downloadOriginalMedia" and answer.status == 200:
                answer.body = kept.setdefault(identifier(asked), alter(answer.body))
            return answer

        return change

    return make


hold_out("lines_end_with_crlf", "DL-003", stored(lambda b: re.sub(rb"(?<!\r)\n", b"\r\n", b)))
hold_out("media_cut_at_64_kib", "DL-003 DL-013", stored(lambda b: b[:65536]))
hold_out("last_line_end_lost", "DL-003 DL-013", stored(lambda b: b.rstrip(b"\r\n")))
hold_out("media_cut_at_dashes", "DL-003 DL-013", stored(lambda b: b.split(b"\r\n--")[0]))
hold_out("media_decoded_from_base64", "DL-003", stored(lambda b: b.replace(b"+", b" ")))
hold_out("short_media_padded", "DL-003", stored(lambda b: b + b"\0" * (-len(b) % 16)))
hold_out(
    "page_size_in_answer_of_request",
    "PAGE-004",
    on_data("listProjects", lambda d: d.update(pageSize=len(d["_embedded"]["projects"]))),
)
hold_out(
    "page_told_as_text_of_words",
    "SCH-006 SCH-009 PAGE-004",
    with_value("listVideos listProjects", "page", "first"),
)
hold_out(
    "unknown_parameters_in_links_500",
    "HTTP-004",
    refusing(lambda q: "page-size" in query(q) and "page" in query(q), 500),
)


def no_form_name(asked: Asked) -> Any:
    asked.body = re.sub(rb'; filename="[^"]*"', b'; filename="upload.bin"', asked.body)


hold_out("upload_names_lost", "UPL-003 DL-004", on_request(UPLOADS, no_form_name))
