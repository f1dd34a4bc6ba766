"""Make ONNX files of the super-resolution weights that npm packages ship, and measure them against Lanczos and bicubic.

`python benchmarks/superres.py` measures all of NETWORKS; `--network NAME --out FILE.onnx` keeps one, for
`pixop server --super-resolution-model`. Pictures are halved (by averaging, and bicubically) and doubled again; PSNR
and SSIM compare the luma with what was halved, `CPU s` is processor time of one frame of 640×360 in one thread. Two
photographs come from the wheel of scikit-learn, the other pictures are drawn by FFmpeg. Needs `onnx`, `onnxruntime`,
`numpy`, npm and pip.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from pixop_server.media import ffmpeg_path

Picture = NDArray[np.float32]
"""Shape (3, height, width): red, green, blue from 0 to 1."""

OPSET, IR = 18, 9
NETWORKS = {
    "esrgan-slim": ("@upscalerjs/esrgan-slim@1.0.0", "models/x2"),
    "esrgan-medium": ("@upscalerjs/esrgan-medium@1.0.0", "models/x2"),
    "anime4k-m": ("anime4k-webgpu@1.0.0", "Anime4K-v3.2-Upscale-CNN-x2-(M)"),
    "anime4k-vl": ("anime4k-webgpu@1.0.0", "Anime4K-v3.2-Upscale-CNN-x2-(VL)"),
}
"""Name -> npm package (all MIT), and where in it."""

GENERATED = {
    "test card": "testsrc2=s=640x360",
    "fractal": "mandelbrot=s=640x360:start_scale=0.01",
    "blurred cells": "cellauto=s=640x360:rule=110,format=gray,scale=160:90:flags=neighbor,scale=640:360:flags=gauss",
}
FRAME = (640, 360)


class Graph:
    """An ONNX graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def save(self, output: str, path: Path) -> None:
        values = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, *sides])
            for name, sides in (("input", ("height", "width")), (output, ("height_2", "width_2")))
        ]
        graph = helper.make_graph(self.nodes, path.stem, values[:1], values[1:], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
        onnx.checker.check_model(model)
        path.write_bytes(model.SerializeToString())


def npm_package(name: str, folder: Path) -> Path:
    said = subprocess.run(
        ["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True
    )
    target = folder / "unpacked"
    with tarfile.open(folder / said.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def from_keras(folder: Path, path: Path) -> None:
    """Convert a TensorFlow.js layers model of convolutions, additions and concatenations."""
    model = json.loads((folder / "model.json").read_text())
    (group,) = model["weightsManifest"]
    data = b"".join((folder / name).read_bytes() for name in group["paths"])
    weights: dict[str, NDArray[np.float32]] = {}
    position = 0
    for weight in group["weights"]:
        count = int(np.prod(weight["shape"]))
        values = np.frombuffer(data, np.float32, count, position)
        weights[weight["name"]] = values.reshape(weight["shape"])
        position += 4 * count
    graph, names = Graph(), {"LR": "input"}
    config = model["modelTopology"]["model_config"]["config"]
    for layer in config["layers"]:
        kind, name = layer["class_name"], layer["name"]
        inputs = [names[node[0]] for node in layer["inbound_nodes"][0]] if layer["inbound_nodes"] else []
        match kind:
            case "InputLayer":
                continue
            case "Conv2D":
                kernel = graph.constant(f"{name}_kernel", weights[f"{name}/kernel"].transpose(3, 2, 0, 1))
                bias = graph.constant(f"{name}_bias", weights[f"{name}/bias"])
                names[name] = graph.add("Conv", [*inputs, kernel, bias], name, auto_pad="SAME_UPPER")
            case "Activation":
                names[name] = graph.add("Relu", inputs, name)
            case "Concatenate":
                names[name] = graph.add("Concat", inputs, name, axis=1)
            case "Add":
                names[name] = graph.add("Sum", inputs, name)
            case "UpSampling2D":
                scales = graph.constant(
                    f"{name}_scales", np.array([1, 1, *layer["config"]["size"]], np.float32)
                )
                nearest = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
                names[name] = graph.add("Resize", [*inputs, "", scales], name, mode="nearest", **nearest)
            case _:
                raise SystemExit(f"{folder}: the layer {kind} is not known")
    graph.save(names[config["output_layers"][0][0]], path)


def from_shaders(script: str, title: str, path: Path) -> None:
    """Convert the WGSL shaders of one network: each is a convolution of others' outputs, four channels at once."""
    graph = Graph()
    zero = graph.constant("zero", np.zeros((), np.float32))
    made: dict[str, str] = {"MAIN": "input"}
    shaders = re.findall(r'const n="(// Layer: ' + re.escape(title) + r'-Conv[^"]*)"', script)
    shaders = [shader.replace("\\r", "").replace("\\n", "\n") for shader in shaders]
    waiting = {re.findall(r"// Output: (\w+)", shader)[0]: shader for shader in shaders}
    while waiting:
        ready = [
            output
            for output, shader in waiting.items()
            if all(name in made for name in re.findall(r"'(\w+)'", shader.partition("// Output")[0]))
        ]
        if not ready:
            raise SystemExit(f"{title}: the inputs of {', '.join(waiting)} are not there")
        for output in ready:
            made[output] = _convolution(graph, output, waiting.pop(output), made, zero)
    last = sorted(name for name in made if "last" in name)
    residue = [made[name] for name in (last * 3)[:3]]
    graph.add("Concat", residue, "residues", axis=1)
    graph.add("DepthToSpace", ["residues"], "residue", blocksize=2, mode="CRD")
    scales = graph.constant("scales", np.array([1, 1, 2, 2], np.float32))
    graph.add(
        "Resize",
        ["input", "", scales],
        "enlarged",
        mode="linear",
        coordinate_transformation_mode="half_pixel",
    )
    graph.save(graph.add("Add", ["enlarged", "residue"], "output"), path)


def _convolution(graph: Graph, output: str, shader: str, made: dict[str, str], zero: str) -> str:
    sources: list[str] = []
    for name, sign, texture in re.findall(
        r"fn (\w+)\(pos[^{]*\{\s*return (?:max4\()?(-?)textureLoad\((\w+)_tex", shader
    ):
        rectified = "max4(" in shader.partition(f"fn {name}(")[2].partition("}")[0]
        value = made[texture]
        if sign:
            value = graph.add("Neg", [value], f"{output}_{name}_negative")
        if rectified:
            value = graph.add("Max", [value, zero], f"{output}_{name}")
        sources.append(value)
    terms = re.findall(
        r"mat4x4(?:<f32>|f)\(([^)]*)\) \* go?_(\d+)\(pixel\.xy(?:, (-?\d+), (-?\d+))?\)", shader
    )
    channels = 3 if "'MAIN'" in shader else 4
    side = 3 if terms[0][2] else 1
    kernel = np.zeros((4, channels * len(sources), side, side), np.float32)
    for numbers, number, x, y in terms:
        columns = np.array(numbers.split(","), np.float32).reshape(4, 4)[:channels]
        start = int(number) * channels
        kernel[:, start : start + channels, int(y or 0) + side // 2, int(x or 0) + side // 2] = columns.T
    bias = np.array(re.findall(r"result \+= vec4f\(([^)]*)\)", shader)[-1].split(","), np.float32)
    joined = graph.add("Concat", sources, f"{output}_sources", axis=1) if len(sources) > 1 else sources[0]
    weights = [graph.constant(f"{output}_kernel", kernel), graph.constant(f"{output}_bias", bias)]
    return graph.add("Conv", [joined, *weights], output, auto_pad="SAME_UPPER")


def make(name: str, folder: Path) -> Path:
    package, place = NETWORKS[name]
    scratch = folder / name
    scratch.mkdir()
    root, path = npm_package(package, scratch), folder / f"{name}.onnx"
    if (root / place).is_dir():
        from_keras(root / place, path)
    else:
        from_shaders((root / "lib/index.js").read_text(encoding="utf-8"), place, path)
    return path


def ffmpeg(arguments: list[str], data: bytes = b"") -> bytes:
    command = [str(ffmpeg_path()), "-v", "error", "-threads", "1", *arguments]
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


def scaled(picture: Picture, size: tuple[int, int], flags: str) -> Picture:
    """Scale by FFmpeg, red, green and blue each for itself."""
    height, width = picture.shape[1:]
    green_blue_red = np.rint(picture[[1, 2, 0]] * 65535).astype("<u2").tobytes()
    raw = ["-f", "rawvideo", "-pix_fmt", "gbrp16le"]
    filters = f"scale={size[0]}:{size[1]}:flags={flags}+accurate_rnd"
    out = ffmpeg(["-s", f"{width}x{height}", *raw, "-i", "-", "-vf", filters, *raw, "-"], green_blue_red)
    return (np.frombuffer(out, "<u2").reshape(3, size[1], size[0])[[2, 0, 1]] / np.float32(65535)).astype(
        np.float32
    )


def pictures(folder: Path) -> Iterator[tuple[str, Picture]]:
    sources = {name: ["-f", "lavfi", "-i", source] for name, source in GENERATED.items()}
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--only-binary=:all:",
        "-d",
        str(folder),
    ]
    subprocess.run([*pip, "scikit-learn"], check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("scikit_learn*.whl"))) as wheel:
        for name in ("china", "flower"):
            photograph = wheel.extract(f"sklearn/datasets/images/{name}.jpg", folder)
            sources[f"photograph: {name}"] = ["-i", photograph]
    for name, source in sources.items():
        crop = ["-vf", f"crop={FRAME[0]}:{FRAME[1]},format=gbrp", "-frames:v", "1", "-f", "rawvideo", "-"]
        data = np.frombuffer(ffmpeg([*source, *crop]), np.uint8).reshape(3, FRAME[1], FRAME[0])
        yield name, (data[[2, 0, 1]] / np.float32(255)).astype(np.float32)


def luma(picture: Picture) -> NDArray[np.float64]:
    return np.tensordot(np.array([0.299, 0.587, 0.114]), picture.astype(np.float64), 1)


def psnr(one: Picture, other: Picture) -> float:
    return float(-10 * np.log10(np.mean((luma(one) - luma(other)) ** 2)))


def ssim(one: Picture, other: Picture) -> float:
    """Structural similarity of luma over windows of 8×8."""

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        summed = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
        return (summed[8:, 8:] - summed[:-8, 8:] - summed[8:, :-8] + summed[:-8, :-8]) / 64

    a, b = luma(one), luma(other)
    mean_a, mean_b = mean(a), mean(b)
    variances = mean(a * a) - mean_a**2 + mean(b * b) - mean_b**2
    covariance = mean(a * b) - mean_a * mean_b
    similar = (2 * mean_a * mean_b + 1e-4) * (2 * covariance + 9e-4)
    return float(np.mean(similar / ((mean_a**2 + mean_b**2 + 1e-4) * (variances + 9e-4))))


def network(path: Path) -> Callable[[Picture], Picture]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda picture: np.clip(session.run(None, {"input": picture[np.newaxis]})[0][0], 0, 1)


def seconds_of_network(enlarge: Callable[[Picture], Picture]) -> float:
    frame = np.random.default_rng(0).random((3, FRAME[1], FRAME[0]), np.float32)
    spent = []
    for _ in range(3):
        start = time.process_time()
        enlarge(frame)
        spent.append(time.process_time() - start)
    return min(spent)


def seconds_of_scaler(flags: str) -> float:
    """Return processor time of one frame: that of 100 enlarged ones without that of making them."""

    def spent(filters: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        source = f"testsrc2=s={FRAME[0]}x{FRAME[1]}"
        ffmpeg(
            [
                "-filter_threads",
                "1",
                "-f",
                "lavfi",
                "-i",
                source,
                "-vf",
                filters,
                "-frames:v",
                "100",
                "-f",
                "null",
                "-",
            ]
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    scale = f"format=yuv420p,scale={2 * FRAME[0]}:{2 * FRAME[1]}:flags={flags}"
    return (
        max(0.0, min(spent(scale) for _ in range(3)) - min(spent("format=yuv420p") for _ in range(3))) / 100
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--network", choices=NETWORKS, help="this one alone")
    parser.add_argument("--out", type=Path, help="keep its ONNX file here, and measure nothing")
    options = parser.parse_args()
    chosen = [options.network] if options.network else list(NETWORKS)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if options.out is not None:
            if options.network is None:
                parser.error("--out goes with --network")
            options.out.write_bytes(make(options.network, folder).read_bytes())
            return
        twice = (FRAME[0], FRAME[1])
        ways: dict[str, tuple[Callable[[Picture], Picture], float]] = {
            "bicubic": (lambda picture: scaled(picture, twice, "bicubic"), seconds_of_scaler("bicubic")),
            "lanczos": (lambda picture: scaled(picture, twice, "lanczos"), seconds_of_scaler("lanczos")),
        }
        for name in chosen:
            enlarge = network(make(name, folder))
            ways[name] = (enlarge, seconds_of_network(enlarge))
        columns = ["picture, halved by", *ways]
        print("| " + " | ".join(columns) + " |\n|" + " --- |" * len(columns))
        gains: dict[str, list[float]] = {name: [] for name in ways}
        for title, picture in pictures(folder):
            for flags, method in (("area", "averaging"), ("bicubic", "bicubic")):
                half = scaled(picture, (FRAME[0] // 2, FRAME[1] // 2), flags)
                made = {name: enlarge(half) for name, (enlarge, _) in ways.items()}
                measured = {name: (psnr(picture, one), ssim(picture, one)) for name, one in made.items()}
                for name, (decibels, _) in measured.items():
                    gains[name].append(decibels - measured["lanczos"][0])
                cells = [f"{decibels:.1f}, {like:.3f}" for decibels, like in measured.values()]
                print(f"| {title}, {method} | " + " | ".join(cells) + " |", flush=True)
        print(
            "| mean gain on lanczos | "
            + " | ".join(f"{statistics.mean(gain):+.1f}" for gain in gains.values())
            + " |"
        )
        print(
            "| CPU s a frame | "
            + " | ".join(
                f"{seconds:.4f}" if seconds < 0.1 else f"{seconds:.2f}" for _, seconds in ways.values()
            )
            + " |"
        )


if __name__ == "__main__":
    main()
