"""The requests for media: which operation, and under which name a file without one is stored."""

from dataclasses import replace
from typing import Literal

from pixop_client.request import Request

MediaKind = Literal["original", "processed"]


def download_request(video_id: str, kind: MediaKind, headers: list[tuple[str, str]]) -> Request:
    """Build the download request of one kind with further header fields."""
    if kind == "original":
        from pixop_client.api.media import download_original_media as original

        request = original.build(video_id)
    elif kind == "processed":
        from pixop_client.api.media import download_processed_media as processed

        request = processed.build(video_id)
    else:
        raise ValueError(f"kind is 'original' or 'processed', not {kind!r}")
    return replace(request, headers=[*request.headers, *headers])


def fallback_name(video_id: str, kind: MediaKind) -> str:
    """Return the file name to use when the server gives none."""
    return f"{video_id}-{kind}"
