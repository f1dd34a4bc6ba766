"""The settings of a client, arguments first, then the environment; and what both clients do with them alike."""

import os
from dataclasses import dataclass, field, replace
from typing import NoReturn, Self

from pixop.auth.authorization import Authorization
from pixop.auth.base_url import DEFAULT_BASE_URL, BaseURL
from pixop.auth.credentials import Credentials, find_credentials
from pixop.auth.secret import Secret
from pixop.calls.exchange import Exchange
from pixop.calls.retry import RetryPolicy
from pixop.calls.timeouts import Timeouts
from pixop.clock import Clock, SystemClock
from pixop.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class ClientSetup:
    """Everything that a client is made of."""

    base_url: BaseURL
    email: str | None
    password: Secret | None
    team_id: str | None
    timeouts: Timeouts
    token: Secret | None
    retry: RetryPolicy
    clock: Clock = field(default_factory=SystemClock)

    @classmethod
    def of(
        cls,
        base_url: str | None,
        email: str | None,
        password: str | None,
        *,
        team_id: str | None,
        timeout: float | Timeouts | None,
        token: str | None,
        retry: RetryPolicy | None,
    ) -> "ClientSetup":
        """Read arguments and environment; raises `ConfigurationError` for what makes no sense."""
        if token is not None and not (token and token.isascii() and token.isprintable() and " " not in token):
            raise ConfigurationError(
                "The token has characters that no token has: pass the jwtToken as it came."
            )
        return cls(
            BaseURL.parse(base_url or os.environ.get("PIXOP_BASE_URL") or DEFAULT_BASE_URL),
            email,
            None if password is None else Secret(password),
            team_id or os.environ.get("PIXOP_TEAM_ID") or None,
            Timeouts.of(timeout),
            None if token is None else Secret(token),
            retry or RetryPolicy(),
        )

    def for_team(self, team_id: str) -> "ClientSetup":
        """Return the same for another team; a token is bound to its team and stays behind."""
        return replace(self, team_id=team_id, token=None)

    def exchange(self) -> Exchange:
        """Make what the calls of a client share."""
        authorization = Authorization(
            self._find_credentials, team_id=self.team_id, clock=self.clock, token=self.token
        )
        return Exchange(
            self.base_url,
            authorization,
            timeouts=self.timeouts,
            retry=self.retry,
            user_agent=f"pixop-python/{_version()}",
            clock=self.clock,
        )

    def _find_credentials(self) -> Credentials:
        return find_credentials(self.email, self.password, host=self.base_url.host)


class ConfiguredClient:
    """What the synchronous and the asynchronous client share: settings, teams, and what they show of themselves."""

    def __init__(
        self,
        base_url: str | None = None,
        email: str | None = None,
        password: str | None = None,
        *,
        team_id: str | None = None,
        timeout: float | Timeouts | None = None,
        token: str | None = None,
        retry: RetryPolicy | None = None,
    ) -> None:
        self._start(
            ClientSetup.of(
                base_url, email, password, team_id=team_id, timeout=timeout, token=token, retry=retry
            )
        )

    def _start(self, setup: ClientSetup) -> None:
        self._setup = setup
        self._exchange = setup.exchange()
        self._connect()

    def _connect(self) -> None:
        """Make the caller."""
        raise NotImplementedError

    @property
    def base_url(self) -> str:
        """The base URL, without a trailing slash."""
        return self._setup.base_url.text

    def with_team(self, team_id: str) -> Self:
        """Return another client for another team of the same account; close both."""
        other = type(self).__new__(type(self))
        other._start(self._setup.for_team(team_id))
        return other

    def __repr__(self) -> str:
        team = f", team_id={self._setup.team_id!r}" if self._setup.team_id else ""
        return f"{type(self).__name__}({self.base_url!r}{team})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client is not pickled: it holds connections and secrets; make one in each process")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pixop")
    except PackageNotFoundError:
        return "0"
