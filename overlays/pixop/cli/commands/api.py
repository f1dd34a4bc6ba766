"""`pixop api`: any operation of the API, by its id in the document."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, disk_failure
from pixop.cli.operation_call import build_request, find_operation, known_operations
from pixop.cli.output import Output, field
from pixop.cli.output_format import OutputFormat
from pixop.cli.result_file import check_target, unverified
from pixop.cli.service import open_service
from pixop.cli.shared_options import ServiceOptions, takes
from pixop.cli.source_file import check_source

if TYPE_CHECKING:
    from pixop_client.request import Request

    from pixop import Pixop

app = typer.Typer(add_completion=False)

#: Operations whose answer has no JSON: how each kind is called.
_Call = Callable[["Pixop", "Request", Path | None, bool], Any]


def _complete(incomplete: str) -> list[str]:
    return [name for name in known_operations() if name.casefold().startswith(incomplete.casefold())]


@app.command()
@takes(ServiceOptions)
def api(
    service: ServiceOptions,
    *,
    operation_id: Annotated[
        str | None,
        typer.Argument(
            metavar="OPERATION_ID",
            help="Its id in the document, such as listVideos; without one all are listed.",
            autocompletion=_complete,
            show_default=False,
        ),
    ] = None,
    path_param: Annotated[
        list[str] | None,
        typer.Option(
            "--path-param", "-p", metavar="NAME=VALUE", help="A parameter of the path, such as video-id=ID."
        ),
    ] = None,
    query: Annotated[
        list[str] | None,
        typer.Option("--query", "-q", metavar="NAME=VALUE", help="A query parameter, such as page-size=100."),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header", "-H", metavar="NAME=VALUE", help="A header field, such as Range=bytes=0-99."
        ),
    ] = None,
    body: Annotated[
        str | None, typer.Option(metavar="JSON|@FILE", help="The JSON body, @FILE, or @- for standard input.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="The media that an upload sends.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT", help="Where the media of a download goes.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace OUT when it exists.")] = False,
) -> None:
    """Call any operation of the API by its id, and print the answer as the server sent it.

    Example: pixop api processVideo -p video-id=ID --body '{"scaler": "pabsr1"}'
    """
    written = Output(OutputFormat.JSON if service.form is OutputFormat.HUMAN else service.form)
    if operation_id is None:
        _list(Output(service.form))
        return
    operation = find_operation(operation_id)
    request = build_request(
        operation, path=path_param or [], query=query or [], headers=header or [], body=_json(body)
    )
    kind = operation.response_kind
    uploads = (operation.request_content or "").startswith("multipart/")
    if uploads:
        if file is None:
            raise CommandFailure(f"{operation.id} sends media: name it with --file.", ExitCode.USAGE)
        check_source(file)
    if kind == "stream":
        if output is None:
            raise CommandFailure(f"{operation.id} brings media: name a file with --output.", ExitCode.USAGE)
        check_target(output, overwrite=overwrite)
    with open_service(service) as client:
        caller = client._caller
        if uploads and file is not None:
            answer = caller.upload(request, _as_it_is, file, filename=None, content_type=None, progress=None)
        elif kind == "stream" and output is not None:
            answer = _receive(client, request, output, overwrite=overwrite)
        elif kind == "headers":
            found = caller.head(request)
            answer = {"status": found.status_code, "headers": {name: found.get(name) for name in found}}
        elif kind == "none":
            caller.call_empty(request)
            return
        else:
            answer = caller.call(request, _as_it_is)
    if service.form is not OutputFormat.QUIET:
        written.json(answer)


def _receive(client: "Pixop", request: "Request", output: Path, *, overwrite: bool) -> dict[str, Any]:
    with unverified(output, overwrite=overwrite) as beside, client._caller.stream(request) as stream:
        try:
            with beside.open("wb") as file:
                for piece in stream.iter_bytes():
                    file.write(piece)
        except OSError as error:
            raise disk_failure(error, output) from error
        told = stream.headers.get("content-length")
        size = beside.stat().st_size
        if told is not None and told.isdigit() and int(told) != size:
            raise CommandFailure(
                f"{size} of {told} bytes came. Nothing was kept; try again.", ExitCode.VERIFICATION
            )
        return {
            "status": stream.status_code,
            "headers": dict(stream.headers),
            "output": str(output),
            "bytes": size,
        }


def _list(output: Output) -> None:
    output.many(
        (
            {"operationId": each.id, "method": each.method, "path": each.path, "deprecated": each.deprecated}
            for each in map(find_operation, known_operations())
        ),
        [field("operation", "operationId"), field("method", "method"), field("path", "path")],
        essential="operationId",
        nothing="The document has no operations.",
    )


def _as_it_is(data: Any) -> Any:
    return data


def _json(text: str | None) -> Any:
    if text is None:
        return None
    origin = "--body" if not text.startswith("@") else "standard input" if text == "@-" else text[1:]
    try:
        if text == "@-":
            return json.load(sys.stdin)
        return json.loads(Path(origin).read_text(encoding="utf-8") if text.startswith("@") else text)
    except FileNotFoundError:
        raise CommandFailure(f"{origin}: no such file. Check --body.", ExitCode.USAGE) from None
    except OSError as error:
        raise disk_failure(error, origin) from error
    except ValueError as error:
        raise CommandFailure(f"{origin} is not JSON: {error}.", ExitCode.USAGE) from None
