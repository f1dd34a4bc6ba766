"""The schemas as datamodel-code-generator needs them: the types, without what it drops or reads differently.

What is taken away here is checked by the rules that `schema_rules` compiles from the untouched document.
"""

from __future__ import annotations

from typing import Any

from pixop_generator.ecma_pattern import is_portable
from pixop_generator.enum_names import with_member_names
from pixop_generator.openapi_walk import ONE_SCHEMA, SCHEMA_LISTS

#: Keywords that datamodel-code-generator drops, or reads in another way than JSON Schema 2020-12 does.
RULES = (
    "if", "then", "else", "not", "dependentRequired", "dependentSchemas", "patternProperties", "propertyNames",
    "minProperties", "maxProperties", "uniqueItems", "contains", "minContains", "maxContains", "prefixItems",
    "multipleOf",
)  # fmt: skip
#: Annotations: they assert nothing (for `format` see JSON Schema 2020-12, validation, section 7.2.1).
ANNOTATIONS = frozenset(
    [
        "format",
        "title",
        "default",
        "readOnly",
        "writeOnly",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "xml",
        "externalDocs",
        "discriminator",
        "$comment",
        "example",
        "examples",
        "deprecated",
    ]
)
BOUNDS = frozenset(
    [
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
    ]
)
_TYPES = frozenset(
    [
        "$ref",
        "type",
        "enum",
        "const",
        "anyOf",
        "oneOf",
        "allOf",
        "properties",
        "items",
        "additionalProperties",
    ]
)


def schema_view(document: dict[str, Any]) -> dict[str, Any]:
    """A document with nothing but the component schemas, cut to what makes types."""
    schemas: dict[str, Any] = {}
    written = document.get("components", {}).get("schemas", {})
    for name, schema in written.items():
        schemas[name] = _view(schema)
        _name_known_values(name, schemas, written)
    return {
        "openapi": document["openapi"],
        "info": {"title": document["info"]["title"], "version": document["info"]["version"]},
        "paths": {},
        "components": {"schemas": schemas},
    }


def python_names(document: dict[str, Any]) -> dict[str, str]:
    """Python names for fields whose name on the wire begins with an underscore: `_links` is `links`."""
    written = {
        name
        for schema in document.get("components", {}).get("schemas", {}).values()
        if isinstance(schema, dict)
        for name in schema.get("properties") or {}
    }
    return {
        name: name.lstrip("_")
        for name in sorted(written)
        if name.startswith("_") and name.lstrip("_") not in written
    }


def drops_enum(schema: Any) -> bool:
    """Whether the values of an enum are for the rules: all but strings, which pydantic would convert."""
    if not isinstance(schema, dict):
        return False
    values = schema.get("enum", [])
    return "const" in schema or any(not isinstance(value, str) for value in values)


def drops_union(schema: dict[str, Any]) -> bool:
    """Whether `anyOf` and `oneOf` are for the rules: beside a type of their own they do not make one."""
    return ("anyOf" in schema or "oneOf" in schema) and not {
        "type",
        "properties",
        "enum",
        "const",
    }.isdisjoint(schema)


def drops_additional(schema: dict[str, Any]) -> bool:
    """Whether `additionalProperties` is for the rules: pydantic does not know which fields a pattern allows."""
    return "patternProperties" in schema


def keeps_branch(branch: Any) -> bool:
    """Whether a branch of `allOf` makes a type: a base, or an object with fields of its own."""
    return isinstance(branch, dict) and ("$ref" in branch or ("type" in branch and "properties" in branch))


def _view(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return {}
    if "$ref" in schema:
        kept = {"$ref": schema["$ref"]}
        return {**kept, "description": schema["description"]} if "description" in schema else kept
    dropped: set[str] = set(RULES)
    kinds = schema.get("type")
    if drops_union(schema):
        dropped |= {"anyOf", "oneOf"}
    if drops_additional(schema):
        dropped.add("additionalProperties")
    if drops_enum(schema) and not all(type(value) is int for value in schema.get("enum", [None])):
        dropped |= {"enum", "const", "x-enum-varnames"}
    if "prefixItems" in schema or isinstance(schema.get("items"), bool):
        dropped.add("items")
    if "pattern" in schema and not is_portable(schema["pattern"]):
        dropped.add("pattern")
    if kinds is None or (isinstance(kinds, list) and len([kind for kind in kinds if kind != "null"]) > 1):
        dropped |= BOUNDS
    view = {
        key: value
        for key, value in schema.items()
        if key not in dropped
        and key not in ANNOTATIONS
        and (key == "x-enum-varnames" or not key.startswith("x-"))
    }
    if "enum" in view:
        view = with_member_names(view)
    if "allOf" in view:
        view["allOf"] = [_view(branch) for branch in view["allOf"] if keeps_branch(branch)]
    for keyword in SCHEMA_LISTS:
        if keyword in view:
            view[keyword] = [part if keyword == "allOf" else _view(part) for part in view[keyword]]
            if not view[keyword]:
                del view[keyword]
            elif any(_TYPES.isdisjoint(part) for part in view[keyword]):
                view = {"description": view["description"]} if "description" in view else {}
                break
    for keyword in ONE_SCHEMA:
        if isinstance(view.get(keyword), dict):
            view[keyword] = _view(view[keyword])
    if "properties" in view:
        view["properties"] = {
            name: _view(value) for name, value in view["properties"].items() if value is not False
        }
        if isinstance(kinds, list) and set(kinds) == {"object", "null"}:
            # A class of its own cannot be null.
            return {"anyOf": [{**view, "type": "object"}, {"type": "null"}]}
    return view


def _name_known_values(name: str, schemas: dict[str, Any], taken: dict[str, Any]) -> None:
    """Give the inline enum of an open enum a name of its own: `Known` and the name of the schema."""
    schema = schemas[name]
    for index, branch in enumerate(schema.get("anyOf", [])):
        known = f"Known{name}"
        if "enum" in branch and known not in taken and known not in schemas:
            schemas[known] = branch
            schema["anyOf"][index] = {"$ref": f"#/components/schemas/{known}"}
