from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ...request import Operation, Request

if TYPE_CHECKING:
    from ...models.account import Account

OPERATION: Final = Operation(
    id="getAccount",
    tag="accounts",
    method="GET",
    path="/accounts/v1/account",
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
        "/accounts/v1/account",
    )


def parse(data: Any) -> Account:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.account import Account

    decode: Callable[[Any], Account] = Account.from_dict
    return decode(data)
