"""Size and cost of the report of large panels.

Simulates sheets of 20 patients in the example's design with many markers, runs the workflow on
each from the beginning, and prints what report, workbook and figures take. ``--record`` names a
file for the tables.
"""

import argparse
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))

from run import PROJECT, SNAKEMAKE, Cost, copy_of_project, machine, run

SIZES = (5, 60, 500)
PATIENTS = 20
AIM_MEGABYTES = 10.0
JOBS = (
    *("marker_figures", "overview_figures", "robustness_figures", "completeness"),
    *("workbook", "report"),
)


@dataclass(frozen=True)
class Study:
    """What one size of panel gave."""

    markers: int
    cost: Cost
    report: float
    workbook: float
    figures: int
    jobs: dict[str, float]


def simulate(markers: int, folder: Path) -> Path:
    """Write a sheet and its config into a copy of the project; the config's path."""
    generator = np.random.default_rng(markers)
    names = [f"M{i + 1:03d}" for i in range(markers)]
    level = generator.uniform(20, 60, markers)
    effect = np.where(generator.random(markers) < 0.15, generator.normal(0, 8, markers), 0.0)
    rows = [",".join(["Patient", "Tissue", "Treatment", "Stage", "Size", *names])]
    for patient in range(PATIENTS):
        own = generator.normal(0, 4, markers)
        stage, size = ("I", "II", "III")[patient % 3], 0.8 + 0.2 * patient
        for tissue in ("tumor", "normal"):
            for treatment in ("control", "IL-2"):
                treated = effect * (treatment == "IL-2") * (1.0 if tissue == "tumor" else 0.3)
                values = level + own + treated + generator.normal(0, 4, markers)
                cells = [f"{value:.1f}" for value in np.clip(values, 0.1, 99.9)]
                rows.append(
                    ",".join(
                        [f"P{patient + 1:02d}", tissue, treatment, stage, f"{size:.1f}", *cells]
                    )
                )
    sheet = folder / "data" / "raw" / f"panel_{markers}.csv"
    sheet.write_text("\n".join(rows) + "\n", encoding="utf-8")
    plan = yaml.safe_load((PROJECT / "config" / "config.yaml").read_text(encoding="utf-8"))
    plan["spreadsheet"] |= {
        "path": str(sheet.relative_to(folder)),
        "sheet": None,
        "patients_sheet": None,
    }
    plan["patients"]["strata"]["size"]["column"] = ["Size"]
    plan["patients"]["covariates"] = {}
    plan["markers"] = {name: {"unit": "%"} for name in names}
    config = folder / "config" / f"panel_{markers}.yaml"
    config.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    return config.relative_to(folder)


def measure(markers: int, folder: Path) -> Study:
    """Run the workflow on a simulated panel."""
    config = simulate(markers, folder)
    cost, _ = run([*SNAKEMAKE, "--configfile", str(config)], folder)
    results = folder / "results" / config.stem
    return Study(
        markers,
        cost,
        (results / "report.html").stat().st_size / 1e6,
        (results / "results.xlsx").stat().st_size / 1e6,
        len(list((results / "figures").glob("*.svg"))),
        {job: seconds_of(job, results, config, folder) for job in JOBS},
    )


def seconds_of(job: str, results: Path, config: Path, folder: Path) -> float:
    """CPU seconds of one step, made again alone; Snakemake's own are measured and taken away."""
    command = [*SNAKEMAKE, "--configfile", str(config)]
    nothing, _ = run([*command, "--dry-run"], folder)
    again, printed = run([*command, "--forcerun", job, "--until", job], folder)
    if not re.search(rf"{job}\s+1", printed):
        raise RuntimeError(f"{job} did not run:\n{printed}")
    return again.cpu - nothing.cpu


def tables(studies: list[Study]) -> str:
    """The measurement as Markdown."""
    lines = [
        "| markers | report | aim | workbook | figures | whole run, CPU s | "
        + " | ".join(f"{job}, CPU s" for job in JOBS)
        + " |",
        "|---" * (6 + len(JOBS)) + "|",
    ]
    for study in studies:
        verdict = "met" if study.report < AIM_MEGABYTES else "**missed**"
        lines.append(
            f"| {study.markers} | {study.report:.1f} MB | < 10 MB: {verdict} | "
            f"{study.workbook:.1f} MB | {study.figures} | {study.cost.cpu:.0f} | "
            + " | ".join(f"{study.jobs[job]:.1f}" for job in JOBS)
            + " |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--markers", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--record", type=Path, help="file to write the tables to")
    parser.add_argument("--keep", type=Path, help="folder to leave the runs in")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = copy_of_project(Path(temporary) / "explant")
        text = f"{PATIENTS} patients, 4 samples each, on {machine()}.\n\n"
        text += tables([measure(markers, folder) for markers in arguments.markers]) + "\n"
        if arguments.keep:
            shutil.copytree(folder, arguments.keep)
    print(text, end="")
    if arguments.record:
        arguments.record.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
