"""What a part file holds, written beside it, so that another process or machine can go on with it.

Only reading and writing of the record, and the rule what counts. `NAME.part.json` is written under another name
and renamed, so that it is there whole or not at all. Format 2 lists intervals; format 1, of one stream, is read too.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pixop.transfers.byte_intervals import ByteIntervals

_FORMAT = 2
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Journal:
    """What a part file is a part of.

    Attributes:
        source: the URL that the media comes from, without its query.
        validator: what `If-Range` sends (RFC 9110 section 13.1.5).
        etag: the entity tag as it came, or None.
        total: bytes of the whole media.
        safe: what was on the disk when this was written, whatever happens to the machine.
        boot: which run of which machine wrote it; None where the system does not tell.
        written: what was in the file, when several streams fill it and its size says nothing; None when all
            bytes from the first to the last of the file are good.
    """

    source: str
    validator: str
    etag: str | None
    total: int
    safe: ByteIntervals = field(default_factory=ByteIntervals)
    boot: str | None = None
    written: ByteIntervals | None = None

    def present(self, source: str, size: int, boot: str | None) -> ByteIntervals:
        """Return the bytes that need not be fetched again, given the part file's size.

        After a crash of the process all that was written counts; after one of the machine only what was
        brought to the disk before, for behind it a file may have the right size and zeros in it.
        """
        if source != self.source or size > self.total:
            return ByteIntervals()
        same_run = boot is not None and boot == self.boot
        if not same_run:
            return self.safe.before(size)
        return ByteIntervals.until(size) if self.written is None else self.written.before(size)


def journal_path(part: Path) -> Path:
    """Return where the journal of a part file is."""
    return part.with_name(f"{part.name}.json")


def read_journal(part: Path) -> Journal | None:
    """Read the journal of a part file; None when there is none that can be used."""
    try:
        with journal_path(part).open("rb") as file:
            data: Any = json.loads(file.read(_LONGEST))
        journal = _decoded(data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    texts = (journal.source, journal.validator, journal.etag or "", journal.boot or "")
    sound = type(journal.total) is int and all(type(text) is str for text in texts)
    if not sound or journal.total < 0 or not journal.validator.isprintable():
        return None
    spans = [*journal.safe, *(journal.written or ())]
    return journal if all(stop <= journal.total for _, stop in spans) else None


def _decoded(data: Any) -> Journal:
    """Make a journal of decoded JSON. Raises one of the errors of wrong shapes."""
    number = data.pop("format")
    if number == 1:
        safe, written = data.pop("safe"), None
        data["safe"] = [[0, safe]] if safe else []
    elif number == _FORMAT:
        written = data.pop("written")
    else:
        raise ValueError(f"format {number} is of another time")
    safe = _intervals(data.pop("safe"))
    return Journal(**data, safe=safe, written=None if written is None else _intervals(written))


def _intervals(data: Any) -> ByteIntervals:
    for start, stop in data:
        if type(start) is not int or type(stop) is not int or not 0 <= start < stop:
            raise ValueError("no interval")
    return ByteIntervals.of((start, stop) for start, stop in data)


def write_journal(part: Path, journal: Journal) -> None:
    """Write the journal of a part file, to the disk. Raises OSError."""
    path = journal_path(part)
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(_encoded(journal), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


def _encoded(journal: Journal) -> dict[str, Any]:
    values = {each.name: getattr(journal, each.name) for each in fields(journal)}
    spans = {name: None if values[name] is None else values[name].spans for name in ("safe", "written")}
    return {"format": _FORMAT, **values, **spans}


def remove_journal(part: Path) -> None:
    """Remove the journal of a part file, if there is one."""
    for path in (journal_path(part), journal_path(part).with_name(f"{journal_path(part).name}.new")):
        with suppress(FileNotFoundError):
            path.unlink()
