"""Where a client's settings come from, and what importing it costs."""

import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pixop
import pytest
from pixop.auth.base_url import BaseURL, origin_of
from pixop.auth.credentials import find_credentials, keyring_service
from pixop.auth.secret import Secret


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import pixop", "httpx attr asyncio ssl json typing_extensions pixop_client"),
        ("import pixop; pixop.APIError", "httpx attr asyncio ssl"),
        ("import pixop; pixop.Pixop('http://h').videos", "httpx httpcore attr asyncio"),
    ],
)
def test_importing_costs_little(code: str, absent: str) -> None:
    """Nothing heavy is loaded before it is used."""
    # Compared with before, because a coverage run loads some of them itself.
    names = set(absent.split())
    check = f"import sys; before = set(sys.modules); {code}; print({names!r} & (set(sys.modules) - before) or '-')"
    done = subprocess.run([sys.executable, "-I", "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "-"


@pytest.mark.parametrize(
    ("text", "joined", "origin"),
    [
        ("https://api.example.org", "https://api.example.org/a/b", ("https", "api.example.org", 443)),
        (
            "HTTPS://API.example.org:443/",
            "https://API.example.org:443/a/b",
            ("https", "api.example.org", 443),
        ),
        (" http://h:8080/some/prefix/ ", "http://h:8080/some/prefix/a/b", ("http", "h", 8080)),
        ("http://[::1]:5000", "http://[::1]:5000/a/b", ("http", "::1", 5000)),
    ],
)
def test_base_urls_take_prefixes(text: str, joined: str, origin: tuple[str, str, int]) -> None:
    """A base URL may have a path of its own, a port and any case."""
    base = BaseURL.parse(text)
    assert base.join("/a/b") == joined
    assert base.origin == origin
    assert base.owns(joined)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.example.org",
        "ftp://h",
        "http://",
        "http://h:99999",
        "http://h/?x=1",
        "http://h/#f",
        "http://h/a b",
    ],
)
def test_what_is_no_base_url_is_refused(text: str) -> None:
    """A wrong base URL raises at once, with an example of a right one or the part to leave out."""
    with pytest.raises(pixop.ConfigurationError, match="base URL"):
        BaseURL.parse(text)


def test_credentials_in_the_base_url_are_refused_without_showing_them() -> None:
    """A URL with a password in it is not repeated in the message."""
    for text in ("https://me:hunter2@h", "me:hunter2@h"):
        with pytest.raises(pixop.ConfigurationError) as caught:
            pixop.Pixop(text)
        assert "hunter2" not in str(caught.value)


def test_origins_are_compared_as_browsers_do() -> None:
    """Scheme, host and port count; case and default ports do not."""
    assert origin_of("https://H.example:443/x") == origin_of("https://h.example")
    assert origin_of("http://h.example") != origin_of("https://h.example")
    assert origin_of("/relative") is None
    assert origin_of("http://[broken") is None


def test_the_environment_fills_in_what_arguments_leave_out(
    scripted: Any, client_of: Any, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Base URL, account and team come from the environment; an argument goes before each."""
    server = scripted(lambda _: tools.http(204))
    monkeypatch.setenv("PIXOP_BASE_URL", server.url)
    monkeypatch.setenv("PIXOP_API_EMAIL", "env@example.org")
    monkeypatch.setenv("PIXOP_API_PASSWORD", "env-pw")
    monkeypatch.setenv("PIXOP_TEAM_ID", "env-team")
    client_of(None, None, None).videos.delete_project("p")
    client_of(None, None, None, team_id="mine").videos.delete_project("p")
    assert [each.target for each in server.of("/accounts/v1/token")] == [
        "/accounts/v1/token?team-id=env-team",
        "/accounts/v1/token?team-id=mine",
    ]


class FakeKeyring(types.ModuleType):
    """A keyring backend module in memory."""

    def __init__(self, entries: dict[tuple[str, str], str] | Exception) -> None:
        super().__init__("keyring")
        self.entries = entries

    def get_credential(self, service: str, username: str | None) -> Any:
        if isinstance(self.entries, Exception):
            raise self.entries
        for (kept_service, kept_name), password in self.entries.items():
            if kept_service == service and username in (None, kept_name):
                return types.SimpleNamespace(username=kept_name, password=password)
        return None


def test_credentials_are_found_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments, environment, keyring, netrc: the first that has both wins, and says so."""
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring({(keyring_service("h"), "ring@x"): "ring-pw"}))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine h login net@x password net-pw\ndefault login any password never\n")
    both = {"PIXOP_API_EMAIL": "env@x", "PIXOP_API_PASSWORD": "env-pw", "NETRC": str(netrc)}
    only_netrc = {"NETRC": str(netrc)}

    def found(email: str | None, password: str | None, environ: dict[str, str]) -> tuple[str, str, str]:
        secret = None if password is None else Secret(password)
        result = find_credentials(email, secret, host="h", environ=environ)
        return result.email, result.password.reveal(), result.source

    assert found("arg@x", "arg-pw", both) == ("arg@x", "arg-pw", "arguments")
    assert found(None, None, both) == ("env@x", "env-pw", "environment")
    assert found(None, "arg-pw", both) == ("env@x", "arg-pw", "environment")
    assert found(None, None, only_netrc) == ("ring@x", "ring-pw", "keyring")
    assert found("net@x", None, only_netrc) == ("net@x", "net-pw", "netrc")
    assert found("new@x", None, {"PIXOP_API_PASSWORD": "env-pw"}) == ("new@x", "env-pw", "environment")
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring(RuntimeError("locked")))
    assert found(None, None, only_netrc) == ("net@x", "net-pw", "netrc")
    with pytest.raises(pixop.MissingCredentialsError, match="keyring failed: RuntimeError"):
        find_credentials(None, None, host="other", environ=only_netrc)
    with pytest.raises(pixop.MissingCredentialsError, match="No e-mail"):
        find_credentials(None, Secret("pw"), host="h", environ={})


def test_a_broken_netrc_is_told_without_its_content(tmp_path: Path) -> None:
    """A netrc that cannot be read does not hide why nothing was found."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine h login a password canary extra canary\n")
    with pytest.raises(pixop.MissingCredentialsError, match="netrc cannot be read") as caught:
        find_credentials(None, None, host="h", environ={"NETRC": str(netrc)})
    assert "password canary" not in str(caught.value)


def test_an_email_with_a_colon_is_refused() -> None:
    """HTTP Basic could not tell where the e-mail ends."""
    with pytest.raises(pixop.ConfigurationError, match="colon"):
        find_credentials("a:b", Secret("pw"), host="h", environ={})


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan")])
def test_a_timeout_that_makes_no_sense_is_refused(timeout: float) -> None:
    """Zero, negative and endless numbers raise; None is how to wait for ever."""
    with pytest.raises(pixop.ConfigurationError):
        pixop.Pixop("http://h", timeout=timeout)
    assert pixop.Timeouts(read=None).read is None


@pytest.mark.parametrize("token", ["", "a b", "a\nb", "tökén"])
def test_a_token_that_cannot_be_one_is_refused(token: str) -> None:
    """A token with spaces or line breaks would change the request."""
    with pytest.raises(pixop.ConfigurationError, match="token"):
        pixop.Pixop("http://h", token=token)


def test_a_proxy_of_the_environment_serves_calls_and_uploads_alike(
    scripted: Any, client_of: Any, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uploads go through the same proxy as everything else, and past it where no_proxy says so."""
    uploaded = {"projectId": "p", "videoId": "v", "checkIngestProgressUrl": "/i", "processVideoUrl": "/p"}
    proxy = scripted(lambda request: request.read_body() and tools.http(200, uploaded))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", proxy.url)
    client_of("http://pixop.example").media.upload_media("v", b"media")
    assert [each.target for each in proxy.requests] == [
        "http://pixop.example/accounts/v1/token",
        "http://pixop.example/media/v1/upload/v",
    ]
    direct = scripted(proxy.script)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    client_of(direct.url).media.upload_media("v", b"media")
    assert [each.target for each in direct.requests] == ["/accounts/v1/token", "/media/v1/upload/v"]
