"""Raw frames between two FFmpegs, with their times and colours: the small part of Matroska (RFC 9559) that this takes.

FFmpeg writes `-c:v rawvideo -f matroska` with one track; it is read here, each frame is replaced by another of any
size, and FFmpeg reads the outcome. Times are in milliseconds.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_SEGMENT, _INFO, _TRACKS, _TRACK_ENTRY, _VIDEO = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
_CLUSTER, _CLUSTER_TIME, _SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK = 0x1F43B675, 0xE7, 0xA3, 0xA0, 0xA1
_WIDTH, _HEIGHT, _COLOUR, _MATRIX, _FOURCC = 0xB0, 0xBA, 0x55B0, 0x55B1, 0x2EB524
_CODEC, _CODEC_PRIVATE = 0x86, 0x63A2
_SHOWN_SIZE = frozenset({0x54B0, 0x54BA, 0x54B2, 0x54AA, 0x54BB, 0x54CC, 0x54DD})
"""Size on a screen and cropping: the next FFmpeg is told the shape of pixels in its arguments."""

_ENTERED = frozenset({_SEGMENT, _CLUSTER, _BLOCK_GROUP})
_MOST_HEADER = 1 << 20
_DOC_TYPE = bytes.fromhex("1a45dfa3 8b 4282 88") + b"matroska"


class FrameStreamError(Exception):
    """The bytes are not what FFmpeg writes for raw frames."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: when it is shown, in milliseconds, and its bytes."""

    time: int
    data: bytes


class FrameReader:
    """Reads a stream of frames; the header is there once it has been made."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._info = b""
        self._tracks = b""
        self._first: tuple[int, int] | None = None
        for identifier, size in self._elements():
            if identifier == _INFO:
                self._info = self._bytes(size, _MOST_HEADER)
            elif identifier == _TRACKS:
                self._tracks = self._bytes(size, _MOST_HEADER)
            elif identifier == _CLUSTER_TIME:
                self._first = identifier, size
                break
            else:
                self._bytes(size, _MOST_HEADER)
        if not self._tracks:
            raise FrameStreamError("the stream has no track")
        video = _find(_find(self._tracks, _TRACK_ENTRY), _VIDEO)
        self.width = int.from_bytes(_find(video, _WIDTH))
        self.height = int.from_bytes(_find(video, _HEIGHT))
        self.matrix = int.from_bytes(_find(_find(video, _COLOUR), _MATRIX) or b"\x02")
        """ITU-T H.273's number of the colour matrix; 2 where it is unknown."""

    def header(self, width: int, height: int, fourcc: bytes) -> bytes:
        """Return the beginning of a stream of frames of another size in pixels, with the same times and colours.

        FFmpeg reads more kinds of raw frames than it writes: the kind (`fourcc`) is always told anew.
        """
        entry = _find(self._tracks, _TRACK_ENTRY)
        video = [(name, value) for name, value in _children(_find(entry, _VIDEO)) if name not in _SHOWN_SIZE]
        told = {_WIDTH: width.to_bytes(4), _HEIGHT: height.to_bytes(4), _FOURCC: fourcc}
        told = dict(video) | told
        video_data = b"".join(_element(name, value) for name, value in told.items())
        replaced = {_VIDEO: video_data, _CODEC: b"V_UNCOMPRESSED"}
        entry_data = b"".join(
            _element(name, replaced.get(name, value))
            for name, value in _children(entry)
            if name != _CODEC_PRIVATE
        )
        tracks = _element(_TRACKS, _element(_TRACK_ENTRY, entry_data))
        segment = _SEGMENT.to_bytes(4) + b"\x01" + b"\xff" * 7
        return _DOC_TYPE + segment + _element(_INFO, self._info) + tracks

    def frames(self) -> Iterator[Frame]:
        """Give the frames; each must be used before the next is asked for.

        Raises:
            FrameStreamError: the stream ends within a frame.
        """
        time = 0
        first, self._first = self._first, None
        if first is not None:
            time = int.from_bytes(self._bytes(first[1], 8))
        for identifier, size in self._elements():
            if identifier == _CLUSTER_TIME:
                time = int.from_bytes(self._bytes(size, 8))
            elif identifier in (_SIMPLE_BLOCK, _BLOCK):
                _, relative, _ = struct.unpack(">BhB", self._bytes(4, 4))
                yield Frame(time + relative, self._bytes(size - 4, size))
            else:
                self._bytes(size, _MOST_HEADER)

    def _elements(self) -> Iterator[tuple[int, int]]:
        """Give identifier and size of each element that is no mere box; its bytes must be read before the next."""
        while first := self._stream.read(1):
            length = 9 - first[0].bit_length()
            identifier = int.from_bytes(first + self._bytes(length - 1, 8))
            size_first = self._bytes(1, 1)
            length = 9 - size_first[0].bit_length()
            raw = int.from_bytes(size_first + self._bytes(length - 1, 8))
            size = raw & ((1 << 7 * length) - 1)
            if identifier not in _ENTERED:
                yield identifier, size

    def _bytes(self, size: int, most: int) -> bytes:
        if not 0 <= size <= most:
            raise FrameStreamError(f"an element has {size} bytes")
        data = self._stream.read(size)
        if len(data) < size:
            raise FrameStreamError("the stream ends within an element")
        return data


def frame_head(time: int, size: int) -> bytes:
    """Return what comes before a frame of `size` bytes that is shown at `time` milliseconds."""
    block = _SIMPLE_BLOCK.to_bytes(1) + _size(size + 4) + b"\x81\x00\x00\x80"
    inside = _element(_CLUSTER_TIME, max(0, time).to_bytes(8)) + block
    return _CLUSTER.to_bytes(4) + _size(len(inside) + size) + inside


def _size(value: int) -> bytes:
    return (value | 1 << 56).to_bytes(8)


def _element(identifier: int, data: bytes) -> bytes:
    return identifier.to_bytes((identifier.bit_length() + 7) // 8) + _size(len(data)) + data


def _children(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        length = 9 - data[position].bit_length()
        identifier = int.from_bytes(data[position : position + length])
        position += length
        length = 9 - data[position].bit_length()
        size = int.from_bytes(data[position : position + length]) & ((1 << 7 * length) - 1)
        position += length
        yield identifier, data[position : position + size]
        position += size


def _find(data: bytes, identifier: int) -> bytes:
    return next((value for name, value in _children(data) if name == identifier), b"")
