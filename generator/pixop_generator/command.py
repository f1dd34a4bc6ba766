"""`pixop generate`: document in, generated tree out."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pixop_generator.document import Document, load_document
from pixop_generator.finding import DocumentError, Finding
from pixop_generator.generated_tree import LOCK, foreign_entries, is_current, lock_text, read_tree
from pixop_generator.package_names import PIXOP, PackageNames, package_names
from pixop_generator.publication import unpublishable

DONE, DRIFT, BAD_DOCUMENT = 0, 1, 2
DEFAULT_DOCUMENT = Path("openapi/pixop.yaml")
DEFAULT_OUTPUT = "generated_client"
#: Lines of a diff that are printed; the reasons name every file anyway.
MAX_DIFF_LINES = 2000


def run_generate(
    document: Path | None = None,
    output: Path | None = None,
    check: bool = False,
    *,
    package: str | None = None,
    overlays: Sequence[Path] = (),
    allow_breaking: bool = False,
) -> int:
    """Make the generated tree, or with `check` say whether it is what the document makes.

    Args:
        document: The OpenAPI document; `openapi/pixop.yaml` of this directory or the nearest one above it when None.
        output: The directory of the generated packages; `generated_client` beside the document's directory when None.
        check: Write nothing; print the diff to stdout when the tree is not what the document makes.
        package: Name of the client package of a document that is not ours; it gets an HTTP client of its own.
        overlays: OpenAPI Overlay files, applied in this order before anything else.
        allow_breaking: Write a tree that breaks callers of the one that is there, although the version does not say so.

    Returns:
        0 done or no drift, 1 drift, 2 a bad document or an output that cannot be replaced. Messages go to stderr.
    """
    started = time.monotonic()
    try:
        names = package_names(package)
        path = document or find_document(Path.cwd())
    except (FileNotFoundError, ValueError) as error:
        return _fail(str(error))
    if package is not None and output is None:
        return _fail("name the directory of the packages with --output")
    target = (output or path.resolve().parent.parent / DEFAULT_OUTPUT).resolve()
    try:
        loaded = _overlaid(load_document(path), overlays)
        if check and not names.standalone and is_current(loaded.data, read_tree(target)):
            _say(f"{target}: no drift")
            return DONE
        checked = _adapted(loaded) if names.standalone else _checked(loaded)
        if check:
            return _check(checked, target, names)
        if not allow_breaking and (reasons := unpublishable(checked.data, target, names)):
            for reason in reasons:
                _say(reason)
            return _fail(f"{path}: nothing was written")
        return _write(checked, target, started, names)
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
    return _checked(load_document(path))


def _checked(document: Document) -> Document:
    from pixop_generator.supported_subset import unsupported
    from pixop_generator.validity import invalid

    findings = invalid(document.data)
    if not findings:
        try:
            findings = list(unsupported(document.data))
        except LookupError as error:
            findings = [Finding("", str(error.args[0]))]
    if findings:
        raise DocumentError(document.located(findings))
    return document


def _adapted(document: Document) -> Document:
    """A document that is not ours as the generator takes it; what that loses is told."""
    from pixop_generator.foreign_document import adapted
    from pixop_generator.supported_subset import unsupported
    from pixop_generator.validity import invalid

    if findings := invalid(document.data):
        raise DocumentError(document.located(findings))
    data, notes = adapted(document.data)
    for note in document.located(notes):
        _say(f"note: {note.text(document.path)}")
    if notes:
        count = f"{len(notes)} note{'' if len(notes) == 1 else 's'}"
        _say(f"{document.path}: {count}, each something that the client cannot do or does in its own way")
    findings = [
        finding
        for finding in unsupported(data)
        if not finding.pointer.startswith("/components/securitySchemes/")
    ]
    if findings:
        raise DocumentError(document.located(findings))
    return replace(document, data=data)


def _overlaid(document: Document, overlays: Sequence[Path]) -> Document:
    from pixop_generator.overlay import apply_overlay

    for path in overlays:
        try:
            data, notes = apply_overlay(document.data, load_document(path))
        except DocumentError as error:
            for finding in error.findings:
                _say(finding.text(path))
            raise DocumentError([Finding("", f"the overlay {path} cannot be applied")]) from error
        for note in notes:
            _say(f"note: {note.text(path)}")
        document = replace(document, data=data)
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


def make_tree(document: dict[str, Any], directory: Path, names: PackageNames = PIXOP) -> dict[str, bytes]:
    """Write the whole generated tree into an empty directory, the lock file included, and give its files.

    Raises:
        DocumentError: A part of the document makes no code.
    """
    from pixop_generator.client_package import write_client_package
    from pixop_generator.reference_pages import DOCS, write_reference_pages
    from pixop_generator.schema_package import write_schema_package
    from pixop_generator.source_format import format_sources
    from pixop_generator.standalone_client import write_standalone_client

    views = write_client_package(document, directory / names.client)
    if names.standalone:
        write_standalone_client(document, directory / names.client)
    write_schema_package(document, directory / names.schemas, names.document)
    write_reference_pages(document, views, directory / DOCS, names)
    try:
        format_sources(directory)
    except RuntimeError as error:
        raise DocumentError(
            [Finding("", f"the code made from the document is not valid: {error}")]
        ) from error
    lock = lock_text(document, read_tree(directory), names)
    (directory / LOCK).write_text(lock, encoding="utf-8", newline="\n")
    return read_tree(directory)


def _write(document: Document, target: Path, started: float, names: PackageNames) -> int:
    from pixop_generator.replace_tree import replace_tree, restore, staging_directory

    restore(target)
    if foreign := foreign_entries(target, names):
        return _fail(
            f"{target} is no generated directory: it has {', '.join(foreign[:3])}; nothing was written"
        )
    with staging_directory(target) as staging:
        try:
            made = make_tree(document.data, staging, names)
        except DocumentError as error:
            raise DocumentError(document.located(error.findings)) from error
        if read_tree(target) == made:
            _say(f"{target}: up to date, {len(made)} files ({time.monotonic() - started:.1f} s)")
            return DONE
        replace_tree(staging, target)
    _say(f"{target}: {len(made)} files written ({time.monotonic() - started:.1f} s)")
    return DONE


def _check(document: Document, target: Path, names: PackageNames) -> int:
    import tempfile

    from pixop_generator.drift import drift_reasons, tree_diff

    with tempfile.TemporaryDirectory(prefix="pixop-generate-") as directory:
        try:
            made = make_tree(document.data, Path(directory), names)
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
