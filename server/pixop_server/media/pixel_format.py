"""FFmpeg's pixel format names and what they mean: chroma subsampling and bits of one component."""

import re
from dataclasses import dataclass

_PLANAR = re.compile(r"yuv[aj]?(?P<ratio>4[0124][0124])p(?P<bits>\d{1,2})?(?:le|be)?")
_SEMI_PLANAR = {"nv12": "4:2:0", "nv21": "4:2:0", "nv16": "4:2:2", "nv24": "4:4:4", "nv42": "4:4:4"}
_PACKED = {"yuyv422": "4:2:2", "uyvy422": "4:2:2", "yvyu422": "4:2:2", "uyyvyy411": "4:1:1"}
_P0XX = re.compile(r"(?P<letter>[py])(?P<chroma>[024])(?P<bits>1[026])(?:le|be)")
_RGB_OR_GRAY = re.compile(r"(?:gbra?p|gray|ya)(?P<bits>\d{1,2})?(?:le|be)?")


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """A pixel format; `yuv` and `bits` are None where the name does not say (RGB, grey, hardware formats)."""

    name: str
    yuv: str | None
    bits: int | None

    def wire(self) -> dict[str, object]:
        """Return the `PixelFormat` schema of the document, without what is unknown."""
        chroma = {key: value for key, value in (("yuv", self.yuv), ("bits", self.bits)) if value is not None}
        return {"name": self.name, "chromaSubsampling": chroma} if chroma else {"name": self.name}


def from_name(name: str) -> PixelFormat:
    """Interpret an FFmpeg pixel format name such as `yuv422p10le`."""
    if match := _PLANAR.fullmatch(name):
        return PixelFormat(name, ":".join(match["ratio"]), int(match["bits"] or 8))
    if yuv := _SEMI_PLANAR.get(name) or _PACKED.get(name):
        return PixelFormat(name, yuv, 8)
    if match := _P0XX.fullmatch(name):
        return PixelFormat(
            name, {"0": "4:2:0", "2": "4:2:2", "4": "4:4:4"}[match["chroma"]], int(match["bits"])
        )
    if match := _RGB_OR_GRAY.fullmatch(name):
        return PixelFormat(name, None, int(match["bits"] or 8))
    if re.fullmatch(r"(rgb|bgr)(24|a|0)?|0?(rgb|bgr)|[ar]gb|rgba|bgra|pal8", name):
        return PixelFormat(name, None, 8)
    if re.fullmatch(r"(rgba?|bgra?)(48|64)(le|be)", name):
        return PixelFormat(name, None, 16)
    return PixelFormat(name, None, None)


def from_chroma(yuv: str, bits: int) -> PixelFormat:
    """Build the planar little-endian format of a chroma subsampling ("4:2:2") and a bit depth (8 to 16)."""
    name = f"yuv{yuv.replace(':', '')}p" + ("" if bits == 8 else f"{bits}le")
    return PixelFormat(name, yuv, bits)
