"""Every command: where its code is, what it is for, and the extra that holds what it needs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """One command.

    Attributes:
        module: the module below `pixop.cli.commands`, loaded when the command is used.
        summary: one line for `pixop --help`.
        extra: the extra of the distribution that installs what the command needs.
        panel: the heading in `pixop --help`.
    """

    module: str
    summary: str
    extra: str
    panel: str


_WORK, _SERVICE, _TOOLS = "Process video", "Use the service", "Serve, check and generate"

COMMANDS: dict[str, CommandEntry] = {
    "process": CommandEntry(
        "process", "Upload videos, process them, download the results and verify them.", "cli", _WORK
    ),
    "resume": CommandEntry("resume", "Go on with runs of `pixop process` that ended early.", "cli", _WORK),
    "upload": CommandEntry("upload", "Upload a video and wait for its ingestion.", "cli", _WORK),
    "download": CommandEntry("download", "Download a processed or an original video.", "cli", _WORK),
    "demo": CommandEntry(
        "demo", "Run the whole job on this machine: server, video, processing, result.", "server", _WORK
    ),
    "projects": CommandEntry("projects", "List, create, rename and delete projects.", "cli", _SERVICE),
    "videos": CommandEntry("videos", "List, show, wait for and delete videos.", "cli", _SERVICE),
    "account": CommandEntry("account", "Show the account and its teams.", "cli", _SERVICE),
    "token": CommandEntry("token", "Print a token for use in other tools.", "cli", _SERVICE),
    "doctor": CommandEntry(
        "doctor", "Check settings, credentials, clock and server, and say what is wrong.", "cli", _SERVICE
    ),
    "api": CommandEntry("api", "Call any operation of the API by its id.", "cli", _SERVICE),
    "server": CommandEntry("server", "Run the reference server.", "server", _TOOLS),
    "contract": CommandEntry("contract", "Judge a server against the document.", "contract", _TOOLS),
    "generate": CommandEntry(
        "generate", "Make the generated packages from the OpenAPI document.", "generator", _TOOLS
    ),
    "changes": CommandEntry(
        "changes", "Compare two versions of the document and tell what breaks.", "generator", _TOOLS
    ),
    "scaffold": CommandEntry(
        "scaffold", "Print a route, a requirement and a page for a new operation.", "generator", _TOOLS
    ),
    "drift": CommandEntry(
        "drift", "Turn what clients recorded beyond the document into an overlay.", "generator", _TOOLS
    ),
}
