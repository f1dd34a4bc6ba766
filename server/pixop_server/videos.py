"""Videos in the database. Every function takes the team: another team's video does not exist."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, literal, select, update

from pixop_server.api_errors import ConflictError, NotFoundError
from pixop_server.pages import PageRequest
from pixop_server.projects import default_project, find_project
from pixop_server.tables import jobs, videos

UNNAMED = "Untitled video"

Record = Row[Any]


def find_video(connection: Connection, team_id: str, video_id: str) -> Record:
    """Find a video.

    Raises:
        NotFoundError: the team has no such video.
    """
    query = select(videos).where(videos.c.id == video_id, videos.c.team_id == team_id)
    found = connection.execute(query).one_or_none()
    if found is None:
        raise NotFoundError("There is no video with this id.")
    return found


@dataclass(frozen=True)
class Owner:
    """Who makes a video, and for which team."""

    user_id: str
    team_id: str


def create_video(
    connection: Connection, owner: Owner, name: str | None, project_id: str | None, now: int
) -> Record:
    """Create a video without media, in the team's default project unless another one is named.

    Raises:
        NotFoundError: the team has no such project.
    """
    if project_id is None:
        project_id = default_project(connection, owner.team_id, now).id
    else:
        find_project(connection, owner.team_id, project_id)
    video_id = str(uuid.uuid4())
    connection.execute(
        insert(videos).values(
            id=video_id,
            team_id=owner.team_id,
            user_id=owner.user_id,
            project_id=project_id,
            name=name or UNNAMED,
            upload_status="PENDING",
            upload_updated_at=now,
            ingestion_status="PENDING",
            ingestion_updated_at=now,
            attributes={},
            created_at=now,
            updated_at=now,
        )
    )
    return find_video(connection, owner.team_id, video_id)


def create_processed_video(
    connection: Connection, owner: Owner, source: Record, parameters: dict[str, Any], file_name: str, now: int
) -> Record:
    """Create the video that a processing of `source` will make."""
    video_id = str(uuid.uuid4())
    connection.execute(
        insert(videos).values(
            id=video_id,
            team_id=owner.team_id,
            user_id=owner.user_id,
            project_id=source.project_id,
            parent_id=source.id,
            name=source.name,
            light=source.light,
            file_name=file_name,
            ingestion_status="PENDING",
            ingestion_updated_at=now,
            processing_status="PENDING",
            processing_updated_at=now,
            processing_percent=0.0,
            processing_parameters=parameters,
            attributes={},
            created_at=now,
            updated_at=now,
        )
    )
    return find_video(connection, owner.team_id, video_id)


def claim_upload(connection: Connection, team_id: str, video_id: str, *, light: bool, now: int) -> Record:
    """Reserve a video for one upload (D-19).

    Raises:
        NotFoundError: the team has no such video.
        ConflictError: it has media already, is receiving some, or is a processed video.
    """
    video = find_video(connection, team_id, video_id)
    refuse_upload(video)
    connection.execute(
        update(videos)
        .where(videos.c.id == video_id)
        .values(upload_status="UPLOADING", upload_updated_at=now, light=light, updated_at=now)
    )
    return video


def refuse_upload(video: Record) -> None:
    """Refuse an upload that the video's state forbids.

    Raises:
        ConflictError: it has media already, is receiving some, or is a processed video.
    """
    if video.parent_id is not None:
        raise ConflictError("This video is made by processing; media cannot be uploaded to it.")
    if video.upload_status == "DONE":
        raise ConflictError("This video has its media already. Create another video.")
    if video.upload_status == "UPLOADING":
        raise ConflictError("Media is being uploaded to this video by another request.")


def fail_upload(connection: Connection, video_id: str, now: int) -> None:
    """Give up an upload; another one is allowed then."""
    connection.execute(
        update(videos)
        .where(videos.c.id == video_id, videos.c.upload_status == "UPLOADING")
        .values(upload_status="ERROR", upload_updated_at=now, updated_at=now)
    )


def descendants(connection: Connection, video_id: str) -> list[str]:
    """List a video's id and the ids of everything made from it, parents before children."""
    tree = select(videos.c.id, literal(0).label("depth")).where(videos.c.id == video_id).cte(recursive=True)
    tree = tree.union_all(select(videos.c.id, tree.c.depth + 1).join(tree, videos.c.parent_id == tree.c.id))
    return list(connection.scalars(select(tree.c.id).order_by(tree.c.depth)))


def delete_video(connection: Connection, team_id: str, video_id: str) -> list[str]:
    """Delete a video and everything made from it, with their jobs (D-21).

    Returns:
        The ids of the deleted videos, the one that was asked for first.

    Raises:
        NotFoundError: the team has no such video.
    """
    find_video(connection, team_id, video_id)
    ids = descendants(connection, video_id)
    for child in reversed(ids):
        connection.execute(delete(jobs).where(jobs.c.video_id == child))
        connection.execute(delete(videos).where(videos.c.id == child))
    return ids


@dataclass(frozen=True)
class VideoFilter:
    """What a list of videos is narrowed to."""

    project_id: str | None = None
    parent_id: str | None = None


def list_videos(
    connection: Connection, team_id: str, chosen: VideoFilter, page: PageRequest
) -> tuple[list[Record], int]:
    """List a page of the team's videos in the order of their creation, and count all that the filter leaves."""
    conditions = [videos.c.team_id == team_id]
    if chosen.project_id is not None:
        conditions.append(videos.c.project_id == chosen.project_id)
    if chosen.parent_id is not None:
        conditions.append(videos.c.parent_id == chosen.parent_id)
    total = connection.scalar(select(func.count()).select_from(videos).where(*conditions)) or 0
    offset = page.offset(total)
    if offset is None:
        return [], total
    query = select(videos).where(*conditions).order_by(videos.c.sequence).limit(page.size).offset(offset)
    return list(connection.execute(query)), total
