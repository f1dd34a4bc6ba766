"""Who writes a part file: an O_EXCL lock file with its owner, because `flock` lies on network file systems."""

import json
import os
import secrets
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from pixop.errors import LocalFileError
from pixop.transfers.boot import boot_id, process_start

_PROCESS = secrets.token_hex(8)
"""Tells this process from an earlier one that had the same number."""


class PartLock:
    """Held from creation to `release`.

    Attributes:
        took_over: whether the lock was left behind by a process that is gone.
    """

    def __init__(self, part: Path) -> None:
        self.path = part.with_name(f"{part.name}.lock")
        self.took_over = False
        for _ in range(2):
            try:
                self._create()
            except FileExistsError:
                if not self._abandoned():
                    raise LocalFileError(
                        f"Another download writes {part.name} (lock file {self.path}): wait for it, or remove the "
                        "lock file if no download is running.",
                        path=str(part),
                    ) from None
                with suppress(FileNotFoundError):
                    self.path.unlink()
                    self.took_over = True
            else:
                return
        raise LocalFileError(f"Another download took {self.path} at the same moment.", path=str(part))

    def release(self) -> None:
        """Let others go on."""
        with suppress(OSError):
            self.path.unlink()

    def _create(self) -> None:
        owner = {
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "process": _PROCESS,
            "boot": boot_id(),
            "started": process_start(os.getpid()),
        }
        descriptor = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(owner, file)

    def _abandoned(self) -> bool:
        try:
            owner: Any = json.loads(self.path.read_text("utf-8"))
            host, pid, process = owner["host"], int(owner["pid"]), owner["process"]
        except FileNotFoundError:
            return True
        except (OSError, ValueError, KeyError, TypeError):
            return False
        if host != socket.gethostname():
            return False
        if pid == os.getpid():
            return bool(process != _PROCESS)
        return not _alive(pid) or _other_life(pid, owner)


def _other_life(pid: int, owner: dict[str, Any]) -> bool:
    """Tell whether the number was given to another process, after a restart of the machine or just later."""
    boot, started = owner.get("boot"), owner.get("started")
    if boot is not None and boot_id() not in (None, boot):
        return True
    return started is not None and process_start(pid) not in (None, started)


def _alive(pid: int) -> bool:
    if sys.platform == "win32" or pid <= 0:
        return True  # there is no harmless question to ask
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
