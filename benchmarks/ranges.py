"""Measure downloads by several ranges on links that hold each connection back, and on links that do not.

`pixop` is the download as it comes, with up to 8 connections; its ratio to `pixop, 1`, which never has a second one,
has to be at least 5 where each connection is limited or loses packets, and at least 0.95 elsewhere. Both run in each
round, one after the other; the ratios are medians, `s/GB` are CPU seconds, `growth` is that of memory in MiB. The link
with loss is this machine's own TCP through a TUN device with latency; it needs root, and is left out without it.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lossy_network import FAR, NEAR
from transfer import Figures, certificate, measure
from variants import _PIXOP, Variant

ONE, SEVERAL = "pixop, 1", "pixop"


@dataclass(frozen=True)
class Scene:
    """A link.

    Attributes:
        mib: size of the file.
        options: those of `link.py`.
        bar: the least ratio of several connections to one.
        peers: what runs too.
        lossy: options of `lossy_network.py`; None for loopback.
    """

    mib: int
    options: tuple[str, ...]
    bar: float
    peers: tuple[str, ...] = ("curl", "aria2, 8")
    lossy: tuple[str, ...] | None = None
    tls: bool = False


SCENES = {
    "each": Scene(256, ("--each", "20e6", "--delay", "0.02"), 5.0),
    "stalls": Scene(256, ("--each", "20e6", "--delay", "0.02", "--stalls", "0.3"), 5.0),
    "loss": Scene(
        24,
        ("--address", NEAR, "--congestion", "reno"),
        5.0,
        peers=("aria2, 8",),
        lossy=("--delay", "0.015", "--loss", "0.004", "--rate", "20e6"),
    ),
    "total": Scene(256, ("--total", "60e6", "--delay", "0.02"), 0.95),
    "plain": Scene(4096, (), 0.95, peers=()),
    "tls": Scene(2048, (), 0.95, peers=(), tls=True),
}


def pixop(name: str, connections: int) -> Variant:
    """Return a download with up to that many connections."""
    work = f'client.download("v", path, kind="original", connections={connections})'
    return Variant(name, "pixop", _PIXOP, work)


def command(name: str, url: str, path: Path, ca: Path) -> list[str]:
    """Return the command line of a program."""
    media = f"{url}/media/v1/download/original/v"
    if name == "curl":
        return ["curl", "-sSf", "--cacert", str(ca), "-o", str(path), media]
    if name == "aria2, 8":
        options = ["-q", "--allow-overwrite=true", "--file-allocation=none", "-x8", "-s8", "-k1M"]
        return [
            "aria2c",
            *options,
            f"--ca-certificate={ca}",
            "-d",
            str(path.parent),
            "-o",
            path.name,
            media,
        ]
    variant = pixop(name, 1 if name == ONE else 8)
    return variant.command(url, str(path), str(ca), upload=False)


@contextlib.contextmanager
def running(program: str, *arguments: str) -> Iterator[str]:
    """Run one of the programs beside this one; gives the first line that it prints."""
    words = [sys.executable, str(Path(__file__).with_name(program)), *arguments]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{program} did not start")
        yield line
    finally:
        process.communicate()


def digest(path: Path) -> bytes:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def compare(name: str, scene: Scene, folder: Path, rounds: int) -> None:
    """Run all programs over one link, and print a row for each."""
    source, target, ca = folder / "source.mov", folder / "downloaded.mov", certificate(folder)
    with source.open("wb") as file:
        block = os.urandom(1 << 20)
        for number in range(scene.mib):
            file.write(number.to_bytes(8, "big") + block[8:])
    expected = digest(source)
    names = [ONE, SEVERAL, *scene.peers]
    runs: dict[str, list[Figures]] = {each: [] for each in names}
    with contextlib.ExitStack() as stack:
        if scene.lossy is not None:
            stack.enter_context(running("lossy_network.py", *scene.lossy))
        secure = ("--certificate", str(ca)) if scene.tls else ()
        port = stack.enter_context(running("link.py", str(source), *scene.options, *secure))
        host = "127.0.0.1" if scene.lossy is None else FAR
        url = f"{'https' if scene.tls else 'http'}://{host}:{port}"
        for number in range(rounds):
            # Whoever runs second may find the machine in another state: take turns.
            for each in names if number % 2 == 0 else reversed(names):
                target.unlink(missing_ok=True)
                environment = {**os.environ, "SSL_CERT_FILE": str(ca)}
                runs[each].append(measure(command(each, url, target, ca), environment))
                if number == 0 and digest(target) != expected:
                    raise RuntimeError(f"{each} wrote other bytes than it was sent")
    target.unlink()
    size = source.stat().st_size
    for each, figures in runs.items():
        ratios = [one.wall / run.wall for one, run in zip(runs[ONE], figures, strict=True)]
        median = statistics.median(ratios)
        speed = statistics.median(size / run.wall / 1e6 for run in figures)
        cpu = statistics.median(run.cpu / size * 1e9 for run in figures)
        growths = [run.growth for run in figures if run.growth is not None]
        bar = f"≥{scene.bar:.2f} {'yes' if median >= scene.bar else 'NO'}" if each == SEVERAL else ""
        print(
            f"| {name:<6} | {scene.mib:>5} | {each:<8} | {speed:7.1f} | {median:5.2f} "
            f"| {min(ratios):5.2f}..{max(ratios):5.2f} | {cpu:5.2f} "
            f"| {f'{max(growths):.1f}' if growths else '–':>6} | {bar:<9} |",
            flush=True,
        )


def main() -> None:
    """Compare on the links that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--link", choices=SCENES, action="append", help="default: all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the files go (default: memory, else the disk)")
    options = parser.parse_args()
    shared = Path("/dev/shm")
    place = options.folder or (shared if os.access(shared, os.W_OK) else None)
    print(f"Load average at the start: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
    print(f"Medians of {options.rounds} rounds; x is times `{ONE}` in the same round\n")
    print("| link   |   MiB | program  |    MB/s |     x |   min..max   | s/GB  | growth | bar       |")
    print("|--------|-------|----------|---------|-------|--------------|-------|--------|-----------|")
    for name in options.link or SCENES:
        if SCENES[name].lossy is not None and (os.name != "posix" or os.geteuid() != 0):
            print(f"`{name}` is left out: it needs root, for a TUN device")
            continue
        with tempfile.TemporaryDirectory(prefix="pixop-bench-", dir=place) as folder:
            compare(name, SCENES[name], Path(folder), options.rounds)


if __name__ == "__main__":
    main()
