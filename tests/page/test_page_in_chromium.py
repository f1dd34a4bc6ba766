"""The page in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path

import pixop_schemas
import pytest
from chromium import Chromium
from pixop_server.controlled_server import ControlledServer

pytestmark = pytest.mark.browser

METHODS = {"get", "head", "put", "post", "delete"}
OPERATIONS = sum(len(METHODS & set(item)) for item in pixop_schemas.document()["paths"].values())
HOSTILE_NAME = '<img src=x onerror="window.broken=1"><b>&amp;bold'


@pytest.fixture
def tab(chromium: Chromium) -> Iterator[Chromium]:
    """The browser, which must not have complained about the page afterwards."""
    chromium.complaints.clear()
    yield chromium
    assert [text for text in chromium.complaints if "401" not in text] == []


def _sign_in(tab: Chromium, server: ControlledServer, *, password: str | None = None) -> None:
    tab.wait("document.activeElement.name === 'email'")
    tab.type(server.email)
    tab.press("Tab")
    tab.type(server.password if password is None else password)
    tab.press("Enter")


def _button(text: str) -> str:
    found = f"[...document.querySelectorAll('button')].find((one) => one.textContent.startsWith({json.dumps(text)}))"
    return f"(() => {{ const found = {found}; return found && !found.disabled && (found.click(), true); }})()"


def test_signing_in_by_keyboard(pixop_server: ControlledServer, tab: Chromium) -> None:
    """A wrong password is told; the right one opens the videos; a reload asks again, as nothing is stored."""
    tab.open(pixop_server.url + "/")
    _sign_in(tab, pixop_server, password="wrong")
    tab.wait("document.querySelector('[role=alert]')?.textContent.includes('wrong')")
    tab.open(pixop_server.url + "/")
    _sign_in(tab, pixop_server)
    tab.wait("document.querySelector('[aria-label=Projects]')")
    stored = "JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie + location.href"
    assert "ey" not in tab.run(stored).replace("{}{}", "")
    tab.call("Page.reload")
    tab.wait("document.querySelector('input[name=password]')")


def test_a_job_from_upload_to_comparison(
    pixop_server: ControlledServer, tab: Chromium, open_clip: Path, tmp_path: Path
) -> None:
    """A video is uploaded and processed on the page, its progress is seen, and both are compared side by side."""
    tab.open(pixop_server.url + "/")
    _sign_in(tab, pixop_server)
    tab.wait("document.querySelector('input[type=file]')")
    tab.choose_file("input[type=file]", open_clip)
    tab.wait("document.querySelector('.state.DONE')")
    tab.wait("document.querySelector('select[name=tag]')")
    pixop_server.set_pace(polls=3)
    tab.run("document.querySelector('select[name=scaler]').value = 'scale'")
    tab.run("document.querySelector('select[name=target]').value = 'mp4 h264'")
    tab.wait(_button("Start"))
    tab.wait("document.querySelector('.list progress[value]')")
    tab.wait(_button("Compare with the source"))
    tab.wait("[...document.querySelectorAll('video')].length === 2")
    tab.wait("[...document.querySelectorAll('video')].every((one) => one.readyState >= 2 && !one.error)")
    assert tab.run("document.activeElement.textContent") == "Play"
    tab.press(".")
    tab.press(".")
    tab.wait(
        "[...document.querySelectorAll('video')].every((one) => Math.abs(one.currentTime - 0.08) < 0.02)"
    )
    tab.press("k")
    tab.wait("document.querySelectorAll('video')[1].currentTime > 0.3")
    times = "[...document.querySelectorAll('video')].map((one) => one.currentTime)"
    tab.wait(f"(([left, right]) => Math.abs(left - right) < 0.1)({times})")
    shot = tab.screenshot(tmp_path / "comparison.png")
    assert shot.stat().st_size > 20_000
    tab.call("Emulation.setDeviceMetricsOverride", width=360, height=700, deviceScaleFactor=1, mobile=False)
    tab.wait("document.documentElement.scrollWidth <= innerWidth")


def test_names_are_text(pixop_server: ControlledServer, tab: Chromium, tmp_path: Path) -> None:
    """Markup in names and reasons is shown as it was written, and runs nothing."""
    (tmp_path / "seed" / "<i>folder").mkdir(parents=True)
    (tmp_path / "seed" / "<i>folder" / HOSTILE_NAME).write_bytes(b"no video")
    pixop_server.seed(tmp_path / "seed")
    tab.open(pixop_server.url + "/")
    _sign_in(tab, pixop_server)
    tab.wait("document.querySelector('.state.ERROR')")
    tab.run("document.querySelector('.list [data-video]').click()")
    assert tab.wait("document.querySelector('section[aria-label=Video] h2')?.textContent") == HOSTILE_NAME
    assert "<i>folder" in tab.run("document.body.innerText")
    assert tab.run("[...document.querySelectorAll('main img, main b, main i')].length") == 0
    assert tab.run("window.broken") is None


def test_trying_an_operation(pixop_server: ControlledServer, tab: Chromium) -> None:
    """Each operation of the document is in the reference, and `try it` shows the server's answer."""
    tab.open(pixop_server.url + "/")
    _sign_in(tab, pixop_server)
    tab.wait("document.querySelector('[aria-label=Projects]')")
    tab.run("location.hash = '#reference'")
    assert tab.wait("document.querySelectorAll('.operation').length") == OPERATIONS
    tab.run("document.querySelector('[data-operation=createProject] summary').click()")
    tab.wait("document.querySelector('[data-operation=createProject] textarea')")
    body = json.dumps({"name": "Tried"})
    tab.run(f"document.querySelector('[data-operation=createProject] textarea').value = {json.dumps(body)}")
    tab.run("document.querySelector('[data-operation=createProject] form button').click()")
    assert tab.wait(
        "document.querySelector('[data-operation=createProject] pre + pre')?.textContent.includes('Tried')"
    )
    assert tab.run(
        "document.querySelector('[data-operation=createProject] [aria-live] h3').textContent"
    ).startswith("200")


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("view", ["", "#reference"])
def test_narrow_screens(
    pixop_server: ControlledServer, tab: Chromium, tmp_path: Path, width: int, view: str
) -> None:
    """From 320 pixels on nothing is wider than the window, and a chosen video is brought into sight."""
    (tmp_path / "seed").mkdir()
    (tmp_path / "seed" / ("a-very-long-name-without-spaces" * 6 + ".mov")).write_bytes(b"no video")
    pixop_server.seed(tmp_path / "seed")
    tab.open(pixop_server.url + "/", width=width, height=700)
    _sign_in(tab, pixop_server)
    tab.wait("document.querySelector('.list [data-video]')")
    if view:
        tab.run(f"location.hash = '{view}'")
        tab.wait("document.querySelectorAll('.operation').length")
        tab.run("document.querySelectorAll('.operation > summary').forEach((one) => one.click())")
        tab.wait(f"document.querySelectorAll('.operation form').length === {OPERATIONS}")
    else:
        tab.run("document.querySelector('.list [data-video]').click()")
        tab.wait(
            "document.querySelector('section[aria-label=Video]').getBoundingClientRect().top < innerHeight / 2"
        )
    tab.wait("document.documentElement.scrollWidth <= innerWidth")


def test_everything_is_reached_by_keyboard(pixop_server: ControlledServer, tab: Chromium) -> None:
    """Tab reaches the skip link first, then the views and the form, and the focus can be seen."""
    tab.open(pixop_server.url + "/")
    tab.wait("document.activeElement.name === 'email'")
    tab.run("document.activeElement.blur(), document.body.focus()")
    reached = []
    for _ in range(6):
        tab.press("Tab")
        reached.append(tab.run("document.activeElement.textContent || document.activeElement.name"))
    assert {"email", "password", "Sign in"} & set(reached)
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert tab.run(f"document.querySelector('input').focus(), {outline}") != "none"
