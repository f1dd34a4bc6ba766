"""Measure uploads and downloads against curl and plain httpx, interleaved, on one loopback server.

Each measurement is a process of its own; the table gives the median ratio to curl, and CPU seconds a gigabyte, which
are steadier than wall time on a shared machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

EMAIL, PASSWORD = "bench@example.org", "bench secret"

PIXOP_DOWNLOAD = """
import sys
from pixop import Pixop
url, video, target = sys.argv[1:]
with Pixop(url, {email!r}, {password!r}) as client:
    client.download(video, target, kind="original", overwrite=True)
"""
HTTPX_DOWNLOAD = """
import sys, httpx
url, video, target = sys.argv[1:]
with httpx.Client(base_url=url) as client:
    token = client.get("/accounts/v1/token", auth=({email!r}, {password!r})).json()["jwtToken"]
    headers = {{"Authorization": "Bearer " + token}}
    with client.stream("GET", "/media/v1/download/original/" + video, headers=headers) as answer:
        with open(target, "wb") as file:
            for chunk in answer.iter_bytes():
                file.write(chunk)
"""
PIXOP_UPLOAD = """
import sys
from pixop import Pixop
url, video, source = sys.argv[1:]
with Pixop(url, {email!r}, {password!r}) as client:
    client.upload(source, video_id=video, light=True)
"""
HTTPX_UPLOAD = """
import sys, httpx
url, video, source = sys.argv[1:]
with httpx.Client(base_url=url, timeout=60) as client, open(source, "rb") as file:
    token = client.get("/accounts/v1/token", auth=({email!r}, {password!r})).json()["jwtToken"]
    headers = {{"Authorization": "Bearer " + token}}
    client.post("/media/v1/upload/light/" + video, headers=headers, files={{"file": file}}).raise_for_status()
"""


@dataclass(frozen=True)
class Figures:
    """What one process took."""

    wall: float
    cpu: float


def measure(command: list[str]) -> Figures:
    """Run a command; return wall and CPU seconds.

    Raises:
        RuntimeError: It failed.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise RuntimeError(
                f"{command[0]} ended with {process.returncode}: {output.read().decode()[-2000:]}"
            )
    return Figures(time.perf_counter() - begun, used.ru_utime + used.ru_stime)


def python(program: str, *arguments: str) -> list[str]:
    """Return the command that runs a program given as text."""
    return [sys.executable, "-c", program.format(email=EMAIL, password=PASSWORD), *arguments]


def table(title: str, rows: dict[str, list[Figures]], size: int) -> None:
    """Print a row for each variant: medians, and ratios to curl where curl ran."""
    print(f"\n{title}, {size / 2**20:.0f} MiB, {len(next(iter(rows.values())))} rounds\n")
    print(f"| {'variant':<16} | x curl (med) | min..max   | GB/s | CPU s/GB | CPU x curl |")
    print(f"|{'-' * 18}|--------------|------------|------|----------|------------|")
    base = rows.get("curl")
    for name, runs in rows.items():
        speed = statistics.median(size / run.wall / 1e9 for run in runs)
        cpu = statistics.median(run.cpu / size * 1e9 for run in runs)
        ratios = [b.wall / run.wall for b, run in zip(base or runs, runs, strict=True)]
        cpu_ratio = statistics.median(run.cpu / b.cpu for b, run in zip(base or runs, runs, strict=True))
        spread = f"{min(ratios):.2f}..{max(ratios):.2f}"
        print(
            f"| {name:<16} | {statistics.median(ratios):<12.2f} | {spread:<10} | {speed:<4.2f} | {cpu:<8.2f} "
            f"| {cpu_ratio:<10.2f} |"
        )


def compare(url: str, folder: Path, source: Path, rounds: int) -> None:
    """Run every variant once a round and print the two tables."""
    from pixop import Pixop

    size = source.stat().st_size
    uploads: dict[str, list[Figures]] = {}
    downloads: dict[str, list[Figures]] = {}
    with Pixop(url, EMAIL, PASSWORD) as client:
        token = client.accounts.get_token().jwt_token
        first = client.videos.create_video(name="to download").video_id
        client.upload(source, video_id=first, light=True)
        curl = shutil.which("curl")
        for number in range(rounds + 1):
            for name, program in (("curl", None), ("pixop", PIXOP_UPLOAD), ("httpx files=", HTTPX_UPLOAD)):
                video = client.videos.create_video(name=name).video_id
                if program:
                    command = python(program, url, video, str(source))
                elif curl:
                    head = f"Authorization: Bearer {token}"
                    form = f"file=@{source};type=video/quicktime"
                    path = f"{url}/media/v1/upload/light/{video}"
                    command = [curl, "-sSf", "-H", head, "-H", "Expect:", "-F", form, "-o", os.devnull, path]
                else:
                    continue
                figures = measure(command)
                if number:  # the first round warms up
                    uploads.setdefault(name, []).append(figures)
                client.videos.delete_video(video)
            for name, program in (
                ("curl", None),
                ("pixop", PIXOP_DOWNLOAD),
                ("httpx iter_bytes", HTTPX_DOWNLOAD),
            ):
                target = folder / "downloaded.mov"
                target.unlink(missing_ok=True)
                if program:
                    command = python(program, url, first, str(target))
                elif curl:
                    path = f"{url}/media/v1/download/original/{first}"
                    command = [curl, "-sSf", "-H", f"Authorization: Bearer {token}", "-o", str(target), path]
                else:
                    continue
                figures = measure(command)
                if target.stat().st_size != size:
                    raise RuntimeError(f"{name} downloaded {target.stat().st_size} of {size} bytes")
                if number:
                    downloads.setdefault(name, []).append(figures)
    idle = measure(python("import pixop, httpx"))
    print(f"\nStart and imports: {idle.wall:.2f} s wall, {idle.cpu:.2f} s CPU, included below")
    table("Upload", uploads, size)
    table("Download", downloads, size)


def main() -> None:
    """Start a server, make a file, compare, stop the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=256, help="size of the file in MiB")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixop-bench-") as name:
        folder = Path(name)
        source = folder / "source.mov"
        with source.open("wb") as file:
            for _ in range(options.mib):
                file.write(os.urandom(1 << 20))
        command = [sys.executable, "-m", "pixop_server", "--port=0", f"--data={folder / 'data'}"]
        credentials = [f"--email={EMAIL}", f"--password={PASSWORD}"]
        with (folder / "server.log").open("w") as log:
            server = subprocess.Popen([*command, *credentials], stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert server.stdout is not None
            url = server.stdout.readline().removeprefix("ready ").strip()
            compare(url, folder, source, options.rounds)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


if __name__ == "__main__":
    main()
