"""From pydantic's list of errors to one sentence that names the field and what is permitted."""

import json
from typing import Any

import pydantic

_LONGEST_INPUT = 60


def explain(error: pydantic.ValidationError) -> str:
    """Describe what is wrong with a request, at most three fields of it."""
    sentences: list[str] = []
    for detail in error.errors(include_url=False, include_context=True):
        field = _field(detail["loc"])
        # What was sent as a password stays out of answers and logs.
        reason = _reason(detail if "password" not in field.lower() else detail | {"input": "…"})
        sentence = f"{field}: {reason}" if field else reason
        if sentence not in sentences:
            sentences.append(sentence)
    shown = "; ".join(sentences[:3])
    return f"{shown}; and {len(sentences) - 3} more." if len(sentences) > 3 else f"{shown}."


def _field(location: tuple[int | str, ...]) -> str:
    # Pydantic names the branch of a union among the fields; branches are classes or functions, fields are camelCase.
    names = [
        str(part) for part in location if not (isinstance(part, str) and (part[:1].isupper() or "[" in part))
    ]
    return ".".join(names)


def _reason(detail: Any) -> str:
    context = detail.get("ctx") or {}
    match detail["type"]:
        case "missing":
            return "is required"
        case "extra_forbidden":
            return "is not a field that is known here"
        case "enum" | "literal_error":
            return (
                f"{_shown(detail['input'])} is not one of {context.get('expected', 'the permitted values')}"
            )
        case "string_too_short":
            return f"needs at least {context.get('min_length')} character(s)"
        case "string_too_long":
            return f"takes at most {context.get('max_length')} characters"
        case "value_error" | "assertion_error":
            return str(context.get("error", detail["msg"])).rstrip(".")
        case _:
            message = str(detail["msg"]).rstrip(".")
            return (
                message.replace("Input", _shown(detail["input"]), 1)
                if message.startswith("Input ")
                else message
            )


def _shown(value: Any) -> str:
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = ascii(value)
    return text if len(text) <= _LONGEST_INPUT else f"{text[:_LONGEST_INPUT]}…"
