"""JSON request bodies: read with a limit, checked for what JSON leaves vague, validated by the document's schemas."""

import json
from typing import Any, NoReturn, TypeVar

import pydantic
from starlette.requests import ClientDisconnect, Request

from pixop_server.api_errors import ContentTooLargeError, UnsupportedMediaTypeError, ValidationError
from pixop_server.schema_errors import explain

T = TypeVar("T", bound=pydantic.BaseModel)


async def read_json(request: Request, model: type[T], *, limit: int) -> T:
    """Read a request's body as a schema of the document.

    Args:
        request: The request.
        model: The schema's model in `pixop_schemas`.
        limit: Largest body in bytes.

    Raises:
        UnsupportedMediaTypeError: the body is not announced as `application/json` in UTF-8.
        ContentTooLargeError: it is larger than the limit.
        ValidationError: it is not JSON, or breaks the schema.
    """
    _require_json(request.headers.get("content-type"))
    body = await read_body(request, limit=limit)
    parse_strictly(body)
    try:
        return model.model_validate_json(body)
    except pydantic.ValidationError as error:
        raise ValidationError(explain(error)) from error


async def read_body(request: Request, *, limit: int) -> bytes:
    """Read a whole body that may have `limit` bytes at most.

    Raises:
        ContentTooLargeError: it is larger.
        ValidationError: it was cut off.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise ContentTooLargeError(f"The body is larger than the limit of {limit} bytes.")
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise ContentTooLargeError(f"The body is larger than the limit of {limit} bytes.")
            pieces.append(piece)
    except ClientDisconnect as error:
        raise ValidationError("The body ended early.") from error
    return b"".join(pieces)


def parse_strictly(body: bytes) -> Any:
    """Parse JSON and refuse what parsers disagree about (RFC 8259, sections 4, 6, 8 and 9).

    Raises:
        ValidationError: not UTF-8, not JSON, a name twice in an object, NaN or Infinity, half of a surrogate pair, or
            too deep.
    """
    if not body:
        raise ValidationError("The body is empty; send a JSON object.")
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object_without_duplicates,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise ValidationError("The body is not UTF-8.") from error
    except RecursionError as error:
        raise ValidationError("The body is nested too deeply.") from error
    except ValueError as error:
        raise ValidationError(f"The body is not JSON: {error}.") from error
    try:
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValidationError(
            "The body has half of a surrogate pair (\\ud800 to \\udfff) in a string."
        ) from error
    return value


def _require_json(content_type: str | None) -> None:
    media_type, _, parameters = (content_type or "").partition(";")
    if media_type.strip().lower() != "application/json":
        shown = f"not {content_type[:100]}" if content_type else "but there is no Content-Type"
        raise UnsupportedMediaTypeError(f"The body must be application/json, {shown}.")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in {
            "utf-8",
            "utf8",
            "us-ascii",
        }:
            raise UnsupportedMediaTypeError("The body must be in UTF-8.")


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:50]!r} stands twice in one object")
    return read


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")
