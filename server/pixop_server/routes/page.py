"""The page at `/`: a few files of this package, and the document that they render."""

import json
from functools import cache
from importlib.resources import files

import pixop_schemas
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pixop_server.routes.method_table import path

_MEDIA_TYPES = {
    "index.html": "text/html",
    "page.css": "text/css",
    "main.js": "text/javascript",
    "api.js": "text/javascript",
    "comparison.js": "text/javascript",
    "dom.js": "text/javascript",
    "library.js": "text/javascript",
    "reference.js": "text/javascript",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src blob:; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def is_page(path: str) -> bool:
    """Tell whether a path belongs to the page, and not to the API."""
    return path in {"/", "/openapi.json"} or path.startswith("/page/")


async def show_page(_request: Request) -> Response:
    """Send the page."""
    return _file("index.html")


async def show_document(_request: Request) -> Response:
    """Send the OpenAPI document."""
    return Response(_document(), media_type="application/json", headers=_HEADERS)


def _file(name: str) -> Response:
    return Response(_read(name), media_type=_MEDIA_TYPES[name], headers=_HEADERS)


@cache
def _read(name: str) -> bytes:
    return (files("pixop_server") / "page" / name).read_bytes()


@cache
def _document() -> bytes:
    return json.dumps(pixop_schemas.document(), ensure_ascii=False).encode()


def _route(name: str) -> Route:
    async def show(_request: Request) -> Response:
        return _file(name)

    return path(f"/page/{name}", GET=show, HEAD=show)


routes = [
    path("/", GET=show_page, HEAD=show_page),
    path("/openapi.json", GET=show_document, HEAD=show_document),
    *(_route(name) for name in _MEDIA_TYPES if name != "index.html"),
]
