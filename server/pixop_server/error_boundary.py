"""The outermost layer: a request id, a log line, and an answer in JSON whatever happens."""

import logging
import time
import uuid

from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pixop_server.api_errors import ApiError, HeaderFieldsTooLargeError, NotFoundError, ValidationError

logger = logging.getLogger("pixop_server.requests")


def error_response(error: ApiError) -> JSONResponse:
    """Write a refusal as the document's `Error`."""
    content = {"exception": error.exception, "errorMessage": _encodable(error.message)}
    return JSONResponse(content, status_code=error.status, headers=error.headers)


class ErrorBoundary:
    """ASGI middleware around everything.

    Args:
        app: The application.
        max_header_bytes: Largest header section in bytes.
    """

    def __init__(self, app: ASGIApp, max_header_bytes: int) -> None:
        self._app = app
        self._max_header_bytes = max_header_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex[:16]
        began = time.perf_counter()
        status = 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            self._check_headers(scope)
            await self._app(scope, receive, send_marked)
        except Exception as error:
            response = self._answer(error, request_id)
            if status:
                # Too late for another answer: end the connection, so that the client sees that this one is not whole.
                raise
            await response(scope, receive, send_marked)
        finally:
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            path = ascii(scope["path"])[1:-1]
            fields = {
                "requestId": request_id,
                "method": scope["method"],
                "path": path,
                "status": status,
                "milliseconds": milliseconds,
            }
            logger.info(
                "%s %s %s %d %.1f ms",
                request_id,
                scope["method"],
                path,
                status,
                milliseconds,
                extra={"fields": fields},
            )

    def _check_headers(self, scope: Scope) -> None:
        if sum(len(name) + len(value) for name, value in scope["headers"]) > self._max_header_bytes:
            raise HeaderFieldsTooLargeError(f"The headers are larger than {self._max_header_bytes} bytes.")

    def _answer(self, error: Exception, request_id: str) -> JSONResponse:
        match error:
            case ApiError():
                return error_response(error)
            case HTTPException(status_code=404):
                return error_response(NotFoundError("There is nothing at this path."))
            case ClientDisconnect():  # nobody reads the answer
                return error_response(ValidationError("The request was cut off."))
            case DataError():
                return error_response(
                    ValidationError("A text has a character that the database cannot store, for example NUL.")
                )
            case _:
                logger.error("%s failed", request_id, exc_info=error)
                message = f"The server failed. Name this request to its operator: {request_id}."
                return error_response(ApiError(message))


def _encodable(message: str) -> str:
    return message.encode("utf-8", "backslashreplace").decode("utf-8")
