"""Send operations of the document to the server under test, and tell observers about each exchange."""

from __future__ import annotations

import base64
import json as json_module
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

from pixop_contract.case import NotApplicable
from pixop_contract.document import Document, Operation
from pixop_contract.exchange import Exchange
from pixop_contract.http_message import Headers, Request, Response
from pixop_contract.http_parser import UnreadableResponseError
from pixop_contract.rate_limit import RateLimit
from pixop_contract.raw_client import RawClient

TOKEN_LIFE = 600.0
"""Seconds after which a token is exchanged for a new one; it is good for 900."""
LONGEST_RETRY_AFTER = 10.0
RETRIES = 3


class _NotGiven:
    __slots__ = ()


JSON = "application/json"
SERVICE = re.compile(r"/(accounts|videos|media)/v1/")
NOT_GIVEN: Final = _NotGiven()


class LoginFailedError(Exception):
    """The server gave no token for these credentials."""

    def __init__(self, message: str, exchange: Exchange) -> None:
        super().__init__(message)
        self.exchange = exchange


@dataclass(eq=False)
class Login:
    """A user, and the team that the user's tokens are to be bound to."""

    label: str
    email: str
    password: str = field(repr=False)
    team_id: str | None = None
    token: str | None = field(default=None, repr=False)
    user_id: str | None = None
    token_team_id: str | None = None
    fetched: float = 0.0


def basic(email: str, password: str) -> str:
    """Return Basic credentials (RFC 7617) in UTF-8."""
    return "Basic " + base64.b64encode(f"{email}:{password}".encode()).decode("ascii")


class ApiSession:
    """The suite's hands: calls operations, keeps tokens fresh, counts exchanges.

    Args:
        read_only: Refuse (NotApplicable) every request that could change something.
        observe: Called with every exchange.
        broken: Called with the request and the error when the answer is not HTTP.
    """

    def __init__(
        self,
        client: RawClient,
        document: Document,
        *,
        rate: RateLimit | None = None,
        read_only: bool = False,
        observe: Callable[[Exchange], None] = lambda _exchange: None,
        broken: Callable[[Operation | None, UnreadableResponseError], None] = lambda _operation, _error: None,
    ) -> None:
        self.client = client
        self.document = document
        self._rate = rate or RateLimit(None)
        self._read_only = read_only
        self._observe = observe
        self._broken = broken
        self._count = 0

    def token(self, login: Login) -> str:
        """Return a token that is good for some minutes more.

        Raises:
            LoginFailedError: The server gave none.
        """
        if login.token is None or time.monotonic() - login.fetched > TOKEN_LIFE:
            query = [("team-id", login.team_id)] if login.team_id else []
            fetched = time.monotonic()
            answer = self.call("getToken", query=query, authorization=basic(login.email, login.password))
            token = answer.get("jwtToken")
            if not answer.ok or not isinstance(token, str):
                raise LoginFailedError(
                    f"getToken answered {answer.status} without a token for {login.label}", answer
                )
            login.token, login.fetched = token, fetched
            login.user_id, login.token_team_id = answer.get("userId"), answer.get("teamId")
        return login.token

    def call(
        self,
        operation_id: str,
        identifier: str | None = None,
        *,
        by: Login | None = None,
        authorization: str | None = None,
        query: Sequence[tuple[str, str]] = (),
        json: Any = NOT_GIVEN,
        body: bytes | None = None,
        content_type: str | None = None,
        headers: Sequence[tuple[str, str]] = (),
        expect_continue: bool = False,
        accept: str | None = JSON,
        chunked: bool = False,
    ) -> Exchange:
        """Call an operation with a login's token, with a given Authorization value, or without any."""
        operation = self.document.operations[operation_id]
        target = operation.target(identifier)
        if query:
            target += "?" + urlencode(query)
        return self.send(
            operation.method,
            target,
            by=by,
            authorization=authorization,
            json=json,
            body=body,
            content_type=content_type,
            headers=headers,
            expect_continue=expect_continue,
            accept=accept,
            chunked=chunked,
        )

    def follow(self, url: str, *, by: Login | None = None, method: str = "GET", **more: Any) -> Exchange:
        """Send a request to a URL that the server handed out.

        The path and query are used on the server under test: a token never goes to another host.
        """
        return self.send(method, self.local_target(url), by=by, **more)

    def local_target(self, url: str) -> str:
        """Return the path and query of a URL that the server handed out, without our prefix."""
        parts = urlsplit(urljoin(self.client.origin + self.client.prefix + "/", url))
        path = parts.path
        if self.client.prefix and path.startswith(self.client.prefix + "/"):
            path = path.removeprefix(self.client.prefix)
        elif (service := SERVICE.search(path)) is not None:
            # A gateway in front of the server may have a prefix that this suite does not see.
            path = path[service.start() :]
        return path + (f"?{parts.query}" if parts.query else "")

    def send(
        self,
        method: str,
        target: str,
        *,
        by: Login | None = None,
        authorization: str | None = None,
        json: Any = NOT_GIVEN,
        body: bytes | None = None,
        content_type: str | None = None,
        headers: Sequence[tuple[str, str]] = (),
        expect_continue: bool = False,
        accept: str | None = JSON,
        chunked: bool = False,
    ) -> Exchange:
        """Send any request; the operation that it addresses is found from method and path."""
        if by is not None:
            authorization = f"Bearer {self.token(by)}"
        fields: list[tuple[str, str]] = [("User-Agent", "pixop-contract"), ("Accept-Encoding", "identity")]
        if accept is not None and not (accept == JSON and target.startswith("/media/")):
            fields.append(("Accept", accept))
        if authorization is not None:
            fields.append(("Authorization", authorization))
        if not isinstance(json, _NotGiven):
            body = json_module.dumps(json, ensure_ascii=False).encode()
            content_type = content_type or "application/json"
        if content_type is not None:
            fields.append(("Content-Type", content_type))
        if chunked:
            fields.append(("Transfer-Encoding", "chunked"))
        fields += headers
        request = Request(method, target, Headers(fields), body)
        found = self.document.find(method, target)
        operation, identifier = found or (None, None)
        if self._read_only and not is_safe(method, operation):
            raise NotApplicable("nothing is written in read-only mode")
        for attempt in range(RETRIES + 1):
            response = self._once(request, operation, expect_continue)
            self._count += 1
            exchange = Exchange(self._count, request, response, operation, identifier)
            self._observe(exchange)
            pause = retry_pause(response)
            if pause is None or attempt == RETRIES:
                return exchange
            time.sleep(pause)  # as long as the server asked for
        raise AssertionError("unreachable")

    def _once(self, request: Request, operation: Operation | None, expect_continue: bool) -> Response:
        self._rate.acquire()
        try:
            return self.client.send(request, expect_continue=expect_continue)
        except UnreadableResponseError as error:
            self._broken(operation, error)
            raise


def is_safe(method: str, operation: Operation | None) -> bool:
    """Tell whether a request changes nothing: `verifyToken` does not, `generate…` does, whatever their methods."""
    if operation is None:
        return method in ("GET", "HEAD")
    return operation.id == "verifyToken" or (
        method in ("GET", "HEAD") and operation.id not in ("generateAuthSecret", "generateSignatureSecret")
    )


def retry_pause(response: Response) -> float | None:
    """Return the seconds after which a server asks to come again, None when it does not ask for it.

    Only 429 and 503 with a `Retry-After` in seconds, within reason (RFC 9110, section 10.2.3).
    """
    if response.status not in (429, 503):
        return None
    value = response.headers.get("Retry-After") or ""
    if not value.isascii() or not value.isdigit():
        return None
    seconds = float(value)
    return seconds if seconds <= LONGEST_RETRY_AFTER else None
