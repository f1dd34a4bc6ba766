from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire

if TYPE_CHECKING:
    from .exception_name import ExceptionName


@define(kw_only=True)
class Error:
    """What went wrong. The reference shows this body for token checks; here every error has it
    (D-03).

    Attributes:
        exception: Why a request failed. The first eight names are the reference's, about
            tokens: - `InvalidJWTTokenFoundException`: the token cannot be read, a bad signature
            included. - `NoJWTTokenFoundException`: the request has no token. -
            `ExpiredJWTTokenException`: the token's time is over. -
            `PrematureJWTTokenException`: the token's `nbf` lies in the future. -
            `UserBannedException`: the user is suspended. - `EternalJWTTokenException`: the
            token has no end, which is not allowed. - `InconsistentJWTClaimsException`: the
            claims do not fit this API. - `AuthException`: the check itself failed. The others
            are this project's (D-05). A server may send any other name.
        error_message: One sentence for people.
    """

    exception: ExceptionName
    error_message: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .exception_name import ExceptionName

        fields = wire.Fields("Error", data)
        return cls(
            exception=fields.required("exception", wire.enumeration(ExceptionName)),
            error_message=fields.required("errorMessage", wire.string),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .exception_name import ExceptionName

        result: dict[str, Any] = {}
        wire.put(result, "exception", self.exception, wire.enum_json(ExceptionName), closed)
        wire.put(result, "errorMessage", self.error_message)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
