"""What pixop has to reach, as ratios to curl in the same run, and whether it did."""

from __future__ import annotations

from dataclasses import dataclass

GROWTH = 8.0
"""MiB that memory may grow by, at any size."""
SMALL_GET = 1.15
"""Times bare httpx, in CPU and wall time."""
IMPORT = 30.0
"""Milliseconds that `import pixop` may take over bare Python."""


@dataclass(frozen=True)
class Bar:
    """The least speed and the most CPU, times those of curl; None where there is no bar."""

    speed: float
    cpu: float | None

    def __str__(self) -> str:
        cpu = "" if self.cpu is None else f", CPU ≤{self.cpu:.2f}"
        return f"≥{self.speed:.2f}{cpu}, ≤{GROWTH:.0f} MiB"

    def met(self, speed: float, cpu: float, growth: float) -> bool:
        """Tell whether all of it is reached."""
        return speed >= self.speed and (self.cpu is None or cpu <= self.cpu) and growth <= GROWTH


BARS = {
    ("download", "http"): Bar(1.0, 0.85),
    ("download", "https"): Bar(0.95, 1.0),
    ("upload", "http"): Bar(1.2, 0.75),
    ("upload", "https"): Bar(0.95, None),
}
