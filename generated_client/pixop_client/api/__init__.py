"""Request builders and response parsers, one module an operation, and where to find each by its operationId."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Final

#: Module of each operation, by `operationId`.
OPERATIONS: Final[dict[str, str]] = {
    "getToken": "accounts.get_token",
    "verifyToken": "accounts.verify_token",
    "getAccount": "accounts.get_account",
    "generateAuthSecret": "accounts.generate_auth_secret",
    "generateSignatureSecret": "accounts.generate_signature_secret",
    "updatePassword": "accounts.update_password",
    "getProject": "videos.get_project",
    "updateProject": "videos.update_project",
    "deleteProject": "videos.delete_project",
    "listProjects": "videos.list_projects",
    "createProject": "videos.create_project",
    "getVideo": "videos.get_video",
    "deleteVideo": "videos.delete_video",
    "listVideos": "videos.list_videos",
    "createVideo": "videos.create_video",
    "processVideo": "videos.process_video",
    "checkProcessVideoProgress": "videos.check_process_video_progress",
    "checkIngestVideoProgress": "videos.check_ingest_video_progress",
    "uploadMedia": "media.upload_media",
    "uploadLightMedia": "media.upload_light_media",
    "downloadOriginalMedia": "media.download_original_media",
    "headOriginalMedia": "media.head_original_media",
    "downloadProcessedMedia": "media.download_processed_media",
    "headProcessedMedia": "media.head_processed_media",
}


def operation_module(operation_id: str) -> ModuleType:
    """Import the module of an operation. Raises KeyError when the document has no such operation."""
    return importlib.import_module(f".{OPERATIONS[operation_id]}", __name__)


__all__ = ["OPERATIONS", "operation_module"]
