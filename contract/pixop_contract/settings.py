"""What a run is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pixop_contract.baseline import Baseline
from pixop_contract.requirement import DEFAULT_PROFILES, Profile


@dataclass(frozen=True)
class ContractSettings:
    """Settings of a run.

    Args:
        base_url: The server, `http://` or `https://`, with a path prefix where it has one.
        email, password: The account to work with. It should have two teams.
        second_email, second_password: Another user, in another team.
        report_dir: Where the reports go; no files when None.
        profiles: Which groups of requirements to establish.
        only, exclude: Requirement ids, prefixes (`RNG`) or patterns (`RNG-00*`).
        strict: Count departures from the document's own decisions as failures of the verdict too.
        rate_limit: Requests a second at most; no limit when None.
        request_timeout: Seconds for one request.
        job_timeout: Seconds for an ingestion or a processing.
        journal_dir: Where the run keeps what it made, for `clean` after a kill; nowhere when None.
        baseline: Known deviations that are accepted.
        read_only: Send nothing that makes, changes or deletes anything; what needs that is skipped.
        project_id: A project to read where the run may make none.
        video_id: A video to read where the run may make none.
        seed: Chooses the sequences of requests that are tried; runs with equal seeds try the same.
        control_url: A server's control API (`…/_server/`), by which the slow profile moves its clock.
        dry_run: Tell what would be done, send nothing.
        quiet: Print the verdict alone.
    """

    base_url: str
    email: str = ""
    password: str = field(default="", repr=False)
    second_email: str = ""
    second_password: str = field(default="", repr=False)
    report_dir: Path | None = None
    profiles: tuple[Profile, ...] = DEFAULT_PROFILES
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    strict: bool = False
    rate_limit: float | None = None
    request_timeout: float = 30.0
    job_timeout: float = 120.0
    journal_dir: Path | None = None
    baseline: Baseline = field(default_factory=Baseline)
    read_only: bool = False
    project_id: str = ""
    video_id: str = ""
    seed: int = 0
    control_url: str = ""
    dry_run: bool = False
    quiet: bool = False
