"""The contract suite against servers that are not ours, made by others' tools from the document.

`nox -s mocks` installs the tools and names them in the environment.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.mocks

DOCUMENT = Path(__file__).parents[2] / "openapi" / "pixop.yaml"
START_SECONDS = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def write_stub_document(source: Path, target: Path) -> None:
    """Leave out what the generator writes wrong code for: details of `info`, and answers that are not JSON."""
    document = yaml.safe_load(source.read_text(encoding="utf-8"))
    document["info"] = {name: document["info"][name] for name in ("title", "version")}
    answers: list[dict[str, Any]] = list(document["components"].get("responses", {}).values())
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                answers += operation["responses"].values()
    for answer in answers:
        if "application/json" not in answer.get("content", {"application/json": {}}):
            del answer["content"]
    target.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


@contextmanager
def running(command: Sequence[str], port: int, directory: Path) -> Iterator[str]:
    """Run a server until the block ends; its output goes to a file."""
    with (directory / "server.log").open("wb") as log:
        # In a group of its own: `node` of a wheel is a Python program that starts the real one.
        process = subprocess.Popen(
            command, cwd=directory, stdout=log, stderr=log, stdin=subprocess.DEVNULL, process_group=0
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    told = (directory / "server.log").read_text(errors="replace")
                    assert process.poll() is None, told
                    assert time.monotonic() < deadline, told
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def judge(url: str, report: Path, *more: str) -> tuple[int, dict[str, Any]]:
    words = [
        url,
        "--email",
        "somebody@example.com",
        "--password",
        "secret words",
        "--request-timeout",
        "5",
        "--job-timeout",
        "2",
        "--report",
        str(report),
        *more,
    ]
    run = subprocess.run(
        [sys.executable, "-m", "pixop_contract", *words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_STATE_HOME": str(report)},
    )
    assert "Traceback" not in run.stderr
    return run.returncode, json.loads((report / "results.json").read_text(encoding="utf-8"))


def statuses(results: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["status"] for item in results["requirements"]}


def test_prism(tmp_path: Path) -> None:
    """Prism's mock repeats the examples: shapes are found right, state and secrets wrong."""
    prism = os.environ.get("PIXOP_TEST_PRISM", "")
    if not prism:
        pytest.skip("PIXOP_TEST_PRISM does not name Prism's command: nox -s mocks installs it")
    port = free_port()
    command = [prism, "mock", "--host", "127.0.0.1", "--port", str(port), str(DOCUMENT)]
    with running(command, port, tmp_path) as url:
        # Machine-made requests end Prism's process: profile `robust` is for servers that live through it.
        profiles = ("core", "media", "processing", "isolation")
        more = [word for name in profiles for word in ("--profile", name)]
        code, results = judge(url, tmp_path / "report", *more)
    found = statuses(results)
    assert code == 1
    assert "ERROR" not in found.values()
    assert results["verdict"]["outcome"] == "not conformant"
    assert found["TOK-001"] == "PASS"
    assert found["SCH-001"] == "PASS"
    assert found["TOK-002"] == "FAIL"
    assert found["DL-003"] == "FAIL"


def test_fastapi_stub(tmp_path: Path) -> None:
    """A generated stub that answers nothing but 500 fails once, at the token; the rest is blocked, not blamed."""
    pytest.importorskip("fastapi_code_generator", reason="nox -s mocks installs fastapi-code-generator")
    write_stub_document(DOCUMENT, tmp_path / "stub.yaml")
    # Its formatters warn of their own future.
    subprocess.run(
        [sys.executable, "-m", "fastapi_code_generator", "--input", "stub.yaml", "--output", "stub"],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "stub.main:app", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, port, tmp_path) as url:
        code, results = judge(url, tmp_path / "report")
    found = statuses(results)
    assert code == 1
    assert "ERROR" not in found.values()
    assert found["TOK-001"] == "FAIL"
    assert list(found.values()).count("FAIL") < 10
    assert list(found.values()).count("BLOCKED") > 100
