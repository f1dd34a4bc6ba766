"""What the media engine raises; every message is a sentence that may be shown to a user."""


class MediaError(Exception):
    """A file that is no usable video, or work on it that failed.

    `str(error)` and `error.reason` are one plain sentence; `error.detail` is FFmpeg's last words, for logs only.
    """

    def __init__(self, reason: str, *, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class MediaCancelledError(MediaError):
    """The work was stopped because `cancelled()` said so; nothing is left of it."""


class PlanError(ValueError):
    """A request that cannot be carried out on this source; the message names what can (HTTP 400)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnsupportedError(PlanError):
    """A request that the document allows and no open encoder can carry out (HTTP 400).

    The exception name on the wire is `UnsupportedByThisServerException` (decision 28a).
    """


class ModelError(ValueError):
    """A super-resolution model that a server cannot start with; the message is a sentence for its operator."""
