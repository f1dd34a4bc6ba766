"""Strict models of the document's component schemas, and the document itself. Generated; edits are overwritten.

Models are imported when they are first used (PEP 562).
"""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from .models import Account as Account
    from .models import AppleProresProfile as AppleProresProfile
    from .models import BitDepth as BitDepth
    from .models import Bitrate as Bitrate
    from .models import ChromaSubsampling as ChromaSubsampling
    from .models import ClarityBoost as ClarityBoost
    from .models import ClipRange as ClipRange
    from .models import Codec as Codec
    from .models import Container as Container
    from .models import CreateProjectRequest as CreateProjectRequest
    from .models import CreateVideoRequest as CreateVideoRequest
    from .models import CreateVideoResponse as CreateVideoResponse
    from .models import Deinterlacer as Deinterlacer
    from .models import DeletedVideo as DeletedVideo
    from .models import DeleteVideoResponse as DeleteVideoResponse
    from .models import Denoiser as Denoiser
    from .models import DnxhdHrProfile as DnxhdHrProfile
    from .models import EmbeddedProjects as EmbeddedProjects
    from .models import EmbeddedVideos as EmbeddedVideos
    from .models import Error as Error
    from .models import ExceptionName as ExceptionName
    from .models import ExplicitResolution as ExplicitResolution
    from .models import Identifier as Identifier
    from .models import Identity as Identity
    from .models import Ingestion as Ingestion
    from .models import IngestionState as IngestionState
    from .models import IngestionStatus as IngestionStatus
    from .models import IngestVideoProgress as IngestVideoProgress
    from .models import Link as Link
    from .models import MediaContainerCodec as MediaContainerCodec
    from .models import MediaFile as MediaFile
    from .models import MediaForm as MediaForm
    from .models import MediaMetadata as MediaMetadata
    from .models import PageLinks as PageLinks
    from .models import PageNumber as PageNumber
    from .models import PageSizeApplied as PageSizeApplied
    from .models import PixelFormat as PixelFormat
    from .models import Preset as Preset
    from .models import Processing as Processing
    from .models import ProcessingParameters as ProcessingParameters
    from .models import ProcessingProgressState as ProcessingProgressState
    from .models import ProcessingState as ProcessingState
    from .models import ProcessingStatus as ProcessingStatus
    from .models import ProcessVideoProgress as ProcessVideoProgress
    from .models import ProcessVideoRequest as ProcessVideoRequest
    from .models import ProcessVideoResponse as ProcessVideoResponse
    from .models import Project as Project
    from .models import ProjectName as ProjectName
    from .models import ProjectPage as ProjectPage
    from .models import ProjectResponse as ProjectResponse
    from .models import ProjectSummary as ProjectSummary
    from .models import QualityAssessment as QualityAssessment
    from .models import QualityMetric as QualityMetric
    from .models import RequestedChromaSubsampling as RequestedChromaSubsampling
    from .models import Resolution as Resolution
    from .models import ResolutionTag as ResolutionTag
    from .models import Scaler as Scaler
    from .models import SelfLink as SelfLink
    from .models import SourceVideo as SourceVideo
    from .models import Stabilizer as Stabilizer
    from .models import StringProperties as StringProperties
    from .models import TaggedResolution as TaggedResolution
    from .models import TargetCodec as TargetCodec
    from .models import TargetCodecName as TargetCodecName
    from .models import TargetContainer as TargetContainer
    from .models import TargetContainerName as TargetContainerName
    from .models import TargetVideo as TargetVideo
    from .models import Team as Team
    from .models import Timestamp as Timestamp
    from .models import Token as Token
    from .models import TokenUser as TokenUser
    from .models import TotalFound as TotalFound
    from .models import UpdatePasswordRequest as UpdatePasswordRequest
    from .models import UpdateProjectRequest as UpdateProjectRequest
    from .models import Upload as Upload
    from .models import UploadedFile as UploadedFile
    from .models import UploadMediaResponse as UploadMediaResponse
    from .models import UploadState as UploadState
    from .models import UploadStatus as UploadStatus
    from .models import Url as Url
    from .models import User as User
    from .models import UserDetails as UserDetails
    from .models import UserResponse as UserResponse
    from .models import Video as Video
    from .models import VideoAttributes as VideoAttributes
    from .models import VideoFilter as VideoFilter
    from .models import VideoFilterName as VideoFilterName
    from .models import VideoFilterProperties as VideoFilterProperties
    from .models import VideoPage as VideoPage
    from .models import VideoResponse as VideoResponse
    from .models import VideoSummary as VideoSummary
    from .models import Yuv as Yuv
    from .models import YuvFound as YuvFound


def document() -> dict[str, Any]:
    """The OpenAPI document that the models were made from; a new copy each time."""
    value: dict[str, Any] = json.loads(files(__name__).joinpath("pixop.json").read_text("utf-8"))
    return value


@functools.cache
def type_adapter(name: str) -> TypeAdapter[Any]:
    """The validator of a component schema by its name, for those too that are no models (enums).

    Raises KeyError when the document has no such schema.
    """
    from pydantic import BaseModel, BeforeValidator, TypeAdapter

    from .base import check_rules

    if name not in SCHEMAS:
        raise KeyError(name)
    schema = __getattr__(name)
    if issubclass(schema, BaseModel):
        return TypeAdapter(schema)

    def checked(value: Any) -> Any:
        check_rules(name, value)
        return value

    annotated: Any = Annotated[schema, BeforeValidator(checked)]
    return TypeAdapter(annotated)


def __getattr__(name: str) -> Any:
    if name not in SCHEMAS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import models

    value = getattr(models, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *SCHEMAS})


#: Names of the component schemas.
SCHEMAS = frozenset(
    (
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
        "DeleteVideoResponse",
        "DeletedVideo",
        "Denoiser",
        "DnxhdHrProfile",
        "EmbeddedProjects",
        "EmbeddedVideos",
        "Error",
        "ExceptionName",
        "ExplicitResolution",
        "Identifier",
        "Identity",
        "IngestVideoProgress",
        "Ingestion",
        "IngestionState",
        "IngestionStatus",
        "Link",
        "MediaContainerCodec",
        "MediaFile",
        "MediaForm",
        "MediaMetadata",
        "PageLinks",
        "PageNumber",
        "PageSizeApplied",
        "PixelFormat",
        "Preset",
        "ProcessVideoProgress",
        "ProcessVideoRequest",
        "ProcessVideoResponse",
        "Processing",
        "ProcessingParameters",
        "ProcessingProgressState",
        "ProcessingState",
        "ProcessingStatus",
        "Project",
        "ProjectName",
        "ProjectPage",
        "ProjectResponse",
        "ProjectSummary",
        "QualityAssessment",
        "QualityMetric",
        "RequestedChromaSubsampling",
        "Resolution",
        "ResolutionTag",
        "Scaler",
        "SelfLink",
        "SourceVideo",
        "Stabilizer",
        "StringProperties",
        "TaggedResolution",
        "TargetCodec",
        "TargetCodecName",
        "TargetContainer",
        "TargetContainerName",
        "TargetVideo",
        "Team",
        "Timestamp",
        "Token",
        "TokenUser",
        "TotalFound",
        "UpdatePasswordRequest",
        "UpdateProjectRequest",
        "Upload",
        "UploadMediaResponse",
        "UploadState",
        "UploadStatus",
        "UploadedFile",
        "Url",
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
        "YuvFound",
    )
)

__all__ = (
    "SCHEMAS",
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
    "DeleteVideoResponse",
    "DeletedVideo",
    "Denoiser",
    "DnxhdHrProfile",
    "EmbeddedProjects",
    "EmbeddedVideos",
    "Error",
    "ExceptionName",
    "ExplicitResolution",
    "Identifier",
    "Identity",
    "IngestVideoProgress",
    "Ingestion",
    "IngestionState",
    "IngestionStatus",
    "Link",
    "MediaContainerCodec",
    "MediaFile",
    "MediaForm",
    "MediaMetadata",
    "PageLinks",
    "PageNumber",
    "PageSizeApplied",
    "PixelFormat",
    "Preset",
    "ProcessVideoProgress",
    "ProcessVideoRequest",
    "ProcessVideoResponse",
    "Processing",
    "ProcessingParameters",
    "ProcessingProgressState",
    "ProcessingState",
    "ProcessingStatus",
    "Project",
    "ProjectName",
    "ProjectPage",
    "ProjectResponse",
    "ProjectSummary",
    "QualityAssessment",
    "QualityMetric",
    "RequestedChromaSubsampling",
    "Resolution",
    "ResolutionTag",
    "Scaler",
    "SelfLink",
    "SourceVideo",
    "Stabilizer",
    "StringProperties",
    "TaggedResolution",
    "TargetCodec",
    "TargetCodecName",
    "TargetContainer",
    "TargetContainerName",
    "TargetVideo",
    "Team",
    "Timestamp",
    "Token",
    "TokenUser",
    "TotalFound",
    "UpdatePasswordRequest",
    "UpdateProjectRequest",
    "Upload",
    "UploadMediaResponse",
    "UploadState",
    "UploadStatus",
    "UploadedFile",
    "Url",
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
    "YuvFound",
    "document",
    "type_adapter",
)
