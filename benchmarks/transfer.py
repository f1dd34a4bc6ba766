"""Measure transfers against peers, interleaved, on one loopback server, plain and with TLS.

Each measurement is a process of its own and takes the time inside it, so that the start of an interpreter does not
count; from curl and aria2 the time of fetching a few bytes is taken away for the same reason. Ratios are to curl in the
same round, and the table gives medians. CPU seconds a gigabyte are steadier than wall time on a shared machine. The
server is a process of its own and drops what is uploaded. Before the first round each program moves the file once with
the bytes compared. Files are in memory where the system has /dev/shm: a disk would be measured instead of the clients.
pixop also brings each file to the disk (fsync), which the others do not.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import filecmp
import ipaddress
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bars import BARS, GROWTH, IMPORT, SMALL_GET
from variants import DOWNLOADS, SMALL, SMALL_COUNT, UPLOADS, Variant

PARTS = ("upload", "download", "small", "memory", "import")


@dataclass(frozen=True)
class Figures:
    """What one run took: seconds, CPU seconds, and growth of memory in MiB (None: not known)."""

    wall: float
    cpu: float
    growth: float | None


class Origin:
    """The server, and how programs reach it."""

    def __init__(self, scheme: str, folder: Path, source: Path) -> None:
        self.ca = certificate(folder)
        command = [sys.executable, str(Path(__file__).with_name("origin.py")), str(source)]
        if scheme == "https":
            command.append(str(self.ca))
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = f"{scheme}://127.0.0.1:{self._line()}"
        self.environment = {**os.environ, "SSL_CERT_FILE": str(self.ca), "REQUESTS_CA_BUNDLE": str(self.ca)}

    def close(self) -> None:
        """End the server."""
        self._process.communicate()

    @contextlib.contextmanager
    def checking(self) -> Iterator[None]:
        """Have uploads compared with the file meanwhile."""
        self._order("check")
        yield
        self._order("drop")

    def _order(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def measure(command: list[str], environment: dict[str, str]) -> Figures:
    """Run a command. Raises RuntimeError when it fails."""
    with tempfile.TemporaryFile() as output:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {text[-2000:]}")
    try:
        inside = json.loads(text)
    except ValueError:  # a command: all of it is the transfer
        return Figures(elapsed, used.ru_utime + used.ru_stime, None)
    return Figures(inside["wall"], inside["cpu"], inside["growth"])


def certificate(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1, with its key in the same file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "benchmark")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(secret + signed.public_bytes(pem))
    return path


def transfer(direction: str, variant: Variant, origin: Origin, source: Path, idle: Figures | None) -> Figures:
    """Move the file once; from a command's figures those of doing nothing are taken away."""
    target = source if direction == "upload" else source.with_name("downloaded.mov")
    if direction == "download":
        target.unlink(missing_ok=True)
    command = variant.command(origin.url, str(target), str(origin.ca), upload=direction == "upload")
    figures = measure(command, origin.environment)
    if idle is not None:
        figures = Figures(figures.wall - idle.wall, figures.cpu - idle.cpu, None)
    if target.stat().st_size != source.stat().st_size:
        raise RuntimeError(f"{variant.name} moved {target.stat().st_size} bytes")
    return figures


def idle_cost(variant: Variant, origin: Origin, folder: Path) -> Figures | None:
    """Return what a command takes to fetch a few bytes; None for what is measured from inside."""
    if not variant.is_command:
        return None
    command = variant.idle_command(origin.url, str(folder / "small"), str(origin.ca))
    runs = [measure(command, origin.environment) for _ in range(5)]
    return Figures(
        statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs), None
    )


def compare(direction: str, scheme: str, variants: list[Variant], source: Path, rounds: int) -> None:
    """Run every variant once a round against one server, and print a row for each."""
    origin = Origin(scheme, source.parent, source)
    rows: dict[str, list[Figures]] = {variant.name: [] for variant in variants}
    try:
        idle = {variant.name: idle_cost(variant, origin, source.parent) for variant in variants}
        with origin.checking():
            for variant in variants:
                transfer(direction, variant, origin, source, None)
                if direction == "download" and not filecmp.cmp(
                    source, source.with_name("downloaded.mov"), shallow=False
                ):
                    raise RuntimeError(f"{variant.name} wrote other bytes than it was sent")
        for _ in range(rounds):
            for variant in variants:
                rows[variant.name].append(transfer(direction, variant, origin, source, idle[variant.name]))
    finally:
        origin.close()
        source.with_name("downloaded.mov").unlink(missing_ok=True)
    size = source.stat().st_size
    base = rows["curl"]
    for name, runs in rows.items():
        ratios = [b.wall / run.wall for b, run in zip(base, runs, strict=True)]
        speed = statistics.median(ratios)
        cpu = statistics.median(run.cpu / b.cpu for b, run in zip(base, runs, strict=True))
        growths = [run.growth for run in runs if run.growth is not None]
        bar = BARS[direction, scheme] if name == "pixop" else None
        met = "" if bar is None else "yes" if bar.met(speed, cpu, max(growths)) else "NO"
        print(
            f"| {direction:<9} | {'TLS' if scheme == 'https' else 'plain':<5} | {name:<16} "
            f"| {statistics.median(size / run.wall / 1e6 for run in runs):6.0f} "
            f"| {speed:6.2f} | {min(ratios):4.2f}..{max(ratios):4.2f} "
            f"| {statistics.median(run.cpu / size * 1e9 for run in runs):8.2f} | {cpu:10.2f} "
            f"| {f'{max(growths):.1f}' if growths else '–':>10} | {bar or ''!s:<25} | {met:<3} |",
            flush=True,
        )


def small(scheme: str, source: Path, rounds: int) -> None:
    """Print what a small GET on a kept connection takes, and its parsed answer."""
    origin = Origin(scheme, source.parent, source)
    runs: dict[str, list[Figures]] = {variant.name: [] for variant in SMALL}
    try:
        for _ in range(rounds):
            for variant in SMALL:
                command = variant.command(origin.url, "-", str(origin.ca), upload=False)
                runs[variant.name].append(measure(command, origin.environment))
    finally:
        origin.close()
    print(
        f"\nSmall GET over {scheme}, microseconds (medians of {rounds}; ratios to httpx in the same round)\n"
    )
    for name, figures in runs.items():
        wall, cpu = (statistics.median(getattr(run, what) for run in figures) for what in ("wall", "cpu"))
        pairs = list(zip(figures, runs["httpx"], strict=True))
        walls = statistics.median(run.wall / base.wall for run, base in pairs)
        cpus = statistics.median(run.cpu / base.cpu for run, base in pairs)
        met = (
            ""
            if name != "pixop"
            else f"   bar ≤{SMALL_GET}: {'yes' if max(walls, cpus) <= SMALL_GET else 'NO'}"
        )
        print(
            f"{name:<6} wall {wall / SMALL_COUNT * 1e6:5.0f} (x {walls:.2f})   "
            f"CPU {cpu / SMALL_COUNT * 1e6:5.0f} (x {cpus:.2f}){met}",
            flush=True,
        )


def memory(scheme: str, folder: Path, gib: int) -> None:
    """Print how far memory grows with a file of `gib` GiB, which takes no space: it is one hole."""
    source = folder / "sparse.mov"
    with source.open("wb") as file:
        file.truncate(gib << 30)
    origin = Origin(scheme, folder, source)
    try:
        for direction, variants in (("upload", UPLOADS), ("download", DOWNLOADS)):
            (pixop,) = (variant for variant in variants if variant.name == "pixop")
            run = transfer(direction, pixop, origin, source, None)
            assert run.growth is not None
            print(
                f"Memory, {direction} of {gib} GiB over {scheme}: grows by {run.growth:.1f} MiB"
                f"   bar ≤{GROWTH:.0f}: {'yes' if run.growth <= GROWTH else 'NO'}",
                flush=True,
            )
    finally:
        origin.close()
        source.unlink()
        source.with_name("downloaded.mov").unlink(missing_ok=True)


def start(rounds: int) -> None:
    """Print what `import pixop` takes over bare Python."""
    took: dict[str, list[float]] = {"pass": [], "import pixop": []}
    for _ in range(rounds):
        for program, times in took.items():
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)
            times.append((time.perf_counter() - begun) * 1e3)
    bare, ours = (statistics.median(times) for times in took.values())
    print(
        f"\nimport pixop: {ours - bare:.1f} ms over bare Python ({bare:.1f} ms)"
        f"   bar ≤{IMPORT:.0f}: {'yes' if ours - bare <= IMPORT else 'NO'}"
    )


def chosen(variants: list[Variant], peers: list[str] | None) -> list[Variant]:
    """Leave out what was not asked for or is not installed; curl stays, for the ratios."""
    wanted = []
    for variant in variants:
        if peers is not None and variant.module not in peers and variant.module not in ("curl", "pixop"):
            continue
        if variant.available:
            wanted.append(variant)
        else:
            print(f"{variant.name} is left out: {variant.module} is not installed")
    return wanted


def main() -> None:
    """Make a file, and compare over plain HTTP and TLS."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mib", type=int, default=1024, help="size of the file in MiB")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds")
    parser.add_argument("--scheme", choices=("http", "https"), action="append", help="default: both")
    parser.add_argument("--part", choices=PARTS, action="append", help="default: all")
    parser.add_argument(
        "--peer",
        action="append",
        metavar="MODULE",
        help="httpx, requests, … beside curl and pixop; default: all",
    )
    parser.add_argument("--no-peers", action="store_true", help="curl and pixop only")
    parser.add_argument("--folder", type=Path, help="where the files go (default: memory, else the disk)")
    options = parser.parse_args()
    shared = Path("/dev/shm")
    place = options.folder or (shared if os.access(shared, os.W_OK) else None)
    schemes = options.scheme or ["http", "https"]
    parts = options.part or PARTS
    peers = [] if options.no_peers else options.peer
    moved = [part for part in ("upload", "download") if part in parts]
    with tempfile.TemporaryDirectory(prefix="pixop-bench-", dir=place) as name:
        source = Path(name) / "source.mov"
        with source.open("wb") as file:
            for _ in range(options.mib if moved else 1):
                file.write(os.urandom(1 << 20))
        print(f"Load average at the start: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
        if moved:
            variants = {"upload": chosen(UPLOADS, peers), "download": chosen(DOWNLOADS, peers)}
            print(
                f"\n{options.mib} MiB, medians of {options.rounds} rounds; x is times curl in the same round\n"
            )
            print(
                "| direction | over  | program          |   MB/s | x curl | min..max   | CPU s/GB | CPU x curl "
                "| growth MiB | bar                       | met |"
            )
            print(
                f"|{'-' * 11}|{'-' * 7}|{'-' * 18}|{'-' * 8}|{'-' * 8}|{'-' * 12}|{'-' * 10}|{'-' * 12}"
                f"|{'-' * 12}|{'-' * 27}|{'-' * 5}|"
            )
            for direction in moved:
                for scheme in schemes:
                    compare(direction, scheme, variants[direction], source, options.rounds)
        for scheme in schemes:
            if "small" in parts:
                small(scheme, source, options.rounds + 2)
        source.unlink()
        for scheme in schemes:
            if "memory" in parts:
                memory(scheme, source.parent, 4)
        if "import" in parts:
            start(15)


if __name__ == "__main__":
    main()
