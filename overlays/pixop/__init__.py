"""A client of the Pixop Video Processing REST API v1.

Nothing is imported before it is used, so that `import pixop` costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixop.async_client import AsyncPixop
    from pixop.client import Pixop
    from pixop.errors import (
        APIError,
        AuthenticationError,
        AuthServiceError,
        BadRequestError,
        ConfigurationError,
        ConflictError,
        ConnectionFailedError,
        EternalJWTTokenError,
        ExpiredJWTTokenError,
        InconsistentJWTClaimsError,
        InvalidCredentialsError,
        InvalidJWTTokenFoundError,
        JobFailedError,
        LocalFileError,
        MediaSourceError,
        MissingCredentialsError,
        NoJWTTokenFoundError,
        NotFoundError,
        PayloadTooLargeError,
        PermissionDeniedError,
        PixopError,
        PrematureJWTTokenError,
        RangeNotSatisfiableError,
        RateLimitError,
        RequestTimeoutError,
        ServerError,
        TransferError,
        UnexpectedResponseError,
        UnsupportedByThisServerError,
        UnsupportedMediaTypeError,
        UserBannedError,
        ValidationError,
        WaitTimeoutError,
    )
    from pixop.poll_schedule import PollSchedule
    from pixop.retry import RetryPolicy
    from pixop.timeouts import Timeouts

    __version__: str

__all__ = [
    "APIError",
    "AsyncPixop",
    "AuthServiceError",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "EternalJWTTokenError",
    "ExpiredJWTTokenError",
    "InconsistentJWTClaimsError",
    "InvalidCredentialsError",
    "InvalidJWTTokenFoundError",
    "JobFailedError",
    "LocalFileError",
    "MediaSourceError",
    "MissingCredentialsError",
    "NoJWTTokenFoundError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "Pixop",
    "PixopError",
    "PollSchedule",
    "PrematureJWTTokenError",
    "RangeNotSatisfiableError",
    "RateLimitError",
    "RequestTimeoutError",
    "RetryPolicy",
    "ServerError",
    "Timeouts",
    "TransferError",
    "UnexpectedResponseError",
    "UnsupportedByThisServerError",
    "UnsupportedMediaTypeError",
    "UserBannedError",
    "ValidationError",
    "WaitTimeoutError",
]

_ELSEWHERE = {
    "AsyncPixop": "pixop.async_client",
    "Pixop": "pixop.client",
    "PollSchedule": "pixop.poll_schedule",
    "RetryPolicy": "pixop.retry",
    "Timeouts": "pixop.timeouts",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("pixop")
    if name not in __all__:
        raise AttributeError(f"module 'pixop' has no attribute {name!r}")
    value = getattr(importlib.import_module(_ELSEWHERE.get(name, "pixop.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
