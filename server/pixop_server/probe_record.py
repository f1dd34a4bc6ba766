"""A probe in the database: JSON, with a frame rate as `30000/1001`."""

import dataclasses
from fractions import Fraction
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")


def to_record(probe: Any) -> dict[str, Any]:
    """Write a probe, a flat dataclass, as JSON."""
    return {
        name: str(value) if isinstance(value, Fraction) else value
        for name, value in dataclasses.asdict(probe).items()
    }


def from_record(kind: type[T], record: dict[str, Any]) -> T:
    """Read a probe back; fields that the record does not have keep their defaults."""
    hints = get_type_hints(kind)
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]  # T is a dataclass
    values = {
        name: Fraction(value) if isinstance(value, str) and "Fraction" in str(hints[name]) else value
        for name, value in record.items()
        if name in known
    }
    return kind(**values)
