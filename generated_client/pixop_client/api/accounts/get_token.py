from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ... import wire
from ...request import Operation, Request
from ...types import UNSET, Unset

if TYPE_CHECKING:
    from ...models.token import Token

OPERATION: Final = Operation(
    id="getToken",
    tag="accounts",
    method="GET",
    path="/accounts/v1/token",
    security=("basicAuth",),
    request_content=None,
    response_kind="json",
    success=(200,),
    deprecated=False,
)


def build(
    *,
    team_id: str | Unset = UNSET,
) -> Request:
    """Build the request. Raises ValueError for a value that the document does not allow and that can be seen here."""

    params: list[tuple[str, str]] = []
    wire.add_query(params, "team-id", team_id)
    return Request(
        OPERATION,
        "/accounts/v1/token",
        params=params,
    )


def parse(data: Any) -> Token:
    """Read the decoded JSON of an answer. Raises ValueError when it does not have the documented shape."""
    from ...models.token import Token

    decode: Callable[[Any], Token] = Token.from_dict
    return decode(data)
