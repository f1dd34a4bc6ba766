"""Children: limits, endings, and nothing left running."""

import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pixop_server.media import Limits, MediaCancelledError, MediaError, limited_exec
from pixop_server.media.child_process import Completed, run
from pixop_server.media.guard import environment, limited_command

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and groups are POSIX")

QUICK = Limits(niceness=0)


def _python(body: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", textwrap.dedent(body)]


def _run(
    body: str,
    tmp_path: Path,
    *,
    limits: Limits = QUICK,
    seconds: float = 20,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Completed, bytes]:
    out = bytearray()
    completed = run(
        _python(body),
        cwd=tmp_path,
        limits=limits,
        deadline=time.monotonic() + seconds,
        on_output=out.extend,
        cancelled=cancelled,
    )
    return completed, bytes(out)


def _alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _ends(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not _alive(pid)


def test_output_and_status_are_returned(tmp_path: Path) -> None:
    """A child's stdout comes in pieces, its stderr and status at the end."""
    body = "import os, sys; os.write(1, b'x' * 1_000_000); os.write(2, b'words'); sys.exit(3)"
    completed, out = _run(body, tmp_path)
    assert completed == Completed(3, "words")
    assert out == b"x" * 1_000_000


def test_endless_stderr_is_bounded(tmp_path: Path) -> None:
    """Of an endless stderr the first and the last part are kept."""
    body = "import os\nos.write(2, b'first')\nfor _ in range(300): os.write(2, b'.' * 10_000)\nos.write(2, b'last')"
    completed, _ = _run(body, tmp_path)
    assert completed.stderr.startswith("first")
    assert completed.stderr.endswith("last")
    assert len(completed.stderr) < 600_000


def test_the_environment_is_empty(tmp_path: Path) -> None:
    """A child sees no variable of this process but those of the loader."""
    _, out = _run("import os; os.write(1, ' '.join(os.environ).encode())", tmp_path)
    assert set(out.decode().split()) <= {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LC_CTYPE"}
    assert environment({"LD_LIBRARY_PATH": "/x", "PIXOP_API_PASSWORD": "secret"}) == {"LD_LIBRARY_PATH": "/x"}


def test_limits_reach_the_child(tmp_path: Path) -> None:
    """Memory, files, cores, niceness and default signals are set before the program starts."""
    body = """
        import os, resource, signal
        limits = [resource.getrlimit(kind)[0] for kind in (
            resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)]
        print(*limits, os.nice(0), os.getpid() == os.getpgid(0), flush=True)
    """
    limits = Limits(address_space=2**31, file_size=12345, open_files=33, niceness=3)
    _, out = _run(body, tmp_path, limits=limits)
    if sys.platform.startswith("linux"):
        assert out.split()[0] == str(2**31).encode()
    assert out.split()[1:4] == [b"12345", b"33", b"0"]
    assert out.split()[5] == b"True"


def test_signals_that_python_ignores_are_restored(tmp_path: Path) -> None:
    """A child that writes past its file limit is ended by the signal for it."""
    limits = Limits(file_size=1000, niceness=0)
    command = ["/bin/sh", "-c", "head -c 5000 /dev/zero > big; kill -0 $$"]
    out = bytearray()
    run(command, cwd=tmp_path, limits=limits, deadline=time.monotonic() + 20, on_output=out.extend)
    assert (tmp_path / "big").stat().st_size == 1000


def test_a_hard_limit_is_not_exceeded() -> None:
    """A limit above the one that this process has becomes that one instead of an error."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limits = Limits(open_files=2**40, niceness=0)
    program = _python("import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])")
    done = subprocess.run(limited_command(program, limits), capture_output=True, check=True, text=True)
    assert int(done.stdout) == min(hard, 2**40)


def test_cancelling_kills_the_whole_group(tmp_path: Path) -> None:
    """A cancelled child and what it started are ended, also when they ignore SIGTERM."""
    body = """
        import os, signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sleeper = subprocess.Popen(["/bin/sleep", "60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        open("pids", "w").write(f"{os.getpid()} {sleeper.pid}")
        os.rename("pids", "ready")
        time.sleep(60)
    """
    ready = tmp_path / "ready"
    with pytest.raises(MediaCancelledError):
        _run(body, tmp_path, cancelled=ready.exists)
    assert all(_ends(int(pid)) for pid in ready.read_text().split())


def test_a_deadline_kills(tmp_path: Path) -> None:
    """A child that is not done in time is ended with a plain error, also when it closed its output."""
    with pytest.raises(MediaError, match="longer than"):
        _run("import os, time; os.close(1); time.sleep(60)", tmp_path, seconds=0.5)


def test_an_error_of_the_consumer_kills(tmp_path: Path) -> None:
    """When the consumer of the output fails, its error comes through and the child is ended."""
    pids: list[int] = []

    def consume(piece: bytes) -> None:
        pids.append(int(piece.split()[0]))
        raise RuntimeError("full")

    body = "import os\nos.write(1, f'{os.getpid()} '.encode())\nwhile True: os.write(1, b'x' * 65536)"
    with pytest.raises(RuntimeError, match="full"):
        run(_python(body), cwd=tmp_path, limits=QUICK, deadline=time.monotonic() + 20, on_output=consume)
    assert _ends(pids[0])


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    """A program that cannot be started gives an error or a status, not a hang."""
    completed = run(
        ["/no/such/program"],
        cwd=tmp_path,
        limits=QUICK,
        deadline=time.monotonic() + 20,
        on_output=lambda _piece: None,
    )
    assert completed.status != 0
    with pytest.raises(MediaError, match="could not be started"):
        _run("pass", tmp_path / "no-such-folder")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PR_SET_PDEATHSIG is Linux's")
def test_children_die_with_their_server(tmp_path: Path) -> None:
    """When this process is killed, its child is ended by the kernel."""
    server = f"""
        import sys, time
        sys.path[:0] = {sys.path!r}
        from pathlib import Path
        from pixop_server.media.child_process import run
        from pixop_server.media.guard import Limits
        child = [sys.executable, "-I", "-S", "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
        run(child, cwd=Path("/"), limits=Limits(niceness=0), deadline=time.monotonic() + 60,
            on_output=lambda piece: print(piece.decode(), end="", flush=True))
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(server)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert _alive(pid)
        process.kill()
        process.wait()
    assert _ends(pid)


def test_a_child_whose_server_is_gone_does_not_start(tmp_path: Path) -> None:
    """A launcher whose parent is not the one that it was told ends at once."""
    launcher = str(Path(limited_exec.__file__))
    command = [sys.executable, "-I", "-S", launcher, "1", "0", "", "/bin/echo", "started"]
    done = subprocess.run(command, capture_output=True, check=False)
    if sys.platform.startswith("linux"):
        assert (done.returncode, done.stdout) == (limited_exec.EXIT_CANNOT_START, b"")
    else:
        assert done.stdout == b"started\n"


def test_the_launcher_becomes_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The launcher sets limits and then calls exec with the program's own arguments."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(writer, 1)
            limited_exec.main([str(os.getppid()), "0", "CORE=0,NOFILE=50", "/bin/sh", "-c", "ulimit -n"])
        finally:
            os._exit(99)
    os.close(writer)
    with os.fdopen(reader) as stream:
        assert stream.read() == "50\n"
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_DFL
