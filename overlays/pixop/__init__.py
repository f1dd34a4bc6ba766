"""A client of the Pixop Video Processing REST API v1.

Nothing is imported before it is used, so that `import pixop` costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixop.async_client import AsyncPixop
    from pixop.client import Pixop
    from pixop.download_result import DownloadResult
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
        LedgerError,
        LocalFileError,
        MediaSourceError,
        MissingCredentialsError,
        NoJWTTokenFoundError,
        NotFoundError,
        PayloadTooLargeError,
        PermissionDeniedError,
        PixopError,
        PrematureJWTTokenError,
        ProcessRequestError,
        RangeNotSatisfiableError,
        RateLimitError,
        RequestTimeoutError,
        ResultMismatchError,
        ServerError,
        TransferError,
        UnexpectedResponseError,
        UnsupportedByThisServerError,
        UnsupportedMediaTypeError,
        UserBannedError,
        ValidationError,
        WaitTimeoutError,
    )
    from pixop.job_handle import JobHandle, JobOutcome
    from pixop.pipeline import PipelineFile, PipelineReport
    from pixop.poll_schedule import PollSchedule
    from pixop.process_check import check_process_request
    from pixop.process_explanation import explain
    from pixop.retry import RetryPolicy
    from pixop.timecode import milliseconds_of, timecode_of
    from pixop.timeouts import Timeouts
    from pixop.timestamp import moment
    from pixop.transfer_event import (
        TransferFinished,
        TransferInterrupted,
        TransferProgress,
        TransferStarted,
    )

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
    "DownloadResult",
    "EternalJWTTokenError",
    "ExpiredJWTTokenError",
    "InconsistentJWTClaimsError",
    "InvalidCredentialsError",
    "InvalidJWTTokenFoundError",
    "JobFailedError",
    "JobHandle",
    "JobOutcome",
    "LedgerError",
    "LocalFileError",
    "MediaSourceError",
    "MissingCredentialsError",
    "NoJWTTokenFoundError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "PipelineFile",
    "PipelineReport",
    "Pixop",
    "PixopError",
    "PollSchedule",
    "PrematureJWTTokenError",
    "ProcessRequestError",
    "RangeNotSatisfiableError",
    "RateLimitError",
    "RequestTimeoutError",
    "ResultMismatchError",
    "RetryPolicy",
    "ServerError",
    "Timeouts",
    "TransferError",
    "TransferFinished",
    "TransferInterrupted",
    "TransferProgress",
    "TransferStarted",
    "UnexpectedResponseError",
    "UnsupportedByThisServerError",
    "UnsupportedMediaTypeError",
    "UserBannedError",
    "ValidationError",
    "WaitTimeoutError",
    "check_process_request",
    "explain",
    "milliseconds_of",
    "moment",
    "timecode_of",
]

_ELSEWHERE = {
    "AsyncPixop": "pixop.async_client",
    "DownloadResult": "pixop.download_result",
    "JobHandle": "pixop.job_handle",
    "JobOutcome": "pixop.job_handle",
    "PipelineFile": "pixop.pipeline",
    "PipelineReport": "pixop.pipeline",
    "Pixop": "pixop.client",
    "PollSchedule": "pixop.poll_schedule",
    "RetryPolicy": "pixop.retry",
    "Timeouts": "pixop.timeouts",
    "TransferFinished": "pixop.transfer_event",
    "TransferInterrupted": "pixop.transfer_event",
    "TransferProgress": "pixop.transfer_event",
    "TransferStarted": "pixop.transfer_event",
    "check_process_request": "pixop.process_check",
    "explain": "pixop.process_explanation",
    "milliseconds_of": "pixop.timecode",
    "moment": "pixop.timestamp",
    "timecode_of": "pixop.timecode",
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
