"""Whether a document is a valid OpenAPI 3.1 document, by openapi-spec-validator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pixop_generator.finding import Finding, pointer_to


def invalid(document: dict[str, Any]) -> Iterator[Finding]:
    """What makes a document invalid. Its version is looked at first: no other rule is worth reading for another one."""
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3.1."):
        swagger = f"Swagger {document['swagger']}" if "swagger" in document else f"openapi: {version}"
        yield Finding("/openapi", f"only OpenAPI 3.1.x makes code, and this is {swagger}")
        return
    from openapi_spec_validator import OpenAPIV31SpecValidator

    try:
        for error in OpenAPIV31SpecValidator(document).iter_errors():
            pointer = pointer_to(*error.absolute_path)
            yield Finding(pointer, _sentence(error))
    except Exception as error:  # a reference that leads nowhere raises whatever the resolver has
        yield Finding("", f"not a valid document: {' '.join(str(error).split())[:300]}")


def _sentence(error: Any) -> str:
    """One line; of a choice that no branch fits, the branch that comes nearest."""
    nearest = error
    while nearest.context:
        nearest = max(
            nearest.context, key=lambda inner: (len(inner.absolute_path), -len(inner.context or ()))
        )
    text = " ".join(nearest.message.split())
    place = pointer_to(*nearest.absolute_path)
    if len(text) > 300:
        text = f"{text[:140]} … {text[-150:]}"
    return text if nearest is error else f"{text} (at {place})"
