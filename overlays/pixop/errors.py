"""The errors that the client raises: one base, one class for each status and each exception name.

Every error is picklable and carries no secret. The exception names are those of the reference
(accounts service, "Authenticate JWT token") and of the reference server.
"""

from typing import Any, ClassVar


class PixopError(Exception):
    """Base of every error of this package.

    Attributes:
        attempts: how often the request was sent.
        video_id: the video that the failed step was about, when one is known.
    """

    attempts: int = 1
    video_id: str | None = None

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        for name, value in details.items():
            setattr(self, name, value)

    @property
    def message(self) -> str:
        """What happened and what to do next."""
        return str(self.args[0])


# --- the server answered ------------------------------------------------------------------------------------


class APIError(PixopError):
    """The server answered, and not with success.

    Attributes:
        status_code: the HTTP status.
        exception: `exception` of the error body, or None.
        error_message: `errorMessage` of the error body, or None.
        method, url: the request; the URL without its query.
        request_id: the server's id of the request, when it sent one.
        body_excerpt: the start of the body as text, at most 500 characters.
        retry_after: seconds that the server asked to wait, or None.
    """

    status_code: int = 0
    exception: str | None = None
    error_message: str | None = None
    method: str = ""
    url: str = ""
    request_id: str | None = None
    body_excerpt: str = ""
    retry_after: float | None = None
    advice: ClassVar[str] = ""


class BadRequestError(APIError):
    """400: the request breaks a rule of the API."""

    advice = "Correct the request; the server's message names the rule."


class AuthenticationError(APIError):
    """401: the credentials or the token were refused."""

    advice = "Check the e-mail, the password and the base URL they belong to."


class PermissionDeniedError(APIError):
    """403: this account or team may not do that."""

    advice = "Check that the team in use owns it (team_id, PIXOP_TEAM_ID)."


class NotFoundError(APIError):
    """404: there is no such thing, or it belongs to another team."""

    advice = "Check the id, and that the team in use owns it (team_id, PIXOP_TEAM_ID)."


class ConflictError(APIError):
    """409: the state of the project or video does not allow it now."""

    advice = "Look at the state of the video or project, and wait for the running step or use a new one."


class PayloadTooLargeError(APIError):
    """413: the server does not take a body of this size."""

    advice = "Send a smaller file, or ask for a higher limit."


class UnsupportedMediaTypeError(APIError):
    """415: the server does not take this content type."""


class RangeNotSatisfiableError(APIError):
    """416: the range lies outside the media.

    Attributes:
        content_range: the answer's `Content-Range`, which tells the size; empty when it had none.
    """

    content_range: str = ""


class RateLimitError(APIError):
    """429: too many requests."""

    advice = "Wait, then send fewer requests at a time."


class ServerError(APIError):
    """5xx: the server failed."""

    advice = "Try again later; if it stays, report it with the request id."


class InvalidJWTTokenFoundError(AuthenticationError):
    """`InvalidJWTTokenFoundException`: the token cannot be read or its signature is wrong."""


class NoJWTTokenFoundError(AuthenticationError):
    """`NoJWTTokenFoundException`: the request brought no token."""


class ExpiredJWTTokenError(AuthenticationError):
    """`ExpiredJWTTokenException`: the token's time is over."""

    advice = "Get a new token; with e-mail and password the client does so by itself."


class PrematureJWTTokenError(AuthenticationError):
    """`PrematureJWTTokenException`: the token is not valid yet."""

    advice = "Wait a few seconds and try again; the server's clocks disagree."


class UserBannedError(AuthenticationError):
    """`UserBannedException`: the account is suspended."""

    advice = "Ask Pixop's support why the account is suspended."


class EternalJWTTokenError(AuthenticationError):
    """`EternalJWTTokenException`: the token has no end, which the API forbids."""


class InconsistentJWTClaimsError(AuthenticationError):
    """`InconsistentJWTClaimsException`: the token's claims do not fit this API."""


class AuthServiceError(AuthenticationError):
    """`AuthException`: the server failed while it looked at the token."""

    advice = "Try again later."


class InvalidCredentialsError(AuthenticationError):
    """`InvalidCredentialsException`: e-mail and password do not belong together."""


class ValidationError(BadRequestError):
    """`ValidationException`: the request does not fit the document."""


class UnsupportedByThisServerError(BadRequestError):
    """`UnsupportedByThisServerException`: the API knows it, this server does not do it."""

    advice = "Ask for another value, or use a server that supports this one."


# --- no answer, or one that makes no sense -------------------------------------------------------------------


class ConnectionFailedError(PixopError):
    """The server could not be reached, or the connection broke.

    Attributes:
        request_sent: whether the server may have received the request.
    """

    request_sent: bool = True
    method: str = ""
    url: str = ""


class RequestTimeoutError(ConnectionFailedError):
    """The server took longer than the timeout.

    Attributes:
        phase: `connect`, `read`, `write` or `pool`.
    """

    phase: str = ""


class UnexpectedResponseError(PixopError):
    """The server answered with something that no Pixop API sends (not JSON, a link to elsewhere, …)."""

    method: str = ""
    url: str = ""
    status_code: int = 0
    body_excerpt: str = ""


# --- transfers and jobs ---------------------------------------------------------------------------------------


class TransferError(PixopError):
    """Media did not go up or come down completely; nothing partial is left under a final name."""


class LocalFileError(PixopError):
    """A file on this machine could not be read or written.

    Attributes:
        path: the file.
        errno: the system's error number, when there is one.
    """

    path: str = ""
    errno: int | None = None


class MediaSourceError(LocalFileError):
    """The media to send is not there, is empty or is not a file."""


class ResultMismatchError(TransferError):
    """A downloaded result is not what was asked for; it did not get its name."""


class JobFailedError(PixopError):
    """Ingestion or processing ended in `ERROR`.

    Attributes:
        job: `ingestion` or `processing`.
        status: the status as the server sent it.
        reason: `attributes.notes` of the video, or None.
        history: what the polls told, where it changed: seconds since the wait began, percentage or None, status.
    """

    job: str = ""
    status: str = ""
    reason: str | None = None
    history: tuple[tuple[float, float | None, str], ...] = ()


class WaitTimeoutError(PixopError):
    """The job was still running at the deadline; it runs on, and can be waited for again.

    Attributes:
        job: `ingestion` or `processing`.
        status: the last status seen, or None.
        timeout: the deadline in seconds.
    """

    job: str = ""
    status: str | None = None
    timeout: float = 0.0


class MissingCredentialsError(PixopError):
    """No e-mail and password were found."""


class ConfigurationError(PixopError, ValueError):
    """A setting (base URL, timeout, …) makes no sense."""


class ProcessRequestError(ConfigurationError):
    """A process request breaks a rule of the document; it was not sent.

    Attributes:
        field: the first field that is wrong, such as `range.endPositionMilliseconds`.
        problems: all that is wrong (`pixop.process_check.Problem`).
    """

    field: str = ""
    problems: tuple[Any, ...] = ()


class LedgerError(PixopError):
    """A pipeline's ledger cannot be used: another process has it, it is damaged, or it is of another job.

    Attributes:
        path: the ledger.
    """

    path: str = ""


BY_STATUS: dict[int, type[APIError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    413: PayloadTooLargeError,
    415: UnsupportedMediaTypeError,
    416: RangeNotSatisfiableError,
    429: RateLimitError,
}

BY_EXCEPTION: dict[str, type[APIError]] = {
    "InvalidJWTTokenFoundException": InvalidJWTTokenFoundError,
    "NoJWTTokenFoundException": NoJWTTokenFoundError,
    "ExpiredJWTTokenException": ExpiredJWTTokenError,
    "PrematureJWTTokenException": PrematureJWTTokenError,
    "UserBannedException": UserBannedError,
    "EternalJWTTokenException": EternalJWTTokenError,
    "InconsistentJWTClaimsException": InconsistentJWTClaimsError,
    "AuthException": AuthServiceError,
    "InvalidCredentialsException": InvalidCredentialsError,
    "ValidationException": ValidationError,
    "UnsupportedByThisServerException": UnsupportedByThisServerError,
}
