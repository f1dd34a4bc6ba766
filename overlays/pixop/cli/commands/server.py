"""`pixop server`."""

import errno
from pathlib import Path
from typing import Annotated, Literal

import typer

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, disk_failure

app = typer.Typer(add_completion=False)

_ADDRESS_ERRORS = {
    errno.EADDRINUSE: "is in use",
    errno.EADDRNOTAVAIL: "is not an address of this machine",
    errno.EACCES: "may not be used without more rights",
    errno.EPERM: "may not be used without more rights",
}


@app.command()
def server(
    role: Annotated[
        Literal["serve", "worker"],
        typer.Argument(metavar="[worker]", help="`worker` runs jobs alone, beside other servers."),
    ] = "serve",
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The TCP port; 0 picks a free one.")] = 8080,
    data: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where everything is kept (default: a temporary directory)."),
    ] = None,
    ready_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file that gets the URL once requests are accepted.")
    ] = None,
    email: Annotated[
        str | None, typer.Option(help="The first user (default: PIXOP_API_EMAIL, else one that is printed).")
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="Their password on the first start (default: PIXOP_API_PASSWORD).")
    ] = None,
    second_email: Annotated[
        str | None, typer.Option(help="The second user (default: PIXOP_API_EMAIL_2).")
    ] = None,
    second_password: Annotated[
        str | None, typer.Option(help="Their password on the first start (default: PIXOP_API_PASSWORD_2).")
    ] = None,
    control: Annotated[
        bool,
        typer.Option(
            "--control",
            help="Open the control API for tests under /_server/: reset, seed, clock, pace, faults; no credentials.",
        ),
    ] = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Check every answer against the document before it leaves."),
    ] = False,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="postgresql://… (default: PIXOP_DATABASE_URL, else SQLite in the data directory).",
        ),
    ] = None,
    queue: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="redis://… or postgresql://… for jobs (default: PIXOP_QUEUE_URL, else SQLite).",
        ),
    ] = None,
    media: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="s3://BUCKET/PREFIX (default: PIXOP_MEDIA_URL, else the data directory)."
        ),
    ] = None,
    no_jobs: Annotated[
        bool, typer.Option("--no-jobs", help="Leave the jobs to `pixop server worker` elsewhere.")
    ] = False,
    max_upload_bytes: Annotated[int, typer.Option(min=1, help="The largest media file.")] = 1 << 40,
    processing_workers: Annotated[int, typer.Option(min=1, help="Videos processed at once.")] = 1,
    super_resolution_model: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="ONNX network for the scaler pabsr1 (default: PIXOP_SUPER_RESOLUTION_MODEL, else Lanczos).",
        ),
    ] = None,
    max_requests: Annotated[
        int, typer.Option(min=1, help="Requests that may run at once; more get 503 with Retry-After.")
    ] = 1000,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Serve HTTPS with this certificate chain (PEM).")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The certificate's private key (PEM).")
    ] = None,
    log_format: Annotated[
        Literal["text", "json"], typer.Option(help="Log lines for people, or one object a line.")
    ] = "text",
) -> None:
    """Run the reference server until Ctrl-C.

    It prints one line, `ready URL`, when it accepts requests. The first user belongs to two teams, the second to a team
    of their own.
    """
    from pixop_server.main import run, run_worker
    from pixop_server.media.errors import ModelError
    from pixop_server.settings import Settings

    settings = Settings.from_environment(
        host=host,
        port=port,
        data=data,
        ready_file=ready_file,
        email=email,
        password=password,
        second_email=second_email,
        second_password=second_password,
        control=control,
        strict=strict,
        database_url=database,
        queue_url=queue,
        media_url=media,
        runs_jobs=not no_jobs,
        max_upload_bytes=max_upload_bytes,
        processing_workers=processing_workers,
        super_resolution_model=super_resolution_model,
        max_requests=max_requests,
        tls_certificate=tls_cert,
        tls_key=tls_key,
        log_format=log_format,
    )
    if (problem := settings.problem(role)) is not None:
        raise CommandFailure(f"{problem[0].upper()}{problem[1:]}.", ExitCode.USAGE)
    try:
        if role == "worker":
            run_worker(settings)
        else:
            run(settings)
    except ModelError as error:
        raise CommandFailure(str(error), ExitCode.USAGE) from error
    except OSError as error:
        what = _ADDRESS_ERRORS.get(error.errno or 0)
        if what is not None and error.filename is None:
            raise CommandFailure(
                f"{host} port {port} {what}. Choose another --host or --port; --port 0 picks a free one.",
                ExitCode.USAGE,
            ) from error
        raise disk_failure(error) from error
