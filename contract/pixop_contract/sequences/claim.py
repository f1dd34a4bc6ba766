"""Claims: what an answer must be, each bound to the requirement that says so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pixop_contract.exchange import Exchange
from pixop_contract.expectation import shown, told

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim about an answer.

    `look` returns what was observed instead, None where the claim holds. After a `decisive` claim that does not
    hold the claims behind it say nothing.
    """

    requirement: str
    expected: str
    look: Callable[[Exchange], str | None]
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """A claim that does not hold."""

    requirement: str
    expected: str
    observed: str


def departures(claims: Iterable[Claim], answer: Exchange) -> list[Departure]:
    """Judge an answer; a failure of the server is judged elsewhere and settles nothing here."""
    found: list[Departure] = []
    if answer.status >= 500:
        return found
    for claim in claims:
        observed = claim.look(answer)
        if observed is not None:
            found.append(Departure(claim.requirement, claim.expected, observed))
            if claim.decisive:
                break
    return found


def succeeds(requirement: str, what: str) -> Claim:
    """Claim a 2xx."""
    return Claim(requirement, f"success: {what}", lambda answer: None if answer.ok else told(answer), True)


def refused(requirement: str, why: str) -> Claim:
    """Claim a 4xx."""
    return Claim(
        requirement,
        f"a refusal: {why}",
        lambda answer: None if 400 <= answer.status < 500 else told(answer),
        True,
    )


def status(requirement: str, code: int, why: str) -> Claim:
    """Claim a status; decisive, since another one brings other content."""
    return Claim(
        requirement, f"{code}: {why}", lambda answer: None if answer.status == code else told(answer), True
    )


def not_status(requirement: str, code: int, why: str) -> Claim:
    """Claim any other status."""
    return Claim(
        requirement, f"no {code}: {why}", lambda answer: told(answer) if answer.status == code else None, True
    )


def field(requirement: str, path: Path, value: Any, what: str) -> Claim:
    """Claim a value in the JSON content; an integer may be printed as a string."""

    def look(answer: Exchange) -> str | None:
        found = answer.get(*path)
        same = found == value or (
            isinstance(value, int) and not isinstance(value, bool) and str(found) == str(value)
        )
        return None if same else shown(found)

    return Claim(requirement, f"{what} {shown(value)}", look)


def other(requirement: str, path: Path, taken: Collection[str], what: str) -> Claim:
    """Claim a value that was not there before."""
    known = frozenset(taken)

    def look(answer: Exchange) -> str | None:
        found = answer.get(*path)
        return "one that is in use" if isinstance(found, str) and found in known else None

    return Claim(requirement, f"{what} of its own", look)


def one_of(requirement: str, path: Path, values: Sequence[str], what: str) -> Claim:
    """Claim one of some words, whatever their case."""

    def look(answer: Exchange) -> str | None:
        found = answer.get(*path)
        return None if str(found).lower() in values else shown(found)

    return Claim(requirement, f"{what} {' or '.join(values)}", look)


def none_of(requirement: str, path: Path, values: Sequence[Any], what: str) -> Claim:
    """Claim anything but some values, words whatever their case."""

    def look(answer: Exchange) -> str | None:
        found = answer.get(*path)
        plain = found.lower() if isinstance(found, str) else found
        return shown(found) if plain in values else None

    return Claim(requirement, what, look)


def content(requirement: str, expected: bytes, what: str) -> Claim:
    """Claim the bytes of the content."""

    def look(answer: Exchange) -> str | None:
        found = answer.response.body
        return None if found == expected else f"{len(found)} other bytes"

    return Claim(requirement, what, look)


def header(requirement: str, name: str, value: str | None, what: str) -> Claim:
    """Claim the value of a header field, where the answer has it; how strong an entity tag is, is judged elsewhere."""

    def look(answer: Exchange) -> str | None:
        found = answer.header(name)
        same = found is None or value is None or found.removeprefix("W/") == value.removeprefix("W/")
        return None if same else found

    return Claim(requirement, what, look)


def ids_in(answer: Exchange, *path: str) -> list[str]:
    """Return the ids of the objects in an array."""
    items = answer.get(*path)
    return (
        [str(item.get("id")) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    )
