"""Compare a file with what was asked, with its source and with what the server says, before it gets its name."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixop_client.types import Unset

from pixop.errors import ResultMismatchError
from pixop.verification import media_facts
from pixop.verification.media_facts import MediaFacts, NotProbedError, UnreadableMediaError
from pixop.verification.media_words import metadata_of
from pixop.verification.result_check import ServerFacts, SourceFacts, media_differences, size_differences

if TYPE_CHECKING:
    from pixop_client.models.video import Video


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found out about a good file.

    Attributes:
        facts: the measured file; None when it could not be measured here, and its length alone was compared.
        not_probed: why not, empty when it was.
    """

    facts: MediaFacts | None
    not_probed: str

    @property
    def words(self) -> str:
        """The file in one line."""
        return f"the length alone ({self.not_probed})" if self.facts is None else self.facts.words


def verify(
    path: Path,
    video: "Video | None",
    *,
    request: Mapping[str, Any] | None = None,
    source: "Video | None" = None,
    source_path: Path | None = None,
) -> Verified:
    """Compare a file with the video that it is the media of.

    Its length always; with FFmpeg here (the extra `probe`) also container, codec, picture and frames.

    Args:
        video: as the server describes it; None when that is not known.
        request: the process request in the wire shape; None when it is not known, or for an original.
        source: what the video was made from, for the number of frames.
        source_path: the source on this machine, measured only when the number of frames is in doubt.

    Raises:
        ResultMismatchError: it differs, or is no video; the message names every difference.
    """
    video_id = None if video is None else video.id
    server = server_facts(video)
    differences = size_differences(path.stat().st_size, server)
    if differences:
        raise _mismatch(differences, video_id)
    try:
        found = media_facts.measure(path)
    except NotProbedError as error:
        return Verified(None, f"the media was not probed, {error}")
    except UnreadableMediaError as error:
        raise _mismatch([str(error)], video_id) from error
    origin = source_facts(source)
    differences = media_differences(found, request or {}, origin, server)
    if origin is not None and source_path is not None and any("frames, not" in each for each in differences):
        with suppress(NotProbedError, UnreadableMediaError):
            constant = media_facts.measure(source_path).constant_frame_rate
            differences = media_differences(
                found, request or {}, replace(origin, constant_frame_rate=constant), server
            )
    if differences:
        raise _mismatch(differences, video_id)
    return Verified(found, "")


def verifying(video: "Video | None", then: Callable[[Path], None] | None = None) -> Callable[[Path], None]:
    """Return the check of a download against a video; `then` is called after it."""

    def check(path: Path) -> None:
        verify(path, video)
        if then is not None:
            then(path)

    return check


def source_facts(video: "Video | None") -> SourceFacts | None:
    """Return what the server measured of a source."""
    found = metadata_of(video) if video is not None else None
    if found is None:
        return None
    return SourceFacts(frames=found.total_frames, frame_rate=found.average_framerate)


def server_facts(video: "Video | None") -> ServerFacts:
    """Return what the server says about a video, in its metadata and its echo of the request."""
    facts = ServerFacts()
    if video is None:
        return facts
    found = metadata_of(video)
    if found is not None:
        facts = replace(
            facts,
            width=found.frame_width,
            height=found.frame_height,
            frames=found.total_frames or None,
            size=found.size or None,
        )
    processing = video.processing
    parameters = None if isinstance(processing, Unset) else processing.processing_parameters
    target = None if parameters is None or isinstance(parameters, Unset) else parameters.target_video
    if target is None or isinstance(target, Unset):
        return facts
    return replace(facts, container=target.container.name, codec=target.codec.name)


def _mismatch(differences: list[str], video_id: str | None) -> ResultMismatchError:
    return ResultMismatchError(
        f"The result is not what was asked for: {'; '.join(differences)}. It was not kept.", video_id=video_id
    )
