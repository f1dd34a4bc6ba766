"""Tiny clips made by FFmpeg's own sources, and a probe to plan with."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pixop_server.media import Limits, Probe, ffmpeg_path, plan, process
from pixop_server.media.media_probe import probe
from pixop_server.media.pixel_format import from_name

# Tests are imported one by one, without packages; what they share lies here.
sys.path.insert(0, str(Path(__file__).parent / "support"))

Clip = Callable[[str], Path]
Make = Callable[..., Path]

PICTURE = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=0.4"]
SOUND = ["-f", "lavfi", "-i", "sine=r=48000:d=0.4"]
FIELDS = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=50:d=0.6", "-vf", "interlace=scan=tff:lowpass=off"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]

CLIPS = {
    "h264.mov": [*PICTURE, *SOUND, *H264, "-c:a", "aac"],
    "h264.mp4": [*PICTURE, *SOUND, *H264, "-c:a", "aac"],
    "silent.mp4": [*PICTURE, *H264],
    "h264.ts": [*PICTURE, *SOUND, *H264, "-c:a", "aac", "-f", "mpegts"],
    "mpeg2.ts": [*PICTURE, *SOUND, "-c:v", "mpeg2video", "-c:a", "mp2", "-f", "mpegts"],
    "hevc.mp4": [*PICTURE, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error"],
    "prores.mov": [*PICTURE, *SOUND, "-c:v", "prores_ks", "-profile:v", "hq", "-pix_fmt", "yuv422p10le"],
    "prores4444.mov": [*PICTURE, "-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuv444p10le"],
    "dnxhr.mxf": [*PICTURE, *SOUND, "-c:v", "dnxhd", "-profile:v", "dnxhr_hqx", "-pix_fmt", "yuv422p10le"],
    "vp9.webm": [*PICTURE, *SOUND, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"],
    "mjpeg.avi": [*PICTURE, "-c:v", "mjpeg"],
    "ntsc.mkv": ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=30000/1001:d=0.7", *H264],
    "film.ts": ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=24000/1001:d=0.7", *H264, "-f", "mpegts"],
    "odd.mkv": ["-f", "lavfi", "-i", "testsrc2=s=321x181:r=25:d=0.2", "-c:v", "ffv1", "-pix_fmt", "yuv420p"],
    "tiny.mp4": ["-f", "lavfi", "-i", "testsrc2=s=16x16:r=25:d=0.2", *H264],
    "one-frame.mp4": [*PICTURE, "-frames:v", "1", *H264],
    "slow.mp4": ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=12.5:d=0.8", *H264],
    "vfr.mp4": [
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=1"),
        *("-vf", "select='not(eq(n,5)+eq(n,6)+eq(n,13))'", "-fps_mode", "vfr", *H264),
    ],
    "gap.mkv": [
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=0.12"),
        *("-vf", "setpts=N*3600/TB", "-fps_mode", "vfr", *H264),
    ],
    "interlaced.mov": [*FIELDS, *H264, "-flags", "+ildct+ilme"],
    "interlaced.mxf": [*FIELDS, "-c:v", "mpeg2video", "-b:v", "4M", "-flags", "+ildct+ilme"],
    "pal-wide.ts": [
        *("-f", "lavfi", "-i", "testsrc2=s=720x576:r=25:d=0.2", "-vf", "setsar=64/45"),
        *("-c:v", "mpeg2video", "-b:v", "4M", "-f", "mpegts"),
    ],
    "noisy.mp4": [
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=0.4,noise=alls=12:allf=t"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv420p"),
    ],
    "shaky.mp4": [
        *("-f", "lavfi", "-i", "testsrc2=s=480x300:r=25:d=1"),
        *("-vf", "select=1,setpts=PTS,crop=320:180:80+16*sin(n*2.1):60+16*cos(n*2.7)"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-pix_fmt", "yuv420p"),
    ],
    "long.mp4": ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=30", *H264],
    "audio-only.m4a": [*SOUND, "-c:a", "aac"],
    "full-range.mp4": [*PICTURE, *H264[:-1], "yuvj420p"],
    "rgb.avi": ["-f", "lavfi", "-i", "testsrc2=s=64x64:r=25:d=0.2", "-c:v", "rawvideo", "-pix_fmt", "bgr24"],
    "groups.ts": [
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=50:d=4", "-f", "lavfi", "-i", "sine=d=4"),
        *("-c:v", "libx264", "-g", "60", "-bf", "3", "-pix_fmt", "yuv420p", "-c:a", "aac", "-f", "mpegts"),
    ],
    "groups-hevc.ts": [
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=4", "-c:v", "libx265", "-preset", "ultrafast"),
        *("-x265-params", "log-level=error:open-gop=1", "-f", "mpegts"),
    ],
    "groups.mxf": [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=160x90:r=25:d=4",
        "-c:v",
        "mpeg2video",
        "-g",
        "15",
        "-bf",
        "2",
    ],
    "raw.h264": ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=4", "-c:v", "libx264", "-f", "h264"],
    "short-sound.mov": [
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=1", "-f", "lavfi", "-i", "sine=r=44100:d=0.2"),
        *(*H264, "-c:a", "aac"),
    ],
    "two-sounds.mov": [
        *(*PICTURE, *SOUND, "-f", "lavfi", "-i", "anullsrc=cl=5.1:r=48000:d=0.4"),
        *("-map", "0", "-map", "1", "-map", "2", *H264, "-c:a", "pcm_s24le"),
    ],
    "png.mov": ["-f", "lavfi", "-i", "testsrc2=s=64x64:d=0.2", "-c:v", "png"],
    "beyond-8k.avi": [
        *("-f", "lavfi", "-i", "color=gray:s=8208x4400:d=0.04", "-frames:v", "1"),
        *("-c:v", "mjpeg", "-pix_fmt", "yuvj420p"),
    ],
    "faststart.mov": [
        *(*PICTURE, "-c:v", "prores_ks", "-profile:v", "hq", "-pix_fmt", "yuv422p10le"),
        *("-movflags", "+faststart"),
    ],
    "beside-sound.mov": [
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=0.4", "-f", "lavfi", "-i", "sine=r=48000:d=1"),
        *("-filter_complex", "[0:v]setpts=PTS+0.5/TB[v]", "-map", "[v]", "-map", "1:a", *H264),
    ],
}


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Make a file with FFmpeg, unguarded: `make(name, *arguments)`."""
    folder = tmp_path_factory.mktemp("clips")

    def run(name: str, *arguments: str) -> Path:
        path = folder / name
        start = [str(ffmpeg_path()), "-hide_banner", "-nostdin", "-v", "error", "-y"]
        subprocess.run([*start, *arguments, str(path)], check=True, capture_output=True, cwd=folder)
        return path

    return run


@pytest.fixture(scope="session")
def clip(make: Make) -> Clip:
    """Return a clip of CLIPS by name, made at first use."""
    made: dict[str, Path] = {}

    def get(name: str) -> Path:
        if name not in made:
            made[name] = make(name, *CLIPS[name])
        return made[name]

    return get


@pytest.fixture(scope="session")
def clip_names() -> list[str]:
    return list(CLIPS)


@pytest.fixture(scope="session")
def luma() -> Callable[[Path], NDArray[np.float64]]:
    """Decode a video's luma: shape (frames, height, width), values 0 to 1."""

    def decode(path: Path) -> NDArray[np.float64]:
        found = probe(path)
        start = [str(ffmpeg_path()), "-hide_banner", "-nostdin", "-v", "error", "-i", str(path)]
        end = ["-map", "0:v:0", "-fps_mode", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-"]
        data = subprocess.run([*start, *end], check=True, capture_output=True).stdout
        return np.frombuffer(data, np.uint8).reshape(-1, found.height, found.width) / 255

    return decode


@pytest.fixture(scope="session")
def decode_count() -> Callable[[Path], int]:
    """Count the frames of a video as FFmpeg shows them at a constant rate."""

    def count(path: Path) -> int:
        start = [str(ffmpeg_path()), "-hide_banner", "-nostdin", "-v", "error", "-i", str(path)]
        end = ["-map", "0:v:0", "-fps_mode", "cfr", "-f", "framecrc", "-"]
        lines = subprocess.run([*start, *end], check=True, capture_output=True, text=True).stdout
        return sum(line.startswith("0,") for line in lines.splitlines())

    return count


@pytest.fixture
def source() -> Callable[..., Probe]:
    """Return a probe with the given fields, of an imagined 560x320 video of 166 frames at 30 a second."""
    base = Probe(
        container_name="mov",
        long_container_name="QuickTime / MOV",
        codec_name="h264",
        long_codec_name="H.264",
        codec_profile="High",
        codec_tag="avc1",
        pixel_format=from_name("yuv420p"),
        width=560,
        height=320,
        sample_aspect_ratio=Fraction(1),
        frame_rate=Fraction(30),
        constant_frame_rate=True,
        duration_ms=5533,
        total_frames=166,
        size=386_077,
        video_stream_size=322_069,
        interlaced=False,
        full_range=False,
        start_delay=Fraction(0),
        audio_streams=(1,),
    )

    def build(**fields: object) -> Probe:
        return replace(base, **fields)  # type: ignore[arg-type]  # the tests' own fields

    return build


@pytest.fixture
def processed(tmp_path: Path) -> Callable[..., tuple[Path, Probe]]:
    """Plan and process a request for a file; return the result and its probe."""

    def run(path: Path, request: dict[str, object]) -> tuple[Path, Probe]:
        decided = plan(request, probe(path))
        output = tmp_path / f"result{decided.file_extension}"
        result = process(
            decided, path, output, workdir=tmp_path / "work", limits=Limits(threads=2, niceness=0)
        )
        return output, result

    return run
