"""Faults in projects, videos, pages and in what is refused."""

import json
import unicodedata
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
    set_body,
    set_query,
    text,
    with_status,
    with_value,
    without,
)

PROJECTS = "createProject getProject updateProject"
NOW = "2020-11-13 09:40:02"
PROJECT = {"id": "ghost", "name": "ghost", "teamId": "x", "dateCreated": NOW, "timeLastUpdated": NOW}


def renaming(change: Callable[[str], str]) -> Callable[[Any], None]:
    def alter(data: Any) -> None:
        if isinstance(data["name"], str) and data["name"]:
            data["name"] = change(data["name"])

    return alter


# Projects
plant("create_echoes_another_name", "PRJ-001", with_value("createProject", "project.name", "another"))
plant("create_201", "HTTP-010", with_status("createProject", 200, 201))
plant("project_of_another_team", "PRJ-004", with_value(PROJECTS, "project.teamId", "some team"))
plant("read_has_another_name", "PRJ-002", with_value("getProject", "project.name", "another"))
plant("read_has_another_date", "PRJ-002", with_value("getProject", "project.dateCreated", NOW))
plant(
    "names_in_ascii",
    "PRJ-012",
    on_body("createProject", renaming(lambda n: n.encode("ascii", "replace").decode())),
)
plant(
    "names_escaped",
    "PRJ-012",
    on_body("createProject", renaming(lambda n: n.replace("&", "&amp;").replace("<", "&lt;"))),
)
plant("names_trimmed", "PRJ-015", on_body("createProject", renaming(str.strip)))
plant("names_cut_at_64", "PRJ-015", on_body("createProject", renaming(lambda n: n[:64])))
plant(
    "names_composed", "PRJ-015", on_body("createProject", renaming(lambda n: unicodedata.normalize("NFC", n)))
)
plant("names_in_lower_case", "PRJ-001 PRJ-012 PRJ-015", on_body("createProject", renaming(str.lower)))
plant(
    "rename_in_ascii",
    "PRJ-016 PRJ-012",
    on_body("updateProject", renaming(lambda n: n.encode("ascii", "replace").decode())),
)
plant("rename_echoes_another", "PRJ-003", with_value("updateProject", "project.name", "another"))
plant("rename_changes_team", "PRJ-005", with_value("updateProject", "project.teamId", "some team"))
plant("rename_changes_date", "PRJ-005", with_value("updateProject", "project.dateCreated", NOW))
plant("rename_changes_id", "PRJ-005", with_value("updateProject", "project.id", "another"))


@planted("rename_is_lost", "PRJ-003")
def rename_is_lost() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        data = body(asked)
        if (
            operation(asked) == "updateProject"
            and isinstance(data, dict)
            and isinstance(data.get("name"), str)
            and data["name"]
        ):
            answer = ask(asked, forward, "GET", asked.target)
            if answer.status == 200:
                answer.json = {"project": {**answer.json["project"], "name": data["name"]}}
            return answer
        return forward(asked)

    return change


@planted("time_stands_still", "PRJ-006")
def time_stands_still() -> Change:
    def alter(data: Any) -> None:
        data["project"]["timeLastUpdated"] = data["project"]["dateCreated"]

    return on_data(PROJECTS, alter)()


@planted("list_shows_old_names", "PRJ-017")
def list_shows_old_names() -> Change:
    first: dict[str, str] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        data = answer.json
        if operation(asked) == "createProject" and answer.status == 200:
            first[data["project"]["id"]] = data["project"]["name"]
        if operation(asked) == "listProjects" and answer.status == 200:
            for item in data["_embedded"]["projects"]:
                item["name"] = first.get(item["id"], item["name"])
            answer.json = data
        return answer

    return change


plant(
    "list_shows_other_dates",
    "PRJ-017",
    on_data("listProjects", lambda d: [i.update(dateCreated=NOW) for i in d["_embedded"]["projects"]]),
)


@planted("reading_moves_the_time", "PRJ-018 PRJ-002")
def reading_moves_the_time() -> Change:
    def alter(data: Any) -> None:
        from datetime import UTC, datetime, timedelta

        alter.count = getattr(alter, "count", 0) + 1  # type: ignore[attr-defined]
        moment = datetime.now(UTC) + timedelta(seconds=alter.count)  # type: ignore[attr-defined]
        data["project"]["timeLastUpdated"] = moment.strftime("%Y-%m-%d %H:%M:%S")

    return on_data("getProject", alter)()


def keeps(operations: str) -> Callable[[], Change]:
    """Say that a deletion was done, and do nothing."""

    def make() -> Change:
        gone: set[str] = set()

        def change(asked: Asked, forward: Forward) -> Answer:
            if operation(asked) in operations.split() and header(asked, "Authorization"):
                kind = "project" if "Project" in operation(asked) else "video"
                found = ask(asked, forward, "GET", f"/videos/v1/{kind}/{identifier(asked)}")
                if found.status == 200 and asked.path not in gone:
                    gone.add(asked.path)
                    if kind == "project":
                        listed = ask(
                            asked, forward, "GET", f"/videos/v1/videos?project-id={identifier(asked)}"
                        )
                        if listed.json["_embedded"]["videos"]:
                            return forward(asked)
                        found.status, found.body = 204, b""
                        return found
                    found.json = {"deletedVideos": [{"videoId": identifier(asked)}]}
                    return found
            return forward(asked)

        return change

    return make


plant("project_not_deleted", "PRJ-007", keeps("deleteProject"))
plant("video_not_deleted", "VID-008", keeps("deleteVideo"))


def ghosts(listing: str, maker: str, deleter: str, key: str, path: str) -> Callable[[], Change]:
    """Keep what was deleted in the list."""

    def make() -> Change:
        gone: dict[str, Any] = {}

        def change(asked: Asked, forward: Forward) -> Answer:
            if operation(asked) == deleter:
                kind = path
                found = ask(asked, forward, "GET", f"/videos/v1/{kind}/{identifier(asked)}").json
                answer = forward(asked)
                if answer.status < 300 and isinstance(found, dict):
                    item = found[kind]
                    entry = {name: item[name] for name in ("id", "name", "dateCreated", "timeLastUpdated")}
                    if kind == "video":
                        entry["projectId"] = item["projectId"]
                    entry["_links"] = {"self": {"href": f"http://x/videos/v1/{kind}/{item['id']}"}}
                    gone[item["id"]] = entry
                return answer
            answer = forward(asked)
            if operation(asked) == listing and answer.status == 200:
                data = answer.json
                wanted = query(asked).get("project-id")
                data["_embedded"][key] += [e for e in gone.values() if wanted in (None, e.get("projectId"))][
                    -3:
                ]
                answer.json = data
            return answer

        return change

    return make


plant(
    "deleted_projects_listed",
    "PRJ-008",
    ghosts("listProjects", "createProject", "deleteProject", "projects", "project"),
)
plant(
    "deleted_videos_listed", "VID-009", ghosts("listVideos", "createVideo", "deleteVideo", "videos", "video")
)
plant(
    "newest_project_not_listed",
    "PRJ-008",
    on_data(
        "listProjects",
        lambda d: d["_embedded"].update(
            projects=[i for i in d["_embedded"]["projects"] if "kept" not in i["name"]]
        ),
    ),
)
plant(
    "newest_video_not_listed",
    "VID-009",
    on_data(
        "listVideos",
        lambda d: d["_embedded"].update(
            videos=[i for i in d["_embedded"]["videos"] if "kept" not in i["name"]]
        ),
    ),
)


@planted("nonempty_project_deleted", "PRJ-009")
def nonempty_project_deleted() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "deleteProject" and header(asked, "Authorization"):
            listed = ask(
                asked, forward, "GET", f"/videos/v1/videos?page-size=100&project-id={identifier(asked)}"
            )
            for item in (listed.json or {}).get("_embedded", {}).get("videos", ()):
                ask(asked, forward, "DELETE", f"/videos/v1/video/{item['id']}")
        return forward(asked)

    return change


@planted("refused_delete_empties_the_project", "PRJ-009")
def refused_delete_empties_the_project() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "deleteProject" and answer.status == 409:
            listed = ask(
                asked, forward, "GET", f"/videos/v1/videos?page-size=100&project-id={identifier(asked)}"
            )
            for item in listed.json["_embedded"]["videos"]:
                ask(asked, forward, "DELETE", f"/videos/v1/video/{item['id']}")
        return answer

    return change


plant("nonempty_project_400", "PRJ-010", with_status("deleteProject", 409, 400))


def same_answer(name: str, path: str) -> Callable[[], Change]:
    """Give the same thing to two equal requests."""

    def make() -> Change:
        seen: dict[bytes, Answer] = {}

        def change(asked: Asked, forward: Forward) -> Answer:
            if operation(asked) == name and asked.body in seen and header(asked, "Authorization"):
                return seen[asked.body]
            answer = forward(asked)
            if operation(asked) == name and answer.status == 200:
                seen[asked.body] = answer
            return answer

        return change

    return make


plant("equal_names_are_one_project", "PRJ-011", same_answer("createProject", "project"))


@planted("one_id_for_all_videos", "VID-012")
def one_id_for_all_videos() -> Change:
    last: dict[str, Answer] = {}

    def change(asked: Asked, forward: Forward) -> Answer:
        data = body(asked)
        if operation(asked) == "createVideo" and isinstance(data, dict) and "shelf" in str(data.get("name")):
            if str(data.get("projectId")) in last:
                return last[str(data["projectId"])]
            last[str(data["projectId"])] = forward(asked)
            return last[str(data["projectId"])]
        return forward(asked)

    return change


def empty_name(asked: Asked) -> bool:
    return bool(body(asked)["name"] == "")


plant("nameless_project", "PRJ-013", accepts("createProject", lambda a: body(a) == {}, {"name": "unnamed"}))


def deletes_again(name: str) -> Callable[[], Change]:
    def make() -> Change:
        gone: dict[str, Answer] = {}

        def change(asked: Asked, forward: Forward) -> Answer:
            if operation(asked) == name and asked.path in gone and header(asked, "Authorization"):
                return gone[asked.path]
            answer = forward(asked)
            if operation(asked) == name and answer.status < 300:
                gone[asked.path] = answer
            return answer

        return change

    return make


plant("project_deleted_twice", "PRJ-014", deletes_again("deleteProject"))
plant("video_deleted_twice", "VID-010", deletes_again("deleteVideo"))


@planted("rename_renames_all", "PRJ-019 PRJ-002")
def rename_renames_all() -> Change:
    name: list[str] = []

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        data = answer.json
        if operation(asked) == "updateProject" and answer.status == 200:
            name.append(data["project"]["name"])
        if operation(asked) == "getProject" and answer.status == 200 and name:
            answer.json = {"project": {**data["project"], "name": name[-1]}}
        return answer

    return change


# Videos
plant("video_in_another_project", "VID-001", with_value("createVideo", "projectId", "another"))
plant("video_has_another_name", "VID-002", with_value("getVideo", "video.name", "another"))
plant(
    "video_names_in_ascii",
    "VID-002",
    on_body("createVideo", renaming(lambda n: n.encode("ascii", "replace").decode())),
)
plant("video_names_trimmed", "VID-014", on_body("createVideo", renaming(str.strip)))
plant("video_of_another_user", "VID-002", with_value("getVideo", "video.userId", "somebody"))
plant("video_of_another_team", "VID-002", with_value("getVideo", "video.teamId", "some team"))
plant("video_read_in_another_project", "VID-002", with_value("getVideo", "video.projectId", "another"))
plant(
    "upload_urls_swapped",
    "VID-003",
    on_data(
        "createVideo",
        lambda d: d.update(uploadMediaUrl=d["uploadLightMediaUrl"], uploadLightMediaUrl=d["uploadMediaUrl"]),
    ),
)
plant(
    "process_url_of_another", "VID-003", with_value("createVideo", "processVideoUrl", lambda u: u[:-1] + "x")
)
plant(
    "null_name_refused", "VID-005", lambda: refuses("createVideo", lambda a: body(a).get("name", "") is None)
)
plant(
    "null_project_refused",
    "VID-005",
    lambda: refuses("createVideo", lambda a: body(a).get("projectId", "") is None),
)
plant("default_project_hidden", "VID-004", lambda: hides_default())
plant("projectless_refused", "VID-004", lambda: refuses("createVideo", lambda a: "projectId" not in body(a)))


def refuses(name: str, wrong: Callable[[Asked], bool], status: int = 400) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        try:
            bad = operation(asked) == name and wrong(asked)
        except (TypeError, AttributeError, KeyError, ValueError):
            bad = False
        if bad and answer.status < 300:
            answer.no_media(status, "ValidationException")
        return answer

    return change


def hides_default() -> Change:
    loose: set[str] = set()

    def change(asked: Asked, forward: Forward) -> Answer:
        data = body(asked)
        answer = forward(asked)
        if operation(asked) == "createVideo" and answer.status == 200 and not data.get("projectId"):
            loose.add(answer.json["projectId"])
        if operation(asked) == "getProject" and identifier(asked) in loose:
            answer.no_media(404, "NotFoundException")
        return answer

    return change


@planted("unknown_project_taken", "VID-006")
def unknown_project_taken() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "createVideo" and answer.status == 404:
            set_body(asked, {"name": "astray"})
            return forward(asked)
        return answer

    return change


plant("unknown_project_400", "VID-007", with_status("createVideo", 404, 400))
plant("deleted_videos_empty", "VID-008 SCH-010", with_value("deleteVideo", "deletedVideos", []))
plant(
    "deleted_videos_of_others",
    "VID-008",
    with_value("deleteVideo", "deletedVideos", lambda v: [*v, {"videoId": "x"}]),
)
plant(
    "unuploaded_has_finished",
    "VID-011",
    on_data(
        "getVideo",
        lambda d: (
            d["video"].setdefault(
                "upload",
                {"hasFinishedUploading": True, "uploadState": {"uploadStatus": "DONE", "updatedAt": NOW}},
            )["uploadState"]
            and d["video"]["upload"].update(hasFinishedUploading=True)
        ),
    ),
)
plant(
    "video_without_a_name",
    "VID-013 SCH-008",
    on_data(
        "getVideo", lambda d: d["video"].update(name="") if "contract-" not in d["video"]["name"] else None
    ),
)
plant(
    "list_shows_other_video_names",
    "VID-015",
    on_data("listVideos", lambda d: [i.update(name="another") for i in d["_embedded"]["videos"]]),
)
plant(
    "list_shows_other_video_dates",
    "VID-015",
    on_data(
        "listVideos",
        lambda d: [i.update(dateCreated=NOW, timeLastUpdated=NOW) for i in d["_embedded"]["videos"]],
    ),
)
plant(
    "list_shows_another_project",
    "PAGE-008",
    on_data("listVideos", lambda d: [i.update(projectId="another") for i in d["_embedded"]["videos"]]),
)
plant(
    "originals_have_parents",
    "VID-016",
    on_data("getVideo", lambda d: d["video"].setdefault("parentId", "somebody")),
)
plant(
    "list_originals_have_parents",
    "VID-016",
    on_data(
        "listVideos",
        lambda d: [i.setdefault("parentId", "somebody") for i in d["_embedded"]["videos"]],
    ),
)

# Pages
LISTS = "listVideos listProjects"
plant("page_size_ignored", "PAGE-001", on_request("listVideos", lambda a: set_query(a, page_size=None)))
plant(
    "page_size_ignored_for_projects",
    "PAGE-015",
    on_request("listProjects", lambda a: set_query(a, page_size=None)),
)
plant("page_ignored", "PAGE-003 PAGE-002", on_request("listVideos", lambda a: set_query(a, page=None)))
plant("page_ignored_for_projects", "PAGE-015", on_request("listProjects", lambda a: set_query(a, page=None)))
plant(
    "pages_skip_one",
    "PAGE-002",
    on_data("listVideos", lambda d: d["_embedded"]["videos"].pop() if d["page"] > 1 else None),
)
plant("page_misreported", "PAGE-004", with_value("listVideos", "page", lambda p: p + 1))
plant("page_size_misreported", "PAGE-004", with_value("listVideos", "pageSize", 10))
plant("page_zero_based_number", "PAGE-004", with_value("listVideos", "page", lambda p: p - 1))
plant(
    "next_on_last",
    "PAGE-006",
    on_data(LISTS, lambda d: d["_links"].setdefault("next", d["_links"]["last"])),
)
plant("no_next", "PAGE-002", without("listVideos", "_links.next"))
plant("no_next_for_projects", "PAGE-015", without("listProjects", "_links.next"))
plant("next_is_null", "SCH-016 PAGE-006", on_data(LISTS, lambda d: d["_links"].setdefault("next", None)))
plant("no_previous", "PAGE-005", without("listVideos", "_links.previous"))
plant(
    "previous_on_first",
    "PAGE-007",
    on_data(LISTS, lambda d: d["_links"].setdefault("previous", d["_links"]["first"])),
)
plant("no_self", "SCH-015 PAGE-005", without(LISTS, "_links.self"))
plant(
    "self_is_first",
    "PAGE-005",
    on_data("listVideos", lambda d: d["_links"].update(self=d["_links"]["first"])),
)
plant(
    "first_is_last",
    "PAGE-005",
    on_data("listVideos", lambda d: d["_links"].update(first=d["_links"]["last"])),
)
plant(
    "last_is_first",
    "PAGE-005",
    on_data("listVideos", lambda d: d["_links"].update(last=d["_links"]["first"])),
)
plant(
    "previous_is_next",
    "PAGE-005",
    on_data("listVideos", lambda d: d["_links"].update(previous=d["_links"]["next"])),
)
plant("filter_ignored", "PAGE-008", on_request("listVideos", lambda a: set_query(a, project_id=None)))
plant("parent_filter_ignored", "PRC-007", on_request("listVideos", lambda a: set_query(a, parent_id=None)))
plant(
    "unknown_filter_404",
    "PAGE-009",
    on_answer(
        "listVideos",
        lambda a: (
            a.no_media(404, "NotFoundException")
            if a.json["_embedded"]["videos"] == [] and a.json["page"] == 1
            else None
        ),
    ),
)
plant(
    "past_the_end_404",
    "PAGE-010",
    on_answer("listVideos", lambda a: a.no_media(404, "NotFoundException") if a.json["page"] == 99 else None),
)
plant(
    "past_the_end_is_last",
    "PAGE-010",
    on_request("listVideos", lambda a: set_query(a, page="1") if query(a).get("page") == "99" else None),
)
plant(
    "twenty_by_default",
    "PAGE-011",
    on_request("listVideos", lambda a: set_query(a, page_size=query(a).get("page-size", "20"))),
)
plant(
    "page_size_zero_taken",
    "PAGE-012",
    on_request(LISTS, lambda a: set_query(a, page_size="1") if query(a).get("page-size") == "0" else None),
)
plant(
    "page_size_101_taken",
    "PAGE-012",
    on_request(
        LISTS,
        lambda a: (
            set_query(a, page_size="100")
            if query(a).get("page-size", "").isdigit() and int(query(a)["page-size"]) > 100
            else None
        ),
    ),
)
plant(
    "page_minus_one_taken",
    "PAGE-013",
    on_request(LISTS, lambda a: set_query(a, page="1") if query(a).get("page", "").startswith("-") else None),
)
plant(
    "page_text_taken",
    "PAGE-013",
    on_request(LISTS, lambda a: set_query(a, page="1") if query(a).get("page", "1").isalpha() else None),
)
plant(
    "item_links_dead",
    "PAGE-014",
    on_data(
        "listVideos",
        lambda d: (
            [
                i["_links"]["self"].update(href=i["_links"]["self"]["href"] + "x")
                for i in d["_embedded"]["videos"]
            ]
        ),
    ),
)
plant(
    "project_item_links_dead",
    "PAGE-015",
    on_data(
        "listProjects",
        lambda d: (
            [
                i["_links"]["self"].update(href=i["_links"]["self"]["href"] + "x")
                for i in d["_embedded"]["projects"]
            ]
        ),
    ),
)
plant(
    "total_is_of_the_page",
    "PAGE-016",
    on_data("listVideos", lambda d: d["_embedded"].update(totalFound=len(d["_embedded"]["videos"]))),
)
plant(
    "project_total_wrong",
    "PAGE-020 PAGE-016",
    on_data("listProjects", lambda d: d["_embedded"].update(totalFound=len(d["_embedded"]["projects"]))),
)
plant("links_lose_the_filter", "PAGE-019", text(r"project-id=[^&\"]*&?", "", "listVideos"))
plant("links_lose_the_size", "PAGE-005 PAGE-002", text(r"&?page-size=\d+", "", "listVideos"))


@planted("random_order", "PAGE-017")
def random_order() -> Change:
    count = [0]

    def alter(data: Any) -> None:
        count[0] += 1
        if count[0] % 2:
            data["_embedded"]["videos"].reverse()

    return on_data("listVideos", alter)()


@planted("an_item_twice", "PAGE-002")
def an_item_twice() -> Change:
    last: list[Any] = []

    def alter(data: Any) -> None:
        videos = data["_embedded"]["videos"]
        if videos and data["page"] > 1 and last:
            videos[0] = last[-1]
        if videos:
            last.append(videos[-1])

    return on_data("listVideos", alter)()


# Unknown ids and broken requests
@planted("unknown_project_found", "ERR-002")
def unknown_project_found() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "getProject" and answer.status == 404:
            answer.status = 200
            answer.json = {"project": PROJECT}
        return answer

    return change


@planted("unknown_video_progress", "ERR-002")
def unknown_video_progress() -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if operation(asked) == "checkIngestVideoProgress" and answer.status == 404:
            state = {"updatedAt": NOW, "ingestionStatus": "PENDING", "videoMetadataAvailable": False}
            answer.status = 200
            answer.json = {"videoId": identifier(asked), "projectId": "x", "ingestionState": state}
        return answer

    return change


plant("unknown_ids_400", "ERR-003", with_status("getProject getVideo deleteVideo updateProject", 404, 400))
plant("unknown_ids_500", "HTTP-004", with_status("getVideo", 404, 500))
plant("long_ids_500", "HTTP-004 ERR-005", lambda: fails(lambda a: len(identifier(a)) > 200))
plant("odd_ids_500", "HTTP-004 ERR-005", lambda: fails(lambda a: "%2F" in a.target or "%27" in a.target))
plant("empty_bodies_500", "HTTP-004 ERR-005", lambda: fails(lambda a: a.method == "PUT" and not a.body))
plant(
    "non_ascii_500",
    "HTTP-004",
    lambda: fails(lambda a: operation(a) == "createVideo" and any(b > 127 for b in a.body)),
)
plant(
    "huge_pages_500",
    "HTTP-004",
    lambda: fails(lambda a: query(a).get("page", "").isdigit() and int(query(a)["page"]) > 2**31),
)
plant("null_bytes_500", "HTTP-004 ERR-005", lambda: fails(lambda a: b"\\u0000" in a.body))


def fails(wrong: Callable[[Asked], bool]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if wrong(asked) and answer.status != 401:
            answer.no_media(500, "InternalServerException")
        return answer

    return change


def not_json(asked: Asked) -> bool:
    if "json" not in header(asked, "Content-Type") or not asked.body:
        return False
    try:
        json.loads(asked.body)
    except (ValueError, RecursionError):
        return True
    return False


plant("not_json_taken", "VAL-001", accepts("createProject updateProject", not_json, {"name": "x"}))
plant("missing_name_422", "VAL-002 VAL-003 VAL-004", with_status("createProject", 400, 422))
plant("empty_name_taken", "VAL-003", accepts("createProject", empty_name, {"name": "unnamed"}))
plant(
    "number_as_name_taken",
    "VAL-004",
    accepts("createProject", lambda a: isinstance(body(a)["name"], int), {"name": "7"}),
)
plant(
    "null_as_name_taken",
    "VAL-004",
    accepts("createProject", lambda a: body(a)["name"] is None, {"name": "null"}),
)
plant(
    "unknown_field_taken",
    "VAL-005",
    on_body("createProject", lambda d: {"name": d["name"]} if isinstance(d.get("name"), str) else None),
)
plant(
    "unknown_video_field_taken",
    "VAL-009",
    on_body("createVideo", lambda d: {k: v for k, v in d.items() if k in ("name", "projectId")}),
)
plant(
    "unknown_rename_field_taken",
    "VAL-008",
    on_body("updateProject", lambda d: {"name": d["name"]} if isinstance(d.get("name"), str) else None),
)
plant(
    "text_plain_taken",
    "VAL-006",
    on_request(
        "createProject updateProject",
        lambda a: (
            a.headers.update({"Content-Type": "application/json"})
            if "text" in header(a, "Content-Type")
            else None
        ),
    ),
)
plant(
    "text_plain_taken_for_processing",
    "VAL-006",
    on_request(
        "processVideo",
        lambda a: (
            a.headers.update({"Content-Type": "application/json"})
            if "text" in header(a, "Content-Type")
            else None
        ),
    ),
)
plant("array_body_taken", "VAL-007", accepts("createProject", lambda a: body(a) == [], {"name": "list"}))
plant("empty_rename_taken", "VAL-008", accepts("updateProject", empty_name, {"name": "unnamed"}))
plant(
    "number_rename_taken",
    "VAL-008",
    accepts("updateProject", lambda a: isinstance(body(a)["name"], int), {"name": "7"}),
)
plant(
    "number_video_name_taken",
    "VAL-009",
    accepts("createVideo", lambda a: isinstance(body(a)["name"], int), {"name": "7"}),
)
plant(
    "empty_project_id_taken",
    "VAL-009",
    accepts("createVideo", lambda a: body(a)["projectId"] == "", {"name": "7"}),
)
