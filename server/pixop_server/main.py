"""Starting and stopping a server."""

import asyncio
import contextlib
import logging
import os
import signal
import ssl
import sys
import threading
from pathlib import Path

from pixop_server.allocator import keep_pieces_in_the_heap
from pixop_server.event_loop import loop_factory
from pixop_server.log_format import start_logging
from pixop_server.settings import (
    DEFAULT_PASSWORD,
    DEFAULT_SECOND_PASSWORD,
    Settings,
)

logger = logging.getLogger("pixop_server")


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM.

    Prints one line, `ready URL`, on standard output once requests are accepted, and writes the URL to the ready file.

    Raises:
        OSError: the address or the data directory cannot be used.
    """
    start_logging(settings.log_format)
    keep_pieces_in_the_heap()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_serve(settings))


def run_worker(settings: Settings) -> None:
    """Run jobs, without a listener, until SIGINT or SIGTERM.

    Prints one line, `ready worker`, on standard output once it takes jobs.

    Raises:
        OSError: the data directory cannot be used.
    """
    from pixop_server.data_directory import data_directory
    from pixop_server.services import close_services, open_services

    start_logging(settings.log_format)
    keep_pieces_in_the_heap()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with data_directory(settings.data, shared=settings.shared) as data:
        services = open_services(settings, data)
        try:
            sys.stdout.write("ready worker\n")
            sys.stdout.flush()
            stopped.wait()
        finally:
            close_services(services)
    logger.info("stopped")


async def _serve(settings: Settings) -> None:
    # Late imports: `--help` and wrong arguments answer at once.
    from pixop_server.app import create_app
    from pixop_server.listener import Listener, listen, socket_url

    opened = listen(settings.host, settings.port)
    secure = settings.tls_certificate is not None
    url = socket_url(opened, secure=secure)
    try:
        app = create_app(settings)
        listener = Listener(app, opened, settings.stop_seconds, _certificate(settings))
    except BaseException:
        opened.close()
        raise
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, listener.signal_handler_interrupt)
    async with app.router.lifespan_context(app):
        serving = asyncio.create_task(listener.serve())
        await _accepting(url, serving)
        _announce(url, settings)
        try:
            await serving
        finally:
            if settings.ready_file is not None:
                settings.ready_file.unlink(missing_ok=True)
    logger.info("stopped")


def _certificate(settings: Settings) -> tuple[Path, Path] | None:
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    for file in (settings.tls_certificate, settings.tls_key):
        file.open("rb").close()  # an error that names the file, before anything else starts
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            settings.tls_certificate, settings.tls_key
        )
    except ssl.SSLError as error:
        raise OSError(f"the TLS certificate and key cannot be used together ({error.reason})") from error
    return settings.tls_certificate, settings.tls_key


async def _accepting(url: str, serving: "asyncio.Task[None]") -> None:
    """Wait until a request is answered."""
    scheme, _, authority = url.partition("://")
    host, _, port = authority.rpartition(":")
    trusting = None
    if scheme == "https":
        # This process asks itself; who it is need not be proven.
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
    while not serving.done():
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection(host.strip("[]"), int(port), ssl=trusting)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = await reader.read(5)
            writer.close()
            if answer == b"HTTP/":
                return
        await asyncio.sleep(0.01)
    serving.result()


def _announce(url: str, settings: Settings) -> None:
    # Only the passwords that everybody can read in the source are ever shown.
    for email, password, default in (
        (settings.email, settings.password, DEFAULT_PASSWORD),
        (settings.second_email, settings.second_password, DEFAULT_SECOND_PASSWORD),
    ):
        if password == default:
            logger.info("user %s with the default password %s (unless it was changed)", email, default)
        else:
            logger.info("user %s", email)
    if settings.ready_file is not None:
        _write_atomically(settings.ready_file, url + "\n")
    sys.stdout.write(f"ready {url}\n")
    sys.stdout.flush()


def _write_atomically(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
