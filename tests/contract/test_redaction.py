"""No secret in anything that is written."""

import base64
import json

from hypothesis import given
from hypothesis import strategies as st
from pixop_contract.curl import curl
from pixop_contract.document import load_document
from pixop_contract.exchange import Exchange
from pixop_contract.http_message import Headers, Request, Response
from pixop_contract.multipart_form import Part, form
from pixop_contract.redaction import MARK, Redactor
from pixop_contract.settings import ContractSettings

PASSWORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=20).filter(
    lambda text: (
        text not in MARK and not any(text in word for word in ("password", "Basic", "newPassword", "is"))
    )
)


@given(password=PASSWORDS)
def test_a_password_never_stays(password: str) -> None:
    """A password is gone from plain text, from JSON and from Basic credentials."""
    redactor = Redactor()
    redactor.learn_credentials("me@example.org", password)
    pair = base64.b64encode(f"me@example.org:{password}".encode()).decode()
    for text in (f"<<{password}>>", json.dumps({"x": password}), f"Authorization: Basic {pair}"):
        assert password not in redactor.text(text) or password in MARK
        assert pair not in redactor.text(text)


def test_what_looks_like_a_secret_is_one() -> None:
    """Tokens and secret fields that nobody told about are removed too."""
    text = Redactor().text(
        '{"jwtToken": "eyJhbGciOi.eyJz.c2ln", "apiRequestSignatureSecret":"s3\\"x", "a": 1} '
        "Authorization: Bearer abc.def"
    )
    assert "eyJ" not in text
    assert "s3" not in text
    assert "abc.def" not in text
    assert '"a": 1' in text


def test_headers_that_carry_secrets_are_emptied() -> None:
    """Authorization keeps its scheme, a cookie nothing."""
    redactor = Redactor()
    assert redactor.header("authorization", "Bearer opaque") == f"Bearer {MARK}"
    assert redactor.header("Set-Cookie", "a=b") == MARK
    assert redactor.header("WWW-Authenticate", "Bearer realm=pixop") == "Bearer realm=pixop"


def test_words_are_not_secrets() -> None:
    """A sentence about the schemes stays as it is; a credential that was sent goes wherever it stands."""
    redactor = Redactor()
    redactor.learn_from([("Authorization", "Bearer opaque-1234")], {"user": [{"jwtToken": "other-5678"}]})
    told = "Basic where a token is due, bearer of news: opaque-1234, other-5678"
    assert redactor.text(told) == f"Basic where a token is due, bearer of news: {MARK}, {MARK}"


def test_settings_do_not_show_passwords() -> None:
    """The settings' repr can be logged."""
    assert "hunter2" not in repr(ContractSettings("http://x", "a", "hunter2", "b", "hunter2"))


def exchange(request: Request) -> Exchange:
    operation = load_document().operations["createProject"]
    return Exchange(1, request, Response(200, Headers()), operation)


def test_curl_takes_secrets_from_the_environment() -> None:
    """The command names variables where the request had a token or a password."""
    redactor = Redactor(["hunter2!"])
    fields = Headers([("Authorization", "Bearer eyJx.y.z"), ("Content-Type", "application/json")])
    told = curl(exchange(Request("PUT", "/v1?x=hunter2%21", fields, b'{"p": "hunter2!"}')), redactor)
    assert told == (
        """curl -sS -i -X PUT -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' """
        f"""--data-binary '{{"p": "{MARK}"}}' "$BASE"'/v1?x={MARK}'"""
    )
    basic = curl(exchange(Request("HEAD", "/", Headers([("Authorization", "Basic abc")]))), redactor)
    assert basic == 'curl -sS -i -I -u "$PIXOP_API_EMAIL:$PIXOP_API_PASSWORD" "$BASE"/'


def test_curl_sends_files_as_forms() -> None:
    """A multipart body becomes -F, any other binary body a file."""
    body, content_type = form(Part(b"\xff\x00", "my clip.mp4"))
    told = curl(exchange(Request("POST", "/u", Headers([("Content-Type", content_type)]), body)), Redactor())
    assert told == """curl -sS -i -X POST -F 'file=@my clip.mp4' "$BASE"/u"""
    assert "--data-binary @body.bin" in curl(exchange(Request("POST", "/u", Headers(), b"\xff")), Redactor())
