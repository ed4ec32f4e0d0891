"""How long a sheet of 100,000 rows takes to read, and how much memory.

    .venv/bin/python benchmarks/large_sheet.py
    .venv/bin/python benchmarks/large_sheet.py --record benchmarks/large_sheet.md

Each sheet is read by a Python of its own, from the file to the table of measurements with all
checks. It takes some minutes, half of them to write the sheets.
"""

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from openpyxl import Workbook

SOURCE = Path(__file__).parents[1] / "src"
MARKERS = ("CD25", "FOXP3", "CTLA-4", "Blimp-1", "caspase-3")
CELLS = (("tumor", "control"), ("tumor", "IL-2"), ("normal", "control"), ("normal", "IL-2"))
AIM_SECONDS, AIM_MEGABYTES = 20, 1000
READ = """
import json, resource, sys, time
from pathlib import Path
from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest
plan = Plan.model_validate(json.loads(sys.argv[2]))
wall, cpu = time.perf_counter(), time.process_time()
found = ingest(Path(sys.argv[1]), plan)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
errors = [str(problem) for problem in found.problems if problem.severity == "error"]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([wall, cpu, peak, len(found.measurements), errors[:3]]))
"""

Row = list[str | float]


def plan(layout: str) -> dict[str, object]:
    """The study's plan, with the sheet's layout declared."""
    return {
        "spreadsheet": {"path": "sheet.xlsx", "layout": layout},
        "factors": {
            "tissue": {"levels": {"tumor": {}, "normal": {}}},
            "treatment": {"levels": {"control": {}, "IL-2": {}}},
        },
        "markers": {marker: {"unit": "%"} for marker in MARKERS},
        "contrasts": {
            "il2_in_tumor": {
                "compare": {"treatment": ["IL-2", "control"]},
                "at": {"tissue": "tumor"},
            }
        },
    }


def one_row_per_sample(rows: int) -> Iterator[Row]:
    """Header and rows with five markers each."""
    generator = np.random.default_rng(1)
    yield ["Patient", "Tissue", "Treatment", *MARKERS]
    for number in range(rows):
        patient, cell = divmod(number, len(CELLS))
        values = generator.uniform(1, 99, len(MARKERS)).round(2).tolist()
        yield [f"P{patient + 1:05d}", *CELLS[cell], *values]


def long(rows: int) -> Iterator[Row]:
    """Header and rows with one value each."""
    yield ["Patient", "Tissue", "Treatment", "Marker", "Value"]
    samples = one_row_per_sample(rows // len(MARKERS))
    next(samples)
    for sample in samples:
        for marker, value in zip(MARKERS, sample[3:], strict=True):
            yield [*sample[:3], marker, value]


LAYOUTS = {"one_row_per_sample": one_row_per_sample, "long": long}


def write(path: Path, rows: Iterator[Row]) -> None:
    """Write rows as a workbook or as text, as the path's name says."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    book.save(path)


def measure(path: Path, layout: str) -> tuple[float, float, float, int]:
    """Seconds, CPU seconds, peak memory in MB and values of one reading."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), json.dumps(plan(layout))],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    wall, cpu, peak, values, errors = json.loads(done.stdout)
    if errors or not values:
        raise SystemExit(f"{path.name} was not read: {errors}")
    return wall, cpu, peak, values


def table(rows: int) -> str:
    """Measure all sheets, and set the results out as Markdown."""
    lines = [
        f"Two cores, Python {platform.python_version()}; {os.getloadavg()[0]:.1f} other processes "
        "wanted a core at the start.",
        "",
        "| sheet | values | seconds | CPU seconds | MB at most |",
        "|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as name:
        for layout, generate in LAYOUTS.items():
            for extension in ("xlsx", "csv"):
                for count in (rows, 80):
                    path = Path(name) / f"sheet.{extension}"
                    write(path, generate(count))
                    wall, cpu, peak, values = measure(path, layout)
                    lines.append(
                        f"| {count:,} rows, {layout}, .{extension} | {values:,} | {wall:.2f} | "
                        f"{cpu:.2f} | {peak:.0f} |"
                    )
                    print(lines[-1], flush=True)
    lines += ["", f"Aim for 100,000 rows: {AIM_SECONDS} s and {AIM_MEGABYTES:,} MB; for 20"]
    lines[-1] += " patients (80 rows) a second."
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and record if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--record", type=Path)
    arguments = parser.parse_args()
    result = table(arguments.rows)
    print(f"\n{result}", end="")
    if arguments.record:
        arguments.record.write_text(result, encoding="utf-8")


if __name__ == "__main__":
    main()
