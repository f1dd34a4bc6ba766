"""A job that can be stored, and waited for by another process."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pixop.errors import ConfigurationError, PixopError

if TYPE_CHECKING:
    from pixop_client.models.video import Video

Job = Literal["ingestion", "processing"]


@dataclass(frozen=True, slots=True)
class JobHandle:
    """An ingestion or a processing at a server.

    Attributes:
        job: `ingestion` or `processing`.
        video_id: the video; of a processing the processed one.
    """

    job: Job
    video_id: str

    def __post_init__(self) -> None:
        if (
            self.job not in ("ingestion", "processing")
            or not self.video_id
            or not isinstance(self.video_id, str)
        ):
            raise ConfigurationError(
                f"A job is 'ingestion' or 'processing' of a video id, not {self.job!r} of {self.video_id!r}."
            )

    @classmethod
    def ingestion(cls, video_id: str) -> "JobHandle":
        """The ingestion of a video that was uploaded."""
        return cls("ingestion", video_id)

    @classmethod
    def processing(cls, processed_video_id: str) -> "JobHandle":
        """The processing that makes a video."""
        return cls("processing", processed_video_id)

    def to_json(self) -> str:
        """Return one line of JSON; it holds no secret."""
        return json.dumps({"job": self.job, "videoId": self.video_id})

    @classmethod
    def from_json(cls, text: str) -> "JobHandle":
        """Read what `to_json` wrote; raises `ConfigurationError`."""
        try:
            data: Any = json.loads(text)
            return cls(data["job"], data["videoId"])
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, ConfigurationError):
                raise
            raise ConfigurationError(f"{text[:100]!r} is no stored job.") from None


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """How a job ended.

    Attributes:
        handle: the job.
        video: the video when it is done, else None.
        error: why there is none: `JobFailedError`, or the error of the last poll when too many failed.
    """

    handle: JobHandle
    video: "Video | None"
    error: PixopError | None

    def result(self) -> "Video":
        """Return the video, or raise the error."""
        if self.error is not None:
            raise self.error
        if self.video is None:
            raise AssertionError("an outcome has a video or an error")
        return self.video
