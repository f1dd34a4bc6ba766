"""Measure the power of the contract suite: `python tests/power/run.py`, in parts if need be.

Each result is a line of JSON in a file; what the file holds already is not measured again.
"""

import argparse
import hashlib
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "contract")]

from catalogue import CATALOGUE  # noqa: E402
from figures import missed, rows, shortfalls, table, wrongly_accused  # noqa: E402
from measurement import Measured  # noqa: E402
from readme import write_figures  # noqa: E402
from workers import measure_all, work  # noqa: E402


def arguments() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("power.jsonl"), help="file of results")
    parser.add_argument("--part", default="1/1", help="2/5: the second of five parts of the catalogue")
    parser.add_argument("--only", action="append", default=[], help="name, or pattern, of what to measure")
    parser.add_argument("--kind", action="append", default=[], help="fault, held out, or tolerance")
    parser.add_argument("--again", action="store_true", help="measure also what the file holds")
    parser.add_argument("--missed", action="store_true", help="measure again what was not found as expected")
    parser.add_argument("--whole", action="store_true", help="put sequences and machine-made requests to all")
    parser.add_argument("--workers", type=int, default=4, help="processes, each with a server")
    parser.add_argument("--seconds", type=float, default=3600, help="begin nothing after so long")
    parser.add_argument("--readme", action="store_true", help="write the figures into contract/README.md")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    return parser


def kept(path: Path) -> dict[str, Measured]:
    """Read the results of a file; the last one of a name counts."""
    if not path.exists():
        return {}
    found = (Measured.of_line(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return {measured.name: measured for measured in found if measured.name in CATALOGUE}


def not_as_expected(measured: Measured) -> bool:
    """Tell whether a result is one to look at."""
    planted = CATALOGUE[measured.name]
    if planted.kind == "tolerance":
        return bool(measured.problem or {"FAIL", "ERROR"} & set(measured.statuses.values()))
    return not measured.fired & set(planted.expected)


def chosen(options: argparse.Namespace, known: dict[str, Measured]) -> list[str]:
    """Return the names to measure."""
    part, parts = map(int, options.part.split("/"))
    names = [
        name
        for name, planted in CATALOGUE.items()
        if (not options.only or any(fnmatch(name, pattern) for pattern in options.only))
        and (not options.kind or planted.kind in options.kind)
    ][part - 1 :: parts]
    # In the order of a hash: what was measured when the time is over is like the rest.
    names.sort(key=lambda name: hashlib.sha256(name.encode()).digest())
    if options.missed:
        return [name for name in names if name in known and not_as_expected(known[name])]
    return [name for name in names if options.again or name not in known]


def main() -> int:
    """Measure, print the figures, and return 0 when every bar is met by a whole run, else 1."""
    options = arguments().parse_args()
    if options.worker:
        work(whole=options.whole)
        return 0
    known = kept(options.out)
    names = chosen(options, known)
    started = time.monotonic()
    with options.out.open("a", encoding="utf-8") as file:

        def keep(measured: Measured) -> None:
            known[measured.name] = measured
            file.write(measured.line() + "\n")
            file.flush()

        measure_all(names, keep, workers=options.workers, seconds=options.seconds, whole=options.whole)
    print(f"measured in {time.monotonic() - started:.0f} s; {len(known)} of {len(CATALOGUE)} known")
    for line in missed(known):
        print(line)
    for kind in ("fault", "held out"):
        print(f"\n{kind}\n\n{table(rows(kind, known))}")
    accused = wrongly_accused(known)
    tolerated = sum(CATALOGUE[name].kind == "tolerance" for name in known)
    print(f"{tolerated} servers that differ and conform; {len(accused)} called wrong")
    short = shortfalls(known)
    for line in short:
        print(f"not met: {line}")
    whole = len(known) == len(CATALOGUE)
    if options.readme:
        write_figures(known)
    return 1 if short or not whole else 0


if __name__ == "__main__":
    raise SystemExit(main())
