"""Run one limited child: read its output as it comes, kill its whole group when time is up or nobody wants it."""

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pixop_server.media.errors import MediaCancelledError, MediaError
from pixop_server.media.guard import Limits, environment, limited_command

POLL_SECONDS = 0.1
_CHUNK = 64 * 1024
_HEAD = 512 * 1024
_TAIL = 32 * 1024


@dataclass(frozen=True, slots=True)
class Completed:
    """How a child ended: its exit status (negative: a signal) and what it said on stderr, its middle cut out."""

    status: int
    stderr: str


class _BoundedLog:
    """Keeps the first and the last bytes of a stream that may be endless."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail = bytearray()

    def write(self, data: bytes) -> None:
        room = _HEAD - len(self._head)
        self._head += data[:room]
        self._tail += data[room:] if room < len(data) else b""
        del self._tail[:-_TAIL]

    def text(self) -> str:
        return (self._head + self._tail).decode("utf-8", "replace")


def run(
    command: list[str],
    *,
    cwd: Path,
    limits: Limits,
    deadline: float,
    on_output: Callable[[bytes], None],
    cancelled: Callable[[], bool] = lambda: False,
) -> Completed:
    """Run `command` and hand each piece of its stdout to `on_output`, in this thread.

    Args:
        command: the program and its arguments.
        cwd: where it runs.
        limits: what it may use.
        deadline: `time.monotonic()` seconds after which it is killed.
        on_output: called with bytes as they come; may raise, which kills the child.
        cancelled: asked at least every 0.2 s; True kills the child.

    Raises:
        MediaError: the deadline passed, or the program cannot be started.
        MediaCancelledError: `cancelled` said so.
    """
    try:
        child = subprocess.Popen(
            limited_command(command, limits),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment(),
            start_new_session=True,
            close_fds=True,
        )
    except OSError as error:
        raise MediaError(f"FFmpeg could not be started: {error.strerror}.") from error
    assert child.stdout is not None
    assert child.stderr is not None
    pieces: queue.Queue[bytes] = queue.Queue(maxsize=32)
    stopped = threading.Event()
    log = _BoundedLog()
    readers = [
        threading.Thread(target=_pump, args=(child.stdout, pieces, stopped), daemon=True),
        threading.Thread(target=_collect, args=(child.stderr, log), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        _drive(child, pieces, deadline, on_output, cancelled)
    finally:
        stopped.set()
        _kill_group(child)
        child.wait()
        for reader in readers:
            reader.join()
        child.stdout.close()
        child.stderr.close()
    return Completed(child.returncode, log.text())


def _drive(
    child: subprocess.Popen[bytes],
    pieces: "queue.Queue[bytes]",
    deadline: float,
    on_output: Callable[[bytes], None],
    cancelled: Callable[[], bool],
) -> None:
    """Return once stdout is closed and the child has ended."""
    output_open = True
    while output_open or child.poll() is None:
        if cancelled():
            raise MediaCancelledError("The work was cancelled.")
        if time.monotonic() > deadline:
            raise MediaError("The work took longer than this server allows.")
        if not output_open:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(POLL_SECONDS)
            continue
        try:
            piece = pieces.get(timeout=POLL_SECONDS)
        except queue.Empty:
            continue
        if piece:
            on_output(piece)
        else:
            output_open = False


def _pump(stream: IO[bytes], pieces: "queue.Queue[bytes]", stopped: threading.Event) -> None:
    """Move a pipe's bytes into the queue; an empty piece marks the end."""
    descriptor = stream.fileno()
    while True:
        piece = os.read(descriptor, _CHUNK)
        while not stopped.is_set():
            try:
                pieces.put(piece, timeout=POLL_SECONDS)
                break
            except queue.Full:
                continue
        if not piece:
            return


def _collect(stream: IO[bytes], log: _BoundedLog) -> None:
    while piece := os.read(stream.fileno(), _CHUNK):
        log.write(piece)


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started; harmless when all of it has ended."""
    if os.name == "posix":
        # The group keeps its id while any member lives, the unreaped child included, so no other group is hit.
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()
