"""A request with the response to it, and the operation of the document that it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pixop_contract.document import Operation
from pixop_contract.http_message import Request, Response


@dataclass(frozen=True, eq=False)
class Exchange:
    """One exchange; `number` counts from 1 within a run."""

    number: int
    request: Request = field(repr=False)
    response: Response = field(repr=False)
    operation: Operation | None
    identifier: str | None = None

    @property
    def status(self) -> int:
        """The response's status code."""
        return self.response.status

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return self.response.ok

    @property
    def name(self) -> str:
        """The operation id, else method and path."""
        if self.operation is not None:
            return self.operation.id
        return f"{self.request.method} {self.request.target.partition('?')[0]}"

    def get(self, *path: str | int) -> Any:
        """Return a value inside the JSON content, None when it is not there."""
        node: Any = self.response.data
        for part in path:
            if isinstance(part, int):
                node = node[part] if isinstance(node, list) and -len(node) <= part < len(node) else None
            else:
                node = node.get(part) if isinstance(node, dict) else None
        return node

    def items(self, *path: str | int) -> list[dict[str, Any]]:
        """Return the objects of an array inside the JSON content; what is none is left out, its schema judges it."""
        found = self.get(*path)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    def header(self, name: str) -> str | None:
        """Return a header field of the response."""
        return self.response.headers.get(name)
