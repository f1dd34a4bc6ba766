"""Where the ledgers of runs are that were not given one."""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pixop.cli.failure import disk_failure


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
