"""What a server leaves in its data directory and in the system's tables."""

import re
import sqlite3
from collections import Counter
from pathlib import Path


def files(data: Path) -> list[str]:
    """List media, unfinished uploads, and what jobs work on."""
    folders = [data / name for name in ("media", "incoming", "work")]
    return [str(one.relative_to(data)) for folder in folders for one in folder.rglob("*") if one.is_file()]


def rows(data: Path) -> dict[str, int]:
    """Count the rows of the tables that grow with use, and what the teams count themselves."""
    counted = {}
    with sqlite3.connect(f"file:{data / 'pixop.db'}?mode=ro", uri=True) as connection:
        for table in ("projects", "videos", "jobs", "users", "teams", "memberships"):
            (counted[table],) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        sums = connection.execute("SELECT sum(projects), sum(videos) FROM teams").fetchone()
        counted |= dict(zip(("projects of teams", "videos of teams"), sums, strict=True))
    connection.close()
    with sqlite3.connect(f"file:{data / 'queue.db'}?mode=ro", uri=True) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            (counted[f"queue: {table}"],) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    connection.close()
    return counted


def processes(pid: int) -> list[str]:
    """List the processes that the threads of a process started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += (task / "children").read_text().split()
        except OSError:  # the thread has ended
            continue
    return found


def descriptors(pid: int) -> Counter[str]:
    """Count the open descriptors of a process by what they are."""
    counted: Counter[str] = Counter()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(one.readlink())
        except OSError:  # closed meanwhile
            continue
        counted[re.sub(r":\[\d+\]$", "", target)] += 1
    return counted


def resident_bytes(pid: int) -> int:
    """Tell how much memory a process has."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024
