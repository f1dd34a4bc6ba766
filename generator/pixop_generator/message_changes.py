"""Compare what travels: media types with their schemas, statuses, header fields and links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pixop_generator.change import Change, Direction
from pixop_generator.finding import pointer_to
from pixop_generator.openapi_walk import is_success, located
from pixop_generator.schema_changes import SchemaComparison
from pixop_generator.server_severity import Severity


class MessageComparison:
    """Compares the bodies, statuses and header fields of operations of two documents."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any], schemas: SchemaComparison) -> None:
        self._old = old
        self._new = new
        self._schemas = schemas

    def responses(
        self, old: dict[str, Any], new: dict[str, Any], old_at: str, new_at: str
    ) -> Iterator[Change]:
        """Differences in the answers of an operation."""
        before, after = old.get("responses") or {}, new.get("responses") or {}
        for status in before.keys() - after.keys():
            success = is_success(str(status))
            yield Change(
                f"{old_at}/responses/{status}",
                "success-status-removed" if success else "status-removed",
                "breaking" if success else "compatible",
                f"the status {status} is gone",
                status,
                None,
            )
        for status in after.keys() - before.keys():
            yield Change(
                f"{new_at}/responses/{status}",
                "success-status-added" if is_success(str(status)) else "status-added",
                "compatible",
                f"the status {status} is new",
                None,
                status,
            )
        for status in before.keys() & after.keys():
            was, old_place = located(self._old, before[status], f"{old_at}/responses/{status}")
            now, place = located(self._new, after[status], f"{new_at}/responses/{status}")
            yield from self.content(was, now, old_place, place, "response")
            yield from self._headers(was, now, old_place, place)
            yield from _links(was, now, old_place, place)

    def _headers(
        self, old: dict[str, Any], new: dict[str, Any], old_at: str, new_at: str
    ) -> Iterator[Change]:
        before, after = _headers(self._old, old, old_at), _headers(self._new, new, new_at)
        for name in before.keys() - after.keys():
            header, place = before[name]
            rule, severity = "response-header-removed", _of(header.get("required"), "breaking", "dangerous")
            if header.get("required"):
                rule = "required-response-header-removed"
            yield Change(place, rule, severity, f"the header {name} is gone", header, None)
        for name in after.keys() - before.keys():
            header, place = after[name]
            rule = "required-response-header-added" if header.get("required") else "response-header-added"
            yield Change(place, rule, "compatible", f"the header {name} is new", None, header)
        for name in before.keys() & after.keys():
            (was, old_place), (now, place) = before[name], after[name]
            required = bool(now.get("required"))
            if bool(was.get("required")) != required:
                word = "required" if required else "optional"
                severity = _of(required, "compatible", "breaking")
                sentence = f"the header {name} {'is always there' if required else 'can be missing'} now"
                yield Change(place, f"response-header-{word}", severity, sentence, not required, required)
            yield from self._schemas.compare(
                was.get("schema", True),
                now.get("schema", True),
                f"{old_place}/schema",
                f"{place}/schema",
                "response",
            )

    def content(
        self, old: dict[str, Any], new: dict[str, Any], old_at: str, new_at: str, direction: Direction
    ) -> Iterator[Change]:
        """Differences in the media types of a body and in their schemas."""
        before, after = old.get("content") or {}, new.get("content") or {}
        for name in before.keys() - after.keys():
            place = f"{old_at}/content{pointer_to(name)}"
            sentence = f"the media type {name} is gone"
            yield Change(place, f"{direction}-media-type-removed", "breaking", sentence, name, None)
        for name in after.keys() - before.keys():
            place, sentence = f"{new_at}/content{pointer_to(name)}", f"the media type {name} is new"
            yield Change(place, f"{direction}-media-type-added", "compatible", sentence, None, name)
        for name in before.keys() & after.keys():
            here = f"/content{pointer_to(name)}"
            was, now = before[name], after[name]
            if was.get("encoding") != now.get("encoding"):
                sentence = f"the parts of {name} are written in another way"
                yield Change(
                    f"{new_at}{here}",
                    f"{direction}-encoding-changed",
                    "breaking",
                    sentence,
                    was.get("encoding"),
                    now.get("encoding"),
                )
            yield from self._schemas.compare(
                was.get("schema", True),
                now.get("schema", True),
                f"{old_at}{here}/schema",
                f"{new_at}{here}/schema",
                direction,
            )


def _of(condition: Any, yes: Severity, no: Severity) -> Severity:
    return yes if condition else no


def _headers(
    document: dict[str, Any], response: dict[str, Any], place: str
) -> dict[str, tuple[dict[str, Any], str]]:
    """Header fields by their lower-case name; `Content-Type` is that of the content (OpenAPI 3.1, Response Object)."""
    return {
        name.lower(): located(document, raw, f"{place}/headers{pointer_to(name)}")
        for name, raw in (response.get("headers") or {}).items()
        if name.lower() != "content-type"
    }


def _links(old: dict[str, Any], new: dict[str, Any], old_at: str, new_at: str) -> Iterator[Change]:
    before, after = old.get("links") or {}, new.get("links") or {}
    for name in before.keys() | after.keys():
        place = f"{new_at if name in after else old_at}/links{pointer_to(name)}"
        if name not in after:
            yield Change(place, "link-removed", "compatible", f"the link {name} is gone", before[name], None)
        elif name not in before:
            yield Change(place, "link-added", "compatible", f"the link {name} is new", None, after[name])
        elif before[name] != after[name]:
            sentence = f"the link {name} leads elsewhere"
            yield Change(place, "link-changed", "compatible", sentence, before[name], after[name])
