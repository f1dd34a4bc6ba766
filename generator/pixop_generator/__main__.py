"""`python -m pixop_generator`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pixop_generator.command import run_generate


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and run it; see `run_generate` for the exit codes."""
    parser = argparse.ArgumentParser(
        prog="pixop_generator", description="Make the generated packages from the OpenAPI document."
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit 1 with a diff when the packages are not up to date",
    )
    parser.add_argument(
        "--document", type=Path, help="the OpenAPI document (default: openapi/pixop.yaml, here or above)"
    )
    parser.add_argument(
        "--output",
        type=Path,
        help="directory of the generated packages (default: generated_client beside openapi)",
    )
    parser.add_argument("--package", help="name of the client package of a document that is not ours")
    parser.add_argument(
        "--overlay",
        type=Path,
        action="append",
        default=[],
        help="an OpenAPI Overlay to apply first; repeatable",
    )
    parser.add_argument(
        "--allow-breaking",
        action="store_true",
        help="write packages that break callers under a version that does not say so",
    )
    options = parser.parse_args(arguments)
    return run_generate(
        options.document,
        options.output,
        options.check,
        package=options.package,
        overlays=options.overlay,
        allow_breaking=options.allow_breaking,
    )


if __name__ == "__main__":
    sys.exit(main())
