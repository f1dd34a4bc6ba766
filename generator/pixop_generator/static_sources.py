"""Copy the sources that are the same for every document: they are templates without anything to fill in."""

from __future__ import annotations

from pathlib import Path

_SUFFIX = ".jinja"


def copy_static_sources(templates: Path, package: Path) -> None:
    """Copy each `<name>.py.jinja` below a directory to `<name>.py` in a package, line ends made `\\n`."""
    for source in sorted(templates.rglob(f"*.py{_SUFFIX}")):
        target = package / source.relative_to(templates).with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
