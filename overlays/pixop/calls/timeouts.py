"""How long the client waits for each phase of a request."""

import math
from dataclasses import dataclass

from pixop.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds. `read` and `write` bound one wait for bytes, not a whole transfer; None waits forever."""

    connect: float | None = 10.0
    read: float | None = 60.0
    write: float | None = 60.0
    pool: float | None = 10.0

    def __post_init__(self) -> None:
        for name in ("connect", "read", "write", "pool"):
            value = getattr(self, name)
            if value is not None and not (value > 0 and math.isfinite(value)):
                raise ConfigurationError(f"The {name} timeout is {value!r}: give seconds above 0, or None.")

    @classmethod
    def of(cls, value: "float | Timeouts | None") -> "Timeouts":
        """Take one number for all phases, the phases themselves, or None for the defaults."""
        if value is None:
            return cls()
        return value if isinstance(value, Timeouts) else cls(value, value, value, value)
