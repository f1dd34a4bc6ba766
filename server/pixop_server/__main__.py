"""`python -m pixop_server`."""

import argparse
import sys
from pathlib import Path

from pixop_server.main import run, run_worker
from pixop_server.missing_extra import explain_missing
from pixop_server.settings import TEBIBYTE, Role, Settings


def parse_arguments(arguments: list[str] | None = None) -> tuple[Role, Settings]:
    """Read the command line: what to be, and with which settings."""
    parser = argparse.ArgumentParser(
        prog="pixop_server", description="The reference server of the Pixop API, for development and tests."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=8080, help="TCP port; 0 picks a free one (default: %(default)s)"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="where everything is kept (default: a temporary one)"
    )
    parser.add_argument(
        "--ready-file", type=Path, metavar="FILE", help="gets the URL once requests are accepted"
    )
    parser.add_argument("--email", help="the first user (default: PIXOP_API_EMAIL, else a printed one)")
    parser.add_argument("--password", help="their password on the first start (default: PIXOP_API_PASSWORD)")
    parser.add_argument("--second-email", help="the second user (default: PIXOP_API_EMAIL_2)")
    parser.add_argument(
        "--second-password", help="their password on the first start (default: PIXOP_API_PASSWORD_2)"
    )
    parser.add_argument("--max-upload-bytes", type=int, default=TEBIBYTE, help="largest media file")
    parser.add_argument("--processing-workers", type=int, default=1, help="videos processed at once")
    parser.add_argument(
        "--super-resolution-model",
        type=Path,
        metavar="FILE",
        help="ONNX network for the scaler pabsr1 (default: PIXOP_SUPER_RESOLUTION_MODEL, else Lanczos)",
    )
    parser.add_argument(
        "--control", action="store_true", help="open the control API for tests, without credentials"
    )
    parser.add_argument(
        "--strict", action="store_true", help="check every answer against the document before it leaves"
    )
    parser.add_argument(
        "--max-requests",
        type=int,
        default=1000,
        help="requests that may run at once; more get 503 (default: %(default)s)",
    )
    parser.add_argument(
        "--tls-cert", dest="tls_certificate", type=Path, metavar="FILE", help="serve HTTPS: certificate chain"
    )
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="the certificate's private key (PEM)")
    parser.add_argument(
        "--log-format", choices=("text", "json"), default="text", help="how log lines look on standard error"
    )
    parser.add_argument(
        "--database",
        dest="database_url",
        metavar="URL",
        help="postgresql://… (default: PIXOP_DATABASE_URL, else SQLite in the data directory)",
    )
    parser.add_argument(
        "--queue",
        dest="queue_url",
        metavar="URL",
        help="redis://… or postgresql://… (default: PIXOP_QUEUE_URL, else SQLite in the data directory)",
    )
    parser.add_argument(
        "--media",
        dest="media_url",
        metavar="URL",
        help="s3://BUCKET/PREFIX, with credentials and AWS_ENDPOINT_URL in the environment "
        "(default: PIXOP_MEDIA_URL, else the data directory)",
    )
    parser.add_argument(
        "--no-jobs",
        dest="runs_jobs",
        action="store_false",
        help="leave the jobs to workers in other processes",
    )
    parser.add_argument(
        "role", nargs="?", choices=("serve", "worker"), default="serve", help="serve, or run jobs alone"
    )
    options = parser.parse_args(arguments)
    given = vars(options)
    role: Role = given.pop("role")
    settings = Settings.from_environment(**given)
    if (problem := settings.problem(role)) is not None:
        parser.error(problem)
    return role, settings


def main() -> int:
    """Run the command."""
    role, settings = parse_arguments()
    from pixop_server.media.errors import ModelError

    try:
        if role == "worker":
            run_worker(settings)
        else:
            run(settings)
    except OSError as error:
        sys.stderr.write(f"pixop_server: {error}. Choose another --host, --port or --data.\n")
        return 1
    except ModelError as error:
        sys.stderr.write(f"pixop_server: {error}\n")
        return 2
    except ModuleNotFoundError as error:
        explanation = explain_missing(error)
        if explanation is None:
            raise
        sys.stderr.write(f"pixop_server: {explanation}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
