"""The table of every request value: the filter or encoder that does it, and its limits, from the code that uses them.

`python -m pixop_server.media.processing_table` prints it as Markdown.
"""

import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from pixop_server.media import (
    bitrate,
    container_codec,
    dnx,
    filter_graph,
    frame_rate,
    guard,
    output_size,
    prores,
    quality,
    super_resolution,
    xdcam,
)
from pixop_server.media.encoding import WRITABLE
from pixop_server.media.errors import PlanError, UnsupportedError
from pixop_server.media.long_gop import MPEG2_RATES
from pixop_server.media.media_probe import Probe
from pixop_server.media.pixel_format import from_name
from pixop_server.media.processing_plan import MXF_RATES, plan

_NETWORK = """
## A network for `pabsr1`

A server does the scaling of `pabsr1` by a super-resolution network instead of Lanczos when it is given one:
`pixop server --super-resolution-model FILE.onnx`, with the extra `superres` (ONNX Runtime). None comes with the server.

- The model takes one picture of 32-bit floats from 0 to 1, `[1, channels, height, width]`, with one channel (luma of
  full range; chroma is then enlarged by Lanczos) or three (red, green, blue), and makes both sides {factors} times as
  long. Height and width may be free or fixed. With a model that does not fit the server does not start, and says why.
- It sees tiles of {tile}×{tile} pixels (or of its fixed size) that overlap by {overlap} pixels or more: a network that
  looks further than {halo} pixels may show seams. What it made is brought to the size that was asked for by Lanczos;
  sharpening, formats, sound, times and checks are as without it. It works on 8 bits, or on 16 where source or result
  has more than 8.
- It runs between two FFmpegs in a child process, under the same limits, and ends with them when a video is deleted.
  When it fails the job is `ERROR`.
- Lanczos alone does what is no enlargement, fields that stay interlaced, and frames of which the network would make
  more than {pixels} pixels.

`benchmarks/superres.py` makes models of the weights that npm packages ship (all MIT) and measures them: pictures of
640×360 are halved and doubled again, and their luma is compared with what was halved (PSNR in dB, SSIM); processor
time is that of one thread for a frame of 640×360 that becomes 1280×720, the least of three, on a busy machine of two
cores.

{table}
The two of Anime4K, which were made for drawings, gain on Lanczos on photographs and the test card, up to 2.2 dB; the
blurred cells, which Lanczos brings back almost exactly, they spoil. Those of `@upscalerjs` are trained to look sharp,
not to be exact, and lose everywhere. They cost 100 to 4,500 times as much as Lanczos: a minute of 640×360 at 25 frames
a second takes 2 minutes of one processor with `anime4k-m`, 5 with `anime4k-vl` and 80 with `esrgan-medium`, against a
second. So Lanczos stays the default.
"""

NETWORK_COLUMNS = (
    "picture, halved by",
    "bicubic",
    "lanczos",
    "esrgan-slim ×2 (`@upscalerjs/esrgan-slim` 1.0.0)",
    "esrgan-medium ×2 (`@upscalerjs/esrgan-medium` 1.0.0)",
    "anime4k-m ×2 (`anime4k-webgpu` 1.0.0)",
    "anime4k-vl ×2 (`anime4k-webgpu` 1.0.0)",
)
NETWORKS_MEASURED = """\
| test card, averaging | 33.5, 0.972 | 33.4, 0.971 | 30.6, 0.940 | 30.7, 0.941 | 34.7, 0.976 | 34.9, 0.980 |
| test card, bicubic | 32.7, 0.968 | 32.7, 0.968 | 30.3, 0.939 | 30.3, 0.941 | 34.1, 0.972 | 34.4, 0.977 |
| fractal, averaging | 20.1, 0.785 | 20.0, 0.788 | 19.8, 0.759 | 19.8, 0.763 | 20.0, 0.800 | 20.0, 0.801 |
| fractal, bicubic | 20.1, 0.779 | 20.1, 0.786 | 19.9, 0.758 | 19.9, 0.762 | 20.2, 0.797 | 20.2, 0.800 |
| blurred cells, averaging | 34.8, 0.996 | 38.7, 0.998 | 29.3, 0.985 | 29.3, 0.984 | 30.5, 0.989 | 31.3, 0.991 |
| blurred cells, bicubic | 36.8, 0.997 | 41.4, 0.999 | 30.9, 0.990 | 30.9, 0.989 | 30.3, 0.988 | 30.8, 0.990 |
| photograph: china, averaging | 23.0, 0.808 | 22.9, 0.810 | 22.7, 0.791 | 22.7, 0.794 | 23.0, 0.825 | 23.1, 0.827 |
| photograph: china, bicubic | 22.9, 0.800 | 23.0, 0.807 | 22.8, 0.790 | 22.8, 0.792 | 23.2, 0.822 | 23.4, 0.826 |
| photograph: flower, averaging | 33.6, 0.973 | 33.9, 0.974 | 33.0, 0.967 | 33.0, 0.968 | 35.5, 0.979 | 36.1, 0.981 |
| photograph: flower, bicubic | 33.5, 0.972 | 33.9, 0.974 | 33.1, 0.968 | 33.1, 0.969 | 35.5, 0.979 | 36.1, 0.981 |
| mean gain on lanczos | -0.9 | +0.0 | -2.8 | -2.7 | -1.3 | -1.0 |
| CPU s a frame | 0.0005 | 0.0007 | 1.13 | 3.18 | 0.08 | 0.21 |
"""
"""What `benchmarks/superres.py` printed."""

Rows = Iterable[tuple[str, ...]]

YUV = ("4:1:0", "4:1:1", "4:2:0", "4:2:2", "4:4:0", "4:4:4")
BITS = (8, 10, 12, 14, 16)

STAND_INS = {
    "deint": "Pixop Deinterlacer; here edge slope tracing, one frame for two fields",
    "denoise": "Pixop Denoiser; here temporal averaging and wavelets, with fixed strengths",
    "dejit": "Pixop Dejitterer; here vid.stab in two passes, without zoom: edges may show the past",
    "pabsr1": "Pixop Super Resolution, a neural network; here Lanczos, which invents no detail, or a network (below)",
    "dvres": "Pixop Deep Restoration, a neural network; here light denoising, spline and sharpening",
}
"""Values that name the vendor's own methods, and how what runs here differs."""

_INTRODUCTION = """\
# What each request value does

This page is generated from the code that it describes: `python -m pixop_server.media.processing_table`.

Every result is probed against the request before anybody sees it; what differs (container, codec, profile, pixel
format, size, rate, number of frames) ends the job in `ERROR`. Encoder arguments are those for a source of
1920×1080, 25 frames a second, H.264 4:2:0 with 8 bits; bitrates and sizes in them follow the request.
"""

_SAMPLE = Probe(
    container_name="mov",
    long_container_name="QuickTime / MOV",
    codec_name="h264",
    long_codec_name="H.264",
    codec_profile="High",
    codec_tag="avc1",
    pixel_format=from_name("yuv420p"),
    width=1920,
    height=1080,
    sample_aspect_ratio=Fraction(1),
    frame_rate=Fraction(25),
    constant_frame_rate=True,
    duration_ms=10_000,
    total_frames=250,
    size=10_000_000,
    video_stream_size=10_000_000,
    interlaced=False,
    full_range=False,
    start_delay=Fraction(0),
    audio_streams=(),
)


def markdown() -> str:
    """Write the whole page."""
    return _INTRODUCTION + "".join(
        [
            _table(
                "Containers (`mediaContainerCodec.container`)",
                ("value", "FFmpeg muxer", "limits"),
                containers(),
            ),
            _table("Codecs (`mediaContainerCodec.codec`)", ("value", "encoder", "limits"), codecs()),
            _table("`appleProresProfile`", ("value", "encoder", "limits"), prores_profiles()),
            _table("`dnxhdHrProfile`", ("value", "encoder", "limits"), dnx_profiles()),
            _table("`chromaSubsampling`", ("yuv", *(f"{bits} bits" for bits in BITS)), chroma()),
            _table("`bitrate.mbps`", ("value", "encoder", "limits"), bitrates()),
            _table(
                "Filters, in the order of their work", ("field", "value", "FFmpeg", "what it is"), filters()
            ),
            _network(),
            _table("`resolution`", ("value", "size", "limits"), resolutions()),
            _table("`clarityBoost`", ("value", "FFmpeg", "limits"), clarity_boosts()),
            _table("`range`", ("value", "FFmpeg", "limits"), ranges()),
            _table("`qualityAssessment`", ("metric", "measure (sample mean)", "score 0 to 5"), assessments()),
        ]
    )


def containers() -> Rows:
    """Give a row for each container."""
    for name, codecs_of_it in container_codec.CODECS.items():
        limits = f"holds {', '.join(codecs_of_it)}"
        if name == "mxf":
            limits += f"; {_rates(MXF_RATES)} frames a second; H.264 without B-frames"
        sound = "PCM 16 bits" if name in ("mov", "mxf") else "AAC"
        yield name, f"`{container_codec.MUXERS[name]}`", f"{limits}; sound becomes {sound} of 48 kHz"


def codecs() -> Rows:
    """Give a row for each codec."""
    for name in container_codec.CODEC_NAMES:
        match name:
            case "prores" | "dnxhd":
                yield (
                    name,
                    "see its profiles",
                    f"needs `{'appleProresProfile' if name == 'prores' else 'dnxhdHrProfile'}`",
                )
            case "xdcam":
                sizes = "; ".join(
                    f"{_size(size)} with {_rates(rates)}" for size, rates in xdcam.RATES.items()
                )
                yield (
                    name,
                    _arguments(name),
                    f"{_chroma(name)}; {xdcam.BITRATE // 10**6} Mb/s; {sizes} frames a second",
                )
            case "mpeg2":
                yield name, _arguments(name), f"{_chroma(name)}; {_rates(MPEG2_RATES)} frames a second"
            case _:
                yield name, _arguments(name), _chroma(name)


def prores_profiles() -> Rows:
    """Give a row for each ProRes profile."""
    for name, profile in prores.PROFILES.items():
        limits = f"{profile.yuv}, 10 bits; about {profile.nominal_mbps} Mb/s at 1920×1080, 29.97"
        if profile.yuv == "4:4:4":
            limits += "; decoders report 12 bits; no alpha"
        yield name, _arguments("prores", appleProresProfile=name), limits


def dnx_profiles() -> Rows:
    """Give a row for each DNx profile, and the reason for one that cannot be made."""
    for name in dnx.PROFILES:
        try:
            written = _arguments("dnxhd", dnxhdHrProfile=name)
        except UnsupportedError as error:
            yield name, "none", f"refused: {error}"
            continue
        if name in dnx.DNXHR:
            yuv, bits = dnx.DNXHR[name].chroma
            limits = f"{yuv}, {bits} bits; from 256×120; no choice of bitrate"
            if name in ("dnxhr_hqx", "dnxhr_444"):
                limits += "; the reference says 12 bits, which no open encoder writes"
        else:
            sizes = "; ".join(
                f"{_size(size)}: {', '.join(f'{mbps} Mb/s at {rate}' for rate, mbps in rates.items())}"
                for size, rates in dnx.DNXHD_MBPS[name].items()
            )
            limits = f"4:2:2, {10 if name == 'dnxhd_hqx' else 8} bits; {sizes} frames a second"
        yield name, written, limits


def chroma() -> Rows:
    """Give a row for each chroma subsampling: which codecs write it exactly in each depth."""
    for yuv in YUV:
        yield yuv, *(", ".join(_writers(yuv, bits)) or "refused" for bits in BITS)


def bitrates() -> Rows:
    """Give the rows of the bitrate."""
    limits = f"{bitrate.MINIMUM / 1e6:g} to {bitrate.MAXIMUM / 1e6:g}"
    free = "`" + " ".join(bitrate.arguments(20_500_000)) + "`"
    yield "h264, hevc, mpeg2", free, f"{limits}; a constrained average; above 2147 the average alone"
    yield (
        "prores",
        "`-bits_per_mb`",
        "128 to 8192 bits a macroblock; outside is refused with the limits in Mb/s",
    )
    yield "dnxhd, xdcam", "fixed", "another value than the profile's own is refused"
    yield "left out", "from the source", "its bitrate, by codec and area, within 0.04 to 2 bits a pixel"


def filters() -> Rows:
    """Give a row for each filter value."""
    for name, graph in filter_graph.DEINTERLACERS.items():
        yield "deinterlacer", name, f"`{graph}`", _stand_in(name)
    for name, graph in filter_graph.DENOISERS.items():
        yield "denoiser", name, f"`{graph}`", _stand_in(name)
    for name, (detect, transform) in filter_graph.STABILIZERS.items():
        yield "stabilizer", name, f"`{detect}`, then `{transform}`", _stand_in(name)
    for name in filter_graph.SCALERS:
        steps = filter_graph.steps(
            {"scaler": name}, (3840, 2160), resized=True, square_pixels=False, fields=False
        )
        yield "scaler", name, f"`{steps[0].filters}`", _stand_in(name)


def networks() -> Rows:
    """Give the rows of what was measured with networks."""
    for line in NETWORKS_MEASURED.splitlines():
        yield tuple(cell.strip() for cell in line.strip("|").split("|"))


def resolutions() -> Rows:
    """Give the rows of the resolution."""
    for tag, box in output_size.BOXES.items():
        yield tag, f"within {_size(box)}", "shape kept, even numbers, square pixels"
    largest = f"{output_size.LARGEST_WIDTH}×{output_size.LARGEST_HEIGHT}"
    yield (
        "width, height",
        "as given",
        f"{output_size.SMALLEST}×{output_size.SMALLEST} to {largest}; even where chroma needs it",
    )


def clarity_boosts() -> Rows:
    """Give a row for each clarity boost."""
    for name, amount in filter_graph.CLARITY_BOOSTS.items():
        yield (
            name,
            f"`unsharp=7:7:{amount}:7:7:0`" if amount else "nothing",
            "with the scaler pabsr1 alone" if amount else "",
        )


def ranges() -> Rows:
    """Give the rows of the range."""
    yield "startPositionMilliseconds", "seek, then decode", "the first frame that begins at it or after it"
    yield "endPositionMilliseconds", "`-t`, `-frames:v`", "not included; 0 ≤ start < end ≤ duration"


def assessments() -> Rows:
    """Give the rows of the quality assessment."""
    frames = f"mean of {quality.SAMPLES} frames"
    yield (
        "noise",
        f"Immerkær's estimate on the flattest part, {frames}",
        "best at 0.001 and below, on a logarithm",
    )
    yield (
        "details",
        f"gradient of luma without that of noise, {frames}",
        "0 at 0.01 and below, on a logarithm",
    )
    yield "colors", f"Hasler and Süsstrunk's colourfulness, {frames}", "proportional"
    yield "overall", "–", "the mean of the three scores"


def _arguments(codec: str, **fields: Any) -> str:
    container = next(name for name, held in container_codec.CODECS.items() if codec in held)
    request = {"mediaContainerCodec": {"container": container, "codec": codec}, **fields}
    encoding = plan(request, _SAMPLE).encoding
    return "`" + " ".join(encoding.arguments) + "`"


def _writers(yuv: str, bits: int) -> Iterator[str]:
    for codec in container_codec.CODEC_NAMES:
        fields = {
            "prores": [{"appleProresProfile": name} for name in prores.PROFILES],
            "dnxhd": [{"dnxhdHrProfile": name} for name in dnx.PROFILES],
        }.get(codec, [{}])
        found = [next(iter(one.values()), codec) for one in fields if _is_written(codec, yuv, bits, one)]
        yield from (
            found if codec == "dnxhd" else [f"{codec} {name}" if name != codec else codec for name in found]
        )


def _is_written(codec: str, yuv: str, bits: int, fields: dict[str, Any]) -> bool:
    try:
        _arguments(codec, chromaSubsampling={"yuv": yuv, "bits": bits}, **fields)
    except PlanError:
        return False
    return True


def _stand_in(name: str) -> str:
    return f"stand-in for {STAND_INS[name]}" if name in STAND_INS else "what the value names"


def _chroma(codec: str) -> str:
    depths: dict[str, list[str]] = {}
    for yuv, bits in WRITABLE[codec]:
        depths.setdefault(yuv, []).append(str(bits))
    return "; ".join(f"{yuv} with {', '.join(bits)} bits" for yuv, bits in depths.items())


def _rates(rates: Iterable[Fraction]) -> str:
    return ", ".join(frame_rate.describe(rate) for rate in sorted(rates))


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"


def _network() -> str:
    return _NETWORK.format(
        factors=", ".join(map(str, super_resolution.FACTORS[:-1])) + f" or {super_resolution.FACTORS[-1]}",
        tile=super_resolution.TILE,
        halo=super_resolution.HALO,
        overlap=2 * super_resolution.HALO,
        pixels=guard.MAX_PIXELS,
        table=_rows(NETWORK_COLUMNS, networks()),
    )


def _table(title: str, columns: tuple[str, ...], rows: Rows) -> str:
    return f"\n## {title}\n\n{_rows(columns, rows)}"


def _rows(columns: tuple[str, ...], rows: Rows) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(markdown())
