"""`--strict`: each answer is checked against the document before it leaves; a wrong one becomes a 500 and a log entry.

JSON bodies are read by the strict models of `pixop_schemas`; statuses, content types and headers are compared with
the document. Answers at paths that the document does not have must be refusals in its form.
"""

import logging
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pixop_schemas
import pydantic
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pixop_server.api_errors import ApiError
from pixop_server.error_boundary import error_response
from pixop_server.schema_errors import explain

logger = logging.getLogger("pixop_server.strict")

_WITHOUT_CONTENT = {204, 304}
# D-08: the server sends the plain spelling beside the reference's own.
_ALSO_SENT = {("Identity", "user", "apiRequestSignatureMethod")}
_OUTSIDE = {400, 404, 405, 431, 500}


class ViolationError(Exception):
    """An answer that the document does not allow."""


class Strict:
    """ASGI middleware that holds JSON answers back until they are checked; media is checked by its headers.

    Args:
        app: The application.
        exempt: Tells whether a path is none of the document's business.
    """

    def __init__(self, app: ASGIApp, exempt: Callable[[str], bool]) -> None:
        self._app = app
        self._exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or self._exempt(scope["path"]):
            await self._app(scope, receive, send)
            return
        check = _Check(scope["method"], scope["path"], send)
        try:
            await self._app(scope, receive, check.send)
        except ViolationError as violation:
            where = f"{scope['method']} {ascii(scope['path'])[1:-1]}"
            logger.error("%s broke the document: %s", where, violation)  # no traceback: the place is known
            message = f"The server's own answer broke the document: {violation}"
            await error_response(ApiError(message))(scope, receive, send)


class _Check:
    """Takes one answer, and sends it on when it is right."""

    def __init__(self, method: str, path: str, send: Send) -> None:
        self._method = method
        self._path = path
        self._send = send
        self._start: Message | None = None
        self._body = bytearray()
        self._schema: str | None = None
        self._violated = False

    async def send(self, message: Message) -> None:
        """Take a part of the answer."""
        if self._violated:
            return
        try:
            await self._take(message)
        except ViolationError:
            self._violated = True
            raise

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._schema = check_head(
                self._method, self._path, message["status"], Headers(raw=message["headers"])
            )
            if self._schema is not None and self._method != "HEAD":
                self._start = message
                return
            await self._send(message)
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        assert self._schema is not None
        check_body(self._schema, bytes(self._body))
        await self._send(self._start)
        await self._send({**message, "body": bytes(self._body)})


def check_head(method: str, path: str, status: int, headers: Headers) -> str | None:
    """Check status, headers and content type; give back the name of the body's schema when it is JSON.

    Raises:
        ViolationError: the document does not allow them.
    """
    response = _response(method, path, status)
    for name, declared in response.get("headers", {}).items():
        _check_header(name, _resolved(declared), headers.get(name))
    content: dict[str, Any] = response.get("content", {})
    if status in _WITHOUT_CONTENT or method == "HEAD":
        return None
    sent = headers.get("content-type", "").partition(";")[0].strip().lower()
    for media_type, described in content.items():
        if sent == media_type or (media_type.endswith("/*") and sent.startswith(media_type[:-1])):
            if media_type != "application/json":
                return None
            return str(described["schema"]["$ref"]).rpartition("/")[2]
    raise ViolationError(f"content type {sent!r} with status {status}")


def check_body(schema: str, body: bytes) -> None:
    """Check a JSON body, and that it says nothing that the schema does not name.

    Raises:
        ViolationError: it breaks the schema.
    """
    model: type[pydantic.BaseModel] = getattr(pixop_schemas, schema)
    try:
        model.model_validate_json(body, extra="forbid")
    except pydantic.ValidationError as error:
        if not all(_is_also_sent(schema, detail) for detail in error.errors(include_url=False)):
            raise ViolationError(f"{schema}: {explain(error)}") from error


def _is_also_sent(schema: str, detail: Any) -> bool:
    if detail["type"] != "extra_forbidden":
        return False
    return (schema, *detail["loc"]) in _ALSO_SENT or _is_open(schema, detail["loc"][:-1])


def _is_open(schema: str, place: tuple[int | str, ...]) -> bool:
    """Tell whether the document lets an object have any field."""
    parts = _parts({"$ref": f"#/components/schemas/{schema}"})
    for step in place:
        inside = [part["items"] for part in parts if "items" in part]
        if isinstance(step, str):
            inside = [part["properties"][step] for part in parts if step in part.get("properties", {})]
        parts = [part for one in inside for part in _parts(one)]
    return any(part.get("additionalProperties") for part in parts)


def _parts(node: dict[str, Any]) -> list[dict[str, Any]]:
    """List a schema and all that it is put together from."""
    node = _resolved(node)
    nested = [one for keyword in ("allOf", "anyOf", "oneOf") for one in node.get(keyword, ())]
    return [node, *(part for one in nested for part in _parts(one))]


def _response(method: str, path: str, status: int) -> dict[str, Any]:
    for pattern, item in _paths():
        if pattern.fullmatch(path) and method.lower() in item:
            responses = item[method.lower()]["responses"]
            if str(status) in responses:
                return _resolved(responses[str(status)])
            if status < 400:
                raise ViolationError(f"status {status} is not documented")
            return _resolved(responses["default"])
    if status not in _OUTSIDE:
        raise ViolationError(f"status {status} at a path that the document does not have")
    return _resolved({"$ref": "#/components/responses/UnexpectedError"})


def _check_header(name: str, declared: dict[str, Any], value: str | None) -> None:
    if value is None:
        if declared.get("required"):
            raise ViolationError(f"the header {name} is missing")
        return
    schema = declared["schema"]
    wrong = (
        (schema.get("type") == "integer" and not value.isdecimal())
        or ("const" in schema and value != schema["const"])
        or ("pattern" in schema and re.search(schema["pattern"], value) is None)
        or len(value) < schema.get("minLength", 0)
    )
    if wrong:
        raise ViolationError(f"the header {name} is {value[:100]!r}")


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = _document()
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


@cache
def _document() -> dict[str, Any]:
    return pixop_schemas.document()


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """List path patterns, those without parameters first."""
    found = sorted(_document()["paths"].items(), key=lambda one: one[0].count("{"))
    return [
        (re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))), item) for template, item in found
    ]
