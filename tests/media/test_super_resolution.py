"""A network in the place of Lanczos: its frames, their times, and what happens when it fails or is not wanted."""

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pixop_server.media import (
    Limits,
    MediaCancelledError,
    MediaError,
    ModelError,
    Probe,
    SuperResolution,
    ffmpeg_path,
    plan,
    probe,
    process,
    super_resolution_network,
)
from pixop_server.media.frame_stream import FrameReader, FrameStreamError
from pixop_server.media.super_resolution import inspect
from pixop_server.media.super_resolution_network import Network, UnfitModelError, enlarge_frame, load
from pixop_server.media.tiling import windows
from tiny_onnx import dividing_by_zero, enlarging, failing_on_white

Clip = Callable[[str], Path]
TWICE = {"scaler": "pabsr1", "resolution": {"width": 320, "height": 180}}
LIMITS = Limits(threads=2, niceness=0)


def _process(source: Path, request: dict[str, Any], output: Path, network: SuperResolution | None) -> Probe:
    decided = plan(request, probe(source))
    return process(decided, source, output, workdir=output.parent / "work", limits=LIMITS, network=network)


def _times(path: Path, stream: str) -> list[tuple[int, int]]:
    """Give time and duration of each decoded frame, in ticks of a millisecond."""
    command = [str(ffmpeg_path()), "-v", "error", "-i", str(path), "-map", stream, "-fps_mode", "passthrough"]
    command += ["-enc_time_base", "1/1000"] if ":v:" in stream else ["-c:a", "pcm_s16le"]
    lines = subprocess.run(
        [*command, "-f", "framecrc", "-"], check=True, capture_output=True, text=True
    ).stdout
    frames = [line.split(",") for line in lines.splitlines() if not line.startswith("#")]
    return [(int(frame[2]), int(frame[3])) for frame in frames]


def _planes(path: Path, size: tuple[int, int]) -> NDArray[np.int_]:
    """Decode a video's luma and chroma, each of full size: shape (frames, 3, height, width)."""
    command = [
        str(ffmpeg_path()),
        "-v",
        "error",
        "-i",
        str(path),
        "-pix_fmt",
        "yuv444p",
        "-f",
        "rawvideo",
        "-",
    ]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(data, np.uint8).reshape(-1, 3, size[1], size[0]).astype(int)


@pytest.mark.parametrize(
    ("channels", "factor", "size"),
    [(1, 2, (48, 48)), (3, 3, None)],
    ids=["luma", "colours"],
)
def test_the_networks_frames_are_in_the_result(
    make: Callable[..., Path], tmp_path: Path, channels: int, factor: int, size: tuple[int, int] | None
) -> None:
    """The result holds what the network made of each frame, in its place and its colours, and progress only rises."""
    source = make("blocks.mkv", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=0.12", "-c:v", "ffv1")
    model = enlarging(tmp_path / "m.onnx", channels=channels, factor=factor, size=size)
    width, height = 160 * factor, 90 * factor
    request = {
        "scaler": "pabsr1",
        "resolution": {"width": width, "height": height},
        "mediaContainerCodec": {"container": "mov", "codec": "prores"},
        "appleProresProfile": "4444xq",
    }
    told: list[float] = []
    output = tmp_path / "out.mov"
    found = process(
        plan(request, probe(source)),
        source,
        output,
        workdir=tmp_path / "work",
        limits=LIMITS,
        network=SuperResolution(model, channels, factor),
        on_progress=told.append,
    )
    assert (found.width, found.height, found.total_frames) == (width, height, 3)
    assert told == sorted(told)
    assert told.count(100) == 1
    repeated = _planes(source, (160, 90)).repeat(factor, 2).repeat(factor, 3)
    difference = np.abs(_planes(output, (width, height)) - repeated)
    # Chroma of coarse samples makes colours that red, green and blue cannot show: those are clipped.
    luma = difference[:, 0]
    assert (luma.max() if channels == 1 else np.quantile(luma, 0.99)) < 13
    assert difference[:, 1:].mean() < 4


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("vfr.mp4", {"range": {"endPositionMilliseconds": 600}}),
        (
            "beside-sound.mov",
            {
                "stabilizer": "dejit",
                "range": {"startPositionMilliseconds": 100, "endPositionMilliseconds": 300},
            },
        ),
    ],
)
def test_times_and_sound_stay(clip: Clip, tmp_path: Path, name: str, request_: dict[str, Any]) -> None:
    """Frames and sound come at the times that they have with Lanczos: of variable rate, in a part, beside sound."""
    network = SuperResolution(enlarging(tmp_path / "m.onnx"), 1, 2)
    results = {}
    for label, used in (("network", network), ("lanczos", None)):
        output = tmp_path / f"{label}.mov"
        found = _process(clip(name), {**TWICE, **request_}, output, used)
        sound = _times(output, "0:a:0") if found.has_audio else []
        results[label] = (
            [start for start, _ in _times(output, "0:v:0")],
            sound,
            found.frame_rate,
            found.total_frames,
        )
    assert results["network"] == results["lanczos"]


def test_a_network_that_fails_in_the_middle(make: Callable[..., Path], tmp_path: Path) -> None:
    """When the network fails on a later frame the job fails, says why, and leaves nothing."""
    white = "color=black:s=64x48:r=25:d=0.6,drawbox=c=white:t=fill:enable='gte(n,8)'"
    source = make("white.mkv", "-f", "lavfi", "-i", white, "-c:v", "ffv1", "-pix_fmt", "yuv420p")
    model = failing_on_white(tmp_path / "m.onnx")
    network = inspect(model)
    with pytest.raises(MediaError, match="super-resolution network failed") as caught:
        _process(
            source,
            {"scaler": "pabsr1", "resolution": {"width": 128, "height": 96}},
            tmp_path / "o.mp4",
            network,
        )
    assert "network: " in caught.value.detail
    model.unlink()
    assert [path.name for path in tmp_path.iterdir()] == ["work"]
    assert list((tmp_path / "work").iterdir()) == []


def test_a_source_that_cannot_be_read(source: Callable[..., Probe], tmp_path: Path) -> None:
    """A source that FFmpeg cannot read is the source's fault, not the network's."""
    decided = plan({"scaler": "pabsr1", "resolution": {"tag": "hd_1080p"}}, source(audio_streams=()))
    network = SuperResolution(enlarging(tmp_path / "m.onnx"), 1, 2)
    (tmp_path / "damaged").write_bytes(b"no video")
    with pytest.raises(MediaError, match="FFmpeg could not process") as caught:
        process(
            decided,
            tmp_path / "damaged",
            tmp_path / "o.mov",
            workdir=tmp_path / "work",
            limits=LIMITS,
            network=network,
        )
    assert "network" not in caught.value.reason
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged", "m.onnx", "work"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the full device of Linux")
def test_a_full_disk_is_named(make: Callable[..., Path], tmp_path: Path) -> None:
    """When the encoder cannot write, that is the reason, although the network has frames for it left."""
    clip = make("full.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=0.4", "-c:v", "ffv1")
    network = SuperResolution(enlarging(tmp_path / "m.onnx"), 1, 2)
    (tmp_path / "o.mts.part").symlink_to("/dev/full")
    request = {
        "scaler": "pabsr1",
        "resolution": {"width": 128, "height": 96},
        "mediaContainerCodec": {"container": "mts"},
    }
    with pytest.raises(MediaError, match="disk of this server is full"):
        _process(clip, request, tmp_path / "o.mts", network)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_cancelling_ends_all_three(make: Callable[..., Path], tmp_path: Path) -> None:
    """Within a second of a cancellation neither the network nor an FFmpeg around it runs."""
    network = SuperResolution(enlarging(tmp_path / "m.onnx", size=(16, 16)), 1, 2)
    source = make("cancelled.mkv", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-c:v", "mjpeg")
    decided = plan({"scaler": "pabsr1", "resolution": {"width": 640, "height": 360}}, probe(source))
    asked: list[float] = []

    def cancelled() -> bool:
        if not asked and len(_running(tmp_path)) >= 3:
            asked.append(time.monotonic())
        return bool(asked)

    with pytest.raises(MediaCancelledError):
        process(
            decided,
            source,
            tmp_path / "o.mp4",
            workdir=tmp_path / "work",
            limits=LIMITS,
            network=network,
            cancelled=cancelled,
        )
    while _running(tmp_path):
        assert time.monotonic() < asked[0] + 1
    assert not list(tmp_path.glob("o.mp4*"))


def _running(folder: Path) -> list[int]:
    """Give the processes whose working directory is in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink().is_relative_to(folder):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_when_it_is_used(source: Callable[..., Probe], tmp_path: Path) -> None:
    """A network works for `pabsr1` alone, to enlarge whole frames that fit in memory; Lanczos does the rest."""
    network = SuperResolution(tmp_path / "m.onnx", 1, 4)
    large = {"scaler": "pabsr1", "resolution": {"tag": "hd_1080p"}}
    assert plan(large, source()).uses(network)
    assert not plan(large, source()).uses(None)
    assert not plan(large | {"scaler": "scale"}, source()).uses(network)
    assert not plan({}, source()).uses(network)
    assert not plan({"scaler": "pabsr1"}, source()).uses(network)
    assert not plan({"scaler": "pabsr1", "resolution": {"width": 64, "height": 64}}, source()).uses(network)
    assert not plan(large, source(interlaced=True)).uses(network)
    assert plan(large | {"deinterlacer": "yadif"}, source(interlaced=True)).uses(network)
    huge = {"scaler": "pabsr1", "resolution": {"tag": "uhd_8k"}}
    assert not plan(huge, source(width=3840, height=2160)).uses(network)
    assert plan(huge, source(width=3840, height=2160)).uses(SuperResolution(network.model, 1, 2))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"channels": 2}, "channels"),
        ({"factor": 5}, "2, 3 or 4 times"),
        ({"factor": 1}, "2, 3 or 4 times"),
        ({"factor": 2.5, "size": (8, 8)}, "2, 3 or 4 times"),
        ({"size": (4, 32)}, "at least 8×8"),
    ],
)
def test_models_that_do_not_fit(tmp_path: Path, fields: dict[str, Any], problem: str) -> None:
    """A model with other channels, sizes or factors is refused with what it must be."""
    with pytest.raises(UnfitModelError, match=problem):
        load(enlarging(tmp_path / "m.onnx", **fields), threads=1)


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    """A file that ONNX Runtime cannot load, or that is not there, is named in one sentence."""
    (tmp_path / "m.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"m\.onnx is no ONNX model"):
        inspect(tmp_path / "m.onnx")
    with pytest.raises(ModelError, match=r"other\.onnx is no file"):
        inspect(tmp_path / "other.onnx")


@pytest.mark.parametrize(
    "command", [["-m", "pixop_server"], ["-m", "pixop.cli", "server"]], ids=["module", "command"]
)
def test_a_server_does_not_start_with_a_model_that_does_not_fit(tmp_path: Path, command: list[str]) -> None:
    """A server that was given no such network says so in one line and ends, like after any wrong usage."""
    model = tmp_path / "gone.onnx"
    options = ["--port=0", f"--data={tmp_path / 'data'}", f"--super-resolution-model={model}"]
    ended = subprocess.run(
        [sys.executable, *command, *options], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 2
    assert "gone.onnx is no file." in ended.stderr.replace("\n", " ")
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_a_server_with_a_network(
    start_server: Any, make: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that has a network uses it for `pabsr1`, and echoes the same parameters as without."""
    monkeypatch.setenv("PIXOP_SUPER_RESOLUTION_MODEL", str(enlarging(tmp_path / "m.onnx")))
    server = start_server()
    source = make("served.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=0.08", "-c:v", "ffv1")
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:
        token = client.get("/accounts/v1/token", auth=(server.email, server.password)).json()["jwtToken"]
        client.headers["Authorization"] = f"Bearer {token}"
        video_id = client.put("/videos/v1/video", json={"name": "served"}).json()["videoId"]
        client.post(f"/media/v1/upload/light/{video_id}", files={"file": ("a.mkv", source.read_bytes())})
        _ended(client, video_id)
        request = {
            "scaler": "pabsr1",
            "resolution": {"width": 128, "height": 96},
            "mediaContainerCodec": {"container": "mov", "codec": "prores"},
            "appleProresProfile": "4444xq",
        }
        answer = client.post(f"/videos/v1/process-video/{video_id}", json=request).json()
        made = _ended(client, answer["processedVideoId"])
        assert made["processing"]["processingState"]["processingStatus"] == "DONE"
        (step,) = made["processing"]["processingParameters"]["targetVideo"]["videoFilters"]
        assert step["properties"] == {"targetWidth": 128, "targetHeight": 96, "clarityBoost": "none"}
        (tmp_path / "out.mov").write_bytes(client.get(f"/media/v1/download/processed/{made['id']}").content)
    repeated = _planes(source, (64, 48)).repeat(2, 2).repeat(2, 3)
    assert np.abs(_planes(tmp_path / "out.mov", (128, 96)) - repeated)[:, 0].max() < 13


def _ended(client: httpx.Client, video_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while True:
        video: dict[str, Any] = client.get(f"/videos/v1/video/{video_id}").json()["video"]
        if video["ingestion"]["ingestionState"]["ingestionStatus"] in {"DONE", "ERROR"}:
            return video
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_missing_onnx_runtime_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ONNX Runtime the message has the line that installs it."""
    hidden = "import sys; sys.modules['onnxruntime'] = None; "
    hidden += "from pixop_server.media.super_resolution_child import main; sys.exit(main(sys.argv[1:]))"
    child = (sys.executable, "-c", hidden)
    monkeypatch.setattr("pixop_server.media.super_resolution._CHILD", child)
    with pytest.raises(ModelError, match=r"onnxruntime: pip install 'pixop\[superres\]'"):
        inspect(enlarging(tmp_path / "m.onnx"))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize("sample", ["u1", "<u2"])
def test_tiles_join_without_a_seam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, channels: int, fixed: bool, sample: str
) -> None:
    """A frame in tiles, also of a fixed size, is as the frame at once, for a network that looks at neighbours."""
    shape = (3, 61, 97)
    most = np.iinfo(sample).max
    planes = np.random.default_rng(1).integers(0, most, shape, sample, endpoint=True)
    whole_network = load(enlarging(tmp_path / "m.onnx", channels=channels, linear=True), threads=1)
    assert (whole_network.channels, whole_network.factor, whole_network.fixed) == (channels, 2, False)
    if fixed:
        tiled_network = load(
            enlarging(tmp_path / "t.onnx", channels=channels, linear=True, size=(24, 32)), threads=1
        )
        assert tiled_network.tile == (24, 32)
    else:
        monkeypatch.setattr(super_resolution_network, "TILE", 40)
        tiled_network = load(tmp_path / "m.onnx", threads=1)
    whole, tiled = (np.zeros((3, 122, 194), sample) for _ in range(2))
    enlarge_frame(whole_network, planes, whole, 1)
    enlarge_frame(tiled_network, planes, tiled, 1)
    assert whole[:channels].std() > 0
    assert np.abs(whole.astype(int) - tiled).max() <= (0 if channels == 1 else 1)


def test_a_frame_smaller_than_a_fixed_tile(tmp_path: Path) -> None:
    """A frame that is smaller than the tile is continued by its edge, and the rest thrown away."""
    network = load(enlarging(tmp_path / "m.onnx", size=(32, 32), linear=True), threads=1)
    planes = np.arange(3 * 5 * 7, dtype=np.uint8).reshape(3, 5, 7)
    out = np.zeros((3, 10, 14), np.uint8)
    enlarge_frame(network, planes, out, 2)
    expected = np.zeros_like(out)
    enlarge_frame(load(enlarging(tmp_path / "w.onnx", linear=True), threads=1), planes, expected, 2)
    assert np.array_equal(out, expected)


def test_colours_survive_both_ways(tmp_path: Path) -> None:
    """A colour that red, green and blue can show is the same after the network, with each matrix."""
    network = load(enlarging(tmp_path / "m.onnx", channels=3), threads=1)
    planes = np.broadcast_to(np.array([120, 100, 150], np.uint8)[:, None, None], (3, 4, 4))
    for matrix in (1, 2, 6, 9):
        out = np.zeros((3, 8, 8), np.uint8)
        enlarge_frame(network, planes, out, matrix)
        assert np.abs(out.astype(int) - planes[:, :1, :1]).max() <= 1


def test_what_is_no_number_is_no_picture(tmp_path: Path) -> None:
    """A network whose values are no numbers fails instead of making noise."""
    network: Network = load(dividing_by_zero(tmp_path / "m.onnx"), threads=1)
    with pytest.raises(ValueError, match="no numbers"):
        enlarge_frame(network, np.zeros((3, 8, 8), np.uint8), np.zeros((3, 16, 16), np.uint8), 1)


@given(st.integers(1, 500), st.integers(3, 90), st.integers(0, 20))
def test_windows_cover_everything_once(length: int, size: int, halo: int) -> None:
    """What is kept joins without gaps; each window has its size, and its halo except at the ends."""
    if size <= 2 * halo:
        with pytest.raises(ValueError, match="no larger"):
            windows(length, size, halo)
        return
    found = windows(length, size, halo)
    assert [window.keep_start for window in found] == [0, *(window.keep_stop for window in found[:-1])]
    assert found[-1].keep_stop == length
    for window in found:
        assert 0 <= window.start <= window.keep_start < window.keep_stop <= window.stop <= length
        assert window.stop - window.start == min(size, length)
        assert window.start == 0 or window.keep_start - window.start >= halo
        assert window.stop == length or window.stop - window.keep_stop >= halo


@pytest.fixture(scope="module")
def stream(make: Callable[..., Path]) -> bytes:
    """Two raw frames as FFmpeg writes them for the network."""
    tags = ["-vf", "setparams=colorspace=bt709:range=pc,format=yuv444p"]
    raw = ["-c:v", "rawvideo", "-allow_raw_vfw", "1", "-f", "matroska"]
    return make("raw.mkv", "-f", "lavfi", "-i", "testsrc2=s=32x16:r=25:d=0.08", *tags, *raw).read_bytes()


def test_raw_frames_are_read(stream: bytes) -> None:
    """Size, matrix, times in milliseconds and bytes of raw frames are found."""
    reader = FrameReader(io.BytesIO(stream))
    assert (reader.width, reader.height, reader.matrix) == (32, 16, 1)
    assert [(frame.time, len(frame.data)) for frame in reader.frames()] == [(0, 1536), (40, 1536)]


@given(st.data())
def test_streams_that_are_cut_or_garbled_are_refused_or_read(stream: bytes, data: st.DataObject) -> None:
    """Whatever the bytes, there are frames or a FrameStreamError, no other error and no endless memory."""
    end = data.draw(st.integers(0, len(stream)))
    garbled = bytearray(stream[:end])
    for position, value in data.draw(
        st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=3)
    ):
        if position < len(garbled):
            garbled[position] = value
    try:
        reader = FrameReader(io.BytesIO(bytes(garbled)))
        assert sum(len(frame.data) for frame in reader.frames()) <= len(stream)
        reader.header(64, 32, b"444P")
    except FrameStreamError:
        pass
