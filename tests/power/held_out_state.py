"""Faults in what a server remembers, of kinds that the catalogue lacked; written blind.

Requirements that came of them were added to their labels afterwards.
"""

# ruff: noqa: ARG005 (conditions and changes are called alike, whatever they look at)

import base64
import re
from collections.abc import Callable
from typing import Any

from planted_proxy import Answer, Asked, Change, Forward
from planting import (
    ask,
    body,
    header,
    held_out,
    hold_out,
    identifier,
    on_answer,
    on_body,
    on_data,
    on_request,
    operation,
    query,
    set_body,
    with_value,
    without,
)

LATER = "2031-01-01 00:00:00"


def state(name: str, expected: str) -> Callable[[Callable[[dict[str, Any]], Any]], Any]:
    """Add a fault as a function of its memory that returns what to do with (asked, forward)."""

    def register(make: Callable[[dict[str, Any]], Change]) -> Any:
        hold_out(name, expected, lambda: make({}))
        return make

    return register


def ok(asked: Asked, answer: Answer, *operations: str) -> bool:
    return operation(asked) in operations and answer.status < 300


# Renames
@state("rename_moves_the_creation", "PRJ-005")
def rename_moves_the_creation(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "updateProject"):
            known[identifier(asked)] = True
        if ok(asked, answer, "getProject") and identifier(asked) in known:
            data = answer.json
            data["project"] |= {"dateCreated": LATER, "timeLastUpdated": LATER}
            answer.json = data
        return answer

    return change


@state("rename_touches_every_project", "PRJ-019 PRJ-018 PRJ-002")
def rename_touches_every_project(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "updateProject"):
            known["time"] = LATER
        if ok(asked, answer, "getProject") and "time" in known:
            data = answer.json
            data["project"]["timeLastUpdated"] = LATER
            answer.json = data
        return answer

    return change


@state("rename_empties_the_project", "PRJ-005 PRJ-019 VID-009")
def rename_empties_the_project(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "updateProject"):
            known[identifier(asked)] = True
        if ok(asked, answer, "listVideos") and query(asked).get("project-id") in known:
            data = answer.json
            data["_embedded"] |= {"videos": [], "totalFound": 0}
            answer.json = data
        return answer

    return change


@state("rename_by_case_ignored", "PRJ-003 PRJ-016")
def rename_by_case_ignored(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        data = body(asked)
        if (
            operation(asked) == "updateProject"
            and isinstance(data, dict)
            and isinstance(data.get("name"), str)
        ):
            before = known.get(identifier(asked), "")
            if before and before != data["name"] and before.casefold() == data["name"].casefold():
                return ask(asked, forward, "GET", asked.target)
        answer = forward(asked)
        if ok(asked, answer, "createProject", "updateProject"):
            known[answer.json["project"]["id"]] = answer.json["project"]["name"]
        return answer

    return change


@state("rename_leaves_a_copy", "PRJ-003 PRJ-008 PRJ-017 PRJ-019 PAGE-020")
def rename_leaves_a_copy(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "updateProject":
            found = ask(asked, forward, "GET", asked.target)
            answer = forward(asked)
            if answer.status == 200 and found.status == 200:
                ask(asked, forward, "PUT", "/videos/v1/project", {"name": found.json["project"]["name"]})
            return answer
        return forward(asked)

    return change


@state("rename_revives_the_deleted", "ERR-002 PRJ-007 PRJ-014")
def rename_revives_the_deleted(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "deleteProject":
            found = ask(asked, forward, "GET", asked.target)
            answer = forward(asked)
            if answer.status == 204:
                known[identifier(asked)] = found
            return answer
        answer = forward(asked)
        if operation(asked) == "updateProject" and answer.status == 404 and identifier(asked) in known:
            return known[identifier(asked)]
        return answer

    return change


@state("first_read_after_rename_is_old", "PRJ-003 PRJ-016 PRJ-017")
def first_read_after_rename_is_old(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "updateProject":
            known[identifier(asked)] = ask(asked, forward, "GET", asked.target)
        if operation(asked) == "getProject" and identifier(asked) in known:
            old = known.pop(identifier(asked))
            if old.status == 200:
                return old
        return forward(asked)

    return change


# Projects
@state("list_of_projects_is_cached", "PRJ-008 PRJ-017")
def list_of_projects_is_cached(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        key = f"{header(asked, 'Authorization')} {asked.target}"
        if operation(asked) == "listProjects" and key in known:
            return known[key]
        answer = forward(asked)
        if ok(asked, answer, "listProjects"):
            known[key] = answer
        return answer

    return change


@state("created_twice", "PRJ-001 PRJ-008 PAGE-020")
def created_twice(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "createProject"):
            ask(asked, forward, "PUT", "/videos/v1/project", body(asked))
        return answer

    return change


@state("equal_names_refused", "PRJ-011")
def equal_names_refused(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "createProject"):
            name = answer.json["project"]["name"]
            if name in known:
                answer.no_media(409, "ConflictException")
            known[name] = True
        return answer

    return change


@state("projects_outlive_their_videos", "PRJ-007 PRJ-009 VID-008 PRJ-020")
def projects_outlive_their_videos(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "deleteProject" and identifier(asked) in known:
            answer = ask(asked, forward, "GET", "/videos/v1/projects")
            if answer.status == 200:
                answer.no_media(409, "ConflictException")
            return answer
        answer = forward(asked)
        if ok(asked, answer, "createVideo"):
            known[answer.json["projectId"]] = True
        return answer

    return change


hold_out(
    "names_cut_at_slashes",
    "PRJ-012 PRJ-015 ROB-004",
    on_body("createProject", lambda d: d.update(name=d["name"].split("/")[0] or "x")),
)
hold_out(
    "names_lose_line_ends",
    "PRJ-012 PRJ-015 ROB-004",
    on_body("createProject updateProject", lambda d: d.update(name=re.sub(r"[\r\n\t]", " ", d["name"]))),
)
hold_out(
    "names_unescaped",
    "PRJ-012 ROB-004",
    on_body(
        "createProject updateProject",
        lambda d: d.update(name=d["name"].replace("&amp;", "&").replace("&lt;", "<")),
    ),
)
hold_out(
    "numeric_names_as_numbers",
    "SCH-005 PRJ-012 ROB-004",
    on_data(
        "getProject createProject",
        lambda d: (
            d["project"].update(name=int(d["project"]["name"])) if d["project"]["name"].isdigit() else None
        ),
    ),
)
hold_out(
    "emoji_lost_in_video_names",
    "VID-002",
    on_body("createVideo", lambda d: d.update(name=re.sub("[\U00010000-\U0010ffff]", "?", d["name"]))),
)
hold_out(
    "spaces_in_names_squeezed",
    "PRJ-015 PRJ-012",
    on_body("createProject", lambda d: d.update(name=re.sub(" +", " ", d["name"]))),
)
hold_out(
    "apostrophes_doubled",
    "PRJ-012 ROB-004",
    on_body("createProject", lambda d: d.update(name=d["name"].replace("'", "''"))),
)


# Videos
@state("deleted_video_in_the_whole_list", "VID-009")
def deleted_video_in_the_whole_list(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "deleteVideo":
            found = ask(asked, forward, "GET", asked.target)
            answer = forward(asked)
            if answer.status == 200 and found.status == 200:
                video = found.json["video"]
                known["item"] = {
                    name: video[name]
                    for name in ("id", "name", "projectId", "dateCreated", "timeLastUpdated")
                } | {"_links": {"self": {"href": f"http://x{asked.target}"}}}
            return answer
        answer = forward(asked)
        if (
            ok(asked, answer, "listVideos")
            and "item" in known
            and not {"project-id", "parent-id"} & set(query(asked))
        ):
            data = answer.json
            data["_embedded"]["videos"].append(known["item"])
            answer.json = data
        return answer

    return change


@state("progress_of_deleted_videos", "VID-008 DL-011")
def progress_of_deleted_videos(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "deleteVideo":
            path = f"/videos/v1/check-ingest-video-progress/{identifier(asked)}"
            found = ask(asked, forward, "GET", path)
            if found.status == 200:
                known[path] = found
        answer = forward(asked)
        if answer.status == 404 and asked.path in known:
            return known[asked.path]
        return answer

    return change


@state("deletion_takes_the_neighbour", "VID-009 VID-008")
def deletion_takes_the_neighbour(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "createVideo"):
            known[answer.json["videoId"]] = answer.json["projectId"]
        if ok(asked, answer, "deleteVideo") and identifier(asked) in known:
            project = known.pop(identifier(asked))
            for video, home in known.items():
                if home == project:
                    ask(asked, forward, "DELETE", f"/videos/v1/video/{video}")
                    known.pop(video)
                    break
        return answer

    return change


@state("loose_videos_lose_their_names", "VID-004 VID-002 VID-013")
def loose_videos_lose_their_names(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        data = body(asked)
        if operation(asked) == "createVideo" and isinstance(data, dict) and "projectId" not in data:
            data.pop("name", None)
            set_body(asked, data)
        return forward(asked)

    return change


@state("upload_renames_the_video", "UPL-003 UPL-015 VID-002 UPL-016")
def upload_renames_the_video(known: dict[str, Any]) -> Change:
    def alter(data: Any) -> None:
        if "upload" in data["video"] and data["video"]["upload"].get("fileName"):
            data["video"]["name"] = data["video"]["upload"]["fileName"]

    return on_data("getVideo", alter)()


@state("upload_moves_the_creation", "UPL-003 UPL-015 VID-002 UPL-016")
def upload_moves_the_creation(known: dict[str, Any]) -> Change:
    def alter(data: Any) -> None:
        if "upload" in data["video"] and data["video"]["upload"].get("fileName"):
            data["video"] |= {"dateCreated": LATER, "timeLastUpdated": LATER}

    return on_data("getVideo", alter)()


hold_out(
    "file_names_mangled",
    "UPL-003 DL-005",
    with_value("getVideo", "video.upload.fileName", lambda n: n.encode().decode("latin-1")),
)
hold_out("file_types_all_mp4", "UPL-003", with_value("getVideo", "video.upload.fileType", "video/mp4"))
hold_out("list_order_by_chance", "PAGE-017 PAGE-002", lambda: shuffled())
hold_out(
    "list_names_cut",
    "PRJ-017",
    on_data("listProjects", lambda d: [i.update(name=i["name"][:20]) for i in d["_embedded"]["projects"]]),
)
hold_out(
    "list_tells_first_date_for_all",
    "VID-015 PRJ-017",
    on_data(
        "listProjects", lambda d: [i.update(timeLastUpdated=LATER) for i in d["_embedded"]["projects"][1:]]
    ),
)


def shuffled() -> Change:
    count = [0]

    def alter(data: Any) -> None:
        count[0] += 1
        items = data["_embedded"]["projects"]
        if count[0] % 2 and len(items) > 1:
            items.append(items.pop(0))

    return on_data("listProjects", alter)()


# Pages
def total(name: str, amount: int, when: Callable[[Any], bool]) -> Callable[[], Change]:
    def alter(data: Any) -> None:
        if when(data):
            data["_embedded"]["totalFound"] += amount

    return on_data(name, alter)


hold_out("total_off_on_page_two", "PAGE-016", total("listVideos", 1, lambda d: d["page"] == 2))
hold_out(
    "total_off_on_last_page",
    "PAGE-016",
    total("listVideos", -1, lambda d: "next" not in d["_links"] and d["page"] > 1),
)
hold_out("project_total_off_on_page_two", "PAGE-020", total("listProjects", 1, lambda d: d["page"] == 2))
hold_out(
    "total_zero_when_filtered",
    "PAGE-016",
    on_answer(
        "listVideos",
        lambda a: (
            setattr(a, "json", {**a.json, "_embedded": {**a.json["_embedded"], "totalFound": 0}})
            if "project-id" in str(a.json["_links"]["self"])
            else None
        ),
    ),
)


@state("total_counts_the_deleted", "PAGE-016 VID-009")
def total_counts_the_deleted(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "createVideo"):
            known[answer.json["videoId"]] = answer.json["projectId"]
        if ok(asked, answer, "deleteVideo") and identifier(asked) in known:
            project = known[identifier(asked)]
            known[f"gone {project}"] = known.get(f"gone {project}", 0) + 1
        if ok(asked, answer, "listVideos"):
            data = answer.json
            data["_embedded"]["totalFound"] += known.get(f"gone {query(asked).get('project-id')}", 0)
            answer.json = data
        return answer

    return change


def link_without(operations: str, name: str, parameter: str) -> Callable[[], Change]:
    def alter(data: Any) -> None:
        href = data["_links"][name]["href"]
        data["_links"][name]["href"] = re.sub(rf"([?&]){parameter}=[^&]*&?", r"\1", href).rstrip("?&")

    return on_data(operations, alter)


hold_out("next_loses_the_filter", "PAGE-019 PAGE-002", link_without("listVideos", "next", "project-id"))
hold_out("next_loses_the_size", "PAGE-002 PAGE-003 PAGE-005", link_without("listVideos", "next", "page-size"))
hold_out(
    "previous_loses_the_filter", "PAGE-019 PAGE-005", link_without("listVideos", "previous", "project-id")
)
hold_out("last_loses_the_size", "PAGE-005", link_without("listVideos", "last", "page-size"))
hold_out("next_of_projects_loses_the_size", "PAGE-015", link_without("listProjects", "next", "page-size"))
hold_out(
    "next_of_projects_skips_a_page",
    "PAGE-015",
    on_data(
        "listProjects",
        lambda d: d["_links"]["next"].update(
            href=re.sub(r"([?&]page=)(\d+)", lambda m: m[1] + str(int(m[2]) + 1), d["_links"]["next"]["href"])
        ),
    ),
)
hold_out(
    "last_of_projects_is_first",
    "PAGE-015 PAGE-005",
    on_data("listProjects", lambda d: d["_links"].update(last=d["_links"]["first"])),
)
hold_out("previous_missing_for_projects", "PAGE-015 PAGE-005", without("listProjects", "_links.previous"))
hold_out(
    "an_empty_page_at_the_end",
    "PAGE-006",
    on_data(
        "listVideos",
        lambda d: (
            d["_links"].setdefault(
                "next",
                {
                    "href": re.sub(
                        r"([?&]page=)\d+", lambda m: m[1] + str(d["page"] + 1), d["_links"]["self"]["href"]
                    )
                },
            )
            if len(d["_embedded"]["videos"]) == d["pageSize"]
            else None
        ),
    ),
)
hold_out(
    "links_escape_twice",
    "PAGE-019 PAGE-002 PAGE-005",
    on_data(
        "listVideos", lambda d: [v.update(href=v["href"].replace("&", "%26")) for v in d["_links"].values()]
    ),
)
hold_out(
    "item_links_to_another_item",
    "PAGE-014",
    on_data(
        "listVideos",
        lambda d: [
            i["_links"].update(self=d["_embedded"]["videos"][0]["_links"]["self"])
            for i in d["_embedded"]["videos"]
        ],
    ),
)


@state("projects_twice_across_pages", "PAGE-015 PRJ-008")
def projects_twice_across_pages(known: dict[str, Any]) -> Change:
    def alter(data: Any) -> None:
        items = data["_embedded"]["projects"]
        if data["page"] > 1 and items and "last" in known:
            items[0] = known["last"]
        if items:
            known["last"] = items[-1]

    return on_data("listProjects", alter)()


@state("filters_are_joined_by_or", "PAGE-008 PRC-007 PAGE-009 PAGE-021")
def filters_are_joined_by_or(known: dict[str, Any]) -> Change:
    def alter(asked: Asked) -> None:
        given = query(asked)
        if "project-id" in given and "parent-id" in given:
            asked.target = re.sub(r"&?parent-id=[^&]*", "", asked.target)

    return on_request("listVideos", alter)()


@state("page_two_repeats_for_filtered", "PAGE-002 PAGE-003")
def page_two_repeats_for_filtered(known: dict[str, Any]) -> Change:
    def alter(asked: Asked) -> None:
        if "project-id" in query(asked) and query(asked).get("page") == "3":
            asked.target = re.sub(r"([?&]page=)3", r"\g<1>2", asked.target)

    return on_request("listVideos", alter)()


# Ingestion and processing
@state("metadata_late", "ING-001 ING-002 ING-003 ING-008 SCH-008")
def metadata_late(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        data = answer.json
        told = ok(asked, answer, "getVideo") and "metadata" in data["video"].get("ingestion", {})
        if told and identifier(asked) not in known:
            known[identifier(asked)] = True
            del data["video"]["ingestion"]["metadata"]
            answer.json = data
        return answer

    return change


@state("processing_goes_back", "PRC-004 PRC-003 PRC-029")
def processing_goes_back(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        data = answer.json
        if (
            ok(asked, answer, "checkProcessVideoProgress")
            and data["processingState"]["processingStatus"] == "DONE"
        ):
            if identifier(asked) in known:
                data["processingState"] |= {"processingStatus": "PROCESSING", "processingProgressPercent": 50}
                answer.json = data
            known[identifier(asked)] = True
        return answer

    return change


PERCENT = "processingState.processingProgressPercent"
hold_out("percent_as_share", "PRC-024", with_value("checkProcessVideoProgress", PERCENT, lambda v: v / 100))
hold_out(
    "percent_falls_at_the_end",
    "PRC-003 PRC-024",
    on_data(
        "checkProcessVideoProgress",
        lambda d: (
            d["processingState"].update(processingProgressPercent=0)
            if d["processingState"]["processingStatus"] == "DONE"
            else None
        ),
    ),
)
hold_out(
    "percent_100_while_processing",
    "PRC-002 PRC-003",
    on_data(
        "checkProcessVideoProgress", lambda d: d["processingState"].update(processingProgressPercent=100)
    ),
)
hold_out(
    "error_told_as_done",
    "ING-008 ING-007",
    with_value(
        "getVideo", "video.ingestion.ingestionState.ingestionStatus", lambda s: "DONE" if s == "ERROR" else s
    ),
)
hold_out(
    "processed_video_disagrees",
    "PRC-006 PRC-025 PRC-029",
    with_value(
        "getVideo",
        "video.processing.processingState.processingStatus",
        lambda s: "PROCESSING" if s == "DONE" else s,
    ),
)
hold_out(
    "processed_without_name",
    "VID-013 PRC-025 SCH-008 PRC-030",
    on_data("getVideo", lambda d: d["video"].update(name="") if "processing" in d["video"] else None),
)
hold_out(
    "processed_of_another_user",
    "PRC-025",
    on_data(
        "getVideo", lambda d: d["video"].update(userId="another") if "processing" in d["video"] else None
    ),
)
hold_out(
    "processed_with_another_parent",
    "PRC-007 PRC-025",
    on_data(
        "getVideo", lambda d: d["video"].update(parentId="another") if "processing" in d["video"] else None
    ),
)
hold_out(
    "echo_starts_later",
    "PRC-006",
    with_value(
        "getVideo",
        "video.processing.processingParameters.sourceVideo.startPositionMilliseconds",
        lambda v: v + 1,
    ),
)
hold_out(
    "echo_of_another_height",
    "PRC-006",
    with_value("getVideo", "video.processing.processingParameters.targetVideo.frameHeight", lambda v: v + 2),
)
hold_out(
    "start_of_a_clip_ignored",
    "PRC-005 PRC-006 PRC-031",
    on_body(
        "processVideo",
        lambda d: (
            d["range"].update(startPositionMilliseconds=0)
            if isinstance(d["range"]["startPositionMilliseconds"], int)
            and 0 < d["range"]["startPositionMilliseconds"] < d["range"].get("endPositionMilliseconds", 1000)
            else None
        ),
    ),
)
hold_out(
    "tags_ignored",
    "PRC-005 PRC-031",
    on_body(
        "processVideo",
        lambda d: (
            d.pop("resolution") and None
            if d["resolution"].get("tag", "").startswith("hd") and len(d["resolution"]) == 1
            else None
        ),
    ),
)
hold_out(
    "container_ignored",
    "PRC-005 PRC-006 PRC-031",
    on_body(
        "processVideo",
        lambda d: (
            d["mediaContainerCodec"].update(container="mp4")
            if d["mediaContainerCodec"].get("container") == "mov"
            and d["mediaContainerCodec"]["codec"] == "h264"
            else None
        ),
    ),
)
hold_out("original_marked_as_processed", "PRC-027 PRC-021 VID-016", lambda: marks_original())


def marks_original() -> Change:
    sources: set[str] = set()

    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "processVideo"):
            sources.add(identifier(asked))
        if ok(asked, answer, "getVideo") and identifier(asked) in sources:
            data = answer.json
            data["video"]["parentId"] = identifier(asked)
            answer.json = data
        return answer

    return change


@state("processed_once_for_all", "PRC-001 PRC-032")
def processed_once_for_all(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "processVideo" and f"{identifier(asked)} {asked.body!r}" in known:
            return known[f"{identifier(asked)} {asked.body!r}"]
        answer = forward(asked)
        if ok(asked, answer, "processVideo"):
            known[f"{identifier(asked)} {asked.body!r}"] = answer
        return answer

    return change


@state("deleting_a_result_deletes_its_source", "PRC-022 PRC-027 VID-008 PRC-032")
def deleting_a_result_deletes_its_source(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "processVideo"):
            known[answer.json["processedVideoId"]] = identifier(asked)
        if ok(asked, answer, "deleteVideo") and identifier(asked) in known:
            ask(asked, forward, "DELETE", f"/videos/v1/video/{known[identifier(asked)]}")
        return answer

    return change


@state("cancelled_results_appear", "PRC-022")
def cancelled_results_appear(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "processVideo"):
            found = ask(asked, forward, "GET", f"/videos/v1/videos?parent-id={identifier(asked)}")
            for item in found.json["_embedded"]["videos"]:
                known[item["id"]] = item
        if ok(asked, answer, "deleteVideo"):
            gone = {entry["videoId"] for entry in answer.json["deletedVideos"]}
            known["gone"] = known.get("gone", []) + [known[key] for key in gone if key in known]
        if ok(asked, answer, "listVideos") and "parent-id" not in query(asked):
            data = answer.json
            wanted = query(asked).get("project-id")
            data["_embedded"]["videos"] += [
                item for item in known.get("gone", []) if wanted in (None, item["projectId"])
            ]
            answer.json = data
        return answer

    return change


@state("results_of_all_sources", "PRC-007")
def results_of_all_sources(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "processVideo"):
            found = ask(asked, forward, "GET", f"/videos/v1/videos?parent-id={identifier(asked)}")
            known.update({item["id"]: item for item in found.json["_embedded"]["videos"]})
        if ok(asked, answer, "listVideos") and "parent-id" in query(asked):
            data = answer.json
            there = {item["id"] for item in data["_embedded"]["videos"]}
            data["_embedded"]["videos"] += [item for key, item in known.items() if key not in there]
            answer.json = data
        return answer

    return change


# Tokens and teams
def pair(asked: Asked) -> tuple[str, str]:
    if not header(asked, "Authorization").startswith("Basic "):
        return "", ""
    name, _, word = (
        base64.b64decode(header(asked, "Authorization")[6:]).decode(errors="replace").partition(":")
    )
    return name, word


def passwords(same: Callable[[str, str], bool]) -> Callable[[dict[str, Any]], Change]:
    """Take another password for the right one."""

    def make(known: dict[str, Any]) -> Change:
        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            name, word = pair(asked)
            if ok(asked, answer, "getToken"):
                known[name] = (word, answer)
            elif operation(asked) == "getToken" and answer.status == 401 and name and name in known:
                right, good = known[name]
                if same(word, right):
                    return good
            return answer

        return change

    return make


state("password_of_any_case", "TOK-002")(passwords(lambda word, right: word.lower() == right.lower()))
state("password_empty_taken", "TOK-002")(passwords(lambda word, right: word == ""))
state("password_by_its_start", "TOK-002")(
    passwords(lambda word, right: bool(word) and right.startswith(word))
)
state("password_cut_at_8", "TOK-002")(passwords(lambda word, right: word[:8] == right[:8]))


@state("a_login_ends_the_one_before", "TOK-008 TOK-001 TOK-023")
def a_login_ends_the_one_before(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        token = header(asked, "Authorization")
        if token in known.get("old", set()):
            asked.headers["Authorization"] = "Bearer ended"
        answer = forward(asked)
        if ok(asked, answer, "getToken"):
            name = f"{pair(asked)[0]} {asked.target}"
            if name in known:
                known.setdefault("old", set()).add(known[name])
            known[name] = f"Bearer {answer.json['jwtToken']}"
        return answer

    return change


@state("chosen_team_becomes_the_default", "TOK-005 ACC-001 ACC-002")
def chosen_team_becomes_the_default(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        if operation(asked) == "getToken":
            name = pair(asked)[0]
            team = query(asked).get("team-id")
            if team is None and name in known:
                asked.target = f"{asked.path}?team-id={known[name]}"
            answer = forward(asked)
            if answer.status == 200 and team:
                known[name] = team
            return answer
        return forward(asked)

    return change


def always_first(name: str) -> Callable[[dict[str, Any]], Change]:
    """Tell the first team of a user, whatever the token says."""

    def make(known: dict[str, Any]) -> Change:
        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            if ok(asked, answer, name):
                data = answer.json
                first = known.setdefault(data["user"]["id"], data["team"])
                answer.json = {**data, "team": first}
            return answer

        return change

    return make


state("token_check_tells_the_first_team", "TOK-005")(always_first("verifyToken"))
state("account_tells_the_first_team", "TOK-005 ACC-001 ISO-012")(always_first("getAccount"))


@state("account_is_cached", "ACC-001 ISO-005")
def account_is_cached(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        if ok(asked, answer, "getAccount"):
            return known.setdefault("answer", answer)
        return answer

    return change


@state("projects_land_in_the_first_team", "ISO-012")
def projects_land_in_the_first_team(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        token = header(asked, "Authorization")
        if operation(asked) == "createProject" and "token" in known and token and token != known["token"]:
            probe = forward(Asked("GET", "/accounts/v1/account", {"Authorization": token}, b""))
            if probe.status == 200:
                asked.headers["Authorization"] = known["token"]
                answer = forward(asked)
                if answer.status == 200:
                    data = answer.json
                    data["project"]["teamId"] = probe.json["team"]["id"]
                    answer.json = data
                return answer
        answer = forward(asked)
        if ok(asked, answer, "createProject"):
            known.setdefault("token", token)
        return answer

    return change


@state("media_is_cached_for_all", "ISO-004 ISO-008 AUTH-001 AUTH-002")
def media_is_cached_for_all(known: dict[str, Any]) -> Change:
    def change(asked: Asked, forward: Forward) -> Answer:
        answer = forward(asked)
        plain = not header(asked, "Range") and not header(asked, "If-None-Match")
        if ok(asked, answer, "downloadOriginalMedia") and plain:
            known[asked.path] = answer
        if (
            operation(asked) == "downloadOriginalMedia"
            and answer.status in (401, 404)
            and asked.path in known
        ):
            return known[asked.path]
        return answer

    return change


hold_out(
    "videos_of_projects_of_others_counted",
    "ISO-003 ISO-007 PAGE-020",
    total("listProjects", 3, lambda d: True),
)
hold_out(
    "light_ingestion_skips_metadata",
    "ING-006 SCH-008",
    on_data(
        "getVideo",
        lambda d: (
            d["video"]["ingestion"].pop("metadata")
            if "qualityAssessment" not in d["video"]["ingestion"]
            else None
        ),
    ),
)
held_out("other_teams_keep_the_own", "ACC-004")(lambda: keeps_own_team())


def keeps_own_team() -> Change:
    teams: dict[str, Any] = {}

    def alter(data: Any) -> None:
        teams.setdefault(data["team"]["id"], data["team"])
        for other in data["otherTeams"]:
            teams.setdefault(other["id"], other)
        if len(teams) > 1 and data["otherTeams"]:
            first = next(iter(teams))
            if data["team"]["id"] != first:
                data["otherTeams"] = [team for key, team in teams.items() if key != first]

    return on_data("verifyToken", alter)()
