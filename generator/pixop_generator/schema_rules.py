"""Compile what the models' types cannot express into checks: Python source built from the functions of `rule`.

A rule is compiled from the document as it is written. Two tables come out: `RULES`, for each component schema what its
class does not check by itself, and `WHOLE`, complete checks of the component schemas that a rule refers to.
"""

from __future__ import annotations

from typing import Any

from pixop_generator.ecma_pattern import is_portable, python_pattern
from pixop_generator.finding import DocumentError, Finding, pointer_to
from pixop_generator.openapi_walk import at
from pixop_generator.schema_view import (
    ANNOTATIONS,
    BOUNDS,
    RULES,
    drops_additional,
    drops_enum,
    drops_union,
    keeps_branch,
)

_KNOWN = frozenset(
    [
        "$ref",
        "type",
        "enum",
        "const",
        "required",
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "items",
        "prefixItems",
        "contains",
        "minContains",
        "maxContains",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "description",
    ]
)


def rules_source(document: dict[str, Any]) -> str:
    """Write the module `rules`.

    Raises:
        DocumentError: A keyword has no compiled form.
    """
    schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
    compiler = _Compiler(document)
    own: dict[str, str] = {}
    for name, schema in schemas.items():
        pointer = pointer_to("components", "schemas", name)
        left = compiler.residual(schema, pointer)
        if left is not None:
            own[name] = compiler.emit(left, pointer)
    whole: dict[str, str] = {}
    while waiting := [name for name in schemas if name in compiler.referred and name not in whole]:
        for name in waiting:
            whole[name] = compiler.emit(schemas[name], pointer_to("components", "schemas", name))
    if compiler.findings:
        raise DocumentError(compiler.findings)
    lines = [
        '"""The rules of the component schemas that types cannot express. Generated; edits are overwritten."""',
        "",
        "from __future__ import annotations",
        "",
        "from . import rule",
        "",
        "#: Complete checks of the schemas that rules refer to.",
        "WHOLE: dict[str, rule.Check] = {}",
        *(f"WHOLE[{name!r}] = {whole[name]}" for name in sorted(whole)),
        "",
        "#: For each component schema, what the types of its class leave unchecked.",
        "RULES: dict[str, rule.Check] = {",
        *(f"    {name!r}: {own[name]}," for name in sorted(own)),
        "}",
        "",
    ]
    return "\n".join(lines)


class _Compiler:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.findings: list[Finding] = []
        self.referred: set[str] = set()

    def residual(self, schema: Any, pointer: str) -> Any:
        """The part of a schema that its class does not check, as a schema; None when the class checks all of it."""
        if isinstance(schema, bool):
            return None if schema else False
        if "$ref" in schema:
            left = {
                key: value for key, value in schema.items() if key not in ANNOTATIONS and key != "description"
            }
            try:
                target = at(self.document, schema["$ref"])
            except LookupError as error:
                self.findings.append(Finding(f"{pointer}/$ref", str(error)))
                return None
            if not _is_enum_class(target) or not drops_enum(target):
                del left["$ref"]  # the class of the other schema checks it
            return left or None
        left = {key: schema[key] for key in RULES if key in schema}
        if "if" not in left:
            left.pop("then", None)
            left.pop("else", None)
        if drops_enum(schema):
            left |= {key: schema[key] for key in ("type", "enum", "const") if key in schema}
        if "pattern" in schema and not is_portable(schema["pattern"]):
            left["pattern"] = schema["pattern"]
        if drops_union(schema):
            left |= {key: schema[key] for key in ("anyOf", "oneOf", "type") if key in schema}
        if "oneOf" in schema:
            left["oneOf"] = schema["oneOf"]
        if "anyOf" in schema and any(self._has_rule(part, pointer) for part in schema["anyOf"]):
            left["anyOf"] = schema["anyOf"]
        if "allOf" in schema and not self._is_inheritance(schema):
            left["allOf"] = schema["allOf"]
        inner = {
            name: part
            for name, value in (schema.get("properties") or {}).items()
            if (part := self.residual(value, f"{pointer}/properties{pointer_to(name)}")) is not None
        }
        if drops_additional(schema):
            left |= {key: schema[key] for key in ("additionalProperties",) if key in schema}
            inner = {name: inner.get(name, True) for name in schema.get("properties") or {}}
        elif isinstance(schema.get("additionalProperties"), dict):
            others = self.residual(schema["additionalProperties"], f"{pointer}/additionalProperties")
            if others is not None:
                left["additionalProperties"] = others
                inner = {name: inner.get(name, True) for name in schema.get("properties") or {}}
        if inner:
            left["properties"] = inner
        if "items" in schema:
            if "prefixItems" in schema or isinstance(schema["items"], bool):
                left["items"] = schema["items"]
            elif (each := self.residual(schema["items"], f"{pointer}/items")) is not None:
                left["items"] = each
        kinds = schema.get("type")
        if kinds is None and {"anyOf", "oneOf", "allOf"}.isdisjoint(schema):
            left |= {key: value for key, value in schema.items() if key in _KNOWN}
        elif kinds is None or (
            isinstance(kinds, list) and len([kind for kind in kinds if kind != "null"]) > 1
        ):
            left |= {
                key: value
                for key, value in schema.items()
                if key in BOUNDS or key in ("type", "enum", "const")
            }
        if kinds is None or any(keeps_branch(part) for part in schema.get("allOf", [])):
            left |= {key: schema[key] for key in ("required", "additionalProperties") if key in schema}
            if "additionalProperties" in left:
                known = dict.fromkeys(schema.get("properties") or {}, True)
                left["properties"] = known | left.get("properties", {})
        left.pop("description", None)
        return left or None

    def _has_rule(self, schema: Any, pointer: str) -> bool:
        return self.residual(schema, pointer) is not None

    def _is_inheritance(self, schema: dict[str, Any]) -> bool:
        """Whether `allOf` only adds objects up, none of whose fields another one has: then the class checks it."""
        seen = set(schema.get("properties") or {})
        for part in schema["allOf"]:
            target = (
                at(self.document, part["$ref"]) if isinstance(part, dict) and set(part) == {"$ref"} else part
            )
            if not keeps_branch(target) or "allOf" in target or "additionalProperties" in target:
                return False
            if self.residual(target, "") is not None or not seen.isdisjoint(target["properties"]):
                return False
            seen |= set(target["properties"])
        return True

    def emit(self, schema: Any, pointer: str) -> str:
        """The Python expression of the check of a schema."""
        if isinstance(schema, bool):
            return "rule.passes" if schema else "rule.nothing"
        for keyword in schema:
            if keyword not in _KNOWN and keyword not in ANNOTATIONS and not keyword.startswith("x-"):
                self.findings.append(
                    Finding(
                        f"{pointer}/{keyword}", f"the keyword {keyword} cannot be checked; write it otherwise"
                    )
                )
        checks = [
            *self._values(schema),
            *self._objects(schema, pointer),
            *self._arrays(schema, pointer),
            *self._strings(schema, pointer),
            *self._numbers(schema),
            *self._logic(schema, pointer),
        ]
        if not checks:
            return "rule.passes"
        return checks[0] if len(checks) == 1 else f"rule.every({', '.join(checks)})"

    def _values(self, schema: dict[str, Any]) -> list[str]:
        checks: list[str] = []
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/components/schemas/")
            self.referred.add(name)
            checks.append(f"rule.reference(WHOLE, {name!r})")
        if "type" in schema:
            kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
            checks.append(f"rule.kind({', '.join(map(repr, kinds))})")
        if "const" in schema:
            checks.append(f"rule.one_of({schema['const']!r})")
        if "enum" in schema:
            checks.append(f"rule.one_of({', '.join(map(repr, schema['enum']))})")
        return checks

    def _objects(self, schema: dict[str, Any], pointer: str) -> list[str]:
        checks: list[str] = []
        if schema.get("required"):
            checks.append(f"rule.required({', '.join(map(repr, schema['required']))})")
        if not {"properties", "patternProperties", "additionalProperties"}.isdisjoint(schema):
            known = self._table(schema.get("properties") or {}, f"{pointer}/properties")
            arguments = [known]
            if schema.get("patternProperties"):
                patterns = {
                    self._pattern(key, pointer): value for key, value in schema["patternProperties"].items()
                }
                arguments.append("patterns=" + self._table(patterns, f"{pointer}/patternProperties"))
            if schema.get("additionalProperties", True) is not True:
                arguments.append(
                    "others=" + self.emit(schema["additionalProperties"], f"{pointer}/additionalProperties")
                )
            checks.append(f"rule.fields({', '.join(arguments)})")
        if "propertyNames" in schema:
            checks.append(f"rule.names({self.emit(schema['propertyNames'], f'{pointer}/propertyNames')})")
        checks += _call(
            "rule.field_count", least=schema.get("minProperties"), most=schema.get("maxProperties")
        )
        if "dependentRequired" in schema:
            table = {name: {"required": names} for name, names in schema["dependentRequired"].items()}
            checks.append(f"rule.dependent({self._table(table, f'{pointer}/dependentRequired')})")
        if "dependentSchemas" in schema:
            checks.append(
                f"rule.dependent({self._table(schema['dependentSchemas'], f'{pointer}/dependentSchemas')})"
            )
        return checks

    def _table(self, schemas: dict[str, Any], pointer: str) -> str:
        entries = (
            f"{name!r}: {self.emit(value, pointer + pointer_to(name))}" for name, value in schemas.items()
        )
        return "{" + ", ".join(entries) + "}"

    def _arrays(self, schema: dict[str, Any], pointer: str) -> list[str]:
        checks: list[str] = []
        if "items" in schema or "prefixItems" in schema:
            each = self.emit(schema.get("items", True), f"{pointer}/items")
            first = [
                self.emit(part, f"{pointer}/prefixItems/{index}")
                for index, part in enumerate(schema.get("prefixItems", []))
            ]
            checks.append(f"rule.items({each}, ({', '.join(first)},))" if first else f"rule.items({each})")
        if "contains" in schema:
            each = self.emit(schema["contains"], f"{pointer}/contains")
            checks.append(
                f"rule.contains({each}, {schema.get('minContains', 1)!r}, {schema.get('maxContains')!r})"
            )
        if schema.get("uniqueItems"):
            checks.append("rule.unique")
        checks += _call("rule.item_count", least=schema.get("minItems"), most=schema.get("maxItems"))
        return checks

    def _strings(self, schema: dict[str, Any], pointer: str) -> list[str]:
        pattern = self._pattern(schema["pattern"], f"{pointer}/pattern") if "pattern" in schema else None
        return _call(
            "rule.text", least=schema.get("minLength"), most=schema.get("maxLength"), pattern=pattern
        )

    def _numbers(self, schema: dict[str, Any]) -> list[str]:
        return _call(
            "rule.number",
            least=schema.get("minimum"),
            most=schema.get("maximum"),
            above=schema.get("exclusiveMinimum"),
            below=schema.get("exclusiveMaximum"),
            multiple=schema.get("multipleOf"),
        )

    def _logic(self, schema: dict[str, Any], pointer: str) -> list[str]:
        checks: list[str] = []
        for keyword, function in (("allOf", "every"), ("anyOf", "some"), ("oneOf", "exactly_one")):
            parts = [
                self.emit(part, f"{pointer}/{keyword}/{index}")
                for index, part in enumerate(schema.get(keyword) or [])
            ]
            if keyword == "allOf":
                checks += parts
            elif parts:
                checks.append(f"rule.{function}({', '.join(parts)})")
        if "not" in schema:
            what = _refusal(schema["not"])
            checks.append(f"rule.never({self.emit(schema['not'], f'{pointer}/not')}, {what!r})")
        if "if" in schema and ("then" in schema or "else" in schema):
            condition, then, otherwise = (
                self.emit(schema.get(keyword, True), f"{pointer}/{keyword}")
                for keyword in ("if", "then", "else")
            )
            because = _condition(schema["if"]) or f"of the condition {pointer}/if"
            checks.append(f"rule.when({condition}, {then}, {otherwise}, because={because!r})")
        return checks

    def _pattern(self, pattern: str, pointer: str) -> str:
        try:
            return python_pattern(pattern)
        except ValueError as error:
            self.findings.append(Finding(pointer, f"the pattern {pattern!r} cannot be checked: {error}"))
            return ""


def _call(function: str, **arguments: Any) -> list[str]:
    given = [f"{name}={value!r}" for name, value in arguments.items() if value is not None]
    return [f"{function}({', '.join(given)})"] if given else []


def _is_enum_class(schema: Any) -> bool:
    return isinstance(schema, dict) and ("enum" in schema or "const" in schema)


def _refusal(schema: Any) -> str:
    if isinstance(schema, dict) and set(schema) == {"required"} and len(schema["required"]) == 1:
        return f"{schema['required'][0]} is not allowed"
    return (
        f"is not allowed when {condition}"
        if (condition := _condition(schema))
        else "has a form that is not allowed"
    )


def _condition(schema: Any, place: str = "") -> str:
    """A condition in words: `mediaContainerCodec.codec is "prores"`; empty when there are no words for it."""
    if not isinstance(schema, dict):
        return ""
    words: list[str] = []
    described = set()
    for name, part in (schema.get("properties") or {}).items():
        if text := _condition(part, f"{place}.{name}" if place else name):
            words.append(text)
            described.add(name)
    if "const" in schema:
        words.append(f"{place or 'it'} is {schema['const']}")
    if "enum" in schema:
        words.append(f"{place or 'it'} is {' or '.join(str(value) for value in schema['enum'])}")
    words += [
        f"{place}.{name} is given" if place else f"{name} is given"
        for name in schema.get("required") or []
        if name not in described
    ]
    return " and ".join(words)
