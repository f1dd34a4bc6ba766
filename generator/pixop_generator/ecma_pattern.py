"""Regular expressions of JSON Schema (ECMA-262) in the engines that check them: pydantic's and Python's."""

from __future__ import annotations

import re

_LOOKAROUND = re.compile(r"\(\?(?:[=!]|<[=!])|\\[1-9k]")


def is_portable(pattern: str) -> bool:
    """Whether pydantic's engine (no lookaround, no backreference) knows all that the pattern uses."""
    return _LOOKAROUND.search(pattern) is None and re.search(r"\\[dDwWsSbB]", pattern) is None


def python_pattern(pattern: str) -> str:
    r"""Translate to Python: `$` is the end of the text alone, never the place before a last line break.

    Raises:
        ValueError: It is no regular expression, or one that Python reads differently.
    """
    translated: list[str] = []
    index, in_class = 0, False
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            pair = pattern[index : index + 2]
            if pair in (r"\p", r"\P", r"\c", r"\k"):
                raise ValueError(f"{pair} is not known")
            translated.append(pair)
            index += 2
            continue
        if character == "[":
            in_class = True
        elif character == "]":
            in_class = False
        translated.append(r"\Z" if character == "$" and not in_class else character)
        index += 1
    result = "".join(translated)
    try:
        re.compile(result, re.ASCII)
    except re.error as error:
        raise ValueError(str(error)) from None
    return result
