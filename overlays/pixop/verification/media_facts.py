"""What a media file is, measured on this machine when FFmpeg is installed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixop.verification.media_words import media_words


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """A measured file: FFmpeg's names, pixels, frames a second, bytes."""

    container: str
    codec: str
    width: int
    height: int
    yuv: str | None
    bits: int | None
    frame_rate: float
    constant_frame_rate: bool
    frames: int
    size: int

    @property
    def words(self) -> str:
        """The file in one line."""
        return media_words(self.container, self.codec, self.width, self.height, self.frame_rate, self.frames)

    def to_dict(self) -> dict[str, Any]:
        """Return the facts under the names that the API's metadata has."""
        chroma = {
            name: value for name, value in (("yuv", self.yuv), ("bits", self.bits)) if value is not None
        }
        return {
            "containerName": self.container,
            "codecName": self.codec,
            "pixelFormat": {"chromaSubsampling": chroma},
            "frameWidth": self.width,
            "frameHeight": self.height,
            "averageFramerate": round(self.frame_rate, 3),
            "totalFrames": self.frames,
            "size": self.size,
        }


class NotProbedError(Exception):
    """The file could not be measured here: the probe is not installed or does not run."""


class UnreadableMediaError(Exception):
    """The probe ran, and the file is no video that it reads."""


def measure(path: Path) -> MediaFacts:
    """Measure a file.

    Raises:
        NotProbedError: there is no probe here; the text says what to install.
        UnreadableMediaError: the file is not a video; the text says why.
    """
    try:
        # The one place of the library that reaches into the server's package: its media engine stands alone, and a
        # second probe would measure differently.
        from pixop_server.media import MediaError, ffmpeg_path, probe
    except ModuleNotFoundError as error:
        raise NotProbedError(f"the package {error.name} is missing: pip install 'pixop[probe]'") from error
    try:
        ffmpeg_path()
    except MediaError as error:
        raise NotProbedError(_clause(error)) from error
    try:
        found = probe(path)
    except MediaError as error:
        raise UnreadableMediaError(_clause(error)) from error
    return MediaFacts(
        container=found.container_name,
        codec=found.codec_name,
        width=found.width,
        height=found.height,
        yuv=found.yuv,
        bits=found.bits,
        frame_rate=float(found.frame_rate),
        constant_frame_rate=found.constant_frame_rate,
        frames=found.total_frames,
        size=found.size,
    )


def _clause(error: Exception) -> str:
    text = str(error).replace("this server", "the probe")
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split()).removesuffix(".")
