"""An exchange as a curl command that runs once `BASE`, `TOKEN` or the credentials are set."""

from __future__ import annotations

import re
import shlex

from pixop_contract.exchange import Exchange
from pixop_contract.redaction import Redactor

OWN_FIELDS = frozenset({"authorization", "user-agent", "accept-encoding", "content-length"})
FILENAME = re.compile(rb'name="([^"]*)"; filename="([^"]*)"')


def curl(exchange: Exchange, redactor: Redactor) -> str:
    """Return the command; secrets are shell variables."""
    request = exchange.request
    words = ["curl", "-sS", "-i"]
    words += ["-I"] if request.method == "HEAD" else ["-X", request.method]
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        credentials = authorization.lower().startswith("basic ")
        words += (
            ["-u", '"$PIXOP_API_EMAIL:$PIXOP_API_PASSWORD"']
            if credentials
            else ["-H", '"Authorization: Bearer $TOKEN"']
        )
    multipart = (request.headers.get("Content-Type") or "").startswith("multipart/")
    for name, value in request.headers:
        if name.lower() in OWN_FIELDS or (multipart and name.lower() == "content-type"):
            continue
        words += ["-H", shlex.quote(redactor.text(f"{name}: {value}"))]
    if request.body is not None:
        words += _body(request.body, multipart, redactor)
    words.append(f'"$BASE"{shlex.quote(redactor.text(request.target))}')
    return " ".join(words)


def _body(body: bytes, multipart: bool, redactor: Redactor) -> list[str]:
    if multipart:
        words: list[str] = []
        for name, filename in FILENAME.findall(body):
            part = f"{name.decode(errors='replace')}=@{filename.decode(errors='replace')}"
            words += ["-F", shlex.quote(part)]
        return words
    try:
        return ["--data-binary", shlex.quote(redactor.text(body.decode()))]
    except UnicodeDecodeError:
        return ["--data-binary", "@body.bin"]
