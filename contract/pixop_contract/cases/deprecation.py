"""DEP: operations on their way out, and whether a server says so (RFC 9745, RFC 8594)."""

from __future__ import annotations

from pixop_contract.case import case
from pixop_contract.document import Operation
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import told
from pixop_contract.sample_request import sample
from pixop_contract.world import GENERATORS, World

FIELDS = ("Deprecation", "Sunset")


def announced(world: World, operation: Operation) -> bool:
    """Tell whether the document has the operation end: `deprecated`, or a sunset of its own."""
    item = world.document.data["paths"][operation.path]
    node = item[operation.method.lower()]
    return bool(node.get("deprecated") or node.get("x-sunset"))


def ask(world: World, operation: Operation) -> Exchange:
    """Call an operation on an id that nobody was given, or on nothing: it is not to be used up for this."""
    return world.api.call(
        operation.id,
        world.unknown_id() if operation.takes_id else None,
        by=world.owner,
        **sample(operation.id, name=f"{world.run} deprecated"),
    )


def served(answer: Exchange) -> str:
    """Tell from an answer whether the operation is served, and what it announces."""
    exception = answer.get("exception")
    gone = answer.status in (405, 410, 501) or (answer.status == 404 and not isinstance(exception, str))
    fields = [f"{name}: {answer.header(name)}" for name in FIELDS if answer.header(name) is not None]
    state = "not served any more" if gone else "still served"
    return f"{state} ({told(answer)}), {', '.join(fields) or 'without Deprecation and Sunset'}"


@case("DEP-001")
def tells_about_deprecated_operations(world: World) -> str:
    lines = []
    for operation in world.document.operations.values():
        if not announced(world, operation):
            continue
        if operation.id in GENERATORS:
            lines.append(f"{operation.id}: not asked, since it changes the account")
            continue
        lines.append(f"{operation.id}: {served(ask(world, operation))}")
    return "; ".join(lines) or "the document deprecates no operation"
