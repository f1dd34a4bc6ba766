"""Checks of JSON values that the types of a model cannot express, with the meaning of JSON Schema 2020-12.

A check takes a JSON value and returns None, or one sentence about what is wrong with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

Check = Callable[[Any], str | None]


def passes(value: Any) -> str | None:
    """Accept everything."""
    return None


def nothing(value: Any) -> str | None:
    """Accept nothing."""
    return "is not allowed here"


def kind(*names: str) -> Check:
    """`type`: one of the JSON types; `5.0` is an integer."""

    def check(value: Any) -> str | None:
        return None if any(_is(value, name) for name in names) else f"should be of type {' or '.join(names)}"

    return check


def _is(value: Any, name: str) -> bool:
    match name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case "integer":
            return _is_number(value) and (isinstance(value, int) or value.is_integer())
    return _is_number(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def equal(left: Any, right: Any) -> bool:
    """Equality of JSON values: `1` is `1.0` and not `true`."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[name], right[name]) for name in left)
    return bool(left == right)


def one_of(*values: Any) -> Check:
    """`const` and `enum`."""

    def check(value: Any) -> str | None:
        if any(equal(value, each) for each in values):
            return None
        return "should be " + " or ".join(json.dumps(each, ensure_ascii=False) for each in values)

    return check


def required(*names: str) -> Check:
    def check(value: Any) -> str | None:
        if isinstance(value, dict):
            for name in names:
                if name not in value:
                    return f"{name} is required"
        return None

    return check


def fields(
    known: Mapping[str, Check], patterns: Mapping[str, Check] | None = None, others: Check = passes
) -> Check:
    """`properties`, `patternProperties` and `additionalProperties`."""
    compiled = [(re.compile(pattern, re.ASCII), check) for pattern, check in (patterns or {}).items()]

    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return None
        for name, item in value.items():
            matching = [each for pattern, each in compiled if pattern.search(name)]
            if name in known:
                matching.append(known[name])
            for each in matching or [others]:
                if problem := each(item):
                    return _at(name, problem)
        return None

    return check


def _at(place: str, problem: str) -> str:
    """Put a place before a sentence: `codec should be`, `target.codec should be`."""
    first, _, rest = problem.partition(" ")
    if rest.startswith(("should ", "is ")) and first not in ("is", "should"):
        return f"{place}.{problem}"
    return f"{place} {problem}"


def names(each: Check) -> Check:
    """`propertyNames`"""

    def check(value: Any) -> str | None:
        if isinstance(value, dict):
            for name in value:
                if problem := each(name):
                    return f"the field name {name!r} {problem}"
        return None

    return check


def field_count(least: int = 0, most: int | None = None) -> Check:
    """`minProperties` and `maxProperties`"""

    def check(value: Any) -> str | None:
        return _count(len(value), least, most, "field") if isinstance(value, dict) else None

    return check


def items(each: Check, first: tuple[Check, ...] = ()) -> Check:
    """`prefixItems` and `items`"""

    def check(value: Any) -> str | None:
        if isinstance(value, list):
            for index, item in enumerate(value):
                if problem := (first[index] if index < len(first) else each)(item):
                    return _at(f"[{index}]", problem)
        return None

    return check


def item_count(least: int = 0, most: int | None = None) -> Check:
    """`minItems` and `maxItems`"""

    def check(value: Any) -> str | None:
        return _count(len(value), least, most, "item") if isinstance(value, list) else None

    return check


def unique(value: Any) -> str | None:
    """`uniqueItems`"""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if any(equal(item, other) for other in value[:index]):
                return f"[{index}] is there twice"
    return None


def contains(each: Check, least: int = 1, most: int | None = None) -> Check:
    """`contains`, `minContains` and `maxContains`"""

    def check(value: Any) -> str | None:
        if not isinstance(value, list):
            return None
        return _count(sum(each(item) is None for item in value), least, most, "matching item")

    return check


def _count(count: int, least: int, most: int | None, what: str) -> str | None:
    if count < least:
        return f"should have at least {least} {what}{'' if least == 1 else 's'}"
    if most is not None and count > most:
        return f"should have at most {most} {what}{'' if most == 1 else 's'}"
    return None


def text(least: int = 0, most: int | None = None, pattern: str | None = None) -> Check:
    """`minLength`, `maxLength` (in characters) and `pattern`"""
    compiled = re.compile(pattern, re.ASCII) if pattern is not None else None

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return None
        if problem := _count(len(value), least, most, "character"):
            return problem
        return f"should match {pattern}" if compiled and not compiled.search(value) else None

    return check


def number(
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
    below: float | None = None,
    multiple: float | None = None,
) -> Check:
    """`minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum` and `multipleOf`, the last one in decimal"""

    def check(value: Any) -> str | None:
        if not _is_number(value):
            return None
        if least is not None and value < least:
            return f"should be at least {least}"
        if most is not None and value > most:
            return f"should be at most {most}"
        if above is not None and value <= above:
            return f"should be more than {above}"
        if below is not None and value >= below:
            return f"should be less than {below}"
        if multiple is not None and Fraction(str(value)) % Fraction(str(multiple)):
            return f"should be a multiple of {multiple}"
        return None

    return check


def every(*checks: Check) -> Check:
    """`allOf`"""

    def check(value: Any) -> str | None:
        for each in checks:
            if problem := each(value):
                return problem
        return None

    return check


def some(*checks: Check) -> Check:
    """`anyOf`"""

    def check(value: Any) -> str | None:
        problems: list[str] = []
        for each in checks:
            problem = each(value)
            if problem is None:
                return None
            problems.append(problem)
        return "; or ".join(dict.fromkeys(problems))

    return check


def exactly_one(*checks: Check) -> Check:
    """`oneOf`"""

    def check(value: Any) -> str | None:
        problems = [problem for each in checks if (problem := each(value))]
        if len(problems) == len(checks):
            return "; or ".join(dict.fromkeys(problems))
        if len(problems) < len(checks) - 1:
            return f"is allowed in one form only, and has {len(checks) - len(problems)} of them at once"
        return None

    return check


def never(each: Check, what: str) -> Check:
    """`not`"""

    def check(value: Any) -> str | None:
        return None if each(value) else what

    return check


def when(condition: Check, then: Check, otherwise: Check, because: str) -> Check:
    """`if`, `then` and `else`"""

    def check(value: Any) -> str | None:
        holds = condition(value) is None
        problem = (then if holds else otherwise)(value)
        return f"{problem} {'because' if holds else 'unless'} {because}" if problem else None

    return check


def dependent(checks: Mapping[str, Check]) -> Check:
    """`dependentRequired` and `dependentSchemas`"""

    def check(value: Any) -> str | None:
        if isinstance(value, dict):
            for name, each in checks.items():
                if name in value and (problem := each(value)):
                    return f"{problem} because {name} is given"
        return None

    return check


def reference(table: Mapping[str, Check], name: str) -> Check:
    """`$ref`, looked up when it is used: schemas may refer to each other in a circle."""
    return lambda value: table[name](value)
