"""The command line's root: knows the commands by name and loads the one that is used."""

import importlib
import sys
from contextlib import redirect_stdout
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from pixop.cli.command_table import COMMANDS
from pixop.cli.exit_code import ExitCode, epilog
from pixop.cli.failure import CommandFailure, ReaderGone
from pixop.cli.missing_extra import missing_extra


class LazyGroup(TyperGroup):
    """A group whose commands are names and summaries until one is used."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in COMMANDS.items():
            stub = TyperCommand(name, help=entry.summary, rich_help_panel=entry.panel)
            self.commands.setdefault(name, stub)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and keep an interruption and a missing package from typer's own endings."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise CommandFailure("Interrupted.", ExitCode.INTERRUPTED) from error
        except BrokenPipeError as error:
            raise ReaderGone from error
        except ModuleNotFoundError as error:
            name = ctx.invoked_subcommand
            if name not in COMMANDS:
                raise
            raise missing_extra(name, COMMANDS[name].extra, error) from error

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Load the command that is used; also what shell completion goes through."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if command is None else load(name or ""), rest


def load(name: str) -> Any:
    """Import a command's module and build its parser.

    Raises `CommandFailure` when the extra that it needs is not installed.
    """
    entry = COMMANDS[name]
    try:
        module = importlib.import_module(f"pixop.cli.commands.{entry.module}")
    except ModuleNotFoundError as error:
        raise missing_extra(name, entry.extra, error) from error
    command = typer.main.get_command(module.app)
    command.name = name
    _unwrap(command)
    return command


def _unwrap(command: Any) -> None:
    """Join the lines of each paragraph of the help, which typer would break where the source does."""
    if command.help:
        command.help = "\n\n".join(" ".join(each.split()) for each in command.help.split("\n\n"))
    for each in getattr(command, "commands", {}).values():
        _unwrap(each)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"pixop {version('pixop')}\n")
        raise typer.Exit


def _root(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Process video with the Pixop Video Processing REST API v1.

    Credentials come from the options, PIXOP_API_EMAIL and PIXOP_API_PASSWORD, the system keyring, or netrc, in this
    order. Data goes to standard output, everything else to standard error.
    """
    if context.invoked_subcommand is None:
        with redirect_stdout(sys.stderr):
            text = context.get_help()
            if text:
                print(text)  # noqa: T201 - typer without rich returns the help instead of printing it
        raise typer.Exit(ExitCode.USAGE)


def build() -> Any:
    """Build the root command."""
    app = typer.Typer(
        name="pixop",
        cls=LazyGroup,
        epilog=epilog(),
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    root = typer.main.get_command(app)
    _unwrap(root)
    return root
