"""What a video is, in a few words."""

from typing import TYPE_CHECKING

from pixop_client.types import Unset

if TYPE_CHECKING:
    from pixop_client.models.media_metadata import MediaMetadata
    from pixop_client.models.video import Video


def metadata_of(video: "Video") -> "MediaMetadata | None":
    """Return what the server measured of a video; None before its ingestion."""
    ingestion = video.ingestion
    if ingestion is None or isinstance(ingestion, Unset):
        return None
    found = ingestion.metadata
    return None if found is None or isinstance(found, Unset) else found


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
