"""`pixop resume`: go on with what ended early."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pixop.cli.exit_code import ExitCode
from pixop.cli.output import Output, field
from pixop.cli.pipeline_run import run
from pixop.cli.service import open_service
from pixop.cli.shared_options import Connections, ServiceOptions, takes
from pixop.cli.state_directory import ledger_directory, ledgers
from pixop.errors import LedgerError
from pixop.pipelines.pipeline_ledger import peek

app = typer.Typer(add_completion=False)


@app.command()
@takes(ServiceOptions)
def resume(
    service: ServiceOptions,
    *,
    ledger: Annotated[
        Path | None,
        typer.Argument(
            metavar="LEDGER",
            help="The ledger of the run (default: all runs of yours that are not done).",
            show_default=False,
        ),
    ] = None,
    list_only: Annotated[bool, typer.Option("--list", help="List the runs that are not done.")] = False,
    retry_failed: Annotated[
        bool,
        typer.Option(
            "--retry-failed", help="Try files again that failed for good; that may cost a second time."
        ),
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Files under way at a time.")] = 4,
    connections: Connections = 8,
    wait_timeout: Annotated[
        float,
        typer.Option(min=0.0, metavar="SECONDS", help="Give up waiting for the server after this long."),
    ] = 86_400.0,
) -> int:
    """Go on with `pixop process` after a crash, a power cut, Ctrl-C or a lost connection.

    Nothing is uploaded, processed or paid for twice: the ledger says what was done, and where it cannot know, the
    server is asked first. Server and team are those of the ledger.
    """
    unfinished = (
        [ledger] if ledger is not None else [path for path in ledgers() if _is_open(path, retry_failed)]
    )
    if list_only:
        _list(Output(service.form), unfinished)
        return ExitCode.DONE
    if not unfinished:
        typer.echo(f"There is nothing to go on with in {ledger_directory()}.", err=True)
        return ExitCode.DONE
    codes = [
        _go_on(
            service,
            path,
            keep=_named(ledger),
            retry=retry_failed,
            jobs=jobs,
            connections=connections,
            timeout=wait_timeout,
        )
        for path in unfinished
    ]
    return next((code for code in codes if code), ExitCode.DONE)


def _go_on(
    service: ServiceOptions,
    path: Path,
    *,
    keep: bool,
    retry: bool,
    jobs: int,
    connections: int,
    timeout: float,
) -> int:
    header, _ = peek(path)
    chosen = replace(
        service,
        base_url=service.base_url or str(header.get("baseUrl")),
        team_id=service.team_id or header.get("teamId"),
    )
    with open_service(chosen) as client:
        return run(
            service.form,
            path,
            lambda display: client.resume(
                path,
                concurrency=jobs,
                connections=connections,
                timeout=timeout,
                retry_failed=retry,
                on_event=display,
            ),
            keep=keep,
        )


def _named(ledger: Path | None) -> bool:
    """Whether it is a file of the user's: one that `pixop process` keeps by itself goes when all is done."""
    return ledger is not None and ledger.absolute().parent != ledger_directory().absolute()


def _is_open(path: Path, retry_failed: bool) -> bool:
    try:
        _, entries = peek(path)
    except LedgerError:
        return True  # told when it is opened
    return any(entry.goes_on or retry_failed for entry in entries if entry.stage != "done")


def _list(output: Output, paths: list[Path]) -> None:
    records = []
    for path in paths:
        header, entries = peek(path)
        waiting = [entry for entry in entries if entry.goes_on]
        first = waiting[0] if waiting else None
        records.append(
            {
                "ledger": str(path),
                "server": header.get("baseUrl"),
                "open": len(waiting),
                "files": len(entries),
                "stage": first.stage if first else "",
                "target": first.key if first else "",
            }
        )
    columns = [field(name, name) for name in ("ledger", "open", "files", "stage", "target")]
    output.many(records, columns, essential="ledger", nothing="There is nothing to go on with.")
