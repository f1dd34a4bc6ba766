"""The options of `pixop process` that say what to make, and the request they become."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import typer
from pixop_client.models.apple_prores_profile import AppleProresProfile
from pixop_client.models.bit_depth import BitDepth
from pixop_client.models.clarity_boost import ClarityBoost
from pixop_client.models.codec import Codec
from pixop_client.models.container import Container
from pixop_client.models.deinterlacer import Deinterlacer
from pixop_client.models.denoiser import Denoiser
from pixop_client.models.dnxhd_hr_profile import DnxhdHrProfile
from pixop_client.models.resolution_tag import ResolutionTag
from pixop_client.models.scaler import Scaler
from pixop_client.models.stabilizer import Stabilizer
from pixop_client.models.yuv import Yuv

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure
from pixop.cli.picture_size import parse_resolution
from pixop.cli.position import Position, parse_position
from pixop.errors import ConfigurationError
from pixop.jobs.process_settings import process_settings
from pixop.timecode import FrameRate

#: What is made when no option says anything.
DEFAULT_SCALER, DEFAULT_RESOLUTION = Scaler.PABSR1, ResolutionTag.HD_1080P

_FORMAT, _PICTURE, _CLIP = "What to write", "What to do with the picture", "Which part"


def _resolution(text: str) -> str:
    try:
        parse_resolution(text, tuple(ResolutionTag))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return text


def _position(text: str) -> Position:
    try:
        return parse_position(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _frame_rate(text: str) -> FrameRate:
    try:
        return FrameRate.of(text)
    except ConfigurationError as error:
        raise typer.BadParameter(error.message.removesuffix(".")) from None


def _bits(text: str) -> int:
    known = ", ".join(str(depth.value) for depth in BitDepth)
    if not text.isdecimal() or not BitDepth(int(text)).is_known:
        raise typer.BadParameter(f"{text!r} is not one of {known}")
    return int(text)


@dataclass(frozen=True, kw_only=True)
class ProcessOptions:
    """What to make; None leaves the decision to the server (reference: "Trigger a request to process a video")."""

    container: Annotated[
        Container | None,
        typer.Option(
            help="The container (default: the ending of OUT, else as the source).", rich_help_panel=_FORMAT
        ),
    ] = None
    codec: Annotated[
        Codec | None, typer.Option(help="The codec (default: as the source).", rich_help_panel=_FORMAT)
    ] = None
    prores_profile: Annotated[
        AppleProresProfile | None,
        typer.Option(help="The ProRes profile; needed with --codec prores.", rich_help_panel=_FORMAT),
    ] = None
    dnx_profile: Annotated[
        DnxhdHrProfile | None,
        typer.Option(help="The DNxHD or DNxHR profile; needed with --codec dnxhd.", rich_help_panel=_FORMAT),
    ] = None
    yuv: Annotated[Yuv | None, typer.Option(help="Chroma subsampling.", rich_help_panel=_FORMAT)] = None
    bits: Annotated[
        int | None,
        typer.Option(
            parser=_bits, metavar="8|10|12|14|16", help="Bits of one component.", rich_help_panel=_FORMAT
        ),
    ] = None
    mbps: Annotated[
        float | None,
        typer.Option(min=0.01, max=4000.0, help="Bitrate in megabits a second.", rich_help_panel=_FORMAT),
    ] = None
    deinterlacer: Annotated[
        Deinterlacer | None, typer.Option(help="Make full frames of fields.", rich_help_panel=_PICTURE)
    ] = None
    denoiser: Annotated[Denoiser | None, typer.Option(help="Remove noise.", rich_help_panel=_PICTURE)] = None
    stabilizer: Annotated[
        Stabilizer | None, typer.Option(help="Steady the picture.", rich_help_panel=_PICTURE)
    ] = None
    scaler: Annotated[
        Scaler | None,
        typer.Option(
            help="How to scale: Pixop Super Resolution, Pixop Deep Restoration, or bicubic.",
            rich_help_panel=_PICTURE,
        ),
    ] = None
    resolution: Annotated[
        str | None,
        typer.Option(
            parser=_resolution,
            metavar="|".join((*ResolutionTag, "WIDTHxHEIGHT")),
            help="The picture: a tag is a box that it is fitted into, width and height are taken as given.",
            rich_help_panel=_PICTURE,
        ),
    ] = None
    clarity_boost: Annotated[
        ClarityBoost | None,
        typer.Option(help="More contrast; with --scaler pabsr1 only.", rich_help_panel=_PICTURE),
    ] = None
    start: Annotated[
        Position | None,
        typer.Option(
            parser=_position,
            metavar="POSITION",
            help="Where to begin: milliseconds, seconds (2.5s), HH:MM:SS.mmm, or a timecode HH:MM:SS:FF (drop-frame: "
            "HH:MM:SS;FF) counted from the source's first frame.",
            rich_help_panel=_CLIP,
        ),
    ] = None
    end: Annotated[
        Position | None,
        typer.Option(
            parser=_position,
            metavar="POSITION",
            help="Where to end, likewise; the frame that begins there is not part of it.",
            rich_help_panel=_CLIP,
        ),
    ] = None
    frame_rate: Annotated[
        FrameRate | None,
        typer.Option(
            parser=_frame_rate,
            metavar="RATE",
            help="What timecodes count in, such as 25, 29.97 or 30000/1001 (default: the source's).",
            rich_help_panel=_CLIP,
        ),
    ] = None


def process_request(
    options: ProcessOptions, output: Path, source_rate: Callable[[], FrameRate]
) -> dict[str, Any]:
    """Return the body of the request in the wire shape; the ending of `output` may name the container.

    `source_rate` is called when a timecode must be read and no rate was given.

    Raises `CommandFailure` for options that the reference does not allow together, before anything is uploaded.
    """
    _check_together(options)
    start, end = _clip(options, source_rate)
    if all(getattr(options, each.name) is None for each in fields(options)):
        options = ProcessOptions(scaler=DEFAULT_SCALER, resolution=DEFAULT_RESOLUTION)
    ending = output.suffix[1:].lower()
    container = options.container or (Container(ending) if ending in tuple(Container) else None)
    resolution = parse_resolution(options.resolution, tuple(ResolutionTag)) if options.resolution else {}
    return process_settings(
        container=_value(container),
        codec=_value(options.codec),
        apple_prores_profile=_value(options.prores_profile),
        dnxhd_hr_profile=_value(options.dnx_profile),
        yuv=_value(options.yuv),
        bits=options.bits,
        mbps=options.mbps,
        deinterlacer=_value(options.deinterlacer),
        denoiser=_value(options.denoiser),
        stabilizer=_value(options.stabilizer),
        scaler=_value(options.scaler),
        resolution=resolution.get("tag"),
        width=resolution.get("width"),
        height=resolution.get("height"),
        clarity_boost=_value(options.clarity_boost),
        start_ms=start,
        end_ms=end,
    )


def _check_together(options: ProcessOptions) -> None:
    for codec, profile, name, profiles in (
        (Codec.PRORES, options.prores_profile, "--prores-profile", AppleProresProfile),
        (Codec.DNXHD, options.dnx_profile, "--dnx-profile", DnxhdHrProfile),
    ):
        if profile is not None and options.codec != codec:
            raise _refused(
                f"{name} is for --codec {codec} alone. Add --codec {codec}, or leave the profile out."
            )
        if profile is None and options.codec == codec:
            raise _refused(f"--codec {codec} needs {name}: one of {', '.join(profiles)}.")
    boost = options.clarity_boost
    if boost not in (None, ClarityBoost.NONE) and options.scaler != Scaler.PABSR1:
        raise _refused("--clarity-boost works with --scaler pabsr1 alone. Add it, or leave the boost out.")


def _clip(options: ProcessOptions, source_rate: Callable[[], FrameRate]) -> tuple[int | None, int | None]:
    rates: list[FrameRate] = []  # the source is measured once

    def rate() -> FrameRate:
        if not rates:
            rates.append(options.frame_rate or source_rate())
        return rates[0]

    start, end = (None if each is None else each.at(rate) for each in (options.start, options.end))
    if start is not None and end is not None and start >= end:
        raise _refused(f"--start ({start} ms) must lie before --end ({end} ms).")
    return start, end


def _value(member: Any) -> Any:
    return None if member is None else member.value


def _refused(message: str) -> CommandFailure:
    return CommandFailure(message, ExitCode.USAGE)
