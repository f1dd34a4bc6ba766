"""What the server asks of the media package, and how a probe is kept in the database."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol


class Probe(Protocol):
    """What a media file is; a dataclass of strings, numbers and one `Fraction`."""

    container_name: str
    long_container_name: str
    codec_name: str
    long_codec_name: str
    pixel_format: str | None
    yuv: str | None
    bits: int | None
    width: int
    height: int
    frame_rate: Fraction
    duration_ms: int
    total_frames: int
    size: int
    video_stream_size: int


class Plan(Protocol):
    """What a processing will do."""

    container: str

    def source_video(self) -> dict[str, Any]:
        """Echo which part of the source is used, in the shape of the wire."""
        ...

    def target_video(self) -> dict[str, Any]:
        """Echo what is made, in the shape of the wire."""
        ...


class MediaEngine(Protocol):
    """The functions of `pixop_server.media`."""

    def probe(self, path: Path, *, timeout: float) -> Any:
        """Find out what a file is."""
        ...

    def assess_quality(self, path: Path, probe: Any, *, cancelled: Callable[[], bool]) -> dict[str, Any]:
        """Judge the quality of a video."""
        ...

    def plan(self, request: dict[str, Any], source: Any) -> Plan:
        """Decide what a request makes of a source."""
        ...

    def process(
        self,
        plan: Any,
        source: Path,
        output: Path,
        *,
        workdir: Path,
        on_progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> Any:
        """Make the output and find out what it is."""
        ...
