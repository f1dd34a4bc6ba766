"""One call from request to answer: authorization, retries, redirects and errors. No I/O: flows only."""

import json
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urljoin

from pixop_client.request import Request
from pixop_client.types import Unset

from pixop.auth.authorization import Authorization, basic, bearer, refuses_token, takes_basic
from pixop.auth.base_url import BaseURL
from pixop.auth.bearer_token import BearerToken
from pixop.auth.secret import Secret
from pixop.auth.server_clock import ServerClock
from pixop.calls.drift_record import observe_answer, observe_content
from pixop.calls.error_answer import api_error
from pixop.calls.flow import Flow, Send, Sleep
from pixop.calls.reconciliation import RECONCILED, Creations, Reconciliation
from pixop.calls.retry import RetryPolicy
from pixop.calls.timeouts import Timeouts
from pixop.calls.wire_message import Answer, HttpRequest, RequestBody
from pixop.clock import Clock, SystemClock
from pixop.errors import (
    APIError,
    AuthenticationError,
    ConnectionFailedError,
    MissingCredentialsError,
    PrematureJWTTokenError,
    TransferError,
    UnexpectedResponseError,
)
from pixop.process_check import check_process_request
from pixop.transfers.cancellation import Cancellation

T = TypeVar("T")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_FRESH_FOR_UPLOAD = 0.5


class Exchange:
    """What all calls of one client share. Safe for threads and tasks."""

    def __init__(
        self,
        base_url: BaseURL,
        authorization: Authorization,
        *,
        timeouts: Timeouts,
        retry: RetryPolicy,
        user_agent: str,
        clock: Clock | None = None,
    ) -> None:
        self.base_url = base_url
        self.authorization = authorization
        self.timeouts = timeouts
        self.retry = retry
        self.user_agent = user_agent
        self.server_clock = ServerClock(clock or SystemClock())
        self.creations = Creations()

    def call(self, request: Request, parse: Callable[[Any], T]) -> Flow[T]:
        """Send a request and read its JSON answer; one that makes something is never sent blindly again."""
        if request.operation.id in RECONCILED:
            if request.operation.id == "processVideo" and isinstance(request.json, dict):
                check_process_request(request.json)
            return (
                yield from Reconciliation(self, request).run(lambda answer: read_json(answer, request, parse))
            )
        answer = yield from self.answer(request)
        self.authorization.settle(request)
        return read_json(answer, request, parse)

    def answer(
        self,
        request: Request,
        *,
        url: str | None = None,
        body: RequestBody | None = None,
        content_type: str | None = None,
        stream: bool = False,
        cancellation: Cancellation | None = None,
        retry: RetryPolicy | None = None,
    ) -> Flow[Answer]:
        """Send a request until it is answered with success, refused for good, or out of attempts.

        `url` replaces the request's own (a link of the server), `retry` the policy of all calls. Credentials go to
        the base URL's origin only.
        """
        operation = request.operation
        policy = retry or self.retry
        target = url or self._url(request)
        attempt = 0
        redirects = 0
        renewed = False
        while True:
            attempt += 1
            token: BearerToken | None = None
            secret: Secret | None = None
            if operation.security and self.base_url.owns(target):
                if takes_basic(operation):
                    secret = basic((yield from self.authorization.credentials()))
                else:
                    token = yield from self.authorization.token(
                        self.answer, at_least=_FRESH_FOR_UPLOAD if body is not None else 0.0
                    )
                    secret = bearer(token)
            try:
                answer: Answer = yield Send(
                    HttpRequest(
                        operation.method,
                        target,
                        self.timeouts,
                        self._headers(request, body, content_type),
                        secret,
                        body if body is not None else _json_body(request),
                        stream,
                        cancellation,
                    )
                )
            except ConnectionFailedError as error:
                delay = policy.after_failure(
                    error, method=operation.method, changes_state=operation.changes_state, attempt=attempt
                )
                if delay is None or not _replayable(body):
                    error.attempts = attempt
                    raise
                yield Sleep(delay)
                continue
            if self.base_url.owns(target):
                self.server_clock.observe(answer.headers)
                observe_answer(operation, answer.status, answer.headers, answer.body)
            if 200 <= answer.status < 300 or answer.status in operation.success:
                if body is not None and not body.complete:
                    raise TransferError(
                        f"{operation.method} {target} was answered with {answer.status} before the whole file "
                        "was sent: look at the video's state before sending it again.",
                        attempts=attempt,
                    )
                if body is not None:
                    body.confirm()
                return answer
            if 300 <= answer.status < 400:
                redirects += 1
                target = self._redirected(request, target, answer, redirects)
                attempt -= 1
                continue
            refusal = api_error(
                answer.status,
                answer.headers,
                answer.body,
                method=operation.method,
                url=target,
                attempts=attempt,
            )
            if token is not None and refuses_token(refusal):
                self.authorization.cache.invalidate(token)
                if not renewed:
                    if not _replayable(body):
                        refusal.add_note(
                            "The source cannot be read again from its start, so it was not sent again."
                        )
                        raise refusal
                    renewed = True
                    if isinstance(refusal, PrematureJWTTokenError):
                        # The server's clocks differ. A newer token would be premature for longer.
                        self.authorization.cache.restore(token)
                        yield Sleep(max(2 * policy.first_delay, token.premature_by(self.server_clock.now())))
                        continue
                    yield from self._renew(refusal)
                    continue
            delay = policy.after_answer(
                refusal, method=operation.method, changes_state=operation.changes_state, attempt=attempt
            )
            if delay is None:
                raise refusal
            yield Sleep(delay)

    def follow(self, request: Request, url: str) -> Flow[Any]:
        """Send the request to a link of the server, and decode the JSON answer."""
        answer = yield from self.answer(request, url=url)
        return read_json(answer, request, lambda data: data)

    def _renew(self, refusal: APIError) -> Flow[BearerToken]:
        """Fetch the token for the second try; without credentials the server's refusal is the better error."""
        try:
            return (yield from self.authorization.token(self.answer))
        except MissingCredentialsError:
            if isinstance(refusal, AuthenticationError):
                raise refusal from None
            raise

    def _url(self, request: Request) -> str:
        url = self.base_url.join(request.url)
        return f"{url}?{urlencode(request.params, quote_via=quote, safe='')}" if request.params else url

    def first_url(self, request: Request) -> str:
        """Return the absolute URL that a request goes to."""
        return self._url(request)

    def _headers(
        self, request: Request, body: RequestBody | None, content_type: str | None
    ) -> tuple[tuple[str, str], ...]:
        headers = [("User-Agent", self.user_agent)]
        if request.operation.response_kind == "stream":
            # Byte counts and ranges are of the media itself, so it must not be compressed on the way.
            headers += [("Accept", "*/*"), ("Accept-Encoding", "identity")]
        elif request.operation.response_kind == "headers":
            headers += [("Accept", "*/*"), ("Accept-Encoding", "identity")]
        else:
            headers.append(("Accept", "application/json"))
        headers += request.headers
        if content_type is not None:
            headers.append(("Content-Type", content_type))
        elif not isinstance(request.json, Unset):
            headers.append(("Content-Type", "application/json"))
        if body is not None and body.length is not None:
            headers.append(("Content-Length", str(body.length)))
        return tuple(headers)

    def _redirected(self, request: Request, target: str, answer: Answer, redirects: int) -> str:
        location = answer.headers.get("location", "")
        operation = request.operation
        try:
            following = urljoin(target, location.strip()) if location else ""
        except ValueError:
            following = ""
        downgraded = target.startswith("https:") and not following.startswith("https:")
        allowed = operation.method in ("GET", "HEAD") and answer.status in _REDIRECTS
        if (
            not allowed
            or downgraded
            or redirects > _MOST_REDIRECTS
            or not following.startswith(("http:", "https:"))
            or takes_basic(operation)
        ):
            raise UnexpectedResponseError(
                f"{operation.method} {target.partition('?')[0]} was answered with a redirect "
                f"({answer.status}) to {location.partition('?')[0]!r}, which is not followed: "
                "check the base URL.",
                method=operation.method,
                url=target.partition("?")[0],
                status_code=answer.status,
            )
        return following


def _replayable(body: RequestBody | None) -> bool:
    return body is None or body.rewind()


def _json_body(request: Request) -> bytes | None:
    if isinstance(request.json, Unset):
        return None
    return json.dumps(request.json, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def read_json(answer: Answer, request: Request, parse: Callable[[Any], T]) -> T:
    """Decode and parse an answer; whatever does not fit becomes an `UnexpectedResponseError`."""
    operation = request.operation
    try:
        data = json.loads(answer.body)
        observe_content(operation, data)
        return parse(data)
    except (ValueError, RecursionError) as error:
        # What a decoder says may quote the body, and the body of a token answer is a secret.
        what = (
            f"an unexpected shape ({error})"
            if type(error).__name__ == "DecodeError"
            else f"no JSON ({type(error).__name__})"
        )
        excerpt = "" if takes_basic(operation) else answer.body[:500].decode("utf-8", "replace")
        raise UnexpectedResponseError(
            f"{operation.method} {request.url} was answered with {answer.status} and {what}: "
            "check that the base URL is that of a Pixop API.",
            method=operation.method,
            url=request.url,
            status_code=answer.status,
            body_excerpt=excerpt,
        ) from None
