"""Every fault that is tried, by class: how many were survived, and each that was not.

    make faults
    EXPLANT_KILLED_RUNS=200 make faults ARGS=killed

A fault is survived when it ends in the sentence or in the results that its test asks for. The
arguments are classes; without any, all.
"""

import os
import sys
from collections import Counter, defaultdict

import pytest

VARIABLE = "EXPLANT_FAULTS"
"""As in :mod:`tests.faults.every`, which reads it when it is imported: by the tests, not here."""
CLASSES = {
    "harmful": "tests/faults/test_bombs.py tests/spreadsheet/files/test_safety.py",
    "limits": "tests/test_limits.py",
    "computer": "tests/faults/test_computer.py tests/run/starting/test_preflight.py",
    "killed": "tests/workflow/test_interrupted.py",
    "altered": "tests/workflow/test_altered_files.py tests/integrity "
    "tests/faults/test_every_output.py",
    "configs": "tests/config/yaml_files tests/config/test_edited_configs.py",
    "names": "tests/test_hostile_names.py",
    "private": "tests/workflow/test_private.py tests/run/steps/test_provenance.py",
}


class Tally:
    """Counts outcomes by class, and keeps the reasons of those that are no success."""

    def __init__(self) -> None:
        self.survived: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.exceptions: dict[str, list[str]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of one outcome."""
        if report.when != "call" and report.passed:
            return
        kind = next(
            name
            for name, places in CLASSES.items()
            if report.nodeid.startswith(tuple(places.split()))
        )
        if report.when == "teardown" and report.failed:
            self.survived[kind] -= 1
        else:
            self.total[kind] += 1
        if report.passed:
            self.survived[kind] += 1
            return
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        last = [line for line in reason.splitlines() if line.startswith("E ")] or [reason]
        self.exceptions[kind].append(f"{report.nodeid}: {last[0].removeprefix('E').strip()[:200]}")


def main(wanted: list[str]) -> int:
    """Try the faults and print the table."""
    chosen = wanted or list(CLASSES)
    if unknown := set(chosen) - set(CLASSES):
        sys.exit(
            f"No class of faults: {', '.join(sorted(unknown))}. Classes: {', '.join(CLASSES)}."
        )
    os.environ[VARIABLE] = "all"
    tally = Tally()
    places = [place for name in chosen for place in CLASSES[name].split()]
    code = pytest.main(["-q", "-p", "no:cacheprovider", "--tb=short", *places], plugins=[tally])
    print("\n| class | survived | of |\n|---|---|---|")
    for name in chosen:
        print(f"| {name} | {tally.survived[name]} | {tally.total[name]} |")
    for name in chosen:
        for exception in tally.exceptions[name]:
            print(f"- {name}: {exception}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
