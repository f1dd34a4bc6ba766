"""What the polls of one job told, and when it will be done if it goes on like that. Pure."""

from dataclasses import dataclass, field

History = tuple[tuple[float, float | None, str], ...]
"""Seconds since the wait began, percentage (0 to 100) or None, and the status as it was sent."""

_MOST = 1000
_SOONEST = 0.25
_SHARE = 0.5
"""Of the time that is probably left: a guess that is wrong by half costs one more poll."""


@dataclass(slots=True)
class JobHistory:
    """Grows where something changed, and stays bounded."""

    _entries: list[tuple[float, float | None, str]] = field(default_factory=list)
    _latest: tuple[float, float | None] | None = None
    _eta: float | None = None

    def add(self, seconds: float, percent: float | None, status: str, eta: float | None = None) -> None:
        """Take in what a poll told; `eta` is the server's own guess in seconds, when it makes one."""
        self._latest, self._eta = (seconds, percent), eta
        if self._entries and self._entries[-1][1:] == (percent, status):
            return
        if len(self._entries) >= _MOST:
            del self._entries[_MOST // 2]  # how it began and how it ended is what people ask
        self._entries.append((seconds, percent, status))

    @property
    def entries(self) -> History:
        """All changes, oldest first."""
        return tuple(self._entries)

    def remaining(self) -> float | None:
        """Seconds that the job probably takes from the last poll on; None when nothing tells."""
        if self._eta is not None:
            return self._eta
        if self._latest is None:
            return None
        seconds, percent = self._latest
        first = next(((at, done) for at, done, _ in self._entries if done is not None), None)
        if percent is None or first is None or percent <= (first[1] or 0.0) or seconds <= first[0]:
            return None
        return (100.0 - percent) * (seconds - first[0]) / (percent - (first[1] or 0.0))

    def sooner(self, delay: float) -> float:
        """Shorten a delay when the job will probably be done before."""
        left = self.remaining()
        return delay if left is None else min(delay, max(_SOONEST, left * _SHARE))
