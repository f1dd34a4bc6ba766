from __future__ import annotations

from enum import StrEnum
from typing import Self


class Deinterlacer(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    `deint` Pixop Deinterlacer, `yadif` YADIF, `bwdif` Bob Weaver, `weston3f` Weston Three
    Field.
    """

    DEINT = "deint"
    YADIF = "yadif"
    BWDIF = "bwdif"
    WESTON3F = "weston3f"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document lists the value."""
        return self._value_ in type(self)._value2member_map_
