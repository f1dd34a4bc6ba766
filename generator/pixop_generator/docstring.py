"""Write docstrings: prose of the document, wrapped, in the Google layout that the rest of the project has."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable

WIDTH = 96


def docstring(
    summary: str, description: str, sections: Iterable[tuple[str, Iterable[tuple[str, str]]]], indent: int
) -> str:
    """Write a docstring literal, without a line break at its end.

    Args:
        summary: The first line.
        description: Paragraphs that follow it; Markdown lists stay lists.
        sections: Title and entries (name, text) of the sections below.
        indent: Columns of the code that the docstring is put into; the first line is not indented.
    """
    width = WIDTH - indent
    blocks = [_wrap(sentence(summary), width)] if summary.strip() else []
    if description.strip() and description.strip() != summary.strip():
        blocks.append(_paragraphs(description, width))
    for title, entries in sections:
        lines = [
            textwrap.fill(
                _clean(f"{name}: {text}" if name else text),
                width,
                initial_indent="    ",
                subsequent_indent=" " * 8,
            )
            for name, text in entries
            if text
        ]
        if lines:
            blocks.append(title + ":\n" + "\n".join(lines))
    body = "\n\n".join(blocks).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if "\n" not in body and not body.endswith('"'):
        return f'"""{body}"""'
    lines = [body.splitlines()[0], *((" " * indent + line).rstrip() for line in body.splitlines()[1:])]
    return '"""' + "\n".join(lines) + "\n" + " " * indent + '"""'


def sentence(text: str) -> str:
    """End a line of prose with a full stop."""
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?:" else text + "."


def one_line(text: str) -> str:
    """Fold prose into one line."""
    return " ".join(text.split())


def _wrap(text: str, width: int, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        _clean(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _paragraphs(text: str, width: int) -> str:
    blocks: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        items = re.split(r"\n(?=\s*[-*] )", paragraph)
        lines = []
        for item in items:
            bullet = re.match(r"\s*([-*] )", item)
            lines.append(_wrap(item, width, "", "  " if bullet else ""))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _clean(text: str) -> str:
    """One line without control characters, which Python source cannot hold."""
    return " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())
