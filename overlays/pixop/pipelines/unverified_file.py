"""Where a result is until it has been checked: beside its target, under a name that the next run finds again."""

import hashlib
import os
from pathlib import Path

_LONGEST = 190
"""Bytes of a name that leave room for the endings of the part file and its journal (most file systems take 255)."""


def unverified_path(target: Path) -> Path:
    """Return the path for a result of `target` that has not been checked yet; always the same for one target.

    What a download leaves beside it names the video that it is of, so that none is taken for another's.
    """
    name = target.name
    if len(os.fsencode(name)) > _LONGEST:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()[:32]
    return target.with_name(f".{name}.pixop-unverified")
