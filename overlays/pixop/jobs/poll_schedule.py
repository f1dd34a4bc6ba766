"""When to ask again. Pure: it yields delays and never sleeps. All times in seconds."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pixop.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class PollSchedule:
    """Delays from `first`, each `factor` times the one before, up to `longest`, spread by ± `jitter`.

    It starts fast, so that a short clip is not waited for longer than it takes.
    """

    first: float = 0.25
    factor: float = 1.5
    longest: float = 20.0
    jitter: float = 0.1
    uniform: Callable[[float, float], float] = random.uniform

    def __post_init__(self) -> None:
        if not (0 < self.first <= self.longest and self.factor >= 1 and 0 <= self.jitter < 1):
            raise ConfigurationError(
                "A poll schedule needs 0 < first <= longest, factor >= 1 and 0 <= jitter < 1 (seconds)."
            )

    @classmethod
    def every(cls, seconds: float) -> "PollSchedule":
        """Return the schedule that asks in equal steps."""
        return cls(first=seconds, factor=1.0, longest=seconds)

    def delays(self) -> Iterator[float]:
        """Yield delays without end."""
        delay = self.first
        while True:
            yield delay * (1 + self.uniform(-self.jitter, self.jitter))
            delay = min(self.longest, delay * self.factor)
