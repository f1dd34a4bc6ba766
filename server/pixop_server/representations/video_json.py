"""Videos on the wire."""

from typing import Any

from pixop_server.clock import format_timestamp
from pixop_server.urls import Urls
from pixop_server.videos import Record


def video_json(video: Record) -> dict[str, Any]:
    """Write a video: `upload` for an original, `processing` for a processed one."""
    written: dict[str, Any] = {
        "id": video.id,
        "name": video.name,
        "projectId": video.project_id,
        "userId": video.user_id,
        "teamId": video.team_id,
        "ingestion": _ingestion(video),
        "attributes": video.attributes,
        "dateCreated": format_timestamp(video.created_at),
        "timeLastUpdated": format_timestamp(video.updated_at),
    }
    if video.parent_id is None:
        written["upload"] = _upload(video)
    else:
        written["processing"] = {
            "processingState": {
                "updatedAt": format_timestamp(video.processing_updated_at),
                "processingStatus": video.processing_status,
            },
            "processingParameters": video.processing_parameters,
        }
    return {"video": written}


def video_summary_json(video: Record, urls: Urls) -> dict[str, Any]:
    """Write a video of a list."""
    written: dict[str, Any] = {
        "_links": {"self": {"href": urls.video(video.id)}},
        "id": video.id,
        "projectId": video.project_id,
        "name": video.name,
        "dateCreated": format_timestamp(video.created_at),
        "timeLastUpdated": format_timestamp(video.updated_at),
    }
    if video.parent_id is not None:
        written["parentId"] = video.parent_id
    if video.etag is not None:
        written["filename"] = video.file_name
    return written


def ingest_progress_json(video: Record) -> dict[str, Any]:
    """Write how far the ingestion is."""
    return {"videoId": video.id, "projectId": video.project_id, "ingestionState": _ingestion_state(video)}


def process_progress_json(video: Record) -> dict[str, Any]:
    """Write how far the processing is."""
    return {
        "videoId": video.id,
        "projectId": video.project_id,
        "processingState": {
            "updatedAt": format_timestamp(video.processing_updated_at),
            "processingStatus": video.processing_status,
            "processingProgressPercent": video.processing_percent,
        },
    }


def created_video_json(video: Record, urls: Urls) -> dict[str, Any]:
    """Write the ids of a new video and the URLs for the next steps."""
    return {
        "projectId": video.project_id,
        "videoId": video.id,
        "uploadMediaUrl": urls.upload(video.id),
        "uploadLightMediaUrl": urls.upload_light(video.id),
        "processVideoUrl": urls.process(video.id),
    }


def uploaded_media_json(video: Record, urls: Urls) -> dict[str, Any]:
    """Write the answer to an upload."""
    return {
        "projectId": video.project_id,
        "videoId": video.id,
        "checkIngestProgressUrl": urls.ingest_progress(video.id),
        "processVideoUrl": urls.process(video.id),
    }


def process_accepted_json(processed: Record, urls: Urls) -> dict[str, Any]:
    """Write the answer to a request to process."""
    return {
        "sourceVideoId": processed.parent_id,
        "processedVideoId": processed.id,
        "projectId": processed.project_id,
        "checkProgressUrl": urls.process_progress(processed.id),
        "downloadMediaUrl": urls.download_processed(processed.id),
    }


def _upload(video: Record) -> dict[str, Any]:
    finished = video.upload_status == "DONE"
    written: dict[str, Any] = {
        "uploadState": {
            "updatedAt": format_timestamp(video.upload_updated_at),
            "uploadStatus": video.upload_status,
        },
        "hasFinishedUploading": finished,
    }
    if finished:
        written["fileName"] = video.file_name
        written["fileSize"] = video.file_size
        written["fileType"] = video.file_type
    if video.file_container is not None:
        written["fileContainerName"] = video.file_container
    return written


def _ingestion_state(video: Record) -> dict[str, Any]:
    return {
        "updatedAt": format_timestamp(video.ingestion_updated_at),
        "ingestionStatus": video.ingestion_status,
        "videoMetadataAvailable": video.media_metadata is not None,
    }


def _ingestion(video: Record) -> dict[str, Any]:
    written: dict[str, Any] = {"ingestionState": _ingestion_state(video)}
    if video.media_metadata is not None:
        written["metadata"] = video.media_metadata
    if video.quality_assessment is not None:
        written["qualityAssessment"] = video.quality_assessment
    return written
