"""Which `Authorization` a request gets, and how the token for it is come by. No I/O: flows only."""

import base64
import copy
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pixop.auth.bearer_token import BearerToken, read_token
from pixop.auth.credentials import Credentials
from pixop.auth.secret import Secret
from pixop.auth.token_cache import TokenCache, Use, Wait
from pixop.calls.flow import Block, Flow, Join
from pixop.calls.retry_after import http_date
from pixop.calls.wire_message import Answer
from pixop.clock import Clock
from pixop.errors import APIError, AuthenticationError, MissingCredentialsError, UnexpectedResponseError

if TYPE_CHECKING:
    from pixop_client.request import Operation, Request

SendTokenRequest = Callable[["Request"], Flow[Answer]]


def takes_basic(operation: "Operation") -> bool:
    """Tell whether e-mail and password go with the request: only where the document allows nothing else."""
    # getToken also when a document allows more: a bearer token is what it is asked for.
    return operation.security == ("basicAuth",) or (
        operation.id == "getToken" and "basicAuth" in operation.security
    )


def basic(credentials: Credentials) -> Secret:
    """Return the field value of HTTP Basic (RFC 7617), in UTF-8."""
    pair = f"{credentials.email}:{credentials.password.reveal()}".encode()
    return Secret("Basic " + base64.b64encode(pair).decode("ascii"))


def bearer(token: BearerToken) -> Secret:
    """Return the field value of a bearer token (RFC 6750 section 2.1)."""
    return Secret(f"Bearer {token.value.reveal()}")


def refuses_token(error: APIError) -> bool:
    """Tell whether a new token might change the answer."""
    if error.exception == "UserBannedException":
        return False
    return isinstance(error, AuthenticationError) or error.exception == "ExpiredJWTTokenException"


class Authorization:
    """The credentials and the token of one account and team."""

    def __init__(
        self,
        find_credentials: Callable[[], Credentials],
        *,
        team_id: str | None,
        clock: Clock,
        token: Secret | None = None,
        cache: TokenCache | None = None,
    ) -> None:
        self._find_credentials = find_credentials
        self._credentials: Credentials | None = None
        self._team_id = team_id
        self._clock = clock
        self.cache = cache or TokenCache()
        if token is not None:
            known = read_token(
                token.reveal(), sent_at=clock.monotonic(), server_time=None, local_time=clock.time()
            )
            self.cache.store(None, known)

    def credentials(self) -> Flow[Credentials]:
        """Find the credentials once; raises `MissingCredentialsError`."""
        if self._credentials is not None:
            return self._credentials
        found: Credentials = yield Block(self._find_credentials)
        self._credentials = found
        return found

    def token(self, send: SendTokenRequest, *, at_least: float = 0.0) -> Flow[BearerToken]:
        """Return a token that works now; `at_least` is the share of its life that it must still have."""
        while True:
            now = self._clock.monotonic()
            decision = self.cache.decide(now, at_least=at_least)
            if isinstance(decision, Use):
                return decision.token
            if isinstance(decision, Wait):
                shared: BaseException | None = yield Join(decision.flight)
                if shared is not None:
                    raise copy.copy(shared)
                continue
            try:
                token = yield from self._fetch(send)
            except BaseException as error:
                # Also when the leader is cancelled: whoever waits must go on.
                share = error if isinstance(error, Exception) and decision.fallback is None else None
                self.cache.fail(decision.flight, self._clock.monotonic(), share)
                if decision.fallback is not None and isinstance(error, Exception):
                    return decision.fallback
                if decision.stale is not None and isinstance(error, MissingCredentialsError):
                    # A token was given and nothing else: its server decides, not a clock of ours.
                    return decision.stale
                raise
            self.cache.store(decision.flight, token)
            return token

    def settle(self, request: "Request") -> None:
        """Take in what a successful request changed about the credentials."""
        if request.operation.id == "updatePassword" and self._credentials is not None:
            changed = request.json.get("newPassword") if isinstance(request.json, dict) else None
            if isinstance(changed, str):
                known = self._credentials
                self._credentials = Credentials(known.email, Secret(changed), known.source)
        elif request.operation.id == "generateAuthSecret":
            self.cache.clear()

    def _fetch(self, send: SendTokenRequest) -> Flow[BearerToken]:
        from pixop_client.api.accounts import get_token
        from pixop_client.types import UNSET

        request = get_token.build(team_id=UNSET if self._team_id is None else self._team_id)
        answer = yield from send(request)
        return read_token(
            _jwt(answer, request.url),
            sent_at=answer.sent_at,
            server_time=http_date(answer.headers.get("date", "")),
            local_time=self._clock.time(),
        )


def _jwt(answer: Answer, url: str) -> str:
    try:
        data: Any = json.loads(answer.body)
        value = data["jwtToken"]
    except (ValueError, RecursionError, KeyError, TypeError):
        value = None
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
        # The body is not quoted: it may hold most of a token.
        raise UnexpectedResponseError(
            f"GET {url} was answered with {answer.status} but without a usable jwtToken: check the base URL.",
            method="GET",
            url=url,
            status_code=answer.status,
        )
    return value
