"""Memory and time of a very large panel, step by step.

    .venv/bin/python benchmarks/large_panel_memory.py
    .venv/bin/python benchmarks/large_panel_memory.py --record benchmarks/large_panel_memory.md

Simulates 20 patients with tumor and normal tissue, two groups of stage and 20,000 markers, and runs
each step in a Python of its own on the files that the steps before it wrote, as the workflow does.
Peak memory is that of the whole process, with imports (about 150 MB) and the tables that it reads.
Sheets are read up to 2,000 markers: the time grows with the square of their number.
"""

import argparse
import csv
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1] / "src"
PATIENTS = 20
LIMIT_MEGABYTES = 2000
MOST_INGESTED = 2000
TISSUES = ("tumor", "normal")
CONTRAST = "tumor_vs_normal"


def plan_of(markers: int, layout: str = "one_row_per_sample", **inference: Any) -> Any:
    """The study's plan."""
    from explant.config.models import Plan

    return Plan.model_validate(
        {
            "spreadsheet": {"path": "sheet.csv", "layout": layout},
            "patients": {
                "strata": {
                    "stage": {
                        "column": "Stage",
                        "kind": "ordered",
                        "groups": {"early": ["I"], "late": ["III"]},
                    }
                }
            },
            "factors": {"tissue": {"levels": list(TISSUES)}},
            "markers": {name: {"unit": "reads", "scale": "log2"} for name in names(markers)},
            "contrasts": {CONTRAST: {"compare": {"tissue": list(TISSUES)}, "role": "secondary"}},
            "inference": inference,
        }
    )


def names(markers: int) -> list[str]:
    """Names of the markers."""
    return [f"G{number + 1:05d}" for number in range(markers)]


def write_sheets(folder: Path, markers: int) -> None:
    """Write the sheet in two layouts, and the tables that reading it gives."""
    import numpy as np

    rng = np.random.default_rng(1)
    level = rng.uniform(3, 12, markers)
    effect = np.where(rng.random(markers) < 0.1, rng.normal(0, 1, markers), 0.0)
    own = rng.normal(0, 0.8, (PATIENTS, markers))
    values = {
        tissue: np.exp2(level + own + shift + rng.normal(0, 0.5, own.shape)).round(3)
        for tissue, shift in (("tumor", effect), ("normal", 0.0))
    }
    samples = [
        (f"P{patient + 1:02d}", tissue, ("I", "III")[patient % 2], values[tissue][patient].tolist())
        for patient in range(PATIENTS)
        for tissue in TISSUES
    ]
    with (folder / "wide.csv").open("w", encoding="utf-8", newline="") as file:
        wide = csv.writer(file)
        wide.writerow(["Patient", "Tissue", "Stage", *names(markers)])
        wide.writerows([*head, *row] for *head, row in samples)
    with (folder / "long.csv").open("w", encoding="utf-8", newline="") as file:
        long = csv.writer(file)
        long.writerow(["Patient", "Tissue", "Stage", "Marker", "Value"])
        for *head, row in samples:
            long.writerows([*head, *pair] for pair in zip(names(markers), row, strict=True))
    with (folder / "measurements.csv").open("w", encoding="utf-8", newline="") as file:
        tidy = csv.writer(file)
        columns = ["patient", "tissue", "marker", "value", "replicates", "replicate_sd"]
        tidy.writerow([*columns, "censored", "source"])
        for patient, tissue, _, row in samples:
            for pair in zip(names(markers), row, strict=True):
                tidy.writerow([patient, tissue, *pair, 1, "", "", "sheet.csv"])
    with (folder / "patients.csv").open("w", encoding="utf-8", newline="") as file:
        people = csv.writer(file)
        people.writerow(["patient", "stage", "stage_group"])
        for patient, tissue, stage, _ in samples:
            if tissue == TISSUES[0]:
                people.writerow([patient, stage, "early" if stage == "I" else "late"])


def read_tables(folder: Path, *tables: str) -> list[Any]:
    """Tables that earlier steps wrote."""
    from explant.tables.csv_files import read_csv

    text = ["tissue", "stage", "stage_group"]
    return [read_csv(folder / f"{table}.csv", text=text) for table in tables]


def keep(folder: Path, name: str, table: Any) -> None:
    """Write a table for later steps."""
    from explant.tables.csv_files import write_csv

    write_csv(table, folder / f"{name}.csv")


def ingest_wide(folder: Path, markers: int) -> None:
    """Read the sheet of one row a sample."""
    _ingest(folder / "wide.csv", plan_of(markers))


def ingest_long(folder: Path, markers: int) -> None:
    """Read the sheet of one row a value."""
    _ingest(folder / "long.csv", plan_of(markers, "long"))


def _ingest(path: Path, plan: Any) -> None:
    from explant.spreadsheet.ingest import ingest

    found = ingest(path, plan)
    errors = [str(problem) for problem in found.problems if problem.severity == "error"]
    if errors or len(found.measurements) != 2 * PATIENTS * len(plan.markers):
        raise RuntimeError(f"{len(found.measurements)} values read; {errors[:3]}")


def differences(folder: Path, markers: int) -> None:
    """One number per patient and marker."""
    from explant.questions.design import differences

    measurements, patients = read_tables(folder, "measurements", "patients")
    table = differences(measurements, plan_of(markers), list(patients["patient"]))
    keep(folder, "differences", table)


def paired(folder: Path, markers: int) -> None:
    """All tests, intervals and effect sizes, with Benjamini–Hochberg."""
    from explant.tables.results.paired import paired_table

    measurements, by_patient = read_tables(folder, "measurements", "differences")
    plan = plan_of(markers, adjustment={"secondary": "benjamini_hochberg"})
    keep(folder, "paired", paired_table(by_patient, measurements, plan))


def westfall_young(folder: Path, markers: int) -> None:
    """Step-down maxT alone."""
    import numpy as np

    from explant.statistics.westfall_young import westfall_young
    from explant.tables.samples import samples_by_question

    (by_patient,) = read_tables(folder, "differences")
    samples = samples_by_question(by_patient).differences
    inference = plan_of(1).inference
    westfall_young(
        np.column_stack(list(samples.values())),
        inference.seed,
        "signed_rank",
        max_flips=inference.permutations,
    )


def strata(folder: Path, markers: int) -> None:
    """Each marker within two groups of patients."""
    from explant.tables.results.strata import strata_table

    by_patient, patients = read_tables(folder, "differences", "patients")
    keep(folder, "strata", strata_table(by_patient, patients, plan_of(markers)))


def interactions(folder: Path, markers: int) -> None:
    """Two groups of patients compared, with Benjamini–Hochberg."""
    from explant.tables.results.between_patients.interactions import interactions_table

    by_patient, patients = read_tables(folder, "differences", "patients")
    keep(folder, "interactions", interactions_table(by_patient, patients, plan_of(markers)))


def volcano(folder: Path, markers: int) -> None:
    """The volcano plot, drawn and saved in three formats."""
    from explant.figures.kit.saving import save
    from explant.figures.large_panel.volcano import volcano_figure

    (results,) = read_tables(folder, "paired")
    save(volcano_figure(plan_of(markers), results), folder, "volcano")


def heat_map(folder: Path, markers: int) -> None:
    """The clustered heat map, drawn and saved in three formats."""
    from explant.figures.kit.saving import save
    from explant.figures.large_panel.heat_map import heat_map_figure

    by_patient, results = read_tables(folder, "differences", "paired")
    save(heat_map_figure(plan_of(markers), by_patient, results), folder, "heat_map")


def workbook(folder: Path, markers: int) -> None:
    """The workbook of these tables, without figures."""
    from explant.documents.workbook.book import write_workbook

    tables = ["measurements", "patients", "differences", "paired", "strata", "interactions"]
    found = dict(zip(tables, read_tables(folder, *tables), strict=True))
    write_workbook(folder / "results.xlsx", found, plan_of(markers))


STEPS: dict[str, Callable[[Path, int], None]] = {
    step.__name__: step
    for step in (
        *(ingest_wide, ingest_long, differences, paired, westfall_young, strata),
        *(interactions, volcano, heat_map, workbook),
    )
}


def peak_megabytes() -> float:
    """Most memory that this process has held."""
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def one(step: str, folder: Path, markers: int) -> None:
    """Run a step here and print what it took."""
    sys.path.insert(0, str(SOURCE))
    if step == "imports":
        import scipy.stats  # noqa: F401

        from explant.tables.results import paired  # noqa: F401
    wall, cpu = time.perf_counter(), time.process_time()
    if step in STEPS:
        STEPS[step](folder, markers)
    elif step == "write":
        write_sheets(folder, markers)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"wall": wall, "cpu": cpu, "megabytes": peak_megabytes()}))


def measure(step: str, folder: Path, markers: int) -> dict[str, float]:
    """Run a step in a process of its own."""
    command = [sys.executable, __file__, "--one", step, str(folder), "--markers", str(markers)]
    # A second thread for matrix products waits where other work keeps its core busy.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout)
    shown = {name: round(value, 1) for name, value in found.items()}
    print(f"{step}, {markers:,} markers: {shown}", file=sys.stderr, flush=True)
    return found


def table(sizes: list[int], steps: list[str], folder: Path) -> str:
    """Measure and set out as Markdown."""
    found: dict[tuple[str, int], dict[str, float]] = {}
    for markers in sizes:
        measure("write", folder, markers)
        for step in steps:
            if markers <= MOST_INGESTED or not step.startswith("ingest"):
                found[step, markers] = measure(step, folder, markers)
    imports = measure("imports", folder, 1)["megabytes"]
    large = sizes[-1]
    head = "".join(f" {markers:,}: CPU s | MB |" for markers in sizes)
    lines = [
        f"{PATIENTS} patients, two samples each, on {os.cpu_count()} cores, Python "
        f"{platform.python_version()}; {os.getloadavg()[0]:.1f} other processes wanted a core at "
        f"the end. Imports of the analysis alone: {imports:.0f} MB.",
        "",
        f"| step |{head} ≤ {LIMIT_MEGABYTES:,} MB |",
        "|---" * (2 * len(sizes) + 2) + "|",
    ]
    for step in steps:
        numbers, verdict = "", "not measured"
        for markers in sizes:
            cost = found.get((step, markers))
            numbers += f" {cost['cpu']:.1f} | {cost['megabytes']:.0f} |" if cost else " | |"
            if cost and markers == large:
                verdict = "met" if cost["megabytes"] <= LIMIT_MEGABYTES else "**missed**"
        lines.append(f"| {step} |{numbers} {verdict} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--markers", type=int, nargs="+", default=[2_000, 20_000])
    # Each reads what those before it wrote.
    parser.add_argument("--steps", nargs="+", choices=list(STEPS), default=list(STEPS))
    parser.add_argument("--folder", type=Path, help="folder to leave the files in")
    parser.add_argument("--record", type=Path, help="file to write the table to")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one[0], Path(arguments.one[1]), arguments.markers[0])
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        text = table(arguments.markers, arguments.steps, folder)
    print(text, end="")
    if arguments.record:
        arguments.record.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
