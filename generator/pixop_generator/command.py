"""`pixop generate`: document in, generated tree out."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from pixop_generator.document import Document, load_document
from pixop_generator.finding import DocumentError, Finding

DONE, DRIFT, BAD_DOCUMENT = 0, 1, 2
DEFAULT_DOCUMENT = Path("openapi/pixop.yaml")
DEFAULT_OUTPUT = "generated_client"
#: Lines of a diff that are printed; the reasons name every file anyway.
MAX_DIFF_LINES = 2000


def run_generate(document: Path | None = None, output: Path | None = None, check: bool = False) -> int:
    """Make the generated tree, or with `check` say whether it is what the document makes.

    Args:
        document: The OpenAPI document; `openapi/pixop.yaml` of this directory or the nearest one above it when None.
        output: The directory of the generated packages; `generated_client` beside the document's directory when None.
        check: Write nothing; print the diff to stdout when the tree is not what the document makes.

    Returns:
        0 done or no drift, 1 drift, 2 a bad document or an output that cannot be replaced. Messages go to stderr.
    """
    started = time.monotonic()
    try:
        path = document or find_document(Path.cwd())
    except FileNotFoundError as error:
        return _fail(str(error))
    target = (output or path.resolve().parent.parent / DEFAULT_OUTPUT).resolve()
    try:
        loaded = check_document(path)
        return _check(loaded, target) if check else _write(loaded, target, started)
    except DocumentError as error:
        for finding in error.findings:
            _say(finding.text(path))
        count = len(error.findings)
        return _fail(f"{path}: {count} finding{'' if count == 1 else 's'}; nothing was written")
    except OSError as error:
        return _fail(f"{error.filename or target}: {error.strerror or error}")


def check_document(path: Path) -> Document:
    """Load a document and make sure that all of it arrives in the code.

    Raises:
        DocumentError: It is not valid, or uses what a tool would drop.
    """
    from pixop_generator.supported_subset import unsupported
    from pixop_generator.validity import invalid

    document = load_document(path)
    findings = invalid(document.data)
    if not findings:
        try:
            findings = list(unsupported(document.data))
        except LookupError as error:
            findings = [Finding("", str(error.args[0]))]
    if findings:
        raise DocumentError(document.located(findings))
    return document


def find_document(start: Path) -> Path:
    """The document of the project that a directory belongs to.

    Raises:
        FileNotFoundError: Neither it nor a directory above it has one.
    """
    for directory in (start, *start.parents):
        if (directory / DEFAULT_DOCUMENT).is_file():
            return directory / DEFAULT_DOCUMENT
    raise FileNotFoundError(
        f"no {DEFAULT_DOCUMENT} in {start} or above it; name the document with --document"
    )


def make_tree(document: dict[str, Any], directory: Path) -> dict[str, bytes]:
    """Write the whole generated tree into an empty directory, the lock file included, and give its files.

    Raises:
        DocumentError: A part of the document makes no code.
    """
    from pixop_generator.client_package import PACKAGE as CLIENT
    from pixop_generator.client_package import write_client_package
    from pixop_generator.generated_tree import LOCK, lock_text, read_tree
    from pixop_generator.schema_package import PACKAGE as SCHEMAS
    from pixop_generator.schema_package import write_schema_package
    from pixop_generator.source_format import format_sources

    write_client_package(document, directory / CLIENT)
    write_schema_package(document, directory / SCHEMAS)
    try:
        format_sources(directory)
    except RuntimeError as error:
        raise DocumentError(
            [Finding("", f"the code made from the document is not valid: {error}")]
        ) from error
    lock = lock_text(document, read_tree(directory))
    (directory / LOCK).write_text(lock, encoding="utf-8", newline="\n")
    return read_tree(directory)


def _write(document: Document, target: Path, started: float) -> int:
    from pixop_generator.generated_tree import foreign_entries, read_tree
    from pixop_generator.replace_tree import replace_tree, restore, staging_directory

    restore(target)
    if foreign := foreign_entries(target):
        return _fail(
            f"{target} is no generated directory: it has {', '.join(foreign[:3])}; nothing was written"
        )
    with staging_directory(target) as staging:
        try:
            made = make_tree(document.data, staging)
        except DocumentError as error:
            raise DocumentError(document.located(error.findings)) from error
        if read_tree(target) == made:
            _say(f"{target}: up to date, {len(made)} files ({time.monotonic() - started:.1f} s)")
            return DONE
        replace_tree(staging, target)
    _say(f"{target}: {len(made)} files written ({time.monotonic() - started:.1f} s)")
    return DONE


def _check(document: Document, target: Path) -> int:
    import tempfile

    from pixop_generator.drift import drift_reasons, tree_diff
    from pixop_generator.generated_tree import read_tree

    with tempfile.TemporaryDirectory(prefix="pixop-generate-") as directory:
        try:
            made = make_tree(document.data, Path(directory))
        except DocumentError as error:
            raise DocumentError(document.located(error.findings)) from error
    there = read_tree(target)
    reasons = drift_reasons(there, made)
    if not reasons:
        _say(f"{target}: no drift")
        return DONE
    for index, line in enumerate(tree_diff(there, made)):
        if index == MAX_DIFF_LINES:
            _say(f"(the diff is longer than {MAX_DIFF_LINES} lines)")
            break
        sys.stdout.write(line + "\n")
    for reason in reasons:
        _say(f"drift: {reason}")
    _say(f"{target} is not what {document.path} makes; run `pixop generate`")
    return DRIFT


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _fail(text: str) -> int:
    _say(text)
    return BAD_DOCUMENT
