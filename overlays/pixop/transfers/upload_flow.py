"""Create a video if there is none yet, and send its media."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixop_client.namespaces.caller import MediaSource, Progress
from pixop_client.request import Request

from pixop.calls.client_call import Call, Calls
from pixop.errors import PixopError
from pixop.transfers.cancellation import Cancellation
from pixop.transfers.media_source import check_media, media_name
from pixop.transfers.transfer_event import TransferEvent
from pixop.transfers.transfer_log import logged
from pixop.transfers.upload_body import announced_name

if TYPE_CHECKING:
    from pixop_client.models.upload_media_response import UploadMediaResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadJob:
    """What to send where; the parameters are those of `Pixop.upload`."""

    source: "MediaSource | Iterable[bytes]"
    video_id: str | None = None
    name: str | None = None
    project_id: str | None = None
    light: bool = False
    filename: str | None = None
    content_type: str | None = None
    limit_rate: float | None = None
    progress: Progress | None = None
    on_event: Callable[[TransferEvent], None] | None = None
    cancellation: Cancellation | None = None

    def run(self) -> "Calls[UploadMediaResponse]":
        """Send the media; an error of the transfer carries the id of the video."""
        video_id = self.video_id
        if video_id is None:
            # Before the video exists: a wrong path must leave nothing on the server.
            check_media(self.source)
            name = self.name or announced_name(self.filename) or media_name(self.source)
            created = yield Call(
                "videos.create_video", (), {**_given("name", name), **_given("project_id", self.project_id)}
            )
            video_id = created.video_id
        try:
            uploaded: UploadMediaResponse = yield Call(
                "_connections.upload",
                (*self._operation(video_id), self.source),
                {
                    "filename": self.filename,
                    "content_type": self.content_type,
                    "limit_rate": self.limit_rate,
                    "progress": self.progress,
                    "on_event": logged(f"video {video_id}", self.on_event),
                    **_given("cancellation", self.cancellation),
                },
            )
        except PixopError as error:
            error.video_id = video_id
            if self.video_id is None:
                error.add_note(
                    f"The video {video_id} was created for it; send the media to it again, or delete it."
                )
            raise
        return uploaded

    def _operation(self, video_id: str) -> "tuple[Request, Callable[[Any], UploadMediaResponse]]":
        from pixop_client.api.media import upload_light_media as light
        from pixop_client.api.media import upload_media as full

        return (light.build(video_id), light.parse) if self.light else (full.build(video_id), full.parse)


def _given(name: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {name: value}
