"""The command `pixop`. Importing this loads nothing else; `main` does."""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        arguments: the arguments without the command's name; those of the process when None.
    """
    try:
        from pixop.cli.run import run

        return run(arguments)
    except KeyboardInterrupt:  # so early that nothing was begun
        return 130
