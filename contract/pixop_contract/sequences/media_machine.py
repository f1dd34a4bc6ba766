"""The state machines of media and of processing, built on that of projects and videos."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, initialize, multiple, precondition, rule

from pixop_contract.clip import clip, variant
from pixop_contract.exchange import Exchange
from pixop_contract.multipart_form import Part, form
from pixop_contract.poll import until
from pixop_contract.sequences.actor import Actor
from pixop_contract.sequences.media_model import PAST_THE_END, SECTIONS, Body, MediaModel, Section, media_of
from pixop_contract.sequences.service_machine import ServiceMachine, unless_lost
from pixop_contract.sequences.service_state import Phase, Project, Video
from pixop_contract.sequences.walk import Hunt
from pixop_contract.world import TERMINAL

OTHER_TAG = '"no-media-has-this-tag"'
MOST_UPLOADS, MOST_JOBS = 3, 1
SHORT: dict[str, Any] = {
    "mediaContainerCodec": {"container": "mp4", "codec": "h264"},
    "scaler": "scale",
    "resolution": {"width": 32, "height": 24},
    "range": {"startPositionMilliseconds": 0, "endPositionMilliseconds": 200},
}


class MediaMachine(ServiceMachine):
    """Uploads, ingestion, and downloads of what was uploaded."""

    actors = ServiceMachine.actors
    videos = ServiceMachine.videos
    media_model: MediaModel

    def __init__(self, hunt: Hunt) -> None:
        super().__init__(hunt)
        self.uploads = 0

    def make_model(self) -> MediaModel:
        """Return the model that answers are compared with."""
        self.media_model = MediaModel(self.state)
        return self.media_model

    @initialize(target=videos, light=st.booleans())
    @unless_lost
    def begin_with_media(self, light: bool) -> MultipleResults[Video]:
        """Begin with a video that has its media."""
        return multiple(*self._with_media(light))

    def _with_media(self, light: bool) -> list[Video]:
        owner = self.who[0]
        project = self._new_project(owner, self.named("with media"))
        if not isinstance(project, Project):
            return []
        video = self._create_video(project, owner, None)
        if not isinstance(video, Video):
            return []
        self._upload(video, owner, Body.MOVIE, light)
        return [video]

    @rule(video=videos, actor=actors, body=st.sampled_from(Body), light=st.booleans())
    @unless_lost
    def upload(self, video: Video, actor: Actor, body: Body, light: bool) -> None:
        """Upload something, and wait for the end of the ingestion."""
        open_end = video.parent is not None or video.vague or self.uploads >= MOST_UPLOADS
        if open_end or self.again("upload", video.id, actor, body, light):
            return
        self._upload(video, actor, body, light)

    def _upload(self, video: Video, actor: Actor, body: Body, light: bool) -> None:
        content, filename = self._content(body)
        data, content_type = (content, "video/mp4") if body is Body.BARE else form(Part(content, filename))
        operation = "uploadLightMedia" if light else "uploadMedia"
        claims = self.media_model.upload(actor, video, body, light=light)
        answer = self.walk.ask(claims, operation, video.id, actor, body=data, content_type=content_type)
        if not answer.ok or actor.team != video.team or video.deleted:
            return
        self.uploads += 1
        self.changed()
        if video.media is not None or body in (Body.EMPTY, Body.BARE):
            video.vague = True  # the service took what the document has it refuse: what is there now is open
            return
        video.media, video.ingestion = media_of(body, content, filename), Phase.RUNNING
        self._await_ingestion(video, actor)

    def _content(self, body: Body) -> tuple[bytes, str]:
        """Return bytes that no other upload of this walk has."""
        match body:
            case Body.MOVIE:
                return variant(f"sequence {self.uploads}"), f"reel {self.uploads}.mp4"
            case Body.TEXT:
                return f"no movie but text {self.uploads}\n".encode() * 30, f"text {self.uploads}.mp4"
            case Body.EMPTY:
                return b"", "empty.mp4"
            case Body.BARE:
                return clip(), "bare.mp4"

    def _await_ingestion(self, video: Video, actor: Actor) -> None:
        last = self._until_ended(
            "checkIngestVideoProgress", video, actor, "ingestionState", "ingestionStatus"
        )
        if last is None:
            return
        self.walk.compare(self.media_model.ingestion_end(video), last)
        done = str(last.get("ingestionState", "ingestionStatus")).lower() == "done"
        video.ingestion = Phase.DONE if done else Phase.FAILED

    def _until_ended(self, operation: str, video: Video, actor: Actor, *path: str) -> Exchange | None:
        """Ask for a progress until it ends; None when it does not, and what is there then is open."""

        def ask() -> Exchange:
            return self.walk.poll(operation, video.id, actor)

        last, ended = until(
            ask,
            lambda seen: not seen.ok or str(seen.get(*path)).lower() in TERMINAL,
            timeout=self.world.settings.job_timeout,
        )
        if ended and last.ok:
            return last
        video.vague = True
        return None

    @rule(video=videos, actor=actors, section=st.sampled_from((None, *SECTIONS)))
    @unless_lost
    def download(self, video: Video, actor: Actor, section: Section | None) -> None:
        """Download an original, whole or in part."""
        if self.again("download", video.id, actor, section):
            return
        headers = [] if section is None else [("Range", section.value)]
        answer = self._fetch(self.media_model.download(actor, video, section=section), video, actor, headers)
        if answer.status == 200 and actor.team == video.team and not video.deleted and video.tag is None:
            video.tag = answer.header("ETag")

    @rule(video=videos, actor=actors, current=st.booleans())
    @unless_lost
    def download_unless(self, video: Video, actor: Actor, current: bool) -> None:
        """Download unless it is as it was seen, with the tag that was seen or with another."""
        if (current and video.tag is None) or self.again("unless", video.id, actor, current):
            return
        tag = str(video.tag) if current else OTHER_TAG
        claims = self.media_model.download_unless(actor, video, current=current)
        self._fetch(claims, video, actor, [("If-None-Match", tag)])

    @rule(video=videos, actor=actors)
    @unless_lost
    def download_past_the_end(self, video: Video, actor: Actor) -> None:
        """Ask for bytes behind the end."""
        if not self.again("past the end", video.id, actor):
            claims = self.media_model.download_past_the_end(actor, video)
            self._fetch(claims, video, actor, [("Range", PAST_THE_END)])

    @rule(video=videos, actor=actors)
    @unless_lost
    def head(self, video: Video, actor: Actor) -> None:
        """Ask for the header section of an original."""
        if not self.again("head", video.id, actor):
            self.walk.ask(self.media_model.head(actor, video), "headOriginalMedia", video.id, actor)

    @rule(video=videos, actor=actors)
    @unless_lost
    def download_result(self, video: Video, actor: Actor) -> None:
        """Download processed media, of a video that was not made by processing too."""
        if self.again("result", video.id, actor):
            return
        claims = self.media_model.download_result(actor, video)
        answer = self.walk.ask(claims, "downloadProcessedMedia", video.id, actor)
        if answer.ok and video.parent is not None and video.tag is None:
            video.tag = answer.header("ETag")

    def audit(self) -> None:
        """Read everything, and download the originals."""
        super().audit()
        for video in self.state.videos:
            if video.media is not None and not video.vague:
                actor = next(actor for actor in self.who if actor.team == video.team)
                self._fetch(self.media_model.download(actor, video), video, actor, [])

    def _fetch(
        self, claims: list[Any], video: Video, actor: Actor, headers: list[tuple[str, str]]
    ) -> Exchange:
        return self.walk.ask(claims, "downloadOriginalMedia", video.id, actor, headers=headers)


class ProcessingMachine(MediaMachine):
    """Processing, of what is not ingested too, and what becomes of results."""

    actors = ServiceMachine.actors
    videos = ServiceMachine.videos

    def __init__(self, hunt: Hunt) -> None:
        super().__init__(hunt)
        self.jobs = 0

    @initialize(target=videos, processed=st.booleans())
    @unless_lost
    def begin_with_media(self, processed: bool) -> MultipleResults[Video]:
        """Begin with a video that has its media, and perhaps with one that was made from it."""
        videos = self._with_media(light=True)
        if videos and processed:
            made = self._process(videos[0], self.who[0])
            videos += [made] if made is not None else []
        return multiple(*videos)

    @rule(target=videos, video=videos, actor=actors)
    @unless_lost
    def process(self, video: Video, actor: Actor) -> MultipleResults[Video] | Video:
        """Ask for a short processing, and wait for its end."""
        if video.vague or self.jobs >= MOST_JOBS or self.again("process", video.id, actor):
            return multiple()
        if video.parent is not None and not video.deleted:
            return multiple()  # what a processed video has is known to no walk
        made = self._process(video, actor)
        return multiple() if made is None else made

    def _process(self, video: Video, actor: Actor) -> Video | None:
        answer = self.walk.ask(
            self.media_model.process(actor, video), "processVideo", video.id, actor, json=SHORT
        )
        made = answer.get("processedVideoId")
        ours = actor.team == video.team and not video.deleted
        if not answer.ok or not ours or not isinstance(made, str) or made in self.state.known_ids():
            return None
        self.jobs += 1
        self.changed()
        result = self.state.add_result(made, actor, video)
        last = self._until_ended(
            "checkProcessVideoProgress", result, actor, "processingState", "processingStatus"
        )
        if last is not None:
            self.walk.compare(self.media_model.processing_end(), last)
            status = str(last.get("processingState", "processingStatus")).lower()
            result.processing = Phase.DONE if status == "done" else Phase.FAILED
        return result

    @rule(video=videos, actor=actors)
    @unless_lost
    def check_processing(self, video: Video, actor: Actor) -> None:
        """Ask for the progress of a processing."""
        if not self.again("processing", video.id, actor):
            claims = self.media_model.processing_progress(actor, video)
            self.walk.ask(claims, "checkProcessVideoProgress", video.id, actor)

    @precondition(lambda self: self.jobs > 0)
    @rule(video=videos, actor=actors)
    @unless_lost
    def list_results(self, video: Video, actor: Actor) -> None:
        """List what was made from a video."""
        if not self.again("results", video.id, actor):
            self._list(actor, 2, parent=video.id)
