"""Query parameters of the document, read strictly."""

import re
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from pixop_server.api_errors import ValidationError
from pixop_server.pages import DEFAULT_PAGE_SIZE, FIRST_PAGE, LARGEST_PAGE_SIZE, PageRequest

_INTEGER = re.compile(r"-?[0-9]{1,1000}")


class Query:
    """The query of a request. Unknown parameters are ignored; known ones may stand once.

    Raises:
        ValidationError: the query is not percent-encoded UTF-8.
    """

    def __init__(self, request: Request) -> None:
        self._values: dict[str, list[str]] = {}
        for pair in bytes(request.scope.get("query_string", b"")).split(b"&"):
            if not pair:
                continue
            name, _, value = pair.partition(b"=")
            self._values.setdefault(_decode(name), []).append(_decode(value))

    def identifier(self, name: str) -> str | None:
        """Read an id.

        Raises:
            ValidationError: it is empty or given twice.
        """
        value = self._once(name)
        if value == "":
            raise ValidationError(f"{name}: needs at least 1 character; leave the parameter out instead.")
        return value

    def page(self) -> PageRequest:
        """Read `page` and `page-size` (D-09).

        Raises:
            ValidationError: one of them is not an integer in its bounds.
        """
        return PageRequest(
            self._integer("page", FIRST_PAGE, None),
            self._integer("page-size", DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE),
        )

    def _integer(self, name: str, default: int, largest: int | None) -> int:
        text = self._once(name)
        if text is None:
            return default
        permitted = f"an integer from 1 to {largest}" if largest else "an integer from 1"
        if not _INTEGER.fullmatch(text) or int(text) < 1 or (largest is not None and int(text) > largest):
            raise ValidationError(f"{name}: {text[:40]!a} should be {permitted}.")
        return int(text)

    def _once(self, name: str) -> str | None:
        values = self._values.get(name, [])
        if len(values) > 1:
            raise ValidationError(f"{name}: is given {len(values)} times; give it once.")
        return values[0] if values else None


def _decode(text: bytes) -> str:
    try:
        return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValidationError("The query is not percent-encoded UTF-8.") from error
