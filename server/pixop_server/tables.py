"""The tables. Moments are whole seconds since the epoch; JSON documents have the shape of the wire."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

# `sequence` columns give lists their stable order: the order of creation.

users = Table(
    "users",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),
    Column("email_confirmed", Boolean, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("signing_key_id", Text, nullable=False, unique=True),
    Column("signing_method", Text, nullable=False),
    Column("signing_public_key", Text, nullable=False),
    Column("signing_private_key", Text, nullable=False),
    Column("signature_secret", Text, nullable=False),
    Column("signature_method", Text, nullable=False),
    Column("banned", Boolean, nullable=False, default=False),
    Column("banned_reason", Text),
    Column("banned_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

teams = Table(
    "teams",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("restricted", Boolean, nullable=False, default=False),
    # Counted along with each change, so that a list never counts its rows.
    Column("projects", Integer, nullable=False, default=0, server_default="0"),
    Column("videos", Integer, nullable=False, default=0, server_default="0"),
    # How often anything was deleted: as long as it stays, rows keep their places in lists.
    Column("deletions", Integer, nullable=False, default=0, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("team_id", ForeignKey("teams.id"), nullable=False),
    UniqueConstraint("user_id", "team_id"),
)

projects = Table(
    "projects",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("team_id", ForeignKey("teams.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("is_default", Boolean, nullable=False, default=False),
    Column("videos", Integer, nullable=False, default=0, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("projects_of_team", "team_id", "sequence"),
)

videos = Table(
    "videos",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("team_id", ForeignKey("teams.id"), nullable=False),
    Column("project_id", ForeignKey("projects.id"), nullable=False),
    Column("parent_id", ForeignKey("videos.id")),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("light", Boolean, nullable=False, default=False),
    # The media file: of an original once uploaded, of a processed video once processed.
    Column("file_name", Text),
    Column("file_size", BigInteger),
    Column("file_type", Text),
    Column("file_container", Text),
    Column("etag", Text),
    Column("upload_status", String(16)),
    Column("upload_updated_at", BigInteger),
    Column("ingestion_status", String(16), nullable=False),
    Column("ingestion_updated_at", BigInteger, nullable=False),
    Column("probe", JSON(none_as_null=True)),
    Column("media_metadata", JSON(none_as_null=True)),
    Column("quality_assessment", JSON(none_as_null=True)),
    Column("processing_status", String(16)),
    Column("processing_updated_at", BigInteger),
    Column("processing_percent", Float),
    Column("processing_parameters", JSON(none_as_null=True)),
    Column("attributes", JSON, nullable=False, default=dict),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("videos_of_team", "team_id", "sequence"),
    Index("videos_of_project", "project_id", "sequence"),
    Index("videos_of_parent", "parent_id", "sequence"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("video_id", ForeignKey("videos.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    # Until when, in seconds of the machines' clocks, a worker among several holds it without renewing that.
    Column("lease_until", BigInteger),
    Column("request", JSON(none_as_null=True)),
    Column("created_at", BigInteger, nullable=False),
    Index("jobs_of_video", "video_id"),
    Index("jobs_in_state", "state", "created_at"),
)
