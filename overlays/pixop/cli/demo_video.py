"""A real video for the demonstration, made by FFmpeg's own test sources."""

import subprocess
from pathlib import Path

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, one_line

WIDTH, HEIGHT, RATE, SECONDS = 560, 320, 30, 5.5


def make_video(path: Path) -> None:
    """Write a test picture with a tone, 5.5 seconds in H.264 and AAC.

    Raises `CommandFailure` when there is no FFmpeg or it fails.
    """
    from pixop_server.media import MediaError, ffmpeg_path

    picture = f"testsrc2=size={WIDTH}x{HEIGHT}:rate={RATE}:duration={SECONDS}"
    try:
        program = ffmpeg_path()
    except MediaError as error:
        raise CommandFailure(one_line(str(error))) from error
    command = [str(program), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture]
    command += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={SECONDS}"]
    command += [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-shortest",
        str(path),
    ]
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
        )
    except subprocess.CalledProcessError as error:
        said = one_line(error.stderr)[-300:]
        raise CommandFailure(f"FFmpeg could not make the demo's video: {said}", ExitCode.DISK) from error
    except subprocess.TimeoutExpired as error:
        raise CommandFailure(
            "FFmpeg took more than two minutes for the demo's video: give a FILE."
        ) from error
