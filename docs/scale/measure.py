"""Measures what `taglint batch` costs on a growing number of creatives, and draws it.

    cargo build --release && python docs/scale/measure.py 1000 10000 100000 1000000

Needs `cargo` and GNU time, and 2.4 GB of disk for a million creatives (in TMPDIR, deleted afterwards). Writes
`measured.csv` beside itself; `plot.py` draws it.
"""

import csv
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
TAGLINT = os.environ.get("TAGLINT", ROOT / "target" / "release" / "taglint")
COLUMNS = ["creatives", "bytes", "wall_s", "cpu_s", "peak_mb", "disapproved", "incomplete"]


def generate(target: pathlib.Path, count: int) -> None:
    command = os.environ.get("GENERATE", "cargo bench --quiet --bench generate --").split()
    subprocess.run([*command, str(target), str(count)], check=True, cwd=ROOT)


def measure(count: int, folder: pathlib.Path) -> list:
    corpus = folder / "corpus.jsonl"
    generate(corpus, count)
    command = ["/usr/bin/time", "-f", "%e %U %S %M", TAGLINT, "batch", corpus, "--no-config"]
    with open(os.devnull, "wb") as nowhere:
        done = subprocess.run(command, stdout=nowhere, stderr=subprocess.PIPE, text=True)
    lines = done.stderr.strip().splitlines()
    wall, user, system, peak = map(float, lines[-1].split())
    said = re.search(r"([\d,]+) would be disapproved, ([\d,]+) not read whole", done.stderr)
    counts = [int(number.replace(",", "")) for number in said.groups()]
    size = corpus.stat().st_size
    corpus.unlink()
    return [count, size, wall, round(user + system, 2), round(peak / 1024), *counts]


def main() -> None:
    counts = [int(argument) for argument in sys.argv[1:]] or [1000, 10_000, 100_000]
    print(f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder, open(HERE / "measured.csv", "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        for count in counts:
            row = measure(count, pathlib.Path(folder))
            table.writerow(row)
            out.flush()
            print(row, file=sys.stderr)


if __name__ == "__main__":
    main()
