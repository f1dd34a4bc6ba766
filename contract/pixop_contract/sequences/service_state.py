"""The state of the service as the requests so far must have left it; from the document alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from pixop_contract.sequences.actor import Actor


class Phase(Enum):
    """How far an ingestion or a processing is."""

    NONE = "not begun"
    RUNNING = "running"
    DONE = "done"
    FAILED = "ended in ERROR"


@dataclass(frozen=True, slots=True)
class Media:
    """An uploaded file; `movie` tells whether it is video at all."""

    content: bytes = field(repr=False)
    filename: str
    movie: bool


@dataclass(eq=False)
class Project:
    """A project that was created."""

    id: str
    team: str
    user: str
    name: str
    created: str | None
    """dateCreated as the answer to the creation told it."""
    renamed: bool = False
    deleted: bool = False


@dataclass(eq=False)
class Video:
    """A video that was created, or made by processing from `parent`."""

    id: str
    team: str
    user: str
    project: str
    name: str | None = None
    parent: Video | None = None
    media: Media | None = None
    ingestion: Phase = Phase.NONE
    processing: Phase = Phase.NONE
    tag: str | None = None
    """The entity tag that its media were seen with."""
    deleted: bool = False
    with_parent: bool = False
    """Whether it was deleted with the video that it was made from."""
    vague: bool = False
    """Whether the service did with it what leaves its content open."""


class ServiceState:
    """Projects and videos, those that were deleted too."""

    def __init__(self) -> None:
        self.projects: list[Project] = []
        self.videos: list[Video] = []
        self.default_projects: dict[str, str] = {}
        """The id of a team's default project, once it is known."""

    def project(self, identifier: str) -> Project | None:
        """Return a project by its id."""
        return next((project for project in self.projects if project.id == identifier), None)

    def of_project(self, identifier: str) -> list[Video]:
        """Return the videos that a project has."""
        return [video for video in self.videos if video.project == identifier and not video.deleted]

    def of_parent(self, identifier: str) -> list[Video]:
        """Return the videos that were made from a video and are there."""
        return [
            video
            for video in self.videos
            if video.parent is not None and video.parent.id == identifier and not video.deleted
        ]

    def family(self, video: Video) -> list[Video]:
        """Return a video and all that were made from it, directly or through others."""
        return [
            video,
            *(
                each
                for child in self.videos
                if child.parent is video and not child.deleted
                for each in self.family(child)
            ),
        ]

    def known_ids(self) -> set[str]:
        """Return every id that was given out."""
        return {project.id for project in self.projects} | {video.id for video in self.videos}

    def tags(self, video: Video) -> Iterator[tuple[Media, str]]:
        """Yield the original media of other videos with their entity tags."""
        for each in self.videos:
            if each is not video and each.media is not None and each.tag is not None and each.parent is None:
                yield each.media, each.tag

    # What requests change

    def add_project(self, identifier: str, actor: Actor, name: str, created: str | None) -> Project:
        """Add a project."""
        self.projects.append(Project(identifier, actor.team, actor.user, name, created))
        return self.projects[-1]

    def add_video(self, identifier: str, actor: Actor, project: str, name: str | None) -> Video:
        """Add a video without media."""
        self.videos.append(Video(identifier, actor.team, actor.user, project, name))
        return self.videos[-1]

    def add_result(self, identifier: str, actor: Actor, source: Video) -> Video:
        """Add a video that is being made from another one."""
        made = Video(identifier, actor.team, actor.user, source.project, parent=source)
        made.processing = Phase.RUNNING
        self.videos.append(made)
        return made

    def delete_video(self, video: Video) -> list[Video]:
        """Delete a video and all that were made from it; return them."""
        gone = self.family(video)
        for each in gone:
            each.deleted = True
            each.with_parent = each is not video
        return gone
