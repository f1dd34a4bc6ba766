"""From a request and a probed source to a plan: everything decided, nothing run."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from pixop_server.media import (
    bitrate,
    clip_range,
    container_codec,
    dnx,
    filter_graph,
    frame_rate,
    guard,
    long_gop,
    media_type,
    output_size,
    prores,
    super_resolution,
    xdcam,
)
from pixop_server.media.clip_cut import cut
from pixop_server.media.clip_range import ClipRange
from pixop_server.media.encoding import WRITABLE, Encoding, Target, choose_chroma, require_rate
from pixop_server.media.errors import PlanError
from pixop_server.media.ffmpeg_binary import ffmpeg_path
from pixop_server.media.filter_graph import FilterStep
from pixop_server.media.media_probe import Probe
from pixop_server.media.super_resolution import SuperResolution

MXF_RATES = frozenset(frame_rate.STANDARD)
"""Frame rates that FFmpeg's MXF muxer writes."""

_MOST_REPEATS = 4
_SPARE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class ProcessingPlan:
    """What will be made of a source, and how."""

    container: str
    codec: str
    encoding: Encoding
    width: int
    height: int
    filters: tuple[FilterStep, ...]
    range: ClipRange
    frame_rate: Fraction
    timing: tuple[str, ...]
    """FFmpeg's options that keep, or make, the frame rate."""
    expected_frames: int
    source: Probe
    range_requested: bool
    fields: bool
    """Whether frames hold two fields that stay apart."""

    @property
    def file_extension(self) -> str:
        """The result's file extension with its dot."""
        return media_type.file_extension(self.container)

    @property
    def media_type(self) -> str:
        """The result's media type."""
        return media_type.media_type(self.container)

    @property
    def frame_tolerance(self) -> int:
        """By how many frames the result may differ: edges of a part, and 0.5 % of long videos."""
        if not self.source.constant_frame_rate:
            return max(2, self.expected_frames // 4 if self.range.is_whole else self.source.total_frames)
        return max(1 if self.range.is_whole else 2, self.expected_frames // 200)

    @property
    def _most_frames(self) -> int:
        """A cap that keeps gaps in timestamps from being filled for hours."""
        if self.frame_rate == self.source.frame_rate and self.source.constant_frame_rate:
            return self.expected_frames
        return ceil(self.expected_frames * 1.05) + ceil(self.frame_rate) * _SPARE_SECONDS

    def target_video(self) -> dict[str, Any]:
        """Return the `TargetVideo` schema of the document, with all that was assumed (decision 29)."""
        return {
            "container": {"name": self.container, "properties": {}},
            "codec": {"name": self.codec, "properties": dict(self.encoding.properties)},
            "pixelFormat": self.encoding.pixel_format.wire(),
            "bitrate": self.encoding.bitrate,
            "frameWidth": self.width,
            "frameHeight": self.height,
            "videoFilters": [step.wire() for step in self.filters],
        }

    def source_video(self) -> dict[str, Any]:
        """Return the `SourceVideo` schema of the document; empty when no part was asked for."""
        if not self.range_requested:
            return {}
        return {
            "startPositionMilliseconds": self.range.start_ms,
            "endPositionMilliseconds": self.range.end_ms,
        }

    def uses(self, network: SuperResolution | None) -> bool:
        """Tell whether a network does the work of the scaler."""
        source, target = (self.source.width, self.source.height), (self.width, self.height)
        return network is not None and network.is_used(self.filters, source, target, fields=self.fields)

    def commands(
        self, input_: Path, output: Path, *, threads: int = 2, network: SuperResolution | None = None
    ) -> list[list[str]]:
        """Return the commands, one a pass; all must run in the same empty working directory.

        Each is an FFmpeg, the last one two of them around the network where it is used, and writes its progress to
        stdout. `output` is overwritten, whatever its name.
        """
        part = cut(self.range, self.source)
        program = [str(ffmpeg_path()), "-hide_banner", "-nostdin", "-nostats", "-v", "error", "-y"]
        source = ["-threads", str(threads), *guard.INPUT_OPTIONS, *part.input_options()]
        source += ["-i", guard.input_url(input_)]
        report = ["-progress", "pipe:1", "-stats_period", "0.25"]
        video = ["-filter_threads", str(threads), "-map", "0:V:0", "-sn", "-dn"]
        start = [*program, *source, *report, *video]
        limit = ["-frames:v", str(self._most_frames)]
        *first, last = filter_graph.passes(
            part.video_filters(), self.filters, self.encoding.pixel_format, full_range=self.source.full_range
        )
        commands = [
            [*start, "-an", "-vf", graph, "-fps_mode", "passthrough", *limit, "-f", "null", "-"]
            for graph in first
        ]
        audio = [part for index in self.source.audio_streams for part in ("-map", f"0:{index}")]
        if audio:
            uncompressed = self.container in ("mov", "mxf")
            audio += ["-c:a", "pcm_s16le" if uncompressed else "aac", "-ar", "48000"]
            # Sound may end before the part begins; a stream without any packet is lost, or fails the muxer.
            padding = f"apad=whole_dur={(self.range.end_ms - self.range.start_ms) / 1000:.3f}"
            audio += ["-af", ",".join([*part.audio_filters(), padding])]
        mux = ["-map_metadata", "-1", "-map_chapters", "-1", "-f", container_codec.MUXERS[self.container]]
        if self.container in ("mov", "mp4"):
            mux += ["-movflags", "+faststart"]
        encode = [*self.encoding.arguments, "-threads:v", str(threads)]
        result = [*self.timing, *encode, *limit, *mux, f"file:{output.resolve()}"]
        if network is None or not self.uses(network):
            return [*commands, [*start, *audio, "-vf", last, *result]]
        bits = 8 if max(self.source.bits or 8, self.encoding.pixel_format.bits or 8) == 8 else 16
        size = (self.source.width, self.source.height)
        graph = network.decoder_graph(part.video_filters(), self.filters[:-1], size, bits)
        decoder = [*program, *source, *video, "-an", "-vf", graph, "-fps_mode", "passthrough", *limit]
        decoder += ["-map_metadata", "-1", "-map_chapters", "-1", *super_resolution.DECODER_OUTPUT]
        graph = super_resolution.encoder_graph(
            self.filters[-1], self.source.sample_aspect_ratio, self.encoding.pixel_format
        )
        encoder = [*program, *(source if audio else ()), *super_resolution.ENCODER_INPUT, *report]
        encoder += [
            "-filter_threads",
            str(threads),
            "-map",
            "1:v:0" if audio else "0:v:0",
            *audio,
            "-vf",
            graph,
        ]
        return [*commands, network.command(decoder, [*encoder, *result], bits=bits, threads=threads)]


def plan(request: Mapping[str, Any], source: Probe) -> ProcessingPlan:
    """Decide everything that a request leaves open, or say why it cannot be done.

    Args:
        request: the wire shape of `ProcessVideoRequest`; rules across fields are checked again here.
        source: the probe of the video that is processed.

    Raises:
        PlanError: it cannot be done; the message names what can (HTTP 400).
        UnsupportedError: the document allows it and no open encoder does it (HTTP 400).
    """
    names = request.get("mediaContainerCodec") or {}
    container, codec = names.get("container"), names.get("codec")
    if container is not None and container not in container_codec.CODECS:
        raise PlanError(f"container {container!r} is unknown; it can be {', '.join(container_codec.CODECS)}.")
    if codec is not None and codec not in container_codec.CODEC_NAMES:
        raise PlanError(f"codec {codec!r} is unknown; it can be {', '.join(container_codec.CODEC_NAMES)}.")
    _require_profiles(request, codec)
    return container_codec.first_that_works(
        container_codec.candidates(container, codec, source),
        lambda container, codec: _plan_pair(request, source, container, codec),
    )


def _require_profiles(request: Mapping[str, Any], codec: str | None) -> None:
    for field, owner, known in (
        ("appleProresProfile", "prores", tuple(prores.PROFILES)),
        ("dnxhdHrProfile", "dnxhd", dnx.PROFILES),
    ):
        profile = request.get(field)
        if codec == owner and profile is None:
            raise PlanError(f"codec {owner} needs {field}; it can be {', '.join(known)}.")
        if codec != owner and profile is not None:
            raise PlanError(f"{field} goes with codec {owner} only.")
        if profile is not None and profile not in known:
            raise PlanError(f"{field} {profile!r} is unknown; it can be {', '.join(known)}.")


def _plan_pair(request: Mapping[str, Any], source: Probe, container: str, codec: str) -> ProcessingPlan:
    chroma = request.get("chromaSubsampling") or {}
    yuv, bits = chroma.get("yuv"), chroma.get("bits")
    range_ = request.get("range") or {}
    part = clip_range.requested(range_, source.duration_ms)
    sar = source.sample_aspect_ratio
    wanted = output_size.requested(request.get("resolution") or {}, source.width, source.height, sar)
    width, height = wanted or _size_of_source(source, codec, yuv, bits)
    fields = source.interlaced and not request.get("deinterlacer")
    filters = filter_graph.steps(
        request,
        (width, height),
        resized=(width, height) != (source.width, source.height),
        square_pixels=wanted is not None,
        fields=fields,
    )
    rate, timing = _timing(source, container, codec)
    if container == "mxf":
        require_rate("mxf", rate, MXF_RATES)
    mbps = (request.get("bitrate") or {}).get("mbps")
    target = Target(
        container=container,
        width=width,
        height=height,
        frame_rate=rate,
        interlaced=fields,
        bitrate=None if mbps is None else bitrate.requested(mbps),
        assumed_bitrate=bitrate.assume(source, codec, width, height),
    )
    encoding = _encoding(request, codec, target, yuv, bits, source)
    return ProcessingPlan(
        container=container,
        codec=codec,
        encoding=encoding,
        width=width,
        height=height,
        filters=filters,
        range=part,
        frame_rate=rate,
        timing=timing,
        expected_frames=_expected_frames(source, part, rate),
        source=source,
        range_requested=any(value is not None for value in range_.values()),
        fields=fields,
    )


def _encoding(
    request: Mapping[str, Any], codec: str, target: Target, yuv: str | None, bits: int | None, source: Probe
) -> Encoding:
    """Return the codec's recipe; a profile that could not be asked for is the source's, or nearest to it."""
    if codec == "prores":
        profile = request.get("appleProresProfile")
        if profile is None:
            profile = prores.of_source(source.codec_profile if source.codec_name == "prores" else None)
        return prores.encode(profile, target, yuv, bits, source.pixel_format)
    if codec == "dnxhd":
        profile = request.get("dnxhdHrProfile")
        if profile is None:
            profile = dnx.of_source(source.codec_profile, source.pixel_format)
        return dnx.encode(profile, target, yuv, bits, source.pixel_format)
    if codec == "xdcam":
        return xdcam.encode(target, yuv, bits, source.pixel_format)
    return long_gop.encode(codec, target, yuv, bits, source.pixel_format)


def _size_of_source(source: Probe, codec: str, yuv: str | None, bits: int | None) -> tuple[int, int]:
    """Return the source's size; less a row or a column where the chosen chroma needs even numbers."""
    if codec not in ("h264", "hevc", "mpeg2"):
        return source.width, source.height
    chosen = choose_chroma(codec, WRITABLE[codec], yuv, bits, source.pixel_format)
    width_step, height_step = output_size.chroma_steps(chosen.yuv or "")
    return source.width - source.width % width_step, source.height - source.height % height_step


def _timing(source: Probe, container: str, codec: str) -> tuple[Fraction, tuple[str, ...]]:
    """Return the result's frame rate and FFmpeg's options for it.

    A constant rate stays. A variable one stays where timestamps are free; where they are not (MXF, MPEG-2, DNx),
    frames are repeated up to the next standard rate, unless that would repeat each more than a few times.
    """
    if source.constant_frame_rate:
        # Not cfr: it repeats a frame when a part, or the video beside its audio, begins between two ticks.
        return source.frame_rate, ("-fps_mode", "vfr", "-enc_time_base", str(1 / source.frame_rate))
    if container != "mxf" and codec in ("h264", "hevc", "prores"):
        return source.frame_rate, ("-fps_mode", "passthrough", "-enc_time_base", "demux")
    rates = [rate for rate in frame_rate.STANDARD if rate >= source.frame_rate]
    if not rates or rates[0] > source.frame_rate * _MOST_REPEATS:
        raise PlanError(
            f"The source has a variable frame rate ({frame_rate.describe(source.frame_rate)} a second on average) that "
            f"{codec} in {container} cannot keep; h264 or hevc in mov or mp4 can."
        )
    return rates[0], ("-fps_mode", "cfr", "-r", str(rates[0]))


def _expected_frames(source: Probe, part: ClipRange, rate: Fraction) -> int:
    if rate == source.frame_rate:
        return part.frames(source.total_frames, rate)
    return max(1, round((part.end_ms - part.start_ms) * rate / 1000))
