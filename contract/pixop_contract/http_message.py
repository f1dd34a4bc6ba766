"""HTTP messages as they are on the wire: nothing decoded, nothing corrected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


class Headers:
    """Header fields in the order received; names compare without case (RFC 9110, section 5.1)."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: tuple[tuple[str, str], ...] = tuple(fields)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(key.lower() == name.lower() for key, _ in self._fields)

    def __repr__(self) -> str:
        return f"Headers({[key for key, _ in self._fields]})"

    def all(self, name: str) -> list[str]:
        """Return the value of every field line with this name."""
        return [value for key, value in self._fields if key.lower() == name.lower()]

    def get(self, name: str) -> str | None:
        """Return the field's value, several lines joined by a comma (RFC 9110, section 5.3)."""
        values = self.all(name)
        return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Request:
    """A request; `target` is the path with its query, as sent."""

    method: str
    target: str
    headers: Headers = field(default_factory=Headers)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Response:
    """A response with everything that came after its header section.

    `stray` holds bytes that followed a message which cannot have content (RFC 9112, section 6.3);
    `problems` are departures from the message syntax that could still be read.
    """

    status: int
    headers: Headers
    body: bytes = field(default=b"", repr=False)
    version: str = "HTTP/1.1"
    reason: str = ""
    stray: bytes = field(default=b"", repr=False)
    problems: tuple[str, ...] = ()
    interim: tuple[int, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str | None:
        """The media type without parameters, in lower case."""
        value = self.headers.get("Content-Type")
        return None if value is None else value.split(";")[0].strip().lower()

    @cached_property
    def data(self) -> Any:
        """The decoded JSON content, or None when it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None
