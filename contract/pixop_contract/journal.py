"""What a run made, on disk: what a run that was killed left behind can still be taken away."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SUFFIX = ".jsonl"


def default_directory() -> Path:
    """Return the directory of journals: below `XDG_STATE_HOME`, else below `~/.local/state`."""
    state = os.environ.get("XDG_STATE_HOME") or ""
    base = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
    return base / "pixop" / "contract"


class Journal:
    """An append-only file; a line reaches the file before the run goes on. It holds ids, and no credentials.

    Args:
        directory: Where the file goes; nothing is written when None.
        base_url: The server.
        run: The run's name, with which the names of all things begin that it makes.
    """

    def __init__(self, directory: Path | None, base_url: str, run: str) -> None:
        self.path = None if directory is None else directory / f"{run}{SUFFIX}"
        self._first = {"baseUrl": base_url, "run": run}

    def made(self, kind: str, identifier: str) -> None:
        """Note that something was made."""
        self._append({"made": [kind, identifier]})

    def gone(self, kind: str, identifier: str) -> None:
        """Note that something was deleted."""
        self._append({"gone": [kind, identifier]})

    def begin(self) -> None:
        """Write the head of the file, before anything is made; OSError when that is not possible."""
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._append(self._first)

    def close(self) -> None:
        """Remove the file: nothing is left on the server."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _append(self, entry: Mapping[str, object]) -> None:
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")


@dataclass
class Leftover:
    """What a journal says is left of a run."""

    path: Path
    base_url: str
    run: str
    things: dict[tuple[str, str], None] = field(default_factory=dict)


def leftovers(directory: Path, base_url: str) -> Iterator[Leftover]:
    """Yield what runs against a server left behind; a line that was cut off by a kill is skipped."""
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        found = Leftover(path, "", "")
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if "run" in entry:
                found.base_url, found.run = str(entry["baseUrl"]), str(entry["run"])
            elif "made" in entry:
                found.things[entry["made"][0], entry["made"][1]] = None
            elif "gone" in entry:
                found.things.pop((entry["gone"][0], entry["gone"][1]), None)
        if found.run and found.base_url.rstrip("/") == base_url.rstrip("/"):
            yield found
