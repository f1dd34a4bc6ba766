from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .bit_depth import BitDepth
    from .yuv import Yuv


@define(kw_only=True)
class RequestedChromaSubsampling:
    """Chroma subsampling and bit depth. What the encoder cannot write exactly is refused with 400;
    nothing is substituted (D-28a).

    Attributes:
        yuv: The ratio of luma to chroma samples.
        bits: Bits of one component (D-35).
    """

    yuv: Yuv | str | Unset = UNSET
    bits: BitDepth | int | Unset = UNSET

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .bit_depth import BitDepth
        from .yuv import Yuv

        fields = wire.Fields("RequestedChromaSubsampling", data)
        result = cls(
            yuv=fields.optional("yuv", wire.enumeration(Yuv)),
            bits=fields.optional("bits", wire.enumeration(BitDepth)),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .bit_depth import BitDepth
        from .yuv import Yuv

        result: dict[str, Any] = {}
        wire.put(result, "yuv", self.yuv, wire.enum_json(Yuv), closed)
        wire.put(result, "bits", self.bits, wire.enum_json(BitDepth), closed)
        return result
