"""What the server sends for its page, without a browser."""

import json
import re

import httpx
import pixop_schemas
import pytest
from pixop_server.controlled_server import ControlledServer


@pytest.fixture
def page(pixop_server: ControlledServer) -> httpx.Response:
    return httpx.get(pixop_server.url + "/", trust_env=False)


def test_the_page_is_its_own(pixop_server: ControlledServer, page: httpx.Response) -> None:
    """All that the page loads comes from the same server, exists, and has the right type."""
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    names = re.findall(r'(?:src|href)="([^"#]+)"', page.text)
    assert {"page/main.js", "page/page.css"} <= set(names)
    pending, seen = [name for name in names if not name.startswith("data:")], set()
    while pending:
        name = pending.pop()
        seen.add(name)
        loaded = httpx.get(f"{pixop_server.url}/{name}", trust_env=False)
        assert loaded.status_code == 200, name
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        assert loaded.headers["content-type"].startswith(kind)
        assert "//cdn" not in loaded.text
        assert "innerHTML" not in loaded.text
        imported = {f"page/{name}" for name in re.findall(r'from "\./([a-z_]+\.js)"', loaded.text)}
        pending += imported - seen - set(pending)
    assert len(seen) == 7


def test_the_page_may_do_little(page: httpx.Response) -> None:
    """The content security policy allows nothing that is not the server's own: no inline script, no frame around it."""
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in page.text
    assert not re.search(r"\son[a-z]+=", page.text)


def test_the_document_is_served(pixop_server: ControlledServer) -> None:
    """`/openapi.json` is the document that the server's schemas were made from."""
    answer = httpx.get(pixop_server.url + "/openapi.json", trust_env=False)
    assert json.loads(answer.content) == pixop_schemas.document()


@pytest.mark.parametrize(
    "path", ["/page/", "/page/../settings.py", "/page/%2e%2e/settings.py", "/page/index.html"]
)
def test_nothing_else_is_served(pixop_server: ControlledServer, path: str) -> None:
    """No other path under the page is anything but 404."""
    with httpx.Client(trust_env=False) as client:
        assert client.get(pixop_server.url + path).status_code == 404


def test_methods_of_the_page(pixop_server: ControlledServer) -> None:
    """HEAD has no content, and POST is refused with the methods that there are."""
    assert httpx.head(pixop_server.url + "/", trust_env=False).content == b""
    refused = httpx.post(pixop_server.url + "/", trust_env=False)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
