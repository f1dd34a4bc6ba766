"""`generate` and `generate --check`: exit codes, messages, drift, the same bytes everywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixop_generator import generated_tree, replace_tree
from pixop_generator.__main__ import main
from pixop_generator.command import run_generate
from pixop_generator.drift import drift_reasons, tree_diff
from pixop_generator.generated_tree import LOCK, read_tree, tree_hash

MODEL = "pixop_client/models/video.py"


@pytest.fixture
def tree(generated: Path, tmp_path: Path) -> Path:
    """A copy of the generated tree, to change."""
    return Path(shutil.copytree(generated, tmp_path / "tree"))


def _check(document: Path, tree: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run_generate(document, tree, check=True)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_tree_in_the_repository_is_what_the_document_makes(
    document_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The generated packages that are checked in have not drifted."""
    assert run_generate(document_path, check=True) == 0, capsys.readouterr().err


def test_a_fresh_tree_has_no_drift(
    document_path: Path, generated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was just generated passes the check, and the check prints no diff."""
    assert _check(document_path, generated, capsys) == (0, "", f"{generated}: no drift\n")


@pytest.mark.parametrize(
    ("change", "reason", "diff"),
    [
        (lambda tree: (tree / MODEL).write_text("# by hand\n"), f"differs: {MODEL}", "-# by hand"),
        (lambda tree: (tree / MODEL).unlink(), f"missing: {MODEL}", "+class Video:"),
        (
            lambda tree: (tree / "pixop_client/new.py").write_text("x = 1\n"),
            "left over: pixop_client/new.py",
            "-x = 1",
        ),
        (lambda tree: (tree / LOCK).unlink(), f"{LOCK} is missing", '+  "tools": {'),
        (lambda tree: (tree / LOCK).write_text("{"), f"{LOCK} is missing or cannot be read", '+  "tools": {'),
        (lambda tree: (tree / "pixop_schemas/py.typed").unlink(), "missing: pixop_schemas/py.typed", ""),
    ],
    ids=["edited", "removed", "added", "no lock", "broken lock", "marker removed"],
)
def test_a_change_by_hand_is_named(
    generated: Path, tree: Path, change: Callable[[Path], object], reason: str, diff: str
) -> None:
    """Each kind of change gives a reason that names the file, and a diff that shows it."""
    change(tree)
    there, made = read_tree(tree), read_tree(generated)
    reasons = drift_reasons(there, made)
    assert any(text.startswith(reason) for text in reasons)
    assert any("by hand" in text for text in reasons) is (not reason.startswith(LOCK))
    assert diff in "\n".join(tree_diff(there, made))


def test_a_change_by_hand_is_drift(
    document_path: Path, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check exits with 1, reasons on stderr and the diff on stdout; nothing is written."""
    (tree / MODEL).write_text("# by hand\n")
    before = read_tree(tree)
    code, out, err = _check(document_path, tree, capsys)
    assert code == 1
    assert f"drift: differs: {MODEL}" in err
    assert "edited, added or removed by hand" in err
    assert "-# by hand" in out.splitlines()
    assert read_tree(tree) == before


def test_a_changed_document_is_drift(
    document: dict[str, Any],
    write_document: Callable[[Any], Path],
    generated: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The check says that the document changed, and shows what that does to the code."""
    document["components"]["schemas"]["Project"]["properties"]["colour"] = {"type": "string"}
    code, out, err = _check(write_document(document), generated, capsys)
    assert code == 1
    assert "the document has changed" in err
    assert "by hand" not in err
    assert "+    colour: str | Unset = UNSET" in out


def test_another_version_of_a_tool_is_drift(
    document_path: Path, generated: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check says which tool, which version wrote the tree, and which is there."""
    installed = generated_tree.tool_versions()
    monkeypatch.setattr(generated_tree, "tool_versions", lambda: {**installed, "ruff": "0.0.1"})
    code, _, err = _check(document_path, generated, capsys)
    assert code == 1
    assert f"written with ruff {installed['ruff']}, but this is ruff 0.0.1" in err


def test_caches_are_no_drift(tree: Path, generated: Path) -> None:
    """What Python and the type checkers leave behind does not count."""
    for cache in ("pixop_client/__pycache__", ".mypy_cache"):
        (tree / cache).mkdir()
        (tree / cache / "x.pyc").write_bytes(b"x")
    assert drift_reasons(read_tree(tree), read_tree(generated)) == []


def test_nothing_generated_yet_is_drift(
    document_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check of a directory that is not there fails, and does not make it."""
    code, _, err = _check(document_path, tmp_path / "none", capsys)
    assert code == 1
    assert "nothing is generated yet" in err
    assert not (tmp_path / "none").exists()


def test_the_lock_says_what_made_the_tree(generated: Path) -> None:
    """The lock has the hashes of document, generator and tree, and the versions of the tools."""
    files = read_tree(generated)
    lock = json.loads(files[LOCK])
    assert lock["tree"] == {"files": len(files) - 1, "sha256": tree_hash(files)}
    assert lock["tools"]["openapi-python-client"] == "0.29.1"
    assert lock["tools"]["datamodel-code-generator"] == "0.89.0"
    assert {"ruff", "pydantic (target)"} <= lock["tools"].keys()
    assert len(lock["document"]["sha256"]) == len(lock["generator"]["sha256"]) == 64


def test_an_existing_tree_is_replaced_whole(document_path: Path, tree: Path, generated: Path) -> None:
    """Files that the document no longer makes are gone, edited ones are as they were."""
    (tree / MODEL).write_text("edited")
    (tree / "pixop_client/models/old.py").write_text("old")
    assert run_generate(document_path, tree) == 0
    assert read_tree(tree) == read_tree(generated)
    assert [path.name for path in tree.parent.iterdir()] == [tree.name]


def test_an_unchanged_tree_is_left_alone(
    document_path: Path, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that would change nothing writes nothing."""
    before = (tree / MODEL).stat()
    assert run_generate(document_path, tree) == 0
    assert "up to date" in capsys.readouterr().err
    assert (tree / MODEL).stat().st_ino == before.st_ino


def test_another_directory_is_not_replaced(
    document_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An output directory with files of someone else is refused, and they stay."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "letters.txt").write_text("mine")
    assert run_generate(document_path, home) == 2
    assert "letters.txt" in capsys.readouterr().err
    assert (home / "letters.txt").read_text() == "mine"
    assert [path.name for path in home.iterdir()] == ["letters.txt"]


def test_a_bad_document_writes_nothing(
    small_document: dict[str, Any],
    write_document: Callable[[Any], Path],
    tree: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 2, a line for each finding with file, line, pointer and advice, and the tree as it was."""
    small_document["webhooks"] = {"x": {}}
    path = write_document(small_document)
    before = read_tree(tree)
    assert run_generate(path, tree) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == f"{path}:1: /webhooks: webhooks make no code; describe them in prose"
    assert lines[1].endswith("1 finding; nothing was written")
    assert read_tree(tree) == before


def test_broken_yaml_names_its_line(
    write_document: Callable[[Any], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A syntax error gives one line with file and line, no traceback."""
    path = write_document("openapi: 3.1.1\ninfo: {title: [\n")
    assert main(["--document", str(path), "--output", str(tmp_path / "out")]) == 2
    assert f"{path}:3: /: YAML: " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_failure_while_writing_leaves_nothing(
    small_document: dict[str, Any], write_document: Callable[[Any], Path], tmp_path: Path
) -> None:
    """When a tool refuses the document half-way, neither a tree nor a staging directory stays."""
    small_document["components"]["schemas"]["Thing"]["not"] = {"unknownKeyword": 1}
    out = tmp_path / "somewhere" / "out"
    assert run_generate(write_document(small_document), out) == 2
    assert list(out.parent.iterdir()) == []


def test_a_full_disk_is_one_line(
    document_path: Path, tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the file system gives exit code 2 and its reason, and the old tree stays."""
    (tree / MODEL).write_text("edited")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", str(tree))

    monkeypatch.setattr(replace_tree, "replace_tree", fail)
    assert run_generate(document_path, tree) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert (tree / MODEL).read_text() == "edited"


def test_the_document_is_found_above_the_current_directory(
    small_document: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without arguments the nearest openapi/pixop.yaml above is used, and the packages go beside its directory."""
    (tmp_path / "project/openapi").mkdir(parents=True)
    (tmp_path / "project/openapi/pixop.yaml").write_text(json.dumps(small_document))
    (tmp_path / "project/deep/down").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project/deep/down")
    assert main([]) == 0
    assert (tmp_path / "project/generated_client/pixop_client/namespaces/things.py").is_file()
    monkeypatch.chdir(tmp_path)
    assert main(["--check"]) == 2
    assert "no openapi/pixop.yaml in" in capsys.readouterr().err


def test_bytes_do_not_depend_on_the_machine(document_path: Path, generated: Path, tmp_path: Path) -> None:
    """Hash seed, locale, time zone, directory, umask and the settings of a project around it change no byte."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.ruff]\nline-length = 60\n[tool.ruff.format]\nquote-style = "single"\n'
        "[tool.datamodel-codegen]\nsnake-case-field = false\n"
    )
    (tmp_path / "ruff.toml").write_text("line-length = 60\n")
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "TZ": "Asia/Kathmandu",
        "PATH": str(tmp_path),
        "RUFF_CONFIG": str(tmp_path / "ruff.toml"),
    }
    out = tmp_path / "a" / "generated_client"
    done = subprocess.run(
        [sys.executable, "-m", "pixop_generator", "--document", str(document_path), "--output", str(out)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        umask=0o077,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert read_tree(out) == read_tree(generated)
    assert not [path for path in out.rglob("*") if path.name == ".ruff_cache"]


def test_generated_files_name_no_machine(generated: Path) -> None:
    """No path of the machine, no host name and no date is in a generated file."""
    for path, content in read_tree(generated).items():
        assert str(generated.parent).encode() not in content, path
        assert str(Path.home()).encode() + b"/" not in content, path
        assert b"\r" not in content, path
