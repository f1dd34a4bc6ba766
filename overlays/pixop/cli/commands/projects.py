"""`pixop projects`."""

from typing import Annotated

import typer

from pixop.cli.output import Output, field
from pixop.cli.service import open_service
from pixop.cli.shared_options import ServiceOptions, takes

app = typer.Typer(add_completion=False, help="List, create, rename and delete projects.")

ProjectId = Annotated[str, typer.Argument(metavar="ID", help="The project.", show_default=False)]
ProjectName = Annotated[str, typer.Argument(metavar="NAME", help="The project's name.", show_default=False)]


@app.command("list")
@takes(ServiceOptions)
def list_projects(service: ServiceOptions) -> None:
    """List the team's projects. Quiet form: their ids."""
    with open_service(service) as client:
        Output(service.form).many(
            (project.to_dict() for project in client.iter_projects(page_size=100)),
            [field("id", "id"), field("name", "name"), field("created", "dateCreated")],
            essential="id",
            nothing="No projects yet: `pixop projects create NAME` makes one.",
        )


@app.command("show")
@takes(ServiceOptions)
def show_project(service: ServiceOptions, *, project_id: ProjectId) -> None:
    """Show a project."""
    with open_service(service) as client:
        project = client.videos.get_project(project_id).project
    Output(service.form).one(project.to_dict(), essential=project.id)


@app.command("create")
@takes(ServiceOptions)
def create_project(service: ServiceOptions, *, name: ProjectName) -> None:
    """Create a project. Quiet form: its id."""
    with open_service(service) as client:
        project = client.videos.create_project(name=name).project
    Output(service.form).one(project.to_dict(), essential=project.id)


@app.command("rename")
@takes(ServiceOptions)
def rename_project(service: ServiceOptions, *, project_id: ProjectId, name: ProjectName) -> None:
    """Rename a project."""
    with open_service(service) as client:
        project = client.videos.update_project(project_id, name=name).project
    Output(service.form).one(project.to_dict(), essential=project.id)


@app.command("delete")
@takes(ServiceOptions)
def delete_project(service: ServiceOptions, *, project_id: ProjectId) -> None:
    """Delete a project that has no videos any more."""
    with open_service(service) as client:
        client.videos.delete_project(project_id)
    Output(service.form).one({"deletedProjectId": project_id}, essential=project_id)
