"""`pixop doctor`: what works, what does not, and what to do about it."""

import typer

from pixop.cli.output import Column, Output, field
from pixop.cli.output_format import OutputFormat
from pixop.cli.service import password
from pixop.cli.shared_options import ServiceOptions, takes

app = typer.Typer(add_completion=False)


@app.command()
@takes(ServiceOptions)
def doctor(service: ServiceOptions) -> int:
    """Check settings, credentials, server, clock and team, and say what is wrong and what to do.

    No secret is shown, and nothing is changed at the server. Exit code: 0 all is well, 3 credentials are missing or
    refused, 4 the server cannot be reached, 1 something else is wrong.
    """
    from pixop.cli.diagnosis import Diagnosis

    diagnosis = Diagnosis.of(service, password(service))
    records = [finding.to_dict() for finding in diagnosis.findings]
    output = Output(service.form)
    if output.form is OutputFormat.HUMAN:
        for record in records:
            output.line(f"{record['state']:<7} {record['check']:<12} {record['found']}")
            if record["advice"]:
                output.line(f"{'':<20} {record['advice']}")
    else:
        columns: list[Column] = [field(name, name) for name in ("state", "check", "found", "advice")]
        output.many(records, columns, essential="found", nothing="")
    return diagnosis.code
