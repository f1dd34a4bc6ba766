"""What a download came to."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DownloadResult:
    """What a download came to.

    Attributes:
        path: the complete file; when nothing was modified, the path that would have been written.
        modified: False when the server still has what `if_none_match` names (304); nothing was written then.
        size: bytes of the file; None when not modified.
        etag: the entity tag that came with the media, or None.
        sha256: lower-case hexadecimal digest of the bytes on the disk, when it was asked for.
        resumed_at: bytes that an earlier call had left and that were not fetched again.
        seconds: that it took.
    """

    path: Path
    modified: bool
    size: int | None
    etag: str | None
    sha256: str | None
    resumed_at: int
    seconds: float
