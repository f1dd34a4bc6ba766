from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.user_response import UserResponse

OPERATION: Final = Operation(
    id="generateSignatureSecret",
    tag="accounts",
    method="GET",
    path="/accounts/v1/generate-signature-secret",
    security=(
        "bearerAuth",
        "basicAuth",
    ),
    request_content=None,
    response_kind="json",
    success=(200,),
    deprecated=False,
    changes_state=True,
)


def build() -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""

    return Request(
        OPERATION,
        "/accounts/v1/generate-signature-secret",
    )


def parse(data: Any) -> UserResponse:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.user_response import UserResponse

    decode: Callable[[Any], UserResponse] = UserResponse.from_dict
    return decode(data)
