"""Run a pipeline for the commands `process` and `resume`."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, explain
from pixop.cli.interruption import ended_like_interrupted
from pixop.cli.output import Output
from pixop.cli.output_format import OutputFormat
from pixop.cli.pipeline_display import PipelineDisplay, exit_code, write_report

if TYPE_CHECKING:
    from pixop import Pixop
    from pixop.pipelines.pipeline import PipelineFile, PipelineReport


def run(
    form: OutputFormat,
    ledger: Path,
    work: "Callable[[PipelineDisplay], PipelineReport]",
    *,
    keep: bool,
) -> int:
    """Work, write the summary, and return the exit code; a ledger that nobody named goes when all is done."""
    advice = f"Go on with `pixop resume{f' {ledger}' if keep else ''}`."
    try:
        with ended_like_interrupted():
            report = work(PipelineDisplay(form))
    except KeyboardInterrupt:
        raise CommandFailure(f"Interrupted. {advice}", ExitCode.INTERRUPTED) from None
    write_report(Output(form), report)
    if report.of("open"):
        first = next((each for each in report.outcomes if each.state == "open" and each.message), None)
        failure = explain(first.error) if first is not None and first.error is not None else None
        why = f" {failure.message}" if failure is not None else ""
        raise CommandFailure(
            f"{len(report.of('open'))} of {len(report.outcomes)} files are not done.{why} {advice}",
            exit_code(report),
        )
    if not keep and report.complete:
        ledger.unlink(missing_ok=True)
    return exit_code(report)


def dry_run(output: Output, client: "Pixop", files: "Sequence[PipelineFile]", **plan: Any) -> None:
    """Write the requests that a run would send, and what the server will assume; nothing is sent."""
    from pixop.jobs.process_explanation import explain as explain_request
    from pixop.pipelines.pipeline_plan import planned_requests

    records: list[dict[str, Any]] = []
    for file in files:
        records += planned_requests(client.base_url, file, **plan)
        settings = {
            each.field: each.value for each in explain_request(file.request or {}) if not each.requested
        }
        records.append({"source": str(file.source), "assumed": settings})
    if output.form is not OutputFormat.HUMAN:
        for record in [records] if output.form is OutputFormat.JSON else records:
            output.json(record)
        return
    for record in records:
        if "assumed" in record:
            output.line(f"# assumed: {'; '.join(f'{k}: {v}' for k, v in record['assumed'].items())}")
            continue
        if record["step"] == "create":
            output.line(f"# {record['source']} -> {record['target']}")
        body = json.dumps(record["json"]) if "json" in record else record.get("media", "")
        output.line(f"{record['method']} {record['url']} {body}".rstrip())
