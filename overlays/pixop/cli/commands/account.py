"""`pixop account`."""

from typing import Any

import typer

from pixop.cli.output import Output
from pixop.cli.service import open_service
from pixop.cli.shared_options import ServiceOptions, takes

app = typer.Typer(add_completion=False)

#: What the account's owner may see only on request: `pixop api getAccount` prints everything.
SECRET_FIELDS = frozenset({"apiRequestSignatureSecret"})


@app.command()
@takes(ServiceOptions)
def account(service: ServiceOptions) -> None:
    """Show the account, the team in use and the other teams. Quiet form: the account's id.

    Secrets are left out; `pixop api getAccount` prints the API's whole answer.
    """
    with open_service(service) as client:
        identity = client.accounts.verify_token().to_dict()
    record: dict[str, Any] = identity | {
        "user": {name: value for name, value in identity["user"].items() if name not in SECRET_FIELDS}
    }
    Output(service.form).one(record, essential=record["user"].get("id", ""))
