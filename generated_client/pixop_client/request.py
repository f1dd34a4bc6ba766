"""What a call sends, before any HTTP library is involved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from .types import UNSET

ResponseKind = Literal["json", "none", "stream", "headers"]


@dataclass(frozen=True, slots=True)
class Operation:
    """The fixed facts of one operation of the document.

    Attributes:
        id: The `operationId`.
        tag: The first tag.
        method: HTTP method, upper case.
        path: Path template, with the parameters in braces.
        security: Names of the security schemes of which any one will do; empty when none is needed.
        request_content: Media type of the request body; None when there is no body.
        response_kind: `json` content, `none`, a binary `stream`, or `headers` alone (HEAD).
        success: Statuses that the document lists as answers: 2xx, and 304 where a request can be conditional.
        deprecated: Whether the document advises against it.
        form_field: Name of the form field that takes the media of an upload.
        changes_state: Whether a request of a safe method changes something all the same and is not to be repeated.
    """

    id: str
    tag: str
    method: str
    path: str
    security: tuple[str, ...]
    request_content: str | None
    response_kind: ResponseKind
    success: tuple[int, ...]
    deprecated: bool = False
    changes_state: bool = False
    form_field: str = "file"


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        operation: The operation that it calls.
        url: Path with percent-encoded parameters, to be joined to the base URL.
        params: Query parameters in order, neither encoded nor joined.
        headers: Header fields in order; none that authenticate or frame the message.
        json: The JSON body, `UNSET` when there is none. Not part of the `repr`: it can hold a secret.
    """

    operation: Operation
    url: str
    params: list[tuple[str, str]] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    json: Any = field(default=UNSET, repr=False)


__all__ = ["Operation", "Request", "ResponseKind"]
