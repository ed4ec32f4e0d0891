"""How long sheets with thousands of columns or rows take to draft and to read.

    .venv/bin/python benchmarks/wide_sheets.py
    .venv/bin/python benchmarks/wide_sheets.py --record benchmarks/wide_sheets.md

CPU seconds, beside those of a plain look at every cell with openpyxl (the csv module for text) in
the same run: the ratio depends less on the machine than the seconds do. Each is measured in a
Python of its own.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from large_sheet import Row, write

SOURCE = Path(__file__).parents[1] / "src"
CELLS = (("Tumor", "control"), ("Tumor", "IL-2"), ("Normal", "control"), ("Normal", "IL-2"))
PLAIN = """
import csv, openpyxl, sys
if sys.argv[1].endswith(".csv"):
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        sum(len(row) for row in csv.reader(file))
else:
    book = openpyxl.load_workbook(sys.argv[1], read_only=True)
    sum(1 for row in book.active.iter_rows(values_only=True) for cell in row)
"""
DRAFT = """
import contextlib, io, sys
from pathlib import Path
from explant.commands.draft import run
with contextlib.redirect_stderr(io.StringIO()) as said:
    code = run(Path(sys.argv[1]), Path(sys.argv[1]).with_suffix(".yaml"), None)
assert code == 0 and "the file gives" in said.getvalue(), said.getvalue()
"""
READ = """
import sys
from pathlib import Path
from explant.config.loading import validate
from explant.spreadsheet.ingest import ingest
plan, _ = validate(
    {
        "spreadsheet": {"path": sys.argv[1], "layout": "one_row_per_sample"},
        "factors": {
            "Tissue": {"levels": ["Tumor", "Normal"]},
            "Treatment": {"levels": ["control", "IL-2"]},
        },
        "markers": {"genes": {"each_of": ["GENE*"], "unit": "counts", "scale": "log2"}},
        "contrasts": {"il2": {"compare": {"Treatment": ["IL-2", "control"]}}},
    },
    headings=__import__("explant.spreadsheet.unnamed_markers", fromlist=[""]).unnamed_markers,
)
found = ingest(Path(sys.argv[1]), plan)
assert len(found.measurements) == 24 * len(plan.markers), found.problems[:3]
"""
TIMED = """
import sys, time
begin = time.process_time()
exec(sys.argv.pop(1))
print(time.process_time() - begin)
"""


def wide(columns: int) -> Iterator[Row]:
    """Six patients with four samples each, a column for each marker."""
    generator = np.random.default_rng(1)
    yield ["Patient", "Tissue", "Treatment", *(f"GENE{number:05d}" for number in range(columns))]
    for patient in range(6):
        for cell in CELLS:
            values = generator.uniform(10, 99, columns).round(2).tolist()
            yield [f"P{patient + 1:02d}", *cell, *values]


def long(rows: int) -> Iterator[Row]:
    """A row for each value of ten markers."""
    generator = np.random.default_rng(1)
    yield ["Patient", "Tissue", "Treatment", "Marker", "Value"]
    for number in range(rows):
        sample, marker = divmod(number, 10)
        patient, cell = divmod(sample, len(CELLS))
        value = round(float(generator.uniform(10, 99)), 2)
        yield [f"P{patient + 1:04d}", *CELLS[cell], f"Marker {marker + 1}", value]


CASES: tuple[tuple[str, str, Iterator[Row], dict[str, str]], ...] = (
    ("2,000 columns", "a.xlsx", wide(2_000), {"drafted": DRAFT, "read": READ}),
    ("10,000 columns", "b.xlsx", wide(10_000), {"read": READ}),
    ("2,000 columns, text", "c.csv", wide(2_000), {"read": READ}),
    ("20,000 columns, text", "d.csv", wide(20_000), {"read": READ}),
    ("8,640 rows", "e.xlsx", long(8_640), {"drafted": DRAFT}),
    ("86,400 rows", "f.xlsx", long(86_400), {"drafted": DRAFT}),
)


def seconds(program: str, file: Path) -> float:
    """CPU seconds of a program that gets the file's name."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED, program, file.name],
        cwd=file.parent,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        check=True,
        capture_output=True,
        text=True,
    )
    return float(json.loads(done.stdout))


def main() -> None:
    """Measure, print, and record if asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--record", type=Path, help="write the table to this file")
    given = arguments.parse_args()
    lines = ["| sheet | what | CPU s | plain look, CPU s | ratio |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        for name, file_name, rows, programs in CASES:
            file = Path(folder) / file_name
            write(file, rows)
            plain = seconds(PLAIN, file)
            for what, program in programs.items():
                taken = seconds(program, file)
                lines.append(
                    f"| {name} | {what} | {taken:.1f} | {plain:.2f} | {taken / plain:.1f} |"
                )
                print(lines[-1], flush=True)
    if given.record:
        about = (
            "# Wide and long sheets\n\n"
            f"Measured by `benchmarks/wide_sheets.py` on {os.cpu_count()} cores with Python "
            f"{platform.python_version()}, imports included. A plain look reads every cell with "
            "openpyxl, or with the csv module.\n\n"
        )
        given.record.write_text(about + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
