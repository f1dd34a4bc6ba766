"""Projects in the database. Every function takes the team: another team's project does not exist."""

import uuid
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from pixop_server.api_errors import ConflictError, NotFoundError
from pixop_server.page_positions import PagePositions
from pixop_server.pages import PageRequest
from pixop_server.prepared_query import PreparedQuery
from pixop_server.tables import projects, teams, videos

DEFAULT_PROJECT_NAME = "Default project"

Record = Row[Any]

_MINE = projects.c.team_id == bindparam("team")
_FIND = PreparedQuery(select(projects).where(projects.c.id == bindparam("id"), _MINE))
_TOTAL = PreparedQuery(
    select(teams.c.projects.label("total"), teams.c.deletions).where(teams.c.id == bindparam("team"))
)
_PAGE = PreparedQuery(
    select(projects)
    .where(_MINE, projects.c.sequence > bindparam("after"))
    .order_by(projects.c.sequence)
    .limit(bindparam("size"))
    .offset(bindparam("skip"))
)


def find_project(connection: Connection, team_id: str, project_id: str) -> Record:
    """Find a project.

    Raises:
        NotFoundError: the team has no such project.
    """
    found = _FIND.first(connection, {"id": project_id, "team": team_id})
    if found is None:
        raise NotFoundError("There is no project with this id.")
    return found


def create_project(
    connection: Connection, team_id: str, name: str, now: int, *, is_default: bool = False
) -> Record:
    """Create a project."""
    # First, as it also makes others wait: rows of a team get their sequence numbers in the order of their commits.
    count_in_team(connection, team_id, projects=1)
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
    count_in_team(connection, team_id, projects=-1)
    count = connection.scalar(
        select(func.count()).select_from(videos).where(videos.c.project_id == project_id)
    )
    if count:
        raise ConflictError(f"The project still has videos ({count}). Delete them first.")
    connection.execute(delete(projects).where(projects.c.id == project_id))


def lock_team(connection: Connection, team_id: str) -> None:
    """Let others who change what a team has wait; where a database has one writer, they do so anyway."""
    connection.execute(select(teams.c.id).where(teams.c.id == team_id).with_for_update())


def count_in_team(connection: Connection, team_id: str, *, projects: int = 0, videos: int = 0) -> None:
    """Note that rows were added to a team, or deleted from it when the numbers are negative."""
    deleted = int(projects < 0 or videos < 0)
    connection.execute(
        update(teams)
        .where(teams.c.id == team_id)
        .values(
            projects=teams.c.projects + projects,
            videos=teams.c.videos + videos,
            deletions=teams.c.deletions + deleted,
        )
    )


def list_projects(
    connection: Connection, team_id: str, page: PageRequest, positions: PagePositions
) -> tuple[list[Record], int]:
    """List a page of the team's projects in the order of their creation, and count all of them."""
    team = _TOTAL.first(connection, {"team": team_id})
    if team is None or (offset := page.offset(team.total)) is None:
        return [], 0 if team is None else team.total
    key = ("projects", team_id)
    known, after = positions.before(key, team.deletions, offset)
    place = {"team": team_id, "after": after, "skip": offset - known, "size": page.size}
    found = _PAGE.all(connection, place)
    positions.learn_page(key, team.deletions, offset, found)
    return found, team.total
