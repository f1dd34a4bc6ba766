"""ISO: what belongs to a team stays in it."""

from __future__ import annotations

from collections.abc import Mapping

from pixop_contract.api_session import Login
from pixop_contract.case import NotApplicable, case
from pixop_contract.cases.listing import everything
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import (
    equal,
    holds,
    judge_all,
    refused,
    refused_everywhere,
    status_everywhere,
    succeeded,
    summed,
)
from pixop_contract.sample_request import sample
from pixop_contract.world import World

READS = (
    "getProject",
    "getVideo",
    "checkIngestVideoProgress",
)
WRITES = ("updateProject", "uploadMedia", "uploadLightMedia", "processVideo", "deleteVideo", "deleteProject")
MEDIA = ("downloadOriginalMedia", "headOriginalMedia")


def reach(world: World, stranger: Login, operations: tuple[str, ...], video_id: str) -> dict[str, Exchange]:
    """Let a stranger call operations on things of ours."""
    found: dict[str, Exchange] = {}
    for name in operations:
        operation = world.document.operations[name]
        identifier = world.project_id() if operation.path.endswith("{project-id}") else video_id
        arguments = sample(name, name=f"{world.run} taken over")
        found[name] = world.api.call(name, identifier, by=stranger, **arguments)
    return found


def reads(world: World, stranger: Login) -> Mapping[str, Exchange]:
    """Let a stranger read."""
    return reach(world, stranger, READS, world.video())


def writes(world: World, stranger: Login) -> None:
    """Let a stranger write, and look whether anything is another than before."""
    project_id = str(world.new_project("guarded").get("project", "id"))
    video_id = world.new_video(project_id, "guarded")
    before = succeeded(world.api.call("getProject", project_id, by=world.owner))
    answers: dict[str, Exchange] = {}
    for name in WRITES:
        operation = world.document.operations[name]
        identifier = project_id if operation.path.endswith("{project-id}") else video_id
        arguments = sample(name, name=f"{world.run} taken over")
        answers[name] = world.api.call(name, identifier, by=stranger, **arguments)
    # What has videos is not deleted anyway: an empty project shows who may delete.
    empty = str(world.new_project("guarded and empty").get("project", "id"))
    answers["deleteProject, empty"] = world.api.call("deleteProject", empty, by=stranger)
    body = {"name": f"{world.run} smuggled", "projectId": project_id}
    answers["createVideo"] = world.api.call("createVideo", by=stranger, json=body)
    refused_everywhere(answers, "it belongs to another team")
    after = succeeded(world.api.call("getProject", project_id, by=world.owner))
    equal(
        before.get("project", "name"), after.get("project", "name"), "after refused writes, the name", after
    )
    video = succeeded(world.api.call("getVideo", video_id, by=world.owner))
    finished = video.get("video", "upload", "hasFinishedUploading")
    holds(finished is not True, "no upload after a refused one", finished, video)
    listed = succeeded(world.api.call("listVideos", by=world.owner, query=[("project-id", project_id)]))
    equal(1, len(listed.items("_embedded", "videos")), "after refused writes, the number of videos", listed)


def lists(world: World, stranger: Login) -> None:
    """Let a stranger list, with and without the filter."""
    project_id, video_id = world.project_id(), world.video()
    for operation, items in (("listProjects", "projects"), ("listVideos", "videos")):
        seen, answer = everything(world, operation, items, by=stranger)
        ids = {item.get("id") for item in seen}
        holds(
            not ids & {project_id, video_id},
            f"{operation} without another team's",
            "one of another team",
            answer,
        )
    filtered = world.api.call("listVideos", by=stranger, query=[("project-id", project_id)])
    if filtered.ok:
        equal([], filtered.get("_embedded", "videos"), "under another team's project, the videos", filtered)
    else:
        refused(filtered, "the project belongs to another team")


@case("ISO-001")
def other_team_reads_nothing(world: World) -> None:
    refused_everywhere(reads(world, world.other_team()), "it belongs to another team")


@case("ISO-002")
def other_team_changes_nothing(world: World) -> None:
    writes(world, world.other_team())


@case("ISO-003")
def other_team_lists_nothing(world: World) -> None:
    lists(world, world.other_team())


@case("ISO-004")
def other_team_downloads_nothing(world: World) -> None:
    answers = reach(world, world.other_team(), MEDIA, world.uploaded()[0])
    refused_everywhere(answers, "it belongs to another team")


@case("ISO-005")
def other_user_reads_nothing(world: World) -> None:
    refused_everywhere(reads(world, world.second_user()), "it belongs to another user's team")


@case("ISO-006")
def other_user_changes_nothing(world: World) -> None:
    writes(world, world.second_user())


@case("ISO-007")
def other_user_lists_nothing(world: World) -> None:
    lists(world, world.second_user())


@case("ISO-008")
def other_user_downloads_nothing(world: World) -> None:
    answers = reach(world, world.second_user(), MEDIA, world.uploaded()[0])
    refused_everywhere(answers, "it belongs to another user's team")


def stranger(world: World) -> Login:
    """Return the account's other team, else the second user."""
    try:
        return world.other_team()
    except NotApplicable:
        return world.second_user()


@case("ISO-009")
def answers_404_to_strangers(world: World) -> None:
    status_everywhere(reads(world, stranger(world)), 404)


@case("ISO-010")
def does_not_tell_what_exists(world: World) -> None:
    unknown = world.unknown()
    judge_all(
        reads(world, stranger(world)),
        lambda answer: answer.status == unknown[answer.name].status,
        "the same answer to another team's id and to an unknown one",
    )


@case("ISO-011")
def tells_what_strangers_get(world: World) -> str:
    return f"another team's id: {summed(reads(world, stranger(world)).values())}"


@case("ISO-012")
def tokens_keep_their_team(world: World) -> None:
    answer = succeeded(
        world.api.call("createProject", by=world.other_team(), json={"name": f"{world.run} other"})
    )
    equal(world.other_team().team_id, answer.get("project", "teamId"), "the teamId", answer)
    project_id = str(answer.get("project", "id"))
    refused(world.api.call("getProject", project_id, by=world.owner), "it belongs to the other team")


@case("ISO-013")
def keeps_results_in_the_team(world: World) -> None:
    made = world.finished().video_id
    strangers = [world.other_team()]
    if world.settings.second_email:
        strangers.append(world.second_user())
    operations = ("getVideo", "checkProcessVideoProgress", "downloadProcessedMedia", "headProcessedMedia")
    for stranger in strangers:
        answers = {name: world.api.call(name, made, by=stranger) for name in operations}
        source = world.good().video_id
        answers["processVideo"] = world.api.call(
            "processVideo", source, by=stranger, **sample("processVideo")
        )
        refused_everywhere(answers, "the video belongs to another team")
