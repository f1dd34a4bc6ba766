"""The MIME type of a media file, told by its name."""

import mimetypes
from pathlib import PurePath

FALLBACK = "application/octet-stream"
# Named here because the system's tables differ or do not know them.
_KNOWN = {
    ".avi": "video/x-msvideo",
    ".m2t": "video/mp2t",
    ".m2ts": "video/mp2t",
    ".m4v": "video/x-m4v",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".mp4": "video/mp4",
    ".mpeg": "video/mpeg",
    ".mpg": "video/mpeg",
    ".mts": "video/mp2t",
    ".mxf": "application/mxf",
    ".ts": "video/mp2t",
    ".webm": "video/webm",
    ".wmv": "video/x-ms-wmv",
    ".y4m": "video/x-yuv4mpeg",
}


def media_type(filename: str) -> str:
    """Guess the type from the extension; `application/octet-stream` when it says nothing."""
    known = _KNOWN.get(PurePath(filename).suffix.lower())
    if known is not None:
        return known
    guessed, encoding = mimetypes.guess_type(filename, strict=False)
    return FALLBACK if guessed is None or encoding is not None else guessed
