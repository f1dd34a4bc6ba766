"""Compare the tree that is there with the tree that the document makes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from pixop_generator.generated_tree import LOCK, read_lock, tree_hash


def drift_reasons(there: Mapping[str, bytes], made: Mapping[str, bytes]) -> list[str]:
    """Say why two trees differ, one sentence each; empty when they do not."""
    if there == made:
        return []
    if not there:
        return ["nothing is generated yet"]
    reasons: list[str] = []
    old, new = read_lock(there), read_lock(made)
    if not old:
        reasons.append(f"{LOCK} is missing or cannot be read")
    else:
        if old.get("tree", {}).get("sha256") != tree_hash(there):
            reasons.append(
                "the files are not those that the generator wrote: edited, added or removed by hand"
            )
        for name, version in new["tools"].items():
            if (before := old.get("tools", {}).get(name)) != version:
                reasons.append(f"written with {name} {before}, but this is {name} {version}")
        if old.get("document", {}).get("sha256") != new["document"]["sha256"]:
            reasons.append("the document has changed")
        if old.get("generator") != new["generator"]:
            reasons.append("the templates or the configuration of the generator have changed")
    reasons += [f"missing: {path}" for path in sorted(made.keys() - there.keys())]
    reasons += [f"left over: {path}" for path in sorted(there.keys() - made.keys())]
    reasons += [
        f"differs: {path}" for path in sorted(made.keys() & there.keys()) if made[path] != there[path]
    ]
    return reasons


def tree_diff(there: Mapping[str, bytes], made: Mapping[str, bytes]) -> Iterator[str]:
    """The unified diff from the tree that is there to the tree that the document makes, line by line."""
    for path in sorted(there.keys() | made.keys()):
        old, new = there.get(path), made.get(path)
        if old != new:
            yield from difflib.unified_diff(
                _lines(old), _lines(new), f"a/{path}" if old is not None else "/dev/null",
                f"b/{path}" if new is not None else "/dev/null", lineterm="",
            )  # fmt: skip


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", "backslashreplace").splitlines()
