"""A network in the place of Lanczos for `pabsr1`: which file, when it is used, and the commands that run it."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pixop_server.media import filter_graph, guard
from pixop_server.media.errors import ModelError
from pixop_server.media.filter_graph import FilterStep
from pixop_server.media.pixel_format import PixelFormat
from pixop_server.media.super_resolution_status import Status

SCALER = "pabsr1"
FACTORS = (2, 3, 4)
TILE = 256
"""Pixels of a tile's side, its halo included, where the network takes any size."""
HALO = 16
"""Pixels around a tile that the network sees and that are thrown away: what a light network looks at."""

_CHECK_SECONDS = 60.0
DECODER_OUTPUT = ("-c:v", "rawvideo", "-allow_raw_vfw", "1", "-f", "matroska", "pipe:1")
"""FFmpeg's options that give frames to the network; Matroska carries their times and colours."""

# Without -seek_timestamp FFmpeg would move the first frame to 0, away from sound that begins before it.
ENCODER_INPUT = (
    *("-protocol_whitelist", "pipe", "-format_whitelist", "matroska", "-codec_whitelist", "rawvideo"),
    *("-seek_timestamp", "1", "-f", "matroska", "-i", "pipe:0"),
)
"""FFmpeg's options that take them from it."""

_CONVERSION = "flags=lanczos+accurate_rnd+full_chroma_int"

# -I: neither the environment nor the working directory decides what is imported.
_CHILD = (sys.executable, "-I", "-B", "-m", "pixop_server.media.super_resolution_child")


@dataclass(frozen=True, slots=True)
class SuperResolution:
    """A network that was found to fit: its file, its channels (1: luma, 3: colours), and its factor (2, 3 or 4)."""

    model: Path
    channels: int
    factor: int

    def is_used(
        self,
        filters: tuple[FilterStep, ...],
        source: tuple[int, int],
        target: tuple[int, int],
        *,
        fields: bool,
    ) -> bool:
        """Tell whether it works on a video: where it is asked for, enlarges whole frames, and they fit in memory.

        Args:
            filters: the filters of the request; the scaler is the last.
            source: width and height of what is scaled.
            target: width and height of the result.
            fields: whether frames hold two fields that stay apart.
        """
        enlarged = source[0] * source[1] * self.factor**2
        return (
            any(step.name == SCALER for step in filters[-1:])
            and not fields
            and (target[0] > source[0] or target[1] > source[1])
            and enlarged <= guard.MAX_PIXELS
        )

    def decoder_graph(
        self, start: tuple[str, ...], filters: tuple[FilterStep, ...], size: tuple[int, int], bits: int
    ) -> str:
        """Return the filters up to the network: frames of full range and full chroma, of `bits` (8 or 16).

        For luma alone each frame is put above its enlargement by Lanczos, which gives the chroma.
        """
        width, height = size
        before = [*start, *(step.filters for step in filters)]
        format_ = f"format={self.pixel_format(bits)}"
        convert = f"scale=out_range=full:{_CONVERSION},{format_}"
        if self.channels == 3:
            return ",".join([*before, convert])
        large = f"{width * self.factor}:{height * self.factor}"
        return (
            ",".join([*before, "split[small][large]"])
            + f";[small]{convert},pad={width * self.factor}:{height}:0:0[above]"
            + f";[large]scale={large}:out_range=full:{_CONVERSION},setsar=1,{format_}[below]"
            + ";[above]setsar=1[top];[top][below]vstack"
        )

    @staticmethod
    def pixel_format(bits: int) -> str:
        """Return the format of the frames that the network gets."""
        return "yuv444p" if bits == 8 else "yuv444p16le"

    def command(self, decoder: list[str], encoder: list[str], *, bits: int, threads: int) -> list[str]:
        """Return the one command that runs decoder, network and encoder, and shows the encoder's progress."""
        return [*_CHILD, str(self.model), str(threads), str(bits), "--", *decoder, "--", *encoder]


def inspect(model: Path) -> SuperResolution:
    """Try a model in a child process.

    Raises:
        ModelError: it is not there, does not fit, or ONNX Runtime is missing; the message is a sentence.
    """
    model = model.resolve()
    if not model.is_file():
        raise ModelError(f"The super-resolution model {model} is no file.")
    try:
        found = subprocess.run(
            [*_CHILD, "--check", str(model)],
            capture_output=True,
            text=True,
            timeout=_CHECK_SECONDS,
            env=guard.environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ModelError(
            f"The super-resolution model {model} was not loaded within {_CHECK_SECONDS:.0f} seconds."
        ) from None
    said = found.stderr.strip().splitlines()[-1:] or [""]
    match found.returncode:
        case 0:
            channels, factor = map(int, found.stdout.split())
            return SuperResolution(model, channels, factor)
        case Status.NOT_INSTALLED:
            raise ModelError(
                f"A super-resolution model needs the module {said[0]}: pip install 'pixop[superres]'"
            )
        case Status.MODEL:
            raise ModelError(f"The super-resolution model {model} {said[0]}.")
        case status:
            raise ModelError(
                f"The super-resolution model {model} ended its trial with status {status}. {said[0]}"
            )


def encoder_graph(step: FilterStep, sample_aspect_ratio: object, pixel_format: PixelFormat) -> str:
    """Return the filters after the network: the scaler to the size that was asked for, sharpening, the format."""
    start = (f"setsar={sample_aspect_ratio}",)
    return filter_graph.passes(start, (step,), pixel_format, full_range=True)[-1]
