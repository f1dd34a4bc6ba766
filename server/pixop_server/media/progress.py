"""How far the work is, from FFmpeg's `-progress` output: frames done, never times, which can fall."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BEFORE_VERIFIED = 99.9
"""Percent that is never passed before the result has been verified: FFmpeg says `end` when it fails, too."""


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """One block of FFmpeg's progress: frames written, and how many of them are repeats."""

    frames: int = 0
    repeated: int = 0


class ProgressReader:
    """Takes the output of `-progress pipe:1` piece by piece."""

    def __init__(self) -> None:
        self._rest = b""
        self._fields: dict[bytes, bytes] = {}
        self.last = ProgressReport()

    def feed(self, data: bytes) -> bool:
        """Take some bytes, cut anywhere; return whether `last` is new."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        fresh = False
        for line in lines:
            name, _, value = line.strip().partition(b"=")
            if name == b"progress":
                self.last = ProgressReport(self._number(b"frame"), self._number(b"dup_frames"))
                self._fields.clear()
                fresh = True
            else:
                self._fields[name] = value
        # Whoever writes endless lines without a newline gets no memory for it.
        self._rest = self._rest[-4096:]
        return fresh

    def _number(self, name: bytes) -> int:
        value = self._fields.get(name, b"").strip()
        return int(value) if value.isdigit() else 0


class PercentTracker:
    """Joins passes into one percentage that never falls and ends at 99.9."""

    def __init__(self, expected_frames: int, weights: Sequence[float]) -> None:
        self._expected = max(1, expected_frames)
        total = sum(weights)
        self._shares = [weight / total for weight in weights]
        self._percent = 0.0

    def update(self, pass_index: int, frames: int) -> float:
        """Return percent done when pass `pass_index` (from 0) has written `frames`."""
        done = min(1.0, max(0, frames) / self._expected)
        percent = 100 * (sum(self._shares[:pass_index]) + self._shares[pass_index] * done)
        self._percent = min(MOST_BEFORE_VERIFIED, max(self._percent, percent))
        return self._percent
