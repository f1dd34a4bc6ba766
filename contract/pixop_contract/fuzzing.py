"""Requests that schemathesis makes from the document: its coverage phase, and bounded fuzzing, both deterministic.

Only bodies and query parameters are taken: ids come from the run, in the state that lets the request get through, and
`Range` and the conditional fields have cases of their own (RFC 9110 has a server ignore what it cannot read there).
Whether a body breaks the document is judged here again, by the document's schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pixop_contract.document import Document
from pixop_contract.passive.schema import validator

OPERATIONS = (
    "createProject",
    "updateProject",
    "createVideo",
    "processVideo",
    "listProjects",
    "listVideos",
)
EXAMPLES = 30
"""Fuzzed requests an operation and mode."""


@dataclass(frozen=True)
class Generated:
    """One generated request; `valid` tells whether it keeps to the document."""

    operation: str
    method: str
    query: tuple[tuple[str, str], ...]
    body: Any
    has_body: bool
    valid: bool
    what: str

    @property
    def told(self) -> str:
        """The request in short."""
        given = self.body if self.has_body else dict(self.query)
        text = json.dumps(given, ensure_ascii=True, default=str)
        return f"{self.operation} {text if len(text) <= 90 else text[:87] + '...'}"


def generated(document: Document) -> Iterator[Generated]:
    """Yield requests, the same for the same document.

    Raises:
        ImportError: schemathesis is not installed.
    """
    for name in OPERATIONS:
        for case in made_from(document, name):
            found = _generated(document, name, case)
            if found is not None:
                yield found


def made_from(document: Document, name: str) -> list[Any]:
    """Return the cases that schemathesis makes of an operation: boundaries first, then drawn ones.

    Raises:
        ImportError: schemathesis is not installed.
    """
    from pixop_contract.drawing import drawn, quiet

    with quiet():  # what schemathesis tells about its own work is not for a verdict
        from schemathesis.generation import GenerationMode

        modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
        loaded = _loaded(document)
        operation = document.operations[name]
        source = loaded[operation.path][operation.method]
        boundaries = loaded.iter_coverage_cases(
            source, generation_modes=modes, generation_config=loaded.config.generation
        )
        return [
            *boundaries,
            *(case for mode in modes for case in drawn(source.as_strategy(generation_mode=mode), EXAMPLES)),
        ]


@lru_cache(maxsize=1)
def _loaded(document: Document) -> Any:
    import schemathesis

    return schemathesis.openapi.from_dict(dict(document.data))


def _generated(document: Document, name: str, case: Any) -> Generated | None:
    """Translate a case; None for those that are about a header field, a path or what the document leaves open."""
    operation = document.operations[name]
    if case.method.upper() != operation.method:
        return None
    query = _query(case.query)
    if query is None:
        return None
    components = {location.value: part.mode.value for location, part in case.meta.components.items()}
    has_body = bool(operation.request_content)
    if not has_body:
        return Generated(
            name, operation.method, query, None, False, components.get("query") != "negative", _what(case)
        )
    body = case.body
    if isinstance(body, bytes) or type(body).__name__ == "NotSet" or case.media_type != "application/json":
        return None
    schema = document.resolved(_request(document, operation.path, operation.method))
    reference = str(schema["content"]["application/json"]["schema"]["$ref"]).rsplit("/", 1)[-1]
    return Generated(
        name,
        operation.method,
        query,
        body,
        True,
        validator(document, reference).is_valid(body) and components.get("query") != "negative",
        _what(case),
    )


def _request(document: Document, path: str, method: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document.data["paths"][path][method.lower()]["requestBody"]
    return found


def _query(query: Any) -> tuple[tuple[str, str], ...] | None:
    """Return the parameters; None when one is repeated or unknown, of which the document says nothing."""
    found: list[tuple[str, str]] = []
    for name, value in (query or {}).items():
        if name not in ("page", "page-size", "project-id", "parent-id") or not isinstance(value, str):
            return None
        found.append((name, value))
    return tuple(found)


def _what(case: Any) -> str:
    return str(getattr(case.meta.phase.data, "description", None) or "generated")
