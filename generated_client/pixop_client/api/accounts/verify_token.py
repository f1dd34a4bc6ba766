from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.identity import Identity

OPERATION: Final = Operation(
    id="verifyToken",
    tag="accounts",
    method="POST",
    path="/accounts/v1/token",
    security=("bearerAuth",),
    request_content=None,
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build() -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""

    return Request(
        OPERATION,
        "/accounts/v1/token",
    )


def parse(data: Any) -> Identity:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.identity import Identity

    decode: Callable[[Any], Identity] = Identity.from_dict
    return decode(data)
