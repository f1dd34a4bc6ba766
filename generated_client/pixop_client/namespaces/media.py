"""The operations of the tag `media`, one method each."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING

from ..types import UNSET, Unset
from .caller import AsyncByteStream, AsyncCaller, ByteStream, Caller, MediaSource, Progress, ResponseHeaders

if TYPE_CHECKING:
    from ..models.upload_media_response import UploadMediaResponse


class Media:
    """Uploads and downloads of media files."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def upload_media(
        self,
        video_id: str,
        media: MediaSource,
        *,
        filename: str | None = None,
        content_type: str | None = None,
        progress: Progress | None = None,
    ) -> UploadMediaResponse:
        """Upload the media of a video.

        One multipart form with one file part, which names the file and its type. The answer
        does not wait for the ingestion that follows. Credentials, the video's id and its state
        are checked before the body is read, so an early refusal may arrive while the body is
        still being sent.

        The name of the form field is free (D-17). An empty file is refused and nothing is
        stored; a file that is not video is accepted, and its ingestion ends in `ERROR` with the
        reason in `attributes.notes` (D-18). A second upload is refused with 409 once one is
        `DONE`, and allowed after one that failed (D-19).

        Args:
            video_id: The video's id.
            media: The media: a path, a binary file object opened for reading, or bytes.
            filename: Name to announce for the media; the name of the file when None.
            content_type: Media type to announce; guessed from the file name when None.
            progress: Called while the media is sent, with the bytes done and the bytes in all.

        Returns:
            The media is stored and its ingestion is under way.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            409: The state of the project or video forbids it (D-04).
            413: The upload is larger than this server takes (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.media import upload_media as operation

        request = operation.build(
            video_id,
        )

        return self._caller.upload(
            request, operation.parse, media, filename=filename, content_type=content_type, progress=progress
        )

    def upload_light_media(
        self,
        video_id: str,
        media: MediaSource,
        *,
        filename: str | None = None,
        content_type: str | None = None,
        progress: Progress | None = None,
    ) -> UploadMediaResponse:
        """Upload the media of a video for light ingestion.

        As `uploadMedia`, but only the metadata is ingested: no thumbnails, no web video and no
        quality assessment. For callers who process a video and keep nothing (D-33).

        Args:
            video_id: The video's id.
            media: The media: a path, a binary file object opened for reading, or bytes.
            filename: Name to announce for the media; the name of the file when None.
            content_type: Media type to announce; guessed from the file name when None.
            progress: Called while the media is sent, with the bytes done and the bytes in all.

        Returns:
            The media is stored and its light ingestion is under way.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            409: The state of the project or video forbids it (D-04).
            413: The upload is larger than this server takes (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.media import upload_light_media as operation

        request = operation.build(
            video_id,
        )

        return self._caller.upload(
            request, operation.parse, media, filename=filename, content_type=content_type, progress=progress
        )

    def download_original_media(
        self,
        video_id: str,
        *,
        if_none_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
        if_range: str | Unset = UNSET,
    ) -> AbstractContextManager[ByteStream]:
        """Download the media that was uploaded.

        The file, byte for byte as it was uploaded. 404 when nothing was uploaded yet (D-32).

        Args:
            video_id: The video's id.
            if_none_match: Entity tags that the caller already has, or `*`. When one matches the
                stored media the answer is 304 without content. Evaluated before `Range` (D-31;
                RFC 9110, section 13.2.2).
            range_: One range of bytes, for example `bytes=1000-` (RFC 9110, section 14).
                Several ranges, another unit or a value that cannot be read are ignored, and the
                answer is 200 with the whole file (D-31).
            if_range: A strong entity tag. `Range` is honoured only while the stored media still
                has this tag, otherwise the whole file is sent (D-31; RFC 9110, section 13.1.5).

        Returns:
            The answer, whose content is read as it arrives. Use it as a context manager.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            416: The range begins past the end of the file (D-31).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.media import download_original_media as operation

        request = operation.build(
            video_id,
            if_none_match=if_none_match,
            range_=range_,
            if_range=if_range,
        )

        return self._caller.stream(request)

    def head_original_media(
        self,
        video_id: str,
        *,
        if_none_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
    ) -> ResponseHeaders:
        """Ask for the headers of the media that was uploaded.

        The headers that `downloadOriginalMedia` would send, without content. A `Range` has no
        meaning here and is ignored (RFC 9110, section 14.2).

        Args:
            video_id: The video's id.
            if_none_match: Entity tags that the caller already has, or `*`. When one matches the
                stored media the answer is 304 without content. Evaluated before `Range` (D-31;
                RFC 9110, section 13.2.2).
            range_: Accepted and ignored, as a range is defined for GET alone (RFC 9110, section
                14.2).

        Returns:
            The header fields of the answer.

        Raises:
            401: As 401 of GET, without content.
            404: As 404 of GET, without content.
            429: As 429 of GET, without content.
            503: As 503 of GET, without content.
            default: Any other failure, without content.
        """
        from ..api.media import head_original_media as operation

        request = operation.build(
            video_id,
            if_none_match=if_none_match,
            range_=range_,
        )

        return self._caller.head(request)

    def download_processed_media(
        self,
        video_id: str,
        *,
        if_none_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
        if_range: str | Unset = UNSET,
    ) -> AbstractContextManager[ByteStream]:
        """Download the media that processing made.

        For the id of a processed video. 404 while its processing is not `DONE` (D-32).
        Otherwise as `downloadOriginalMedia`.

        Args:
            video_id: The video's id.
            if_none_match: Entity tags that the caller already has, or `*`. When one matches the
                stored media the answer is 304 without content. Evaluated before `Range` (D-31;
                RFC 9110, section 13.2.2).
            range_: One range of bytes, for example `bytes=1000-` (RFC 9110, section 14).
                Several ranges, another unit or a value that cannot be read are ignored, and the
                answer is 200 with the whole file (D-31).
            if_range: A strong entity tag. `Range` is honoured only while the stored media still
                has this tag, otherwise the whole file is sent (D-31; RFC 9110, section 13.1.5).

        Returns:
            The answer, whose content is read as it arrives. Use it as a context manager.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            416: The range begins past the end of the file (D-31).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.media import download_processed_media as operation

        request = operation.build(
            video_id,
            if_none_match=if_none_match,
            range_=range_,
            if_range=if_range,
        )

        return self._caller.stream(request)

    def head_processed_media(
        self,
        video_id: str,
        *,
        if_none_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
    ) -> ResponseHeaders:
        """Ask for the headers of the media that processing made.

        The headers that `downloadProcessedMedia` would send, without content. A `Range` has no
        meaning here and is ignored (RFC 9110, section 14.2).

        Args:
            video_id: The video's id.
            if_none_match: Entity tags that the caller already has, or `*`. When one matches the
                stored media the answer is 304 without content. Evaluated before `Range` (D-31;
                RFC 9110, section 13.2.2).
            range_: Accepted and ignored, as a range is defined for GET alone (RFC 9110, section
                14.2).

        Returns:
            The header fields of the answer.

        Raises:
            401: As 401 of GET, without content.
            404: As 404 of GET, without content.
            429: As 429 of GET, without content.
            503: As 503 of GET, without content.
            default: Any other failure, without content.
        """
        from ..api.media import head_processed_media as operation

        request = operation.build(
            video_id,
            if_none_match=if_none_match,
            range_=range_,
        )

        return self._caller.head(request)


class AsyncMedia:
    """Uploads and downloads of media files."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    async def upload_media(
        self,
        video_id: str,
        media: MediaSource,
        *,
        filename: str | None = None,
        content_type: str | None = None,
        progress: Progress | None = None,
    ) -> UploadMediaResponse:
        """Upload the media of a video.

        One multipart form with one file part, which names the file and its type. The answer
        does not wait for the ingestion that follows. Credentials, the video's id and its state
        are checked before the body is read, so an early refusal may arrive while the body is
        still being sent.

        The name of the form field is free (D-17). An empty file is refused and nothing is
        stored; a file that is not video is accepted, and its ingestion ends in `ERROR` with the
        reason in `attributes.notes` (D-18). A second upload is refused with 409 once one is
        `DONE`, and allowed after one that failed (D-19).

        Args:
            video_id: The video's id.
            media: The media: a path, a binary file object opened for reading, or bytes.
            filename: Name to announce for the media; the name of the file when None.
            content_type: Media type to announce; guessed from the file name when None.
            progress: Called while the media is sent, with the bytes done and the bytes in all.

        Returns:
            The media is stored and its ingestion is under way.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            409: The state of the project or video forbids it (D-04).
            413: The upload is larger than this server takes (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.media import upload_media as operation

        request = operation.build(
            video_id,
        )

        return await self._caller.upload(
            request, operation.parse, media, filename=filename, content_type=content_type, progress=progress
        )

    async def upload_light_media(
        self,
        video_id: str,
        media: MediaSource,
        *,
        filename: str | None = None,
        content_type: str | None = None,
        progress: Progress | None = None,
    ) -> UploadMediaResponse:
        """Upload the media of a video for light ingestion.

        As `uploadMedia`, but only the metadata is ingested: no thumbnails, no web video and no
        quality assessment. For callers who process a video and keep nothing (D-33).

        Args:
            video_id: The video's id.
            media: The media: a path, a binary file object opened for reading, or bytes.
            filename: Name to announce for the media; the name of the file when None.
            content_type: Media type to announce; guessed from the file name when None.
            progress: Called while the media is sent, with the bytes done and the bytes in all.

        Returns:
            The media is stored and its light ingestion is under way.

        Raises:
            400: The request breaks the rules of this document; the message names the field
                (D-04).
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            409: The state of the project or video forbids it (D-04).
            413: The upload is larger than this server takes (D-04).
            415: The body is not of the content type that this operation takes (D-04).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.media import upload_light_media as operation

        request = operation.build(
            video_id,
        )

        return await self._caller.upload(
            request, operation.parse, media, filename=filename, content_type=content_type, progress=progress
        )

    def download_original_media(
        self,
        video_id: str,
        *,
        if_none_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
        if_range: str | Unset = UNSET,
    ) -> AbstractAsyncContextManager[AsyncByteStream]:
        """Download the media that was uploaded.

        The file, byte for byte as it was uploaded. 404 when nothing was uploaded yet (D-32).

        Args:
            video_id: The video's id.
            if_none_match: Entity tags that the caller already has, or `*`. When one matches the
                stored media the answer is 304 without content. Evaluated before `Range` (D-31;
                RFC 9110, section 13.2.2).
            range_: One range of bytes, for example `bytes=1000-` (RFC 9110, section 14).
                Several ranges, another unit or a value that cannot be read are ignored, and the
                answer is 200 with the whole file (D-31).
            if_range: A strong entity tag. `Range` is honoured only while the stored media still
                has this tag, otherwise the whole file is sent (D-31; RFC 9110, section 13.1.5).

        Returns:
            The answer, whose content is read as it arrives. Use it as a context manager.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            416: The range begins past the end of the file (D-31).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.media import download_original_media as operation

        request = operation.build(
            video_id,
            if_none_match=if_none_match,
            range_=range_,
            if_range=if_range,
        )

        return self._caller.stream(request)

    async def head_original_media(
        self,
        video_id: str,
        *,
        if_none_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
    ) -> ResponseHeaders:
        """Ask for the headers of the media that was uploaded.

        The headers that `downloadOriginalMedia` would send, without content. A `Range` has no
        meaning here and is ignored (RFC 9110, section 14.2).

        Args:
            video_id: The video's id.
            if_none_match: Entity tags that the caller already has, or `*`. When one matches the
                stored media the answer is 304 without content. Evaluated before `Range` (D-31;
                RFC 9110, section 13.2.2).
            range_: Accepted and ignored, as a range is defined for GET alone (RFC 9110, section
                14.2).

        Returns:
            The header fields of the answer.

        Raises:
            401: As 401 of GET, without content.
            404: As 404 of GET, without content.
            429: As 429 of GET, without content.
            503: As 503 of GET, without content.
            default: Any other failure, without content.
        """
        from ..api.media import head_original_media as operation

        request = operation.build(
            video_id,
            if_none_match=if_none_match,
            range_=range_,
        )

        return await self._caller.head(request)

    def download_processed_media(
        self,
        video_id: str,
        *,
        if_none_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
        if_range: str | Unset = UNSET,
    ) -> AbstractAsyncContextManager[AsyncByteStream]:
        """Download the media that processing made.

        For the id of a processed video. 404 while its processing is not `DONE` (D-32).
        Otherwise as `downloadOriginalMedia`.

        Args:
            video_id: The video's id.
            if_none_match: Entity tags that the caller already has, or `*`. When one matches the
                stored media the answer is 304 without content. Evaluated before `Range` (D-31;
                RFC 9110, section 13.2.2).
            range_: One range of bytes, for example `bytes=1000-` (RFC 9110, section 14).
                Several ranges, another unit or a value that cannot be read are ignored, and the
                answer is 200 with the whole file (D-31).
            if_range: A strong entity tag. `Range` is honoured only while the stored media still
                has this tag, otherwise the whole file is sent (D-31; RFC 9110, section 13.1.5).

        Returns:
            The answer, whose content is read as it arrives. Use it as a context manager.

        Raises:
            401: No credentials, or credentials that are not accepted (D-04). Says why in
                `exception`.
            404: No such thing for this team; an id of another team is answered in the same way
                (D-04).
            416: The range begins past the end of the file (D-31).
            429: A configured limit is reached (D-04).
            503: The service cannot answer at the moment (D-04).
            default: Any other failure (D-03).
        """
        from ..api.media import download_processed_media as operation

        request = operation.build(
            video_id,
            if_none_match=if_none_match,
            range_=range_,
            if_range=if_range,
        )

        return self._caller.stream(request)

    async def head_processed_media(
        self,
        video_id: str,
        *,
        if_none_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
    ) -> ResponseHeaders:
        """Ask for the headers of the media that processing made.

        The headers that `downloadProcessedMedia` would send, without content. A `Range` has no
        meaning here and is ignored (RFC 9110, section 14.2).

        Args:
            video_id: The video's id.
            if_none_match: Entity tags that the caller already has, or `*`. When one matches the
                stored media the answer is 304 without content. Evaluated before `Range` (D-31;
                RFC 9110, section 13.2.2).
            range_: Accepted and ignored, as a range is defined for GET alone (RFC 9110, section
                14.2).

        Returns:
            The header fields of the answer.

        Raises:
            401: As 401 of GET, without content.
            404: As 404 of GET, without content.
            429: As 429 of GET, without content.
            503: As 503 of GET, without content.
            default: Any other failure, without content.
        """
        from ..api.media import head_processed_media as operation

        request = operation.build(
            video_id,
            if_none_match=if_none_match,
            range_=range_,
        )

        return await self._caller.head(request)
