"""Refusals, each with its status and the `exception` name of the document (D-03 to D-05)."""

from collections.abc import Mapping


class ApiError(Exception):
    """A request that is answered with an error body.

    Attributes:
        status: HTTP status.
        exception: Name for the `exception` field.
        message: Sentence for the `errorMessage` field.
        headers: Further response headers.
    """

    status = 500
    exception = "InternalServerException"

    def __init__(self, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.headers = dict(headers or {})


class ValidationError(ApiError):
    """The request breaks a rule of the document."""

    status = 400
    exception = "ValidationException"


class UnsupportedByThisServerError(ApiError):
    """The document allows it, this server cannot do it (D-28a)."""

    status = 400
    exception = "UnsupportedByThisServerException"


class AuthenticationError(ApiError):
    """Credentials are missing or not accepted; `exception` is one of the reference's names or ours."""

    status = 401

    def __init__(self, exception: str, message: str) -> None:
        super().__init__(message)
        self.exception = exception


class ForbiddenError(ApiError):
    """The request may not be made in this way, whoever makes it."""

    status = 403
    exception = "ForbiddenException"


class NotFoundError(ApiError):
    """No such thing for this team; another team's thing looks the same."""

    status = 404
    exception = "NotFoundException"


class MethodNotAllowedError(ApiError):
    """The path exists, the method does not (RFC 9110, section 15.5.6)."""

    status = 405
    exception = "MethodNotAllowedException"


class ConflictError(ApiError):
    """The state of a project or video forbids it."""

    status = 409
    exception = "ConflictException"


class ContentTooLargeError(ApiError):
    """The body is larger than a configured limit."""

    status = 413
    exception = "ContentTooLargeException"


class UnsupportedMediaTypeError(ApiError):
    """The body is not of the content type that the operation takes."""

    status = 415
    exception = "UnsupportedMediaTypeException"


class RangeNotSatisfiableError(ApiError):
    """The range begins past the end of the file."""

    status = 416
    exception = "RangeNotSatisfiableException"


class HeaderFieldsTooLargeError(ApiError):
    """The header section is larger than the limit (RFC 6585, section 5)."""

    status = 431
    exception = "HeaderFieldsTooLargeException"


class ServiceUnavailableError(ApiError):
    """The server has too much to do; `Retry-After` says when to come back."""

    status = 503
    exception = "ServiceUnavailableException"


class InsufficientStorageError(ApiError):
    """The disk is full (RFC 4918, section 11.5)."""

    status = 507
    exception = "InsufficientStorageException"
