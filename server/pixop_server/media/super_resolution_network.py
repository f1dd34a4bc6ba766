"""A super-resolution network in ONNX: what it must look like, and how it enlarges a frame, tile by tile.

It takes `N×C×H×W` in 0 to 1 with one channel (luma) or three (red, green, blue) and gives the same times a whole factor
of 2, 3 or 4. Runs in a child process alone: the server itself never loads ONNX Runtime.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixop_server.media.super_resolution import FACTORS, HALO, TILE
from pixop_server.media.tiling import Window, windows

# Ships no types, and is there with the extra `superres` alone.
onnxruntime: Any = import_module("onnxruntime")

_TRIAL = 32

Planes = NDArray[Any]
"""Shape (planes, height, width); luma and two of chroma, all values of the type in use."""

_LUMA_WEIGHTS = {1: (0.2126, 0.0722), 9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}
_BT601 = (0.299, 0.114)
"""Weights of red and blue in luma, by H.273's number of the matrix; FFmpeg, too, takes BT.601 where it is unknown."""


class UnfitModelError(Exception):
    """A file that is no such network; the message completes the sentence `FILE …`."""


@dataclass(frozen=True, slots=True)
class Network:
    """A loaded network. `tile` is its fixed height and width of input, or what it is given."""

    session: Any
    channels: int
    factor: int
    tile: tuple[int, int]
    fixed: bool

    def apply(self, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        """Enlarge one picture of shape (channels, height, width), values 0 to 1."""
        name = self.session.get_inputs()[0].name
        enlarged: NDArray[np.float32] = self.session.run(None, {name: pictures[np.newaxis]})[0][0]
        return enlarged


def load(path: Path, *, threads: int) -> Network:
    """Load a network and try it on a grey picture.

    Raises:
        UnfitModelError: the file is no ONNX, or does not take and give what is needed.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait for work sleep: the FFmpegs beside them need the processor.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4  # what goes wrong is raised
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own errors share no base below it
        raise UnfitModelError(
            f"is no ONNX model that ONNX Runtime can load ({_first_line(error)})"
        ) from error
    inputs, outputs = session.get_inputs(), session.get_outputs()
    if len(inputs) != 1 or len(outputs) != 1 or inputs[0].type != "tensor(float)":
        raise UnfitModelError("must have one input and one output of 32-bit floats")
    shape = inputs[0].shape
    if len(shape) != 4 or shape[1] not in (1, 3) or shape[0] not in (1, *_names(shape)):
        raise UnfitModelError(f"has the input {shape}; it must be [1, 1 or 3 channels, height, width]")
    fixed = isinstance(shape[2], int) and isinstance(shape[3], int)
    if fixed and min(shape[2:]) < 8:
        raise UnfitModelError(f"has tiles of {shape[3]}×{shape[2]} pixels; they must be at least 8×8")
    size = (shape[2], shape[3]) if fixed else (_TRIAL, _TRIAL)
    trial = Network(session, shape[1], 1, size, fixed)
    try:
        result = trial.apply(np.full((shape[1], *size), 0.5, np.float32))
    except Exception as error:
        raise UnfitModelError(
            f"fails on a picture of {size[1]}×{size[0]} pixels ({_first_line(error)})"
        ) from error
    factor = result.shape[-1] // size[1]
    if result.shape != (shape[1], size[0] * factor, size[1] * factor) or factor not in FACTORS:
        raise UnfitModelError(
            f"makes {list(result.shape)} of {[shape[1], *size]}; both sides must become 2, 3 or 4 times as long"
        )
    return Network(session, shape[1], factor, size if fixed else (TILE, TILE), fixed)


def _names(shape: list[int | str | None]) -> list[int | str | None]:
    return [side for side in shape[:1] if not isinstance(side, int)]


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:300]


def enlarge_frame(network: Network, planes: Planes, out: Planes, matrix: int) -> None:
    """Write the enlarged `planes` into `out`.

    Args:
        network: with one channel it sees luma alone, and chroma in `out` stays; with three, the colours.
        planes: luma and chroma, all at full size, full range.
        out: the same, `network.factor` times as high and wide.
        matrix: H.273's number of the colour matrix.

    Raises:
        ValueError: what the network gave is no picture of the right size.
    """
    most = np.float32(np.iinfo(planes.dtype).max)
    for rows, columns in _tiles(network, *planes.shape[1:]):
        seen = planes[:, rows.start : rows.stop, columns.start : columns.stop]
        part = seen[: network.channels].astype(np.float32) / most
        if network.channels == 3:
            part = _to_rgb(part, matrix)
        if network.fixed:
            padding = [(0, 0), *((0, side - part.shape[1 + axis]) for axis, side in enumerate(network.tile))]
            part = np.pad(part, padding, mode="edge")
        enlarged = network.apply(np.ascontiguousarray(part))
        if not np.isfinite(enlarged).all():
            raise ValueError("the network gave values that are no numbers")
        enlarged = np.clip(enlarged, 0, 1)
        if network.channels == 3:
            enlarged = np.clip(_from_rgb(enlarged, matrix), 0, 1)
        f = network.factor
        kept = enlarged[
            :,
            (rows.keep_start - rows.start) * f : (rows.keep_stop - rows.start) * f,
            (columns.keep_start - columns.start) * f : (columns.keep_stop - columns.start) * f,
        ]
        target = out[
            : network.channels,
            rows.keep_start * f : rows.keep_stop * f,
            columns.keep_start * f : columns.keep_stop * f,
        ]
        np.rint(kept * most, casting="unsafe", out=target)


def _tiles(network: Network, height: int, width: int) -> Iterator[tuple[Window, Window]]:
    halo_rows, halo_columns = (min(HALO, side // 4) for side in network.tile)
    for rows in windows(height, network.tile[0], halo_rows):
        for columns in windows(width, network.tile[1], halo_columns):
            yield rows, columns


def _to_rgb(yuv: NDArray[np.float32], matrix: int) -> NDArray[np.float32]:
    red_weight, blue_weight = _LUMA_WEIGHTS.get(matrix, _BT601)
    luma, blue_difference, red_difference = yuv[0], yuv[1] - np.float32(0.5), yuv[2] - np.float32(0.5)
    red = luma + np.float32(2 * (1 - red_weight)) * red_difference
    blue = luma + np.float32(2 * (1 - blue_weight)) * blue_difference
    green = (luma - red_weight * red - blue_weight * blue) / (1 - red_weight - blue_weight)
    return np.clip(np.stack([red, green, blue]).astype(np.float32), np.float32(0), np.float32(1))


def _from_rgb(rgb: NDArray[np.float32], matrix: int) -> NDArray[np.float32]:
    red_weight, blue_weight = _LUMA_WEIGHTS.get(matrix, _BT601)
    red, green, blue = rgb
    luma = red_weight * red + (1 - red_weight - blue_weight) * green + blue_weight * blue
    blue_difference = (blue - luma) / (2 * (1 - blue_weight)) + 0.5
    red_difference = (red - luma) / (2 * (1 - red_weight)) + 0.5
    return np.stack([luma, blue_difference, red_difference]).astype(np.float32)
