"""Names of containers and codecs in words, their media types (RFC 6838) and file extensions."""

_CONTAINERS: dict[str, tuple[str, str, str]] = {
    "mov": ("QuickTime / MOV", "video/quicktime", ".mov"),
    "mp4": ("MP4 (MPEG-4 Part 14)", "video/mp4", ".mp4"),
    "mxf": ("MXF (Material eXchange Format)", "application/mxf", ".mxf"),
    "mpegts": ("MPEG-TS (MPEG-2 Transport Stream)", "video/mp2t", ".mts"),
    "mpeg": ("MPEG-PS (MPEG-2 Program Stream)", "video/mpeg", ".mpg"),
    "matroska": ("Matroska / WebM", "video/matroska", ".mkv"),
    "avi": ("AVI (Audio Video Interleaved)", "video/vnd.avi", ".avi"),
    "flv": ("FLV (Flash Video)", "video/x-flv", ".flv"),
    "asf": ("ASF (Advanced / Active Streaming Format)", "video/x-ms-asf", ".asf"),
    "gxf": ("GXF (General eXchange Format)", "application/gxf", ".gxf"),
    "dv": ("DV (Digital Video)", "video/DV", ".dv"),
    "h264": ("raw H.264 video", "video/H264", ".h264"),
    "hevc": ("raw HEVC video", "video/H265", ".hevc"),
    "mpegvideo": ("raw MPEG video", "video/mpeg", ".m2v"),
}
_REQUEST_NAMES = {"mts": "mpegts"}

_CODECS = {
    "h264": "H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10",
    "hevc": "H.265 / HEVC (High Efficiency Video Coding)",
    "prores": "Apple ProRes (iCodec Pro)",
    "dnxhd": "VC3/DNxHD",
    "mpeg2video": "MPEG-2 video",
    "mpeg1video": "MPEG-1 video",
    "mpeg4": "MPEG-4 part 2",
    "dvvideo": "DV (Digital Video)",
    "mjpeg": "Motion JPEG",
    "ffv1": "FFmpeg video codec #1",
    "vp8": "On2 VP8",
    "vp9": "Google VP9",
    "av1": "Alliance for Open Media AV1",
    "rawvideo": "raw video",
    "v210": "Uncompressed 4:2:2 10-bit",
}


def long_container_name(name: str) -> str:
    """Return a container's name in words; an unknown one stands for itself."""
    return _CONTAINERS.get(_REQUEST_NAMES.get(name, name), (name, "", ""))[0]


def long_codec_name(name: str) -> str:
    """Return a codec's name in words; an unknown one stands for itself."""
    return _CODECS.get(name, name)


def media_type(container: str) -> str:
    """Return the media type of a container, by FFmpeg's name or the request's (`mts`)."""
    return _CONTAINERS.get(_REQUEST_NAMES.get(container, container), ("", "application/octet-stream", ""))[1]


def file_extension(container: str) -> str:
    """Return the usual file extension of a container with its dot; empty when unknown."""
    return _CONTAINERS.get(_REQUEST_NAMES.get(container, container), ("", "", ""))[2]
