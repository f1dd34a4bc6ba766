"""The model: what must be answered to a request about projects and videos, given the state of the service."""

from __future__ import annotations

from collections.abc import Sequence

from pixop_contract.exchange import Exchange
from pixop_contract.sequences.actor import Actor, Relation, Right
from pixop_contract.sequences.claim import (
    Claim,
    field,
    ids_in,
    none_of,
    other,
    refused,
    status,
    succeeds,
)
from pixop_contract.sequences.service_state import Phase, Project, ServiceState, Video

ENDED = ("done", "error")


class ServiceModel:
    """Claims about answers; every one names the requirement that it comes from."""

    def __init__(self, state: ServiceState) -> None:
        self.state = state

    # Projects

    def create_project(self, actor: Actor, name: str) -> list[Claim]:
        """Say what follows when a project is created."""
        return [
            succeeds("PRJ-001", "a project is created"),
            other("PRJ-011", ("project", "id"), self.state.known_ids(), "an id"),
            field(
                "PRJ-001" if name.isascii() else "PRJ-012",
                ("project", "name"),
                name,
                "the new project's name",
            ),
            field("PRJ-004", ("project", "teamId"), actor.team, "the new project's teamId"),
        ]

    def read_project(self, actor: Actor, project: Project) -> list[Claim]:
        """Say what follows when a project is read."""
        stranger = self._stranger(actor, project, Right.READ)
        if stranger is not None:
            return stranger
        if project.deleted:
            return _gone("PRJ-007", "the project was deleted")
        since = "PRJ-003" if project.renamed else "PRJ-002"
        same = "PRJ-005" if project.renamed else "PRJ-002"
        return [
            succeeds("PRJ-002", "the project is there"),
            field(same, ("project", "id"), project.id, "the project's id"),
            field(since, ("project", "name"), project.name, "the project's name"),
            field("PRJ-004", ("project", "teamId"), project.team, "the project's teamId"),
            *_created(same, project),
        ]

    def rename_project(self, actor: Actor, project: Project, name: str) -> list[Claim]:
        """Say what follows when a project is renamed."""
        stranger = self._stranger(actor, project, Right.WRITE)
        if stranger is not None:
            return stranger
        if project.deleted:
            return _gone("PRJ-007", "the project was deleted")
        return [
            succeeds("PRJ-003", "the project gets a new name"),
            field("PRJ-003" if name.isascii() else "PRJ-016", ("project", "name"), name, "the new name"),
            field("PRJ-005", ("project", "id"), project.id, "the project's id"),
            field("PRJ-005", ("project", "teamId"), project.team, "the project's teamId"),
            *_created("PRJ-005", project),
        ]

    def delete_project(self, actor: Actor, project: Project) -> list[Claim]:
        """Say what follows when a project is deleted."""
        stranger = self._stranger(actor, project, Right.WRITE)
        if stranger is not None:
            return stranger
        if project.deleted:
            return _gone("PRJ-014", "the project was deleted before")
        if self.state.of_project(project.id):
            return [
                refused("PRJ-009", "the project has videos"),
                status("PRJ-010", 409, "the project has videos"),
            ]
        return [succeeds("PRJ-007", "the project is empty and is deleted")]

    def list_projects(self, actor: Actor) -> list[Claim]:
        """Say what a list of all projects has; the account may have others than those of this run."""
        claims = [succeeds("PRJ-008", "the projects are listed")]
        for project in self.state.projects:
            relation = actor.relation(project.user, project.team)
            if relation is not Relation.OWN:
                claims.append(
                    _listed(Right.LIST.requirement(relation), "projects", project.id, False, relation.value)
                )
            else:
                why = "it was deleted" if project.deleted else "it was created"
                claims.append(_listed("PRJ-008", "projects", project.id, not project.deleted, why))
                if not project.deleted:
                    claims.append(_item("PRJ-017", "projects", project.id, "name", project.name))
        return claims

    # Videos

    def create_video(self, actor: Actor, project: Project | str | None) -> list[Claim]:
        """Say what follows when a video is created: in a project, an unknown one (an id), or in none."""
        taken = other("VID-012", ("videoId",), self.state.known_ids(), "an id")
        if project is None:
            default = self.state.default_projects.get(actor.team)
            known = [field("VID-004", ("projectId",), default, "the default project")] if default else []
            return [succeeds("VID-004", "a video is created in the default project"), taken, *known]
        if isinstance(project, str):
            return _astray("the project is unknown")
        stranger = self._stranger(actor, project, Right.WRITE)
        if stranger is not None:
            return stranger
        if project.deleted:
            return _astray("the project was deleted")
        return [
            succeeds("VID-001", "a video is created"),
            taken,
            field("VID-001", ("projectId",), project.id, "the new video's projectId"),
        ]

    def read_video(self, actor: Actor, video: Video) -> list[Claim]:
        """Say what follows when a video is read."""
        right = Right.READ if video.parent is None else Right.RESULT
        stranger = self._stranger(actor, video, right)
        if stranger is not None:
            return stranger
        if video.deleted:
            return self.gone(video)
        made = "VID-002" if video.parent is None else "PRC-025"
        claims = [
            succeeds(made, "the video is there"),
            field(made, ("video", "id"), video.id, "the video's id"),
            field(made, ("video", "projectId"), video.project, "the video's projectId"),
            field(made, ("video", "teamId"), video.team, "the video's teamId"),
            field(made, ("video", "userId"), video.user, "the video's userId"),
        ]
        if video.name is not None:
            claims.append(field("VID-002", ("video", "name"), video.name, "the video's name"))
        if video.parent is None:
            claims.append(field("VID-016", ("video", "parentId"), None, "no parent:"))
        return [*claims, *_upload(video)]

    def delete_video(self, actor: Actor, video: Video) -> list[Claim]:
        """Say what follows when a video is deleted: it and all that were made from it are named."""
        stranger = self._stranger(actor, video, Right.WRITE)
        if stranger is not None:
            return stranger
        if video.deleted:
            return self.gone(video, "VID-010")
        family = self.state.family(video)
        requirement = "VID-008" if len(family) == 1 else "PRC-022"
        wanted = {each.id for each in family}

        def look(answer: Exchange) -> str | None:
            entries = answer.get("deletedVideos")
            named = [
                item.get("videoId") if isinstance(item, dict) else None
                for item in (entries if isinstance(entries, list) else ())
            ]
            return None if set(named) == wanted and len(named) == len(wanted) else f"{len(named)} ids"

        each = "this video" if len(family) == 1 else f"this video and the {len(family) - 1} made from it"
        return [
            succeeds("VID-008", "the video is deleted"),
            Claim(requirement, f"deletedVideos with {each}", look),
        ]

    def list_videos(
        self, actor: Actor, *, project: str | None = None, parent: str | None = None, most: int | None = None
    ) -> list[Claim]:
        """Say what a filtered list of videos has; `most` is the page-size, None where all pages are one answer."""
        wanted = self.listed(actor, project=project, parent=parent)
        ids = {video.id for video in wanted}
        filtered = "PRC-007" if parent is not None else "PAGE-008"
        if not wanted:
            return [
                refused_or_empty(self._strangers_requirement(actor, project, parent)),
                status("PAGE-009", 200, "a filter that matches nothing"),
            ]
        expected = len(wanted) if most is None else min(most, len(wanted))

        def count(answer: Exchange) -> str | None:
            found = len(ids_in(answer, "_embedded", "videos"))
            return None if found == expected else f"{found} items"

        def foreign(answer: Exchange) -> str | None:
            extra = set(ids_in(answer, "_embedded", "videos")) - ids
            deleted = {video.id for video in self.state.videos if video.deleted}
            return None if not extra - deleted else "another video"

        def ghosts(answer: Exchange) -> str | None:
            found = set(ids_in(answer, "_embedded", "videos"))
            return None if not any(v.deleted and v.id in found for v in self.state.videos) else "one of them"

        def total(answer: Exchange) -> str | None:
            found = answer.get("_embedded", "totalFound")
            return None if found is None or str(found) == str(len(wanted)) else str(found)

        return [
            succeeds(filtered, "the videos are listed"),
            Claim("VID-009", "no deleted video in the list", ghosts, True),
            Claim(filtered, "no video but those that the filter names", foreign, True),
            Claim("PAGE-001" if most else filtered, f"{expected} items", count),
            Claim("PAGE-016", f"totalFound {len(wanted)}, or none", total),
            *self._items(wanted),
        ]

    def listed(self, actor: Actor, *, project: str | None, parent: str | None) -> list[Video]:
        """Return the videos that a filter leaves to an actor."""
        found = self.state.of_project(project or "") if parent is None else self.state.of_parent(parent)
        return [video for video in found if video.team == actor.team]

    def ingestion_progress(self, actor: Actor, video: Video) -> list[Claim]:
        """Say what follows when the progress of an ingestion is asked for."""
        right = Right.READ if video.parent is None else Right.RESULT
        stranger = self._stranger(actor, video, right)
        if stranger is not None:
            return stranger
        if video.deleted:
            return self.gone(video)
        state = ("ingestionState", "ingestionStatus")
        claims = [
            succeeds("ING-010" if video.media is None else "ING-008", "the progress is told"),
            field("ING-008", ("videoId",), video.id, "the videoId"),
            field("ING-014", ("projectId",), video.project, "the projectId"),
        ]
        if video.ingestion is Phase.NONE and video.parent is None:
            claims.append(none_of("ING-010", state, ENDED, "a status that is no end before the upload"))
        elif video.ingestion in (Phase.DONE, Phase.FAILED):
            word = "done" if video.ingestion is Phase.DONE else "error"
            others = [each for each in (*ENDED, "pending", "ingesting") if each != word]
            claims.append(none_of("ING-009", state, others, f"the status {word}, once it was told"))
        return claims

    def unknown(self) -> list[Claim]:
        """Say what follows for an id that nobody was given."""
        return _gone("ERR-002", "nobody was given this id")

    def gone(self, video: Video, requirement: str = "VID-008") -> list[Claim]:
        """Say what follows for a video that was deleted, by itself or with the one that it was made from."""
        if video.with_parent:
            return _gone("PRC-022", "the video that it was made from was deleted")
        return _gone(requirement, "the video was deleted")

    def _stranger(self, actor: Actor, thing: Project | Video, right: Right) -> list[Claim] | None:
        relation = actor.relation(thing.user, thing.team)
        if relation is Relation.OWN:
            return None
        refusal = refused(right.requirement(relation), f"it belongs to {_owner(relation)}")
        return [refusal, status("ISO-009", 404, f"it belongs to {_owner(relation)}")]

    def _strangers_requirement(self, actor: Actor, project: str | None, parent: str | None) -> str:
        """Return what speaks of an empty list: a stranger's, else the filter's."""
        things: list[Project | Video] = [*self.state.projects, *self.state.videos]
        for thing in things:
            if thing.id in (project, parent):
                relation = actor.relation(thing.user, thing.team)
                if relation is not Relation.OWN:
                    return Right.LIST.requirement(relation)
        return "PRC-022" if parent is not None else "VID-009"

    @staticmethod
    def _items(videos: Sequence[Video]) -> list[Claim]:
        claims: list[Claim] = []
        for video in videos:
            if video.name is not None:
                claims.append(_item("VID-015", "videos", video.id, "name", video.name))
            claims.append(_item("VID-015", "videos", video.id, "projectId", video.project))
            parent = video.parent.id if video.parent else None
            claims.append(_item("PRC-007" if parent else "VID-016", "videos", video.id, "parentId", parent))
            if video.media is not None and not video.vague:
                claims.append(_item("UPL-004", "videos", video.id, "filename", video.media.filename))
        return claims


def refused_or_empty(requirement: str) -> Claim:
    """Claim a refusal, or a list without items."""

    def look(answer: Exchange) -> str | None:
        found = ids_in(answer, "_embedded", "videos")
        return f"{len(found)} items" if answer.ok and found else None

    return Claim(requirement, "no items", look, True)


def _owner(relation: Relation) -> str:
    return relation.value


def _gone(requirement: str, why: str) -> list[Claim]:
    return [refused(requirement, why), status("ERR-003", 404, why)]


def _astray(why: str) -> list[Claim]:
    return [refused("VID-006", why), status("VID-007", 404, why)]


def _created(requirement: str, project: Project) -> list[Claim]:
    if project.created is None:
        return []
    return [field(requirement, ("project", "dateCreated"), project.created, "the dateCreated")]


def _upload(video: Video) -> list[Claim]:
    """Say what a video tells about its file."""
    at = ("video", "upload")
    if video.parent is not None or video.vague:
        return []
    if video.media is None:
        return [none_of("VID-011", (*at, "hasFinishedUploading"), (True,), "no upload that has finished")]
    return [
        field("UPL-003", (*at, "hasFinishedUploading"), True, "hasFinishedUploading"),
        field("UPL-003", (*at, "fileName"), video.media.filename, "the fileName"),
        field("UPL-003", (*at, "fileSize"), len(video.media.content), "the fileSize"),
    ]


def _listed(requirement: str, items: str, identifier: str, there: bool, why: str) -> Claim:
    def look(answer: Exchange) -> str | None:
        found = identifier in ids_in(answer, "_embedded", items)
        return None if found is there else ("in the list" if found else "not in the list")

    return Claim(requirement, f"a thing {'' if there else 'not '}in the list: {why}", look)


def _item(requirement: str, items: str, identifier: str, name: str, value: str | None) -> Claim:
    """Claim a field of an item, where the item is in the answer."""

    def look(answer: Exchange) -> str | None:
        for item in answer.get("_embedded", items) or ():
            if isinstance(item, dict) and item.get("id") == identifier and item.get(name) != value:
                return repr(item.get(name))
        return None

    return Claim(requirement, f"in the list, the {name} {value!r}", look)
