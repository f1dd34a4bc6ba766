"""The main job from nothing: a server, a video, `pixop process`, and what came of it."""

import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from pixop.cli.demo_server import demo_server
from pixop.cli.demo_video import make_video
from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, disk_failure
from pixop.cli.interruption import ended_like_interrupted
from pixop.cli.output import write_line
from pixop.cli.quantity import seconds_text, size_text
from pixop.cli.result_file import check_target
from pixop.verification.media_facts import NotProbedError, UnreadableMediaError, measure

#: How long the interrupted job may take to end, before it is asked in the next stronger way.
PATIENCE_SECONDS = 2.0


class Demonstration:
    """One run of the demo.

    Args:
        file: the video to process; one is made when None.
        output: the directory for the result; made when it is not there.
        options: the options of `pixop process`.
    """

    def __init__(self, file: Path | None, output: Path, options: list[str]) -> None:
        self._file = file
        self._output = output
        self._options = options
        self._report: list[tuple[str, str]] = []

    def run(self) -> int:
        """Do it; return the exit code of `pixop process`."""
        try:
            self._output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_failure(error, self._output) from error
        source = self._file or self._output / "source.mov"
        target = self._output / f"{source.stem}-hd.mov"
        check_target(target, overwrite=True, source=source)
        with ended_like_interrupted(), TemporaryDirectory(prefix="pixop-demo-") as directory:
            if self._file is None:
                with self._timed("made a video"):
                    make_video(source)
            with self._server(Path(directory)) as environment:
                code = self._process(source, target, environment)
        if code == ExitCode.DONE:
            self._tell(source, target)
        return code

    @contextmanager
    def _server(self, directory: Path) -> Generator[dict[str, str]]:
        started = time.monotonic()
        with demo_server(directory) as environment:
            self._did(f"started the reference server at {environment['PIXOP_BASE_URL']}", started)
            yield environment
            stopping = time.monotonic()
        self._did("stopped the server", stopping)

    def _process(self, source: Path, target: Path, environment: dict[str, str]) -> int:
        words = ["process", str(source), "-o", str(target), "--overwrite", *self._options]
        _say(f"$ pixop {' '.join(words)}")
        started = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", "pixop.cli", *words, "--no-advice"],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            code = child.wait()
        except KeyboardInterrupt:
            _wait_for_interrupted(child)
            raise CommandFailure(
                "Interrupted. The demo's server is stopped and its data is gone.",
                ExitCode.INTERRUPTED,
            ) from None
        if code == ExitCode.DONE:
            self._did("uploaded, processed, downloaded and verified", started)
        return code

    @contextmanager
    def _timed(self, what: str) -> Generator[None]:
        started = time.monotonic()
        yield
        self._did(what, started)

    def _did(self, what: str, started: float) -> None:
        took = time.monotonic() - started
        self._report.append((what, seconds_text(took)))
        _say(f"{what[0].upper()}{what[1:]} in {seconds_text(took)}")

    def _tell(self, source: Path, target: Path) -> None:
        width = max(len(what) for what, _ in self._report)
        lines = ["", "What was done:", *(f"  {what:<{width}}  {took:>8}" for what, took in self._report), ""]
        lines += [
            f"Source  {source}",
            f"        {_words(source)}",
            f"Result  {target}",
            f"        {_words(target)}",
        ]
        write_line("\n".join(lines))


def _words(path: Path) -> str:
    size = size_text(path.stat().st_size)
    try:
        found = measure(path)
    except (NotProbedError, UnreadableMediaError) as error:
        return f"{size} ({error})"
    return f"{found.words}, {size}"


def _wait_for_interrupted(child: "subprocess.Popen[bytes]") -> None:
    """Let the child say its last line: a terminal sent Ctrl-C to it too, a `kill` did not."""
    for ending in (None, signal.SIGINT, signal.SIGTERM):
        with suppress(OSError, ValueError):  # Windows sends no SIGINT to one process
            if ending is not None:
                child.send_signal(ending)
        try:
            child.wait(PATIENCE_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            continue
        return
    child.kill()


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
