from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.project_response import ProjectResponse
    from ...models.update_project_request import UpdateProjectRequest

OPERATION: Final = Operation(
    id="updateProject",
    tag="videos",
    method="POST",
    path="/videos/v1/project/{project-id}",
    security=("bearerAuth",),
    request_content="application/json",
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    project_id: str,
    *,
    body: UpdateProjectRequest | Mapping[str, Any],
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""
    from ...models.update_project_request import UpdateProjectRequest

    return Request(
        OPERATION,
        "".join(
            (
                "/videos/v1/project/",
                wire.path_segment("project-id", project_id),
            )
        ),
        json=wire.body_json(body, wire.model_json(UpdateProjectRequest)),
    )


def parse(data: Any) -> ProjectResponse:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.project_response import ProjectResponse

    decode: Callable[[Any], ProjectResponse] = ProjectResponse.from_dict
    return decode(data)
