"""The frame rate that timecodes of a source count in."""

from pathlib import Path
from typing import TYPE_CHECKING

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure
from pixop.timecode import FrameRate

if TYPE_CHECKING:
    from pixop import Pixop


def rate_of_file(path: Path) -> FrameRate:
    """Measure the frame rate of a file here.

    Raises `CommandFailure` when that is not possible, or it has none that a timecode could count in.
    """
    from pixop.verification import media_facts

    try:
        found = media_facts.measure(path)
    except media_facts.NotProbedError as error:
        raise _unknown(f"The frame rate of {path} cannot be measured here ({error})") from error
    except media_facts.UnreadableMediaError as error:
        raise _unknown(f"The frame rate of {path} cannot be measured: {error}") from error
    if not found.constant_frame_rate:
        raise _unknown(f"The frame rate of {path} varies, so that timecodes name no frames of it")
    return FrameRate.of(found.frame_rate)


def rate_of_video(client: "Pixop", video_id: str) -> FrameRate:
    """Return the frame rate that the server measured. Raises `CommandFailure` when it did not."""
    from pixop.verification.media_words import metadata_of

    found = metadata_of(client.videos.get_video(video_id).video)
    if found is None or not found.average_framerate:
        raise _unknown(f"The server has not measured the frame rate of video {video_id}")
    return FrameRate.of(found.average_framerate)


def _unknown(what: str) -> CommandFailure:
    return CommandFailure(
        f"{what}. Add --frame-rate, or write positions in milliseconds or HH:MM:SS.mmm.", ExitCode.USAGE
    )
