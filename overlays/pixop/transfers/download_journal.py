"""What a part file holds, written beside it, so that another process or machine can go on with it.

Only reading and writing of the record, and the rule where to go on. `NAME.part.json` is written under another name
and renamed, so that it is there whole or not at all.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_FORMAT = 1
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Journal:
    """What a part file is a part of.

    Attributes:
        source: the URL that the media comes from, without its query.
        validator: what `If-Range` sends (RFC 9110 section 13.1.5).
        etag: the entity tag as it came, or None.
        total: bytes of the whole media.
        safe: bytes from the start that were on the disk when this was written, whatever happens to the machine.
        boot: which run of which machine wrote it; None where the system does not tell.
    """

    source: str
    validator: str
    etag: str | None
    total: int
    safe: int = 0
    boot: str | None = None

    def resume_at(self, source: str, size: int, boot: str | None) -> int:
        """Return the offset to go on from, given the part file's size.

        After a crash of the process all that was written counts; after one of the machine only what was
        brought to the disk before, for behind it a file may have the right size and zeros in it.
        """
        if source != self.source or size > self.total:
            return 0
        same_run = boot is not None and boot == self.boot
        return size if same_run else min(self.safe, size)


def journal_path(part: Path) -> Path:
    """Return where the journal of a part file is."""
    return part.with_name(f"{part.name}.json")


def read_journal(part: Path) -> Journal | None:
    """Read the journal of a part file; None when there is none that can be used."""
    try:
        with journal_path(part).open("rb") as file:
            data: Any = json.loads(file.read(_LONGEST))
        if data.pop("format") != _FORMAT:
            return None
        journal = Journal(**data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    numbers = (journal.total, journal.safe)
    texts = (journal.source, journal.validator, journal.etag or "", journal.boot or "")
    sound = all(type(n) is int for n in numbers) and all(type(t) is str for t in texts)
    if not sound or not 0 <= journal.safe <= journal.total or not journal.validator.isprintable():
        return None
    return journal


def write_journal(part: Path, journal: Journal) -> None:
    """Write the journal of a part file, to the disk. Raises OSError."""
    path = journal_path(part)
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"format": _FORMAT, **asdict(journal)}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


def remove_journal(part: Path) -> None:
    """Remove the journal of a part file, if there is one."""
    for path in (journal_path(part), journal_path(part).with_name(f"{journal_path(part).name}.new")):
        with suppress(FileNotFoundError):
            path.unlink()
