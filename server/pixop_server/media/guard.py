"""What untrusted media may make FFmpeg do: open one local file, with known demuxers and decoders, within limits.

A protocol whitelist alone does not stop a playlist from reading other local files; the demuxer whitelist does.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEMUXERS = "mov,matroska,mpegts,mpeg,mxf,avi,h264,hevc,mpegvideo,dv,gxf,flv,asf"
"""Containers that are opened. None of them refers to other files: no playlists, no scripts, no images."""

DECODERS = (
    "h264,hevc,prores,dnxhd,mpeg2video,mpeg4,mpeg1video,dvvideo,mjpeg,ffv1,vp8,vp9,libvpx-vp9,av1,libdav1d,rawvideo,"
    "v210,aac,aac_fixed,mp2,mp2float,mp3,mp3float,ac3,eac3,pcm_s16le,pcm_s24le,pcm_s32le,pcm_s16be,pcm_s24be,"
    "pcm_f32le,pcm_bluray,flac,opus,libopus,vorbis"
)
AUDIO_CODECS = frozenset(
    {"aac", "ac3", "eac3", "flac", "mp2", "mp3", "opus", "vorbis"}
    | {"pcm_bluray", "pcm_f32le", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32le"}
)
"""Codec names (as the banner prints them) of audio streams that are carried over."""

MAX_PIXELS = 8192 * 4320
MAX_STREAMS = 64

INPUT_OPTIONS = (
    *("-protocol_whitelist", "file,pipe"),
    *("-format_whitelist", DEMUXERS),
    *("-codec_whitelist", DECODERS),
    *("-max_pixels", str(MAX_PIXELS)),
    *("-max_streams", str(MAX_STREAMS)),
    *("-probesize", "50M"),
    *("-analyzeduration", "10M"),
)
"""Options to put before `-i` of every untrusted input."""

_PASSED_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


def input_url(path: Path) -> str:
    """Return `path` so that no name can mean another protocol, an option or a number pattern."""
    return f"file:{path.resolve()}"


def environment(outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the child's environment: what the loader needs and nothing else."""
    return {name: outer[name] for name in _PASSED_VARIABLES if name in outer}


def _default_threads() -> int:
    return max(1, min(8, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. `None` means without a limit."""

    wall_clock: float = 12 * 3600.0
    """Seconds until the whole job is killed."""
    address_space: int | None = 12 * 2**30
    """Bytes of virtual memory (8K HEVC needs about 6 GiB with two threads)."""
    cpu_time: int | None = None
    """Seconds of processor time."""
    file_size: int | None = None
    """Bytes of the largest file that may be written."""
    open_files: int | None = 64
    niceness: int = 10
    threads: int = field(default_factory=_default_threads)


def limited_command(command: list[str], limits: Limits) -> list[str]:
    """Wrap `command` so that it starts under `limits` and dies with this process (POSIX; elsewhere unchanged).

    A small interpreter sets the limits and then becomes the command: code between fork and exec is not safe in
    a server with threads, and this costs about 10 ms.
    """
    if os.name != "posix":
        return command
    launcher = str(Path(__file__).with_name("limited_exec.py"))
    settings = ",".join(
        f"{name}={value}"
        for name, value in (
            ("AS", limits.address_space if sys.platform.startswith("linux") else None),
            ("CPU", limits.cpu_time),
            ("FSIZE", limits.file_size),
            ("NOFILE", limits.open_files),
            ("CORE", 0),
        )
        if value is not None
    )
    return [
        sys.executable,
        "-I",
        "-S",
        "-B",
        launcher,
        str(os.getpid()),
        str(limits.niceness),
        settings,
        *command,
    ]
