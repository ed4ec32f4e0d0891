"""How long a file with the interactions of a whole organism takes to read, and how much memory.

The file is simulated in the format of STRING's ``protein.links`` with the size of the human one
(13.7 million rows, two for each pair), and read as the step ``network_interactome`` reads it,
beside a plain script that counts the rows above the cut-off. CPU seconds; each in a process of its
own. ``--rows`` makes it smaller, ``--record`` names the page.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).resolve().parents[1] / "src"
PROTEINS = 19_699
ROWS = 13_715_404
"""Proteins and rows of STRING 12.0 for Homo sapiens."""
AT_LEAST = 700

PLAIN = """
import gzip, sys
with gzip.open(sys.argv[1], "rt", encoding="utf-8") as file:
    next(file)
    kept = sum(int(line.rsplit(" ", 1)[1]) >= 700 for line in file)
print(kept, file=sys.stderr)
"""
OURS = """
import sys
from pathlib import Path
from explant.network.lists.whole_organism import read_interactome
from explant.network.lists.symbol_table import read_symbols
links, info, symbols = map(Path, sys.argv[1:4])
found = read_interactome(links, info, read_symbols(symbols), 700.0)
print(2 * len(found), file=sys.stderr)
"""
TIMED = """
import json, resource, sys
program = sys.argv.pop(1)
before = resource.getrusage(resource.RUSAGE_SELF)
exec(program)
after = resource.getrusage(resource.RUSAGE_SELF)
seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps([seconds, after.ru_maxrss / 1024]))
"""


def write(folder: Path, rows: int) -> list[Path]:
    """Write the interactions, the proteins and the symbols; the paths in this order."""
    generator = np.random.default_rng(1)
    names = [f"9606.ENSP{number:011d}" for number in range(PROTEINS)]
    links, info, symbols = (
        folder / name for name in ("links.txt.gz", "info.txt.gz", "symbols.tsv")
    )
    with gzip.open(links, "wt", encoding="utf-8", compresslevel=1) as file:
        file.write("protein1 protein2 combined_score\n")
        share = rows // 2 // PROTEINS
        first = np.repeat(np.arange(PROTEINS), share)
        steps = np.concatenate(
            [generator.choice(PROTEINS // 2 - 1, share, replace=False) for _ in range(PROTEINS)]
        )
        second = (first + 1 + steps) % PROTEINS
        score = np.minimum(150 + generator.exponential(160, first.size), 999).astype(int)
        both = np.concatenate([first, second])
        order = np.argsort(both, kind="stable")
        others = np.concatenate([second, first])[order]
        scores = np.concatenate([score, score])[order]
        ends = np.searchsorted(both[order], np.arange(PROTEINS + 1))
        for protein, name in enumerate(names):
            own = slice(ends[protein], ends[protein + 1])
            pairs = zip(others[own].tolist(), scores[own].tolist(), strict=True)
            file.write("".join(f"{name} {names[other]} {value}\n" for other, value in pairs))
    with gzip.open(info, "wt", encoding="utf-8") as file:
        file.write("#string_protein_id\tpreferred_name\tprotein_size\tannotation\n")
        file.writelines(
            f"{name}\tGENE{place}\t100\tsimulated\n" for place, name in enumerate(names)
        )
    with symbols.open("w", encoding="utf-8") as file:
        file.write("hgnc_id\tsymbol\tname\tlocus_group\talias_symbol\tprev_symbol\n")
        file.writelines(
            f"HGNC:{place}\tGENE{place}\tsimulated\tprotein-coding gene\t\t\n"
            for place in range(PROTEINS)
        )
    return [links, info, symbols]


def measured(program: str, files: list[Path]) -> tuple[float, float, int]:
    """CPU seconds, peak memory in MB, and the rows that were kept."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED, program, *map(str, files)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes, int(done.stderr.split()[-1])


def main() -> None:
    """Measure, print, and record if asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--record", type=Path, help="write the table to this file")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # A process that holds the rows would pass its own peak of memory on to its children.
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            files = pool.apply(write, (Path(folder), given.rows))
        size = files[0].stat().st_size / 2**20
        plain, plain_memory, rows = measured(PLAIN, files)
        ours, memory, kept = measured(OURS, files)
    if rows != kept:
        raise SystemExit(f"{kept} rows were kept, and {rows} reach the cut-off")
    lines = [
        "| rows | file, MB | what | CPU s | peak memory, MB |",
        "|---|---|---|---|---|",
        f"| {given.rows:,} | {size:.0f} | plain count of the rows above {AT_LEAST} "
        f"| {plain:.1f} | {plain_memory:.0f} |",
        f"| {given.rows:,} | {size:.0f} | read as the workflow reads it | {ours:.1f} "
        f"| {memory:.0f} |",
        "",
        f"Ratio {ours / plain:.2f}.",
    ]
    print("\n".join(lines))
    if given.record:
        about = (
            "# The interactions of a whole organism\n\n"
            f"Measured by `benchmarks/whole_organism.py` on {os.cpu_count()} cores with Python "
            f"{platform.python_version()}.\n\n"
        )
        given.record.write_text(about + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
