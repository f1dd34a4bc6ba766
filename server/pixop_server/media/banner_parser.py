"""FFmpeg's description of an input on stderr, as data.

The text is not a stable interface, so the numbers that matter are measured elsewhere (packets, a decoded frame) and a
golden test holds the shapes that are known. Metadata values come from the file, so only lines with the banner's own
indentation count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pixop_server.media import frame_rate

_INPUT = re.compile(r"Input #0, (?P<demuxer>\S+), from ")
_DURATION = re.compile(r"  Duration: (?:(?P<h>\d+):(?P<m>\d\d):(?P<s>\d\d(?:\.\d+)?)|N/A)")
_STREAM = re.compile(
    r"  Stream #0:(?P<index>\d+)(?:\[0x[0-9a-fA-F]+\])?(?:\([^)]*\))?: "
    r"(?P<kind>Video|Audio|Data|Subtitle|Attachment|Unknown)(?:: (?P<rest>.*))?"
)
_BRAND = re.compile(r"    major_brand     : (?P<brand>.{1,4})")
_SIZE = re.compile(r"(?P<width>\d+)x(?P<height>\d+)\b")
_SAR = re.compile(r"SAR (?P<n>\d+):(?P<d>\d+)")
_TAG = re.compile(r"(?P<tag>\S+) / 0x[0-9a-fA-F]+")
_RATE = re.compile(r"(?P<value>[\d.]+k?) (?P<unit>fps|tbr)\b")
_START = re.compile(r"start (?P<seconds>-?\d+(?:\.\d+)?)")
_END = re.compile(r"(Stream mapping:|Output #0,|At least one output file|Press \[q\])")


@dataclass(frozen=True, slots=True)
class VideoStream:
    """A video stream as the banner describes it; None where it does not say."""

    index: int
    codec: str
    profile: str | None
    tag: str | None
    pixel_format: str | None
    field_order: str | None
    full_range: bool
    width: int | None
    height: int | None
    sample_aspect_ratio: Fraction | None
    frame_rate: Fraction | None
    attached_picture: bool
    start: Fraction
    """Seconds on the file's own clock."""

    @property
    def interlaced(self) -> bool:
        """Whether the stream says that its frames hold two fields."""
        return self.field_order is not None and self.field_order != "progressive"


@dataclass(frozen=True, slots=True)
class AudioStream:
    """An audio stream: its codec, and whether it names a sample rate (else it cannot be decoded)."""

    index: int
    codec: str
    has_parameters: bool
    start: Fraction
    """Seconds on the file's own clock."""


@dataclass(frozen=True, slots=True)
class Banner:
    """What FFmpeg says about an input: demuxer names, MP4 brand, duration in seconds, streams."""

    demuxers: tuple[str, ...]
    major_brand: str | None
    duration: Fraction | None
    video: tuple[VideoStream, ...]
    audio: tuple[AudioStream, ...]
    streams: int


def parse(text: str) -> Banner | None:
    """Return the description of input 0 in FFmpeg's stderr; None when FFmpeg opened no input."""
    lines = iter(text.splitlines())
    for line in lines:
        if match := _INPUT.match(line):
            return _parse_input(match["demuxer"].rstrip(","), lines)
    return None


def _parse_input(demuxers: str, lines: Iterator[str]) -> Banner:
    brand: str | None = None
    duration: Fraction | None = None
    video: list[VideoStream] = []
    audio: list[AudioStream] = []
    streams = 0
    for line in lines:
        if _END.match(line):
            break
        if match := _STREAM.fullmatch(line):
            streams += 1
            parts = list(_split(match["rest"] or ""))
            if match["kind"] == "Video":
                video.append(_video(int(match["index"]), parts))
            elif match["kind"] == "Audio":
                audio.append(_audio(int(match["index"]), parts))
        elif streams == 0 and brand is None and (match := _BRAND.fullmatch(line)):
            brand = match["brand"].strip()
        elif streams == 0 and (match := _DURATION.match(line)) and match["h"]:
            duration = int(match["h"]) * 3600 + int(match["m"]) * 60 + Fraction(match["s"])
    return Banner(tuple(demuxers.split(",")), brand, duration, tuple(video), tuple(audio), streams)


def _split(text: str) -> Iterator[str]:
    """Split at commas that are outside brackets."""
    depth = 0
    start = 0
    for position, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth = max(0, depth - 1)
        elif character == "," and depth == 0:
            yield text[start:position].strip()
            start = position + 1
    yield text[start:].strip()


def _bracketed(text: str) -> tuple[str, list[str]]:
    """Return the words before the first bracket, and what is inside each of the outer brackets."""
    name, _, _ = text.partition("(")
    inside = re.findall(r"\(((?:[^()]|\([^()]*\))*)\)", text)
    return name.strip(), inside


def _video(index: int, parts: list[str]) -> VideoStream:
    codec, notes = _bracketed(parts[0])
    profile = next((note for note in notes if not _TAG.fullmatch(note)), None)
    tag = next((match["tag"] for note in notes if (match := _TAG.fullmatch(note))), None)
    pixel_format: str | None = None
    field_order: str | None = None
    words: list[str] = []
    if len(parts) > 1 and not _SIZE.match(parts[1]):
        pixel_format, details = _bracketed(parts[1])
        words = [word.strip() for detail in details for word in _split(detail)]
        field_order = next((word for word in words if word == "progressive" or "first" in word), None)
    rest = parts[1:]
    size = next((match for part in rest if (match := _SIZE.match(part))), None)
    aspect = next((match for part in rest if (match := _SAR.search(part))), None)
    rates = {match["unit"]: match["value"] for part in rest if (match := _RATE.match(part))}
    rate = next(
        (found for unit in ("fps", "tbr") if (found := frame_rate.from_banner(rates.get(unit, "")))), None
    )
    return VideoStream(
        index=index,
        codec=codec,
        profile=profile,
        tag=tag,
        pixel_format=pixel_format if pixel_format not in (None, "", "none") else None,
        field_order=field_order,
        full_range="pc" in words or (pixel_format or "").startswith("yuvj"),
        width=int(size["width"]) if size else None,
        height=int(size["height"]) if size else None,
        sample_aspect_ratio=Fraction(int(aspect["n"]), int(aspect["d"]))
        if aspect and int(aspect["n"]) and int(aspect["d"])
        else None,
        frame_rate=rate,
        attached_picture=any("(attached pic)" in part for part in parts),
        start=_start(parts),
    )


def _audio(index: int, parts: list[str]) -> AudioStream:
    codec, _ = _bracketed(parts[0])
    described = any(re.fullmatch(r"[1-9]\d* Hz", part) for part in parts)
    return AudioStream(index, codec, described, _start(parts))


def _start(parts: list[str]) -> Fraction:
    found = next((match for part in parts if (match := _START.match(part))), None)
    return Fraction(found["seconds"]) if found else Fraction(0)
