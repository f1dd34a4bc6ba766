"""Passwords and tokens show up nowhere."""

import copy
import io
import logging
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop import Pixop, PixopError
from pixop.auth.credentials import Credentials
from pixop.auth.secret import Secret

PASSWORD = "canary-password-9c1"
TOKEN = "canary-token-77e"
BASIC = "YUBleGFtcGxlLm9yZzpjYW5hcnktcGFzc3dvcmQtOWMx"
SECRETS = (PASSWORD, TOKEN, BASIC)


def shown(error: BaseException) -> str:
    """Everything that a crash reporter could print, locals of all frames included."""
    chain = traceback.TracebackException.from_exception(error, capture_locals=True)
    text = "".join(chain.format())
    frames: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        frame = seen.__traceback__
        while frame is not None:
            names = frame.tb_frame.f_globals.get("__name__", "")
            if not names.startswith(("test", "conftest")) and "overlays.test" not in names:
                frames.append(repr(frame.tb_frame.f_locals))
            frame = frame.tb_next
        seen = seen.__cause__ or seen.__context__
    return text + "".join(frames)


@pytest.mark.parametrize("fault", ["hang", "401", "html", "garbage", "refused", "token"])
def test_no_failure_shows_a_secret(
    fault: str,
    scripted: Any,
    client_of: Any,
    tools: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Errors, their causes, frame locals, pickles and debug logs are free of passwords and tokens."""
    caplog.set_level(logging.DEBUG)

    def script(request: Any) -> bytes:
        request.read_body()
        if fault == "hang":
            raise tools.Hang
        if fault == "garbage":
            return b"\x00\x01garbage\r\n\r\n"
        return bytes(tools.http(401 if fault == "401" else 200, b"<html>"))

    server = scripted(script)
    server.token_body = lambda _: tools.http(200, {"jwtToken": TOKEN})
    if fault == "token":
        server.token_body = lambda _: tools.http(200, f'{{"jwtToken": "{TOKEN}'.encode())
    url = "http://127.0.0.1:9" if fault == "refused" else server.url
    client = client_of(url, "a@example.org", PASSWORD)
    calls: dict[str, Callable[[], Any]] = {
        "a call": client.accounts.get_account,
        "an upload": lambda: client.upload(io.BytesIO(b"media"), video_id="v"),
        "a download": lambda: client.download("v", tmp_path / "out.mov"),
    }
    evidence: list[str] = []
    for call in calls.values():
        try:
            call()
        except PixopError as error:
            cause = error.__cause__
            if cause is not None:
                # The frames of the HTTP library hold the header fields, and its errors hold the request.
                assert (cause.__traceback__, cause.__cause__, cause.__context__) == (None, None, None)
                assert vars(cause).get("_request") is None
            evidence += [shown(error), repr(error), str(error), repr(vars(error))]
            evidence.append(pickle.dumps(error).decode("latin-1"))
    assert len(evidence) >= 10
    evidence.append(caplog.text)
    assert [secret for secret in SECRETS if any(secret in text for text in evidence)] == []


def test_a_pipeline_writes_and_tells_no_secret(
    scripted: Any, tools: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The ledger, the events, the report and the logs of a pipeline that is refused are free of them."""
    caplog.set_level(logging.DEBUG)

    def script(request: Any) -> bytes:
        request.read_body()
        return bytes(tools.http(500, b"<html>"))

    server = scripted(script)
    server.token_body = lambda _: tools.http(200, {"jwtToken": TOKEN})
    (tmp_path / "clip.mov").write_bytes(b"media")
    events: list[Any] = []
    with Pixop(server.url, "a@example.org", PASSWORD, retry=tools.quick) as client:
        report = client.pipeline(
            {tmp_path / "clip.mov": tmp_path / "out.mov"}, ledger=tmp_path / "l.jsonl", on_event=events.append
        )
    assert [each.state for each in report.outcomes] == ["open"]
    evidence = [(tmp_path / "l.jsonl").read_text(), repr(events), repr(report), caplog.text]
    evidence.append(shown(report.outcomes[0].error or RuntimeError()))
    assert [secret for secret in SECRETS if any(secret in text for text in evidence)] == []


def test_no_repr_shows_a_secret(scripted: Any, tools: Any) -> None:
    """The client and all that hangs on it can be printed."""
    server = scripted(lambda _: tools.http(204))
    server.token_body = lambda _: tools.http(200, {"jwtToken": TOKEN})
    with Pixop(server.url, "a@example.org", PASSWORD, token=TOKEN) as client:
        client.videos.delete_project("p")
        parts = [client, client._setup, client._exchange.authorization.cache]
        parts += [client._setup.password, Credentials("a", Secret(PASSWORD), "arguments")]
        parts += [vars(client._exchange.authorization), vars(client._exchange.authorization.cache)]
        assert [secret for secret in SECRETS if any(secret in repr(part) for part in parts)] == []
        for part in parts[:4]:
            with pytest.raises(TypeError):
                pickle.dumps(part)


def test_errors_survive_a_process_boundary() -> None:
    """An error can be pickled and copied with all it knows."""
    from pixop.calls.error_answer import api_error

    error = api_error(
        404, {"x-request-id": "r1"}, b'{"exception": "NotFoundException"}', method="GET", url="http://h/v?q=1"
    )
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert vars(twin) == vars(error)
        assert str(twin) == str(error)
        assert (twin.request_id, twin.url) == ("r1", "http://h/v")
