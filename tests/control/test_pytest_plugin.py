"""The fixtures that the package brings to everybody's tests."""

import subprocess
import sys
from pathlib import Path

from pixop import Pixop
from pixop_server.controlled_server import ControlledServer

SUITE = """
def test_one(pixop_server, pixop_client):
    pixop_client.videos.create_project(name="Left behind")
    assert len(list(pixop_client.iter_projects())) == 1

def test_two(pixop_client, pixop_server):
    assert list(pixop_client.iter_projects()) == []
"""


def test_a_client_processes_a_video(pixop_client: Pixop, open_clip: Path, tmp_path: Path) -> None:
    """The fixture `pixop_client` does the whole job against `pixop_server` with the package's own client."""
    video_id = pixop_client.upload(open_clip, light=True).video_id
    pixop_client.wait_for_ingestion(video_id, timeout=30)
    made = pixop_client.videos.process_video(
        video_id, resolution={"width": 32, "height": 24}
    ).processed_video_id
    pixop_client.wait_for_processing(made, timeout=30)
    found = pixop_client.download(made, tmp_path / "made.mov", kind="processed")
    assert found.stat().st_size > 500


def test_each_test_finds_an_empty_server(tmp_path: Path) -> None:
    """In a suite of somebody else the fixtures are there by themselves, and what a test leaves is gone in the next."""
    (tmp_path / "test_theirs.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2 passed" in ran.stdout


def test_suites_without_the_fixtures_pay_nothing() -> None:
    """Loading the plugins imports neither client nor server."""
    code = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import pixop_server.pytest_plugin, pixop.pytest_plugin\n"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('pixop')))\n"
        "assert not {'pixop.client', 'httpx', 'starlette', 'pydantic', 'sqlalchemy'} & set(sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_the_second_user_is_known(pixop_server: ControlledServer) -> None:
    """The fixture names a second user, whose team sees nothing of the first one's."""
    with Pixop(pixop_server.url, pixop_server.email, pixop_server.password) as first:
        first.videos.create_project(name="Mine")
    with Pixop(pixop_server.url, pixop_server.second_email, pixop_server.second_password) as second:
        assert list(second.iter_projects()) == []
