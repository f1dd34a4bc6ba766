"""The data models, one module each, imported when they are first used (PEP 562)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .account import Account as Account
    from .apple_prores_profile import AppleProresProfile as AppleProresProfile
    from .bit_depth import BitDepth as BitDepth
    from .bitrate import Bitrate as Bitrate
    from .chroma_subsampling import ChromaSubsampling as ChromaSubsampling
    from .clarity_boost import ClarityBoost as ClarityBoost
    from .clip_range import ClipRange as ClipRange
    from .codec import Codec as Codec
    from .container import Container as Container
    from .create_project_request import CreateProjectRequest as CreateProjectRequest
    from .create_video_request import CreateVideoRequest as CreateVideoRequest
    from .create_video_response import CreateVideoResponse as CreateVideoResponse
    from .deinterlacer import Deinterlacer as Deinterlacer
    from .delete_video_response import DeleteVideoResponse as DeleteVideoResponse
    from .deleted_video import DeletedVideo as DeletedVideo
    from .denoiser import Denoiser as Denoiser
    from .dnxhd_hr_profile import DnxhdHrProfile as DnxhdHrProfile
    from .embedded_projects import EmbeddedProjects as EmbeddedProjects
    from .embedded_videos import EmbeddedVideos as EmbeddedVideos
    from .error import Error as Error
    from .exception_name import ExceptionName as ExceptionName
    from .explicit_resolution import ExplicitResolution as ExplicitResolution
    from .identity import Identity as Identity
    from .ingest_video_progress import IngestVideoProgress as IngestVideoProgress
    from .ingestion import Ingestion as Ingestion
    from .ingestion_state import IngestionState as IngestionState
    from .ingestion_status import IngestionStatus as IngestionStatus
    from .link import Link as Link
    from .media_container_codec import MediaContainerCodec as MediaContainerCodec
    from .media_metadata import MediaMetadata as MediaMetadata
    from .page_links import PageLinks as PageLinks
    from .pixel_format import PixelFormat as PixelFormat
    from .preset import Preset as Preset
    from .process_video_progress import ProcessVideoProgress as ProcessVideoProgress
    from .process_video_request import ProcessVideoRequest as ProcessVideoRequest
    from .process_video_response import ProcessVideoResponse as ProcessVideoResponse
    from .processing import Processing as Processing
    from .processing_parameters import ProcessingParameters as ProcessingParameters
    from .processing_progress_state import ProcessingProgressState as ProcessingProgressState
    from .processing_state import ProcessingState as ProcessingState
    from .processing_status import ProcessingStatus as ProcessingStatus
    from .project import Project as Project
    from .project_page import ProjectPage as ProjectPage
    from .project_response import ProjectResponse as ProjectResponse
    from .project_summary import ProjectSummary as ProjectSummary
    from .quality_assessment import QualityAssessment as QualityAssessment
    from .quality_metric import QualityMetric as QualityMetric
    from .requested_chroma_subsampling import RequestedChromaSubsampling as RequestedChromaSubsampling
    from .resolution_tag import ResolutionTag as ResolutionTag
    from .scaler import Scaler as Scaler
    from .self_link import SelfLink as SelfLink
    from .source_video import SourceVideo as SourceVideo
    from .stabilizer import Stabilizer as Stabilizer
    from .string_properties import StringProperties as StringProperties
    from .tagged_resolution import TaggedResolution as TaggedResolution
    from .target_codec import TargetCodec as TargetCodec
    from .target_container import TargetContainer as TargetContainer
    from .target_video import TargetVideo as TargetVideo
    from .team import Team as Team
    from .token import Token as Token
    from .token_user import TokenUser as TokenUser
    from .update_password_request import UpdatePasswordRequest as UpdatePasswordRequest
    from .update_project_request import UpdateProjectRequest as UpdateProjectRequest
    from .upload import Upload as Upload
    from .upload_media_response import UploadMediaResponse as UploadMediaResponse
    from .upload_state import UploadState as UploadState
    from .upload_status import UploadStatus as UploadStatus
    from .user import User as User
    from .user_details import UserDetails as UserDetails
    from .user_response import UserResponse as UserResponse
    from .video import Video as Video
    from .video_attributes import VideoAttributes as VideoAttributes
    from .video_filter import VideoFilter as VideoFilter
    from .video_filter_name import VideoFilterName as VideoFilterName
    from .video_filter_properties import VideoFilterProperties as VideoFilterProperties
    from .video_page import VideoPage as VideoPage
    from .video_response import VideoResponse as VideoResponse
    from .video_summary import VideoSummary as VideoSummary
    from .yuv import Yuv as Yuv

_MODULES = {
    "Account": ".account",
    "AppleProresProfile": ".apple_prores_profile",
    "BitDepth": ".bit_depth",
    "Bitrate": ".bitrate",
    "ChromaSubsampling": ".chroma_subsampling",
    "ClarityBoost": ".clarity_boost",
    "ClipRange": ".clip_range",
    "Codec": ".codec",
    "Container": ".container",
    "CreateProjectRequest": ".create_project_request",
    "CreateVideoRequest": ".create_video_request",
    "CreateVideoResponse": ".create_video_response",
    "Deinterlacer": ".deinterlacer",
    "DeleteVideoResponse": ".delete_video_response",
    "DeletedVideo": ".deleted_video",
    "Denoiser": ".denoiser",
    "DnxhdHrProfile": ".dnxhd_hr_profile",
    "EmbeddedProjects": ".embedded_projects",
    "EmbeddedVideos": ".embedded_videos",
    "Error": ".error",
    "ExceptionName": ".exception_name",
    "ExplicitResolution": ".explicit_resolution",
    "Identity": ".identity",
    "IngestVideoProgress": ".ingest_video_progress",
    "Ingestion": ".ingestion",
    "IngestionState": ".ingestion_state",
    "IngestionStatus": ".ingestion_status",
    "Link": ".link",
    "MediaContainerCodec": ".media_container_codec",
    "MediaMetadata": ".media_metadata",
    "PageLinks": ".page_links",
    "PixelFormat": ".pixel_format",
    "Preset": ".preset",
    "ProcessVideoProgress": ".process_video_progress",
    "ProcessVideoRequest": ".process_video_request",
    "ProcessVideoResponse": ".process_video_response",
    "Processing": ".processing",
    "ProcessingParameters": ".processing_parameters",
    "ProcessingProgressState": ".processing_progress_state",
    "ProcessingState": ".processing_state",
    "ProcessingStatus": ".processing_status",
    "Project": ".project",
    "ProjectPage": ".project_page",
    "ProjectResponse": ".project_response",
    "ProjectSummary": ".project_summary",
    "QualityAssessment": ".quality_assessment",
    "QualityMetric": ".quality_metric",
    "RequestedChromaSubsampling": ".requested_chroma_subsampling",
    "ResolutionTag": ".resolution_tag",
    "Scaler": ".scaler",
    "SelfLink": ".self_link",
    "SourceVideo": ".source_video",
    "Stabilizer": ".stabilizer",
    "StringProperties": ".string_properties",
    "TaggedResolution": ".tagged_resolution",
    "TargetCodec": ".target_codec",
    "TargetContainer": ".target_container",
    "TargetVideo": ".target_video",
    "Team": ".team",
    "Token": ".token",
    "TokenUser": ".token_user",
    "UpdatePasswordRequest": ".update_password_request",
    "UpdateProjectRequest": ".update_project_request",
    "Upload": ".upload",
    "UploadMediaResponse": ".upload_media_response",
    "UploadState": ".upload_state",
    "UploadStatus": ".upload_status",
    "User": ".user",
    "UserDetails": ".user_details",
    "UserResponse": ".user_response",
    "Video": ".video",
    "VideoAttributes": ".video_attributes",
    "VideoFilter": ".video_filter",
    "VideoFilterName": ".video_filter_name",
    "VideoFilterProperties": ".video_filter_properties",
    "VideoPage": ".video_page",
    "VideoResponse": ".video_response",
    "VideoSummary": ".video_summary",
    "Yuv": ".yuv",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})


__all__ = (
    "Account",
    "AppleProresProfile",
    "BitDepth",
    "Bitrate",
    "ChromaSubsampling",
    "ClarityBoost",
    "ClipRange",
    "Codec",
    "Container",
    "CreateProjectRequest",
    "CreateVideoRequest",
    "CreateVideoResponse",
    "Deinterlacer",
    "DeletedVideo",
    "DeleteVideoResponse",
    "Denoiser",
    "DnxhdHrProfile",
    "EmbeddedProjects",
    "EmbeddedVideos",
    "Error",
    "ExceptionName",
    "ExplicitResolution",
    "Identity",
    "Ingestion",
    "IngestionState",
    "IngestionStatus",
    "IngestVideoProgress",
    "Link",
    "MediaContainerCodec",
    "MediaMetadata",
    "PageLinks",
    "PixelFormat",
    "Preset",
    "Processing",
    "ProcessingParameters",
    "ProcessingProgressState",
    "ProcessingState",
    "ProcessingStatus",
    "ProcessVideoProgress",
    "ProcessVideoRequest",
    "ProcessVideoResponse",
    "Project",
    "ProjectPage",
    "ProjectResponse",
    "ProjectSummary",
    "QualityAssessment",
    "QualityMetric",
    "RequestedChromaSubsampling",
    "ResolutionTag",
    "Scaler",
    "SelfLink",
    "SourceVideo",
    "Stabilizer",
    "StringProperties",
    "TaggedResolution",
    "TargetCodec",
    "TargetContainer",
    "TargetVideo",
    "Team",
    "Token",
    "TokenUser",
    "UpdatePasswordRequest",
    "UpdateProjectRequest",
    "Upload",
    "UploadMediaResponse",
    "UploadState",
    "UploadStatus",
    "User",
    "UserDetails",
    "UserResponse",
    "Video",
    "VideoAttributes",
    "VideoFilter",
    "VideoFilterName",
    "VideoFilterProperties",
    "VideoPage",
    "VideoResponse",
    "VideoSummary",
    "Yuv",
)
