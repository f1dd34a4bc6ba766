"""Make the error for an answer that is not a success, whatever its body is."""

import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pixop.calls.retry_after import http_date, retry_after_seconds
from pixop.errors import BY_EXCEPTION, BY_STATUS, APIError, RangeNotSatisfiableError, ServerError

_EXCERPT = 500
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray")


def api_error(
    status: int, headers: Mapping[str, str], body: bytes, *, method: str, url: str, attempts: int = 1
) -> APIError:
    """Return the error for `status`; `exception` of the body refines it, an unknown name does not."""
    text = body.decode("utf-8", "replace")
    exception, reported = _fields(text)
    kind = _class(status, exception)
    request_id = next((headers[name] for name in _REQUEST_ID_HEADERS if headers.get(name)), None)
    shown_url = url.partition("?")[0]
    error = kind(
        _sentence(kind, status, exception, reported, method, shown_url, request_id),
        status_code=status,
        exception=exception,
        error_message=reported,
        method=method,
        url=shown_url,
        request_id=request_id,
        body_excerpt=text[:_EXCERPT],
        retry_after=retry_after_seconds(headers.get("retry-after"), _server_now(headers)),
        attempts=attempts,
    )
    if isinstance(error, RangeNotSatisfiableError):
        error.content_range = headers.get("content-range", "")
    return error


def _server_now(headers: Mapping[str, str]) -> float:
    date = http_date(headers.get("date", ""))
    return time.time() if date is None else date


def _class(status: int, exception: str | None) -> type[APIError]:
    by_status = BY_STATUS.get(status, ServerError if status >= 500 else APIError)
    by_name = BY_EXCEPTION.get(exception or "")
    if by_name is None:
        return by_status
    # A name refines its own status; elsewhere (ValidationException with 500) the status says more.
    return by_name if issubclass(by_name, by_status) or by_status is APIError else by_status


def _fields(text: str) -> tuple[str | None, str | None]:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(data, dict):
        return None, None
    exception, message = data.get("exception"), data.get("errorMessage")
    return (
        exception if isinstance(exception, str) and exception else None,
        message if isinstance(message, str) and message else None,
    )


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _sentence(
    kind: type[APIError],
    status: int,
    exception: str | None,
    reported: str | None,
    method: str,
    url: str,
    request_id: str | None,
) -> str:
    parts = [f"{method} {url} was answered with {_phrase(status)}"]
    if exception:
        parts.append(f" ({_one_line(exception)})")
    parts.append(f": {_one_line(reported)}" if reported else ".")
    if reported and not reported.rstrip().endswith((".", "!", "?")):
        parts.append(".")
    if kind.advice:
        parts.append(f" {kind.advice}")
    if request_id:
        parts.append(f" [request id {_one_line(request_id)}]")
    return "".join(parts)


def _one_line(text: str) -> str:
    """Keep a server's text from breaking lines or steering a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)[:_EXCERPT].strip()
