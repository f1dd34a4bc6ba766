"""`python -m pixop_contract BASE_URL`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pixop_contract.baseline import BaselineError
from pixop_contract.command import run_words, settings_with_baseline
from pixop_contract.journal import default_directory
from pixop_contract.requirement import DEFAULT_PROFILES, Profile
from pixop_contract.settings import ContractSettings
from pixop_contract.verdict import ExitCode


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    made = argparse.ArgumentParser(
        prog="pixop contract",
        description="Judge from the outside whether a server keeps the contract of the Pixop API.",
        epilog="Exit codes: 0 conformant, 1 not, 2 usage, 3 not established, 4 an error of this suite.",
    )
    made.add_argument(
        "words", metavar="BASE_URL | list | explain ID | clean BASE_URL | compare DIR DIR", nargs="*"
    )
    made.add_argument(
        "--report", type=Path, metavar="DIR", help="write results.json, junit.xml and report.html"
    )
    made.add_argument("--email", default=os.environ.get("PIXOP_API_EMAIL", ""))
    made.add_argument("--password", default=os.environ.get("PIXOP_API_PASSWORD", ""))
    made.add_argument("--second-email", default=os.environ.get("PIXOP_API_EMAIL_2", ""))
    made.add_argument("--second-password", default=os.environ.get("PIXOP_API_PASSWORD_2", ""))
    made.add_argument(
        "--profile",
        action="append",
        type=Profile,
        choices=list(Profile),
        metavar="NAME",
        help=f"{', '.join(Profile)}; several times; all but slow and destructive by default",
    )
    made.add_argument("--only", action="append", default=[], metavar="ID", help="RNG-005, RNG or RNG-00*")
    made.add_argument("--exclude", action="append", default=[], metavar="ID")
    made.add_argument("--baseline", type=Path, metavar="FILE", help="known deviations with reason and expiry")
    made.add_argument("--read-only", action="store_true", help="make, change and delete nothing")
    made.add_argument("--project-id", default="", metavar="ID", help="a project to read in read-only mode")
    made.add_argument(
        "--video-id", default="", metavar="ID", help="a video whose media is read in read-only mode"
    )
    made.add_argument("--seed", type=int, default=0, metavar="N", help="try other sequences of requests")
    made.add_argument(
        "--control-url", default="", metavar="URL", help="…/_server/ of a server whose clock may be moved"
    )
    made.add_argument("--strict", action="store_true", help="departures from our own decisions count too")
    made.add_argument("--rate-limit", type=float, metavar="N", help="requests a second at most")
    made.add_argument("--request-timeout", type=float, default=30.0, metavar="SECONDS")
    made.add_argument("--job-timeout", type=float, default=120.0, metavar="SECONDS")
    made.add_argument("--quiet", action="store_true", help="print the verdict alone")
    made.add_argument("--list", action="store_true", help="list the requirements and end")
    made.add_argument("--explain", metavar="ID", help="tell all about one requirement and end")
    made.add_argument("--dry-run", action="store_true", help="tell what would be judged, send nothing")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    made = parser()
    try:
        given = made.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    settings = ContractSettings(
        base_url=os.environ.get("PIXOP_BASE_URL", ""),
        email=given.email,
        password=given.password,
        second_email=given.second_email,
        second_password=given.second_password,
        report_dir=given.report,
        profiles=tuple(given.profile or DEFAULT_PROFILES),
        only=tuple(given.only),
        exclude=tuple(given.exclude),
        strict=given.strict,
        rate_limit=given.rate_limit,
        request_timeout=given.request_timeout,
        job_timeout=given.job_timeout,
        journal_dir=default_directory(),
        read_only=given.read_only,
        project_id=given.project_id,
        video_id=given.video_id,
        seed=given.seed,
        control_url=given.control_url,
        dry_run=given.dry_run,
        quiet=given.quiet,
    )
    try:
        settings = settings_with_baseline(settings, given.baseline)
    except BaselineError as error:
        sys.stderr.write(f"pixop contract: {error}\n")
        return ExitCode.USAGE
    if given.explain:
        return run_words(["explain", given.explain], settings)
    return run_words(["list"] if given.list else given.words, settings)


if __name__ == "__main__":
    sys.exit(main())
