"""What a server is started with."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pixop_server.log_format import LogFormat

DEFAULT_EMAIL = "developer@example.com"
DEFAULT_SECOND_EMAIL = "second-developer@example.com"
# A server for development has to be usable without set-up; it listens on the loopback interface unless told otherwise.
DEFAULT_PASSWORD = "pixop-development"  # noqa: S105
DEFAULT_SECOND_PASSWORD = "pixop-development-2"  # noqa: S105

Role = Literal["serve", "worker"]

CONTROL_PREFIX = "/_server/"
"""Path of the control API."""

TEBIBYTE = 1 << 40
MEBIBYTE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that decides how a server behaves.

    Attributes:
        host: Address to listen on.
        port: TCP port; 0 takes a free one.
        data: Directory for database, jobs and media; None means a temporary one that is removed at the end.
        ready_file: File that gets the server's URL once requests are accepted.
        email: E-mail of the first user, who belongs to two teams.
        password: The first user's password on the first start.
        second_email: E-mail of the second user, who has a team of their own.
        second_password: The second user's password on the first start.
        database_url: SQLAlchemy URL; None means SQLite in the data directory.
        queue_url: `redis://…` or `postgresql://…` for the queues of jobs; None means SQLite in the data directory.
        media_url: `s3://BUCKET/PREFIX` for media; None means the data directory.
        runs_jobs: Whether this process runs jobs; if not, `python -m pixop_server worker` does.
        max_upload_bytes: Largest media file, in bytes.
        max_json_bytes: Largest JSON body, in bytes.
        max_header_bytes: Largest sum of header names and values, in bytes.
        upload_idle_seconds: How long an upload may send nothing before it is given up.
        token_seconds: Life of a token, in seconds.
        processing_workers: How many videos are processed at once.
        super_resolution_model: ONNX file of a network for the scaler `pabsr1`; None means Lanczos.
        max_requests: How many requests may run at once; more get 503 with `Retry-After`.
        tls_certificate: PEM file with the certificate chain; None means plain HTTP.
        tls_key: PEM file with the certificate's private key.
        log_format: `text`, or `json` for one object a line.
        stop_seconds: How long a stop waits for running requests and jobs.
        control: Whether there is a control API for tests, without credentials, under `/_server/`.
        strict: Whether every answer is checked against the document before it leaves.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    data: Path | None = None
    ready_file: Path | None = None
    email: str = DEFAULT_EMAIL
    password: str = field(default=DEFAULT_PASSWORD, repr=False)
    second_email: str = DEFAULT_SECOND_EMAIL
    second_password: str = field(default=DEFAULT_SECOND_PASSWORD, repr=False)
    database_url: str | None = field(default=None, repr=False)
    queue_url: str | None = field(default=None, repr=False)
    media_url: str | None = None
    runs_jobs: bool = True
    max_upload_bytes: int = TEBIBYTE
    max_json_bytes: int = MEBIBYTE
    max_header_bytes: int = 64 * 1024
    upload_idle_seconds: float = 60.0
    token_seconds: int = 900
    processing_workers: int = 1
    super_resolution_model: Path | None = None
    max_requests: int = 1000
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    log_format: LogFormat = "text"
    stop_seconds: float = 3.0
    control: bool = False
    strict: bool = False

    @property
    def shared(self) -> bool:
        """Whether several servers and workers may use the database, and with it the data directory."""
        return self.database_url is not None and not self.database_url.startswith("sqlite")

    def problem(self, role: Role) -> str | None:
        """Tell, in a sentence, what does not go together; None when all does."""
        if (role == "worker" or not self.runs_jobs) and not (self.shared and self.queue_url):
            return "jobs in another process need --database postgresql://… and --queue redis://…"
        if (self.tls_certificate is None) != (self.tls_key is None):
            return "--tls-cert and --tls-key go together"
        return None

    @classmethod
    def from_environment(
        cls,
        *,
        host: str = "127.0.0.1",
        port: int = 8080,
        data: Path | None = None,
        ready_file: Path | None = None,
        email: str | None = None,
        password: str | None = None,
        second_email: str | None = None,
        second_password: str | None = None,
        max_upload_bytes: int = TEBIBYTE,
        processing_workers: int = 1,
        super_resolution_model: Path | None = None,
        control: bool = False,
        strict: bool = False,
        max_requests: int = 1000,
        tls_certificate: Path | None = None,
        tls_key: Path | None = None,
        log_format: LogFormat = "text",
        database_url: str | None = None,
        queue_url: str | None = None,
        media_url: str | None = None,
        runs_jobs: bool = True,
    ) -> "Settings":
        """Make settings; credentials and places that are not given come from the environment.

        The variables are `PIXOP_API_EMAIL` and `PIXOP_API_PASSWORD`, and the same with `_2` for the second user;
        `PIXOP_DATABASE_URL` and `PIXOP_QUEUE_URL` keep passwords out of the list of processes.
        """
        get = os.environ.get
        model = super_resolution_model or get("PIXOP_SUPER_RESOLUTION_MODEL")
        return cls(
            host=host,
            port=port,
            data=data,
            ready_file=ready_file,
            email=email or get("PIXOP_API_EMAIL") or DEFAULT_EMAIL,
            password=password or get("PIXOP_API_PASSWORD") or DEFAULT_PASSWORD,
            second_email=second_email or get("PIXOP_API_EMAIL_2") or DEFAULT_SECOND_EMAIL,
            second_password=second_password or get("PIXOP_API_PASSWORD_2") or DEFAULT_SECOND_PASSWORD,
            max_upload_bytes=max_upload_bytes,
            processing_workers=processing_workers,
            super_resolution_model=None if not model else Path(model),
            control=control,
            strict=strict,
            max_requests=max_requests,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            log_format=log_format,
            database_url=database_url or get("PIXOP_DATABASE_URL"),
            queue_url=queue_url or get("PIXOP_QUEUE_URL"),
            media_url=media_url or get("PIXOP_MEDIA_URL"),
            runs_jobs=runs_jobs,
        )
