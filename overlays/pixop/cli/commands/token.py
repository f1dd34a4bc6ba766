"""`pixop token`."""

import os
import sys

import typer

from pixop.cli.output import Output
from pixop.cli.output_format import OutputFormat
from pixop.cli.service import open_service
from pixop.cli.shared_options import ServiceOptions, takes

app = typer.Typer(add_completion=False)


@app.command()
@takes(ServiceOptions)
def token(service: ServiceOptions) -> None:
    """Print a new token for use in other tools, such as `curl -H "Authorization: Bearer $(pixop token)"`.

    Whoever has it is you for 15 minutes. It goes to standard output and nowhere else.
    """
    with open_service(service) as client:
        team_id = service.team_id or os.environ.get("PIXOP_TEAM_ID")
        found = client.accounts.get_token(**({"team_id": team_id} if team_id else {}))
    if service.form is OutputFormat.HUMAN and sys.stdout.isatty():
        typer.echo(f"A token of user {found.user_id} in team {found.team_id}, good for 15 minutes:", err=True)
    Output(service.form).one(found.to_dict(), essential=found.jwt_token, human=found.jwt_token)
