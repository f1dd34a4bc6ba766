from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ... import wire
from ...request import Operation, Request

if TYPE_CHECKING:
    pass

OPERATION: Final = Operation(
    id="deleteProject",
    tag="videos",
    method="DELETE",
    path="/videos/v1/project/{project-id}",
    security=("bearerAuth",),
    request_content=None,
    response_kind="none",
    success=(204,),
    deprecated=False,
)


def build(
    project_id: str,
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""

    return Request(
        OPERATION,
        "".join(
            (
                "/videos/v1/project/",
                wire.path_segment("project-id", project_id),
            )
        ),
    )
