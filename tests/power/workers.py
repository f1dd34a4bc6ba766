"""Measure many changed servers at once: each worker is a process with a server of its own."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from catalogue import CATALOGUE
from lifeline import watch_parent
from measurement import Measured, measure, reference_server

RUNNER = Path(__file__).with_name("run.py")
LONGEST = 150.0
"""Seconds for one changed server, after which its worker is given up."""
STOP = 40.0
"""Seconds for a worker to end with its server."""


def work(*, whole: bool) -> None:
    """Read names from standard input, and write what was measured to standard output."""
    watch_parent(int(os.environ["POWER_RUNNER"]))
    with reference_server() as server:
        for line in sys.stdin:
            planted = CATALOGUE[line.strip()]
            try:
                measured = measure(planted, server, whole=whole)
            except Exception as error:
                measured = Measured(planted.name, 4, {}, {}, problem=f"{type(error).__name__}: {error}")
            print(measured.line(), flush=True)


class Worker:
    """A process that measures one name after the other."""

    def __init__(self, *, whole: bool) -> None:
        environment = {**os.environ, "POWER_RUNNER": str(os.getpid())}
        self.process = subprocess.Popen(
            [sys.executable, str(RUNNER), "--worker", *(["--whole"] if whole else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def measure(self, name: str) -> Measured:
        """Measure one; what takes too long or ends the process is told as a problem."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        timer = threading.Timer(LONGEST, self.process.terminate)
        timer.start()
        try:
            self.process.stdin.write(f"{name}\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError as error:
            line, problem = "", str(error)
        else:
            problem = f"no result within {LONGEST:g} s"
        finally:
            timer.cancel()
        return Measured.of_line(line) if line else Measured(name, 4, {}, {}, problem=problem)

    def close(self) -> None:
        """End the process and its server."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def measure_all(
    names: Sequence[str], keep: Callable[[Measured], None], *, workers: int, seconds: float, whole: bool
) -> None:
    """Measure names until all are done or the time is over; `keep` is called with each result."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for name in names:
        waiting.put(name)
    deadline = time.monotonic() + seconds
    lock = threading.Lock()

    def drive() -> None:
        worker = Worker(whole=whole)
        try:
            while time.monotonic() < deadline:
                try:
                    name = waiting.get_nowait()
                except queue.Empty:
                    return
                measured = worker.measure(name)
                with lock:
                    keep(measured)
                if measured.problem:
                    worker.close()
                    worker = Worker(whole=whole)
        finally:
            worker.close()

    # Daemons: when this process is interrupted, its end is what ends the workers.
    threads = [threading.Thread(target=drive, daemon=True) for _ in range(min(workers, len(names)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
