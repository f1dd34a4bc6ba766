"""Faults in HTTP itself, in JSON, and in each field of each schema."""

# ruff: noqa: ARG005 (conditions and changes are called alike, whatever they look at)

import gzip
import re
from collections.abc import Callable, Iterator
from typing import Any

from planted_proxy import Answer, Asked, Change, Forward
from planting import (
    DOCUMENT,
    as_data,
    at,
    drop_header,
    header,
    on_answer,
    on_data,
    on_request,
    operation,
    plant,
    with_field,
    with_status,
    without,
)

JSON_ANSWERS = "getAccount listProjects getProject createProject getVideo listVideos"


def every(wrong: Callable[[Asked, Answer], bool], alter: Callable[[Answer], None]) -> Callable[[], Change]:
    def make() -> Change:
        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            if wrong(asked, answer):
                alter(answer)
            return answer

        return change

    return make


def after(data: bytes) -> Callable[[Answer], None]:
    return lambda answer: setattr(answer, "after", data)


def content(alter: Callable[[bytes], bytes], operations: str = JSON_ANSWERS) -> Callable[[], Change]:
    def change(answer: Answer) -> None:
        answer.body = alter(answer.body)

    return on_answer(operations, change)


plant("body_after_304", "HTTP-001", every(lambda q, a: a.status == 304, after(b"the file")))
plant(
    "body_after_head",
    "HTTP-001",
    every(lambda q, a: q.method == "HEAD" and a.status == 200, after(b"the file")),
)
plant(
    "body_after_refused_head",
    "HTTP-001",
    every(lambda q, a: q.method == "HEAD" and a.status == 404, after(b"{}")),
)
plant("body_after_204", "HTTP-001", every(lambda q, a: a.status == 204, after(b"{}")))
plant("length_in_204", "HTTP-003", with_field("*", "Content-Length", "0", 204))
plant("bytes_after_json", "HTTP-002", on_answer("getProject", after(b"more")))
plant("no_date", "HTTP-005", with_field("*", "Date", None))
plant("no_allow", "HTTP-007 HTTP-014", with_field("*", "Allow", None, 405))
plant("allow_incomplete", "HTTP-014", with_field("*", "Allow", "GET", 405))
plant("json_as_text", "HTTP-008", with_field(JSON_ANSWERS, "Content-Type", "text/plain"))
plant("json_without_type", "HTTP-008", with_field("getVideo", "Content-Type", None))
plant("json_cut", "HTTP-009", content(lambda b: b[:-1], "getAccount"))
plant("json_with_comma", "HTTP-009", content(lambda b: b[:-1] + b",}", "getProject"))
plant(
    "json_with_nan",
    "HTTP-009",
    content(lambda b: re.sub(rb'"averageFramerate": ?[\d.]+', b'"averageFramerate": NaN', b), "getVideo"),
)
plant(
    "json_latin_1",
    "HTTP-009",
    content(
        lambda b: b.decode("utf-8").encode("latin-1", "xmlcharrefreplace"),
        "getVideo getProject createProject",
    ),
)
plant("json_with_mark", "HTTP-009", content(lambda b: b"\xef\xbb\xbf" + b))
plant(
    "json_twice_a_name",
    "HTTP-012",
    content(lambda b: b.replace(b'{"project":', b'{"project":{},"project":'), "getProject"),
)
plant(
    "gzip_unasked",
    "HTTP-022 HTTP-009",
    on_answer(
        "getAccount",
        lambda a: (setattr(a, "body", gzip.compress(a.body)), a.set("Content-Encoding", "gzip"))[1],
    ),
)
plant("all_created_201", "HTTP-010", with_status("createVideo", 200, 201))
plant("upload_202", "HTTP-010", with_status("uploadMedia uploadLightMedia", 200, 202))
plant("process_202", "HTTP-010", with_status("processVideo", 200, 202))
plant(
    "delete_project_200",
    "HTTP-010",
    every(
        lambda q, a: a.status == 204,
        lambda a: (
            setattr(a, "status", 200),
            a.set("Content-Type", "application/json"),
            setattr(a, "body", b"{}"),
        )[0],
    ),
)
plant(
    "patch_taken",
    "HTTP-013",
    every(
        lambda q, a: q.method == "PATCH", lambda a: (setattr(a, "status", 200), setattr(a, "body", b"{}"))[0]
    ),
)
plant("other_methods_404", "HTTP-014", with_status("*", 405, 404))
plant("other_methods_400", "HTTP-014", with_status("*", 405, 400))
plant(
    "other_paths_found",
    "HTTP-015",
    every(
        lambda q, a: operation(q) == "" and a.status == 404,
        lambda a: (setattr(a, "status", 200), setattr(a, "body", b"{}"))[0],
    ),
)
plant(
    "charset_refused",
    "HTTP-016",
    every(lambda q, a: "charset" in header(q, "Content-Type"), lambda a: a.no_media(415, "X")),
)
plant(
    "type_needed",
    "HTTP-018",
    every(
        lambda q, a: (
            q.method == "GET"
            and operation(q) in ("getAccount", "listProjects")
            and not header(q, "Content-Type")
            and a.status == 200
        ),
        lambda a: a.no_media(415, "X"),
    ),
)
plant(
    "needless_type_refused",
    "HTTP-019",
    every(lambda q, a: q.method == "GET" and bool(header(q, "Content-Type")), lambda a: a.no_media(400, "X")),
)
plant(
    "empty_query_refused",
    "HTTP-020",
    every(lambda q, a: q.target.endswith("?"), lambda a: a.no_media(400, "X")),
)
plant(
    "errors_as_html",
    "ERR-001",
    on_answer(
        "*", lambda a: (a.set("Content-Type", "text/html"), setattr(a, "body", b"<h1>No</h1>"))[0], 404
    ),
)
plant("errors_without_message", "ERR-001", as_data("*", lambda d: {"exception": d["exception"]}, 404))
plant("errors_without_name", "ERR-001", as_data("*", lambda d: {"errorMessage": d["errorMessage"]}, 400))
plant("errors_in_a_list", "ERR-001", as_data("*", lambda d: [d], 400))
plant("errors_empty", "ERR-001", on_answer("*", lambda a: setattr(a, "body", b""), 404))
plant("conflicts_as_text", "ERR-001", with_field("*", "Content-Type", "text/plain", 409))
plant("range_errors_as_text", "ERR-001", with_field("*", "Content-Type", "text/plain", 416))
plant(
    "unknown_parameters_500",
    "HTTP-004",
    every(lambda q, a: "trace=" in q.target, lambda a: a.no_media(500, "X")),
)
plant(
    "accept_needed",
    "HTTP-024",
    every(
        lambda q, a: operation(q) == "getAccount" and header(q, "Accept") == "*/*",
        lambda a: a.no_media(406, "X"),
    ),
)
plant(
    "accept_missing_refused",
    "HTTP-024",
    every(
        lambda q, a: operation(q) in ("getAccount", "listProjects") and not header(q, "Accept"),
        lambda a: a.no_media(406, "X"),
    ),
)
plant(
    "chunked_bodies_refused",
    "HTTP-025",
    on_request("*", lambda q: drop_header(q, "Authorization") if header(q, "Transfer-Encoding") else None),
)
plant(
    "months_13",
    "TIME-001 TIME-003",
    on_answer("getProject", lambda a: setattr(a, "body", re.sub(rb'"(\d{4})-\d\d-', rb'"\1-13-', a.body))),
)
plant(
    "iso_timestamps",
    "TIME-001",
    content(lambda b: re.sub(rb'"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)"', rb'"\1T\2Z"', b)),
)
plant(
    "epoch_timestamps",
    "SCH-005 TIME-001",
    on_data("createProject getProject updateProject", lambda d: d["project"].update(dateCreated=1605260402)),
)
plant(
    "twelve_hours",
    "TIME-001",
    content(lambda b: re.sub(rb" (\d\d:\d\d:\d\d)\"", rb' \1 AM"', b), "getProject"),
)
plant(
    "updated_before_made",
    "TIME-002",
    on_data("getVideo", lambda d: d["video"].update(timeLastUpdated="2001-01-01 00:00:00")),
)
plant(
    "updated_before_made_in_lists",
    "TIME-002 VID-015 PRJ-017",
    on_data(
        "listProjects",
        lambda d: ([i.update(timeLastUpdated="2001-01-01 00:00:00") for i in d["_embedded"]["projects"]]),
    ),
)

# Each required field of each answer, one after the other: left out, and of another type.
SCHEMAS = {
    "Token": "SCH-001",
    "Identity": "SCH-002",
    "Account": "SCH-003",
    "ProjectResponse": "SCH-005",
    "ProjectPage": "SCH-006",
    "CreateVideoResponse": "SCH-007",
    "VideoResponse": "SCH-008",
    "VideoPage": "SCH-009",
    "DeleteVideoResponse": "SCH-010",
    "UploadMediaResponse": "SCH-011",
    "IngestVideoProgress": "SCH-012",
    "ProcessVideoResponse": "SCH-013",
    "ProcessVideoProgress": "SCH-014",
}
OWN = {"jwtToken", "uploadMediaUrl"}


def required(schema: Any, path: str = "", depth: int = 0) -> Iterator[str]:
    schema = DOCUMENT.resolved(schema)
    for part in (schema, *map(DOCUMENT.resolved, schema.get("allOf", ()))):
        for name in part.get("required", ()):
            inner = part.get("properties", {}).get(name, {})
            yield f"{path}{name}"
            resolved = DOCUMENT.resolved(inner)
            if resolved.get("type") == "array":
                yield from required(resolved.get("items", {}), f"{path}{name}.0.", depth + 1)
            elif depth < 4:
                yield from required(inner, f"{path}{name}.", depth + 1)


def answers_of(schema: str) -> str:
    return " ".join(
        name
        for name, found in DOCUMENT.operations.items()
        if any(
            str(
                answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
            ).endswith(f"/{schema}")
            for status, answer in found.responses.items()
            if status.startswith("2")
        )
    )


def retyped(operations: str, path: str) -> Callable[[], Change]:
    def alter(data: Any) -> None:
        parent, last = at(data, path)
        value = parent[last]
        parent[last] = [value] if isinstance(value, str | int | float | bool | dict) else "text"

    return on_data(operations, alter)


for _schema, _id in SCHEMAS.items():
    _paths = list(dict.fromkeys(required({"$ref": f"#/components/schemas/{_schema}"})))
    for _index, _path in enumerate(_paths):
        if _path.rsplit(".", 1)[-1] in OWN or _path == "processedVideoId":
            continue  # without it nothing else can be tried
        _operations = answers_of(_schema)
        _others = f"{_id} SCH-015 SCH-016 TIME-001"
        if _index % 2:
            plant(f"{_schema}_without_{_path}", _others, without(_operations, _path))
        else:
            plant(f"{_schema}_retyped_{_path}", _others, retyped(_operations, _path))
