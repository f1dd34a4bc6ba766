"""An operation of the document as the command line calls it: parameters by their names on the wire."""

import re
from difflib import get_close_matches
from typing import Any
from urllib.parse import quote

from pixop_client.api import OPERATIONS, operation_module
from pixop_client.request import Operation, Request
from pixop_client.types import UNSET

from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
#: The client makes these itself; a second value would contradict it (RFC 9110, sections 7.2, 8.6 and 11.6.2).
_OWN_HEADERS = frozenset({"authorization", "host", "content-length", "transfer-encoding", "content-type"})


def known_operations() -> list[str]:
    """Return the ids of all operations, in the order of the document."""
    return list(OPERATIONS)


def find_operation(operation_id: str) -> Operation:
    """Return an operation by its id, whose case does not matter.

    Raises `CommandFailure` that suggests what may have been meant.
    """
    by_fold = {name.casefold(): name for name in OPERATIONS}
    name = by_fold.get(operation_id.replace("-", "").replace("_", "").casefold())
    if name is None:
        near = [by_fold[each] for each in get_close_matches(operation_id.casefold(), by_fold, n=3)]
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise CommandFailure(
            f"The document has no operation {operation_id!r}.{meant} `pixop api` lists all.", ExitCode.USAGE
        )
    operation: Operation = operation_module(name).OPERATION
    return operation


def build_request(
    operation: Operation, *, path: list[str], query: list[str], headers: list[str], body: Any
) -> Request:
    """Return the request with parameters given as NAME=VALUE; `body` is decoded JSON, None for none.

    Raises `CommandFailure` for a parameter that is missing, unknown in the path, or cannot be sent.
    """
    values = dict(_pair(each, "--path-param") for each in path)
    wanted = _PLACEHOLDER.findall(operation.path)
    missing = [name for name in wanted if name not in values]
    unknown = [name for name in values if name not in wanted]
    if missing:
        raise _refused(
            f"{operation.id} needs " + " ".join(f"--path-param {name}=VALUE" for name in missing) + "."
        )
    if unknown:
        raise _refused(
            f"The path of {operation.id} has no parameter {', '.join(unknown)}: it is {operation.path}."
        )
    takes_json = operation.request_content == "application/json"
    if body is not None and not takes_json:
        raise _refused(f"{operation.id} takes no JSON body. Leave --body out.")
    return Request(
        operation,
        _PLACEHOLDER.sub(lambda match: _segment(match[1], values[match[1]]), operation.path),
        params=[_pair(each, "--query") for each in query],
        headers=[_header(each) for each in headers],
        json=UNSET if body is None else body,
    )


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise _refused(f"{option} {text!r} is not NAME=VALUE.")
    return name, value


def _segment(name: str, value: str) -> str:
    if value in ("", ".", ".."):
        raise _refused(f"{name}: {value!r} cannot be a part of a path.")
    return quote(value, safe="")


def _header(text: str) -> tuple[str, str]:
    name, value = _pair(text, "--header")
    if not _TOKEN.fullmatch(name) or not value.isprintable():
        raise _refused(f"--header {name!r} cannot be sent: check its name and value.")
    if name.lower() in _OWN_HEADERS:
        raise _refused(f"The client sets {name} itself. Leave it out.")
    return name, value


def _refused(message: str) -> CommandFailure:
    return CommandFailure(message, ExitCode.USAGE)
