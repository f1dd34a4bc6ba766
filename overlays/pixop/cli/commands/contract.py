"""`pixop contract`."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from pixop_contract.requirement import DEFAULT_PROFILES, Profile

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure
from pixop.cli.output_format import OutputFormat

if TYPE_CHECKING:
    from pixop_contract.settings import ContractSettings

app = typer.Typer(add_completion=False)


@app.command()
def contract(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="BASE_URL | list | explain ID | clean BASE_URL | compare DIR DIR",
            help="The server (default: PIXOP_BASE_URL); or list, explain, clean up after killed runs, compare reports.",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write results.json, junit.xml and report.html there."),
    ] = None,
    email: Annotated[
        str | None, typer.Option(help="The account to work with (default: PIXOP_API_EMAIL).")
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="Others here can see it: prefer PIXOP_API_PASSWORD.")
    ] = None,
    second_email: Annotated[
        str | None, typer.Option(help="A user of another team (default: PIXOP_API_EMAIL_2).")
    ] = None,
    second_password: Annotated[
        str | None, typer.Option(help="Others here can see it: prefer PIXOP_API_PASSWORD_2.")
    ] = None,
    profile: Annotated[
        list[Profile] | None,
        typer.Option(help="What to judge; may be repeated (default: all but slow and destructive)."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only these requirements: RNG-005, RNG or RNG-00*.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Not these requirements, likewise.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Known deviations, each with a reason and an expiry date."),
    ] = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Make, change and delete nothing; skip what needs that.")
    ] = False,
    project_id: Annotated[str, typer.Option(metavar="ID", help="A project to read in read-only mode.")] = "",
    video_id: Annotated[
        str, typer.Option(metavar="ID", help="A video whose media is read in read-only mode.")
    ] = "",
    seed: Annotated[int, typer.Option(metavar="N", help="Try other sequences of requests.")] = 0,
    control_url: Annotated[
        str, typer.Option(metavar="URL", help="…/_server/ of a server whose clock the slow profile may move.")
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Departures from this project's own decisions count too.")
    ] = False,
    rate_limit: Annotated[
        float | None, typer.Option(min=0.01, metavar="N", help="Requests a second at most.")
    ] = None,
    request_timeout: Annotated[float, typer.Option(metavar="SECONDS", help="For one request.")] = 30.0,
    job_timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="For one ingestion or processing.")
    ] = 120.0,
    list_all: Annotated[bool, typer.Option("--list", help="List the requirements and end.")] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="ID", help="Tell all about one requirement and end.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be judged; send nothing.")
    ] = False,
    form: Annotated[
        OutputFormat,
        typer.Option(
            "--format", help="Findings for people, results.json as json or jsonl, or the verdict alone."
        ),
    ] = OutputFormat.HUMAN,
) -> int:
    """Judge from the outside whether a server keeps the contract of the API.

    Exit codes: 0 conformant, 1 not, 2 usage, 3 not established, 4 an error of this suite, 130 interrupted.
    """
    from pixop_contract import command
    from pixop_contract.baseline import BaselineError
    from pixop_contract.journal import default_directory
    from pixop_contract.settings import ContractSettings

    get = os.environ.get
    given = words or []
    server = (
        [word for word in given if word not in command.VERBS][:1]
        if given[:1] not in (["explain"], ["compare"])
        else []
    )
    settings = ContractSettings(
        base_url=next(iter(server), get("PIXOP_BASE_URL", "")),
        email=email or get("PIXOP_API_EMAIL", ""),
        password=password or get("PIXOP_API_PASSWORD", ""),
        second_email=second_email or get("PIXOP_API_EMAIL_2", ""),
        second_password=second_password or get("PIXOP_API_PASSWORD_2", ""),
        report_dir=report,
        profiles=tuple(profile or DEFAULT_PROFILES),
        only=tuple(only or ()),
        exclude=tuple(exclude or ()),
        strict=strict,
        rate_limit=rate_limit,
        request_timeout=request_timeout,
        job_timeout=job_timeout,
        journal_dir=default_directory(),
        read_only=read_only,
        project_id=project_id,
        video_id=video_id,
        seed=seed,
        control_url=control_url,
        dry_run=dry_run,
        quiet=form is OutputFormat.QUIET,
    )
    try:
        settings = command.settings_with_baseline(settings, baseline)
    except BaselineError as error:
        raise CommandFailure(f"{error}.", ExitCode.USAGE) from None
    if explain is not None:
        given = ["explain", explain]
    elif list_all:
        given = ["list"]
    if given[:1] and given[0] in command.VERBS:
        return command.run_words(given, settings)
    if len(given) > 1:
        raise CommandFailure("One BASE_URL is enough.", ExitCode.USAGE)
    if form in (OutputFormat.JSON, OutputFormat.JSONL) and not dry_run:
        return _as_json(settings, form)
    return command.run_contract(settings)


def _as_json(settings: "ContractSettings", form: OutputFormat) -> int:
    """Run with all talk on standard error, then copy the results to standard output."""
    import json
    from dataclasses import replace

    from pixop_contract.command import run_contract

    with TemporaryDirectory(prefix="pixop-contract-") as directory:
        reports = settings.report_dir or Path(directory)
        code = run_contract(replace(settings, report_dir=reports), out=sys.stderr)
        results = reports / "results.json"
        if results.is_file():
            found = json.loads(results.read_text(encoding="utf-8"))
            if form is OutputFormat.JSON:
                typer.echo(json.dumps(found, indent=2))
            else:
                for requirement in found["requirements"]:
                    typer.echo(json.dumps(requirement))
    return code
