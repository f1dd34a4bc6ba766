"""What went wrong on a connection, as an error of ours that says what to do."""

from typing import NoReturn

import httpcore

from pixop.calls.wire_message import HttpRequest
from pixop.errors import (
    ConfigurationError,
    ConnectionFailedError,
    RequestTimeoutError,
    UnexpectedResponseError,
)
from pixop.transfers.cancellation import TransferCancelled

TROUBLE = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    OSError,
)
"""All that httpcore raises."""
_PHASES = {
    httpcore.ConnectTimeout: "connect",
    httpcore.PoolTimeout: "pool",
    httpcore.ReadTimeout: "read",
    httpcore.WriteTimeout: "write",
}


def raise_failure(error: Exception, request: HttpRequest) -> NoReturn:
    """Raise what a failure of the connection means for the request."""
    if request.cancellation is not None and request.cancellation.cancelled:
        raise TransferCancelled from None
    method, url = request.method, shown(request)
    cause = _bare(error)
    for kind, phase in _PHASES.items():
        if isinstance(error, kind):
            seconds = getattr(request.timeouts, phase)
            what = {
                "connect": f"no connection within {seconds:g} s: check that the server runs and the base URL is right",
                "pool": f"all connections were busy for {seconds:g} s: run fewer requests at a time",
                "read": f"no byte from the server for {seconds:g} s: try again, or raise the timeout",
                "write": f"the server took no byte for {seconds:g} s: try again, or raise the timeout",
            }[phase]
            raise RequestTimeoutError(
                f"{method} {url} failed: {what}.",
                phase=phase,
                request_sent=phase in ("read", "write"),
                method=method,
                url=url,
            ) from cause
    if isinstance(error, httpcore.UnsupportedProtocol | httpcore.LocalProtocolError):
        raise_unsendable(error, request)
    if isinstance(error, httpcore.ConnectError | httpcore.ProxyError):
        advice = (
            "the server's certificate is not trusted: check the host name, or point SSL_CERT_FILE at your CA"
            if "CERTIFICATE_VERIFY_FAILED" in str(error)
            else "check that the server runs and the base URL is right"
        )
        raise ConnectionFailedError(
            f"{method} {url} failed: no connection ({_reason(error)}); {advice}.",
            request_sent=False,
            method=method,
            url=url,
        ) from cause
    raise ConnectionFailedError(
        f"{method} {url} failed: the connection broke ({_reason(error)}); try again.",
        request_sent=True,
        method=method,
        url=url,
    ) from cause


def raise_unsendable(error: Exception, request: HttpRequest) -> NoReturn:
    """Raise that the request itself is at fault."""
    reason = _reason(error)
    raise ConfigurationError(f"{request.method} {shown(request)} cannot be sent: {reason}.") from _bare(error)


def raise_too_large(request: HttpRequest, status: int, largest: int) -> NoReturn:
    """Raise that a document has more bytes than any document of the API."""
    raise UnexpectedResponseError(
        f"{request.method} {shown(request)} was answered with more than {largest >> 20} MiB where "
        "a small document was expected: check the base URL.",
        method=request.method,
        url=shown(request),
        status_code=status,
    )


def shown(request: HttpRequest) -> str:
    """Return the URL as an error may show it."""
    return request.url.partition("?")[0]


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _bare(error: BaseException) -> BaseException:
    """Take the frames away: their locals hold the header fields, and with them the token."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
