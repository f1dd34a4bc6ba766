"""Names for the members of enums, the same in both packages: those of the document, or names made from the values."""

from __future__ import annotations

import re
from typing import Any

VALID_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


def with_member_names(schema: dict[str, Any]) -> dict[str, Any]:
    """Give an enum of strings or integers `x-enum-varnames`, one for each value but null.

    The tools would make two values whose names come out the same into one.
    """
    values = schema.get("enum")
    if not isinstance(values, list):
        return schema
    given = schema.get("x-enum-varnames")
    if isinstance(given, list) and len(given) == len(values):
        names = [name for name, value in zip(given, values, strict=True) if value is not None]
    else:
        names = member_names([value for value in values if value is not None])
    return {**schema, "x-enum-varnames": names}


def member_names(values: list[Any]) -> list[str]:
    """Distinct names made from values: upper case, everything else an underscore, numbered when they meet."""
    names: list[str] = []
    for value in values:
        name = re.sub(r"[^A-Z0-9]+", "_", str(value).upper()).strip("_")
        if isinstance(value, int) and value < 0:
            name = f"NEGATIVE_{name}"
        if not name or not name[0].isalpha():
            name = f"VALUE_{name}".rstrip("_")
        candidate, number = name, 2
        while candidate in names:
            candidate, number = f"{name}_{number}", number + 1
        names.append(candidate)
    return names
