from __future__ import annotations

from enum import IntEnum
from typing import Self


class BitDepth(IntEnum):
    """Known values; any other integer becomes a member too, with `is_known` False.

    Bits of one component (D-35).
    """

    BITS_8 = 8
    BITS_10 = 10
    BITS_12 = 12
    BITS_14 = 14
    BITS_16 = 16

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"VALUE_{value}"
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document lists the value."""
        return self._value_ in type(self)._value2member_map_
