"""How time and memory of the whole workflow grow with markers and with patients, step by step.

    .venv/bin/python benchmarks/growth.py --markers 500 2000 --patients
    .venv/bin/python benchmarks/growth.py --record benchmarks/growth.md

Simulates sheets of 20 patients with many markers and of 5 markers with many patients, tissue ×
treatment, in the design of the shipped example, and runs each from clean. CPU seconds and peak
memory are what each step says in its log. A ratio is the growth of CPU seconds over the growth of
the study from one size to the next: 1 is linear, below 1 better. The largest sizes take an hour.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))

from run import PROJECT, SNAKEMAKE, Cost, copy_of_project, machine, run

MARKERS, PATIENTS = (500, 2_000, 20_000), (500, 2_000, 5_000)
FEW_PATIENTS, FEW_MARKERS = 20, 5
AIM_MEGABYTES = 1_500
TOOK = re.compile(r"Processor time: ([\d.]+) s\.(?: Most memory: (\d+) MB\.)?")


@dataclass(frozen=True)
class Size:
    """A study's size, and what it is called."""

    patients: int
    markers: int

    def __str__(self) -> str:
        return f"{self.markers:,} × {self.patients:,}"


@dataclass(frozen=True)
class Growth:
    """What one size took: the whole run, and CPU seconds and megabytes by step."""

    size: Size
    whole: Cost
    steps: dict[str, tuple[float, float]]


def simulate(size: Size, folder: Path) -> Path:
    """Write a sheet and its config into a copy of the project; the config's path."""
    generator = np.random.default_rng(size.markers + size.patients)
    names = [f"M{i + 1:05d}" for i in range(size.markers)]
    level = generator.uniform(20, 60, size.markers)
    affected = generator.random(size.markers) < 0.15
    effect = np.where(affected, generator.normal(0, 8, size.markers), 0.0)
    sheet = folder / "data" / "raw" / f"growth_{size.markers}_{size.patients}.csv"
    with sheet.open("w", encoding="utf-8") as file:
        file.write(",".join(["Patient", "Tissue", "Treatment", "Stage", "Size", *names]) + "\n")
        for patient in range(size.patients):
            own = generator.normal(0, 4, size.markers)
            about = f"{('I', 'II', 'III')[patient % 3]},{0.8 + 0.2 * (patient % 20):.1f}"
            for tissue in ("tumor", "normal"):
                for treatment in ("control", "IL-2"):
                    treated = effect * (treatment == "IL-2") * (1.0 if tissue == "tumor" else 0.3)
                    values = level + own + treated + generator.normal(0, 4, size.markers)
                    cells = ",".join(f"{value:.1f}" for value in np.clip(values, 0.1, 99.9))
                    file.write(f"P{patient + 1:04d},{tissue},{treatment},{about},{cells}\n")
    plan = yaml.safe_load((PROJECT / "config" / "config.yaml").read_text(encoding="utf-8"))
    plan["spreadsheet"] |= {
        "path": str(sheet.relative_to(folder)),
        "sheet": None,
        "patients_sheet": None,
    }
    plan["patients"]["strata"]["size"]["column"] = ["Size"]
    plan["patients"]["covariates"] = {}
    plan["markers"] = {"panel": {"unit": "%", "each_of": ["M*"]}}
    config = folder / "config" / f"{sheet.stem}.yaml"
    config.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    return config.relative_to(folder)


def measure(size: Size, folder: Path) -> Growth:
    """Run the workflow on a simulated study, and read what its steps say."""
    config = simulate(size, folder)
    whole, _ = run([*SNAKEMAKE, "--configfile", str(config)], folder)
    logs = sorted((folder / "results" / config.stem / "logs").rglob("*.log"))
    return Growth(size, whole, took(logs))


def took(logs: Iterable[Path]) -> dict[str, tuple[float, float]]:
    """CPU seconds and megabytes of each step; of one in parts their sum, and the largest."""
    steps: dict[str, tuple[float, float]] = {}
    for log in logs:
        if found := TOOK.search(log.read_text(encoding="utf-8")):
            name = re.sub(r"_\d+(_of_\d+)?$", "", log.stem)
            seconds, most = steps.get(name, (0.0, 0.0))
            steps[name] = (seconds + float(found[1]), max(most, float(found[2] or "nan")))
    return steps


def report(studies: Sequence[Growth]) -> str:
    """The measurement of sizes that grow in one direction, as Markdown."""
    sizes = [study.size for study in studies]
    heads = [f"{sizes[0]}: CPU s | MB", *(f"{size}: CPU s | MB | ratio" for size in sizes[1:])]
    columns = 3 * len(sizes)
    lines = [f"| step | {' | '.join(heads)} |", "|---" * columns + "|"]
    names = list(dict.fromkeys(name for study in studies for name in study.steps))
    for name in [*names, "the whole run"]:
        cells = [name]
        before: tuple[float, int] | None = None
        for study in studies:
            whole = (study.whole.cpu, study.whole.megabytes)
            seconds, megabytes = whole if name not in names else study.steps[name]
            over = " (over)" if megabytes > AIM_MEGABYTES else ""
            cells += [f"{seconds:.1f}", f"{megabytes:.0f}{over}"]
            entries = study.size.patients * study.size.markers
            if before is not None:
                cells.append(f"{seconds / before[0] / (entries / before[1]):.2f}")
            before = (max(seconds, 0.1), entries)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and record if asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--markers", type=int, nargs="*", default=list(MARKERS))
    parser.add_argument("--patients", type=int, nargs="*", default=list(PATIENTS))
    parser.add_argument("--record", type=Path, help="file to write the tables to")
    parser.add_argument("--keep", type=Path, help="folder to leave the runs in")
    given = parser.parse_args()
    rows = [
        [Size(FEW_PATIENTS, markers) for markers in given.markers],
        [Size(patients, FEW_MARKERS) for patients in given.patients],
    ]
    text = f"Markers × patients, 4 samples each, on {machine()}.\n"
    with tempfile.TemporaryDirectory() as temporary:
        folder = copy_of_project(given.keep or Path(temporary) / "explant")
        for sizes in filter(None, rows):
            studies = []
            for size in sizes:
                studies.append(measure(size, folder))
                print(report(studies), flush=True)
                shutil.rmtree(folder / ".snakemake")
            text += "\n" + report(studies)
    if given.record:
        given.record.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
