"""The clock of a server that has a control API: a quarter of an hour passes in one request."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator
from urllib.parse import urlsplit

from pixop_contract.case import Inconclusive
from pixop_contract.http_message import Headers, Request
from pixop_contract.raw_client import RawClient


class ServerClock:
    """Moves a server's clock by `POST {control_url}clock`; asks for no credentials and sends none.

    Args:
        control_url: The control API, `http://127.0.0.1:8080/_server/` for example.
        timeout: Seconds for one request.
    """

    def __init__(self, control_url: str, *, timeout: float) -> None:
        parts = urlsplit(control_url)
        self._client = RawClient(f"{parts.scheme}://{parts.netloc}", timeout=timeout)
        self._target = parts.path.rstrip("/") + "/clock"

    @contextlib.contextmanager
    def moved(self, seconds: float) -> Generator[None]:
        """Move the clock forward, and back at the end.

        Raises:
            Inconclusive: There is no such control.
        """
        self._advance(seconds)
        try:
            yield
        finally:
            self._advance(-seconds)

    def _advance(self, seconds: float) -> None:
        body = json.dumps({"advance": seconds}).encode()
        headers = Headers([("Content-Type", "application/json")])
        answer = self._client.send(Request("POST", self._target, headers, body))
        if not answer.ok:
            raise Inconclusive(f"the control API answered {answer.status} to a move of the clock")
