"""Counts of videos and projects, so that lists do not count rows."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"

_COLUMNS = (("teams", "projects"), ("teams", "videos"), ("teams", "deletions"), ("projects", "videos"))


def upgrade() -> None:
    """Add the columns, and count what is there."""
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, sa.Integer, nullable=False, server_default="0"))
    op.execute(
        "UPDATE projects SET videos = (SELECT count(*) FROM videos WHERE videos.project_id = projects.id)"
    )
    op.execute(
        "UPDATE teams SET projects = (SELECT count(*) FROM projects WHERE projects.team_id = teams.id), "
        "videos = (SELECT count(*) FROM videos WHERE videos.team_id = teams.id)"
    )


def downgrade() -> None:
    """Drop the columns."""
    for table, column in reversed(_COLUMNS):
        op.drop_column(table, column)
