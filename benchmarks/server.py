"""Measure the reference server against its bars: start, lists, downloads, uploads, many at once, memory.

Peers run in the same rounds as the server, interleaved: nginx for downloads and uploads, and a bare socket sink that
writes to the same disk and syncs. A figure is the median over the rounds, a ratio the median of the rounds' ratios.
Wall time on a shared machine is noise; the CPU seconds beside it are steadier.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import itertools
import json
import os
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from reference_server import FORM_TAIL, MIB, Server, download, read_response, send_media
from server_peers import Peer, missing, nginx, request_rate, sink

FEW, MANY = 1_000, 100_000


@dataclass
class Row:
    """A line of the table; `met` is None where there is no bar."""

    measure: str
    server: str
    peer: str = "–"
    ratio: str = "–"
    bar: str = "–"
    met: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "yes", False: "**no**", None: "–"}[self.met]
        return f"| {self.measure} | {self.server} | {self.peer} | {self.ratio} | {self.bar} | {verdict} |"


@dataclass
class Runs:
    """Wall and CPU seconds of one contender, a pair for each round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, work: Callable[[], None], cpu: Callable[[], float], *, counts: bool) -> None:
        """Do it once, and take the time where it counts."""
        used, begun = cpu(), time.perf_counter()
        work()
        elapsed, spent = time.perf_counter() - begun, cpu() - used
        if counts:
            self.wall.append(elapsed)
            self.cpu.append(spent)

    def speed(self, size: int) -> str:
        """Write GB/s, and CPU seconds a GB."""
        wall, cpu = statistics.median(self.wall), statistics.median(self.cpu)
        return f"{size / wall / 1e9:.2f} GB/s, {cpu / size * 1e9:.2f} CPU s/GB"

    def ratios(self, peer: Runs) -> list[float]:
        """Divide speed by the peer's, round by round."""
        return [other / own for other, own in zip(peer.wall, self.wall, strict=True)]


def compared(measure: str, size: int, own: Runs, peer: Runs, name: str, least: float | None) -> Row:
    """Make a line from two contenders' times."""
    ratios = own.ratios(peer)
    ratio = statistics.median(ratios)
    return Row(
        measure,
        own.speed(size),
        f"{name}: {peer.speed(size)}",
        f"{ratio:.2f} ({min(ratios):.2f}–{max(ratios):.2f})",
        f"≥ {least}" if least else "–",
        ratio >= least if least else None,
    )


def starts(folder: Path, rounds: int) -> list[Row]:
    """Take the time from the command to the line that says ready."""
    wall, cpu = [], []
    for number in range(rounds):
        server = Server(folder / f"start-{number}")
        wall.append(server.start_seconds)
        cpu.append(server.start_cpu)
        server.stop()
    middle = statistics.median(wall)
    told = f"{middle:.2f} s ({min(wall):.2f}–{max(wall):.2f}), {statistics.median(cpu):.2f} CPU s"
    return [Row("start to ready, empty directory", told, bar="< 1 s", met=middle < 1)]


def lists(folder: Path, rounds: int) -> list[Row]:
    """Compare lists and gets with 100,000 videos to the same with 1,000."""
    servers = {count: Server(folder / f"videos-{count}") for count in (FEW, MANY)}
    for count, server in servers.items():
        server.fill(count)
    names = ("list", "list, a page in the middle", "get")
    runs: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for name in names:
            for count, server in servers.items():
                video = json.loads(server.call("GET", "/videos/v1/videos"))["_embedded"]["videos"][0]["id"]
                path = {
                    "list": "/videos/v1/videos",
                    "get": f"/videos/v1/video/{video}",
                }.get(name, f"/videos/v1/videos?page={count // 20}")
                runs.setdefault((name, count), []).append(request_rate(server, path, 1))
    for server in servers.values():
        server.stop()
    rows = []
    for name in names:
        own, few = runs[name, MANY], runs[name, FEW]
        rate, cpu = (statistics.median(run[k] for run in own) for k in (0, 1))
        told = (
            f"{rate:,.0f}/s ({min(r for r, _ in own):,.0f}–{max(r for r, _ in own):,.0f}), {cpu:.0f} CPU µs"
        )
        rows.append(Row(f"{name}, {MANY:,} videos", told, bar="≥ 3,000/s", met=rate >= 3_000))
        slower = statistics.median(less / more for (more, _), (less, _) in zip(own, few, strict=True))
        other_rate, other_cpu = (statistics.median(run[k] for run in few) for k in (0, 1))
        rows.append(
            Row(
                f"{name}: time with {MANY:,} against {FEW:,}",
                told,
                f"{FEW:,} videos: {other_rate:,.0f}/s, {other_cpu:.0f} CPU µs",
                f"{slower:.2f}",
                "≤ 1.5",
                slower <= 1.5,
            )
        )
    return rows


def uploads(server: Server, folder: Path, peer: Peer | None, mib: int, rounds: int) -> list[Row]:
    """Upload to the server, to nginx, and to sinks that sync what they write."""
    size, block = mib * MIB, os.urandom(MIB)
    blocks = functools.partial(itertools.repeat, block, mib)
    own, nginx_runs, bare, hashing = Runs(), Runs(), Runs(), Runs()
    with (
        sink(folder / "sunk", FORM_TAIL, hashing=False) as bare_sink,
        sink(folder / "sunk-hashed", FORM_TAIL, hashing=True) as hashing_sink,
    ):
        for number in range(rounds + 1):
            video = server.new_video()
            head = server.upload_head(video, size)
            send = functools.partial(send_media, server.port, head, blocks(), FORM_TAIL)
            own.run(send, server.cpu, counts=number > 0)
            server.forget_video(video)
            for one, runs in ((bare_sink, bare), (hashing_sink, hashing)):
                send = functools.partial(send_media, one.port, head, blocks(), FORM_TAIL)
                runs.run(send, one.cpu, counts=number > 0)
            if peer is not None:
                put = f"PUT /upload-{number} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n"
                send = functools.partial(send_media, peer.port, put.encode(), blocks(), b"")
                nginx_runs.run(send, peer.cpu, counts=number > 0)
                (folder / "files" / f"upload-{number}").unlink()
    title = f"upload, {mib} MiB"
    rows = [
        compared(title, size, own, bare, "socket sink, synced", 0.8),
        compared(title, size, own, hashing, "socket sink, SHA-256, synced", None),
    ]
    if peer is not None:
        rows.append(compared(title, size, own, nginx_runs, "nginx PUT, not synced", None))
    return rows


def downloads(server: Server, folder: Path, peer: Peer | None, mib: int, rounds: int) -> list[Row]:
    """Download the same bytes from the server and from nginx."""
    size, block = mib * MIB, os.urandom(MIB)
    with (folder / "files" / "media").open("wb") as written:
        for _ in range(mib):
            written.write(block)
        os.fsync(written.fileno())
    video = server.new_video()
    send_media(server.port, server.upload_head(video, size), itertools.repeat(block, mib), FORM_TAIL)
    server.settle(video)
    buffer = memoryview(bytearray(MIB))
    own, other = Runs(), Runs()
    ours = server.request("GET", f"/media/v1/download/original/{video}")
    for number in range(rounds + 1):
        own.run(functools.partial(download, server.port, ours, buffer), server.cpu, counts=number > 0)
        if peer is not None:
            get = b"GET /media HTTP/1.1\r\nHost: localhost\r\n\r\n"
            other.run(functools.partial(download, peer.port, get, buffer), peer.cpu, counts=number > 0)
    server.forget_video(video)
    if peer is None:
        return [Row(f"download, {mib} MiB", own.speed(size), "not there", bar="≥ 0.9")]
    return [compared(f"download, {mib} MiB", size, own, other, "nginx", 0.9)]


def crowd(server: Server, count: int, mib: int) -> list[Row]:
    """Upload to many videos at once."""
    videos = [server.new_video() for _ in range(count)]
    size, block = mib * MIB, os.urandom(MIB)
    together = threading.Barrier(count)
    failed: list[str] = []

    def one(video: str) -> None:
        try:
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                connection.sendall(server.upload_head(video, size))
                together.wait(60)
                for _ in range(mib):
                    connection.sendall(block)
                connection.sendall(FORM_TAIL)
                read_response(connection)
        except (OSError, RuntimeError, threading.BrokenBarrierError) as error:
            failed.append(str(error))

    threads = [threading.Thread(target=one, args=(video,)) for video in videos]
    cpu, begun = server.cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = f"{len(failed)} failed, {time.perf_counter() - begun:.1f} s, {server.cpu() - cpu:.1f} CPU s"
    if failed:
        print(f"the first that failed: {failed[0]}")
    return [Row(f"{count} uploads of {mib} MiB at once", told, bar="0 failed", met=not failed)]


def memory(server: Server, when: str) -> Row:
    """Read the server's largest resident memory so far."""
    peak = server.peak_mib()
    return Row(f"largest memory {when}", f"{peak:.0f} MiB", bar="< 200 MiB", met=peak < 200)


def main() -> None:
    """Measure everything, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=256, help="size of transferred media in MiB")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds; four times as many downloads")
    parts = ["start", "lists", "transfers", "crowd"]
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(parts)} (default: all of them)")
    options = parser.parse_args()
    chosen = options.parts or parts
    for reason in (
        missing("nginx", "nginx-light", "no comparison of downloads, none with its uploads"),
        missing("wrk", "wrk", "a slower program sends the small requests, and takes more of the processors"),
    ):
        if reason:
            print(reason)
    load, rows = os.getloadavg()[0], []
    with tempfile.TemporaryDirectory(prefix="pixop-bench-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        (folder / "files").mkdir()
        if "start" in chosen:
            rows += starts(folder, options.rounds)
        if "lists" in chosen:
            rows += lists(folder, options.rounds)
        server = Server(folder / "transfers")
        stack.callback(server.stop)
        if "transfers" in chosen:
            peer = stack.enter_context(nginx(folder))
            # One lasts a tenth of a second, and the machine's noise too.
            rows += downloads(server, folder, peer, options.mib, 4 * options.rounds)
            rows += uploads(server, folder, peer, options.mib, options.rounds)
            rows.append(memory(server, "after these transfers"))
        if "crowd" in chosen:
            rows += crowd(server, 200, 4)
            rows.append(memory(server, "with the uploads at once"))
    print(f"\nload average {load:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} processors")
    print("\n| measure | server | peer | ratio | bar | met |\n|---|---|---|---|---|---|")
    print("\n".join(str(row) for row in rows))


if __name__ == "__main__":
    main()
