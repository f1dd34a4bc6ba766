"""Keep secrets out of everything that is written."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote

MARK = "[secret]"
JWT = re.compile(r"\beyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?")
SECRET_FIELD = re.compile(r'("(?:jwtToken|apiRequestSignatureSecret|newPassword)"\s*:\s*)"(?:[^"\\]|\\.)*"')
AUTHORIZATION = re.compile(r"(?i)\b(basic|bearer) +[^\s\"',;]+")
SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})


class Redactor:
    """Replaces secrets in text: known ones wherever they stand, and what looks like a token."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        for secret in secrets:
            self.learn(secret)

    def __repr__(self) -> str:
        return f"Redactor({len(self._secrets)} secrets)"

    def learn(self, secret: str) -> None:
        """Remember a secret, with the forms that it takes in URLs and JSON."""
        if len(secret) >= 4:
            self._secrets |= {
                secret,
                quote(secret, safe=""),
                secret.replace("\\", "\\\\").replace('"', '\\"'),
            }

    def learn_credentials(self, email: str, password: str) -> None:
        """Remember a password and the pair as Basic credentials carry it."""
        self.learn(password)
        self.learn(base64.b64encode(f"{email}:{password}".encode()).decode())

    def text(self, text: str) -> str:
        """Return the text without secrets."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MARK)
        text = SECRET_FIELD.sub(rf'\1"{MARK}"', text)
        text = JWT.sub(MARK, text)
        return AUTHORIZATION.sub(rf"\1 {MARK}", text)

    def header(self, name: str, value: str) -> str:
        """Return a header field's value without secrets."""
        if name.lower() in SECRET_HEADERS:
            scheme, space, _ = value.partition(" ")
            return f"{scheme} {MARK}" if space and name.lower().endswith("authorization") else MARK
        return self.text(value)
