"""The file that a result goes to: checked before the work, and named only when the result is good."""

import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, disk_failure


def check_target(target: Path, *, overwrite: bool, source: Path | None = None) -> None:
    """Make sure that a result can be written to `target`, by writing beside it once.

    Raises `CommandFailure`.
    """
    if target.is_dir():
        raise CommandFailure(
            f"{target} is a directory. Name the file to write, such as {target / 'result.mov'}.",
            ExitCode.USAGE,
        )
    if source is not None and _same(target, source):
        raise CommandFailure(
            f"{target} is the source itself. Choose another name for the result.", ExitCode.USAGE
        )
    if not overwrite and (target.exists() or target.is_symlink()):
        raise CommandFailure(
            f"{target} exists already. Choose another name, or add --overwrite.", ExitCode.USAGE
        )
    if not target.parent.is_dir():
        raise CommandFailure(
            f"{target.parent} is not a directory. Create it, or choose another place.", ExitCode.USAGE
        )
    trial = _beside(target)
    try:
        trial.write_bytes(b"\0" * 4096)
    except OSError as error:
        raise disk_failure(error, target.parent) from error
    finally:
        with suppress(OSError):
            trial.unlink(missing_ok=True)


@contextmanager
def unverified(
    target: Path,
    *,
    overwrite: bool,
    path: Path | None = None,
    kept: Callable[[BaseException], bool] = lambda _: False,
) -> Generator[Path]:
    """Give a path beside `target` to write to; it becomes `target` when the block ends well.

    Args:
        path: where to write; a name that nothing else has when None.
        kept: whether what is there stays when the block ends with this error, for a later run to go on with.
    """
    path = path or _beside(target)
    keep = False
    try:
        try:
            yield path
        except BaseException as error:
            keep = kept(error)
            raise
        if not overwrite and (target.exists() or target.is_symlink()):
            raise CommandFailure(
                f"{target} was made by something else meanwhile. Choose another name, or add --overwrite.",
                ExitCode.USAGE,
            )
        try:
            path.replace(target)
        except OSError as error:
            raise disk_failure(error, target) from error
    finally:
        if not keep:
            with suppress(OSError):
                # What a download left beside it goes too.
                for left in path.parent.glob(f"{escape(path.name)}*"):
                    left.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    return target.with_name(f".pixop-{secrets.token_hex(6)}.unverified")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
