"""CPU seconds and memory of the tables of many patients.

    .venv/bin/python benchmarks/many_patients.py 2000 1
    .venv/bin/python benchmarks/many_patients.py 5000 5 --record benchmarks/many_patients.md

Patients × markers with four samples each (tissue × treatment), in two stages, with the three
primary contrasts of the shipped example. Each table is made by a Python of its own, one after the
other; the steps are the sums of their tables' seconds, and the largest of their peaks.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
STEPS: dict[str, dict[str, str]] = {
    "analyse": {
        "differences": "by_patient",
        "paired": "results.paired:paired_table(by_patient, measurements, plan)",
        "between": "results.between_patients.between:between_table(by_patient, patients, plan)",
        "strata": "results.strata:strata_table(by_patient, patients, plan)",
        "interactions": "results.between_patients.interactions:"
        "interactions_table(by_patient, patients, plan)",
        "anova": "results.anova:anova_table(measurements, patients, plan)",
        "equivalence": "results.equivalence:equivalence_table(by_patient, plan)",
        "trends": "results.trends:trends_table(measurements, patients, plan)",
    },
    "sensitivity": {
        "sensitivity": "robustness.sensitivity:sensitivity_table(measurements, patients, plan)",
        "influence": "robustness.influence:influence_table(by_patient, plan)",
        "robustness": "robustness.robust_verdicts:robustness_table(measurements, patients, plan)",
        "mixed_models": "robustness.mixed_models:mixed_models_table(measurements, patients, plan)",
        "software": "robustness.software:software_table(by_patient, plan)",
        "diagnostics": "robustness.diagnostics:diagnostics_table(by_patient, plan)",
        "quantiles": "robustness.diagnostics:quantiles_table(by_patient, plan)",
    },
}
"""Tables by step: the module below ``explant.tables`` and the call."""

AIM_SECONDS, AIM_MEGABYTES = 60, 1000

ONE = """
import importlib, json, resource, sys, time
import numpy as np
import pandas as pd
from explant.config.models import Plan
from explant.questions.design import differences
n, markers, call = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
names = [f"M{at}" for at in range(markers)]
cells = [("tumor", "IL-2"), ("tumor", "control"), ("normal", "IL-2"), ("normal", "control")]
within = {"treatment": ["IL-2", "control"]}
plan = Plan.model_validate({
    "spreadsheet": {"path": "sheet.csv", "layout": "long"},
    "factors": {
        "tissue": {"levels": ["tumor", "normal"]}, "treatment": {"levels": ["control", "IL-2"]},
    },
    "patients": {
        "strata": {"stage": {"kind": "ordered", "groups": {"early": ["I"], "late": ["II"]}}},
    },
    "markers": {name: {"unit": "AU"} for name in names},
    "contrasts": {
        "il2": {"compare": within, "at": {"tissue": "tumor"}, "role": "primary"},
        "tissues": {"compare": {"tissue": ["tumor", "normal"]}, "at": {"treatment": "control"},
                    "role": "primary"},
        "both": {"compare": {**within, "tissue": ["tumor", "normal"]}, "role": "primary"},
    },
})
values = np.random.default_rng(1).normal(20, 3, (n, markers, 4))
values[:, :, 0] += 0.2
patients_of = np.repeat([f"P{at:05d}" for at in range(n)], markers * 4)
measurements = pd.DataFrame({
    "patient": patients_of,
    "marker": np.tile(np.repeat(names, 4), n),
    "tissue": np.tile([tissue for tissue, _ in cells], n * markers),
    "treatment": np.tile([treatment for _, treatment in cells], n * markers),
    "value": values.ravel().round(2), "replicates": 1, "replicate_sd": np.nan, "censored": "",
    "source": "",
})
ids = list(dict.fromkeys(patients_of.tolist()))
stage = ["I" if at % 3 else "II" for at in range(n)]
group = ["early" if each == "I" else "late" for each in stage]
patients = pd.DataFrame({"patient": ids, "stage": stage, "stage_group": group})
before = time.process_time()
by_patient = differences(measurements, plan, ids, patients)
if ":" in call:
    before = time.process_time()
    module, expression = call.split(":", 1)
    known = vars(importlib.import_module("explant.tables." + module))
    found = eval(expression, {**globals(), **known})
cpu = time.process_time() - before
print(json.dumps([cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measured(patients: int, markers: int, call: str) -> tuple[float, float]:
    """CPU seconds and peak megabytes of one table."""
    done = subprocess.run(
        [sys.executable, "-c", ONE, str(patients), str(markers), call],
        env={**os.environ, "PYTHONPATH": str(SOURCE), "OPENBLAS_NUM_THREADS": "1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def report(patients: int, markers: int) -> str:
    """Measure every table and say it as Markdown."""
    lines = [
        f"## {patients:,} patients × {markers} {'marker' if markers == 1 else 'markers'}",
        "",
        "| step | table | CPU seconds | peak MB |",
        "|---|---|---|---|",
    ]
    for step, tables in STEPS.items():
        total, peak = 0.0, 0.0
        for table, call in tables.items():
            seconds, megabytes = measured(patients, markers, call)
            total, peak = total + seconds, max(peak, megabytes)
            lines.append(f"| {step} | {table} | {seconds:.1f} | {megabytes:.0f} |")
            print(lines[-1], file=sys.stderr, flush=True)
        kept = total <= AIM_SECONDS and peak <= AIM_MEGABYTES
        lines.append(f"| **{step}** | all | {total:.1f} | {peak:.0f}{'' if kept else ' (over)'} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the command line, measure, print and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", type=int)
    parser.add_argument("markers", type=int)
    parser.add_argument("--record", type=Path, help="add the measurement to a file")
    chosen = parser.parse_args()
    text = report(chosen.patients, chosen.markers)
    text += f"\nPython {platform.python_version()}, {platform.machine()}. "
    text += f"Aim: {AIM_SECONDS} CPU seconds and {AIM_MEGABYTES} MB for each step.\n"
    print(text)
    if chosen.record is not None:
        with chosen.record.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


if __name__ == "__main__":
    main()
