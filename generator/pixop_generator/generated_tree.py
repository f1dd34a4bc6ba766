"""A tree of generated files: what is in it, its hash, and the lock file that says what made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pixop_generator.document import document_json
from pixop_generator.package_names import PIXOP, PackageNames
from pixop_generator.pydantic_target import PYDANTIC_TARGET

LOCK = "generated.lock"
#: Distributions whose version decides the bytes.
TOOLS = ("openapi-python-client", "datamodel-code-generator", "ruff", "jinja2")
#: Modules of the generator that decide the bytes, beside the templates.
_DECIDING = frozenset(
    f"{name}.py"
    for name in (
        "client_package", "client_view", "date_time_format", "docstring", "document", "ecma_pattern", "enum_names",
        "foreign_document",
        "generated_tree", "openapi_walk", "operation_view", "package_names", "property_code", "pydantic_target",
        "reference_pages",
               "schema_package", "schema_rules", "schema_view", "source_format", "static_sources", "standalone_client",
        "sunset",
    )
)  # fmt: skip
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


def foreign_entries(root: Path, names: PackageNames = PIXOP) -> list[str]:
    """Names in a directory that no generated tree has; such a directory is not replaced."""
    if not root.is_dir():
        return []
    ours = {names.client, names.schemas, "docs", LOCK, *_CACHES}
    return sorted(path.name for path in root.iterdir() if path.name not in ours)


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
        if path.endswith(".jinja") or path in _DECIDING
    }
    return tree_hash(files)


def tool_versions() -> dict[str, str]:
    """The installed versions of the tools, and the pydantic release that the models are written for."""
    return {**{name: version(name) for name in TOOLS}, "pydantic (target)": PYDANTIC_TARGET}


def document_hash(document: dict[str, Any]) -> str:
    """SHA-256 of a document as it is written into the package of the schemas."""
    return hashlib.sha256(document_json(document).encode()).hexdigest()


def is_current(document: dict[str, Any], files: Mapping[str, bytes]) -> bool:
    """Whether a tree was made from this document by this generator and these tools, and is as it was made."""
    lock = read_lock(files)
    return (
        lock.get("tree") == {"files": len(files) - 1, "sha256": tree_hash(files)}
        and (lock.get("document") or {}).get("sha256") == document_hash(document)
        and lock.get("generator") == {"sha256": generator_hash()}
        and lock.get("tools") == tool_versions()
        and files[LOCK].decode("utf-8", "replace") == _lock_json(lock)
    )


def lock_text(document: dict[str, Any], files: Mapping[str, bytes], names: PackageNames = PIXOP) -> str:
    """Write the lock file of a tree."""
    content = {
        "about": f"Written by `pixop generate`. `document` is the SHA-256 of {names.schemas}/{names.document}.",
        "document": {
            "title": document["info"]["title"],
            "version": document["info"]["version"],
            "sha256": document_hash(document),
        },
        "generator": {"sha256": generator_hash()},
        "tools": tool_versions(),
        "tree": {"files": len(files), "sha256": tree_hash(files)},
    }
    return _lock_json(content)


def _lock_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_lock(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The lock file of a tree; empty when there is none that can be read."""
    try:
        lock = json.loads(files[LOCK])
    except (KeyError, ValueError):
        return {}
    return lock if isinstance(lock, dict) else {}
