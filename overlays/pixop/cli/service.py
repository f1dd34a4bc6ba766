"""From the options to a client."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure, disk_failure
from pixop.cli.shared_options import ServiceOptions

if TYPE_CHECKING:
    from pixop import Pixop


@contextmanager
def open_service(options: ServiceOptions) -> Generator["Pixop"]:
    """Open a client as the options say, and close it in the end.

    Raises `CommandFailure` for options that contradict each other or a password file that cannot be read.
    """
    from pixop import Pixop

    with Pixop(
        options.base_url,
        options.email,
        password(options),
        team_id=options.team_id,
        timeout=options.timeout,
    ) as client:
        yield client


def password(options: ServiceOptions) -> str | None:
    """Return the password of the options; None when they have none and other places are asked."""
    if options.password_file is None:
        return options.password
    if options.password is not None:
        raise CommandFailure("Give either --password or --password-file.", ExitCode.USAGE)
    if str(options.password_file) == "-":
        first = sys.stdin.readline()
    else:
        try:
            with options.password_file.open(encoding="utf-8") as file:
                first = file.readline()
        except FileNotFoundError:
            raise CommandFailure(
                f"{options.password_file}: no such file. Check --password-file.", ExitCode.USAGE
            ) from None
        except UnicodeDecodeError:
            raise CommandFailure(
                f"{options.password_file} is not text in UTF-8. Check --password-file.", ExitCode.USAGE
            ) from None
        except OSError as error:
            raise disk_failure(error, options.password_file) from error
    found = first.rstrip("\r\n")
    if not found:
        raise CommandFailure(f"The first line of {options.password_file} is empty.", ExitCode.USAGE)
    return found
