"""The component schemas as models. Generated; edits are overwritten."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated, Dict

from pydantic import MISSING, ConfigDict, Field, StrictBool, StrictFloat, StrictStr

from .base import BaseModel, RootModel, StrictInt


class Identifier(RootModel[StrictStr]):
    root: Annotated[
        StrictStr,
        Field(description="An id. This project's server gives out lower-case UUIDs (D-15).", min_length=1),
    ]


class Timestamp(RootModel[StrictStr]):
    root: Annotated[
        StrictStr,
        Field(
            description="A moment in UTC, 24-hour clock, to the second (D-14).",
            pattern="^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
        ),
    ]


class Url(RootModel[StrictStr]):
    root: Annotated[
        StrictStr,
        Field(
            description="An absolute URL (D-11) without characters that a shell would change.",
            pattern='^https?://[^ ;<>"]+$',
        ),
    ]


class KnownExceptionName(StrEnum):
    INVALID_JWT_TOKEN_FOUND = "InvalidJWTTokenFoundException"
    NO_JWT_TOKEN_FOUND = "NoJWTTokenFoundException"
    EXPIRED_JWT_TOKEN = "ExpiredJWTTokenException"
    PREMATURE_JWT_TOKEN = "PrematureJWTTokenException"
    USER_BANNED = "UserBannedException"
    ETERNAL_JWT_TOKEN = "EternalJWTTokenException"
    INCONSISTENT_JWT_CLAIMS = "InconsistentJWTClaimsException"
    AUTH = "AuthException"
    INVALID_CREDENTIALS = "InvalidCredentialsException"
    VALIDATION = "ValidationException"
    UNSUPPORTED_BY_THIS_SERVER = "UnsupportedByThisServerException"
    NOT_FOUND = "NotFoundException"
    METHOD_NOT_ALLOWED = "MethodNotAllowedException"
    CONFLICT = "ConflictException"
    CONTENT_TOO_LARGE = "ContentTooLargeException"
    UNSUPPORTED_MEDIA_TYPE = "UnsupportedMediaTypeException"
    RANGE_NOT_SATISFIABLE = "RangeNotSatisfiableException"
    TOO_MANY_REQUESTS = "TooManyRequestsException"
    HEADER_FIELDS_TOO_LARGE = "HeaderFieldsTooLargeException"
    INTERNAL_SERVER = "InternalServerException"
    SERVICE_UNAVAILABLE = "ServiceUnavailableException"
    INSUFFICIENT_STORAGE = "InsufficientStorageException"


class Token(BaseModel):
    user_id: Annotated[Identifier, Field(alias="userId")]
    team_id: Annotated[Identifier, Field(alias="teamId")]
    jwt_token: Annotated[
        StrictStr,
        Field(
            alias="jwtToken",
            description="The token for the `Authorization` header, good for 900 seconds.",
            min_length=1,
        ),
    ]


class UserDetails(BaseModel):
    id: Identifier
    name: Annotated[StrictStr, Field(description="The user's name.")]
    email: Annotated[StrictStr, Field(description="The e-mail address to log in with.")]
    email_confirmed: Annotated[
        StrictBool, Field(alias="emailConfirmed", description="Whether the address has been confirmed.")
    ]
    auth_signature_method: Annotated[
        StrictStr,
        Field(
            alias="authSignatureMethod",
            description="The algorithm that signs the user's tokens, a JWS `alg` name.",
        ),
    ]
    auth_signature_public_key: Annotated[
        StrictStr,
        Field(alias="authSignaturePublicKey", description="The public key that verifies the user's tokens."),
    ]
    auth_signature_public_key_id: Annotated[
        StrictStr, Field(alias="authSignaturePublicKeyId", description="The id of that key.")
    ]
    banned: Annotated[StrictBool, Field(description="Whether the user is suspended.")]
    banned_reason: Annotated[
        StrictStr | MISSING,
        Field(alias="bannedReason", description="Why the user is suspended; absent otherwise."),
    ] = MISSING
    banned_date: Annotated[Timestamp | MISSING, Field(alias="bannedDate")] = MISSING
    api_request_signature_secret: Annotated[
        StrictStr,
        Field(alias="apiRequestSignatureSecret", description="The shared secret for signing requests."),
    ]
    date_created: Annotated[Timestamp, Field(alias="dateCreated")]
    time_last_updated: Annotated[Timestamp, Field(alias="timeLastUpdated")]


class User(UserDetails):
    api_request_signature_method: Annotated[
        StrictStr, Field(alias="apiRequestSignatureMethod", description="The algorithm for signing requests.")
    ]


class TokenUser(UserDetails):
    api_request_signature_sethod: Annotated[
        StrictStr,
        Field(
            alias="apiRequestSignatureSethod",
            description="The algorithm for signing requests, in the reference's spelling.",
        ),
    ]


class Team(BaseModel):
    id: Identifier
    name: Annotated[StrictStr, Field(description="The team's name.")]
    restricted: Annotated[StrictBool, Field(description="Whether the team is restricted.")]
    date_created: Annotated[Timestamp, Field(alias="dateCreated")]
    time_last_updated: Annotated[Timestamp, Field(alias="timeLastUpdated")]


class Identity(BaseModel):
    user: TokenUser
    team: Team
    other_teams: Annotated[
        list[Team], Field(alias="otherTeams", description="The user's teams except the token's.")
    ]


class Account(BaseModel):
    user: User
    team: Team


class UserResponse(BaseModel):
    user: User


class UpdatePasswordRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    new_password: Annotated[
        StrictStr,
        Field(
            alias="newPassword",
            description="The new password, 1 to 1024 characters (D-36).",
            max_length=1024,
            min_length=1,
        ),
    ]


class Link(BaseModel):
    href: Url


class SelfLink(BaseModel):
    self: Link


class PageLinks(BaseModel):
    self: Link
    next: Link | MISSING = MISSING
    previous: Link | MISSING = MISSING
    first: Link
    last: Link


class ProjectName(RootModel[StrictStr]):
    root: Annotated[StrictStr, Field(description="A project's name, not empty (D-39).", min_length=1)]


class Project(BaseModel):
    id: Identifier
    name: Annotated[StrictStr, Field(description="The project's name.")]
    team_id: Annotated[Identifier, Field(alias="teamId")]
    date_created: Annotated[Timestamp, Field(alias="dateCreated")]
    time_last_updated: Annotated[Timestamp, Field(alias="timeLastUpdated")]


class ProjectResponse(BaseModel):
    project: Project


class ProjectSummary(BaseModel):
    links: Annotated[SelfLink, Field(alias="_links")]
    id: Identifier
    name: Annotated[StrictStr, Field(description="The project's name.")]
    date_created: Annotated[Timestamp, Field(alias="dateCreated")]
    time_last_updated: Annotated[Timestamp, Field(alias="timeLastUpdated")]


class PageSizeApplied(RootModel[StrictInt]):
    root: Annotated[StrictInt, Field(description="The page size that was applied (D-10).", ge=1)]


class PageNumber(RootModel[StrictInt]):
    root: Annotated[StrictInt, Field(description="The page that was applied (D-10).", ge=0)]


class TotalFound(RootModel[StrictInt]):
    root: Annotated[
        StrictInt,
        Field(
            description="How many items all pages hold together. Not in the reference; optional (D-12).", ge=0
        ),
    ]


class EmbeddedProjects(BaseModel):
    projects: Annotated[list[ProjectSummary], Field(description="The projects, in a stable order.")]
    total_found: Annotated[TotalFound | MISSING, Field(alias="totalFound")] = MISSING


class CreateVideoRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    name: Annotated[StrictStr | None | MISSING, Field(description="The video's name.")] = MISSING
    project_id: Annotated[
        StrictStr | None | MISSING,
        Field(
            alias="projectId",
            description="The project to put it in; without one it goes into the team's default project (D-23).",
            min_length=1,
        ),
    ] = MISSING


class CreateVideoResponse(BaseModel):
    project_id: Annotated[Identifier, Field(alias="projectId")]
    video_id: Annotated[Identifier, Field(alias="videoId")]
    upload_media_url: Annotated[Url, Field(alias="uploadMediaUrl")]
    upload_light_media_url: Annotated[Url, Field(alias="uploadLightMediaUrl")]
    process_video_url: Annotated[Url, Field(alias="processVideoUrl")]


class DeletedVideo(BaseModel):
    video_id: Annotated[Identifier, Field(alias="videoId")]


class VideoSummary(BaseModel):
    links: Annotated[SelfLink, Field(alias="_links")]
    id: Identifier
    parent_id: Annotated[
        StrictStr | MISSING,
        Field(
            alias="parentId",
            description="The video that this one was processed from; absent for an original.",
            min_length=1,
        ),
    ] = MISSING
    project_id: Annotated[Identifier, Field(alias="projectId")]
    name: Annotated[StrictStr, Field(description="The video's name.")]
    filename: Annotated[
        StrictStr | MISSING, Field(description="The name of its media file; absent before there is one.")
    ] = MISSING
    date_created: Annotated[Timestamp, Field(alias="dateCreated")]
    time_last_updated: Annotated[Timestamp, Field(alias="timeLastUpdated")]


class EmbeddedVideos(BaseModel):
    videos: Annotated[list[VideoSummary], Field(description="The videos, in a stable order.")]
    total_found: Annotated[TotalFound | MISSING, Field(alias="totalFound")] = MISSING


class VideoAttributes(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )


class KnownUploadStatus(StrEnum):
    PENDING = "PENDING"
    UPLOADING = "UPLOADING"
    DONE = "DONE"
    ERROR = "ERROR"


class KnownIngestionStatus(StrEnum):
    PENDING = "PENDING"
    INGESTING = "INGESTING"
    DONE = "DONE"
    ERROR = "ERROR"


class QualityMetric(BaseModel):
    name: Annotated[StrictStr, Field(description="The metric's name.")]
    sample_mean: Annotated[
        StrictFloat, Field(alias="sampleMean", description="Mean of the measurement over all sampled frames.")
    ]
    subjective_label: Annotated[
        StrictStr, Field(alias="subjectiveLabel", description="The score in a word, `excellent` for example.")
    ]
    subjective_score: Annotated[
        StrictFloat,
        Field(alias="subjectiveScore", description="Score, 0 (worst) to 5 (best).", ge=0.0, le=5.0),
    ]


class KnownProcessingStatus(StrEnum):
    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    DONE = "DONE"
    ERROR = "ERROR"


class SourceVideo(BaseModel):
    start_position_milliseconds: Annotated[
        StrictInt | MISSING,
        Field(alias="startPositionMilliseconds", description="Start of the clip in milliseconds.", ge=0),
    ] = MISSING
    end_position_milliseconds: Annotated[
        StrictInt | MISSING,
        Field(alias="endPositionMilliseconds", description="End of the clip in milliseconds.", ge=0),
    ] = MISSING


class Preset(BaseModel):
    name: Annotated[StrictStr, Field(description="The preset's name.")]


class StringProperties(RootModel[dict[str, StrictStr]]):
    root: dict[str, StrictStr]


class KnownVideoFilterName(StrEnum):
    DEINT = "deint"
    YADIF = "yadif"
    BWDIF = "bwdif"
    WESTON3F = "weston3f"
    DENOISE = "denoise"
    HQDN3D = "hqdn3d"
    DEJIT = "dejit"
    PABSR1 = "pabsr1"
    DVRES = "dvres"
    SCALE = "scale"


class VideoFilterProperties(BaseModel):
    target_width: Annotated[
        StrictInt | MISSING,
        Field(alias="targetWidth", description="Width in pixels that a scaler makes.", ge=1),
    ] = MISSING
    target_height: Annotated[
        StrictInt | MISSING,
        Field(alias="targetHeight", description="Height in pixels that a scaler makes.", ge=1),
    ] = MISSING
    clarity_boost: Annotated[
        StrictStr | MISSING,
        Field(alias="clarityBoost", description="Contrast enhancement of Pixop Super Resolution."),
    ] = MISSING


class Container(StrEnum):
    MOV = "mov"
    MXF = "mxf"
    MP4 = "mp4"
    MTS = "mts"


class Codec(StrEnum):
    H264 = "h264"
    PRORES = "prores"
    DNXHD = "dnxhd"
    XDCAM = "xdcam"
    HEVC = "hevc"
    MPEG2 = "mpeg2"


class AppleProresProfile(StrEnum):
    PROXY = "proxy"
    LT = "lt"
    STANDARD = "standard"
    HQ = "hq"
    PRORES_4444 = "4444"
    PRORES_4444XQ = "4444xq"


class DnxhdHrProfile(StrEnum):
    DNXHD_LB = "dnxhd_lb"
    DNXHD_SQ = "dnxhd_sq"
    DNXHD_HQ = "dnxhd_hq"
    DNXHD_HQX = "dnxhd_hqx"
    DNXHD_444 = "dnxhd_444"
    DNXHR_LB = "dnxhr_lb"
    DNXHR_SQ = "dnxhr_sq"
    DNXHR_HQ = "dnxhr_hq"
    DNXHR_HQX = "dnxhr_hqx"
    DNXHR_444 = "dnxhr_444"


class Yuv(StrEnum):
    YUV_410 = "4:1:0"
    YUV_411 = "4:1:1"
    YUV_420 = "4:2:0"
    YUV_422 = "4:2:2"
    YUV_440 = "4:4:0"
    YUV_444 = "4:4:4"


class BitDepth(IntEnum):
    BITS_8 = 8
    BITS_10 = 10
    BITS_12 = 12
    BITS_14 = 14
    BITS_16 = 16


class Bitrate(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    mbps: Annotated[StrictFloat | MISSING, Field(description="Megabits a second.", ge=0.01, le=4000.0)] = (
        MISSING
    )


class Deinterlacer(StrEnum):
    DEINT = "deint"
    YADIF = "yadif"
    BWDIF = "bwdif"
    WESTON3F = "weston3f"


class Denoiser(StrEnum):
    DENOISE = "denoise"
    HQDN3D = "hqdn3d"


class Stabilizer(StrEnum):
    DEJIT = "dejit"


class Scaler(StrEnum):
    PABSR1 = "pabsr1"
    DVRES = "dvres"
    SCALE = "scale"


class ClarityBoost(StrEnum):
    NONE = "none"
    MARGINAL = "marginal"
    VERY_LOW = "very_low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class ResolutionTag(StrEnum):
    HD_1080P = "hd_1080p"
    UHD_4K = "uhd_4k"
    UHD_8K = "uhd_8k"


class ExplicitResolution(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    width: Annotated[StrictInt, Field(description="Width in pixels.", ge=16, le=7680)]
    height: Annotated[StrictInt, Field(description="Height in pixels.", ge=16, le=4320)]


class ClipRange(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    start_position_milliseconds: Annotated[
        StrictInt | MISSING,
        Field(alias="startPositionMilliseconds", description="Start of the clip in milliseconds.", ge=0),
    ] = MISSING
    end_position_milliseconds: Annotated[
        StrictInt | MISSING,
        Field(alias="endPositionMilliseconds", description="End of the clip in milliseconds.", ge=0),
    ] = MISSING


class ProcessVideoResponse(BaseModel):
    source_video_id: Annotated[Identifier, Field(alias="sourceVideoId")]
    processed_video_id: Annotated[Identifier, Field(alias="processedVideoId")]
    project_id: Annotated[Identifier, Field(alias="projectId")]
    check_progress_url: Annotated[Url, Field(alias="checkProgressUrl")]
    download_media_url: Annotated[Url, Field(alias="downloadMediaUrl")]


class MediaFile(RootModel[StrictStr]):
    root: Annotated[StrictStr, Field(description="The bytes of a media file.")]


class UploadedFile(RootModel[StrictStr]):
    root: Annotated[
        StrictStr, Field(description="The bytes of the uploaded file, at least one (D-18).", min_length=1)
    ]


class UploadMediaResponse(BaseModel):
    project_id: Annotated[Identifier, Field(alias="projectId")]
    video_id: Annotated[Identifier, Field(alias="videoId")]
    check_ingest_progress_url: Annotated[Url, Field(alias="checkIngestProgressUrl")]
    process_video_url: Annotated[Url, Field(alias="processVideoUrl")]


class ExceptionName(RootModel[KnownExceptionName | StrictStr]):
    root: Annotated[
        KnownExceptionName | StrictStr,
        Field(
            description="Why a request failed. The first eight names are the reference's, about tokens:\n\n- `InvalidJWTTokenFoundException`: the token cannot be read, a bad signature included.\n- `NoJWTTokenFoundException`: the request has no token.\n- `ExpiredJWTTokenException`: the token's time is over.\n- `PrematureJWTTokenException`: the token's `nbf` lies in the future.\n- `UserBannedException`: the user is suspended.\n- `EternalJWTTokenException`: the token has no end, which is not allowed.\n- `InconsistentJWTClaimsException`: the claims do not fit this API.\n- `AuthException`: the check itself failed.\n\nThe others are this project's (D-05). A server may send any other name.\n"
        ),
    ]


class CreateProjectRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    name: ProjectName


class UpdateProjectRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    name: ProjectName


class ProjectPage(BaseModel):
    page_size: Annotated[PageSizeApplied, Field(alias="pageSize")]
    page: PageNumber
    links: Annotated[PageLinks, Field(alias="_links")]
    embedded: Annotated[EmbeddedProjects, Field(alias="_embedded")]


class DeleteVideoResponse(BaseModel):
    deleted_videos: Annotated[
        list[DeletedVideo],
        Field(
            alias="deletedVideos", description="The video itself and everything made from it.", min_length=1
        ),
    ]


class VideoPage(BaseModel):
    page_size: Annotated[PageSizeApplied, Field(alias="pageSize")]
    page: PageNumber
    links: Annotated[PageLinks, Field(alias="_links")]
    embedded: Annotated[EmbeddedVideos, Field(alias="_embedded")]


class UploadStatus(RootModel[KnownUploadStatus | StrictStr]):
    root: Annotated[
        KnownUploadStatus | StrictStr,
        Field(
            description="Status of an upload. The reference has no list (D-16); unknown values mean that it is still running."
        ),
    ]


class IngestionStatus(RootModel[KnownIngestionStatus | StrictStr]):
    root: Annotated[
        KnownIngestionStatus | StrictStr,
        Field(
            description="Status of an ingestion. The reference has no list (D-16); unknown values mean that it is still running."
        ),
    ]


class YuvFound(RootModel[Yuv | StrictStr]):
    root: Annotated[Yuv | StrictStr, Field(description="The ratio of luma to chroma samples.")]


class QualityAssessment(BaseModel):
    metrics: Annotated[list[QualityMetric], Field(description="One entry a metric.")]
    overall_subjective_score: Annotated[
        StrictFloat,
        Field(
            alias="overallSubjectiveScore",
            description="Mean of the metrics' scores, 0 (worst) to 5 (best).",
            ge=0.0,
            le=5.0,
        ),
    ]


class ProcessingStatus(RootModel[KnownProcessingStatus | StrictStr]):
    root: Annotated[
        KnownProcessingStatus | StrictStr,
        Field(
            description="Status of a processing. The reference has no list (D-16); unknown values mean that it is still running."
        ),
    ]


class TargetContainerName(RootModel[Container | StrictStr]):
    root: Annotated[
        Container | StrictStr,
        Field(description="A container of the request, or one that this document does not know."),
    ]


class TargetCodecName(RootModel[Codec | StrictStr]):
    root: Annotated[
        Codec | StrictStr,
        Field(description="A codec of the request, or one that this document does not know."),
    ]


class VideoFilterName(RootModel[KnownVideoFilterName | StrictStr]):
    root: Annotated[
        KnownVideoFilterName | StrictStr,
        Field(
            description="A filter of the request (deinterlacer, denoiser, stabilizer or scaler), or one that this document does not know."
        ),
    ]


class MediaContainerCodec(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    container: Container | MISSING = MISSING
    codec: Codec | MISSING = MISSING


class RequestedChromaSubsampling(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    yuv: Yuv | MISSING = MISSING
    bits: BitDepth | MISSING = MISSING


class TaggedResolution(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    tag: ResolutionTag


class ProcessingProgressState(BaseModel):
    updated_at: Annotated[Timestamp, Field(alias="updatedAt")]
    processing_status: Annotated[ProcessingStatus, Field(alias="processingStatus")]
    processing_progress_percent: Annotated[
        StrictFloat, Field(alias="processingProgressPercent", description="Percent done.", ge=0.0, le=100.0)
    ]


class MediaForm(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    __annotations__ = {
        "__pydantic_extra__": Dict[str, UploadedFile],
    }
    file: UploadedFile | MISSING = MISSING


class Error(BaseModel):
    exception: ExceptionName
    error_message: Annotated[StrictStr, Field(alias="errorMessage", description="One sentence for people.")]


class UploadState(BaseModel):
    updated_at: Annotated[Timestamp, Field(alias="updatedAt")]
    upload_status: Annotated[UploadStatus, Field(alias="uploadStatus")]


class IngestionState(BaseModel):
    updated_at: Annotated[Timestamp, Field(alias="updatedAt")]
    ingestion_status: Annotated[IngestionStatus, Field(alias="ingestionStatus")]
    video_metadata_available: Annotated[
        StrictBool, Field(alias="videoMetadataAvailable", description="Whether `metadata` is there.")
    ]


class ChromaSubsampling(BaseModel):
    yuv: YuvFound | MISSING = MISSING
    bits: Annotated[
        StrictInt | MISSING,
        Field(
            description='Bit depth of one component, although the reference also says "per pixel" (D-35).',
            ge=1,
        ),
    ] = MISSING


class ProcessingState(BaseModel):
    updated_at: Annotated[Timestamp, Field(alias="updatedAt")]
    processing_status: Annotated[ProcessingStatus, Field(alias="processingStatus")]


class TargetContainer(BaseModel):
    name: TargetContainerName
    properties: StringProperties | MISSING = MISSING


class TargetCodec(BaseModel):
    name: TargetCodecName
    properties: StringProperties | MISSING = MISSING


class VideoFilter(BaseModel):
    name: VideoFilterName
    properties: VideoFilterProperties | MISSING = MISSING


class Resolution(RootModel[TaggedResolution | ExplicitResolution]):
    root: Annotated[
        TaggedResolution | ExplicitResolution, Field(description="Either a tag, or width and height (D-24).")
    ]


class ProcessVideoProgress(BaseModel):
    video_id: Annotated[Identifier, Field(alias="videoId")]
    project_id: Annotated[Identifier, Field(alias="projectId")]
    processing_state: Annotated[ProcessingProgressState, Field(alias="processingState")]


class IngestVideoProgress(BaseModel):
    video_id: Annotated[Identifier, Field(alias="videoId")]
    project_id: Annotated[Identifier, Field(alias="projectId")]
    ingestion_state: Annotated[IngestionState, Field(alias="ingestionState")]


class Upload(BaseModel):
    upload_state: Annotated[UploadState, Field(alias="uploadState")]
    has_finished_uploading: Annotated[
        StrictBool, Field(alias="hasFinishedUploading", description="Whether all bytes have arrived.")
    ]
    file_name: Annotated[
        StrictStr | MISSING, Field(alias="fileName", description="The file's name as it was sent.")
    ] = MISSING
    file_size: Annotated[
        StrictInt | MISSING, Field(alias="fileSize", description="The file's size in bytes (D-34).", ge=0)
    ] = MISSING
    file_type: Annotated[
        StrictStr | MISSING, Field(alias="fileType", description="The file's media type as it was sent.")
    ] = MISSING
    file_container_name: Annotated[
        StrictStr | MISSING, Field(alias="fileContainerName", description="The container format in words.")
    ] = MISSING


class PixelFormat(BaseModel):
    name: Annotated[StrictStr, Field(description="FFmpeg's name of the pixel format, `yuv420p` for example.")]
    chroma_subsampling: Annotated[ChromaSubsampling | MISSING, Field(alias="chromaSubsampling")] = MISSING


class TargetVideo(BaseModel):
    preset: Preset | MISSING = MISSING
    container: TargetContainer
    codec: TargetCodec
    pixel_format: Annotated[PixelFormat | MISSING, Field(alias="pixelFormat")] = MISSING
    bitrate: Annotated[StrictInt | MISSING, Field(description="Bits a second (D-41).", ge=0)] = MISSING
    frame_width: Annotated[
        StrictInt | MISSING, Field(alias="frameWidth", description="Width in pixels.", ge=1)
    ] = MISSING
    frame_height: Annotated[
        StrictInt | MISSING, Field(alias="frameHeight", description="Height in pixels.", ge=1)
    ] = MISSING
    video_filters: Annotated[
        list[VideoFilter] | MISSING,
        Field(alias="videoFilters", description="The filters, in the order of their work."),
    ] = MISSING


class ProcessVideoRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    media_container_codec: Annotated[MediaContainerCodec | MISSING, Field(alias="mediaContainerCodec")] = (
        MISSING
    )
    apple_prores_profile: Annotated[AppleProresProfile | MISSING, Field(alias="appleProresProfile")] = MISSING
    dnxhd_hr_profile: Annotated[DnxhdHrProfile | MISSING, Field(alias="dnxhdHrProfile")] = MISSING
    chroma_subsampling: Annotated[RequestedChromaSubsampling | MISSING, Field(alias="chromaSubsampling")] = (
        MISSING
    )
    bitrate: Bitrate | MISSING = MISSING
    deinterlacer: Deinterlacer | MISSING = MISSING
    denoiser: Denoiser | MISSING = MISSING
    stabilizer: Stabilizer | MISSING = MISSING
    scaler: Scaler | MISSING = MISSING
    resolution: Resolution | MISSING = MISSING
    clarity_boost: Annotated[ClarityBoost | MISSING, Field(alias="clarityBoost")] = MISSING
    range: ClipRange | MISSING = MISSING


class MediaMetadata(BaseModel):
    container_name: Annotated[
        StrictStr, Field(alias="containerName", description="Short name of the container.")
    ]
    long_container_name: Annotated[
        StrictStr | MISSING, Field(alias="longContainerName", description="Name of the container in words.")
    ] = MISSING
    codec_name: Annotated[StrictStr, Field(alias="codecName", description="Short name of the video codec.")]
    long_codec_name: Annotated[
        StrictStr | MISSING, Field(alias="longCodecName", description="Name of the video codec in words.")
    ] = MISSING
    pixel_format: Annotated[PixelFormat | MISSING, Field(alias="pixelFormat")] = MISSING
    frame_width: Annotated[StrictInt, Field(alias="frameWidth", description="Width in pixels.", ge=0)]
    frame_height: Annotated[StrictInt, Field(alias="frameHeight", description="Height in pixels.", ge=0)]
    average_framerate: Annotated[
        StrictFloat, Field(alias="averageFramerate", description="Frames a second, on average.", ge=0.0)
    ]
    duration_in_millis: Annotated[
        StrictInt, Field(alias="durationInMillis", description="Duration of the video in milliseconds.", ge=0)
    ]
    total_frames: Annotated[StrictInt, Field(alias="totalFrames", description="Number of frames.", ge=0)]
    size: Annotated[StrictInt, Field(description="Size of the file in bytes (D-34).", ge=0)]
    video_stream_size: Annotated[
        StrictInt | MISSING,
        Field(alias="videoStreamSize", description="Size of the video stream in bytes (D-34).", ge=0),
    ] = MISSING


class ProcessingParameters(BaseModel):
    source_video: Annotated[SourceVideo, Field(alias="sourceVideo")]
    target_video: Annotated[TargetVideo, Field(alias="targetVideo")]


class Ingestion(BaseModel):
    ingestion_state: Annotated[IngestionState, Field(alias="ingestionState")]
    metadata: MediaMetadata | MISSING = MISSING
    quality_assessment: Annotated[QualityAssessment | MISSING, Field(alias="qualityAssessment")] = MISSING


class Processing(BaseModel):
    processing_state: Annotated[ProcessingState, Field(alias="processingState")]
    processing_parameters: Annotated[ProcessingParameters, Field(alias="processingParameters")]


class Video(BaseModel):
    id: Identifier
    name: Annotated[StrictStr, Field(description="The video's name.")]
    description: Annotated[StrictStr | MISSING, Field(description="A description for people.")] = MISSING
    project_id: Annotated[Identifier, Field(alias="projectId")]
    user_id: Annotated[
        StrictStr,
        Field(alias="userId", description="The user who uploaded or processed the video.", min_length=1),
    ]
    team_id: Annotated[Identifier, Field(alias="teamId")]
    upload: Upload | MISSING = MISSING
    ingestion: Ingestion | MISSING = MISSING
    processing: Processing | MISSING = MISSING
    attributes: VideoAttributes | MISSING = MISSING
    date_created: Annotated[Timestamp, Field(alias="dateCreated")]
    time_last_updated: Annotated[Timestamp, Field(alias="timeLastUpdated")]


class VideoResponse(BaseModel):
    video: Video
