"""The forms in which a command writes its data."""

from enum import StrEnum


class OutputFormat(StrEnum):
    """`human` to read, `json` one document, `jsonl` one object a line, `quiet` the essential value alone."""

    HUMAN = "human"
    JSON = "json"
    JSONL = "jsonl"
    QUIET = "quiet"
