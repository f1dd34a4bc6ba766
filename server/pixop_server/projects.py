"""Projects in the database. Every function takes the team: another team's project does not exist."""

import uuid
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from pixop_server.api_errors import ConflictError, NotFoundError
from pixop_server.pages import PageRequest
from pixop_server.tables import projects, videos

DEFAULT_PROJECT_NAME = "Default project"

Record = Row[Any]


def find_project(connection: Connection, team_id: str, project_id: str) -> Record:
    """Find a project.

    Raises:
        NotFoundError: the team has no such project.
    """
    query = select(projects).where(projects.c.id == project_id, projects.c.team_id == team_id)
    found = connection.execute(query).one_or_none()
    if found is None:
        raise NotFoundError("There is no project with this id.")
    return found


def create_project(
    connection: Connection, team_id: str, name: str, now: int, *, is_default: bool = False
) -> Record:
    """Create a project."""
    project_id = str(uuid.uuid4())
    connection.execute(
        insert(projects).values(
            id=project_id, team_id=team_id, name=name, is_default=is_default, created_at=now, updated_at=now
        )
    )
    return find_project(connection, team_id, project_id)


def default_project(connection: Connection, team_id: str, now: int) -> Record:
    """Find the team's default project, and make it on first use (D-23)."""
    query = select(projects).where(projects.c.team_id == team_id, projects.c.is_default)
    found = connection.execute(query).first()
    return found or create_project(connection, team_id, DEFAULT_PROJECT_NAME, now, is_default=True)


def rename_project(connection: Connection, team_id: str, project_id: str, name: str, now: int) -> Record:
    """Give a project another name."""
    find_project(connection, team_id, project_id)
    connection.execute(update(projects).where(projects.c.id == project_id).values(name=name, updated_at=now))
    return find_project(connection, team_id, project_id)


def delete_project(connection: Connection, team_id: str, project_id: str) -> None:
    """Delete a project.

    Raises:
        NotFoundError: the team has no such project.
        ConflictError: there are videos in it.
    """
    find_project(connection, team_id, project_id)
    count = connection.scalar(
        select(func.count()).select_from(videos).where(videos.c.project_id == project_id)
    )
    if count:
        raise ConflictError(f"The project still has videos ({count}). Delete them first.")
    connection.execute(delete(projects).where(projects.c.id == project_id))


def list_projects(connection: Connection, team_id: str, page: PageRequest) -> tuple[list[Record], int]:
    """List a page of the team's projects in the order of their creation, and count all of them."""
    mine = projects.c.team_id == team_id
    total = connection.scalar(select(func.count()).select_from(projects).where(mine)) or 0
    offset = page.offset(total)
    if offset is None:
        return [], total
    query = select(projects).where(mine).order_by(projects.c.sequence).limit(page.size).offset(offset)
    return list(connection.execute(query)), total
