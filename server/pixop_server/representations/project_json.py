"""Projects on the wire."""

from typing import Any

from pixop_server.clock import format_timestamp
from pixop_server.projects import Record
from pixop_server.urls import Urls


def project_json(project: Record) -> dict[str, Any]:
    """Write a project."""
    return {
        "project": {
            "id": project.id,
            "name": project.name,
            "teamId": project.team_id,
            "dateCreated": format_timestamp(project.created_at),
            "timeLastUpdated": format_timestamp(project.updated_at),
        }
    }


def project_summary_json(project: Record, urls: Urls) -> dict[str, Any]:
    """Write a project of a list."""
    return {
        "_links": {"self": {"href": urls.project(project.id)}},
        "id": project.id,
        "name": project.name,
        "dateCreated": format_timestamp(project.created_at),
        "timeLastUpdated": format_timestamp(project.updated_at),
    }
