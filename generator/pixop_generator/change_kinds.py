"""Every kind of change that `pixop changes` tells, with its severity, and the table of them (`generator/CHANGES.md`).

`python -m pixop_generator.change_kinds` prints the table. The tests make every kind once, and hold severity and table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from pixop_generator.schema_changes import BOUNDS, RULES, words
from pixop_generator.server_severity import Severity, for_servers

_BREAKING: tuple[Severity, ...] = ("breaking",)
_DANGEROUS: tuple[Severity, ...] = ("dangerous",)
_COMPATIBLE: tuple[Severity, ...] = ("compatible",)
_EITHER: tuple[Severity, ...] = ("breaking", "compatible")


@dataclass(frozen=True, slots=True)
class Kind:
    """A rule, or a family of rules that differ in a keyword.

    Attributes:
        rule: Name of the rule; `KEYWORD` stands for each of the keywords.
        callers: The severities that it can have for callers.
        text: What it means.
        peers: What oasdiff calls it; `*` stands for a place (body, property, parameter, header), braces for a choice.
        keywords: The keywords of a family, as they stand in the names of rules.
    """

    rule: str
    callers: tuple[Severity, ...]
    text: str
    peers: str = ""
    keywords: tuple[str, ...] = ()

    def rules(self) -> Iterator[str]:
        """The rules of the family."""
        if not self.keywords:
            yield self.rule
        for keyword in self.keywords:
            yield self.rule.replace("KEYWORD", keyword)

    @property
    def servers(self) -> tuple[Severity, ...]:
        """The severities for servers that go with those for callers."""
        rule = next(self.rules())
        return tuple(dict.fromkeys(for_servers(rule, severity) for severity in self.callers))


def _both(
    rule: str,
    request: tuple[Severity, ...],
    response: tuple[Severity, ...],
    text: str,
    peers: str = "",
    keywords: tuple[str, ...] = (),
) -> tuple[Kind, Kind]:
    """A kind of change in requests, and the same in responses."""
    return (
        Kind(f"request-{rule}", request, f"Request: {text}", peers.replace("@", "request"), keywords),
        Kind(f"response-{rule}", response, f"Response: {text}", peers.replace("@", "response"), keywords),
    )


def _retirement(kind: str, what: str, peer: str) -> tuple[Kind, ...]:
    return (
        Kind(f"{kind}-deprecated", _COMPATIBLE, f"{what} is deprecated and says until when", f"{peer}-deprecated{{,-with-sunset}}"),
        Kind(f"{kind}-deprecated-without-sunset", _COMPATIBLE, f"{what} is deprecated without a date", f"{peer}-{{deprecated-,}}sunset-missing"),
        Kind(f"{kind}-reactivated", _COMPATIBLE, f"{what} is not deprecated any more", f"{peer}-reactivated"),
        Kind(f"{kind}-sunset-added", _COMPATIBLE, f"{what}: the end of a deprecation got a date"),
        Kind(f"{kind}-sunset-earlier", _BREAKING, f"{what} may be gone earlier than promised", f"{peer}-sunset-date-{{changed-,}}too-small"),
        Kind(f"{kind}-sunset-later", _COMPATIBLE, f"{what} is promised for longer"),
        Kind(f"{kind}-sunset-removed", _DANGEROUS, f"{what} stays deprecated and has no date any more", f"{peer}-sunset-deleted"),
        Kind(f"{kind}-sunset-unreadable", _DANGEROUS, f"{what}: the sunset is no date", f"{peer}-{{deprecated-,}}sunset-parse"),
    )  # fmt: skip


def _removed(rule: str, callers: tuple[Severity, ...], what: str, peer: str) -> tuple[Kind, ...]:
    return (
        Kind(rule, callers, f"{what} is gone without a warning", f"{peer}{{,-without-deprecation}}"),
        Kind(f"{rule}-after-deprecation", callers, f"{what} is gone, as was announced", f"{peer}-with-deprecation"),
        Kind(f"{rule}-before-sunset", callers, f"{what} is gone before the promised day", f"{peer}-before-sunset"),
    )  # fmt: skip


_BOUNDS = tuple(map(words, BOUNDS))
_RULES = tuple(map(words, RULES))
KINDS: tuple[Kind, ...] = (
    Kind("operation-added", _COMPATIBLE, "An operation is new", "endpoint-added"),
    *_removed("operation-removed", _BREAKING, "An operation", "api-{,path-}removed"),
    *_retirement("operation", "An operation", "{endpoint,api}"),
    Kind("operation-renamed", _BREAKING, "Another operationId: the method of the client has another name", "api-operation-id-{added,removed}"),
    Kind("operation-moved", _BREAKING, "Other tags: the method is in another namespace", "api-tag-{added,removed}"),
    Kind("parameter-added", _COMPATIBLE, "An optional parameter is new", "new-optional-request-parameter"),
    Kind("required-parameter-added", _BREAKING, "A required parameter is new", "new-required-request-parameter, new-request-path-parameter"),
    Kind("required-parameter-added-with-default", _DANGEROUS, "A required parameter with a default is new", "new-required-request-default-parameter-to-existing-path"),
    *_removed("parameter-removed", _BREAKING, "A parameter", "request-parameter-removed"),
    *_retirement("parameter", "A parameter", "request-parameter"),
    Kind("parameter-required", _BREAKING, "A parameter is required now", "request-parameter-became-required, request-header-property-became-required"),
    Kind("parameter-optional", _COMPATIBLE, "A parameter is optional now", "request-parameter-became-optional"),
    Kind("path-parameter-renamed", _COMPATIBLE, "The name of a path parameter is not on the wire"),
    Kind("parameter-serialization-changed", _BREAKING, "`style`, `explode`, `allowReserved` or `allowEmptyValue`"),
    Kind("request-body-added", _EITHER, "The request has a body now; breaking when it is required", "request-body-added-{required,optional}"),
    Kind("request-body-removed", _BREAKING, "The request has no body any more", "request-body-removed"),
    Kind("request-body-required", _BREAKING, "The body is required now", "request-body-became-required"),
    Kind("request-body-optional", _COMPATIBLE, "The body is optional now", "request-body-became-optional"),
    *_both("media-type-removed", _BREAKING, _BREAKING, "a media type is gone", "{@-body,@}-media-type-removed"),
    *_both("media-type-added", _COMPATIBLE, _DANGEROUS, "a media type is new", "{@-body,@}-media-type-added"),
    *_both("encoding-changed", _BREAKING, _BREAKING, "the parts of a form are written in another way"),
    Kind("success-status-added", _DANGEROUS, "Another success status", "response-success-status-added"),
    Kind("success-status-removed", _BREAKING, "A success status is gone", "response-success-status-removed"),
    Kind("status-added", _COMPATIBLE, "Another error status", "response-non-success-status-added"),
    Kind("status-removed", _COMPATIBLE, "An error status is gone", "response-non-success-status-removed"),
    Kind("response-header-added", _COMPATIBLE, "An optional header field is new"),
    Kind("required-response-header-added", _COMPATIBLE, "A header field that is always there is new"),
    Kind("response-header-removed", _DANGEROUS, "An optional header field is gone", "optional-response-header-removed"),
    Kind("required-response-header-removed", _BREAKING, "A header field that was always there is gone", "required-response-header-removed"),
    Kind("response-header-optional", _BREAKING, "A header field can be missing now", "response-header-became-optional"),
    Kind("response-header-required", _COMPATIBLE, "A header field is always there now"),
    Kind("link-added", _COMPATIBLE, "A link is new"),
    Kind("link-removed", _COMPATIBLE, "A link is gone"),
    Kind("link-changed", _COMPATIBLE, "A link leads elsewhere"),
    Kind("security-added", _COMPATIBLE, "Another way to authenticate is enough", "api-{,global-}security-added"),
    Kind("security-removed", _BREAKING, "A way to authenticate is not enough any more", "api-{,global-}security-removed"),
    Kind("security-scopes-changed", _BREAKING, "A way to authenticate needs other scopes", "api-{,global-}security-scope-{added,removed}"),
    Kind("security-scheme-added", _COMPATIBLE, "A security scheme is new", "api-security-component-added"),
    Kind("security-scheme-removed", _COMPATIBLE, "A security scheme is gone; where it was needed is told besides", "api-security-component-removed"),
    Kind("security-scheme-type-changed", _BREAKING, "A security scheme has another type", "api-security-component-type-changed"),
    Kind("security-scheme-url-changed", _BREAKING, "A URL of a security scheme is another one", "api-security-component-oauth-{,token-}url-changed"),
    Kind("security-scheme-flow-added", _COMPATIBLE, "An OAuth flow is new"),
    Kind("security-scheme-flow-removed", _BREAKING, "An OAuth flow is gone"),
    Kind("security-scheme-scope-added", _COMPATIBLE, "An OAuth scope is new", "api-security-component-oauth-scope-added"),
    Kind("security-scheme-scope-removed", _BREAKING, "An OAuth scope is gone", "api-security-component-oauth-scope-{removed,changed}"),
    Kind("security-scheme-changed", _BREAKING, "A security scheme works in another way (scheme, place, name)"),
    Kind("bearer-format-changed", _COMPATIBLE, "The format of a token has another name"),
    Kind("server-added", _COMPATIBLE, "A server is new"),
    Kind("server-removed", _BREAKING, "A server is gone"),
    Kind("server-changed", _COMPATIBLE, "The variables of a server are others"),
    *_both("field-added", _COMPATIBLE, _EITHER, "an optional field is new; breaking in an object that was closed", "new-optional-request-property, response-optional-property-added"),
    *_both("required-field-added", _BREAKING, _EITHER, "a required field is new", "new-required-request-property, response-required-property-added"),
    Kind("request-required-field-added-with-default", _DANGEROUS, "Request: a required field with a default is new", "new-required-request-property-with-default"),
    *_removed("request-field-removed", _EITHER, "Request: a field", "request-property-removed"),
    *_removed("response-field-removed", _BREAKING, "Response: an optional field", "response-optional-property-removed"),
    *_removed("response-required-field-removed", _BREAKING, "Response: a required field", "response-required-property-removed"),
    *_both("field-required", _BREAKING, _COMPATIBLE, "a field is required now", "@-property-became-required"),
    Kind("request-field-required-with-default", _DANGEROUS, "Request: a field with a default is required now", "request-property-became-required-with-default"),
    *_both("field-optional", _COMPATIBLE, _BREAKING, "a field can be missing now", "@-property-became-optional"),
    *_retirement("request-field", "Request: a field", "request-property"),
    *_retirement("response-field", "Response: a field", "response-property"),
    *_both("type-removed", _BREAKING, _COMPATIBLE, "a type is not allowed any more", "@-*-{type-changed,list-of-types-narrowed}"),
    *_both("type-added", _COMPATIBLE, _BREAKING, "another type is allowed", "@-*-{type-changed,type-generalized,list-of-types-widened}"),
    *_both("null-refused", _BREAKING, _COMPATIBLE, "null is not allowed any more", "@-*-became-not-nullable"),
    *_both("null-allowed", _COMPATIBLE, _BREAKING, "null is allowed now", "@-*-became-nullable"),
    *_both("schema-changed", _EITHER, _EITHER, "anything, or nothing, is allowed"),
    *_both("format-added", _DANGEROUS, _COMPATIBLE, "a format is new", "@-*-type-changed"),
    *_both("format-removed", _COMPATIBLE, _DANGEROUS, "a format is gone", "@-*-type-changed"),
    *_both("format-changed", _EITHER, _EITHER, "another format; compatible where all its values were allowed", "@-*-{type-changed,type-generalized}"),
    *_both("default-added", _DANGEROUS, _COMPATIBLE, "a default is new", "@-*-default-value-added"),
    *_both("default-changed", _BREAKING, _COMPATIBLE, "another default", "@-*-default-value-changed"),
    *_both("default-removed", _BREAKING, _COMPATIBLE, "a default is gone", "@-*-default-value-removed"),
    *_both("enum-closed", _BREAKING, _COMPATIBLE, "only listed values are allowed now", "@-*-became-enum"),
    *_both("enum-opened", _COMPATIBLE, _BREAKING, "other values than the listed ones are allowed now"),
    *_both("enum-value-removed", _BREAKING, _COMPATIBLE, "a value is not allowed any more", "@-*-enum-value-removed"),
    *_both("enum-value-added", _COMPATIBLE, _BREAKING, "another value is allowed", "@-*-enum-value-added"),
    *_both("known-value-removed", _COMPATIBLE, _COMPATIBLE, "a value of an open enum is not listed any more", "@-*-x-extensible-enum-value-removed"),
    *_both("known-value-added", _COMPATIBLE, _DANGEROUS, "another value of an open enum is listed", "@-*-x-extensible-enum-value-added"),
    *_both("const-changed", _BREAKING, _BREAKING, "the only value is another one", "@-*-const-changed"),
    *_both("KEYWORD-added", _BREAKING, _COMPATIBLE, "a bound is new", "@-*-{min,max,…}-set", _BOUNDS),
    *_both("KEYWORD-tightened", _BREAKING, _COMPATIBLE, "a bound allows less", "@-*-{min-increased,max-decreased,…}", _BOUNDS),
    *_both("KEYWORD-loosened", _COMPATIBLE, _BREAKING, "a bound allows more", "@-*-{min-decreased,max-increased,…}", _BOUNDS),
    *_both("KEYWORD-removed", _COMPATIBLE, _BREAKING, "a bound is gone", "@-*-{min,max,…}-unset", _BOUNDS),
    *_both("KEYWORD-added", _BREAKING, _COMPATIBLE, "a rule is new", "@-*-{pattern,if,not,…}-added, @-*-became-{read-only,write-only}", _RULES),
    *_both("KEYWORD-changed", _BREAKING, _BREAKING, "another rule, which may allow more and less", "@-*-{pattern,if,not,…}-changed", _RULES),
    *_both("KEYWORD-removed", _COMPATIBLE, _BREAKING, "a rule is gone", "@-*-{pattern,if,not,…}-removed, @-*-became-not-{read-only,write-only}", _RULES),
    *_both("object-closed", _BREAKING, _COMPATIBLE, "fewer fields beside the listed ones", "@-*-additional-properties-removed"),
    *_both("object-opened", _COMPATIBLE, _BREAKING, "more fields beside the listed ones", "@-*-additional-properties-added"),
    *_both("items-changed", _EITHER, _EITHER, "the items of a list got rules or lost them"),
    *_both("KEYWORD-added", _BREAKING, _COMPATIBLE, "the value has alternatives now", "@-*-{any,one}-of-added", ("any-of", "one-of")),
    *_both("KEYWORD-removed", _COMPATIBLE, _BREAKING, "the alternatives are gone", "@-*-{any,one}-of-removed", ("any-of", "one-of")),
    *_both("KEYWORD-branch-added", _COMPATIBLE, _BREAKING, "another alternative", "@-*-{any,one}-of-added", ("any-of", "one-of")),
    *_both("KEYWORD-branch-removed", _BREAKING, _COMPATIBLE, "an alternative is gone", "@-*-{any,one}-of-removed", ("any-of", "one-of")),
    *_both("discriminator-added", _DANGEROUS, _DANGEROUS, "a discriminator is new", "@-*-discriminator-added"),
    *_both("discriminator-removed", _DANGEROUS, _DANGEROUS, "a discriminator is gone", "@-*-discriminator-removed"),
    *_both("discriminator-changed", _BREAKING, _BREAKING, "another field discriminates", "@-*-discriminator-property-name-changed"),
    *_both("discriminator-value-added", _COMPATIBLE, _BREAKING, "another value of the discriminator", "@-*-discriminator-mapping-added"),
    *_both("discriminator-value-removed", _BREAKING, _COMPATIBLE, "a value of the discriminator is gone", "@-*-discriminator-mapping-deleted"),
    *_both("discriminator-value-changed", _BREAKING, _BREAKING, "a value of the discriminator names another schema", "@-*-discriminator-mapping-changed"),
    Kind("component-added", _COMPATIBLE, "A component is new", ""),
    Kind("component-removed", _COMPATIBLE, "A component is gone; what used it is told besides", "api-schema-removed"),
    Kind("component-changed", _COMPATIBLE, "A component that no operation uses is another one"),
    Kind("webhook-added", _COMPATIBLE, "A webhook is new (our own document has none)", "webhook-added"),
    Kind("webhook-removed", _DANGEROUS, "A webhook is gone", "webhook-removed"),
    Kind("webhook-changed", _DANGEROUS, "Something in a webhook"),
    Kind("callback-added", _COMPATIBLE, "A callback is new (our own document has none)"),
    Kind("callback-removed", _DANGEROUS, "A callback is gone"),
    Kind("callback-changed", _DANGEROUS, "Something in a callback"),
    Kind("documentation-changed", _COMPATIBLE, "Summaries, descriptions, titles, contact, license"),
    Kind("example-changed", _COMPATIBLE, "Examples"),
    Kind("extension-changed", _COMPATIBLE, "An extension (`x-…`) that has no meaning here", "api-stability-{increased,decreased}, api-invalid-stability-level"),
    Kind("tag-changed", _COMPATIBLE, "The list of tags of the document"),
    Kind("version-changed", _COMPATIBLE, "`openapi` or `info.version`"),
    Kind("reference-changed", _COMPATIBLE, "Another `$ref`; what that changes is told besides"),
    Kind("rewritten", _COMPATIBLE, "Written in another way, with the same meaning for every operation"),
    Kind("unclassified-changed", _DANGEROUS, "A keyword that is not known here"),
)  # fmt: skip
#: Each rule with its kind.
RULES_BY_NAME: dict[str, Kind] = {}
for _kind in KINDS:
    for _rule in _kind.rules():
        _known = RULES_BY_NAME.setdefault(_rule, _kind)

_HEAD = """\
# Kinds of change

`pixop changes OLD NEW` tells every difference of two documents under one of these {count} rules. The severity is one for
callers (clients made from the old document against a server of the new one) and one for servers (a server of the old
document, judged by the new one). *Breaking* fails; *dangerous* may act differently; *compatible* does neither. Where two
are named, the value decides.

This page is made from the rules: `python -m pixop_generator.change_kinds > generator/CHANGES.md`. A test makes each rule
happen once.

## Beside oasdiff

The last column names what oasdiff, a tool for the same task, calls the kind, so that users of it find their way and gaps
can be seen. It names the place in the rule (body, property, parameter, header: `*` here); here the JSON pointer does, as
one shared schema is told once. `allOf` is followed field by field, and only what is left of it is told as a rule. What it
distinguishes and cannot occur in a document of this project: operations without an `operationId` or tag (the document is
refused), stability levels (an extension of its own), OAuth scopes, discriminators and webhooks (refused by `pixop generate`
for this project's document, and compared all the same). The names follow the checks that oasdiff has published, as far as
they are known here; the tool was not run beside this one.

## The rules

| rule | for callers | for servers | what | oasdiff |
|---|---|---|---|---|
"""


def markdown() -> str:
    """The page with the table."""
    rows = [
        f"| `{kind.rule}` | {_choice(kind.callers)} | {_choice(kind.servers)} | {kind.text} | {_code(kind.peers)} |"
        for kind in KINDS
    ]
    families = [
        f"- {', '.join(f'`{each}`' for each in keywords)}"
        for keywords in dict.fromkeys(kind.keywords for kind in KINDS if kind.keywords)
    ]
    return "\n".join(
        [
            _HEAD.format(count=len(RULES_BY_NAME)) + "\n".join(rows),
            "",
            "`KEYWORD` is one of these; bounds, rules and alternatives each have a row for what can happen to them:",
            "",
            *families,
            "",
        ]
    )


def _choice(severities: tuple[Severity, ...]) -> str:
    return " or ".join(severities)


def _code(peers: str) -> str:
    return ", ".join(f"`{each}`" for each in peers.split(", ")) if peers else ""


if __name__ == "__main__":
    sys.stdout.write(markdown())
