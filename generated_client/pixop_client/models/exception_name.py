from __future__ import annotations

from enum import StrEnum
from typing import Self


class ExceptionName(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    Why a request failed. The first eight names are the reference's, about tokens:

    - `InvalidJWTTokenFoundException`: the token cannot be read, a bad signature included.
    - `NoJWTTokenFoundException`: the request has no token.
    - `ExpiredJWTTokenException`: the token's time is over.
    - `PrematureJWTTokenException`: the token's `nbf` lies in the future.
    - `UserBannedException`: the user is suspended.
    - `EternalJWTTokenException`: the token has no end, which is not allowed.
    - `InconsistentJWTClaimsException`: the claims do not fit this API.
    - `AuthException`: the check itself failed.

    The others are this project's (D-05). A server may send any other name.
    """

    INVALID_JWT_TOKEN_FOUND = "InvalidJWTTokenFoundException"
    NO_JWT_TOKEN_FOUND = "NoJWTTokenFoundException"
    EXPIRED_JWT_TOKEN = "ExpiredJWTTokenException"
    PREMATURE_JWT_TOKEN = "PrematureJWTTokenException"
    USER_BANNED = "UserBannedException"
    ETERNAL_JWT_TOKEN = "EternalJWTTokenException"
    INCONSISTENT_JWT_CLAIMS = "InconsistentJWTClaimsException"
    AUTH = "AuthException"
    INVALID_CREDENTIALS = "InvalidCredentialsException"
    VALIDATION = "ValidationException"
    UNSUPPORTED_BY_THIS_SERVER = "UnsupportedByThisServerException"
    NOT_FOUND = "NotFoundException"
    METHOD_NOT_ALLOWED = "MethodNotAllowedException"
    CONFLICT = "ConflictException"
    CONTENT_TOO_LARGE = "ContentTooLargeException"
    UNSUPPORTED_MEDIA_TYPE = "UnsupportedMediaTypeException"
    RANGE_NOT_SATISFIABLE = "RangeNotSatisfiableException"
    TOO_MANY_REQUESTS = "TooManyRequestsException"
    HEADER_FIELDS_TOO_LARGE = "HeaderFieldsTooLargeException"
    INTERNAL_SERVER = "InternalServerException"
    SERVICE_UNAVAILABLE = "ServiceUnavailableException"
    INSUFFICIENT_STORAGE = "InsufficientStorageException"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document lists the value."""
        return self._value_ in type(self)._value2member_map_
