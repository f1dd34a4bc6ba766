from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .yuv import Yuv


@define(kw_only=True)
class ChromaSubsampling:
    """Chroma subsampling and bit depth.

    Attributes:
        yuv: The ratio of luma to chroma samples.
        bits: Bit depth of one component, although the reference also says "per pixel" (D-35).
    """

    yuv: Yuv | Unset = UNSET
    bits: int | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .yuv import Yuv

        fields = wire.Fields("ChromaSubsampling", data)
        return cls(
            yuv=fields.optional("yuv", wire.enumeration(Yuv)),
            bits=fields.optional("bits", wire.integer),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .yuv import Yuv

        result: dict[str, Any] = {}
        wire.put(result, "yuv", self.yuv, wire.enum_json(Yuv), closed)
        wire.put(result, "bits", self.bits)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
