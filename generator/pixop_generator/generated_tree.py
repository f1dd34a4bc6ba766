"""A tree of generated files: what is in it, its hash, and the lock file that says what made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pixop_generator.client_package import PACKAGE as CLIENT
from pixop_generator.schema_package import PACKAGE as SCHEMAS
from pixop_generator.schema_package import PYDANTIC_TARGET

LOCK = "generated.lock"
#: All that is in a generated tree.
ENTRIES = (CLIENT, SCHEMAS, LOCK)
#: Distributions whose version decides the bytes.
TOOLS = ("openapi-python-client", "datamodel-code-generator", "ruff", "jinja2")
#: Modules of the generator that do not decide the bytes.
_INDIFFERENT = frozenset(
    {
        "__main__.py",
        "command.py",
        "drift.py",
        "replace_tree.py",
        "supported_subset.py",
        "validity.py",
        "change.py",
        "changes.py",
        "schema_changes.py",
        "operation_changes.py",
    }
)
_CACHES = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".DS_Store"})


def read_tree(root: Path) -> dict[str, bytes]:
    """The files of a tree by their path in it, caches of tools left out."""
    if not root.is_dir():
        return {}
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and _CACHES.isdisjoint(path.relative_to(root).parts)
    }


def foreign_entries(root: Path) -> list[str]:
    """Names in a directory that no generated tree has; such a directory is not replaced."""
    if not root.is_dir():
        return []
    return sorted(
        path.name for path in root.iterdir() if path.name not in ENTRIES and path.name not in _CACHES
    )


def tree_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 of the files' paths and contents, the lock file left out."""
    digest = hashlib.sha256()
    for path in sorted(files):
        if path != LOCK:
            digest.update(f"{path}\0{len(files[path])}\0".encode() + files[path])
    return digest.hexdigest()


def generator_hash() -> str:
    """SHA-256 of the templates and of the modules of the generator that decide what is written."""
    root = Path(__file__).parent
    files = {
        path: content.replace(b"\r\n", b"\n")
        for path, content in read_tree(root).items()
        if path.endswith((".py", ".jinja")) and path not in _INDIFFERENT
    }
    return tree_hash(files)


def tool_versions() -> dict[str, str]:
    """The installed versions of the tools, and the pydantic release that the models are written for."""
    return {**{name: version(name) for name in TOOLS}, "pydantic (target)": PYDANTIC_TARGET}


def lock_text(document: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """Write the lock file of a tree."""
    content = {
        "about": "Written by `pixop generate`. `document` is the SHA-256 of pixop_schemas/pixop.json.",
        "document": {
            "title": document["info"]["title"],
            "version": document["info"]["version"],
            "sha256": hashlib.sha256(files[f"{SCHEMAS}/pixop.json"]).hexdigest(),
        },
        "generator": {"sha256": generator_hash()},
        "tools": tool_versions(),
        "tree": {"files": len(files), "sha256": tree_hash(files)},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_lock(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The lock file of a tree; empty when there is none that can be read."""
    try:
        lock = json.loads(files[LOCK])
    except (KeyError, ValueError):
        return {}
    return lock if isinstance(lock, dict) else {}
