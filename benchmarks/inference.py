"""Time of the whole inference of the shipped example: ``python benchmarks/inference.py``.

Five markers, five contrasts, stage and size: the differences and the paired, strata, interactions,
ANOVA and baseline tables, from the tables that the ingest step gives. Every round is a process of
its own, so that nothing is kept from the round before; what it imports and reads is loaded before
the clock starts.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
AIM = 1.0


def once() -> None:
    """Do the inference once and print the seconds of each table as JSON."""
    sys.path.insert(0, str(PROJECT / "src"))
    import pingouin  # noqa: F401
    import statsmodels.stats.multitest  # noqa: F401

    from explant.config.loading import load_plan
    from explant.questions.design import differences
    from explant.spreadsheet.ingest import ingest
    from explant.tables.baseline import baseline_table
    from explant.tables.results.anova import anova_table
    from explant.tables.results.between_patients.interactions import interactions_table
    from explant.tables.results.paired import paired_table
    from explant.tables.results.strata import strata_table

    plan = load_plan([PROJECT / "config" / "config.yaml"])
    read = ingest(PROJECT / plan.spreadsheet.path, plan)
    measurements, patients = read.measurements, read.patients
    seconds: dict[str, float] = {}
    rows: dict[str, int] = {}
    cpu = time.process_time()
    start = before = time.perf_counter()
    by_patient = differences(measurements, plan, list(patients["patient"]))
    for name, table in (
        ("differences", lambda: by_patient),
        ("paired", lambda: paired_table(by_patient, measurements, plan)),
        ("strata", lambda: strata_table(by_patient, patients, plan)),
        ("interactions", lambda: interactions_table(by_patient, patients, plan)),
        ("anova", lambda: anova_table(measurements, patients, plan)),
        ("baseline", lambda: baseline_table(patients, plan)),
    ):
        rows[name] = len(table())
        now = time.perf_counter()
        seconds[name], before = now - before, now
    seconds["whole"] = before - start
    print(json.dumps({"seconds": seconds, "cpu": time.process_time() - cpu, "rows": rows}))


def main() -> None:
    """Measure in rounds and print the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often it is measured")
    parser.add_argument("--record", type=Path, help="file to write the tables to")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.once:
        once()
        return
    found = []
    for _ in range(arguments.rounds):
        command = [sys.executable, str(Path(__file__)), "--once"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout))
    whole = [one["seconds"]["whole"] for one in found]
    cpu = [one["cpu"] for one in found]
    met = "met" if statistics.median(cpu) <= AIM else "**missed**"
    lines = [
        f"Medians of {len(found)} rounds on {os.cpu_count()} cores.",
        "",
        "| the whole inference of the example | median | single rounds | aim | |",
        "|---|---|---|---|---|",
        f"| CPU seconds | {statistics.median(cpu):.2f} | {min(cpu):.2f} to {max(cpu):.2f} "
        f"| ≤ {AIM:g} | {met} |",
        f"| wall clock | {statistics.median(whole):.2f} "
        f"| {min(whole):.2f} to {max(whole):.2f} | | |",
        "",
        "| table | rows | seconds, wall clock |",
        "|---|---|---|",
    ]
    for name, rows in found[0]["rows"].items():
        seconds = statistics.median(one["seconds"][name] for one in found)
        lines.append(f"| {name} | {rows} | {seconds:.3f} |")
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if arguments.record:
        arguments.record.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
