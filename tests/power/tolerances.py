"""Servers that differ from the reference server, and are not wrong."""

# ruff: noqa: ARG005 (conditions and changes are called alike, whatever they look at)

import json
import re
from collections.abc import Callable
from typing import Any

from planted_proxy import Answer, Asked, Change, Forward
from planting import (
    as_data,
    body,
    header,
    identifier,
    on_answer,
    on_data,
    on_request,
    operation,
    query,
    set_body,
    set_query,
    text,
    with_field,
    with_status,
    with_value,
    without,
)

TOLERANCES: dict[str, Callable[[], Change]] = {}
LISTS = "listVideos listProjects"
GETS = "downloadOriginalMedia downloadProcessedMedia"
DOWNLOADS = f"{GETS} headOriginalMedia headProcessedMedia"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def tolerate(name: str, make: Callable[[], Change]) -> None:
    assert name not in TOLERANCES
    TOLERANCES[name] = make


def json_text(write: Callable[[Any], str]) -> Callable[[], Change]:
    def alter(answer: Answer) -> None:
        if answer.json is not None and "json" in (answer.header("Content-Type") or ""):
            answer.body = write(answer.json).encode()

    return on_answer("*", alter)


def framing(kind: str, version: str = "HTTP/1.1") -> Callable[[], Change]:
    def make() -> Change:
        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            answer.framing, answer.version = kind, version
            if kind == "close" and asked.method == "GET":
                answer.drop("Content-Length")
            return answer

        return change

    return make


def each(alter: Callable[[Asked, Answer], None]) -> Callable[[], Change]:
    def make() -> Change:
        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            alter(asked, answer)
            return answer

        return change

    return make


def reordered(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: reordered(node[key]) for key in sorted(node, reverse=True)}
    return [reordered(item) for item in node] if isinstance(node, list) else node


# Messages
tolerate("chunked", framing("chunked"))
tolerate("http_1_0", framing("close", "HTTP/1.0"))
tolerate(
    "upper_case_fields", each(lambda q, a: setattr(a, "headers", [(k.upper(), v) for k, v in a.headers]))
)
tolerate(
    "lower_case_fields", each(lambda q, a: setattr(a, "headers", [(k.lower(), v) for k, v in a.headers]))
)
tolerate(
    "more_fields",
    each(
        lambda q, a: a.headers.extend(
            [
                ("Server", "other/1"),
                ("Vary", "Accept"),
                ("X-Request-Id", "7"),
                ("Strict-Transport-Security", "max-age=1"),
                ("Access-Control-Allow-Origin", "*"),
            ]
        )
    ),
)
tolerate("closes_each_connection", with_field("*", "Connection", "close"))
tolerate(
    "json_with_charset",
    with_field("*", "Content-Type", lambda v: f"{v}; charset=utf-8" if "json" in v else v),
)
tolerate(
    "json_type_in_capitals",
    with_field("*", "Content-Type", lambda v: v.replace("application/json", "Application/JSON")),
)
tolerate("json_pretty", json_text(lambda d: json.dumps(d, indent=4)))
tolerate("json_in_utf8", json_text(lambda d: json.dumps(d, ensure_ascii=False)))
tolerate("json_reordered", json_text(lambda d: json.dumps(reordered(d))))
tolerate("two_challenges", with_field("*", "WWW-Authenticate", 'Basic realm="a", Bearer realm="b"', 401))
tolerate(
    "unknown_methods_501",
    each(
        lambda q, a: (
            setattr(a, "status", 501) if q.method not in ("GET", "HEAD", "PUT", "POST", "DELETE") else None
        )
    ),
)
tolerate(
    "chunked_bodies_411",
    each(lambda q, a: a.no_media(411, "LengthRequired") if header(q, "Transfer-Encoding") else None),
)
tolerate(
    "unknown_parameters_400",
    each(lambda q, a: a.no_media(400, "ValidationException") if "trace" in query(q) else None),
)

# Statuses that the reference does not name
tolerate("created_is_201", with_status("createProject createVideo", 200, 201))
tolerate("upload_is_202", with_status("uploadMedia uploadLightMedia processVideo", 200, 202))
tolerate(
    "delete_project_200",
    each(
        lambda q, a: (
            (
                setattr(a, "status", 200),
                setattr(a, "body", b'{"deleted": true}'),
                a.set("Content-Type", "application/json"),
            )
            if operation(q) == "deleteProject" and a.status == 204
            else None
        )
    ),
)
tolerate("unknown_is_403", with_status("*", 404, 403))
tolerate("unknown_is_410", with_status("getProject getVideo deleteVideo deleteProject", 404, 410))
tolerate("refusals_are_422", with_status("*", 400, 422))
tolerate("conflicts_are_400", with_status("*", 409, 400))
tolerate("types_are_400", with_status("*", 415, 400))
tolerate("methods_are_404", with_status("*", 405, 404))
tolerate("password_403", with_status("getToken", 401, 403))
tolerate("no_media_is_409", with_status(DOWNLOADS, 404, 409))

# Errors of another shape
tolerate(
    "errors_as_html",
    each(
        lambda q, a: (
            (a.set("Content-Type", "text/html"), setattr(a, "body", b"<h1>No</h1>"))
            if a.status >= 400 and q.path != "/accounts/v1/token"
            else None
        )
    ),
)
tolerate(
    "errors_with_more",
    each(
        lambda q, a: (
            setattr(a, "json", {**a.json, "requestId": "7", "details": []})
            if a.status >= 400 and isinstance(a.json, dict)
            else None
        )
    ),
)
tolerate(
    "errors_named_otherwise",
    each(
        lambda q, a: (
            setattr(a, "json", {**a.json, "exception": "SomeException"})
            if a.status >= 400 and isinstance(a.json, dict) and operation(q) != "verifyToken"
            else None
        )
    ),
)
tolerate(
    "errors_empty",
    each(
        lambda q, a: (
            (setattr(a, "body", b""), a.drop("Content-Type"))
            if a.status >= 400 and q.path != "/accounts/v1/token"
            else None
        )
    ),
)

# Fields
tolerate(
    "extra_fields", json_text(lambda d: json.dumps({**d, "etaSeconds": 3} if isinstance(d, dict) else d))
)


def deeper(node: Any) -> Any:
    if isinstance(node, dict):
        inner = {key: value if key == "properties" else deeper(value) for key, value in node.items()}
        return {**inner, "xExtra": {"a": [1]}}
    return [deeper(item) for item in node] if isinstance(node, list) else node


tolerate("extra_fields_everywhere", as_data("*", deeper))
tolerate(
    "numbers_as_strings", on_data(LISTS, lambda d: d.update(page=str(d["page"]), pageSize=str(d["pageSize"])))
)
tolerate("file_size_as_string", with_value("getVideo", "video.upload.fileSize", str))
tolerate(
    "other_method_name",
    on_data(
        "verifyToken",
        lambda d: d["user"].update(apiRequestSignatureMethod=d["user"].pop("apiRequestSignatureSethod")),
    ),
)
tolerate("no_total", without(LISTS, "_embedded.totalFound"))
tolerate(
    "statuses_lower",
    as_data(
        "*",
        lambda d: json.loads(
            re.sub(
                r'"(DONE|ERROR|PENDING|INGESTING|PROCESSING|UPLOADING)"',
                lambda m: m[0].lower(),
                json.dumps(d),
            )
        ),
    ),
)
tolerate(
    "upload_shown_before",
    on_data(
        "getVideo",
        lambda d: d["video"].setdefault(
            "upload",
            {
                "uploadState": {"uploadStatus": "PENDING", "updatedAt": "2020-11-13 09:40:02"},
                "hasFinishedUploading": False,
            },
        ),
    ),
)
tolerate("banned_date_null", on_data("getAccount verifyToken", lambda d: d["user"].update(bannedDate=None)))
tolerate("ids_without_dashes", lambda: ids_translated())
tolerate("opaque_tokens", lambda: opaque_tokens())
tolerate("one_team_only", on_data("verifyToken", lambda d: d.update(otherTeams=[])))
tolerate(
    "no_quality_details",
    on_data("getVideo", lambda d: d["video"]["ingestion"].pop("qualityAssessment")),
)
tolerate(
    "mov_family_name",
    with_value("getVideo", "video.ingestion.metadata.containerName", "mov,mp4,m4a,3gp,3g2,mj2"),
)


def ids_translated() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        known = re.compile(r"id[0-9a-f]{32}")

        def back(found: "re.Match[str]") -> str:
            raw = found[0][2:]
            return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"

        if not known.search(asked.target) and re.search(UUID, asked.path):
            asked.target = asked.target.replace(identifier(asked), "0" * 8 + "-0000-4000-8000-" + "0" * 12)
        asked.target = known.sub(back, asked.target)
        if "json" in header(asked, "Content-Type"):
            set_body(asked, known.sub(back, asked.body.decode("latin-1")).encode("latin-1"))
        answer = forward(asked)
        if "json" in (answer.header("Content-Type") or ""):
            answer.body = re.sub(UUID.encode(), lambda m: b"id" + m[0].replace(b"-", b""), answer.body)
        return answer

    return change


def opaque_tokens() -> Change:
    real: dict[str, str] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        token = header(asked, "Authorization").partition(" ")[2]
        if token in real:
            asked.headers["Authorization"] = f"Bearer {real[token]}"
        answer = forward(asked)
        data = answer.json
        if isinstance(data, dict) and "jwtToken" in data:
            name = f"opaque{len(real):030}"
            real[name], data["jwtToken"] = data["jwtToken"], name
            answer.json = data
        return answer

    return change


# Pages and links
tolerate("relative_links", text(r'"https?://[^/"]+/', '"/'))
tolerate("links_of_another_host", text(r'"https?://[^/"]+/', '"https://api.example.org/'))
tolerate("links_under_a_prefix", lambda: prefixed())
tolerate("prev_for_previous", on_data(LISTS, lambda d: d["_links"].update(prev=d["_links"].pop("previous"))))
tolerate("next_is_null", on_data(LISTS, lambda d: d["_links"].setdefault("next", None)))
tolerate(
    "next_and_previous_always",
    on_data(
        LISTS,
        lambda d: (d["_links"].setdefault("next", None), d["_links"].setdefault("previous", None)),
    ),
)
tolerate("first_page_is_0", lambda: zero_based())
tolerate(
    "past_the_end_404",
    on_answer("listVideos", lambda a: a.no_media(404, "NotFoundException") if a.json["page"] == 99 else None),
)
tolerate(
    "unknown_filter_404",
    on_answer(
        "listVideos",
        lambda a: (
            a.no_media(404, "NotFoundException")
            if a.json["_embedded"]["videos"] == [] and "project-id=" in a.json["_links"]["self"]["href"]
            else None
        ),
    ),
)
tolerate(
    "twenty_by_default", on_request(LISTS, lambda a: set_query(a, page_size=query(a).get("page-size", "20")))
)
tolerate(
    "three_by_default", on_request(LISTS, lambda a: set_query(a, page_size=query(a).get("page-size", "3")))
)
tolerate(
    "at_most_50_a_page",
    on_request(
        LISTS,
        lambda a: (
            set_query(a, page_size="50")
            if query(a).get("page-size", "").isdigit() and int(query(a)["page-size"]) > 50
            else None
        ),
    ),
)
tolerate(
    "more_than_20_refused",
    each(
        lambda q, a: (
            a.no_media(400, "ValidationException")
            if operation(q) in LISTS.split()
            and a.status == 200
            and query(q).get("page-size", "1").isdigit()
            and int(query(q).get("page-size", "1")) > 20
            else None
        )
    ),
)
tolerate(
    "links_with_more_parameters", text(r"/videos/v1/(videos|projects)\?", r"/videos/v1/\g<1>?sort=name&")
)
tolerate("other_page_order", lambda: other_order())


def prefixed() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if asked.target.startswith("/gate/"):
            asked.target = asked.target.removeprefix("/gate")
        answer = forward(asked)
        if "json" in (answer.header("Content-Type") or ""):
            answer.body = re.sub(rb'"(https?://[^/"]+)/(videos|media)/', rb'"\1/gate/\2/', answer.body)
        return answer

    return change


def zero_based() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        listing = operation(asked) in LISTS.split()
        if listing and query(asked).get("page", "").isdigit():
            set_query(asked, page=str(int(query(asked)["page"]) + 1))
        answer = forward(asked)
        if listing and answer.status == 200:
            data = answer.json
            data["page"] -= 1
            for link in data["_links"].values():
                link["href"] = re.sub(r"([?&]page=)(\d+)", lambda m: f"{m[1]}{int(m[2]) - 1}", link["href"])
            answer.json = data
        return answer

    return change


def other_order() -> Change:
    def alter(data: Any) -> None:
        data["_embedded"]["videos"].reverse()

    return on_data("listVideos", alter)()


# Jobs and media
tolerate(
    "slow_ingestion",
    lambda: slow("checkIngestVideoProgress", "ingestionState", "ingestionStatus", "INGESTING"),
)
tolerate(
    "unknown_state_on_the_way",
    lambda: slow("checkIngestVideoProgress", "ingestionState", "ingestionStatus", "ANALYZING"),
)
tolerate(
    "slow_processing",
    lambda: slow("checkProcessVideoProgress", "processingState", "processingStatus", "PROCESSING"),
)
tolerate("busy_now_and_then", lambda: busy(429))
tolerate("away_now_and_then", lambda: busy(503))
tolerate("weak_etags", lambda: weak())
tolerate("short_etags", lambda: short_tags())
tolerate("octet_stream", with_field(GETS, "Content-Type", "application/octet-stream", 200))
tolerate(
    "inline_disposition",
    with_field(DOWNLOADS, "Content-Disposition", lambda v: v.replace("attachment", "inline")),
)
tolerate("disposition_with_more", with_field(DOWNLOADS, "Content-Disposition", lambda v: f"{v}; size=7"))
tolerate(
    "last_modified_and_cache",
    on_answer(
        DOWNLOADS,
        lambda a: a.headers.extend(
            [("Last-Modified", "Fri, 13 Nov 2020 09:40:02 GMT"), ("Cache-Control", "private, no-cache")]
        ),
    ),
)
tolerate("no_accept_ranges", with_field(DOWNLOADS, "Accept-Ranges", None))
tolerate("416_without_size", with_field(DOWNLOADS, "Content-Range", None, 416))
tolerate("head_without_length", with_field("headOriginalMedia headProcessedMedia", "Content-Length", None))
tolerate("several_ranges_in_parts", lambda: parts())
tolerate("garbage_ranges_416", lambda: garbage_416())
tolerate("second_upload_taken", lambda: upload_again())
tolerate(
    "names_trimmed",
    on_request(
        "createProject createVideo updateProject",
        lambda q: (
            set_body(q, {**body(q), "name": body(q)["name"].strip()})
            if isinstance(body(q), dict) and isinstance(body(q).get("name"), str) and body(q)["name"]
            else None
        ),
    ),
)


def slow(name: str, state: str, field: str, value: str) -> Change:
    seen: dict[str, int] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == name and answer.status == 200:
            data = answer.json
            count = seen[identifier(asked)] = seen.get(identifier(asked), 0) + 1
            if data[state][field] in ("DONE", "ERROR") and count < 5:
                data[state][field] = value
                if "videoMetadataAvailable" in data[state]:
                    data[state]["videoMetadataAvailable"] = False
                answer.json = data
        return answer

    return change


def busy(status: int) -> Change:
    asked_for = [0]

    def change(asked: Asked, forward: Forward) -> Answer:
        asked_for[0] += 1
        if asked_for[0] % 40 == 0 and asked.method == "GET" and operation(asked).startswith(("get", "list")):
            answer = forward(asked)
            answer.no_media(status, "TooBusy")
            answer.set("Retry-After", "0")
            return answer
        return forward(asked)

    return change


def weak() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        for name in ("If-None-Match", "If-Range"):
            value = header(asked, name)
            if value:
                asked.headers[name] = value.replace("W/", "")
        answer = forward(asked)
        if answer.header("ETag"):
            answer.set("ETag", f"W/{answer.header('ETag')}")
        return answer

    return change


def short_tags() -> Change:
    real: dict[str, str] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        for name in ("If-None-Match", "If-Range"):
            value = header(asked, name)
            for short, long in real.items():
                value = value.replace(short, long)
            if value:
                asked.headers[name] = value
        answer = forward(asked)
        tag = answer.header("ETag")
        if tag:
            short = next((key for key, value in real.items() if value == tag), f'"t{len(real)}"')
            real[short] = tag
            answer.set("ETag", short)
        return answer

    return change


def parts() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        ranges = re.fullmatch(r"bytes=(\d+-\d+(?:,\d+-\d+)+)", header(asked, "Range"))
        if ranges and answer.status == 200 and asked.method == "GET" and not header(asked, "If-Range"):
            whole, chunks = answer.body, []
            for first, last in (map(int, pair.split("-")) for pair in ranges[1].split(",")):
                chunks.append(
                    b"\r\n--b\r\nContent-Type: video/mp4\r\n"
                    + f"Content-Range: bytes {first}-{last}/{len(whole)}\r\n\r\n".encode()
                    + whole[first : last + 1]
                )
            answer.body = b"".join(chunks) + b"\r\n--b--\r\n"
            answer.status = 206
            answer.set("Content-Type", "multipart/byteranges; boundary=b")
        return answer

    return change


def garbage_416() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if (
            header(asked, "Range") in ("bytes=9-5", "bytes=a-b", "bytes", "bytes=--1")
            and asked.method == "GET"
        ):
            answer.no_media(416, "X")
            answer.set("Content-Range", "bytes */2236")
        return answer

    return change


def upload_again() -> Change:
    good: dict[str, Answer] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) in ("uploadMedia", "uploadLightMedia"):
            if answer.status == 200:
                good[identifier(asked)] = answer
            elif answer.status == 409 and identifier(asked) in good:
                return good[identifier(asked)]
        return answer

    return change


# More of what the reference leaves open
def in_order(operations: str, key: Callable[[Any], Any]) -> Callable[[], Change]:
    def alter(data: Any) -> None:
        for items in data["_embedded"].values():
            if isinstance(items, list):
                items.sort(key=key)

    return on_data(operations, alter)


tolerate("each_page_by_name", in_order(LISTS, lambda item: item["name"]))
tolerate("last_changed_first", in_order(LISTS, lambda item: [-ord(c) for c in item["timeLastUpdated"]]))
tolerate("numbers_with_fractions", text(r'("pageSize"|"page"|"totalFound"): ?(\d+)', r"\1: \2.0"))
tolerate("escapes_in_json", json_text(lambda d: json.dumps(d).replace("/", "\\/")))
tolerate("a_line_end_after_json", json_text(lambda d: json.dumps(d) + "\n"))
tolerate(
    "fields_with_spaces", each(lambda q, a: setattr(a, "headers", [(k, f" {v}\t") for k, v in a.headers]))
)
tolerate("errors_with_long_text", each(lambda q, a: longer(a)))
tolerate(
    "links_with_more", on_data(LISTS, lambda d: d["_links"].update(search={"href": "/x", "templated": True}))
)
tolerate(
    "links_with_titles", on_data(LISTS, lambda d: [v.update(title="a page") for v in d["_links"].values()])
)
tolerate("first_and_last_left_out_on_one_page", on_data(LISTS, lambda d: one_page(d)))
tolerate(
    "progress_in_steps",
    with_value(
        "checkProcessVideoProgress",
        "processingState.processingProgressPercent",
        lambda v: 0 if v < 100 else 100,
    ),
)
tolerate(
    "progress_with_fractions",
    with_value(
        "checkProcessVideoProgress",
        "processingState.processingProgressPercent",
        lambda v: v + 0.125 if 0 < v < 99 else v,
    ),
)
tolerate(
    "long_names_of_codecs",
    on_data(
        "getVideo",
        lambda d: d["video"]["ingestion"]["metadata"].update(
            longCodecName="H.264", longContainerName="MPEG-4"
        ),
    ),
)
tolerate(
    "disposition_without_quotes",
    with_field(DOWNLOADS, "Content-Disposition", lambda v: re.sub(r'filename="([\w.]+)"', r"filename=\1", v)),
)
tolerate(
    "disposition_in_capitals",
    with_field(
        DOWNLOADS,
        "Content-Disposition",
        lambda v: v.replace("attachment", "Attachment").replace("filename=", "FileName="),
    ),
)
tolerate("accept_ranges_in_capitals", with_field(DOWNLOADS, "Accept-Ranges", "Bytes"))
tolerate("allow_with_more", with_field("*", "Allow", lambda v: f"{v}, TRACE", 405))
tolerate("unauthorized_without_details", on_data("*", lambda d: d.update(errorMessage="no"), 401))
tolerate(
    "videos_named_by_default",
    on_data("getVideo", lambda d: d["video"].update(name=d["video"]["name"] or "Untitled")),
)


def longer(answer: Answer) -> None:
    if answer.status >= 400 and isinstance(answer.json, dict):
        answer.json = {**answer.json, "errorMessage": "Ünïcode. " * 200}


def one_page(data: Any) -> None:
    if "next" not in data["_links"] and "previous" not in data["_links"]:
        del data["_links"]["first"], data["_links"]["last"]
