"""Put a new directory in the place of an old one, so that a crash leaves either of them there, whole.

On Linux the two directories change places in one system call. Elsewhere, and on file systems that cannot, the old one
steps aside under a known name first; a run that finds only that name puts it back.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


@contextlib.contextmanager
def staging_directory(target: Path) -> Generator[Path]:
    """A new empty directory beside `target`, on the same file system; gone afterwards if it was not put in place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
    staging.chmod(0o755)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def restore(target: Path) -> bool:
    """Put back the old directory of a run that crashed between its two renames. True when there was something to do."""
    aside = _aside(target)
    if not aside.is_dir():
        return False
    if target.exists():
        shutil.rmtree(aside, ignore_errors=True)
        return False
    aside.rename(target)
    return True


def replace_tree(new: Path, target: Path) -> None:
    """Replace `target` by `new`, which is on the same file system and afterwards is no more.

    Raises:
        OSError: It did not work; `target` is what it was.
    """
    if not target.exists():
        new.rename(target)
        return
    if _exchange(new, target):
        shutil.rmtree(new, ignore_errors=True)
        return
    aside = _aside(target)
    shutil.rmtree(aside, ignore_errors=True)
    target.rename(aside)
    try:
        new.rename(target)
    except BaseException:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _exchange(first: Path, second: Path) -> bool:
    """Let two directories change places in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0)
