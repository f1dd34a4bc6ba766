"""What starting the command costs, and what it says when something is not installed."""

import subprocess
import sys

import pytest
from pixop.cli.command_table import COMMANDS

TOOLS = ("pixop_server", "pixop_contract", "pixop_generator")
HEAVY = ("typer", "rich", "httpx", "starlette", "pydantic", "attrs", *TOOLS)


def python(code: str) -> "subprocess.CompletedProcess[str]":
    """Run Python code in a fresh process."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)


def loaded_after(code: str) -> set[str]:
    """Return the top-level modules that code loads."""
    report = "import sys; sys.stderr.write('\\n'.join({name.partition('.')[0] for name in sys.modules}))"
    return set(python(f"{code}\n{report}").stderr.splitlines())


def test_importing_the_command_loads_nothing_heavy() -> None:
    """`import pixop.cli` leaves typer, httpx and all tools alone."""
    assert loaded_after("import pixop.cli").isdisjoint(HEAVY)


def test_help_loads_no_command() -> None:
    """`pixop --help` loads the parser and nothing that a command needs."""
    loaded = loaded_after("from pixop.cli import main; main(['--help'])")

    assert "typer" in loaded
    assert loaded.isdisjoint(set(HEAVY) - {"typer", "rich"})


def test_a_command_loads_only_what_it_needs() -> None:
    """The help of `process` loads neither httpx nor the tools."""
    loaded = loaded_after("from pixop.cli import main; main(['process', '--help'])")

    assert loaded.isdisjoint(("httpx", "pixop_server", "pixop_contract", "pixop_generator"))


def test_version_is_the_distribution_s() -> None:
    """`pixop --version` prints name and version on standard output."""
    from importlib.metadata import version

    assert python("from pixop.cli import main; main(['--version'])").stdout == f"pixop {version('pixop')}\n"


@pytest.mark.parametrize(
    ("words", "missing", "extra"),
    [
        ([], "typer", "cli"),
        (["server", "--port", "0"], "starlette", "cli,server"),
        (["contract", "http://127.0.0.1:9"], "yaml", "cli,contract"),
        (["generate", "--check"], "yaml", "cli,generator"),
    ],
)
def test_a_missing_package_names_the_extra_to_install(words: list[str], missing: str, extra: str) -> None:
    """Without an extra's package a command says in one line which extra to install, and exits with 2."""
    ended = python(
        f"import sys; sys.modules[{missing!r}] = None\nfrom pixop.cli import main; sys.exit(main({words!r}))"
    )

    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].endswith(
        f"{missing}, which is not installed: pip install 'pixop[{extra}]'"
    )
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command of the table loads, and tells what it does."""
    from pixop.cli import main

    assert main([name, "--help"]) == 0
    assert "Usage: pixop " + name in capsys.readouterr().out


def test_help_documents_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """`pixop --help` lists all exit codes with their meaning."""
    from pixop.cli import main
    from pixop.cli.exit_code import MEANING

    assert main(["--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert all(f"{code.value} {meaning}" in text for code, meaning in MEANING.items())


def test_without_arguments_help_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """`pixop` alone is a usage error that shows the help where no data goes."""
    from pixop.cli import main

    assert main([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Usage: pixop" in captured.err


def test_shell_completion_offers_commands_and_options() -> None:
    """The completion that typer installs knows the commands and, of the one in use, the options."""
    code = (
        "import os, sys\n"
        "os.environ.update(_PIXOP_COMPLETE='complete_bash', COMP_WORDS={words!r}, COMP_CWORD={index!r})\n"
        "from pixop.cli import main; main([])"
    )

    assert python(code.format(words="pixop pro", index="1")).stdout.split() == ["process", "projects"]
    assert "--resolution" in python(code.format(words="pixop process --res", index="2")).stdout
