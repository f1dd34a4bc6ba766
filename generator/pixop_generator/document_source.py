"""Where a document comes from: a file, or a revision of this git repository (`REV` or `REV:path`)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from pixop_generator.document import Document, load_document, read_document
from pixop_generator.finding import DocumentError, Finding

DEFAULT_DOCUMENT = "openapi/pixop.yaml"


def open_document(source: str | Path) -> Document:
    """Load a document from a file, or from a revision when there is no file of that name.

    Args:
        source: A path; `REV:path` with a path from the root of the repository, or from here when it begins with
            `./`; or `REV` alone for `openapi/pixop.yaml` of that revision.

    Raises:
        DocumentError: There is neither, or what is there cannot be read.
    """
    path = Path(source)
    if isinstance(source, Path) or path.exists():
        return load_document(path)
    revision, _, inside = source.partition(":")
    git = shutil.which("git")
    if not revision or revision.startswith("-") or git is None:
        return load_document(path)
    name = f"{revision}:{inside or DEFAULT_DOCUMENT}"
    done = subprocess.run(
        [git, "show", "--end-of-options", name],
        capture_output=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
        text = f"there is no file of this name, and git says: {message[0]}"
        raise DocumentError([Finding("", text)])
    return read_document(Path(name), done.stdout)
