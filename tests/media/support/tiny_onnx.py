"""ONNX models of a few hundred bytes, written by hand: protocol buffers need no library for that."""

import struct
from pathlib import Path

FLOAT, INT64 = 1, 7


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _node(kind: str, inputs: list[str], output: str, **attributes: str | int) -> bytes:
    data = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, kind)
    for name, value in attributes.items():
        typed = (
            _field(3, value) + _field(20, 2) if isinstance(value, int) else _field(4, value) + _field(20, 3)
        )
        data += _field(5, _field(1, name) + typed)
    return _field(1, data)


def _constant(name: str, dimensions: list[int], values: list[float]) -> bytes:
    sides = b"".join(_field(1, side) for side in dimensions)
    raw = struct.pack(f"<{len(values)}f", *values)
    return _field(5, sides + _field(2, FLOAT) + _field(8, name) + _field(9, raw))


def _value(number: int, name: str, shape: list[int | str]) -> bytes:
    sides = b"".join(_field(1, _field(1 if isinstance(side, int) else 2, side)) for side in shape)
    tensor = _field(1, FLOAT) + _field(2, sides)
    return _field(number, _field(1, name) + _field(2, _field(1, tensor)))


def _model(path: Path, graph: bytes, channels: int, size: tuple[int, int] | None) -> Path:
    ends = _value(11, "x", [1, channels, *(size or ("h", "w"))]) + _value(12, "y", [1, channels, "H", "W"])
    path.write_bytes(
        _field(1, 9) + _field(7, graph + _field(2, "g") + ends) + _field(8, _field(1, "") + _field(2, 18))
    )
    return path


def enlarging(
    path: Path,
    *,
    channels: int = 1,
    factor: float = 2,
    size: tuple[int, int] | None = None,
    linear: bool = False,
) -> Path:
    """Write a model that enlarges by repeating pixels, or by linear interpolation, which looks at neighbours."""
    mode = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
    if not linear:
        mode = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    graph = _node("Resize", ["x", "", "scales"], "y", **mode)
    return _model(path, graph + _constant("scales", [4], [1, 1, factor, factor]), channels, size)


def failing_on_white(path: Path) -> Path:
    """Write a model that enlarges until it sees a white pixel: then it reads beyond a list of one value."""
    graph = _node("ReduceMax", ["x"], "most", keepdims=0) + _node("Cast", ["most"], "index", to=INT64)
    graph += _node("Gather", ["nothing", "index"], "zero", axis=0) + _node("Add", ["x", "zero"], "same")
    graph += _node("Resize", ["same", "", "scales"], "y", mode="nearest")
    graph += _constant("nothing", [1], [0]) + _constant("scales", [4], [1, 1, 2, 2])
    return _model(path, graph, 1, None)


def dividing_by_zero(path: Path) -> Path:
    """Write a model whose pictures are no numbers where the source is black."""
    graph = _node("Div", ["x", "x"], "one") + _node("Resize", ["one", "", "scales"], "y", mode="nearest")
    return _model(path, graph + _constant("scales", [4], [1, 1, 2, 2]), 1, None)
