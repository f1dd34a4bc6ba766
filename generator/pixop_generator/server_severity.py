"""What a change means for a server that follows the old document, from what it means for callers.

The two sides are opposite ends of one wire: where callers may send more, a server has to take more; where a server may
answer less, callers have to live with less. What neither meets on the wire is compatible for both.
"""

from __future__ import annotations

import re
from typing import Literal

Severity = Literal["breaking", "dangerous", "compatible"]

#: Nothing on the wire says that it happened.
_NEUTRAL = re.compile(
    r"(?:documentation|example|extension|component|reference|link|tag|version|rewritten|path-parameter-renamed"
    r"|server|operation-(?:renamed|moved|deprecated|reactivated)|bearer-format)(?:-|$)"
    r"|webhook|callback"
    r"|.*(?:-deprecated|-deprecated-without-sunset|-reactivated|-sunset-[a-z]+|-known-value-removed)$"
)
_EXPLICIT: dict[str, Severity] = {
    "operation-added": "breaking",
    "operation-removed": "compatible",
    "operation-removed-after-deprecation": "compatible",
    "operation-removed-before-sunset": "compatible",
    "parameter-added": "breaking",
    "required-parameter-added": "breaking",
    "required-parameter-added-with-default": "breaking",
    "parameter-removed": "dangerous",
    "parameter-removed-after-deprecation": "dangerous",
    "parameter-removed-before-sunset": "dangerous",
    "parameter-required": "dangerous",
    "parameter-optional": "breaking",
    "parameter-serialization-changed": "breaking",
    "status-added": "compatible",
    "success-status-added": "compatible",
    "status-removed": "dangerous",
    "success-status-removed": "breaking",
    "response-header-added": "compatible",
    "required-response-header-added": "breaking",
    "response-header-required": "breaking",
    "response-header-optional": "compatible",
    "response-header-removed": "compatible",
    "required-response-header-removed": "compatible",
    "request-body-removed": "dangerous",
    "request-body-added": "breaking",
    "request-body-required": "dangerous",
    "request-body-optional": "breaking",
    "request-media-type-removed": "dangerous",
    "request-media-type-added": "breaking",
    "response-media-type-removed": "breaking",
    "response-media-type-added": "compatible",
    "security-removed": "breaking",
    "security-added": "breaking",
    "security-scopes-changed": "breaking",
    "security-scheme-changed": "breaking",
    "security-scheme-type-changed": "breaking",
    "security-scheme-url-changed": "breaking",
    "security-scheme-flow-added": "breaking",
    "security-scheme-flow-removed": "compatible",
    "security-scheme-scope-added": "breaking",
    "security-scheme-scope-removed": "compatible",
    "security-scheme-added": "compatible",
    "security-scheme-removed": "compatible",
    "response-field-added": "compatible",
    "request-known-value-added": "breaking",
    "response-known-value-added": "compatible",
    "request-default-added": "breaking",
    "request-default-changed": "breaking",
    "request-default-removed": "breaking",
    "response-default-added": "compatible",
    "response-default-changed": "compatible",
    "response-default-removed": "compatible",
    "request-required-field-added-with-default": "breaking",
    "request-field-required-with-default": "dangerous",
    "request-encoding-changed": "breaking",
}
#: Callers that are right by the old document go on, but may meet or get something else than they know.
DANGEROUS_FOR_CALLERS = frozenset(
    {
        "success-status-added",
        "response-known-value-added",
        "response-format-removed",
        "response-header-removed",
        "response-media-type-added",
        "request-format-added",
        "operation-sunset-removed",
        "operation-sunset-unreadable",
        "parameter-sunset-removed",
        "unclassified-changed",
    }
)


#: Rules that changed in a way that may narrow and widen: neither side can keep what it has.
_AS_FOR_CALLERS = frozenset(
    {"unclassified-changed"}
    | {
        f"{direction}-{word}-changed"
        for direction in ("request", "response")
        for word in (
            "all-of", "const", "contains", "content-encoding", "content-media-type", "content-schema", "dependencies",
            "dependent-required", "dependent-schemas", "else", "format", "if", "multiple-of", "not", "pattern",
            "pattern-properties", "prefix-items", "property-names", "read-only", "then", "unevaluated-items",
            "unevaluated-properties", "unique-items", "write-only",
        )
    }
)  # fmt: skip


def for_servers(rule: str, callers: Severity) -> Severity:
    """The severity for servers of a rule that has the given severity for callers."""
    if rule in _EXPLICIT:
        return _EXPLICIT[rule]
    if _NEUTRAL.match(rule):
        return "compatible"
    if rule in _AS_FOR_CALLERS or "-discriminator-" in rule:
        return callers
    if rule.startswith("request-"):
        # Narrower for callers: the old server takes what it should refuse now.
        return "breaking" if callers == "compatible" else "dangerous"
    if rule.startswith("response-"):
        return "breaking" if callers == "compatible" else "compatible"
    return callers
