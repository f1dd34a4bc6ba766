"""The state machine of projects and videos: which requests may come next, and what they do to the model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    multiple,
    precondition,
    rule,
)

from pixop_contract.case import Mismatch
from pixop_contract.cases.listing import LARGE
from pixop_contract.cases.projects import listed
from pixop_contract.exchange import Exchange
from pixop_contract.sample_request import sample
from pixop_contract.sequences.actor import Actor
from pixop_contract.sequences.claim import Departure, ids_in
from pixop_contract.sequences.service_model import ServiceModel
from pixop_contract.sequences.service_state import Project, ServiceState, Video
from pixop_contract.sequences.walk import ENDING, Hunt, Walk

M = TypeVar("M", bound="ServiceMachine")
R = TypeVar("R")
NAMES = ("one", "two", "Ünï – 漢字 🎬")
PAGES = (1, 2, 3)
MOST_PROJECTS, MOST_VIDEOS = 4, 6
MOST_PAGES = 20
UNKNOWN = (
    "getProject",
    "updateProject",
    "deleteProject",
    "getVideo",
    "deleteVideo",
    "checkIngestVideoProgress",
)


def unless_lost(step: Callable[..., R]) -> Callable[..., R]:
    """Do nothing in a walk whose server failed: what its state is now nobody knows."""

    @wraps(step)
    def guarded(self: ServiceMachine, **arguments: Any) -> Any:
        return multiple() if self.walk.lost else step(self, **arguments)

    return guarded


class ServiceMachine(RuleBasedStateMachine):
    """Projects, videos without media, lists, unknown ids; by every actor of the hunt."""

    projects: Bundle[Project] = Bundle("projects")
    videos: Bundle[Video] = Bundle("videos")
    actors = st.deferred(lambda: st.runner().flatmap(lambda machine: st.sampled_from(machine.who)))

    def __init__(self, hunt: Hunt) -> None:
        super().__init__()
        self.walk = Walk(hunt)
        self.who: list[Actor] = [actor for actor, _ in hunt.actors]
        self.state = ServiceState()
        self.model = self.make_model()
        self.world = hunt.world
        self._asked: set[tuple[object, ...]] = set()
        self.cut_off = False

    def make_model(self) -> ServiceModel:
        """Return the model that answers are compared with."""
        return ServiceModel(self.state)

    def again(self, *question: object) -> bool:
        """Tell whether a question was asked since the last change; then the answer is known."""
        if question in self._asked:
            return True
        self._asked.add(question)
        return False

    def changed(self) -> None:
        """Note that something was made, changed or deleted."""
        self._asked.clear()

    def named(self, name: str) -> str:
        """Return a name by which leftovers of this run are found."""
        return f"{self.world.run} {name}"

    # Projects

    @initialize(target=projects)
    @unless_lost
    def begin(self) -> MultipleResults[Project] | Project:
        """Create the first project as the owner."""
        return self._new_project(self.who[0], self.named("first"))

    @precondition(lambda self: len(self.state.projects) < MOST_PROJECTS)
    @rule(target=projects, actor=actors, name=st.sampled_from(NAMES))
    @unless_lost
    def create_project(self, actor: Actor, name: str) -> MultipleResults[Project] | Project:
        """Create a project."""
        return self._new_project(actor, self.named(name))

    def _new_project(self, actor: Actor, name: str) -> MultipleResults[Project] | Project:
        claims = self.model.create_project(actor, name)
        answer = self.walk.ask(claims, "createProject", None, actor, json={"name": name})
        identifier = answer.get("project", "id")
        if not answer.ok or not isinstance(identifier, str) or self.state.project(identifier):
            return multiple()
        self.changed()
        created = answer.get("project", "dateCreated")
        return self.state.add_project(identifier, actor, name, created if isinstance(created, str) else None)

    @rule(project=projects, actor=actors)
    @unless_lost
    def read_project(self, project: Project, actor: Actor) -> None:
        """Read a project, a deleted one too."""
        if self.again("getProject", project.id, actor):
            return
        self.walk.ask(self.model.read_project(actor, project), "getProject", project.id, actor)

    @rule(project=projects, actor=actors, name=st.sampled_from(NAMES))
    @unless_lost
    def rename_project(self, project: Project, actor: Actor, name: str) -> None:
        """Rename a project, and read it."""
        name = self.named(f"{name}, renamed")
        claims = self.model.rename_project(actor, project, name)
        answer = self.walk.ask(claims, "updateProject", project.id, actor, json={"name": name})
        if answer.ok and actor.team == project.team and not project.deleted:
            project.name, project.renamed = name, True
            self.changed()
            self.walk.ask(self.model.read_project(actor, project), "getProject", project.id, actor)

    @rule(project=projects, actor=actors)
    @unless_lost
    def delete_project(self, project: Project, actor: Actor) -> None:
        """Delete a project, one with videos and a deleted one too."""
        if self.again("deleteProject", project.id, actor):
            return
        claims = self.model.delete_project(actor, project)
        answer = self.walk.ask(claims, "deleteProject", project.id, actor)
        empty = not self.state.of_project(project.id)
        if answer.ok and actor.team == project.team and empty:
            project.deleted = True
            self.changed()

    @rule(actor=actors)
    @unless_lost
    def list_projects(self, actor: Actor) -> None:
        """List all projects."""
        if self.again("listProjects", actor):
            return
        answer = self.whole(actor, "listProjects", "projects", [("page-size", LARGE)])
        if not self.cut_off:  # of an account with very many projects some pages are not asked for
            self.walk.compare(self.model.list_projects(actor), answer)

    # Videos

    @precondition(lambda self: len(self.state.videos) < MOST_VIDEOS)
    @rule(target=videos, project=projects, actor=actors, name=st.sampled_from((None, *NAMES)))
    @unless_lost
    def create_video(
        self, project: Project, actor: Actor, name: str | None
    ) -> MultipleResults[Video] | Video:
        """Create a video in a project."""
        return self._create_video(project, actor, name)

    def _create_video(
        self, project: Project, actor: Actor, name: str | None
    ) -> MultipleResults[Video] | Video:
        given = {"projectId": project.id} | ({} if name is None else {"name": self.named(name)})
        claims = self.model.create_video(actor, project)
        answer = self.walk.ask(claims, "createVideo", None, actor, json=given)
        # Where a stranger's video was taken, it is not one that the model knows; the run's journal does.
        ours = actor.team == project.team and not project.deleted
        return self._new_video(answer, actor, project.id, given.get("name")) if ours else multiple()

    @precondition(lambda self: len(self.state.videos) < MOST_VIDEOS)
    @rule(target=videos)
    @unless_lost
    def create_video_without_project(self) -> MultipleResults[Video] | Video:
        """Create a video in the default project of the owner's team."""
        actor, name = self.who[0], self.named("loose")
        before = self._projects_before()
        if before is None:
            return multiple()
        claims = self.model.create_video(actor, None)
        answer = self.walk.ask(claims, "createVideo", None, actor, json={"name": name})
        project = answer.get("projectId")
        if not answer.ok or not isinstance(project, str):
            return multiple()
        self.state.default_projects.setdefault(actor.team, project)
        if project not in before:
            self.world.ledger.adopt("project", project)
        return self._new_video(answer, actor, project, name)

    def _projects_before(self) -> set[str] | None:
        """Return which projects the account had, None where it cannot be told: what was there is not ours to delete."""
        key = ("projects before",)
        if key not in self.world.memory:
            try:
                self.world.memory[key] = (listed(self.world), None)
            except (Mismatch, *ENDING):
                self.world.memory[key] = (None, None)
        found: set[str] | None = self.world.memory[key][0]
        return found

    def _new_video(
        self, answer: Exchange, actor: Actor, project: str, name: str | None
    ) -> MultipleResults[Video] | Video:
        identifier = answer.get("videoId")
        if not answer.ok or not isinstance(identifier, str) or identifier in self.state.known_ids():
            return multiple()
        self.changed()
        return self.state.add_video(identifier, actor, project, name)

    @rule(actor=actors)
    @unless_lost
    def create_video_astray(self, actor: Actor) -> None:
        """Create a video in a project that nobody was given."""
        if self.again("astray", actor):
            return
        body = {"name": self.named("astray"), "projectId": self.world.unknown_id()}
        claims = self.model.create_video(actor, body["projectId"])
        self.walk.ask(claims, "createVideo", None, actor, json=body)

    @rule(video=videos, actor=actors)
    @unless_lost
    def read_video(self, video: Video, actor: Actor) -> None:
        """Read a video, a deleted one too."""
        if self.again("getVideo", video.id, actor):
            return
        self.walk.ask(self.model.read_video(actor, video), "getVideo", video.id, actor)

    @rule(video=videos, actor=actors)
    @unless_lost
    def check_ingestion(self, video: Video, actor: Actor) -> None:
        """Ask for the progress of an ingestion."""
        if self.again("checkIngestVideoProgress", video.id, actor):
            return
        claims = self.model.ingestion_progress(actor, video)
        self.walk.ask(claims, "checkIngestVideoProgress", video.id, actor)

    @rule(video=videos, actor=actors)
    @unless_lost
    def delete_video(self, video: Video, actor: Actor) -> None:
        """Delete a video, a deleted one too, and read what is gone."""
        if self.again("deleteVideo", video.id, actor):
            return
        claims = self.model.delete_video(actor, video)
        answer = self.walk.ask(claims, "deleteVideo", video.id, actor)
        if answer.ok and actor.team == video.team and not video.deleted:
            self.changed()
            for gone in self.state.delete_video(video):
                self.walk.ask(self.model.read_video(actor, gone), "getVideo", gone.id, actor)

    @rule(project=projects, actor=actors, size=st.sampled_from(PAGES))
    @unless_lost
    def list_videos(self, project: Project, actor: Actor, size: int) -> None:
        """List a project's videos page by page."""
        if self.again("listVideos", project.id, actor, size):
            return
        self._list(actor, size, project=project.id)

    @rule(actor=actors, operation=st.sampled_from(UNKNOWN))
    @unless_lost
    def ask_for_unknown(self, actor: Actor, operation: str) -> None:
        """Ask for an id that nobody was given."""
        if self.again(operation, actor):
            return
        arguments = sample(operation, name=self.named("unknown"))
        self.walk.ask(self.model.unknown(), operation, self.world.unknown_id(), actor, **arguments)

    # Lists

    def _list(
        self, actor: Actor, size: int, *, project: str | None = None, parent: str | None = None
    ) -> None:
        query = [("project-id", project)] if project is not None else [("parent-id", str(parent))]
        query.append(("page-size", str(size)))
        first = self.walk.send(lambda: self.call("listVideos", actor, query))
        small = [
            claim for claim in self._about(actor, project, parent, size) if claim.requirement != "PRJ-008"
        ]
        if not self.model.listed(actor, project=project, parent=parent) or not first.ok:
            self.walk.compare(small, first)
            return
        self.walk.compare(small, first)
        rest = self._pages(actor, first, "videos")
        ids = ids_in(rest, "_embedded", "videos")
        if len(ids) != len(set(ids)):
            self.walk.note(Departure("PAGE-002", "each item once on the walk by next", "an item twice"))
        wanted = {video.id for video in self.model.listed(actor, project=project, parent=parent)}
        if not wanted <= set(ids):
            missing = f"{len(wanted & set(ids))} of {len(wanted)}"
            self.walk.note(Departure("PAGE-002", f"all {len(wanted)} items on the walk by next", missing))
        self.walk.compare(self._about(actor, project, parent, None), rest)

    def _about(self, actor: Actor, project: str | None, parent: str | None, size: int | None) -> list[Any]:
        return self.model.list_videos(actor, project=project, parent=parent, most=size)

    def call(self, operation: str, actor: Actor, query: list[tuple[str, str]]) -> Exchange:
        """Ask for a list as an actor."""
        return self.world.api.call(operation, by=self.walk.login(actor), query=query)

    def whole(self, actor: Actor, operation: str, items: str, query: list[tuple[str, str]]) -> Exchange:
        """Return all pages of a list as one answer; a server with smaller pages is asked for its own size."""
        first = self.walk.send(lambda: self.call(operation, actor, query))
        if 400 <= first.status < 500:
            first = self.walk.send(lambda: self.call(operation, actor, []))
        return self._pages(actor, first, items)

    def _pages(self, actor: Actor, first: Exchange, items: str) -> Exchange:
        """Follow `next`, and return all items in one answer."""
        found: list[Any] = []
        page, self.cut_off = first, False
        for _ in range(MOST_PAGES):
            on_page = page.get("_embedded", items)
            found += on_page if isinstance(on_page, list) else []
            following = page.get("_links", "next", "href")
            if not page.ok or not isinstance(following, str) or not on_page:
                break
            page = self.walk.follow(following, actor)
        else:
            self.cut_off = True
        total = first.get("_embedded", "totalFound")
        embedded = {items: found} | ({} if total is None else {"totalFound": total})
        merged = json.dumps({"_embedded": embedded}).encode()
        return replace(first, response=replace(first.response, body=merged))

    def teardown(self) -> None:
        """Look at everything once more, then take away what the walk made."""
        try:
            if not (self.walk.lost or self.walk.over):
                self.audit()
        finally:
            self.walk.clear(self.state)

    def audit(self) -> None:
        """Read all that there is and all that was deleted, each by somebody of its team."""
        by_team = {actor.team: actor for actor in reversed(self.who)}
        for project in self.state.projects:
            actor = by_team[project.team]
            self.walk.ask(self.model.read_project(actor, project), "getProject", project.id, actor)
        for video in self.state.videos:
            actor = by_team[video.team]
            self.walk.ask(self.model.read_video(actor, video), "getVideo", video.id, actor)
