"""Where the ledgers of runs are that were not given one."""

import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pixop.cli.failure import disk_failure
from pixop.errors import LedgerError
from pixop.pipelines.pipeline_ledger import peek


def ledger_directory() -> Path:
    """Return the directory; `PIXOP_STATE_DIR` names another place than the system's."""
    own = os.environ.get("PIXOP_STATE_DIR")
    if own:
        return Path(own) / "ledgers"
    from platformdirs import user_state_path

    return user_state_path("pixop", appauthor=False) / "ledgers"


def new_ledger() -> Path:
    """Return the path of a ledger that is not there yet, in a directory that is. Raises `CommandFailure`."""
    directory = ledger_directory()
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise disk_failure(error, directory) from error
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return directory / f"{now}-{secrets.token_hex(4)}.jsonl"


def ledgers() -> Iterator[Path]:
    """Yield the ledgers that are there, oldest first."""
    yield from sorted(ledger_directory().glob("*.jsonl"))


def unfinished_run(targets: Iterable[Path], base_url: str) -> tuple[Path, Path] | None:
    """Return a target that an earlier run at this server has not brought yet, and the ledger of that run."""
    wanted = {str(target.absolute()) for target in targets}
    for path in ledgers():
        try:
            header, entries = peek(path)
        except LedgerError:
            continue
        for entry in entries:
            if entry.key in wanted and entry.goes_on and header.get("baseUrl") == base_url:
                return Path(entry.key), path
    return None
