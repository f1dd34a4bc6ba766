"""What the README shows works as it is written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop.cli.commands.server import app as server_app
from typer.main import get_command

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def workplace(tmp_path: Path, make_clip: Callable[..., Path]) -> Path:
    """A folder with the file that the README speaks of."""
    clip = make_clip("readme.mov", seconds=1, size="160x90", rate=25)
    (tmp_path / "reel-7.mov").write_bytes(clip.read_bytes())
    return tmp_path


def environment(server: Any) -> dict[str, str]:
    given = {
        "PIXOP_BASE_URL": server.url,
        "PIXOP_API_EMAIL": server.email,
        "PIXOP_API_PASSWORD": server.password,
    }
    return {**os.environ, **given}


def test_the_python_example_does_the_main_job(server: Any, workplace: Path) -> None:
    """The README's ten lines of Python leave a processed video."""
    (program,) = blocks("python")
    assert len(program.splitlines()) <= 10 + 2
    subprocess.run([sys.executable, "-c", program], cwd=workplace, env=environment(server), check=True)
    assert (workplace / "reel-7-hd.mov").stat().st_size > 1000


def test_the_command_does_the_main_job(server: Any, workplace: Path) -> None:
    """The README's `pixop process` line leaves a processed video."""
    (line,) = [b for b in blocks("sh") if b.startswith("pixop process")]
    command = [sys.executable, "-m", "pixop.cli", *shlex.split(line)[1:]]
    subprocess.run(command, cwd=workplace, env=environment(server), check=True)
    assert (workplace / "reel-7-hd.mov").stat().st_size > 1000


def test_the_two_commands_are_sessions_of_the_noxfile() -> None:
    """The demo and the test command of the first screen exist, and CI runs the test command word for word."""
    commands = [block.strip() for block in blocks("sh")[:2]]
    assert commands == [
        f"python3 -m pip install nox && python3 -m nox -s {name}" for name in ("demo", "tests")
    ]
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    sessions = re.findall(r"@nox\.session\ndef (\w+)", (ROOT / "noxfile.py").read_text(encoding="utf-8"))
    assert {"demo", "tests", "bench", "lint"} <= set(sessions)


def test_every_extra_of_the_readme_exists() -> None:
    """Each `pixop[extra]` that the README offers is declared."""
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(re.findall(r"pixop\[(\w+)\]", README)) <= set(declared)


def test_every_command_of_the_readme_is_understood() -> None:
    """Each `pixop …` of the README names a command that exists, with options that it has."""
    lines = sorted(set(re.findall(r"`(pixop [^`\n]+)`", README)))
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(line)[1:]
        options = {word for word in words if word.startswith("-")}
        command = words[: 2 if words[0] in ("projects", "videos") else 1] if words[0] not in options else []
        shown = subprocess.run(
            [sys.executable, "-m", "pixop.cli", *command, "--help"],
            env={**os.environ, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert options <= set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", shown)), line


def test_the_table_of_the_server_has_its_options_and_variables() -> None:
    """The README's table names exactly the options of `pixop server`, and the variables that its settings read."""
    section = README.partition("## The reference server")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
    named = {option for options, _ in rows for option in re.findall(r"--[a-z-]+", options)}
    variables = {variable for _, variables in rows for variable in re.findall(r"PIXOP_\w+", variables)}
    helped = subprocess.run(
        [sys.executable, "-m", "pixop_server", "--help"], capture_output=True, text=True, check=True
    )
    command = get_command(server_app)
    options = {one for parameter in command.params for one in (*parameter.opts, *parameter.secondary_opts)}
    settings = (ROOT / "server/pixop_server/settings.py").read_text(encoding="utf-8")
    assert named == {one for one in options if one.startswith("--")} - {"--help"}
    assert named == set(re.findall(r"(?<![\w-])--[a-z-]+", helped.stdout)) - {"--help"}
    assert variables == set(re.findall(r'get\("(PIXOP_\w+)"\)', settings))
