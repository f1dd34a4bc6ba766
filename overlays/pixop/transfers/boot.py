"""Which run of which machine this is, and when a process began: a number alone is given out again."""

from pathlib import Path


def boot_id() -> str | None:
    """Return what tells this run of the machine from all others (Linux); None where nothing does."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip() or None
    except (OSError, ValueError):
        return None


def process_start(pid: int) -> str | None:
    """Return when a process began, in ticks since the machine did (Linux); None when nobody can tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 else None
