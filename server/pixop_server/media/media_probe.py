"""What a media file is: measured by FFmpeg under guard, never taken from its name or its claims."""

import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from pixop_server.media import banner_parser, child_process, frame_rate, guard, media_type, pixel_format
from pixop_server.media.banner_parser import Banner, VideoStream
from pixop_server.media.errors import MediaError
from pixop_server.media.ffmpeg_binary import ffmpeg_path
from pixop_server.media.packet_count import PacketCounter, PacketStatistics
from pixop_server.media.pixel_format import PixelFormat

PROBE_LIMITS = guard.Limits(address_space=4 * 2**30, file_size=0, niceness=5, threads=2)
_SECONDS = 120.0
_SLOWEST_READ = 20e6
"""Bytes a second that a disk at least delivers."""

_HIGHEST_RATE = Fraction(1000)
_LONGEST_INTERVAL = Fraction(60)
"""Frames a second, and seconds a frame, beyond which a video is not believed."""

_TOO_LARGE = re.compile(r"Picture size (?P<size>\d+x\d+) (exceeds specified max pixel count|is invalid)")
_CUT_SHORT = ("partial file", "File ended prematurely", "Truncated packet")


@dataclass(frozen=True, slots=True)
class Probe:
    """A video file as measured. Sizes are in bytes, pixels are as shown (a rotation is already applied)."""

    container_name: str
    long_container_name: str
    codec_name: str
    long_codec_name: str
    codec_profile: str | None
    codec_tag: str | None
    pixel_format: PixelFormat
    width: int
    height: int
    sample_aspect_ratio: Fraction
    frame_rate: Fraction
    constant_frame_rate: bool
    duration_ms: int
    total_frames: int
    size: int
    video_stream_size: int
    interlaced: bool
    full_range: bool
    """Whether luma uses all values (JPEG range) instead of television's."""
    start_delay: Fraction
    """Seconds from the first sound that is carried over to the first frame; 0 when the picture comes first."""
    audio_streams: tuple[int, ...]
    """Numbers of the input's streams with audio that is carried over."""

    @property
    def has_audio(self) -> bool:
        """Whether there is audio that is carried over."""
        return bool(self.audio_streams)

    @property
    def yuv(self) -> str | None:
        """Chroma subsampling such as `4:2:0`; None for RGB and grey."""
        return self.pixel_format.yuv

    @property
    def bits(self) -> int | None:
        """Bits of one component."""
        return self.pixel_format.bits

    @property
    def video_bitrate(self) -> int:
        """Bits a second of the video stream, on average."""
        return round(self.video_stream_size * 8 * self.frame_rate / self.total_frames)

    def metadata(self) -> dict[str, Any]:
        """Return the `MediaMetadata` schema of the document."""
        return {
            "containerName": self.container_name,
            "longContainerName": self.long_container_name,
            "codecName": self.codec_name,
            "longCodecName": self.long_codec_name,
            "pixelFormat": self.pixel_format.wire(),
            "frameWidth": self.width,
            "frameHeight": self.height,
            "averageFramerate": round(float(self.frame_rate), 3),
            "durationInMillis": self.duration_ms,
            "totalFrames": self.total_frames,
            "size": self.size,
            "videoStreamSize": self.video_stream_size,
        }

    def to_json(self) -> dict[str, Any]:
        """Return all of it in JSON's types, for storage; `from_json` reads it back."""
        return asdict(self) | {
            "pixel_format": self.pixel_format.name,
            "sample_aspect_ratio": str(self.sample_aspect_ratio),
            "frame_rate": str(self.frame_rate),
            "start_delay": str(self.start_delay),
            "audio_streams": list(self.audio_streams),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Probe":
        """Rebuild a probe from `to_json`'s dictionary."""
        fields: dict[str, Any] = dict(data)
        fields["pixel_format"] = pixel_format.from_name(data["pixel_format"])
        fields["sample_aspect_ratio"] = Fraction(data["sample_aspect_ratio"])
        fields["frame_rate"] = Fraction(data["frame_rate"])
        fields["start_delay"] = Fraction(data["start_delay"])
        fields["audio_streams"] = tuple(data["audio_streams"])
        return cls(**fields)


def probe(
    path: Path, *, timeout: float | None = None, cancelled: Callable[[], bool] = lambda: False
) -> Probe:
    """Measure a file: read all its packets once and decode one frame.

    Args:
        path: a local file; its name is not looked at.
        timeout: seconds for all of it; by default two minutes, and more for files that take longer to read.
        cancelled: asked often; True stops with MediaCancelledError.

    Raises:
        MediaError: it is not a video that this server reads; the reason is a sentence for users.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise MediaError(f"The media file cannot be read: {error.strerror}.") from error
    if not path.is_file():
        raise MediaError("The media is not a regular file.")
    if size == 0:
        raise MediaError("The file is empty.")
    deadline = time.monotonic() + (_SECONDS + size / _SLOWEST_READ if timeout is None else timeout)
    with tempfile.TemporaryDirectory(prefix="pixop-probe-") as directory:
        banner, packets = _read_packets(path, Path(directory), deadline, cancelled)
        stream = _first_video(banner)
        frame = _decode_one_frame(path, Path(directory), deadline, cancelled)
    return _combine(banner, stream, packets, frame, size)


def _command(path: Path, *output: str) -> list[str]:
    threads = ("-threads", str(PROBE_LIMITS.threads))
    start = [str(ffmpeg_path()), "-hide_banner", "-nostdin", *threads]
    return [*start, *guard.INPUT_OPTIONS, "-i", guard.input_url(path), *output, "-f", "framecrc", "-"]


def _read_packets(
    path: Path, directory: Path, deadline: float, cancelled: Callable[[], bool]
) -> tuple[Banner, PacketStatistics]:
    counter = PacketCounter()
    completed = child_process.run(
        _command(path, "-map", "0:V:0", "-c", "copy"),
        cwd=directory,
        limits=PROBE_LIMITS,
        deadline=deadline,
        on_output=counter.feed,
        cancelled=cancelled,
    )
    banner = banner_parser.parse(completed.stderr)
    if banner is None:
        raise MediaError(_why_not_opened(path, completed.stderr), detail=completed.stderr[-2000:])
    _first_video(banner)
    packets = counter.result()
    if completed.status != 0 and packets.count == 0:
        raise MediaError("The video stream cannot be read.", detail=completed.stderr[-2000:])
    if packets.count == 0:
        raise MediaError("The video stream has no frames that can be read.")
    if any(sign in completed.stderr for sign in _CUT_SHORT):
        raise MediaError("The file is cut short: it ends before its video does. Upload the whole file.")
    return banner, packets


def _first_video(banner: Banner) -> VideoStream:
    for stream in banner.video:
        if not stream.attached_picture:
            return stream
    kinds = "only audio" if banner.audio else "no video"
    raise MediaError(f"The file holds {kinds}: there is no video stream to process.")


def _decode_one_frame(
    path: Path, directory: Path, deadline: float, cancelled: Callable[[], bool]
) -> PacketStatistics:
    counter = PacketCounter()
    completed = child_process.run(
        _command(path, "-map", "0:V:0", "-frames:v", "1", "-fps_mode", "passthrough"),
        cwd=directory,
        limits=PROBE_LIMITS,
        deadline=deadline,
        on_output=counter.feed,
        cancelled=cancelled,
    )
    frame = counter.result()
    if frame.count and frame.width and frame.height:
        return frame
    raise MediaError(_why_not_decoded(completed.stderr), detail=completed.stderr[-2000:])


def _why_not_decoded(stderr: str) -> str:
    if too_large := _TOO_LARGE.search(stderr):
        return f"Frames of {too_large['size']} are larger than this server takes (8192x4320)."
    banner = banner_parser.parse(stderr)
    codec = banner.video[0].codec if banner and banner.video else "unknown"
    if "not on whitelist" in stderr or "no decoder" in stderr.lower():
        return f"The video codec {codec!r} is not one that this server decodes."
    return "No frame of the video can be decoded: the file is damaged or encrypted."


def _why_not_opened(path: Path, stderr: str) -> str:
    """Return why FFmpeg opened nothing; its own words blame a missing moov atom for plain text too."""
    with path.open("rb") as file:
        start = file.read(12)
    if (
        start[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
        and "moov atom not found" in stderr
    ):
        return "The file is incomplete: its index (the moov atom) is missing. Upload the whole file."
    return "The file is not a video that this server reads: QuickTime, MP4, MXF, MPEG-TS, Matroska, AVI."


def _combine(
    banner: Banner, stream: VideoStream, packets: PacketStatistics, frame: PacketStatistics, size: int
) -> Probe:
    assert frame.width is not None
    assert frame.height is not None
    rate = _frame_rate(stream, packets)
    aspect = stream.sample_aspect_ratio or Fraction(1)
    if (stream.width, stream.height) == (frame.height, frame.width) and frame.width != frame.height:
        aspect = 1 / aspect
    container = _container_name(banner)
    audio = [sound for sound in banner.audio if sound.has_parameters and sound.codec in guard.AUDIO_CODECS]
    return Probe(
        container_name=container,
        long_container_name=media_type.long_container_name(container),
        codec_name=stream.codec,
        long_codec_name=media_type.long_codec_name(stream.codec),
        codec_profile=stream.profile,
        codec_tag=stream.tag,
        pixel_format=pixel_format.from_name(stream.pixel_format or "unknown"),
        width=frame.width,
        height=frame.height,
        sample_aspect_ratio=aspect,
        frame_rate=rate,
        constant_frame_rate=packets.constant,
        duration_ms=max(1, round(packets.count / rate * 1000)),
        total_frames=packets.count,
        size=size,
        video_stream_size=packets.size,
        interlaced=stream.interlaced,
        full_range=stream.full_range,
        start_delay=max([Fraction(0), *(stream.start - sound.start for sound in audio)]),
        audio_streams=tuple(sound.index for sound in audio),
    )


def _container_name(banner: Banner) -> str:
    """Return FFmpeg's short name; its demuxer for MP4 and QuickTime is one, the brand tells them apart."""
    if "mov" in banner.demuxers:
        return "mov" if banner.major_brand in (None, "qt") else "mp4"
    return banner.demuxers[0]


def _frame_rate(stream: VideoStream, packets: PacketStatistics) -> Fraction:
    """Return the average rate: what packets say, or the banner's exact rate when both agree within 1 %."""
    declared = stream.frame_rate
    if packets.interval is None:
        return declared if declared is not None and declared <= _HIGHEST_RATE else Fraction(25)
    if not 1 / _HIGHEST_RATE <= packets.interval <= _LONGEST_INTERVAL:
        raise MediaError(
            f"The timestamps of the video are damaged: its frames are {float(packets.interval):.3g} seconds apart."
        )
    measured = 1 / packets.interval
    if declared is not None and abs(declared - measured) <= measured / 100 and packets.constant:
        return declared
    return frame_rate.snap(measured)
