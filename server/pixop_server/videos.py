"""Videos in the database. Every function takes the team: another team's video does not exist."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, literal, select, update

from pixop_server.api_errors import ConflictError, NotFoundError
from pixop_server.page_positions import PagePositions
from pixop_server.pages import PageRequest
from pixop_server.prepared_query import PreparedQuery
from pixop_server.projects import count_in_team, default_project, find_project, lock_team
from pixop_server.tables import jobs, projects, teams, videos

UNNAMED = "Untitled video"

Record = Row[Any]

_MINE = videos.c.team_id == bindparam("team")
_FIND = PreparedQuery(select(videos).where(videos.c.id == bindparam("id"), _MINE))
# What a list shows of a video, and no more: JSON columns cost time even when nobody looks at them.
_SUMMARY = (
    videos.c.sequence,
    videos.c.id,
    videos.c.project_id,
    videos.c.parent_id,
    videos.c.name,
    videos.c.file_name,
    videos.c.etag,
    videos.c.created_at,
    videos.c.updated_at,
)


def find_video(connection: Connection, team_id: str, video_id: str) -> Record:
    """Find a video.

    Raises:
        NotFoundError: the team has no such video.
    """
    found = _FIND.first(connection, {"id": video_id, "team": team_id})
    if found is None:
        raise NotFoundError("There is no video with this id.")
    return found


def video_exists(connection: Connection, video_id: str) -> bool:
    """Tell whether a video is there, of whatever team."""
    return connection.scalar(select(func.count()).where(videos.c.id == video_id)) == 1


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
    # First, as it also makes others wait: rows of a team get their sequence numbers in the order of their commits.
    count_in_team(connection, owner.team_id, videos=1)
    if project_id is None:
        project = default_project(connection, owner.team_id, now)
    else:
        project = find_project(connection, owner.team_id, project_id)
    _count_in_project(connection, project.id, 1)
    video_id = str(uuid.uuid4())
    connection.execute(
        insert(videos).values(
            id=video_id,
            team_id=owner.team_id,
            user_id=owner.user_id,
            project_id=project.id,
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
    count_in_team(connection, owner.team_id, videos=1)
    _count_in_project(connection, source.project_id, 1)
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
    lock_team(connection, team_id)  # nobody makes something of it meanwhile
    video = find_video(connection, team_id, video_id)
    ids = descendants(connection, video_id)
    count_in_team(connection, team_id, videos=-len(ids))
    # What is made from a video is in its project.
    _count_in_project(connection, video.project_id, -len(ids))
    for child in reversed(ids):
        connection.execute(delete(jobs).where(jobs.c.video_id == child))
        # An upload that ends right now adds a job before its video is locked here, or finds no video afterwards.
        connection.execute(select(videos.c.id).where(videos.c.id == child).with_for_update())
        connection.execute(delete(jobs).where(jobs.c.video_id == child))
        connection.execute(delete(videos).where(videos.c.id == child))
    return ids


def _count_in_project(connection: Connection, project_id: str, added: int) -> None:
    connection.execute(
        update(projects).where(projects.c.id == project_id).values(videos=projects.c.videos + added)
    )


@dataclass(frozen=True)
class VideoFilter:
    """What a list of videos is narrowed to."""

    project_id: str | None = None
    parent_id: str | None = None


def list_videos(
    connection: Connection, team_id: str, chosen: VideoFilter, page: PageRequest, positions: PagePositions
) -> tuple[list[Record], int]:
    """List a page of the team's videos in the order of their creation, and count all that the filter leaves.

    Rows have what `video_summary_json` shows.
    """
    queries = _LISTS[chosen.project_id is not None, chosen.parent_id is not None]
    parameters: dict[str, Any] = {"team": team_id}
    if chosen.project_id is not None:
        parameters["project"] = chosen.project_id
    if chosen.parent_id is not None:
        parameters["parent"] = chosen.parent_id
    counted = queries.total.first(connection, parameters)
    if counted is None or (offset := page.offset(counted.total)) is None:
        return [], 0 if counted is None else counted.total
    key = (team_id, chosen)
    known, after = positions.before(key, counted.deletions, offset)
    found = queries.page.all(
        connection, parameters | {"after": after, "skip": offset - known, "size": page.size}
    )
    positions.learn_page(key, counted.deletions, offset, found)
    return found, counted.total


@dataclass(frozen=True)
class _ListQueries:
    total: PreparedQuery
    page: PreparedQuery


def _list_queries(*, project: bool, parent: bool) -> _ListQueries:
    conditions = [_MINE]
    if project:
        conditions.append(videos.c.project_id == bindparam("project"))
    if parent:
        conditions.append(videos.c.parent_id == bindparam("parent"))
    rows: Any = (
        select(*_SUMMARY)
        .where(*conditions, videos.c.sequence > bindparam("after"))
        .order_by(videos.c.sequence)
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
    )
    total: Any
    team = teams.c.id == bindparam("team")
    if parent:  # few are made from one video
        counted = select(func.count()).select_from(videos).where(*conditions).scalar_subquery()
        total = select(counted.label("total"), teams.c.deletions).where(team)
    elif project:
        total = (
            select(projects.c.videos.label("total"), teams.c.deletions)
            .join(teams, teams.c.id == projects.c.team_id)
            .where(team, projects.c.id == bindparam("project"))
        )
    else:
        total = select(teams.c.videos.label("total"), teams.c.deletions).where(team)
    return _ListQueries(PreparedQuery(total), PreparedQuery(rows))


_LISTS = {
    (project, parent): _list_queries(project=project, parent=parent)
    for project in (False, True)
    for parent in (False, True)
}
