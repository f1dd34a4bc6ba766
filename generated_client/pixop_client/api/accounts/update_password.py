from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.update_password_request import UpdatePasswordRequest
    from ...models.user_response import UserResponse

OPERATION: Final = Operation(
    id="updatePassword",
    tag="accounts",
    method="POST",
    path="/accounts/v1/update-password",
    security=(
        "bearerAuth",
        "basicAuth",
    ),
    request_content="application/json",
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    *,
    body: UpdatePasswordRequest | Mapping[str, Any],
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""
    from ...models.update_password_request import UpdatePasswordRequest

    return Request(
        OPERATION,
        "/accounts/v1/update-password",
        json=wire.body_json(body, wire.model_json(UpdatePasswordRequest)),
    )


def parse(data: Any) -> UserResponse:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.user_response import UserResponse

    decode: Callable[[Any], UserResponse] = UserResponse.from_dict
    return decode(data)
