"""When a package is not installed: which extra brings it."""

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure

OURS = frozenset({"pixop", "pixop_client"})


def missing_extra(command: str, extra: str, error: ModuleNotFoundError) -> CommandFailure:
    """Return the failure that names the extra to install; raise `error` again when it is a fault of this package."""
    name = (error.name or "").partition(".")[0]
    if not name or name in OURS:
        raise error
    called = command if command == "pixop" else f"pixop {command}"
    return CommandFailure(
        f"`{called}` needs the package {name}, which is not installed: {installation(extra)}", ExitCode.USAGE
    )


def installation(extra: str) -> str:
    """Return the command that installs an extra together with the command line."""
    extras = extra if extra == "cli" else f"cli,{extra}"
    return f"pip install 'pixop[{extras}]'"
