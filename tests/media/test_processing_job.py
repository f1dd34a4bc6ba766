"""Every row of the request's table, carried out on real clips and probed."""

import re
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pixop_server.media import Limits, MediaCancelledError, MediaError, Probe, plan, probe, process
from pixop_server.media.container_codec import CODECS
from pixop_server.media.encoding import WRITABLE
from pixop_server.media.progress import MOST_BEFORE_VERIFIED

Clip = Callable[[str], Path]
Processed = Callable[..., tuple[Path, Probe]]
Luma = Callable[[Path], NDArray[np.float64]]

SMALL = {"width": 256, "height": 144}
PAIRS = [(container, codec) for container, codecs in CODECS.items() for codec in codecs]
PROFILE = {"prores": {"appleProresProfile": "standard"}, "dnxhd": {"dnxhdHrProfile": "dnxhr_lb"}}
FOUND_CONTAINER = {"mts": "mpegts"}
FOUND_CODEC = {"xdcam": "mpeg2video", "mpeg2": "mpeg2video"}


def _codec(container: str, codec: str, **more: Any) -> dict[str, Any]:
    return {"mediaContainerCodec": {"container": container, "codec": codec}} | PROFILE.get(codec, {}) | more


@pytest.mark.parametrize(("container", "codec"), PAIRS)
def test_containers_and_codecs(clip: Clip, processed: Processed, container: str, codec: str) -> None:
    """Each pair of the matrix gives that container and codec with all frames and the sound."""
    size = {"width": 1280, "height": 720} if codec == "xdcam" else SMALL
    _, found = processed(clip("h264.mov"), _codec(container, codec, resolution=size))
    assert found.container_name == FOUND_CONTAINER.get(container, container)
    assert found.codec_name == FOUND_CODEC.get(codec, codec)
    assert (found.width, found.height) == (size["width"], size["height"])
    assert (found.total_frames, found.frame_rate) == (10, 25)
    assert found.has_audio


@pytest.mark.parametrize("codec", CODECS["mxf"])
def test_players_find_all_frames_in_mxf(
    clip: Clip, processed: Processed, decode_count: Callable[[Path], int], codec: str
) -> None:
    """A player that keeps a constant rate shows every frame of an MXF result."""
    size = {"width": 1280, "height": 720} if codec == "xdcam" else SMALL
    path, _ = processed(clip("h264.mov"), _codec("mxf", codec, resolution=size))
    assert decode_count(path) == 10


@pytest.mark.parametrize("container", ["mov", "mp4"])
def test_the_index_comes_first(clip: Clip, processed: Processed, container: str) -> None:
    """A result in MOV or MP4 can be played while it is downloaded: its index is before its frames."""
    path, _ = processed(clip("h264.mov"), _codec(container, "h264"))
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize(
    ("profile", "tag", "pixel_format"),
    [
        ("proxy", "apco", "yuv422p10le"),
        ("lt", "apcs", "yuv422p10le"),
        ("standard", "apcn", "yuv422p10le"),
        ("hq", "apch", "yuv422p10le"),
        ("4444", "ap4h", "yuv444p12le"),
        ("4444xq", "ap4x", "yuv444p12le"),
    ],
)
def test_prores_profiles(clip: Clip, processed: Processed, profile: str, tag: str, pixel_format: str) -> None:
    """Each ProRes profile gives its own tag and format."""
    _, found = processed(clip("silent.mp4"), _codec("mov", "prores", appleProresProfile=profile))
    assert (found.codec_tag, found.pixel_format.name) == (tag, pixel_format)


@pytest.mark.parametrize(
    ("profile", "name", "pixel_format"),
    [
        ("dnxhr_lb", "DNXHR LB", "yuv422p"),
        ("dnxhr_sq", "DNXHR SQ", "yuv422p"),
        ("dnxhr_hq", "DNXHR HQ", "yuv422p"),
        ("dnxhr_hqx", "DNXHR HQX", "yuv422p10le"),
        ("dnxhr_444", "DNXHR 444", "yuv444p10le"),
    ],
)
def test_dnxhr_profiles(clip: Clip, processed: Processed, profile: str, name: str, pixel_format: str) -> None:
    """Each DNxHR profile is found in the result."""
    _, found = processed(clip("silent.mp4"), _codec("mxf", "dnxhd", dnxhdHrProfile=profile))
    assert (found.codec_profile, found.pixel_format.name) == (name, pixel_format)


@pytest.mark.parametrize(
    ("profile", "size", "pixel_format", "mbps"),
    [
        ("dnxhd_lb", (1920, 1080), "yuv422p", 36),
        ("dnxhd_sq", (1280, 720), "yuv422p", 60),
        ("dnxhd_hq", (1280, 720), "yuv422p", 90),
        ("dnxhd_hqx", (1280, 720), "yuv422p10le", 90),
    ],
)
def test_dnxhd_profiles(
    clip: Clip, processed: Processed, profile: str, size: tuple[int, int], pixel_format: str, mbps: int
) -> None:
    """Each DNxHD profile has its fixed bitrate within 5 %."""
    request = _codec("mov", "dnxhd", dnxhdHrProfile=profile, resolution={"width": size[0], "height": size[1]})
    _, found = processed(clip("silent.mp4"), request)
    assert (found.codec_profile, found.pixel_format.name) == ("DNXHD", pixel_format)
    assert found.video_bitrate == pytest.approx(mbps * 1e6, rel=0.05)


@pytest.mark.parametrize(
    ("codec", "yuv", "bits"),
    [(codec, yuv, bits) for codec in ("h264", "hevc", "mpeg2") for yuv, bits in WRITABLE[codec]],
)
def test_chroma_and_depth(clip: Clip, processed: Processed, codec: str, yuv: str, bits: int) -> None:
    """Each chroma subsampling and depth that a codec has is what the result is."""
    request = _codec("mov", codec, chromaSubsampling={"yuv": yuv, "bits": bits})
    _, found = processed(clip("silent.mp4"), request)
    assert (found.yuv, found.bits) == (yuv, bits)


def test_xdcam_is_constant_and_keeps_fields(clip: Clip, processed: Processed) -> None:
    """XDCAM HD422 of an interlaced source has 50 Mb/s and is interlaced 4:2:2."""
    request = _codec("mxf", "xdcam", resolution={"width": 1920, "height": 1080})
    _, found = processed(clip("interlaced.mxf"), request)
    assert found.video_bitrate == pytest.approx(50e6, rel=0.05)
    assert found.interlaced
    assert (found.codec_profile, found.pixel_format.name) == ("4:2:2", "yuv422p")


@pytest.mark.parametrize("codec", ["h264", "mpeg2", "prores"])
def test_fields_are_kept_without_a_deinterlacer(clip: Clip, processed: Processed, codec: str) -> None:
    """Without a deinterlacer an interlaced source gives an interlaced result."""
    _, found = processed(clip("interlaced.mov"), _codec("mov", codec))
    assert found.interlaced
    assert found.total_frames == 15


def _combing(frames: NDArray[np.float64]) -> float:
    """Return how much lines differ from both neighbours in the same direction."""
    above = frames[:, 1:-1] - frames[:, :-2]
    below = frames[:, 1:-1] - frames[:, 2:]
    return float(np.mean(np.sqrt(np.maximum(above * below, 0))))


@pytest.mark.parametrize("deinterlacer", ["deint", "yadif", "bwdif", "weston3f"])
def test_deinterlacers(clip: Clip, processed: Processed, luma: Luma, deinterlacer: str) -> None:
    """Each deinterlacer removes combing, keeps the number of frames, and gives a progressive result."""
    path, found = processed(clip("interlaced.mov"), {"deinterlacer": deinterlacer, "bitrate": {"mbps": 20}})
    assert not found.interlaced
    assert found.total_frames == 15
    assert _combing(luma(path)) < 0.8 * _combing(luma(clip("interlaced.mov")))


@pytest.mark.parametrize("denoiser", ["denoise", "hqdn3d"])
def test_denoisers(clip: Clip, processed: Processed, luma: Luma, denoiser: str) -> None:
    """Each denoiser brings a noisy clip nearer to the clean one."""
    path, _ = processed(clip("noisy.mp4"), {"denoiser": denoiser, "bitrate": {"mbps": 50}})
    clean = luma(clip("silent.mp4"))
    before = float(np.mean((luma(clip("noisy.mp4")) - clean) ** 2))
    after = float(np.mean((luma(path) - clean) ** 2))
    assert after < 0.9 * before


def _jitter(frames: NDArray[np.float64]) -> float:
    middle = frames[:, 30:-30, 40:-40]
    return float(np.mean(np.abs(np.diff(middle, axis=0))))


def test_stabilizer(clip: Clip, processed: Processed, luma: Luma) -> None:
    """The stabilizer halves the difference between frames of a shaky clip."""
    path, found = processed(clip("shaky.mp4"), {"stabilizer": "dejit", "bitrate": {"mbps": 50}})
    assert found.total_frames == 25
    assert _jitter(luma(path)) < 0.6 * _jitter(luma(clip("shaky.mp4")))


@pytest.mark.parametrize("scaler", ["pabsr1", "dvres", "scale"])
def test_scalers(clip: Clip, processed: Processed, luma: Luma, scaler: str) -> None:
    """Each scaler gives the size that is asked for and keeps the picture."""
    request = {"scaler": scaler, "resolution": {"width": 640, "height": 360}, "bitrate": {"mbps": 50}}
    path, found = processed(clip("silent.mp4"), request)
    assert (found.width, found.height) == (640, 360)
    assert float(np.mean(np.abs(luma(path)[:, ::2, ::2] - luma(clip("silent.mp4"))))) < 0.1


def test_clarity_boost_rises(clip: Clip, processed: Processed, luma: Luma) -> None:
    """Each step of clarity boost is sharper than the one before."""
    sharpness = []
    for boost in ("none", "marginal", "very_low", "low", "medium", "high", "very_high"):
        request = {"scaler": "pabsr1", "clarityBoost": boost, "bitrate": {"mbps": 100}}
        path, _ = processed(clip("silent.mp4"), request)
        sharpness.append(float(np.mean(np.abs(np.diff(luma(path), axis=2)))))
    assert sharpness == sorted(sharpness)
    assert sharpness[-1] > 1.1 * sharpness[0]


@pytest.mark.parametrize(
    ("tag", "size"), [("hd_1080p", (1920, 1080)), ("uhd_4k", (3840, 2160)), ("uhd_8k", (7680, 4320))]
)
def test_resolution_tags(clip: Clip, processed: Processed, tag: str, size: tuple[int, int]) -> None:
    """Each tag gives its box for a 16:9 source."""
    request = _codec("mov", "prores", appleProresProfile="proxy", resolution={"tag": tag})
    _, found = processed(clip("one-frame.mp4"), request)
    assert (found.width, found.height) == size


def test_wide_pixels_become_square(clip: Clip, processed: Processed) -> None:
    """Anamorphic standard definition in a box of HD has HD's shape and square pixels."""
    _, found = processed(clip("pal-wide.ts"), {"resolution": {"tag": "hd_1080p"}})
    assert (found.width, found.height, found.sample_aspect_ratio) == (1920, 1080, 1)


@pytest.mark.parametrize(
    ("start", "end", "frames"),
    [(40, 160, 3), (0, 40, 1), (100, 300, 5), (360, 400, 1), (201, 202, 1), (110, 360, 6)],
)
def test_ranges_are_exact(
    clip: Clip, processed: Processed, luma: Luma, start: int, end: int, frames: int
) -> None:
    """A part has the frames that begin in it, from the right first to the right last one."""
    request = {
        "range": {"startPositionMilliseconds": start, "endPositionMilliseconds": end},
        "bitrate": {"mbps": 50},
    }
    path, found = processed(clip("h264.mov"), request)
    assert found.total_frames == frames
    whole, part = luma(clip("h264.mov")), luma(path)
    first, last = (int(np.argmin(np.abs(whole - frame).mean(axis=(1, 2)))) for frame in (part[0], part[-1]))
    assert first == -(-start * 25 // 1000)
    assert last == first + frames - 1


@pytest.mark.parametrize(
    "name", ["groups.ts", "groups-hevc.ts", "groups.mxf", "raw.h264", "beside-sound.mov"]
)
@pytest.mark.parametrize("percent", [(45, 52), (80, 100)])
def test_ranges_are_exact_in_streams(
    clip: Clip, processed: Processed, luma: Luma, name: str, percent: tuple[int, int]
) -> None:
    """Where FFmpeg seeks badly, or sound begins before the picture, parts are as exact."""
    before = probe(clip(name))
    start, end = (before.duration_ms * part // 100 for part in percent)
    request = _codec(
        "mov",
        "h264",
        bitrate={"mbps": 30},
        range={"startPositionMilliseconds": start, "endPositionMilliseconds": end},
    )
    path, found = processed(clip(name), request)
    whole, part = luma(clip(name)), luma(path)
    first, last = (int(np.argmin(np.abs(whole - frame).mean(axis=(1, 2)))) for frame in (part[0], part[-1]))
    assert first == ceil(start * before.frame_rate / 1000)
    assert last == ceil(end * before.frame_rate / 1000) - 1
    assert found.total_frames == last - first + 1


@pytest.mark.parametrize("codec", ["h264", "hevc", "mpeg2"])
def test_bitrates(clip: Clip, processed: Processed, codec: str) -> None:
    """A higher bitrate gives a larger video stream, near to what was asked for."""
    rates = []
    for mbps in (0.3, 1.0):
        _, found = processed(clip("noisy.mp4"), _codec("mov", codec, bitrate={"mbps": mbps}))
        rates.append(found.video_bitrate)
    assert rates[0] < rates[1]


def test_prores_bitrate(clip: Clip, processed: Processed) -> None:
    """A ProRes bitrate, which the encoder only takes as bits a macroblock, is met within a third."""
    _, found = processed(clip("noisy.mp4"), _codec("mov", "prores", bitrate={"mbps": 6}))
    assert found.video_bitrate == pytest.approx(6e6, rel=0.34)


@pytest.mark.parametrize("name", ["ntsc.mkv", "film.ts", "odd.mkv", "tiny.mp4", "one-frame.mp4", "mjpeg.avi"])
@pytest.mark.parametrize("container", ["mp4", "mxf"])
def test_unusual_sources(clip: Clip, processed: Processed, name: str, container: str) -> None:
    """Broadcast rates, odd sizes, full range, one frame: number and rate of frames are kept."""
    before = probe(clip(name))
    _, after = processed(clip(name), {"mediaContainerCodec": {"container": container}})
    assert after.total_frames == before.total_frames
    assert after.frame_rate == before.frame_rate or before.total_frames == 1


@pytest.mark.parametrize(("name", "pixel_format"), [("full-range.mp4", "yuv420p"), ("rgb.avi", "yuv444p")])
def test_full_range_and_rgb_become_video_levels(
    clip: Clip, processed: Processed, name: str, pixel_format: str
) -> None:
    """A full-range source gives the plain format that the plan echoes, not its full-range twin."""
    _, found = processed(clip(name), _codec("mp4", "h264"))
    assert found.pixel_format.name == pixel_format


def test_a_late_video_stays_beside_its_sound(clip: Clip, processed: Processed) -> None:
    """A video that begins half a second after its sound keeps all frames and the sound."""
    _, found = processed(clip("beside-sound.mov"), {})
    assert found.total_frames == 10
    assert found.has_audio


@pytest.mark.parametrize("container", CODECS)
def test_a_part_after_the_sound_has_silence(clip: Clip, processed: Processed, container: str) -> None:
    """Where the sound ended before the part begins, the result has a stream of silence."""
    request = {
        "mediaContainerCodec": {"container": container},
        "range": {"startPositionMilliseconds": 600, "endPositionMilliseconds": 1000},
    }
    _, found = processed(clip("short-sound.mov"), request)
    assert (found.total_frames, len(found.audio_streams)) == (10, 1)


@pytest.mark.parametrize("container", CODECS)
def test_all_sound_is_carried_over(clip: Clip, processed: Processed, container: str) -> None:
    """Each audio stream of the source, 5.1 too, is one of the result."""
    _, found = processed(clip("two-sounds.mov"), {"mediaContainerCodec": {"container": container}})
    assert len(found.audio_streams) == 2


def test_variable_rates(clip: Clip, processed: Processed) -> None:
    """A variable rate keeps its frames in MP4 and is filled up to a standard rate in MXF."""
    _, kept = processed(clip("vfr.mp4"), {})
    assert (kept.total_frames, kept.constant_frame_rate) == (22, False)
    _, filled = processed(clip("vfr.mp4"), {"mediaContainerCodec": {"container": "mxf"}})
    assert filled.constant_frame_rate
    assert filled.total_frames in (24, 25)


def test_a_result_can_be_processed_again(clip: Clip, processed: Processed, tmp_path: Path) -> None:
    """A processed video is a source like any other."""
    path, _ = processed(clip("h264.mov"), _codec("mxf", "dnxhd"))
    again = path.rename(tmp_path / "again")
    _, found = processed(again, _codec("mp4", "hevc"))
    assert (found.codec_name, found.total_frames) == ("hevc", 10)


def _leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.name != "work")


def test_progress_rises_to_100(clip: Clip, tmp_path: Path) -> None:
    """Progress over both passes never falls, and is 100 only once the result has its name."""
    decided = plan(
        {"stabilizer": "dejit", "resolution": {"width": 640, "height": 360}}, probe(clip("shaky.mp4"))
    )
    output = tmp_path / "out.mp4"
    seen: list[tuple[float, bool]] = []
    process(
        decided,
        clip("shaky.mp4"),
        output,
        workdir=tmp_path / "work",
        on_progress=lambda percent: seen.append((percent, output.exists())),
    )
    percents = [percent for percent, _ in seen]
    assert percents == sorted(percents)
    assert seen[-1] == (100.0, True)
    assert all(percent <= MOST_BEFORE_VERIFIED and not exists for percent, exists in seen[:-1])
    assert _leftovers(tmp_path) == ["out.mp4"]


def test_an_older_result_stays_until_the_new_one_is_good(clip: Clip, tmp_path: Path) -> None:
    """A failure leaves what was under the final name; a success replaces it."""
    output = tmp_path / "out.mp4"
    output.write_bytes(b"older")
    decided = plan({}, probe(clip("silent.mp4")))
    with pytest.raises(MediaError):
        process(decided, clip("audio-only.m4a"), output, workdir=tmp_path / "work")
    assert output.read_bytes() == b"older"
    process(decided, clip("silent.mp4"), output, workdir=tmp_path / "work")
    assert probe(output).total_frames == 10


def test_cancelling_ends_the_work(clip: Clip, tmp_path: Path) -> None:
    """Cancelled work ends with its own error and leaves no file."""
    request = _codec("mov", "prores", resolution={"tag": "uhd_4k"})
    decided = plan(request, probe(clip("long.mp4")))
    started: list[float] = []
    with pytest.raises(MediaCancelledError):
        process(
            decided,
            clip("long.mp4"),
            tmp_path / "out.mov",
            workdir=tmp_path / "work",
            on_progress=started.append,
            cancelled=lambda: len(started) > 1,
        )
    assert _leftovers(tmp_path) == []


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(wall_clock=0.2), "longer than"),
        (Limits(file_size=100_000), "larger than"),
        (Limits(cpu_time=1, threads=4), "signal 9"),
        (Limits(address_space=300 * 2**20), "memory|FFmpeg"),
    ],
)
def test_limits_end_the_work(clip: Clip, tmp_path: Path, limits: Limits, reason: str) -> None:
    """Time, output size, processor time and memory are bounded; passing a bound leaves no file."""
    decided = plan(_codec("mov", "prores", resolution={"tag": "uhd_4k"}), probe(clip("long.mp4")))
    with pytest.raises(MediaError, match=reason):
        process(decided, clip("long.mp4"), tmp_path / "out.mov", workdir=tmp_path / "work", limits=limits)
    assert _leftovers(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"width": 322}, "size is 320x180, not 322x180"),
        ({"expected_frames": 20}, "10 frames were made, not 20"),
        ({"codec_name": "hevc"}, "codec is h264, not hevc"),
        ({"decoded_format": "yuv422p"}, "pixel format is yuv420p, not yuv422p"),
        ({"profile": "Main"}, "profile is High, not Main"),
    ],
)
def test_a_result_that_is_not_the_plan_is_discarded(
    clip: Clip, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    """When the result differs from the plan, the difference is named and no file is left."""
    decided = plan({}, probe(clip("silent.mp4")))
    if set(change) <= {"width", "expected_frames"}:
        false = replace(decided, **change)
    else:
        false = replace(decided, encoding=replace(decided.encoding, **change))
    with pytest.raises(MediaError, match=reason):
        process(false, clip("silent.mp4"), tmp_path / "out.mp4", workdir=tmp_path / "work")
    assert _leftovers(tmp_path) == []


def test_a_result_that_cannot_be_read_is_discarded(clip: Clip, tmp_path: Path) -> None:
    """ProRes in a transport stream, which FFmpeg writes without complaint and cannot read, is noticed."""
    decided = plan({"mediaContainerCodec": {"container": "mts"}}, probe(clip("silent.mp4")))
    prores = replace(decided.encoding, arguments=("-c:v", "prores_ks"))
    with pytest.raises(MediaError, match="cannot be read back"):
        process(
            replace(decided, encoding=prores),
            clip("silent.mp4"),
            tmp_path / "out.mts",
            workdir=tmp_path / "work",
        )
    assert _leftovers(tmp_path) == []


def test_damaged_frames_are_not_a_result(clip: Clip, tmp_path: Path) -> None:
    """A source of which one frame can be decoded and the others not fails, and says that it is damaged."""
    damaged = tmp_path / "damaged"
    data = bytearray(clip("prores.mov").read_bytes())
    for position in [match.start() for match in re.finditer(b"icpf", bytes(data))][1:]:
        data[position : position + 400] = b"\xff" * 400
    damaged.write_bytes(data)
    decided = plan({}, probe(damaged))
    with pytest.raises(MediaError, match="damaged"):
        process(decided, damaged, tmp_path / "out.mov", workdir=tmp_path / "work")
    assert _leftovers(tmp_path) == ["damaged"]


def test_a_source_that_changed_is_noticed(clip: Clip, make: Callable[..., Path], tmp_path: Path) -> None:
    """A source that lost frames since its probe does not give a result."""
    decided = plan({}, probe(clip("silent.mp4")))
    shorter = make("shorter.mp4", "-i", str(clip("silent.mp4")), "-frames:v", "4", "-c:v", "libx264")
    with pytest.raises(MediaError, match="4 frames were made, not 10"):
        process(decided, shorter, tmp_path / "out.mp4", workdir=tmp_path / "work")
    assert _leftovers(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the full device of Linux")
def test_a_full_disk_is_named(clip: Clip, tmp_path: Path) -> None:
    """When no space is left the reason says so and no file is left."""
    decided = plan({"mediaContainerCodec": {"container": "mts"}}, probe(clip("silent.mp4")))
    (tmp_path / "out.mts.part").symlink_to("/dev/full")
    with pytest.raises(MediaError, match="disk of this server is full"):
        process(decided, clip("silent.mp4"), tmp_path / "out.mts", workdir=tmp_path / "work")
    assert _leftovers(tmp_path) == []


def test_a_missing_folder_is_a_plain_error(clip: Clip, tmp_path: Path) -> None:
    """An output folder that is not there is a MediaError."""
    decided = plan({}, probe(clip("silent.mp4")))
    with pytest.raises(MediaError):
        process(decided, clip("silent.mp4"), tmp_path / "no" / "out.mp4", workdir=tmp_path / "work")


def test_a_work_folder_that_cannot_be_made(clip: Clip, tmp_path: Path) -> None:
    """A work folder in the place of a file is a MediaError about storage."""
    decided = plan({}, probe(clip("silent.mp4")))
    blocked = tmp_path / "work"
    blocked.write_bytes(b"")
    with pytest.raises(MediaError, match="could not be stored"):
        process(decided, clip("silent.mp4"), tmp_path / "out.mp4", workdir=blocked)
