"""The state that cases build on: made when first asked for, once, and shared where nothing changes it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from pixop_contract.api_session import ApiSession, Login
from pixop_contract.case import Blocked, Inconclusive, NotApplicable
from pixop_contract.clip import variant
from pixop_contract.document import Document
from pixop_contract.exchange import Exchange
from pixop_contract.ledger import Ledger
from pixop_contract.multipart_form import Part, form
from pixop_contract.poll import until
from pixop_contract.result import Finding
from pixop_contract.sample_request import sample
from pixop_contract.settings import ContractSettings

T = TypeVar("T")
P = ParamSpec("P")
TERMINAL = frozenset({"done", "error"})
LARGEST_GIVEN = 8_000_000
"""Bytes of the video given that are downloaded at most: the cases ask for the whole a hundred times."""
GENERATORS = frozenset({"generateAuthSecret", "generateSignatureSecret"})
"""Operations that change the account whenever they succeed."""


@dataclass(frozen=True)
class Ingested:
    """An uploaded video whose ingestion has ended, with the answers on the way there."""

    video_id: str
    content: bytes
    filename: str
    upload: Exchange
    progress: tuple[Exchange, ...]
    record: Exchange
    """getVideo afterwards."""

    @property
    def status(self) -> str:
        """The final ingestion status, in lower case."""
        return str(self.progress[-1].get("ingestionState", "ingestionStatus")).lower()


@dataclass(frozen=True)
class Watched:
    """A video whose ingestion has ended, with the answers that told it."""

    video_id: str
    progress: tuple[Exchange, ...]
    record: Exchange
    """getVideo afterwards."""

    @property
    def status(self) -> str:
        """The final ingestion status, in lower case."""
        return str(self.progress[-1].get("ingestionState", "ingestionStatus")).lower()


@dataclass(frozen=True)
class Processed:
    """A processed video with the answers on the way there."""

    video_id: str
    accepted: Exchange
    progress: tuple[Exchange, ...]
    record: Exchange

    @property
    def status(self) -> str:
        """The final processing status, in lower case."""
        return str(self.progress[-1].get("processingState", "processingStatus")).lower()


def once(function: Callable[Concatenate[World, P], T]) -> Callable[Concatenate[World, P], T]:
    """Remember a step's value, and also its failure: it is not tried twice."""

    name = getattr(function, "__name__", "")

    @wraps(function)
    def remembered(world: World, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (name, args, tuple(sorted(kwargs.items())))
        if key not in world.memory:
            try:
                world.memory[key] = (function(world, *args, **kwargs), None)
            except (Blocked, NotApplicable, Inconclusive) as error:
                world.memory[key] = (None, error)
        value, failure = world.memory[key]
        if failure is not None:
            raise failure
        found: T = value
        return found

    return remembered


class World:
    """What a case is given."""

    def __init__(
        self,
        settings: ContractSettings,
        session: ApiSession,
        document: Document,
        ledger: Ledger,
        run: str = "",
    ) -> None:
        self.settings = settings
        self.api = session
        self.document = document
        self.ledger = ledger
        self.run = run or f"contract-{secrets.token_hex(4)}"
        self.selected: frozenset[str] = frozenset()
        """The requirements that this run judges."""
        self.departures: dict[str, Callable[[], Finding]] = {}
        """What sequences of requests showed against a requirement, whatever its own case says."""
        self.memory: dict[Any, tuple[Any, Exception | None]] = {}
        self.owner = Login("the account", settings.email, settings.password)

    @property
    def logins(self) -> list[Login]:
        """Every login in use."""
        found = [self.owner]
        for step in ("other_team", "second_user"):
            value, _ = self.memory.get((step, (), ()), (None, None))
            if isinstance(value, Login):
                found.append(value)
        return found

    @staticmethod
    def unknown_id() -> str:
        """Return an id that no server gave out."""
        random = secrets.token_hex(16)
        return "-".join((random[:8], random[8:12], f"4{random[13:16]}", f"8{random[17:20]}", random[20:]))

    # Who asks

    @once
    def identity(self) -> Exchange:
        """Return verifyToken's answer for the account."""
        return self._need("ACC-002", self.api.call("verifyToken", by=self.owner))

    @once
    def other_team(self) -> Login:
        """Return the account in another of its teams."""
        teams = self.identity().get("otherTeams")
        team_id = self.identity().get("otherTeams", 0, "id")
        if not isinstance(teams, list) or not isinstance(team_id, str):
            raise NotApplicable("the account has one team only; two are needed")
        login = Login("the account in its other team", self.owner.email, self.owner.password, team_id=team_id)
        self.api.token(login)
        return login

    @once
    def second_user(self) -> Login:
        """Return the second account."""
        if not self.settings.second_email:
            raise NotApplicable("no second account was given")
        login = Login("the second account", self.settings.second_email, self.settings.second_password)
        self.api.token(login)
        return login

    # Things

    def new_project(self, name: str = "project", *, by: Login | None = None) -> Exchange:
        """Create a project."""
        answer = self.api.call("createProject", by=by or self.owner, json={"name": f"{self.run} {name}"})
        self._need("PRJ-001", answer)
        if not isinstance(answer.get("project", "id"), str):
            raise Blocked("PRJ-001", "createProject gave no id")
        return answer

    def new_video(self, project_id: str | None = None, name: str = "video") -> str:
        """Create a video without media and return its id."""
        project_id = project_id or self.project_id()
        answer = self.api.call(
            "createVideo", by=self.owner, json={"name": f"{self.run} {name}", "projectId": project_id}
        )
        self._need("VID-001", answer)
        video_id = answer.get("videoId")
        if not isinstance(video_id, str):
            raise Blocked("VID-001", "createVideo gave no id")
        return video_id

    @once
    def project(self) -> Exchange:
        """Return the answer that made the project which nothing changes, or that read the one given."""
        if self.settings.project_id:
            return self._need("PRJ-002", self.api.call("getProject", self.settings.project_id, by=self.owner))
        return self.new_project()

    def project_id(self) -> str:
        """Return the id of that project."""
        return str(self.project().get("project", "id"))

    @once
    def video(self) -> str:
        """Return the id of a video without media, which nothing changes."""
        return self.new_video()

    @once
    def shelf(self) -> tuple[str, tuple[str, ...]]:
        """Return a project and the ids of its five videos."""
        project_id = str(self.new_project("shelf").get("project", "id"))
        return project_id, tuple(self.new_video(project_id, f"shelf {number}") for number in range(5))

    # Media

    @once
    def uploaded(self, kind: str = "full") -> tuple[str, bytes, str, Exchange]:
        """Upload a clip (`full`, `light`, `twin`); return video id, content, file name and the answer."""
        filename = "Überblick 1.mp4" if kind == "light" else "clip.mp4"
        content = variant(
            f"contract suite, {kind:<5}"
        )  # as long as the other, so that only content tells them apart
        video_id = self.new_video(name=f"{kind} upload")
        body, content_type = form(Part(content, filename, content_type=MEDIA_TYPES[kind]))
        operation = "uploadMedia" if kind == "full" else "uploadLightMedia"
        answer = self.api.call(operation, video_id, by=self.owner, body=body, content_type=content_type)
        return video_id, content, filename, self._need("UPL-001" if kind == "full" else "UPL-002", answer)

    @once
    def shown(self, kind: str = "full") -> tuple[str, bytes, str]:
        """Return video id, content and file name of what is downloaded: what was uploaded, or the video given."""
        if not self.settings.video_id:
            return self.uploaded(kind)[:3]
        if kind != "full":
            raise NotApplicable("this needs media besides that of the video given")
        record = self.given()
        content = self._content("headOriginalMedia", "downloadOriginalMedia")
        return self.settings.video_id, content, str(record.get("video", "upload", "fileName") or "")

    @once
    def given(self) -> Exchange:
        """Read the video given."""
        return self._need("VID-002", self.api.call("getVideo", self.settings.video_id, by=self.owner))

    def _content(self, head: str, get: str) -> bytes:
        """Download media of the video given, once its length is known to be small."""
        headed = self.api.call(head, self.settings.video_id, by=self.owner)
        if headed.status == 404:
            raise NotApplicable(f"the video given has no such media: {head} answered 404")
        length = self._need("DL-006", headed).header("Content-Length") or ""
        if not length.isdigit() or int(length) > LARGEST_GIVEN:
            raise NotApplicable(
                f"the media has {length or 'an unknown number of'} bytes; {LARGEST_GIVEN} are downloaded at most"
            )
        return self._need("DL-003", self.api.call(get, self.settings.video_id, by=self.owner)).response.body

    @once
    def watched(self) -> Watched:
        """Return the end of an ingestion: of what was uploaded, or of the video given."""
        if not self.settings.video_id:
            ingested = self.ingested()
            return Watched(ingested.video_id, ingested.progress, ingested.record)
        before = self.given()
        progress = self.await_ingestion(self.settings.video_id)
        record = (
            before if len(progress) == 1 else self.api.call("getVideo", self.settings.video_id, by=self.owner)
        )
        return Watched(self.settings.video_id, progress, record)

    @once
    def result_id(self) -> str:
        """Return the id of a video that has processed media: one that was made, or the video given."""
        if not self.settings.video_id:
            return self.finished().video_id
        self.given()
        self._content("headProcessedMedia", "downloadProcessedMedia")
        return self.settings.video_id

    @once
    def ingested(self, kind: str = "full") -> Ingested:
        """Wait until the ingestion of `uploaded(kind)` has ended."""
        video_id, content, filename, upload = self.uploaded(kind)
        progress = self.await_ingestion(video_id)
        record = self.api.call("getVideo", video_id, by=self.owner)
        return Ingested(video_id, content, filename, upload, progress, record)

    def await_ingestion(self, video_id: str) -> tuple[Exchange, ...]:
        """Ask for the progress until it ends; return every answer."""
        seen: list[Exchange] = []

        def ask() -> str:
            seen.append(self.api.call("checkIngestVideoProgress", video_id, by=self.owner))
            self._need("ING-001", seen[-1])
            return str(seen[-1].get("ingestionState", "ingestionStatus")).lower()

        status, ended = until(ask, TERMINAL.__contains__, timeout=self.settings.job_timeout)
        if not ended:
            raise Inconclusive(f"the ingestion was still {status} after {self.settings.job_timeout:g} s")
        return tuple(seen)

    def good(self, kind: str = "full") -> Ingested:
        """Return `ingested(kind)`, whose ingestion is done without error."""
        ingested = self.ingested(kind)
        if ingested.status != "done":
            raise Blocked("ING-001", f"the ingestion ended in {ingested.status}")
        return ingested

    @once
    def processed(self) -> Processed:
        """Process half a second of the clip to 128×96 and wait for the end."""
        source = self.good()
        accepted = self.api.call("processVideo", source.video_id, by=self.owner, json=PROCESSING)
        self._need("PRC-001", accepted)
        video_id = accepted.get("processedVideoId")
        if not isinstance(video_id, str):
            raise Blocked("PRC-001", "processVideo gave no processedVideoId")
        progress = self.await_processing(video_id)
        return Processed(video_id, accepted, progress, self.api.call("getVideo", video_id, by=self.owner))

    def await_processing(self, video_id: str) -> tuple[Exchange, ...]:
        """Ask for the progress until it ends; return every answer."""
        seen: list[Exchange] = []

        def ask() -> str:
            seen.append(self.api.call("checkProcessVideoProgress", video_id, by=self.owner))
            self._need("PRC-004", seen[-1])
            return str(seen[-1].get("processingState", "processingStatus")).lower()

        status, ended = until(ask, TERMINAL.__contains__, timeout=self.settings.job_timeout)
        if not ended:
            raise Inconclusive(f"the processing was still {status} after {self.settings.job_timeout:g} s")
        return tuple(seen)

    def finished(self) -> Processed:
        """Return `processed()`, whose processing is done without error."""
        processed = self.processed()
        if processed.status != "done":
            raise Blocked("PRC-004", f"the processing ended in {processed.status}")
        return processed

    # Answers that several requirements look at

    @once
    def anonymous(self) -> Mapping[str, Exchange]:
        """Call every operation without credentials, on things of the run's own; secrets are left alone."""
        return self._each(lambda operation: None if operation in GENERATORS else {})

    @once
    def with_token(self, token: str) -> Mapping[str, Exchange]:
        """Call every operation that takes a token with this one; secrets are left alone."""
        given = {"authorization": f"Bearer {token}"}
        return self._each(lambda operation: None if operation in {"getToken", *GENERATORS} else given)

    def _each(self, arguments: Callable[[str], dict[str, Any] | None]) -> dict[str, Exchange]:
        project_id = str(self.new_project("probe").get("project", "id"))
        video_id = self.new_video(project_id, "probe")
        answers: dict[str, Exchange] = {}
        for operation in self.document.operations.values():
            given = arguments(operation.id)
            if given is None:
                continue
            identifier = project_id if operation.path.endswith("{project-id}") else video_id
            answers[operation.id] = self.api.call(
                operation.id, identifier, **given, **sample(operation.id, name=f"{self.run} probe")
            )
        return answers

    @once
    def unknown(self) -> Mapping[str, Exchange]:
        """Call every operation on an id that nobody was given."""
        return {
            operation.id: self.api.call(
                operation.id,
                self.unknown_id(),
                by=self.owner,
                **sample(operation.id, name=f"{self.run} unknown"),
            )
            for operation in self.document.operations.values()
            if operation.takes_id
        }

    def _need(self, requirement: str, exchange: Exchange) -> Exchange:
        if not exchange.ok:
            raise Blocked(requirement, f"{exchange.name} answered {exchange.status}")
        return exchange


MEDIA_TYPES = {"full": "video/mp4", "light": "video/quicktime", "twin": "video/mp4"}
"""As what media is uploaded: movies in MP4 are QuickTime movies for many a client."""
PROCESSING: dict[str, Any] = {
    "mediaContainerCodec": {"container": "mp4", "codec": "h264"},
    "scaler": "scale",
    "resolution": {"width": 128, "height": 96},
    "range": {"startPositionMilliseconds": 0, "endPositionMilliseconds": 500},
}
