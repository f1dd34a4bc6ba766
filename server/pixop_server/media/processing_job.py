"""Carry out a plan: run FFmpeg under guard, verify what it made, publish it in one step or not at all."""

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pixop_server.media import child_process
from pixop_server.media.errors import MediaCancelledError, MediaError
from pixop_server.media.guard import Limits
from pixop_server.media.media_probe import Probe, probe
from pixop_server.media.processing_plan import ProcessingPlan
from pixop_server.media.progress import PercentTracker, ProgressReader, ProgressReport
from pixop_server.media.super_resolution import SuperResolution
from pixop_server.media.super_resolution_status import NETWORK_FAILED
from pixop_server.media.verification import verify

_FIRST_PASS_WEIGHT = 1.0
_LAST_PASS_WEIGHT = 3.0
_NETWORK_WEIGHT = 100.0
"""Share of the time: detecting motion is cheap beside filtering and encoding, and nothing beside a network."""

DISK_FULL = "The disk of this server is full; nothing of the result was kept."


def process(
    plan: ProcessingPlan,
    input_: Path,
    output: Path,
    *,
    workdir: Path,
    on_progress: Callable[[float], None] = lambda _percent: None,
    cancelled: Callable[[], bool] = lambda: False,
    limits: Limits | None = None,
    network: SuperResolution | None = None,
) -> Probe:
    """Make `output` from `input_` and return its probe.

    The work goes into `output`'s folder as `NAME.part`, which becomes `output` only when it is what the plan
    says; on any failure neither is left. Temporary files go into a folder of their own in `workdir` and are removed.

    Args:
        plan: from `plan()`, for the probe of this very input.
        input_: the source file.
        output: where the result goes; its folder must exist. A file that is there is replaced at the end.
        workdir: folder for temporary files; made when it is not there.
        on_progress: called with percent, rising, at most 99.9 until the result is verified, then 100.
        cancelled: asked every 0.1 s; True ends FFmpeg at once.
        limits: what FFmpeg may use.
        network: takes the place of Lanczos where the plan has the scaler `pabsr1`.

    Raises:
        MediaCancelledError: `cancelled` said so.
        MediaError: it failed; the reason is a sentence for users.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.wall_clock
    part = output.with_name(output.name + ".part")
    try:
        workdir.mkdir(parents=True, exist_ok=True)
        directory = Path(tempfile.mkdtemp(prefix="job-", dir=workdir))
    except OSError as error:
        raise _storage_error(error) from error
    try:
        report = _run_passes(plan, input_, part, directory, on_progress, cancelled, limits, deadline, network)
        result = _read_back(part, deadline, cancelled)
        verify(plan, result, report)
        _publish(part, output)
    except OSError as error:
        raise _storage_error(error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        shutil.rmtree(directory, ignore_errors=True)
    on_progress(100.0)
    return result


def _run_passes(
    plan: ProcessingPlan,
    input_: Path,
    part: Path,
    directory: Path,
    on_progress: Callable[[float], None],
    cancelled: Callable[[], bool],
    limits: Limits,
    deadline: float,
    network: SuperResolution | None,
) -> ProgressReport:
    commands = plan.commands(input_, part, threads=limits.threads, network=network)
    last_weight = _NETWORK_WEIGHT if plan.uses(network) else _LAST_PASS_WEIGHT
    weights = [_FIRST_PASS_WEIGHT] * (len(commands) - 1) + [last_weight]
    tracker = PercentTracker(plan.expected_frames, weights)
    report = ProgressReport()
    for number, command in enumerate(commands):
        reader = ProgressReader()

        def take(data: bytes, reader: ProgressReader = reader, number: int = number) -> None:
            if reader.feed(data):
                on_progress(tracker.update(number, reader.last.frames))

        completed = child_process.run(
            command, cwd=directory, limits=limits, deadline=deadline, on_output=take, cancelled=cancelled
        )
        if completed.status != 0:
            raise MediaError(_why_failed(completed), detail=completed.stderr[-4000:])
        report = reader.last
    return report


def _read_back(part: Path, deadline: float, cancelled: Callable[[], bool]) -> Probe:
    try:
        return probe(part, timeout=max(1.0, deadline - time.monotonic()), cancelled=cancelled)
    except MediaCancelledError:
        raise
    except MediaError as error:
        reason = f"The result cannot be read back and was discarded. {error.reason}"
        raise MediaError(reason, detail=error.detail) from error


def _why_failed(completed: child_process.Completed) -> str:
    """Return a sentence for a failed run; raw words of FFmpeg name local paths, so they stay in the log."""
    said = completed.stderr
    if "No space left on device" in said:
        return DISK_FULL
    if "File too large" in said or completed.status == -25:
        return "The result grew larger than this server allows."
    if "Cannot allocate memory" in said or "std::bad_alloc" in said:
        return "Processing needs more memory than this server allows; ask for a smaller resolution."
    if "Decode error rate" in said:
        return "Most of the video cannot be decoded: the file is damaged."
    if completed.status in NETWORK_FAILED:
        return "The super-resolution network failed on this video."
    if completed.status < 0:
        return f"FFmpeg was ended by signal {-completed.status} before it was done."
    return f"FFmpeg could not process the video (exit status {completed.status})."


def _publish(part: Path, output: Path) -> None:
    """Make the bytes durable, then give them their name."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(output)
    if os.name == "posix":
        folder = os.open(output.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _storage_error(error: OSError) -> MediaError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MediaError(DISK_FULL)
    return MediaError(f"The result could not be stored: {error.strerror}.")
