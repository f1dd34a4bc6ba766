"""The vocabulary of planted faults: what happens to which operation's requests or answers."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pixop_contract.document import load_document
from planted_proxy import Answer, Asked, Change, Forward

DOCUMENT = load_document()


@dataclass(frozen=True)
class Fault:
    """One fault: `make` returns a change with a state of its own."""

    name: str
    expected: tuple[str, ...]
    make: Callable[[], Change]

    @property
    def area(self) -> str:
        return self.expected[0].split("-")[0]


FAULTS: dict[str, Fault] = {}
HELD_OUT: dict[str, Fault] = {}
"""Faults of kinds that the catalogue lacked, written before anybody looked whether they are found."""


def plant(name: str, expected: str, make: Callable[[], Change]) -> None:
    """Add a fault; `expected` names one id, or several of which each tells the fault rightly."""
    assert name not in FAULTS, name
    FAULTS[name] = Fault(name, tuple(expected.split()), make)


def planted(name: str, expected: str) -> Callable[[Callable[[], Change]], Callable[[], Change]]:
    """Add a fault that has a state."""

    def register(make: Callable[[], Change]) -> Callable[[], Change]:
        plant(name, expected, make)
        return make

    return register


def hold_out(name: str, expected: str, make: Callable[[], Change]) -> None:
    """Add a fault that was written blind."""
    assert name not in FAULTS | HELD_OUT, name
    HELD_OUT[name] = Fault(name, tuple(expected.split()), make)


def held_out(name: str, expected: str) -> Callable[[Callable[[], Change]], Callable[[], Change]]:
    """Add a fault that was written blind and has a state."""

    def register(make: Callable[[], Change]) -> Callable[[], Change]:
        hold_out(name, expected, make)
        return make

    return register


def operation(asked: Asked) -> str:
    """Name the operation that a request addresses, or nothing."""
    found = DOCUMENT.find(asked.method, asked.target)
    return found[0].id if found else ""


def identifier(asked: Asked) -> str:
    return asked.path.rsplit("/", 1)[-1]


def query(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(asked.target.partition("?")[2], keep_blank_values=True))


def set_query(asked: Asked, **values: str | None) -> None:
    """Set or (None) drop parameters; `_` in a name stands for `-`."""
    given = query(asked)
    for key, value in values.items():
        name = key.replace("_", "-")
        if value is None:
            given.pop(name, None)
        else:
            given[name] = value
    asked.target = asked.path + (f"?{urlencode(given)}" if given else "")


def body(asked: Asked) -> Any:
    try:
        return json.loads(asked.body)
    except (ValueError, RecursionError):
        return None


def header(asked: Asked, name: str) -> str:
    return next((value for key, value in asked.headers.items() if key.lower() == name.lower()), "")


def drop_header(asked: Asked, name: str) -> None:
    for key in [key for key in asked.headers if key.lower() == name.lower()]:
        del asked.headers[key]


def set_body(asked: Asked, data: Any) -> None:
    asked.body = data if isinstance(data, bytes) else json.dumps(data).encode()
    drop_header(asked, "Content-Length")
    asked.headers["Content-Length"] = str(len(asked.body))


def ask(asked: Asked, forward: Forward, method: str, target: str, data: Any = None) -> Answer:
    """Ask the server something more with the same credentials."""
    other = Asked(method, target, {"Authorization": header(asked, "Authorization")}, b"")
    if data is not None:
        other.headers["Content-Type"] = "application/json"
        set_body(other, data)
    return forward(other)


def matches(asked: Asked, answer: Answer, operations: str, status: int | None) -> bool:
    wanted = operations.split()
    named = operation(asked) in wanted if wanted != ["*"] else True
    return named and (200 <= answer.status < 300 if status is None else answer.status == status)


def on_answer(
    operations: str, alter: Callable[[Answer], None], status: int | None = None
) -> Callable[[], Change]:
    """Alter answers of operations (`*`: all) with a status (None: a success)."""

    def make() -> Change:
        def change(asked: Asked, forward: Forward) -> Answer:
            answer = forward(asked)
            if matches(asked, answer, operations, status):
                alter(answer)
            return answer

        return change

    return make


def on_data(operations: str, alter: Callable[[Any], Any], status: int | None = None) -> Callable[[], Change]:
    """Alter the JSON content of answers in place; what `alter` returns is of no account."""

    def change(data: Any) -> Any:
        alter(data)
        return data

    return as_data(operations, change, status)


def as_data(operations: str, make: Callable[[Any], Any], status: int | None = None) -> Callable[[], Change]:
    """Put other JSON content in place of the content of answers."""

    def change(answer: Answer) -> None:
        data = answer.json
        if data is None:
            return
        try:
            answer.json = make(data)
        except (KeyError, IndexError, TypeError):
            return

    return on_answer(operations, change, status)


def at(data: Any, path: str) -> tuple[Any, Any]:
    """Return the parent and the last step of a dotted path; raises KeyError, IndexError or TypeError."""
    steps: list[Any] = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps[:-1]:
        data = data[step]
    data[steps[-1]]  # it must be there
    return data, steps[-1]


def without(operations: str, path: str) -> Callable[[], Change]:
    """Leave a field out."""

    def alter(data: Any) -> None:
        parent, last = at(data, path)
        del parent[last]

    return on_data(operations, alter)


def with_value(operations: str, path: str, value: Any) -> Callable[[], Change]:
    """Give a field another value, or one made from the present one."""

    def alter(data: Any) -> None:
        parent, last = at(data, path)
        parent[last] = value(copy.deepcopy(parent[last])) if callable(value) else value

    return on_data(operations, alter)


def with_status(operations: str, before: int, after: int) -> Callable[[], Change]:
    """Answer with another status."""

    def alter(answer: Answer) -> None:
        answer.status = after

    return on_answer(operations, alter, before)


def with_field(operations: str, name: str, value: Any, status: int | None = None) -> Callable[[], Change]:
    """Set a header field (None: leave it out), or make it from the present value."""

    def alter(answer: Answer) -> None:
        before = answer.header(name)
        if callable(value):
            if before is not None:
                answer.set(name, value(before))
        elif value is None:
            answer.drop(name)
        else:
            answer.set(name, value)

    return on_answer(operations, alter, status)


def on_request(operations: str, alter: Callable[[Asked], None]) -> Callable[[], Change]:
    """Alter requests of operations."""

    def make() -> Change:
        def change(asked: Asked, forward: Forward) -> Answer:
            if operations == "*" or operation(asked) in operations.split():
                alter(asked)
            return forward(asked)

        return change

    return make


def on_body(operations: str, alter: Callable[[Any], Any]) -> Callable[[], Change]:
    """Alter the JSON content of requests in place, or return another."""

    def change(asked: Asked) -> None:
        data = body(asked)
        if data is None:
            return
        try:
            replaced = alter(data)
        except (KeyError, IndexError, TypeError, AttributeError):
            return
        set_body(asked, data if replaced is None else replaced)

    return on_request(operations, change)


def accepts(operations: str, wrong: Callable[[Asked], bool], mended: Any) -> Callable[[], Change]:
    """Accept a wrong request as if it were `mended` (content, or a function that mends the request)."""

    def alter(asked: Asked) -> None:
        try:
            bad = wrong(asked)
        except (KeyError, TypeError, AttributeError, ValueError):
            return
        if bad:
            if callable(mended):
                mended(asked)
            else:
                drop_header(asked, "Content-Type")
                asked.headers["Content-Type"] = "application/json"
                set_body(asked, mended)

    return on_request(operations, alter)


def text(pattern: str, replacement: str, operations: str = "*", status: int | None = None) -> Any:
    """Replace text in the content."""

    def alter(answer: Answer) -> None:
        if "json" in (answer.header("Content-Type") or ""):
            answer.body = re.sub(pattern.encode(), replacement.encode(), answer.body)

    return on_answer(operations, alter, status)
