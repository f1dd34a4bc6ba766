from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.create_project_request import CreateProjectRequest
    from ...models.project_response import ProjectResponse

OPERATION: Final = Operation(
    id="createProject",
    tag="videos",
    method="PUT",
    path="/videos/v1/project",
    security=("bearerAuth",),
    request_content="application/json",
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    *,
    body: CreateProjectRequest | Mapping[str, Any],
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""
    from ...models.create_project_request import CreateProjectRequest

    return Request(
        OPERATION,
        "/videos/v1/project",
        json=wire.body_json(body, wire.model_json(CreateProjectRequest)),
    )


def parse(data: Any) -> ProjectResponse:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.project_response import ProjectResponse

    decode: Callable[[Any], ProjectResponse] = ProjectResponse.from_dict
    return decode(data)
