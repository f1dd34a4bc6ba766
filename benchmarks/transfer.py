"""Measure transfers against peers, interleaved, on one loopback server, plain and with TLS.

Each measurement is a process of its own and takes the time inside it, so that the start of an interpreter does not
count (its cost is a column of its own). Ratios are to curl in the same round, and the table gives medians. CPU seconds
a gigabyte are steadier than wall time on a shared machine. Files are in memory where the system has /dev/shm: a disk
would be measured instead of the clients. pixop also brings each file to the disk (fsync), which the others do not.
"""

from __future__ import annotations

import argparse
import datetime
import ipaddress
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from variants import DOWNLOADS, SMALL, UPLOADS, Variant


@dataclass(frozen=True)
class Figures:
    """What one run took: seconds, CPU seconds, growth of memory in MiB, and seconds of start and end."""

    wall: float
    cpu: float
    growth: float
    start: float


def measure(command: list[str], environment: dict[str, str]) -> Figures:
    """Run a command. Raises RuntimeError when it fails."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as output:
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
        return Figures(elapsed, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, 0.0)
    return Figures(inside["wall"], inside["cpu"], inside["growth"], elapsed - inside["wall"])


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


def table(title: str, rows: dict[str, list[Figures]], size: int) -> None:
    """Print a row for each variant: medians, and ratios to curl in the same round."""
    rounds = len(next(iter(rows.values())))
    print(f"\n{title}, {size / 2**20:.0f} MiB, {rounds} rounds\n")
    print(f"| {'variant':<16} | x curl | min..max   | GB/s  | CPU s/GB | CPU x curl | growth MiB | start s |")
    print(f"|{'-' * 18}|--------|------------|-------|----------|------------|------------|---------|")
    base = rows["curl"]
    for name, runs in rows.items():
        speed = statistics.median(size / run.wall / 1e9 for run in runs)
        cpu = statistics.median(run.cpu / size * 1e9 for run in runs)
        ratios = [b.wall / run.wall for b, run in zip(base, runs, strict=True)]
        cpu_ratio = statistics.median(run.cpu for run in runs) / statistics.median(b.cpu for b in base)
        spread = f"{min(ratios):.2f}..{max(ratios):.2f}"
        growth = max(run.growth for run in runs)
        start = statistics.median(run.start for run in runs)
        print(
            f"| {name:<16} | {statistics.median(ratios):<6.2f} | {spread:<10} | {speed:<5.2f} | {cpu:<8.2f} "
            f"| {cpu_ratio:<10.2f} | {growth:<10.1f} | {start:<7.2f} |",
            flush=True,
        )


def compare(scheme: str, folder: Path, source: Path, rounds: int) -> None:
    """Run every variant once a round against one server, and print the tables."""
    ca = certificate(folder)
    size = source.stat().st_size
    command = [sys.executable, str(Path(__file__).with_name("origin.py")), str(source)]
    if scheme == "https":
        command.append(str(ca))
    environment = {**os.environ, "SSL_CERT_FILE": str(ca), "REQUESTS_CA_BUNDLE": str(ca)}
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = f"{scheme}://127.0.0.1:{server.stdout.readline().strip()}"
        for title, variants, upload in (("Upload", UPLOADS, True), ("Download", DOWNLOADS, False)):
            rows: dict[str, list[Figures]] = {}
            for number in range(rounds + 1):
                for variant in (each for each in variants if each.available):
                    target = source if upload else folder / "downloaded.mov"
                    if not upload:
                        target.unlink(missing_ok=True)
                    run = variant.command(url, str(target), str(ca), upload=upload)
                    figures = measure(run, environment)
                    if target.stat().st_size != size:
                        raise RuntimeError(f"{variant.name} moved {target.stat().st_size} of {size} bytes")
                    if number:  # the first round warms up
                        rows.setdefault(variant.name, []).append(figures)
            table(f"{title}, {scheme}", rows, size)
        small(url, ca, environment, SMALL, rounds)
    finally:
        server.communicate()


def small(url: str, ca: Path, environment: dict[str, str], variants: list[Variant], rounds: int) -> None:
    """Print what a small GET on a kept connection takes."""
    runs: dict[str, list[Figures]] = {}
    for _ in range(rounds):
        for variant in variants:
            command = variant.command(url, "-", str(ca), upload=False)
            runs.setdefault(variant.name, []).append(measure(command, environment))
    print("\nSmall GET, microseconds each, wall and CPU (medians)\n")
    base = statistics.median(run.cpu for run in runs["httpx"])
    for name, figures in runs.items():
        wall, cpu = (statistics.median(getattr(run, what) for run in figures) for what in ("wall", "cpu"))
        print(
            f"{name:<8} {wall / 500e-6:7.0f} {cpu / 500e-6:7.0f}   CPU x httpx {cpu / base:.2f}", flush=True
        )


def main() -> None:
    """Make a file, and compare over plain HTTP and TLS."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mib", type=int, default=256, help="size of the file in MiB")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds")
    parser.add_argument("--scheme", choices=("http", "https", "both"), default="both")
    parser.add_argument("--folder", type=Path, help="where the files go (default: memory, else the disk)")
    options = parser.parse_args()
    memory = Path("/dev/shm")
    place = options.folder or (memory if os.access(memory, os.W_OK) else None)
    with tempfile.TemporaryDirectory(prefix="pixop-bench-", dir=place) as name:
        folder = Path(name)
        source = folder / "source.mov"
        with source.open("wb") as file:
            for _ in range(options.mib):
                file.write(os.urandom(1 << 20))
        print(f"Load average at the start: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
        for scheme in ("http", "https") if options.scheme == "both" else (options.scheme,):
            compare(scheme, folder, source, options.rounds)


if __name__ == "__main__":
    main()
