"""The media engine: probe, plan and process video with FFmpeg as a guarded child process.

It knows nothing of HTTP or of the store. `assess_quality` needs numpy, the rest only an FFmpeg.
"""

from pixop_server.media.errors import (
    MediaCancelledError,
    MediaError,
    ModelError,
    PlanError,
    UnsupportedError,
)
from pixop_server.media.ffmpeg_binary import ffmpeg_path
from pixop_server.media.guard import Limits
from pixop_server.media.media_probe import Probe, probe
from pixop_server.media.processing_job import process
from pixop_server.media.processing_plan import ProcessingPlan, plan
from pixop_server.media.quality import assess_quality
from pixop_server.media.super_resolution import SuperResolution

__all__ = [
    "Limits",
    "MediaCancelledError",
    "MediaError",
    "ModelError",
    "PlanError",
    "Probe",
    "ProcessingPlan",
    "SuperResolution",
    "UnsupportedError",
    "assess_quality",
    "ffmpeg_path",
    "plan",
    "probe",
    "process",
]
