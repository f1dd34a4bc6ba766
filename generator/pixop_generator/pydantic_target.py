"""The pydantic release whose interfaces the strict models use."""

from __future__ import annotations

PYDANTIC_TARGET = "2.14"
