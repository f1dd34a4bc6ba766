"""What the document advises against: type checkers tell it at each use, the program once."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated  # type checkers bring it with them
else:

    def deprecated(message):
        """Mark a function as `warnings.deprecated` of Python 3.13 does, without a warning at each call."""

        def mark(function):
            function.__deprecated__ = message
            return function

        return mark


_told: set[str] = set()


def warn_once(message: str) -> None:
    """Warn the caller of the function that calls this, the first time that the program comes here."""
    if message not in _told:
        warnings.warn(message, DeprecationWarning, stacklevel=3)
        _told.add(message)


__all__ = ["deprecated", "warn_once"]
