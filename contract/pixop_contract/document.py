"""The OpenAPI document, as the suite needs it: operations, their answers, and references."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

METHODS = ("get", "put", "post", "delete", "head", "patch", "options")


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    id: str
    method: str
    path: str
    security: tuple[str, ...]
    responses: Mapping[str, Any]
    """Status (or `default`) to Response Object, references resolved one level."""
    request_content: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A pattern for the operation's path."""
        parts = re.split(r"(\{[^}]+\})", self.path)
        return re.compile("".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in parts))

    @property
    def takes_id(self) -> bool:
        """Whether the path has a parameter."""
        return "{" in self.path

    def target(self, identifier: str | None = None) -> str:
        """Return the path with the id percent-encoded into it."""
        if not self.takes_id:
            return self.path
        return re.sub(r"\{[^}]+\}", lambda _: quote(identifier or "", safe=""), self.path)

    def response(self, status: int) -> Mapping[str, Any] | None:
        """Return what the document says about a status; `default` speaks for failures alone."""
        found = self.responses.get(str(status)) or self.responses.get(f"{status // 100}XX")
        if found is None and status >= 400:
            found = self.responses.get("default")
        return found


class Document:
    """The document with look-ups."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.operations: dict[str, Operation] = {}
        default_security = data.get("security", [])
        for path, item in data["paths"].items():
            for method in METHODS:
                if method not in item:
                    continue
                raw = item[method]
                schemes = raw.get("security", default_security)
                body = self.resolved(raw.get("requestBody", {}))
                self.operations[raw["operationId"]] = Operation(
                    id=raw["operationId"],
                    method=method.upper(),
                    path=path,
                    security=tuple(name for scheme in schemes for name in scheme),
                    responses={status: self.resolved(answer) for status, answer in raw["responses"].items()},
                    request_content=tuple(body.get("content", {})),
                )

    @property
    def version(self) -> str:
        """The version of the API that the document describes."""
        return str(self.data["info"]["version"])

    def resolved(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follow `$ref` until there is none."""
        while "$ref" in node:
            node = self.at(str(node["$ref"]).removeprefix("#"))
        return node

    def at(self, pointer: str) -> Any:
        """Return what a JSON pointer (RFC 6901) points at; KeyError when there is nothing."""
        node: Any = self.data
        for part in pointer.split("/")[1:]:
            name = unquote(part).replace("~1", "/").replace("~0", "~")
            node = node[int(name)] if isinstance(node, list) else node[name]
        return node

    def find(self, method: str, target: str, prefix: str = "") -> tuple[Operation, str | None] | None:
        """Return the operation that a request addresses, and the id in its path."""
        path = urlsplit(target).path.removeprefix(prefix)
        found: tuple[Operation, str | None] | None = None
        for operation in self.operations.values():
            if operation.method == method and (match := operation.pattern.fullmatch(path)):
                if operation.takes_id:
                    found = found or (operation, unquote(match.group(1)))
                else:
                    return operation, None
        return found


@cache
def load_document() -> Document:
    """Return the document that this suite judges by.

    It comes with the generated schemas; a source tree without them has it beside this package.
    """
    try:
        from pixop_schemas import document

        return Document(document())
    except ImportError:
        import yaml

        source = Path(__file__).resolve().parents[2] / "openapi" / "pixop.yaml"
        return Document(yaml.safe_load(source.read_text(encoding="utf-8")))
