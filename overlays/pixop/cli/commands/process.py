"""`pixop process`: upload, ingest, process, download, verify."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixop.cli import step
from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, disk_failure
from pixop.cli.interruption import Whereabouts, telling
from pixop.cli.output import Output
from pixop.cli.pipeline_run import dry_run, run
from pixop.cli.process_narration import ProcessNarration
from pixop.cli.process_options import ProcessOptions, process_request
from pixop.cli.quantity import size_text
from pixop.cli.result_file import check_target, unverified
from pixop.cli.service import open_service
from pixop.cli.shared_options import Connections, ServiceOptions, takes
from pixop.cli.source_file import check_source
from pixop.cli.source_rate import rate_of_file, rate_of_video
from pixop.cli.state_directory import new_ledger, unfinished_run
from pixop.cli.step import Step, StepDisplay
from pixop.cli.step_display import choose_display
from pixop.errors import PixopError
from pixop.pipelines.pipeline_item import final
from pixop.pipelines.pipeline_ledger import has_entries
from pixop.pipelines.unverified_file import unverified_path
from pixop.process_check import check_process_request
from pixop.timecode import FrameRate
from pixop.verification.result_verification import Verified, verify

if TYPE_CHECKING:
    from pixop import Pixop
    from pixop.jobs.process_flow import OnEvent, ProcessResult
    from pixop.pipelines.pipeline import PipelineFile

app = typer.Typer(add_completion=False)


@app.command()
@takes(ProcessOptions, ServiceOptions)
def process(
    options: ProcessOptions,
    service: ServiceOptions,
    *,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="The videos to process.", show_default=False),
    ] = None,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="Where the result goes; with several FILEs a directory.",
            show_default=False,
        ),
    ],
    video_id: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Process this video of the server instead of uploading a FILE."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The video's name (default: the file's).")] = None,
    project: Annotated[
        str | None, typer.Option(metavar="ID", help="The project to put it in (default: the team's own).")
    ] = None,
    light: Annotated[
        bool, typer.Option("--light", help="Ingest the metadata only: no thumbnails, no quality assessment.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace OUT when it exists.")] = False,
    delete_remote: Annotated[
        bool, typer.Option("--delete-remote", help="Delete what this made at the server when all went well.")
    ] = False,
    wait_timeout: Annotated[
        float,
        typer.Option(min=0.0, metavar="SECONDS", help="Give up waiting for the server after this long."),
    ] = 86_400.0,
    ledger: Annotated[
        Path | None,
        typer.Option(
            "--ledger",
            metavar="LEDGER",
            help="Where to write how far it is (default: a file of its own, kept until all is done).",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="FILEs under way at a time.")] = 4,
    connections: Connections = 8,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Begin anew although an earlier run for OUT is not done; it may cost twice."
        ),
    ] = False,
    only_print: Annotated[
        bool,
        typer.Option("--dry-run", help="Print the requests and what the server will assume; send nothing."),
    ] = False,
    # For the demonstration, whose server is gone when this ends: no command could go on there.
    advice: Annotated[bool, typer.Option("--advice/--no-advice", hidden=True)] = True,
) -> int:
    """Upload videos, process them, download the results and verify them.

    Without options on what to make, the picture is scaled to HD by Pixop Super Resolution (--scaler pabsr1
    --resolution hd_1080p). With one or more of them, only what they say is asked for.

    The result gets the name OUT when it is complete and is what was asked for: its length is the server's, and with
    FFmpeg here (the extra `probe`) its container, codec, picture and frames are measured. Exit code 7 says
    that it is not, and nothing is kept.

    Nothing is uploaded twice and no job is started twice, whatever ends the command: `pixop resume` goes on. With
    several FILEs the results get their names in the directory OUT, a table says how each ended, and the exit code is
    that of the first failure.
    """
    file = files[0] if files else None
    if only_print or (files and len(files) > 1):
        if video_id is not None or name is not None or delete_remote:
            raise CommandFailure(
                "--video-id, --name and --delete-remote are for one FILE that is processed now.",
                ExitCode.USAGE,
            )
        many = _Many(options, service, files or [], output, project, light, overwrite)
        return (
            many.print_only()
            if only_print
            else many.run(ledger, jobs, wait_timeout, connections, again=again)
        )
    size = _check_files(file, video_id, output, overwrite=overwrite)
    request = process_request(options, output, lambda: _source_rate(service, file, video_id))
    display = choose_display(service.form)
    whereabouts = Whereabouts(silent=not advice)
    narration = ProcessNarration(
        display,
        whereabouts,
        source=file.name if file else f"video {video_id}",
        size=size,
        target=output,
        video_id=video_id,
    )
    resumable = advice or ledger is not None
    with (
        telling(whereabouts, display),
        open_service(service) as client,
        unverified(
            output,
            overwrite=overwrite,
            path=unverified_path(output),
            kept=lambda error: resumable and not final(error),
        ) as beside,
        _written_down(
            client if resumable else None,
            narration,
            ledger,
            again=again,
            source=file,
            video_id=video_id,
            target=output,
            request=request,
            name=name,
            project_id=project,
            light=light,
            overwrite=overwrite,
        ) as on_event,
    ):
        with _named(output, beside):
            result = (
                client.process_file(
                    file,
                    beside,
                    request=request,
                    on_event=on_event,
                    name=name,
                    project_id=project,
                    light=light,
                    overwrite=True,
                    verify=False,  # a step of its own below, so that it is shown
                    timeout=wait_timeout,
                    connections=connections,
                )
                if file is not None
                else _existing(client, video_id or "", beside, request, on_event, wait_timeout, connections)
            )
        verified = _verify(display, result, request, file)
    if verified.not_probed:
        typer.echo(f"The length is right; {verified.not_probed}.", err=True)
    if delete_remote:
        whereabouts.hint = f"The result is complete at {output}."
        with telling(whereabouts, display), open_service(service) as client:
            client.videos.delete_video(result.source.id if file is not None else result.processed.id)
    _write(Output(service.form), output, result, verified)
    return ExitCode.DONE


@dataclass(frozen=True)
class _Many:
    """Several files with the same options."""

    options: ProcessOptions
    service: ServiceOptions
    files: list[Path]
    output: Path
    project: str | None
    light: bool
    overwrite: bool

    def print_only(self) -> int:
        with open_service(self.service) as client:
            planned = self._planned(make=False)
            for file in planned:
                check_process_request(file.request or {})
            dry_run(Output(self.service.form), client, planned, project_id=self.project, light=self.light)
        return ExitCode.DONE

    def run(self, named: Path | None, jobs: int, timeout: float, connections: int, *, again: bool) -> int:
        planned = self._planned(make=True)
        with open_service(self.service) as client:
            if not again and named is None:
                _refuse_unfinished(client, [Path(file.target) for file in planned])
            ledger = named or new_ledger()
            try:
                return run(
                    self.service.form,
                    ledger,
                    lambda display: client.pipeline(
                        planned,
                        ledger=ledger,
                        project_id=self.project,
                        light=self.light,
                        overwrite=self.overwrite,
                        concurrency=jobs,
                        connections=connections,
                        timeout=timeout,
                        on_event=display,
                    ),
                    keep=named is not None,
                )
            except PixopError:
                if named is None and not has_entries(ledger):
                    ledger.unlink(missing_ok=True)  # nothing was begun
                raise

    def _planned(self, *, make: bool) -> "list[PipelineFile]":
        from pixop.pipelines.pipeline import PipelineFile

        if not self.files:
            raise CommandFailure("Name at least one FILE.", ExitCode.USAGE)
        for file in self.files:
            check_source(file)
        if len(self.files) == 1 and not self.output.is_dir():
            return [
                PipelineFile(
                    self.files[0],
                    self.output,
                    process_request(self.options, self.output, lambda: rate_of_file(self.files[0])),
                )
            ]
        if make:
            try:
                self.output.mkdir(exist_ok=True)
            except FileExistsError:
                raise CommandFailure(
                    f"{self.output} is no directory: several results need one.", ExitCode.USAGE
                ) from None
            except OSError as error:
                raise disk_failure(error, self.output) from error
        targets = [self.output / self._name(file) for file in self.files]
        twice = next((each for number, each in enumerate(targets) if each in targets[:number]), None)
        if twice is not None:
            raise CommandFailure(
                f"Two FILEs would become {twice}. Process them with different directories.", ExitCode.USAGE
            )
        return [
            PipelineFile(file, target, process_request(self.options, target, partial(rate_of_file, file)))
            for file, target in zip(self.files, targets, strict=True)
        ]

    def _name(self, file: Path) -> str:
        return f"{file.stem}.{self.options.container.value}" if self.options.container else file.name


def _refuse_unfinished(client: "Pixop", targets: list[Path]) -> None:
    """Refuse to pay twice: who repeats a command that was cut off means `pixop resume`."""
    found = unfinished_run(targets, client.base_url)
    if found is not None:
        raise CommandFailure(
            f"An earlier run for {found[0]} is not done: go on with `pixop resume {found[1]}`, or begin anew with "
            "--again.",
            ExitCode.USAGE,
        )


@contextmanager
def _written_down(
    client: "Pixop | None", narration: ProcessNarration, path: Path | None, *, again: bool, **facts: Any
) -> "Generator[OnEvent]":
    """Give a listener that writes each state to a ledger before the narration hears of it."""
    if client is None:
        yield narration
        return
    if not again and path is None:
        _refuse_unfinished(client, [facts["target"]])
    from pixop.cli.run_ledger import RunLedger, both

    ledger = RunLedger(client, path, **facts)
    try:
        yield both(ledger, narration)
    except BaseException as error:
        ledger.ended(error)
        raise
    ledger.ended(None)


def _source_rate(service: ServiceOptions, file: Path | None, video_id: str | None) -> FrameRate:
    if file is not None:
        return rate_of_file(file)
    with open_service(service) as client:
        return rate_of_video(client, video_id or "")


def _check_files(file: Path | None, video_id: str | None, output: Path, *, overwrite: bool) -> int:
    if (file is None) == (video_id is None):
        raise CommandFailure(
            "Name a FILE to upload, or a video of the server with --video-id; not both.", ExitCode.USAGE
        )
    size = 0 if file is None else check_source(file)
    check_target(output, overwrite=overwrite, source=file)
    return size


def _existing(
    client: "Pixop",
    video_id: str,
    target: Path,
    request: dict[str, Any],
    on_event: "OnEvent",
    timeout: float,
    connections: int,
) -> "ProcessResult":
    from pixop.cli.existing_video import process_existing

    return process_existing(
        client, video_id, target, request, on_event=on_event, timeout=timeout, connections=connections
    )


@contextmanager
def _named(output: Path, beside: Path) -> Generator[None]:
    """Say `output` where a message says the name that the file has until it is verified."""
    try:
        yield
    except PixopError as error:
        if isinstance(error.args[0], str):
            error.args = (error.args[0].replace(str(beside), str(output)), *error.args[1:])
        raise


def _verify(
    display: StepDisplay, result: "ProcessResult", request: dict[str, Any], file: Path | None
) -> Verified:
    step_ = Step(display, step.VERIFICATION, "the result")
    verified = verify(result.path, result.processed, request=request, source=result.source, source_path=file)
    step_.end(verified.words, probed=verified.facts is not None)
    return verified


def _write(output: Output, path: Path, result: "ProcessResult", verified: Verified) -> None:
    size = path.stat().st_size
    media = {} if verified.facts is None else {"media": verified.facts.to_dict()}
    record = {
        "event": "result",
        "output": str(path),
        "bytes": size,
        "sourceVideoId": result.source.id,
        "processedVideoId": result.processed.id,
        "projectId": result.processed.project_id,
        "probed": verified.facts is not None,
        **media,
    }
    words = verified.words if verified.facts is not None else "length verified"
    output.one(record, essential=path, human=f"{path}: {words}, {size_text(size)}")
