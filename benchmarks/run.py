"""Speed as ratios, measured in one run on one machine: ``make benchmark``.

Each pair of things is measured in turn, round after round, so that a machine whose speed drifts
slows both alike. The medians of the rounds and their ratios are printed; nothing is written into
the project unless ``--record`` names a file. Standard library only.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PARTS = ("Snakefile", "config", "data", "profiles", "src", "workflow", "environment.yml")
SNAKEMAKE = [sys.executable, "-m", "snakemake", "--cores", "4"]
FIGURES_OF_EXPLANT, FIGURES_OF_SCRIPT = 42, 27
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
        "the example from clean, against a script without a workflow", "clean", "script", 0.7
    ),
    Comparison(
        "nothing to do, against Snakemake with nothing to do in one rule", "idle", "one rule", 1.25
    ),
    Comparison("the report's title changed, against the whole run", "title", "clean", 0.25),
)
COMMANDS = {
    "clean": "the example from clean",
    "script": "the script without a workflow",
    "idle": "nothing to do",
    "one rule": "one rule, nothing to do",
    "title": "the report's title changed",
}
SHORT = ("one rule", "idle")
TIMES = 4
"""How often a round measures what takes two seconds: once says little of so short a time."""


@dataclass(frozen=True)
class Cost:
    """What one command cost."""

    seconds: float
    """Wall clock."""
    cpu: float
    """User and system time of the command and of every process that it waited for."""
    megabytes: float
    """Most memory that a single one of these processes held."""


def run(command: Sequence[str], folder: Path) -> tuple[Cost, str]:
    """Run a command to its end; its cost, and what it printed.

    Raises
    ------
    RuntimeError
        When it fails.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    require(process.returncode == 0, f"{' '.join(command)} failed:\n{printed}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6), printed


def require(condition: bool, message: str) -> None:
    """Stop when a run did not do what the comparison says that it does."""
    if not condition:
        raise RuntimeError(message)


def require_figures(folder: Path, expected: int) -> None:
    """Stop when a run did not draw as many figures as the page on benchmarks says."""
    found = sum(len(list(folder.glob(f"*.{ending}"))) for ending in ("svg", "png", "pdf"))
    require(found == expected, f"{found} figure files were drawn, not {expected}")


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


def tasks(folder: Path) -> dict[str, Callable[[int], Cost]]:
    """Prepare the folders, and return what to measure, by name; each takes the round's number."""
    project = copy_of_project(folder / "explant")
    results = project / "results" / "il2_breast_example"
    one_rule = folder / "one_rule"
    one_rule.mkdir()
    (one_rule / "Snakefile").write_text(ONE_RULE, encoding="utf-8")
    (one_rule / "write.py").write_text(ONE_SCRIPT, encoding="utf-8")
    run(SNAKEMAKE, one_rule)
    config = project / "config" / "config.yaml"
    plan = config.read_text(encoding="utf-8")

    def clean(_: int) -> Cost:
        shutil.rmtree(project / ".snakemake", ignore_errors=True)
        shutil.rmtree(project / "results", ignore_errors=True)
        cost, _printed = run(SNAKEMAKE, project)
        require_figures(results / "figures", FIGURES_OF_EXPLANT)
        return cost

    def idle(workflow: Path) -> Cost:
        cost, printed = run(SNAKEMAKE, workflow)
        require("Nothing to be done" in printed, f"there was something to do:\n{printed}")
        return cost

    def title(number: int) -> Cost:
        config.write_text(plan.replace("  title: ", f"  title: {number} "), encoding="utf-8")
        cost, printed = run(SNAKEMAKE, project)
        report = (results / "report.html").read_text(encoding="utf-8")
        require(f"<title>{number} " in report, f"the report has another title:\n{printed}")
        return cost

    def script(number: int) -> Cost:
        output = folder / "comparison" / str(number)
        comparison = PROJECT / "benchmarks" / "comparison.py"
        cost, _printed = run([sys.executable, str(comparison), str(output)], PROJECT)
        require_figures(output, FIGURES_OF_SCRIPT)
        return cost

    return {
        "script": script,
        "clean": clean,
        "one rule": lambda _: idle(one_rule),
        "idle": lambda _: idle(project),
        "title": title,
    }


def measure(rounds: int) -> dict[str, list[Cost]]:
    """Cost of each task in each round; a first round that is not counted warms caches."""
    costs: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        to_do = tasks(Path(temporary))
        for number in range(rounds + 1):
            for name in ("script", "clean", *SHORT * TIMES, "title"):
                cost = to_do[name](number)
                if number:
                    costs.setdefault(name, []).append(cost)
                    print(f"round {number}: {name} {cost.seconds:.2f} s", file=sys.stderr)
    return costs


def median(costs: Sequence[Cost], what: str) -> float:
    """Median of one kind of cost."""
    return statistics.median(getattr(cost, what) for cost in costs)


def ratios_table(costs: dict[str, list[Cost]]) -> str:
    """Ratios of the medians as a Markdown table, beside the range of the single rounds."""
    lines = ["| what | ratio | single rounds | aim | |", "|---|---|---|---|---|"]
    for comparison in COMPARISONS:
        ours, theirs = costs[comparison.ours], costs[comparison.theirs]
        ratio = median(ours, "seconds") / median(theirs, "seconds")
        single = [a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)]
        met = "met" if ratio <= comparison.aim else "**missed**"
        lines.append(
            f"| {comparison.name} | {ratio:.2f} | {min(single):.2f} to {max(single):.2f} "
            f"| ≤ {comparison.aim:g} | {met} |"
        )
    return "\n".join(lines)


def costs_table(costs: dict[str, list[Cost]]) -> str:
    """Medians of what each command cost as a Markdown table."""
    lines = [
        "| command | seconds | CPU seconds | MB, largest process |",
        "|---|---|---|---|",
    ]
    for name, words in COMMANDS.items():
        seconds, cpu, memory = (
            median(costs[name], what) for what in ("seconds", "cpu", "megabytes")
        )
        lines.append(f"| {words} | {seconds:.2f} | {cpu:.2f} | {memory:.0f} |")
    return "\n".join(lines)


def machine() -> str:
    """The machine in a few words, without names."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = ".".join(map(str, sys.version_info[:2]))
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {python}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--record", type=Path, help="file to write the tables to")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be 1 or more")
    costs = measure(arguments.rounds)
    text = (
        f"Medians of {arguments.rounds} rounds on {machine()}.\n\n"
        f"{ratios_table(costs)}\n\n{costs_table(costs)}\n"
    )
    print(text, end="")
    if arguments.record:
        arguments.record.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
