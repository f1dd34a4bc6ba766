"""A client of the Pixop Video Processing REST API v1.

Nothing is imported before it is used, so that `import pixop` costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixop.async_client import AsyncPixop
    from pixop.calls.retry import RetryPolicy
    from pixop.calls.timeouts import Timeouts
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
    from pixop.jobs.job_handle import JobHandle, JobOutcome
    from pixop.jobs.poll_schedule import PollSchedule
    from pixop.jobs.process_explanation import explain
    from pixop.page_walk import Page
    from pixop.pipelines.pipeline import PipelineFile, PipelineReport
    from pixop.process_check import check_process_request
    from pixop.timecode import milliseconds_of, timecode_of
    from pixop.timestamp import Timestamp, UnreadableTimestamp, moment
    from pixop.transfers.cancellation import Cancellation, TransferCancelled
    from pixop.transfers.download_result import DownloadResult
    from pixop.transfers.transfer_event import (
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
    "Cancellation",
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
    "Page",
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
    "Timestamp",
    "TransferCancelled",
    "TransferError",
    "TransferFinished",
    "TransferInterrupted",
    "TransferProgress",
    "TransferStarted",
    "UnexpectedResponseError",
    "UnreadableTimestamp",
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
    "Cancellation": "pixop.transfers.cancellation",
    "DownloadResult": "pixop.transfers.download_result",
    "JobHandle": "pixop.jobs.job_handle",
    "JobOutcome": "pixop.jobs.job_handle",
    "Page": "pixop.page_walk",
    "PipelineFile": "pixop.pipelines.pipeline",
    "PipelineReport": "pixop.pipelines.pipeline",
    "Pixop": "pixop.client",
    "PollSchedule": "pixop.jobs.poll_schedule",
    "RetryPolicy": "pixop.calls.retry",
    "Timeouts": "pixop.calls.timeouts",
    "Timestamp": "pixop.timestamp",
    "TransferCancelled": "pixop.transfers.cancellation",
    "TransferFinished": "pixop.transfers.transfer_event",
    "TransferInterrupted": "pixop.transfers.transfer_event",
    "TransferProgress": "pixop.transfers.transfer_event",
    "TransferStarted": "pixop.transfers.transfer_event",
    "UnreadableTimestamp": "pixop.timestamp",
    "check_process_request": "pixop.process_check",
    "explain": "pixop.jobs.process_explanation",
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
