from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .chroma_subsampling import ChromaSubsampling


@define(kw_only=True)
class PixelFormat:
    """How pixels are stored.

    Attributes:
        name: FFmpeg's name of the pixel format, `yuv420p` for example.
        chroma_subsampling: Chroma subsampling and bit depth.
    """

    name: str
    chroma_subsampling: ChromaSubsampling | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .chroma_subsampling import ChromaSubsampling

        fields = wire.Fields("PixelFormat", data)
        return cls(
            name=fields.required("name", wire.string),
            chroma_subsampling=fields.optional("chromaSubsampling", ChromaSubsampling.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .chroma_subsampling import ChromaSubsampling

        result: dict[str, Any] = {}
        wire.put(result, "name", self.name)
        wire.put(
            result, "chromaSubsampling", self.chroma_subsampling, wire.model_json(ChromaSubsampling), closed
        )
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
