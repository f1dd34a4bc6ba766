"""Reading `Authorization` (RFC 9110, section 11.6.2; RFC 7617; RFC 6750)."""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Basic:
    """E-mail and password."""

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Bearer:
    """A token; may be empty."""

    token: str = field(repr=False)


@dataclass(frozen=True)
class Unusable:
    """Something else: no header at all, another scheme, or a value that cannot be read."""

    reason: Literal["missing", "several", "scheme", "malformed"]


Authorization = Basic | Bearer | Unusable


def parse_authorization(values: list[str]) -> Authorization:
    """Read the values of all `Authorization` headers of a request, decoded as Latin-1."""
    if not values or (len(values) == 1 and not values[0].strip()):
        return Unusable("missing")
    if len(values) > 1:
        return Unusable("several")
    scheme, _, credentials = values[0].strip().partition(" ")
    credentials = credentials.strip()
    match scheme.lower():
        case "bearer":
            return Bearer(credentials)
        case "basic":
            return _basic(credentials)
        case _:
            return Unusable("scheme")


def _basic(credentials: str) -> Authorization:
    try:
        pair = base64.b64decode(credentials, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return Unusable("malformed")
    email, colon, password = pair.partition(":")
    return Basic(email, password) if colon else Unusable("malformed")
