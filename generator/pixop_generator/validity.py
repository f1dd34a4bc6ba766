"""Whether a document is a valid OpenAPI 3.1 document: by openapi-spec-validator, and each schema by its meta-schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pixop_generator.finding import Finding, pointer_to
from pixop_generator.openapi_walk import root_schemas
from pixop_generator.structure import misplaced


def invalid(document: dict[str, Any]) -> list[Finding]:
    """What makes a document invalid. Its version is looked at first: no other rule is worth reading for another one."""
    return misplaced(document) or list(_invalid_schemas(document)) or list(_invalid_document(document))


def _invalid_schemas(document: dict[str, Any]) -> Iterator[Finding]:
    """Faults of schemas; openapi-spec-validator finds them too, but says where in the schema only."""
    from jsonschema import Draft202012Validator

    meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for pointer, schema in root_schemas(document):
        for error in meta.iter_errors(schema):
            yield Finding(pointer + pointer_to(*error.absolute_path), _first_line(error))


def _invalid_document(document: dict[str, Any]) -> Iterator[Finding]:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    try:
        for error in OpenAPIV31SpecValidator(document).iter_errors():
            yield Finding(pointer_to(*error.absolute_path), _first_line(error))
    except Exception as error:  # a reference that leads nowhere raises whatever the resolver has
        yield Finding("", f"not a valid document: {' '.join(str(error).split())[:300]}")


def _first_line(error: Any) -> str:
    """The message in one line; of a choice that no branch fits, that of the branch that goes deepest."""
    nearest = error
    while nearest.context:
        nearest = max(nearest.context, key=lambda inner: len(inner.absolute_path))
    text = nearest.message.strip().splitlines()[0]
    if len(text) > 300:
        text = f"{text[:140]} … {text[-150:]}"
    return text if nearest is error else f"{text} (at {pointer_to(*nearest.absolute_path)})"
