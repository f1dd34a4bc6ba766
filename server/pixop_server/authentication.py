"""Who is asking: from `Authorization` to a user in a team, or a 401 that says why."""

import logging
from collections import OrderedDict
from dataclasses import dataclass

from anyio import to_thread
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from pixop_server.accounts import Record, teams_of, user_by_email, user_by_key
from pixop_server.api_errors import AuthenticationError
from pixop_server.authorization_header import Basic, Bearer, Unusable, parse_authorization
from pixop_server.database import Database
from pixop_server.passwords import Passwords
from pixop_server.tokens import Claims, Tokens, inconsistent_claims, invalid_token

logger = logging.getLogger(__name__)

BEARER_CHALLENGE = 'Bearer realm="pixop"'
BASIC_CHALLENGE = 'Basic realm="pixop", charset="UTF-8"'


@dataclass(frozen=True)
class Caller:
    """The user who sent a request, and the team that the request applies to."""

    user: Record
    team: Record
    other_teams: tuple[Record, ...]

    @property
    def user_id(self) -> str:
        """Id of the user."""
        return str(self.user.id)

    @property
    def team_id(self) -> str:
        """Id of the team."""
        return str(self.team.id)


@dataclass(frozen=True)
class _Accepted:
    """A token that was accepted when the database had a certain version."""

    caller: Caller
    claims: Claims
    version: int


class Authentication:
    """Checks the credentials of a request."""

    _REMEMBERED = 4096

    def __init__(self, database: Database, passwords: Passwords, tokens: Tokens) -> None:
        self._database = database
        self._passwords = passwords
        self._tokens = tokens
        self._accepted: OrderedDict[str, _Accepted] = OrderedDict()

    async def bearer(self, request: Request) -> Caller:
        """Accept a token alone.

        Raises:
            AuthenticationError: with the reference's name of the reason.
        """
        match _authorization(request):
            case Bearer(token) if token:
                return await self._token(token)
            case Unusable("several"):
                raise _challenged(
                    invalid_token("There is more than one Authorization header."), BEARER_CHALLENGE
                )
            case _:
                message = "Send a token in the header `Authorization: Bearer TOKEN`."
                raise _challenged(AuthenticationError("NoJWTTokenFoundException", message), BEARER_CHALLENGE)

    async def bearer_or_basic(self, request: Request, *, basic_first: bool = False) -> Caller:
        """Accept a token, or e-mail and password.

        Args:
            request: The request.
            basic_first: Whether e-mail and password are what the operation asks for in the first place.

        Raises:
            AuthenticationError: with the name of the reason.
        """
        challenge = (
            f"{BASIC_CHALLENGE}, {BEARER_CHALLENGE}"
            if basic_first
            else f"{BEARER_CHALLENGE}, {BASIC_CHALLENGE}"
        )
        match _authorization(request):
            case Bearer(token) if token:
                return await self._token(token, challenge)
            case Basic(email, password):
                return await self._password(email, password, challenge)
            case Unusable("several"):
                error = AuthenticationError(
                    "InvalidCredentialsException", "There is more than one Authorization header."
                )
            case Unusable("malformed"):
                error = AuthenticationError(
                    "InvalidCredentialsException", "The Basic credentials cannot be read (RFC 7617)."
                )
            case _ if basic_first:
                error = AuthenticationError(
                    "InvalidCredentialsException", "Send e-mail and password as HTTP Basic credentials."
                )
            case _:
                error = AuthenticationError(
                    "NoJWTTokenFoundException",
                    "Send a token, or e-mail and password as HTTP Basic credentials.",
                )
        raise _challenged(error, challenge)

    async def _token(self, token: str, challenge: str = BEARER_CHALLENGE) -> Caller:
        try:
            version = self._database.version()
            accepted = self._accepted.get(token)
            # Nothing in the database changed since the token was accepted: keys, bans and teams are the same.
            if accepted is not None and accepted.version == version and self._tokens.holds(accepted.claims):
                return accepted.caller
            key_id = self._tokens.key_id(token)
            found = await self._database.read(lambda connection: _with_teams(connection, key_id))
            if found is None:
                raise invalid_token("The token's key is not known, or was replaced.")
            user, teams = found
            claims = self._tokens.verify(token, public_key=user.signing_public_key, user_id=user.id)
            _refuse_banned(user)
            caller = _caller(user, teams, claims.team_id)
            if version is not None:
                self._remember(token, _Accepted(caller, claims, version))
            return caller
        except AuthenticationError as error:
            self._accepted.pop(token, None)
            raise _challenged(
                error, challenge.replace(BEARER_CHALLENGE, _invalid_token_challenge())
            ) from error
        except SQLAlchemyError as error:
            logger.exception("a token could not be checked")
            failure = AuthenticationError("AuthException", "The token could not be checked. Try again.")
            raise _challenged(failure, challenge) from error

    def _remember(self, token: str, accepted: "_Accepted") -> None:
        self._accepted[token] = accepted
        if len(self._accepted) > self._REMEMBERED:
            self._accepted.popitem(last=False)

    async def _password(self, email: str, password: str, challenge: str) -> Caller:
        def find(connection: Connection) -> tuple[Record, list[Record]] | None:
            user = user_by_email(connection, email)
            return None if user is None else (user, teams_of(connection, user.id))

        found = await self._database.read(find)
        stored = None if found is None else found[0].password_hash
        right = stored is not None and self._passwords.remembers(stored, password)
        if not right:
            right = await to_thread.run_sync(self._passwords.verify, stored, password)
        if not right or found is None:
            error = AuthenticationError("InvalidCredentialsException", "The e-mail or the password is wrong.")
            raise _challenged(error, challenge)
        user, teams = found
        try:
            _refuse_banned(user)
            return _caller(user, teams, None)
        except AuthenticationError as error:
            raise _challenged(error, challenge) from error


def _authorization(request: Request) -> Basic | Bearer | Unusable:
    return parse_authorization(request.headers.getlist("authorization"))


def _with_teams(connection: Connection, key_id: str) -> tuple[Record, list[Record]] | None:
    user = user_by_key(connection, key_id)
    return None if user is None else (user, teams_of(connection, user.id))


def _refuse_banned(user: Record) -> None:
    if user.banned:
        reason = f": {user.banned_reason}" if user.banned_reason else "."
        raise AuthenticationError("UserBannedException", f"The user is suspended{reason}")


def _caller(user: Record, teams: list[Record], team_id: str | None) -> Caller:
    """Choose the team of a request, the default one when `team_id` is None."""
    for team in teams:
        if team_id is None or team.id == team_id:
            return Caller(user, team, tuple(other for other in teams if other.id != team.id))
    raise inconsistent_claims("The user does not belong to the token's team.")


def _invalid_token_challenge() -> str:
    return f'{BEARER_CHALLENGE}, error="invalid_token"'


def _challenged(error: AuthenticationError, challenge: str) -> AuthenticationError:
    error.headers["WWW-Authenticate"] = challenge
    return error
