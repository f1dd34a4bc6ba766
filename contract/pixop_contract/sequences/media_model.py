"""The model of media: uploads, ingestion, downloads whole, in part and on a condition, and processing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pixop_contract.exchange import Exchange
from pixop_contract.sequences.actor import Actor, Right
from pixop_contract.sequences.claim import (
    Claim,
    content,
    field,
    header,
    none_of,
    not_status,
    one_of,
    refused,
    status,
    succeeds,
)
from pixop_contract.sequences.service_model import ServiceModel
from pixop_contract.sequences.service_state import Media, Phase, Video


class Body(Enum):
    """What is sent to an upload."""

    MOVIE = "a movie"
    TEXT = "a file that is no video"
    EMPTY = "an empty file"
    BARE = "a body that is no form"


@dataclass(frozen=True, slots=True)
class Section:
    """A `Range` field, and which bytes of a file it asks for; `requirement` says that they are sent."""

    requirement: str
    first: int
    last: int | None
    """None: to the end; with a negative `first` the last bytes."""

    @property
    def value(self) -> str:
        """The field's value."""
        if self.first < 0:
            return f"bytes={self.first}"
        return f"bytes={self.first}-{'' if self.last is None else self.last}"

    def of(self, data: bytes) -> bytes:
        """Return the bytes that the section has of a file."""
        return data[self.first :] if self.last is None else data[self.first : self.last + 1]


SECTIONS = (
    Section("RNG-005", 0, 99),
    Section("RNG-006", 300, 309),
    Section("RNG-007", 200, None),
    Section("RNG-008", -10, None),
    Section("RNG-009", 100, 9_999_999),
)
PAST_THE_END = "bytes=9999999-"


class MediaModel(ServiceModel):
    """Claims about answers of the media service, and of what it sets going."""

    def upload(self, actor: Actor, video: Video, body: Body, *, light: bool) -> list[Claim]:
        """Say what follows when something is uploaded."""
        stranger = self._stranger(actor, video, Right.WRITE)
        if stranger is not None:
            return stranger[:1]
        if video.deleted:
            return self.gone(video)
        if video.media is not None and body in (Body.BARE, Body.EMPTY):
            return []  # which of the two faults a server speaks of is its own affair
        if body is Body.BARE:
            why = "the body is no form"
            return [refused("UPL-006", why), status("UPL-007", 415, why)]
        if video.media is not None:
            return [status("UPL-010", 409, "the video has its media")]
        if body is Body.EMPTY:
            return [status("UPL-008", 400, "the file is empty")]
        if body is Body.TEXT:
            return [succeeds("ING-007", "a file that is no video is taken; its ingestion fails")]
        requirement = "UPL-002" if light else "UPL-001"
        return [
            succeeds(requirement, "the file is taken"),
            field(requirement, ("videoId",), video.id, "the videoId"),
            field(requirement, ("projectId",), video.project, "the projectId"),
        ]

    def ingestion_end(self, video: Video) -> list[Claim]:
        """Say how the ingestion of what was uploaded ends."""
        state = ("ingestionState", "ingestionStatus")
        if video.media is not None and video.media.movie:
            return [one_of("ING-001", state, ("done",), "the end of the ingestion of a movie")]
        return [one_of("ING-007", state, ("error",), "the end of the ingestion of a file that is no video")]

    def download(self, actor: Actor, video: Video, *, section: Section | None = None) -> list[Claim]:
        """Say what follows when the original is downloaded, whole or in part."""
        barred = self._barred(actor, video)
        if barred is not None:
            return barred
        assert video.media is not None
        data = video.media.content
        if section is not None and section.of(data):
            return [
                status(section.requirement, 206, f"the section {section.value}"),
                content(section.requirement, section.of(data), f"the bytes of {section.value}"),
                header("RNG-020", "ETag", video.tag, "the ETag of the whole in the 206"),
            ]
        return [
            succeeds("DL-003", "the media is there"),
            content("DL-003", data, "the bytes that were uploaded"),
            *self._tag(video),
        ]

    def download_past_the_end(self, actor: Actor, video: Video) -> list[Claim]:
        """Say what follows when the range begins behind the end."""
        return self._barred(actor, video) or [
            not_status("RNG-013", 206, "the range begins behind the end"),
            status("RNG-012", 416, "the range begins behind the end"),
        ]

    def download_unless(self, actor: Actor, video: Video, *, current: bool) -> list[Claim]:
        """Say what follows for `If-None-Match` with the tag that was seen (`current`), or with another."""
        barred = self._barred(actor, video)
        if barred is not None:
            return barred
        assert video.media is not None
        if current:
            return [
                status("ETAG-006", 304, "the media is as it was"),
                header("ETAG-014", "ETag", video.tag, "the ETag of the 200 in the 304"),
            ]
        return [
            status("ETAG-007", 200, "no media has this tag"),
            content("ETAG-007", video.media.content, "the bytes that were uploaded"),
        ]

    def head(self, actor: Actor, video: Video) -> list[Claim]:
        """Say what follows for HEAD."""
        barred = self._barred(actor, video)
        if barred is not None:
            return barred
        assert video.media is not None
        return [
            succeeds("DL-007", "the media is there for GET"),
            header("DL-006", "Content-Length", str(len(video.media.content)), "the length that GET sends"),
            header("ETAG-005", "ETag", video.tag, "the ETag that GET sent"),
        ]

    def download_result(self, actor: Actor, video: Video) -> list[Claim]:
        """Say what follows when processed media are downloaded; while it is being made the answer is open."""
        stranger = self._stranger(actor, video, Right.RESULT if video.parent else Right.MEDIA)
        if stranger is not None:
            return stranger[:1]
        if video.deleted:
            return self.gone(video, "DL-011")
        if video.parent is None:
            return [refused("DL-012", "it was not made by processing")]
        if video.processing is not Phase.DONE:
            return []
        return [succeeds("PRC-008", "the result is there"), *self._same_tag("PRC-009", video)]

    def process(self, actor: Actor, video: Video) -> list[Claim]:
        """Say what follows when processing is asked for."""
        stranger = self._stranger(actor, video, Right.RESULT if video.parent else Right.WRITE)
        if stranger is not None:
            return stranger[:1]
        if video.deleted:
            return self.gone(video)
        if video.media is None and video.parent is None:
            return [refused("PRC-010", "there is no media"), status("PRC-011", 409, "there is no media")]
        if video.ingestion is Phase.FAILED:
            return [status("PRC-011", 409, "the ingestion ended in ERROR")]
        if video.ingestion is not Phase.DONE:
            return []
        return [
            succeeds("PRC-001", "the video is ingested"),
            field("PRC-001", ("sourceVideoId",), video.id, "the sourceVideoId"),
            field("PRC-001", ("projectId",), video.project, "the projectId"),
            none_of(
                "PRC-001",
                ("processedVideoId",),
                sorted(self.state.known_ids()),
                "a processedVideoId of its own",
            ),
        ]

    def processing_progress(self, actor: Actor, video: Video) -> list[Claim]:
        """Say what follows when the progress of a processing is asked for."""
        stranger = self._stranger(actor, video, Right.RESULT if video.parent else Right.READ)
        if stranger is not None:
            return stranger[:1]
        if video.deleted:
            return self.gone(video)
        if video.parent is None:
            return [status("PRC-021", 404, "it was not made by processing")]
        state = ("processingState", "processingStatus")

        def percent(answer: Exchange) -> str | None:
            found = answer.get("processingState", "processingProgressPercent")
            return None if isinstance(found, int | float) and 0 <= found <= 100 else repr(found)

        claims = [
            succeeds("PRC-004", "the progress is told"),
            field("PRC-002", ("videoId",), video.id, "the videoId"),
            Claim("PRC-002", "processingProgressPercent from 0 to 100", percent),
        ]
        if video.processing is Phase.DONE:
            claims.append(one_of("PRC-004", state, ("done",), "the status of a processing that is"))
        return claims

    def processing_end(self) -> list[Claim]:
        """Say how a processing ends."""
        state = ("processingState", "processingStatus")
        return [one_of("PRC-004", state, ("done",), "the end of the processing")]

    def _barred(self, actor: Actor, video: Video) -> list[Claim] | None:
        """Say why there is no original to be had; None where there is one."""
        stranger = self._stranger(actor, video, Right.MEDIA if video.parent is None else Right.RESULT)
        if stranger is not None:
            return stranger[:1]
        if video.deleted:
            return self.gone(video, "DL-011")
        if video.vague:
            return []
        if video.media is None:
            why = "nothing was uploaded"
            # What is told as the original of a processed video is nowhere said.
            return [refused("DL-008", why), status("DL-009", 404, why)] if video.parent is None else []
        return None

    def _tag(self, video: Video) -> list[Claim]:
        return [*self._same_tag("ETAG-005", video), *self._own_tag(video)]

    @staticmethod
    def _same_tag(requirement: str, video: Video) -> list[Claim]:
        return [header(requirement, "ETag", video.tag, "the ETag that was seen before")]

    def _own_tag(self, video: Video) -> list[Claim]:
        assert video.media is not None
        taken = {tag for media, tag in self.state.tags(video) if media.content != video.media.content}

        def look(answer: Exchange) -> str | None:
            return "the ETag of other media" if answer.header("ETag") in taken else None

        return [Claim("ETAG-012", "an ETag that no other media have", look)]


def media_of(body: Body, data: bytes, filename: str) -> Media:
    """Return what the service has after an upload."""
    return Media(data, filename, body is Body.MOVIE)
