"""Read random sheets and compare with what was written.

``python -m tests.spreadsheet.fuzz 20000`` reads as many, each time others, and prints the shares
that stand in docs/reading.md; ``python -m tests.spreadsheet.fuzz 20000 7`` reads those of seed 7.
"""

import math
import re
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from explant.characters import visible
from explant.config.models import Plan
from explant.problems import Problem, errors
from explant.spreadsheet.ingest import Ingested, ingest
from tests.spreadsheet.random_files import Case, column_name, written
from tests.spreadsheet.random_sheets import case_of
from tests.spreadsheet.random_studies import Choices, Levels, Study

CASES_OF_A_SEED = 1000
Key = tuple[str, Levels, str]
Content = tuple[float, str]


@dataclass
class Stated:
    """What a sheet says of one patient, cell and marker: by replicate the values, and the cells."""

    contents: dict[str, set[Content]] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Count:
    """How many cases ended how."""

    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    """Sheets that were read, by the places that they say things in."""
    values: int = 0

    @property
    def cases(self) -> int:
        """All cases."""
        return self.read.total() + self.refused.total()


def same_patient(name: str, study: Study) -> str:
    """What counts of an ID, by the plan."""
    text = " ".join(visible(str(name)).split())
    if "case" in study.same_id:
        text = text.casefold()
    if "spaces" in study.same_id:
        text = text.replace(" ", "")
    if "zeros" in study.same_id:
        text = re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)
    return text


def stated(case: Case) -> dict[Key, Stated]:
    """Values by patient, cell and marker, as the finished sheets state them."""
    found: dict[Key, Stated] = {}
    for sheet in case.sheets:
        for (row, column), item in sheet.cells.items():
            if item.place is None or item.value is None:
                continue
            patient, levels, marker, number = item.place
            value, censored = item.value, item.censored
            limit = case.study.limits.get(marker)
            if limit is not None and not censored and value < limit:
                value, censored = limit, "below"
            name = "study" if case.extension == "csv" else sheet.name
            own = found.setdefault((same_patient(patient, case.study), levels, marker), Stated())
            own.contents.setdefault(number, set()).add((value, censored))
            own.cells.setdefault(number, []).append(f"{name}!{column_name(column)}{row}")
    return found


def mean(values: Iterable[float], scale: str) -> float:
    """Mean on the scale of the marker, in its unit."""
    known = np.array(list(values))
    if scale == "log2":
        return float(np.exp(np.log(known).mean()))
    if scale == "logit":
        odds = np.exp(np.log(known / (100 - known)).mean())
        return float(100 * odds / (1 + odds))
    return float(known.mean())


def misreadings(case: Case, found: Ingested) -> list[str]:
    """Everything that was read otherwise than the sheet states it; nothing for a refused one."""
    wrong = []
    if errors(found.problems):
        if len(found.measurements) or len(found.patients):
            wrong.append("refused, and values were handed on")
        return wrong
    if not case.damaged:
        wrong += [f"accepted, although {reason}" for reason in case.wrong]
    truth = stated(case)
    rows = found.measurements.to_dict("records")
    seen = set()
    for row in rows:
        levels = tuple(row[factor] for factor in case.study.factors)
        key = (same_patient(row["patient"], case.study), levels, row["marker"])
        name = " ".join((key[0], *levels, key[2]))
        if key in seen:
            wrong.append(f"{name} stands there twice")
        seen.add(key)
        if key not in truth:
            wrong.append(f"{name} is invented: {row['value']} of {row['source']}")
            continue
        own = truth[key]
        if case.damaged and any("not read" in problem.what for problem in found.problems):
            own = without_lost_replicates(own, str(row["source"]))
        wrong += [f"{name}: {what}" for what in _different(own, row, case)]
    for key in truth.keys() - seen:
        if not (case.damaged and told(found.problems, key, case.study)):
            wrong.append(f"{' '.join((key[0], *key[1], key[2]))} is missing")
    if not case.damaged:
        wrong += _wrong_strata(case, found)
    return wrong


def places_of(source: str) -> list[str]:
    """Cells that a source names, without quotes around the names of sheets."""
    return [place.replace("'", "") for place in re.findall(r"(?:'[^']+'|[^\s'])+", source)]


def without_lost_replicates(own: Stated, source: str) -> Stated:
    """What is left where the column of a replicate has lost its heading, and that is said."""
    places = places_of(source)
    kept = [number for number, cells in own.cells.items() if set(cells) & set(places)]
    return Stated({n: own.contents[n] for n in kept}, {n: own.cells[n] for n in kept})


def _different(own: Stated, row: Mapping[Any, Any], case: Case) -> list[str]:
    if any(len(contents) > 1 for contents in own.contents.values()):
        return [f"values that contradict each other were accepted: {own.contents}"]
    contents = [next(iter(each)) for each in own.contents.values()]
    flags = {censored for _, censored in contents}
    _, scale, _ = case.study.markers[str(row["marker"])]
    # Beside measured ones, or ones above, one below the limit enters as the limit / √2.
    values = [
        value / math.sqrt(2) if censored == "below" and len(flags) > 1 else value
        for value, censored in contents
    ]
    expected = values[0] if len(set(values)) == 1 else mean(values, scale)
    wrong = []
    if not math.isclose(float(str(row["value"])), expected, rel_tol=1e-12, abs_tol=1e-12):
        wrong.append(f"{row['value']} of {row['source']} instead of {expected}")
    if row["censored"] != (next(iter(flags)) if len(flags) == 1 else "partly"):
        wrong.append(f'censored "{row["censored"]}"')
    below = sum(censored == "below" for _, censored in contents)
    # Of a sheet without replicates the table has no such column.
    if row.get("replicates_below", below) != below:
        wrong.append(f"{row['replicates_below']} below the limit instead of {below}")
    if row["replicates"] != len(contents):
        wrong.append(f"{row['replicates']} replicates instead of {len(contents)}")
    source = places_of(str(row["source"]))
    allowed = {cell for cells in own.cells.values() for cell in cells}
    if not allowed.issuperset(source) or len(source) != len(contents):
        wrong.append(f"comes from {row['source']}, and is written in {sorted(allowed)}")
    return wrong


def _wrong_strata(case: Case, found: Ingested) -> list[str]:
    wrong = []
    for row in found.patients.to_dict("records"):
        names = [same_patient(patient, case.study) for patient in case.study.patients]
        name = same_patient(str(row["patient"]), case.study)
        if name not in names:
            wrong.append(f"{name} is no patient")
            continue
        for stratum, values in case.study.strata.items():
            own = values[names.index(name)]
            if row[stratum] != own:
                wrong.append(f"{stratum} of {name} is {row[stratum]} instead of {own}")
    return wrong


def told(problems: Iterable[Problem], key: Key, study: Study) -> bool:
    """Whether a warning says that a value is missing."""
    return any(
        problem.severity != "note"
        and same_patient(problem.patient, study) == key[0]
        and problem.marker in ("", key[2])
        for problem in problems
    )


def check(case: Case, folder: Path, count: Count) -> None:
    """Write a case, read it, and raise AssertionError if a value is not where it belongs."""
    path = written(folder, case.sheets, case.extension, **case.text)
    found = ingest(path, Plan.model_validate(case.plan))
    refused = errors(found.problems)
    kind = "damaged" if case.damaged else "risky" if case.risks or case.wrong else "sound"
    (count.refused if refused else count.read)[kind] += 1
    count.values += len(found.measurements)
    count.places.update([] if refused else case.places)
    if refused:
        count.reasons[" ".join(re.sub(r'"[^"]*"|[0-9]+', "…", refused[0].what).split()[:9])] += 1
    wrong = misreadings(case, found)
    if refused and kind == "sound":
        wrong.append(f"refused without a reason: {refused[0]}")
    if wrong:
        raise AssertionError(
            "\n".join([*wrong[:8], "", described(case), *map(str, found.problems)])
        )


def described(case: Case) -> str:
    """A case in words and lines, for whoever looks for the mistake."""
    lines = [f"{case.extension} {case.text} risks: {case.risks}", str(case.plan)]
    for sheet in case.sheets:
        lines.append(f"sheet {sheet.name}, merged {sheet.merged}")
        for row in range(1, max((row for row, _ in sheet.cells), default=0) + 1):
            own = {column: item for (at, column), item in sheet.cells.items() if at == row}
            texts = [
                repr(own[column].content) if column in own else "."
                for column in range(1, max(own, default=0) + 1)
            ]
            lines.append(f"{row:3} " + " | ".join(texts))
    return "\n".join(lines)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Random cases."""
    return case_of(Choices(draw))


def fuzzed(examples: int, count: Count, *, derandomize: bool, start: int = 0) -> Callable[[], None]:
    """A test of as many cases; their ends are counted.

    Parameters
    ----------
    examples
        How many.
    count
        Receives how they ended.
    derandomize
        The same cases in every run; else those that follow from ``start``.
    start
        Seed.
    """
    folder = Path(tempfile.mkdtemp(prefix="sheets"))

    @settings(
        max_examples=examples,
        derandomize=derandomize,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(case=cases())
    def run(case: Case) -> None:
        check(case, folder, count)

    return run if derandomize else seed(start)(run)


def main(examples: int, start: int) -> None:
    """Read random sheets, a thousand from each seed, and print how they ended."""
    count = Count()
    began = time.process_time()
    print(f"{examples} cases, seeds from {start}", flush=True)
    for number, first in enumerate(range(0, examples, CASES_OF_A_SEED)):
        some = min(CASES_OF_A_SEED, examples - first)
        fuzzed(some, count, derandomize=False, start=start + number)()
        print(f"{count.cases} cases without a misplaced value", flush=True)
    print(f"{count.values} values, {time.process_time() - began:.0f} s of CPU")
    for kind in ("sound", "risky", "damaged"):
        cases = count.read[kind] + count.refused[kind]
        print(f"{kind}: {cases}, read {count.read[kind]}, refused {count.refused[kind]}")
    read = ", ".join(f"{place} {times}" for place, times in sorted(count.places.items()))
    print(f"read with places that are not the usual ones: {read}")
    print("refused because:")
    for reason, times in count.reasons.most_common(40):
        print(f"  {times} {reason}")


if __name__ == "__main__":
    given_cases, *rest = [int(argument) for argument in sys.argv[1:]] or [20_000]
    main(given_cases, rest[0] if rest else secrets.randbelow(10**6))
