"""Upload forms made from the document by schemathesis, with odd file names and media types for their files."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pixop_contract.clip import extended
from pixop_contract.document import Document
from pixop_contract.fuzzing import made_from
from pixop_contract.multipart_form import Part

OPERATIONS = ("uploadMedia", "uploadLightMedia")
LONGEST = 120
"""Bytes at most of what was generated, for one file."""
KEPT = 6
"""Forms an operation that keep to the document; each is an upload that the server ingests."""
FILENAMES = (
    "clip",
    ".mp4",
    "a;b=c, d.mp4",
    "100 %25 'quoted'.mp4",
    "../up/../../clip.mp4",
    "..\\up\\clip.mp4",
    "CON.mp4",
    "n" * 180 + ".mp4",
)
MEDIA_TYPES = (
    "video/mp4",
    "application/octet-stream",
    'video/mp4; codecs="avc1.42E01E"',
    "VIDEO/QuickTime",
    "application/mxf",
    "text/plain;charset=utf-8",
    "x-odd/x-odder+zip",
)


@dataclass(frozen=True)
class GeneratedForm:
    """A form; `valid` tells whether it keeps to the document."""

    operation: str
    parts: tuple[Part, ...]
    valid: bool

    @property
    def told(self) -> str:
        """The form in short."""
        listed = ", ".join(
            f"{part.name!a}: {len(part.content)} bytes, {(part.filename or '')[:40]!a}, {part.content_type}"
            for part in self.parts
        )
        return f"{self.operation} ({listed or 'no part'})"


def generated_forms(document: Document) -> Iterator[GeneratedForm]:
    """Yield forms, the same for the same document: whatever is not empty is a playable movie.

    Raises:
        ImportError: schemathesis is not installed.
    """
    made = _filenames()
    names = {True: itertools.cycle((*FILENAMES, *made)), False: itertools.cycle(made)}
    types = {True: itertools.cycle(MEDIA_TYPES), False: itertools.cycle(MEDIA_TYPES)}
    for operation in OPERATIONS:
        seen: set[tuple[tuple[str, bytes], ...]] = set()
        kept = 0
        for case in made_from(document, operation):
            shape = _shape(case)
            if shape is None or shape in seen:
                continue
            seen.add(shape)
            valid = len(shape) == 1 and bool(shape[0][1])
            kept += valid
            if valid and kept > KEPT:
                continue
            parts = tuple(
                Part(extended(content) if content else b"", next(names[valid]), name, next(types[valid]))
                for name, content in shape
            )
            yield GeneratedForm(operation, parts, valid)


def _shape(case: Any) -> tuple[tuple[str, bytes], ...] | None:
    """Return names and contents; None for what is about a method, a header field or a body that is no form."""
    if case.method.upper() != "POST" or case.media_type != "multipart/form-data":
        return None
    if not isinstance(case.body, Mapping):
        return None
    return tuple((_name(name), _bytes(value)) for name, value in case.body.items())


def _name(name: object) -> str:
    """Return a field name that a form can carry (RFC 7578, section 2): printable, without quotes."""
    kept = "".join(letter for letter in str(name) if letter.isprintable() and letter not in '"\\')
    return kept.encode("utf-8", "ignore").decode() or "file"


def _bytes(value: Any) -> bytes:
    content = getattr(value, "data", value)
    return (content if isinstance(content, bytes) else str(content).encode("utf-8", "replace"))[:LONGEST]


def _filenames() -> list[str]:
    from hypothesis import strategies

    from pixop_contract.drawing import drawn

    letters = strategies.characters(
        exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"), exclude_characters='"\\/'
    )
    made = strategies.text(letters, min_size=1, max_size=30).map(lambda stem: f"n{stem}.mov")
    return drawn(made, 40)[-len(FILENAMES) :]
