"""Where FFmpeg is, and proof that it can do what the recipes need."""

import os
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from pixop_server.media.errors import MediaError

NEEDED = {
    "-encoders": frozenset(
        {"libx264", "libx265", "prores_ks", "dnxhd", "mpeg2video", "aac", "pcm_s16le", "rawvideo"}
    ),
    "-filters": frozenset(
        {
            "atadenoise",
            "bwdif",
            "crop",
            "estdif",
            "format",
            "hqdn3d",
            "scale",
            "setfield",
            "setsar",
            "unsharp",
        }
        | {"vaguedenoiser", "vidstabdetect", "vidstabtransform", "w3fdif", "yadif"}
    ),
    "-muxers": frozenset({"framecrc", "mov", "mp4", "mpegts", "mxf", "null"}),
    "-demuxers": frozenset({"mpegts", "mxf"}),
}
"""FFmpeg's list options, and the names that each must hold."""

_LIST_TIMEOUT = 30.0


def ffmpeg_path() -> Path:
    """Return the FFmpeg that is used: `PIXOP_FFMPEG` (a path, or a name on PATH), else imageio-ffmpeg's.

    Raises:
        MediaError: there is none, or it lacks an encoder, filter or muxer that the recipes need.
    """
    path = _locate(os.environ.get("PIXOP_FFMPEG", ""))
    _prove(path, path.stat().st_mtime_ns)
    return path


@lru_cache(maxsize=8)
def _locate(chosen: str) -> Path:
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise MediaError(f"PIXOP_FFMPEG is {chosen!r}, which is no executable file; correct or unset it.")
        return Path(found).resolve()
    try:
        import imageio_ffmpeg  # type: ignore[import-untyped]  # ships no types
    except ImportError:
        raise MediaError(
            "FFmpeg is missing: install pixop[server], or set PIXOP_FFMPEG to an ffmpeg."
        ) from None
    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve()
    except RuntimeError:
        raise MediaError(
            "imageio-ffmpeg has no ffmpeg for this platform: set PIXOP_FFMPEG to the path of one."
        ) from None


@lru_cache(maxsize=8)
def _prove(path: Path, _modified: int) -> None:
    """Raise when a needed name is missing; a new file under the same path is asked again."""
    for option, needed in NEEDED.items():
        missing = needed - _listed(path, option)
        if missing:
            raise MediaError(
                f"The FFmpeg at {path} lacks {', '.join(sorted(missing))} (ffmpeg {option}); "
                "unset PIXOP_FFMPEG or point it at a complete build."
            )


def _listed(path: Path, option: str) -> set[str]:
    try:
        # The binary is the operator's choice and the arguments are constants; no media is opened here.
        listing = subprocess.run(
            [path, "-hide_banner", option], capture_output=True, timeout=_LIST_TIMEOUT, check=True, text=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise MediaError(f"{path} does not run as FFmpeg ({error}); set PIXOP_FFMPEG to one.") from None
    names: set[str] = set()
    for line in listing.splitlines():
        columns = line.split()
        if len(columns) >= 2:
            names.update(columns[1].split(","))
    return names
