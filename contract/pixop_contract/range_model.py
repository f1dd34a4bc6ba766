"""What HTTP has a server answer to `Range`, `If-Range` and `If-None-Match` (RFC 9110, sections 13 and 14).

The model leaves to a server what the RFC leaves to it: ranges may be ignored, and what cannot be read may be refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pixop_contract.http_message import Response

TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
SPEC = re.compile(r"(\d+)-(\d*)|-(\d+)")


@dataclass(frozen=True)
class Conditions:
    """Field values of a request, None for fields that it lacks."""

    range: str | None = None
    if_range: str | None = None
    if_none_match: str | None = None

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The header fields."""
        named = (
            ("Range", self.range),
            ("If-Range", self.if_range),
            ("If-None-Match", self.if_none_match),
        )
        return [(name, value) for name, value in named if value is not None]

    @property
    def told(self) -> str:
        """The fields in short."""
        return ", ".join(f"{name}: {value}" for name, value in self.fields) or "no condition"


def sections(value: str, size: int) -> list[tuple[int, int]] | None:
    """Return the satisfiable ranges of a `Range` value, first and last byte; None when it is no valid byte range.

    RFC 9110, section 14.1.2: a last position past the end is clipped, a longer suffix is the whole.
    """
    unit, equals, listed = value.partition("=")
    if unit.lower() != "bytes" or not equals:
        return None
    found: list[tuple[int, int]] = []
    specs = [spec.strip(" \t") for spec in listed.split(",")]
    if not any(specs):
        return None
    for spec in filter(None, specs):
        match = SPEC.fullmatch(spec)
        if match is None:
            return None
        if match[3] is not None:
            first, last = max(0, size - int(match[3])), size - 1
        else:
            first, last = int(match[1]), int(match[2] or size - 1)
            if match[2] and last < first:
                return None
        if first < size and first <= last:
            found.append((first, min(last, size - 1)))
    return found


def matches(if_none_match: str, tag: str) -> bool | None:
    """Tell whether a list of entity tags names this one, weakly compared; None when it is no such list."""
    if if_none_match.strip() == "*":
        return True
    listed = [part.strip(" \t") for part in re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', if_none_match)]
    if not any(listed) or any(part and not TAG.fullmatch(part) for part in listed):
        return None
    return tag.removeprefix("W/") in [part.removeprefix("W/") for part in listed]


def departure(conditions: Conditions, response: Response, content: bytes, tag: str) -> str:
    """Return what HTTP would have had, where the answer to GET departs from it; nothing where it does not.

    Args:
        conditions: What was asked.
        response: The answer.
        content: The whole representation.
        tag: Its entity tag, as sent with a 200.
    """
    allowed = statuses(conditions, len(content), tag)
    if response.status not in allowed:
        return " or ".join(map(str, sorted(allowed)))
    if response.status == 200 and response.body != content:
        return f"the whole, {len(content)} bytes"
    if response.status == 206:
        return _part(sections(conditions.range or "", len(content)) or [], response, content)
    return ""  # a 416's Content-Range is judged for every answer, apart from this


def statuses(conditions: Conditions, size: int, tag: str) -> frozenset[int]:
    """Return the statuses that are allowed for GET (RFC 9110, section 13.2.2 gives the order)."""
    same = None if conditions.if_none_match is None else matches(conditions.if_none_match, tag)
    if same:
        return frozenset({304})
    unreadable = conditions.if_none_match is not None and same is None
    allowed = _range_statuses(conditions, size, tag)
    return allowed | {304, 400} if unreadable else allowed


def single(conditions: Conditions, size: int, tag: str) -> tuple[int, int] | None:
    """Return the bytes that are asked for, where it is one satisfiable range and no condition stands against it."""
    if conditions.range is None or conditions.if_none_match is not None or "," in conditions.range:
        return None
    if conditions.if_range is not None and (conditions.if_range != tag or tag.startswith("W/")):
        return None
    found = sections(conditions.range, size)
    return found[0] if found else None


def _range_statuses(conditions: Conditions, size: int, tag: str) -> frozenset[int]:
    if conditions.range is None:
        return frozenset({200})
    found = sections(conditions.range, size)
    if found is None:
        unit, equals, _ = conditions.range.partition("=")
        other = bool(equals) and TOKEN.fullmatch(unit) is not None and unit.lower() != "bytes"
        return frozenset({200} if other else {200, 400, 416})
    given = conditions.if_range
    # A weak tag never matches here (section 13.1.5); a server that has no other and goes on harms nobody but itself.
    weakly = tag.startswith("W/") and given is not None and given.removeprefix("W/") == tag.removeprefix("W/")
    if given is not None and given != tag and not weakly:
        return frozenset({200})
    if not found:
        return frozenset({200, 416})
    several = len(found) > 1 or "," in conditions.range
    return frozenset({200, 206, 416} if several else {200, 206})


def _part(wanted: list[tuple[int, int]], response: Response, content: bytes) -> str:
    """Judge a 206: one range with Content-Range, or several as multipart/byteranges."""
    if response.media_type == "multipart/byteranges":
        return "" if len(wanted) > 1 else "one part without multipart"
    match = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range") or "")
    first, last = (int(match[1]), int(match[2])) if match else wanted[0]
    if len(wanted) == 1 and (first, last) != wanted[0]:
        return f"Content-Range bytes {wanted[0][0]}-{wanted[0][1]}/{len(content)}"
    if first < min(start for start, _ in wanted) or last > max(end for _, end in wanted):
        return f"bytes of the ranges {wanted}"
    if match and match[3] not in ("*", str(len(content))):
        return f"Content-Range with the size {len(content)}"
    return "" if response.body == content[first : last + 1] else f"bytes {first} to {last}"
