"""Whether a document may be published under its version, after the one that the tree there was made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pixop_generator.package_names import PackageNames


def unpublishable(document: dict[str, Any], target: Path, names: PackageNames) -> list[str]:
    """Why not: the breaking changes and the version that they need, one line each. Empty when it may.

    Args:
        document: The new document, a valid one.
        target: The tree that is there; the document that it was made from is in it.
        names: The packages of that tree.
    """
    from pixop_generator.changes import compare
    from pixop_generator.version_step import covers, next_version

    try:
        before = json.loads((target / names.schemas / names.document).read_bytes())
        old = str(before["info"]["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return []
    new = str(document["info"]["version"])
    if before == document:
        return []
    changes = compare(before, document)
    if covers(old, new, changes):
        return []
    breaking = [change for change in changes if change.severity == "breaking"]
    least = next_version(old, changes)
    needed = f"at least {least}" if least != old else "another version"
    reason = (
        f"the document breaks callers of version {old} and says that it is {new}: set info.version to {needed}, "
        f"or say --allow-breaking when {old} was never published"
    )
    return [*(f"breaking: {each.pointer}: {each.sentence} [{each.rule}]" for each in breaking), reason]
