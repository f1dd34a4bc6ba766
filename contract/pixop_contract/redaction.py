"""Keep secrets out of everything that is written."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

MARK = "[secret]"
JWT = re.compile(r"\beyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?")
SECRET_FIELDS = ("jwtToken", "apiRequestSignatureSecret", "newPassword")
SECRET_FIELD = re.compile(rf'("(?:{"|".join(SECRET_FIELDS)})"\s*:\s*)"(?:[^"\\]|\\.)*"')
AUTHORIZATION = re.compile(r"(?i)(\bauthorization\b[\"']?\s*:\s*[\"']?(?:basic|bearer)) +[^\s\"',;]+")
"""A header line in a text; words after "Basic" in a sentence are no secret."""
SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})


class Redactor:
    """Replaces secrets in text: known ones anywhere, and what looks like a token or a header line with one."""

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

    def learn_from(self, request_headers: Iterable[tuple[str, str]], data: object) -> None:
        """Remember the credentials that a request carries, and the secrets that JSON content hands out."""
        for name, value in request_headers:
            if name.lower() == "authorization":
                self.learn(value.partition(" ")[2].strip())
        for name, value in _fields(data):
            if name in SECRET_FIELDS:
                self.learn(value)

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


def _fields(node: object) -> Iterator[tuple[str, str]]:
    """Yield every name with a string value in decoded JSON."""
    if isinstance(node, dict):
        for name, value in node.items():
            if isinstance(value, str):
                yield str(name), value
            yield from _fields(value)
    elif isinstance(node, list):
        for item in node:
            yield from _fields(item)
