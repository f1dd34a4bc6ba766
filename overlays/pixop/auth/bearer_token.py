"""A token and how long it lasts, told without trusting this machine's clock."""

import base64
import json
import math
from dataclasses import dataclass, field
from typing import Any

from pixop.auth.secret import Secret

OPAQUE_LIFETIME = 900.0
"""Seconds that a token is good for when it does not say (reference: 15 minutes)."""

LONGEST_PREMATURE = 30.0
"""Seconds that a call waits at most for a token to become valid (`nbf`, RFC 7519 section 4.1.5)."""


@dataclass(frozen=True, slots=True)
class BearerToken:
    """A token with its life on the monotonic clock, in seconds."""

    value: Secret
    received_at: float
    lifetime: float
    not_before: float | None = None
    serial: object = field(default_factory=object, repr=False, compare=False)

    def remaining(self, now: float) -> float:
        """Seconds left at `now`, negative when it is over."""
        return self.received_at + self.lifetime - now

    def premature_by(self, server_now: float) -> float:
        """Seconds until it is valid by the server's clock, at most `LONGEST_PREMATURE`; 0 when it does not say."""
        if self.not_before is None:
            return 0.0
        # Dates on the wire are to the second, and so the answer's may be a second behind.
        return min(LONGEST_PREMATURE, max(0.0, self.not_before - server_now + 1.0))


def read_token(value: str, *, sent_at: float, server_time: float | None, local_time: float) -> BearerToken:
    """Make a token from its text.

    The lifetime is `exp` minus the server's present, which is the `Date` of the answer (RFC 9110 section
    6.6.1), else the token's own `iat`, else this machine's clock. `sent_at` (monotonic) is when the request
    went out, so that the life is never over-estimated.
    """
    claims = _claims(value)
    expires = _number(claims.get("exp"))
    if expires is None:
        lifetime = OPAQUE_LIFETIME
    else:
        present = server_time if server_time is not None else _number(claims.get("iat"))
        lifetime = max(0.0, expires - (local_time if present is None else present))
    return BearerToken(Secret(value), sent_at, lifetime, _number(claims.get("nbf", claims.get("iat"))))


def _claims(token: str) -> dict[str, Any]:
    """Read the claims of a JWT (RFC 7519 section 3) without checking its signature; empty for other tokens."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        payload = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
