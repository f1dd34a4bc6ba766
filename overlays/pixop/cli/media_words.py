"""What a video is, in a few words."""

from typing import TYPE_CHECKING

from pixop_client.types import Unset

if TYPE_CHECKING:
    from pixop_client.models.media_metadata import MediaMetadata
    from pixop_client.models.video import Video


def metadata_of(video: "Video") -> "MediaMetadata | None":
    """Return the metadata that the server measured, None when it sent none."""
    ingestion = video.ingestion
    if isinstance(ingestion, Unset) or ingestion is None or isinstance(ingestion.metadata, Unset):
        return None
    return ingestion.metadata


def metadata_words(video: "Video") -> str:
    """Return the metadata as `mov, h264, 560×320, 29.97 fps, 165 frames`; empty when there is none."""
    found = metadata_of(video)
    if found is None:
        return ""
    return media_words(
        found.container_name,
        found.codec_name,
        found.frame_width,
        found.frame_height,
        found.average_framerate,
        found.total_frames,
    )


def media_words(container: str, codec: str, width: int, height: int, rate: float, frames: int) -> str:
    """Return one line on a media file."""
    return f"{container}, {codec}, {width}×{height}, {rate:.5g} fps, {frames} frames"
