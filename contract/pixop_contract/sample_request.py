"""A valid request for each operation."""

from __future__ import annotations

from typing import Any

from pixop_contract.clip import clip
from pixop_contract.multipart_form import Part, form


def sample(operation_id: str, *, name: str = "contract") -> dict[str, Any]:
    """Return the keyword arguments of `ApiSession.call` that make a request valid and harmless."""
    if operation_id in ("createProject", "updateProject"):
        return {"json": {"name": name}}
    if operation_id == "createVideo":
        return {"json": {"name": name}}
    if operation_id == "processVideo":
        return {"json": {}}
    if operation_id == "updatePassword":
        return {"json": {}}  # on purpose not valid: it must never set a password
    if operation_id in ("uploadMedia", "uploadLightMedia"):
        body, content_type = form(Part(clip()))
        return {"body": body, "content_type": content_type}
    return {}
