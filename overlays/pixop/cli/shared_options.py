"""Options that several commands have: where the service is, who asks, and how the answer is written."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from pixop.cli.output_format import OutputFormat

_PANEL = "Connection"

Connections = Annotated[
    int,
    typer.Option(
        "--connections",
        min=1,
        metavar="N",
        help="Connections that a download may use at most; a second one is opened only where that pays.",
    ),
]
"""The option of the commands that download."""


@dataclass(frozen=True, kw_only=True)
class OutputOptions:
    """How a command writes.

    Attributes:
        form: the form of the data on standard output.
        verbose: whether to show HTTP requests, and where an error comes from.
    """

    form: Annotated[
        OutputFormat,
        typer.Option(
            "--format", help="How to write the data: for people, as JSON, as lines of JSON, or barely."
        ),
    ] = OutputFormat.HUMAN
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Tell more on standard error, also where an error comes from."),
    ] = False


@dataclass(frozen=True, kw_only=True)
class ServiceOptions(OutputOptions):
    """Where the service is and who asks.

    Attributes:
        base_url: the service; PIXOP_BASE_URL, else the real one, when None.
        email: the account.
        password: the account's password; None looks at environment, keyring and netrc.
        password_file: a file whose first line is the password; `-` is standard input.
        team_id: the team to work in; the account's default one when None.
        timeout: seconds for one wait for the server.
    """

    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The service (default: PIXOP_BASE_URL, else the real one).",
            rich_help_panel=_PANEL,
        ),
    ] = None
    email: Annotated[
        str | None,
        typer.Option(help="The account's e-mail (default: PIXOP_API_EMAIL).", rich_help_panel=_PANEL),
    ] = None
    password: Annotated[
        str | None,
        typer.Option(
            help="Others on this machine can see it: prefer PIXOP_API_PASSWORD, the keyring, netrc or --password-file.",
            rich_help_panel=_PANEL,
        ),
    ] = field(default=None, repr=False)
    password_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A file whose first line is the password; - reads standard input.",
            rich_help_panel=_PANEL,
        ),
    ] = None
    team_id: Annotated[
        str | None,
        typer.Option(
            help="The team to work in (default: PIXOP_TEAM_ID, else your own).", rich_help_panel=_PANEL
        ),
    ] = None
    timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="How long to wait for one answer or for the next bytes of a transfer (default: 60).",
            rich_help_panel=_PANEL,
        ),
    ] = None


def takes(*groups: type[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of dataclasses; it gets each group as one object, before its own arguments."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        def with_options(**values: Any) -> Any:
            chosen = [
                group(**{each.name: values.pop(each.name) for each in fields(group)}) for group in groups
            ]
            if any(isinstance(options, OutputOptions) and options.verbose for options in chosen):
                _log_to_stderr()
            return command(*chosen, **values)

        parameters = [*_own(command, len(groups)), *(each for group in groups for each in _of_group(group))]
        with_options.__doc__ = command.__doc__
        setattr(with_options, "__signature__", inspect.Signature(parameters))  # noqa: B010 - what typer reads
        with_options.__annotations__ = {each.name: each.annotation for each in parameters}
        return with_options

    return decorate


def _own(command: Callable[..., Any], skipped: int) -> list[inspect.Parameter]:
    hints = get_type_hints(command, include_extras=True)
    own = list(inspect.signature(command).parameters.values())[skipped:]
    return [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints.get(each.name, each.annotation))
        for each in own
    ]


def _of_group(group: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            each.name, inspect.Parameter.KEYWORD_ONLY, default=each.default, annotation=hints[each.name]
        )
        for each in fields(group)
    ]


def _log_to_stderr() -> None:
    import logging
    import sys

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s: %(message)s")
