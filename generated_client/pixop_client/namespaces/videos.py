"""The operations of the tag `videos`, one method each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import UNSET, Unset
from .caller import AsyncCaller, Caller

if TYPE_CHECKING:
    from ..models.apple_prores_profile import AppleProresProfile
    from ..models.bitrate import Bitrate
    from ..models.clarity_boost import ClarityBoost
    from ..models.clip_range import ClipRange
    from ..models.create_video_response import CreateVideoResponse
    from ..models.deinterlacer import Deinterlacer
    from ..models.delete_video_response import DeleteVideoResponse
    from ..models.denoiser import Denoiser
    from ..models.dnxhd_hr_profile import DnxhdHrProfile
    from ..models.explicit_resolution import ExplicitResolution
    from ..models.ingest_video_progress import IngestVideoProgress
    from ..models.media_container_codec import MediaContainerCodec
    from ..models.process_video_progress import ProcessVideoProgress
    from ..models.process_video_response import ProcessVideoResponse
    from ..models.project_page import ProjectPage
    from ..models.project_response import ProjectResponse
    from ..models.requested_chroma_subsampling import RequestedChromaSubsampling
    from ..models.scaler import Scaler
    from ..models.stabilizer import Stabilizer
    from ..models.tagged_resolution import TaggedResolution
    from ..models.video_page import VideoPage
    from ..models.video_response import VideoResponse


class Videos:
    """Projects, videos, ingestion and processing."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get_project(
        self,
        project_id: str,
    ) -> ProjectResponse:
        """Read a project.

        A project of the token's team.

        Args:
            project_id: The project's id.

        Returns:
            The project.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import get_project as operation

        request = operation.build(
            project_id,
        )

        return self._caller.call(request, operation.parse)

    def update_project(
        self,
        project_id: str,
        *,
        name: str,
    ) -> ProjectResponse:
        """Rename a project.

        Sets the project's name and answers with the project as it is now.

        Args:
            project_id: The project's id.
            name: A project's name, not empty (D-39).

        Returns:
            The project with its new name.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import update_project as operation
        from ..models.update_project_request import UpdateProjectRequest

        request = operation.build(
            project_id,
            body=UpdateProjectRequest(
                name=name,
            ),
        )

        return self._caller.call(request, operation.parse)

    def delete_project(
        self,
        project_id: str,
    ) -> None:
        """Delete an empty project.

        A project that still has videos is refused with 409; delete the videos first.

        Args:
            project_id: The project's id.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            409: The state of the project or video forbids it (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import delete_project as operation

        request = operation.build(
            project_id,
        )

        self._caller.call_empty(request)

    def list_projects(
        self,
        *,
        page: int | Unset = UNSET,
        page_size: int | Unset = UNSET,
    ) -> ProjectPage:
        """List the projects, page by page.

        The projects of the token's team. Walk the pages by `_links.next`; its absence marks the
        last page. A page past the end is empty (D-09).

        Args:
            page: The page to read, counted from 1 (D-09). The server takes 1 when it is not
                given.
            page_size: How many items a page holds at most (D-09). The server takes 10 when it
                is not given.

        Returns:
            One page of projects.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import list_projects as operation

        request = operation.build(
            page=page,
            page_size=page_size,
        )

        return self._caller.call(request, operation.parse)

    def create_project(
        self,
        *,
        name: str,
    ) -> ProjectResponse:
        """Create a project.

        Not idempotent although it is a PUT: each request makes another project with an id of
        its own.

        Args:
            name: A project's name, not empty (D-39).

        Returns:
            The new project.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import create_project as operation
        from ..models.create_project_request import CreateProjectRequest

        request = operation.build(
            body=CreateProjectRequest(
                name=name,
            ),
        )

        return self._caller.call(request, operation.parse)

    def get_video(
        self,
        video_id: str,
    ) -> VideoResponse:
        """Read a video.

        Everything known about a video: its upload, its ingestion with the measured metadata,
        and, for a processed video, the processing that made it. Parts that have no value yet
        are left out.

        Args:
            video_id: The video's id.

        Returns:
            The video.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import get_video as operation

        request = operation.build(
            video_id,
        )

        return self._caller.call(request, operation.parse)

    def delete_video(
        self,
        video_id: str,
    ) -> DeleteVideoResponse:
        """Delete a video and everything made from it.

        Deletes the video, its media and every video that was processed from it, directly or
        through others. A job that is still running for one of them is cancelled, and nothing of
        it is left on disk (D-21, D-22).

        Args:
            video_id: The video's id.

        Returns:
            The ids of all videos that were deleted.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import delete_video as operation

        request = operation.build(
            video_id,
        )

        return self._caller.call(request, operation.parse)

    def list_videos(
        self,
        *,
        project_id: str | Unset = UNSET,
        parent_id: str | Unset = UNSET,
        page: int | Unset = UNSET,
        page_size: int | Unset = UNSET,
    ) -> VideoPage:
        """List the videos, page by page.

        The videos of the token's team, originals and processed ones. Both filters may be
        combined. A filter that matches nothing, an unknown project included, gives an empty
        page (D-13).

        Args:
            project_id: Only the videos of this project.
            parent_id: Only the videos that were processed from this video.
            page: The page to read, counted from 1 (D-09). The server takes 1 when it is not
                given.
            page_size: How many items a page holds at most (D-09). The server takes 10 when it
                is not given.

        Returns:
            One page of videos.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import list_videos as operation

        request = operation.build(
            project_id=project_id,
            parent_id=parent_id,
            page=page,
            page_size=page_size,
        )

        return self._caller.call(request, operation.parse)

    def create_video(
        self,
        *,
        name: str | None | Unset = UNSET,
        project_id: str | None | Unset = UNSET,
    ) -> CreateVideoResponse:
        """Create a video to upload to.

        Makes a video without media. Without a `projectId` it goes into the team's default
        project, which is made on first use (D-23). Not idempotent although it is a PUT.

        Args:
            name: The video's name.
            project_id: The project to put it in; without one it goes into the team's default
                project (D-23).

        Returns:
            The ids, and the absolute URLs for the next steps.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import create_video as operation
        from ..models.create_video_request import CreateVideoRequest

        request = operation.build(
            body=CreateVideoRequest(
                name=name,
                project_id=project_id,
            ),
        )

        return self._caller.call(request, operation.parse)

    def process_video(
        self,
        video_id: str,
        *,
        media_container_codec: MediaContainerCodec | Mapping[str, Any] | Unset = UNSET,
        apple_prores_profile: AppleProresProfile | str | Unset = UNSET,
        dnxhd_hr_profile: DnxhdHrProfile | str | Unset = UNSET,
        chroma_subsampling: RequestedChromaSubsampling | Mapping[str, Any] | Unset = UNSET,
        bitrate: Bitrate | Mapping[str, Any] | Unset = UNSET,
        deinterlacer: Deinterlacer | str | Unset = UNSET,
        denoiser: Denoiser | str | Unset = UNSET,
        stabilizer: Stabilizer | str | Unset = UNSET,
        scaler: Scaler | str | Unset = UNSET,
        resolution: TaggedResolution | Mapping[str, Any] | ExplicitResolution | Unset = UNSET,
        clarity_boost: ClarityBoost | str | Unset = UNSET,
        range_: ClipRange | Mapping[str, Any] | Unset = UNSET,
    ) -> ProcessVideoResponse:
        """Process a video.

        Starts a job that makes a new video from an ingested one; the source may itself be a
        processed video (D-21). Container, codec, chroma subsampling and bitrate that are left
        out are taken from the source's metadata and the target resolution, and what was decided
        is echoed in `processing.processingParameters.targetVideo` (D-29).

        Refused with 409 while the source's ingestion is not `DONE` (D-20). Refused with 400,
        before a job starts and with the possible values in the message, when a combination
        cannot be written (D-28, D-28a).

        Not idempotent, and it may cost money: never repeat it blindly.

        Args:
            video_id: The video's id.
            media_container_codec: Container and codec, each optional. A container takes only
                some of the codecs (D-28): `mov` h264, prores, dnxhd, hevc, mpeg2; `mxf` h264,
                xdcam, mpeg2, dnxhd; `mp4` h264, hevc; `mts` h264, hevc, mpeg2.
            apple_prores_profile: The ProRes profile. `4444` and `4444xq` are made without an
                alpha channel.
            dnxhd_hr_profile: The DNxHD or DNxHR profile: low bandwidth (`lb`), standard quality
                (`sq`), high quality (`hq`), high quality extended (`hqx`: 10 bits for DNxHD, 12
                for DNxHR) and 4:4:4 (`444`: 10 bits for DNxHD, 12 for DNxHR).
            chroma_subsampling: Chroma subsampling and bit depth. What the encoder cannot write
                exactly is refused with 400; nothing is substituted (D-28a).
            bitrate: The target bitrate.
            deinterlacer: `deint` Pixop Deinterlacer, `yadif` YADIF, `bwdif` Bob Weaver,
                `weston3f` Weston Three Field.
            denoiser: `denoise` Pixop Denoiser, `hqdn3d` High Quality DeNoise 3D.
            stabilizer: `dejit` Pixop Dejitterer.
            scaler: `pabsr1` Pixop Super Resolution, `dvres` Pixop Deep Restoration, `scale`
                bicubic interpolation.
            resolution: Either a tag, or width and height (D-24).
            clarity_boost: How much Pixop Super Resolution enhances contrast.
            range_: The part of the source to use. The start lies before the end and the end not
                after the end of the source, which no schema can say; otherwise 400 (D-27).
                Without a start it begins at 0, without an end it goes to the end.

        Returns:
            The job is accepted; ids and URLs for waiting and downloading.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            409: The state of the project or video forbids it (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import process_video as operation
        from ..models.process_video_request import ProcessVideoRequest

        request = operation.build(
            video_id,
            body=ProcessVideoRequest(
                media_container_codec=media_container_codec,
                apple_prores_profile=apple_prores_profile,
                dnxhd_hr_profile=dnxhd_hr_profile,
                chroma_subsampling=chroma_subsampling,
                bitrate=bitrate,
                deinterlacer=deinterlacer,
                denoiser=denoiser,
                stabilizer=stabilizer,
                scaler=scaler,
                resolution=resolution,
                clarity_boost=clarity_boost,
                range_=range_,
            ),
        )

        return self._caller.call(request, operation.parse)

    def check_process_video_progress(
        self,
        video_id: str,
    ) -> ProcessVideoProgress:
        """Ask how far the processing is.

        For the id of a processed video. The wait ends with the status `DONE` or `ERROR`; any
        other status means that the job is still running (D-16). For a video that was not made
        by processing the answer is 404 (D-38).

        Args:
            video_id: The video's id.

        Returns:
            The state of the processing.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import check_process_video_progress as operation

        request = operation.build(
            video_id,
        )

        return self._caller.call(request, operation.parse)

    def check_ingest_video_progress(
        self,
        video_id: str,
    ) -> IngestVideoProgress:
        """Ask how far the ingestion is.

        The wait ends with the status `DONE` or `ERROR`; any other status means that the
        ingestion is still running or has not begun (D-16).

        Args:
            video_id: The video's id.

        Returns:
            The state of the ingestion.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import check_ingest_video_progress as operation

        request = operation.build(
            video_id,
        )

        return self._caller.call(request, operation.parse)


class AsyncVideos:
    """Projects, videos, ingestion and processing."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    async def get_project(
        self,
        project_id: str,
    ) -> ProjectResponse:
        """Read a project.

        A project of the token's team.

        Args:
            project_id: The project's id.

        Returns:
            The project.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import get_project as operation

        request = operation.build(
            project_id,
        )

        return await self._caller.call(request, operation.parse)

    async def update_project(
        self,
        project_id: str,
        *,
        name: str,
    ) -> ProjectResponse:
        """Rename a project.

        Sets the project's name and answers with the project as it is now.

        Args:
            project_id: The project's id.
            name: A project's name, not empty (D-39).

        Returns:
            The project with its new name.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import update_project as operation
        from ..models.update_project_request import UpdateProjectRequest

        request = operation.build(
            project_id,
            body=UpdateProjectRequest(
                name=name,
            ),
        )

        return await self._caller.call(request, operation.parse)

    async def delete_project(
        self,
        project_id: str,
    ) -> None:
        """Delete an empty project.

        A project that still has videos is refused with 409; delete the videos first.

        Args:
            project_id: The project's id.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            409: The state of the project or video forbids it (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import delete_project as operation

        request = operation.build(
            project_id,
        )

        await self._caller.call_empty(request)

    async def list_projects(
        self,
        *,
        page: int | Unset = UNSET,
        page_size: int | Unset = UNSET,
    ) -> ProjectPage:
        """List the projects, page by page.

        The projects of the token's team. Walk the pages by `_links.next`; its absence marks the
        last page. A page past the end is empty (D-09).

        Args:
            page: The page to read, counted from 1 (D-09). The server takes 1 when it is not
                given.
            page_size: How many items a page holds at most (D-09). The server takes 10 when it
                is not given.

        Returns:
            One page of projects.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import list_projects as operation

        request = operation.build(
            page=page,
            page_size=page_size,
        )

        return await self._caller.call(request, operation.parse)

    async def create_project(
        self,
        *,
        name: str,
    ) -> ProjectResponse:
        """Create a project.

        Not idempotent although it is a PUT: each request makes another project with an id of
        its own.

        Args:
            name: A project's name, not empty (D-39).

        Returns:
            The new project.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import create_project as operation
        from ..models.create_project_request import CreateProjectRequest

        request = operation.build(
            body=CreateProjectRequest(
                name=name,
            ),
        )

        return await self._caller.call(request, operation.parse)

    async def get_video(
        self,
        video_id: str,
    ) -> VideoResponse:
        """Read a video.

        Everything known about a video: its upload, its ingestion with the measured metadata,
        and, for a processed video, the processing that made it. Parts that have no value yet
        are left out.

        Args:
            video_id: The video's id.

        Returns:
            The video.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import get_video as operation

        request = operation.build(
            video_id,
        )

        return await self._caller.call(request, operation.parse)

    async def delete_video(
        self,
        video_id: str,
    ) -> DeleteVideoResponse:
        """Delete a video and everything made from it.

        Deletes the video, its media and every video that was processed from it, directly or
        through others. A job that is still running for one of them is cancelled, and nothing of
        it is left on disk (D-21, D-22).

        Args:
            video_id: The video's id.

        Returns:
            The ids of all videos that were deleted.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import delete_video as operation

        request = operation.build(
            video_id,
        )

        return await self._caller.call(request, operation.parse)

    async def list_videos(
        self,
        *,
        project_id: str | Unset = UNSET,
        parent_id: str | Unset = UNSET,
        page: int | Unset = UNSET,
        page_size: int | Unset = UNSET,
    ) -> VideoPage:
        """List the videos, page by page.

        The videos of the token's team, originals and processed ones. Both filters may be
        combined. A filter that matches nothing, an unknown project included, gives an empty
        page (D-13).

        Args:
            project_id: Only the videos of this project.
            parent_id: Only the videos that were processed from this video.
            page: The page to read, counted from 1 (D-09). The server takes 1 when it is not
                given.
            page_size: How many items a page holds at most (D-09). The server takes 10 when it
                is not given.

        Returns:
            One page of videos.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import list_videos as operation

        request = operation.build(
            project_id=project_id,
            parent_id=parent_id,
            page=page,
            page_size=page_size,
        )

        return await self._caller.call(request, operation.parse)

    async def create_video(
        self,
        *,
        name: str | None | Unset = UNSET,
        project_id: str | None | Unset = UNSET,
    ) -> CreateVideoResponse:
        """Create a video to upload to.

        Makes a video without media. Without a `projectId` it goes into the team's default
        project, which is made on first use (D-23). Not idempotent although it is a PUT.

        Args:
            name: The video's name.
            project_id: The project to put it in; without one it goes into the team's default
                project (D-23).

        Returns:
            The ids, and the absolute URLs for the next steps.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import create_video as operation
        from ..models.create_video_request import CreateVideoRequest

        request = operation.build(
            body=CreateVideoRequest(
                name=name,
                project_id=project_id,
            ),
        )

        return await self._caller.call(request, operation.parse)

    async def process_video(
        self,
        video_id: str,
        *,
        media_container_codec: MediaContainerCodec | Mapping[str, Any] | Unset = UNSET,
        apple_prores_profile: AppleProresProfile | str | Unset = UNSET,
        dnxhd_hr_profile: DnxhdHrProfile | str | Unset = UNSET,
        chroma_subsampling: RequestedChromaSubsampling | Mapping[str, Any] | Unset = UNSET,
        bitrate: Bitrate | Mapping[str, Any] | Unset = UNSET,
        deinterlacer: Deinterlacer | str | Unset = UNSET,
        denoiser: Denoiser | str | Unset = UNSET,
        stabilizer: Stabilizer | str | Unset = UNSET,
        scaler: Scaler | str | Unset = UNSET,
        resolution: TaggedResolution | Mapping[str, Any] | ExplicitResolution | Unset = UNSET,
        clarity_boost: ClarityBoost | str | Unset = UNSET,
        range_: ClipRange | Mapping[str, Any] | Unset = UNSET,
    ) -> ProcessVideoResponse:
        """Process a video.

        Starts a job that makes a new video from an ingested one; the source may itself be a
        processed video (D-21). Container, codec, chroma subsampling and bitrate that are left
        out are taken from the source's metadata and the target resolution, and what was decided
        is echoed in `processing.processingParameters.targetVideo` (D-29).

        Refused with 409 while the source's ingestion is not `DONE` (D-20). Refused with 400,
        before a job starts and with the possible values in the message, when a combination
        cannot be written (D-28, D-28a).

        Not idempotent, and it may cost money: never repeat it blindly.

        Args:
            video_id: The video's id.
            media_container_codec: Container and codec, each optional. A container takes only
                some of the codecs (D-28): `mov` h264, prores, dnxhd, hevc, mpeg2; `mxf` h264,
                xdcam, mpeg2, dnxhd; `mp4` h264, hevc; `mts` h264, hevc, mpeg2.
            apple_prores_profile: The ProRes profile. `4444` and `4444xq` are made without an
                alpha channel.
            dnxhd_hr_profile: The DNxHD or DNxHR profile: low bandwidth (`lb`), standard quality
                (`sq`), high quality (`hq`), high quality extended (`hqx`: 10 bits for DNxHD, 12
                for DNxHR) and 4:4:4 (`444`: 10 bits for DNxHD, 12 for DNxHR).
            chroma_subsampling: Chroma subsampling and bit depth. What the encoder cannot write
                exactly is refused with 400; nothing is substituted (D-28a).
            bitrate: The target bitrate.
            deinterlacer: `deint` Pixop Deinterlacer, `yadif` YADIF, `bwdif` Bob Weaver,
                `weston3f` Weston Three Field.
            denoiser: `denoise` Pixop Denoiser, `hqdn3d` High Quality DeNoise 3D.
            stabilizer: `dejit` Pixop Dejitterer.
            scaler: `pabsr1` Pixop Super Resolution, `dvres` Pixop Deep Restoration, `scale`
                bicubic interpolation.
            resolution: Either a tag, or width and height (D-24).
            clarity_boost: How much Pixop Super Resolution enhances contrast.
            range_: The part of the source to use. The start lies before the end and the end not
                after the end of the source, which no schema can say; otherwise 400 (D-27).
                Without a start it begins at 0, without an end it goes to the end.

        Returns:
            The job is accepted; ids and URLs for waiting and downloading.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            409: The state of the project or video forbids it (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import process_video as operation
        from ..models.process_video_request import ProcessVideoRequest

        request = operation.build(
            video_id,
            body=ProcessVideoRequest(
                media_container_codec=media_container_codec,
                apple_prores_profile=apple_prores_profile,
                dnxhd_hr_profile=dnxhd_hr_profile,
                chroma_subsampling=chroma_subsampling,
                bitrate=bitrate,
                deinterlacer=deinterlacer,
                denoiser=denoiser,
                stabilizer=stabilizer,
                scaler=scaler,
                resolution=resolution,
                clarity_boost=clarity_boost,
                range_=range_,
            ),
        )

        return await self._caller.call(request, operation.parse)

    async def check_process_video_progress(
        self,
        video_id: str,
    ) -> ProcessVideoProgress:
        """Ask how far the processing is.

        For the id of a processed video. The wait ends with the status `DONE` or `ERROR`; any
        other status means that the job is still running (D-16). For a video that was not made
        by processing the answer is 404 (D-38).

        Args:
            video_id: The video's id.

        Returns:
            The state of the processing.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import check_process_video_progress as operation

        request = operation.build(
            video_id,
        )

        return await self._caller.call(request, operation.parse)

    async def check_ingest_video_progress(
        self,
        video_id: str,
    ) -> IngestVideoProgress:
        """Ask how far the ingestion is.

        The wait ends with the status `DONE` or `ERROR`; any other status means that the
        ingestion is still running or has not begun (D-16).

        Args:
            video_id: The video's id.

        Returns:
            The state of the ingestion.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.videos import check_ingest_video_progress as operation

        request = operation.build(
            video_id,
        )

        return await self._caller.call(request, operation.parse)
