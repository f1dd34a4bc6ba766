"""The names of the packages that a document makes."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackageNames:
    """Names of the two packages of a tree.

    Attributes:
        client: The package with models, request builders and namespaces.
        schemas: The package with strict models.
        document: The file in `schemas` that holds the document.
        standalone: Whether the client package brings its own HTTP client; ours has the overlays for that.
    """

    client: str
    schemas: str
    document: str
    standalone: bool = True


PIXOP = PackageNames("pixop_client", "pixop_schemas", "pixop.json", standalone=False)


def package_names(name: str | None) -> PackageNames:
    """The names for `--package NAME`: `NAME` and `NAME_schemas`; those of this project when None.

    Raises:
        ValueError: It is no name of a Python package, or one of ours.
    """
    if name is None:
        return PIXOP
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise ValueError(f"{name!r} is no name for a package; use lower-case letters, digits and _")
    stem = name.removesuffix("_client")
    if stem.startswith("pixop"):
        raise ValueError(f"{name!r} would stand beside this project's own packages; choose another name")
    return PackageNames(name, f"{stem}_schemas", "document.json")
