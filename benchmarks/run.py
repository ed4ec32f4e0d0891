"""Speed as ratios, measured in one run on one machine: ``make benchmark``.

Each pair of things is measured in turn, round after round, so that a machine whose speed drifts
slows both alike. The medians of the rounds and their ratios are printed; nothing is written into
the project unless ``--record`` names a file.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PARTS = ("Snakefile", "config", "data", "profiles", "src", "workflow", "environment.yml")
ONE_RULE = """\
rule all:
    output: "a.txt"
    params: text="a"
    script: "write.py"
"""
ONE_SCRIPT = 'from pathlib import Path\nPath(snakemake.output[0]).write_text("a")\n'


@dataclass(frozen=True)
class Comparison:
    """Two things to do, and the largest ratio of their times that is good enough."""

    name: str
    ours: str
    theirs: str
    aim: float


COMPARISONS = (
    Comparison(
        "the example from clean, against a script without a workflow", "clean", "script", 1.0
    ),
    Comparison(
        "nothing to do, against Snakemake with nothing to do in one rule", "idle", "one rule", 1.5
    ),
    Comparison("the report's title changed, against the whole run", "title", "clean", 0.25),
)


def snakemake(folder: Path) -> None:
    """Run the workflow of a folder, quietly, and fail if it fails."""
    command = [sys.executable, "-m", "snakemake", "--cores", "4"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def copy_of_project(folder: Path) -> Path:
    """Copy what the workflow needs, without results."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = PROJECT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy2(source, folder / part)
    return folder


def tasks(folder: Path) -> dict[str, Callable[[int], None]]:
    """Prepare the folders, and return what to time, by name; each takes the round's number."""
    project = copy_of_project(folder / "explant")
    one_rule = folder / "one_rule"
    one_rule.mkdir()
    (one_rule / "Snakefile").write_text(ONE_RULE, encoding="utf-8")
    (one_rule / "write.py").write_text(ONE_SCRIPT, encoding="utf-8")
    snakemake(one_rule)
    config = project / "config" / "config.yaml"
    plan = config.read_text(encoding="utf-8")

    def clean(_: int) -> None:
        snakemake(project)

    def title(number: int) -> None:
        config.write_text(plan.replace("  title: ", f"  title: {number} "), encoding="utf-8")
        snakemake(project)

    def script(number: int) -> None:
        command = [sys.executable, str(PROJECT / "benchmarks" / "comparison.py")]
        output = folder / "comparison" / str(number)
        subprocess.run([*command, str(output)], check=True, capture_output=True)

    return {
        "clean": clean,
        "idle": clean,
        "title": title,
        "one rule": lambda _: snakemake(one_rule),
        "script": script,
    }


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of each task in each round; a first round that is not counted warms caches."""
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        to_do = tasks(folder)
        for number in range(rounds + 1):
            for name in ("script", "clean", "one rule", "idle", "title"):
                if name == "clean":
                    shutil.rmtree(folder / "explant" / ".snakemake", ignore_errors=True)
                    shutil.rmtree(folder / "explant" / "results", ignore_errors=True)
                start = time.perf_counter()
                to_do[name](number)
                seconds = time.perf_counter() - start
                if number:
                    times.setdefault(name, []).append(seconds)
                    print(f"round {number}: {name} {seconds:.2f} s", file=sys.stderr)
    return times


def table(times: dict[str, list[float]]) -> str:
    """Ratios of the medians as a Markdown table."""
    lines = [
        "| what | ours (s) | theirs (s) | ratio | aim | |",
        "|---|---|---|---|---|---|",
    ]
    for comparison in COMPARISONS:
        ours = statistics.median(times[comparison.ours])
        theirs = statistics.median(times[comparison.theirs])
        met = "met" if ours / theirs <= comparison.aim else "**missed**"
        lines.append(
            f"| {comparison.name} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} "
            f"| ≤ {comparison.aim:g} | {met} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """The machine in a few words, without names."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = ".".join(map(str, sys.version_info[:2]))
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {python}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--record", type=Path, help="file to write the table to")
    arguments = parser.parse_args()
    result = table(measure(arguments.rounds))
    text = f"Medians of {arguments.rounds} rounds on {machine()}.\n\n{result}\n"
    print(text)
    if arguments.record:
        arguments.record.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
