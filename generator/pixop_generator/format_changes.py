"""What another `format` means: which values of one format are values of another."""

from __future__ import annotations

from collections.abc import Iterator

from pixop_generator.change import Change, Direction, narrowed, widened
from pixop_generator.date_time_format import DATE_TIME_FORMATS
from pixop_generator.server_severity import Severity

#: A format, and the wider ones that hold all its values.
_WITHIN = {
    "int32": ("int64", "double", "float"),
    "int64": (),
    "float": ("double",),
    "uri": ("uri-reference", "iri", "iri-reference"),
    "email": ("idn-email",),
    "hostname": ("idn-hostname",),
}


def format_changes(old: str | None, new: str | None, place: str, direction: Direction) -> Iterator[Change]:
    """A format that came is a rule that not all read as one; one in place of another allows other values."""
    if old == new:
        return
    severity: Severity = "breaking"
    if direction == "response" and (old in DATE_TIME_FORMATS) != (new in DATE_TIME_FORMATS):
        word = "changed"
        kind = "a datetime" if new in DATE_TIME_FORMATS else "text"
        sentence = f"the format is {new}, it was {old}: clients read {kind} now"
    elif old is None or new is None:
        word, severity = "added" if old is None else "removed", "compatible"
        sentence = f"the format {new} is new" if old is None else f"the format {old} is gone"
    else:
        word, sentence = "changed", f"the format is {new}, it was {old}"
        if new in _WITHIN.get(old, ()):
            severity = widened(direction)
        elif old in _WITHIN.get(new, ()):
            severity = narrowed(direction)
    yield Change(place, f"{direction}-format-{word}", severity, sentence, old, new)
