"""PostgreSQL, Redis and an S3 server, started from the programs that are installed, each on a free port."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from polling import wait_until

_START_SECONDS = 60.0


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def program(name: str, package: str, *folders: str) -> str:
    """Find a program, or skip the test with the name of the Debian package that has it."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *folders])
    found = shutil.which(name, path=path)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: {package})")
    return found


@contextlib.contextmanager
def running(command: list[str], port: int, **options: object) -> Iterator[None]:
    """Run a program until the end, from when its port is open."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    try:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            assert time.monotonic() < deadline, f"{command[0]} does not listen"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def postgresql(directory: Path) -> Iterator[str]:
    """Run PostgreSQL in a directory of its own; gives the URL of a database."""
    folders = sorted(str(one) for one in Path("/usr/lib/postgresql").glob("*/bin"))
    initdb = program("initdb", "postgresql", *folders)
    postgres = program("postgres", "postgresql", *folders)
    options: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres (Debian: postgresql)")
        options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        directory = Path(tempfile.mkdtemp(prefix="pixop-postgresql-", dir="/tmp"))
        os.chown(directory, account.pw_uid, account.pw_gid)
    data, port = directory / "data", free_port()
    try:
        made = subprocess.run(
            [initdb, "-D", str(data), "-U", "pixop", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            capture_output=True,
            text=True,
            check=False,
            cwd=directory,
            **options,  # type: ignore[call-overload]
        )
        assert made.returncode == 0, made.stderr
        settings = ["fsync=off", "listen_addresses=127.0.0.1", f"unix_socket_directories={directory}"]
        command = [postgres, "-D", str(data), "-p", str(port)]
        with running([*command, *(f"-c{one}" for one in settings)], port, cwd=directory, **options):
            url = f"postgresql://pixop@127.0.0.1:{port}/postgres"
            wait_until(lambda: _answers(url), _START_SECONDS)  # it listens before it lets anybody in
            yield url
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run Redis in memory; gives its URL."""
    port = free_port()
    command = [program("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    with running([*command, "--save", "", "--appendonly", "no"], port):
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def s3() -> Iterator[str]:
    """Run an S3 server in memory; gives its URL."""
    pytest.importorskip("moto.server", reason="moto[server] is not installed (PyPI)")
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(command, port):
        yield f"http://127.0.0.1:{port}"
