"""Tokens: signed with the user's own key, good for a fixed time, refused for the reference's eight reasons (D-06)."""

import hashlib
import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from pixop_server.api_errors import AuthenticationError
from pixop_server.clock import Clock, format_timestamp
from pixop_server.signing_keys import SIGNING_METHOD

ISSUER = "pixop"


def invalid_token(message: str) -> AuthenticationError:
    """Refuse a token that cannot be interpreted."""
    return AuthenticationError("InvalidJWTTokenFoundException", message)


def inconsistent_claims(message: str) -> AuthenticationError:
    """Refuse a well-signed token whose claims do not fit."""
    return AuthenticationError("InconsistentJWTClaimsException", message)


@dataclass(frozen=True)
class Claims:
    """What a verified token says."""

    user_id: str
    team_id: str
    not_before: float
    expires: float


class Tokens:
    """Signs and verifies tokens.

    Args:
        clock: Source of the current time.
        seconds: Life of a token, in seconds.
    """

    _REMEMBERED = 4096

    def __init__(self, clock: Clock, seconds: int) -> None:
        self._clock = clock
        self._seconds = seconds
        self._payloads: OrderedDict[tuple[bytes, str], Mapping[str, Any]] = OrderedDict()

    def sign(self, *, private_key: str, key_id: str, user_id: str, team_id: str) -> str:
        """Make a token for a user in one of the user's teams."""
        now = math.floor(self._clock())
        claims = {
            "iss": ISSUER,
            "sub": user_id,
            "team": team_id,
            "iat": now,
            "nbf": now,
            "exp": now + self._seconds,
        }
        return jwt.encode(claims, private_key, algorithm=SIGNING_METHOD, headers={"kid": key_id})

    def key_id(self, token: str) -> str:
        """Read which key the token claims to be signed with.

        Raises:
            AuthenticationError: the header cannot be read, or names another algorithm than ours.
        """
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise invalid_token("The token is not a JSON Web Token.") from error
        key_id = header.get("kid")
        if header.get("alg") != SIGNING_METHOD or not isinstance(key_id, str):
            raise invalid_token("The token is not signed in the way that this server signs tokens.")
        return key_id

    def verify(self, token: str, *, public_key: str, user_id: str) -> Claims:
        """Check the signature first, then the claims.

        Raises:
            AuthenticationError: with the reference's name of the reason.
        """
        payload = self._signed_payload(token, public_key)
        now = self._clock()
        expires = _moment(payload, "exp", "EternalJWTTokenException", "The token has no end (claim exp).")
        if now >= expires:
            moment = format_timestamp(expires) if 0 <= expires < 1e11 else "another age"
            raise AuthenticationError(
                "ExpiredJWTTokenException", f"The token expired at {moment}. Ask for a new one."
            )
        not_before = _moment(payload, "nbf") if "nbf" in payload else 0.0
        if now < not_before:
            raise AuthenticationError("PrematureJWTTokenException", "The token is not valid yet (claim nbf).")
        team_id = payload.get("team")
        if payload.get("iss") != ISSUER or payload.get("sub") != user_id or not isinstance(team_id, str):
            raise inconsistent_claims("The token's issuer, subject or team does not fit this API.")
        return Claims(user_id, team_id, not_before, expires)

    def holds(self, claims: Claims) -> bool:
        """Tell whether it is the time that verified claims are good for."""
        return claims.not_before <= self._clock() < claims.expires

    def _signed_payload(self, token: str, public_key: str) -> Mapping[str, Any]:
        # A signature that was right stays right: remember it, under the key that verified it.
        known = (hashlib.sha256(token.encode()).digest(), public_key)
        payload = self._payloads.get(known)
        if payload is None:
            payload = _verify_signature(token, public_key)
            self._payloads[known] = payload
            if len(self._payloads) > self._REMEMBERED:
                self._payloads.popitem(last=False)
        return payload


def _verify_signature(token: str, public_key: str) -> Mapping[str, Any]:
    options: Any = dict.fromkeys(
        ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss", "verify_sub", "verify_jti"),
        False,
    )
    try:
        payload: Mapping[str, Any] = jwt.decode(
            token, public_key, algorithms=[SIGNING_METHOD], options=options
        )
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise invalid_token("The token cannot be read, or its signature is not right.") from error
    return payload


def _moment(
    payload: Mapping[str, Any],
    name: str,
    missing: str = "InconsistentJWTClaimsException",
    message: str = "",
) -> float:
    value = payload.get(name)
    if value is None:
        raise AuthenticationError(missing, message or f"The token has no claim {name}.")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise inconsistent_claims(f"The token's claim {name} is not a moment.")
    return float(min(value, 1e15))
