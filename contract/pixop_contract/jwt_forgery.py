"""Tokens as an attacker would make them from a real one (RFC 7519, RFC 8725)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import jwt


class UnreadableKeyError(Exception):
    """A public key cannot be read, or is of another kind than the token's algorithm needs."""


class OpaqueTokenError(Exception):
    """The token is not a JWT in compact form."""


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _json(data: Mapping[str, Any]) -> str:
    return _encode(json.dumps(data, separators=(",", ":")).encode())


def _decode(part: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as error:
        raise OpaqueTokenError("the token's parts are not JSON in base64url") from error


def read_token(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims without any check."""
    parts = token.split(".")
    if len(parts) != 3:
        raise OpaqueTokenError(f"the token has {len(parts)} parts, a JWT has 3")
    header, claims = _decode(parts[0]), _decode(parts[1])
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise OpaqueTokenError("the token's parts are not JSON objects")
    return header, claims


def verified(token: str, public_key: str) -> bool:
    """Tell whether a public key (PEM, or base64 of its DER form) verifies a token's signature, whatever its claims.

    Raises:
        OpaqueTokenError: The token is no JWT.
        UnreadableKeyError: The key cannot be read, or does not go with the token's algorithm.
    """
    header, _ = read_token(token)
    text = public_key.strip()
    if not text.startswith("-----"):
        text = f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----"
    try:
        jwt.decode(
            token,
            text,
            algorithms=[str(header.get("alg"))],
            options={
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
                "verify_aud": False,
                "verify_sub": False,
                "verify_jti": False,
            },
        )
    except jwt.InvalidSignatureError:
        return False
    except (ValueError, TypeError, NotImplementedError, jwt.PyJWTError) as error:
        raise UnreadableKeyError(f"{type(error).__name__}: {error}") from error
    return True


def broken_signature(token: str) -> str:
    """Return the token with another signature of the same length; of an opaque token, change the middle."""
    head, _, signature = token.rpartition(".")
    middle = len(signature) // 2
    other = "A" if signature[middle : middle + 1] != "A" else "B"
    changed = f"{signature[:middle]}{other}{signature[middle + 1 :]}"
    return f"{head}.{changed}" if head else changed


def other_claims(token: str, **changes: Any) -> str:
    """Return the token with changed claims and the old signature."""
    _, claims = read_token(token)
    header, _, signature = token.split(".")
    return f"{header}.{_json({**claims, **changes})}.{signature}"


def unsigned(token: str) -> str:
    """Return the token with `alg` `none` and no signature."""
    header, claims = read_token(token)
    return f"{_json({**header, 'alg': 'none'})}.{_json(claims)}."


def signed_with_public_key(token: str, public_key: str) -> str:
    """Return the token signed by HMAC with the public key as its secret (RFC 8725, section 2.1)."""
    header, claims = read_token(token)
    message = f"{_json({**header, 'alg': 'HS256'})}.{_json(claims)}"
    return f"{message}.{_encode(hmac.new(public_key.encode(), message.encode(), hashlib.sha256).digest())}"
