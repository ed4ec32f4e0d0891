"""`docs/calibration.md`: the text of ``page.md.jinja`` with the numbers of the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from calibration import given_others
from calibration.associations import PERMUTATIONS
from calibration.cells import FALSE_ALARMS, Cell
from calibration.families import CORRELATIONS, FLIPS
from calibration.groups import ORDERED
from calibration.mixed_models import SIZES as MODEL_SIZES
from calibration.naive import EFFECTS as NAIVE_EFFECTS
from calibration.primary_families import EXAMPLES_EFFECTS, POWER_STUDIES, STUDIES
from calibration.recovered import read_recovered, section
from calibration.settings import (
    COUNTS_MEAN,
    EFFECTS,
    GROUPS,
    HEAVY,
    NORMAL,
    ONE_SAMPLE,
    SIZES,
    SKEWED_MEAN,
    SKEWED_MEDIAN,
    SKEWED_PSEUDOMEDIAN,
    TIED,
)
from explant.calibration import METHODS

TEMPLATE = Path(__file__).with_name("page.md.jinja")
NUMBERS = tuple(map(str, SIZES))
OF_MODELS = tuple(map(str, MODEL_SIZES))
OF_GIVEN = [str(n) for n in given_others.PATIENTS]
PAIRS = tuple(f"{first}/{second}" for first, second in GROUPS)
ORDERED_GROUPS = ("/".join(map(str, ORDERED)),)
SPREAD = "normal differences of equal means, with four times the variance in the smaller group"
INTERVALS = (
    "t_interval",
    "sign_flip_interval",
    "pseudomedian_interval",
    "median_interval",
    "equivalence_interval",
)


def percent(share: float) -> str:
    """Return a share as the report writes it.

    Examples
    --------
    >>> percent(0.0907)
    '9.1 %'
    """
    # Counted shares end where they end: half a tenth rounds up, as in the tables.
    return f"{100.0 * share + 1e-9:.1f} %"


def _entry(one: Cell | None) -> str:
    if one is None:
        return ""
    text = f"{one.rate + 1e-9:.3f}"
    if one.quantity == "coverage" and abs(one.target - one.level) > 0.0005:
        text += f" of {one.target:.3f}"
    return f"**{text}**" if one.missed else text


def table(
    cells: Iterable[Cell],
    groups: Sequence[str],
    first: str = "differences",
    heading: str = "n = ",
    with_method: bool = True,
) -> str:
    """Return a Markdown table: a row a setting and method, a column a number of patients."""
    rows: dict[tuple[str, str], dict[str, Cell]] = {}
    for one in cells:
        rows.setdefault((one.setting, one.method), {})[one.groups] = one
    heads = [first, *(["method"] if with_method else []), *(heading + group for group in groups)]
    lines = [heads, ["---"] * len(heads)]
    shown = ""
    for (setting, method), by_group in rows.items():
        line = ["" if setting == shown else setting]
        if with_method:
            line.append(METHODS[method])
        lines.append(line + [_entry(by_group.get(group)) for group in groups])
        shown = setting
    return "\n".join("|" + "|".join(f" {text} " for text in line) + "|" for line in lines)


def page(cells: Sequence[Cell], about: dict[str, Any]) -> str:
    """Return the page.

    Parameters
    ----------
    cells : sequence of Cell
    about : dict
        What `run.json` says of the run.
    """
    environment = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    # The examples are simulated by a command of their own, calibration/recovery.py.
    examples = {"examples": section(read_recovered())}
    return template.render(_numbers(cells) | _tables(cells) | _run(cells, about) | examples)


def _numbers(cells: Sequence[Cell]) -> dict[str, Any]:
    """Single numbers that the text names."""
    found = {
        (one.topic, one.quantity, one.method, one.setting, one.groups, one.level): one
        for one in cells
    }

    def naive_cell(method: str, groups: str, effect: float) -> Cell:
        words = f"normal differences, d_z = {effect:g} in both strata"
        return found["naive reading", "share", method, words, groups, 0.05]

    def error(method: str, setting: str, n: int) -> str:
        return percent(found["one sample", "error", method, setting, str(n), 0.05].rate)

    def strata(method: str) -> str:
        return percent(found["strata", "error", method, SPREAD, "16/4", 0.05].rate)

    exact = [one for one in cells if one.promise == "exact"]
    broken = sum(one.missed for one in exact)
    kept = f"in all {len(exact)} cases in which theory says that they must"
    if broken:
        kept = f"in all but {broken} of the {len(exact)} cases in which theory says that they must"
    return {
        "error": error,
        "strata": strata,
        "naive": lambda *named: percent(naive_cell(*named).rate),
        "naive_theory": lambda groups, effect: percent(naive_cell("t", groups, effect).target),
        "kept": kept,
        "found": lambda method: percent(
            found["primary family", "share", method, EXAMPLES_EFFECTS, "20", 0.05].rate
        ),
    }


def _tables(cells: Sequence[Cell]) -> dict[str, Any]:
    sharp = {kind.words for kind in ONE_SAMPLE if kind.true == "symmetric"}

    def chosen(topic: str, quantity: str, level: float | None = None) -> list[Cell]:
        return [
            one
            for one in cells
            if one.topic == topic and one.quantity == quantity and level in (None, one.level)
        ]

    def one_sample_errors(level: float, symmetric: bool) -> str:
        return table(
            (
                one
                for one in chosen("one sample", "error", level)
                if (one.setting in sharp) == symmetric
                and one.promise != "other"
                and one.method != "equivalence"
            ),
            NUMBERS,
        )

    def coverage(method: str) -> str:
        wanted = (one for one in chosen("one sample", "coverage") if one.method == method)
        return table(wanted, NUMBERS, with_method=False)

    def coverage_title(method: str) -> str:
        level = 90 if method == "equivalence_interval" else 95
        return f"**The {METHODS[method]}, {level} %**"

    def strata(quantity: str, level: float | None, ordered: bool) -> str:
        return table(
            (
                one
                for one in chosen("strata", quantity, level)
                if (one.method == "jonckheere") == ordered
            ),
            ORDERED_GROUPS if ordered else PAIRS,
            heading="",
        )

    tables: dict[str, Callable[..., str]] = {
        "one_sample_errors": one_sample_errors,
        "misread": lambda: table(
            (one for one in chosen("one sample", "error", 0.05) if one.promise == "other"), NUMBERS
        ),
        "equivalence": lambda: table(
            (one for one in chosen("one sample", "error") if one.method == "equivalence"),
            NUMBERS,
            with_method=False,
        ),
        "coverage": coverage,
        "coverage_title": coverage_title,
        "effect_sizes": lambda: table(chosen("effect size", "coverage"), NUMBERS),
        "two_strata": lambda level: strata("error", level, False),
        "strata_coverage": lambda: strata("coverage", None, False),
        "ordered_strata": lambda: strata("error", 0.05, True),
        "against_number": lambda level: table(chosen("number", "error", level), NUMBERS),
        "number_coverage": lambda: table(chosen("number", "coverage"), NUMBERS),
        "mixed_model": lambda: table(
            chosen("mixed model", "error"), OF_MODELS, "design", with_method=False
        ),
        "mixed_model_studies": lambda: chosen("mixed model", "error")[0].simulations,
        "given_others": lambda: table(
            chosen("given others", "error", 0.05), OF_GIVEN, "tested: residuals"
        ),
        "given_coverage": lambda: table(
            chosen("given others", "coverage"), OF_GIVEN, "tested: residuals", with_method=False
        ),
        "family": lambda: table(chosen("family-wise error", "error"), NUMBERS, "markers"),
        "primary_family": lambda: table(chosen("primary family", "error"), NUMBERS, "samples"),
        "discoveries": lambda: table(
            chosen("false discovery rate", "error"), NUMBERS, "markers", with_method=False
        ),
    }
    return dict(tables)


def _run(cells: Sequence[Cell], about: dict[str, Any]) -> dict[str, Any]:
    many, some, few = about["simulations"]
    judged = sum(one.promise in ("exact", "approximate") for one in cells)
    missed = [one for one in cells if one.missed]

    def standard_error(studies: int) -> float:
        return sqrt(0.05 * 0.95 / studies)

    return {
        "about": about,
        "many": many,
        "some": some,
        "few": few,
        "thousands": lambda number: f"{number:,}",
        "standard_error": standard_error,
        # The normal quantile of 0.01 over several hundred cells is about 4.2.
        "shows_from": lambda studies: 0.05 + 4.2 * standard_error(studies),
        "false_alarms": FALSE_ALARMS,
        "judged": judged,
        "misses": len(missed),
        "missing": "; ".join(dict.fromkeys(METHODS[one.method] for one in missed)),
        "minutes": f"{about['processor_seconds'] / 60.0:.0f}",
        "versions": ", ".join(f"{name} {number}" for name, number in about["versions"].items()),
        "kinds": {
            "normal": NORMAL.words,
            "heavy": HEAVY.words,
            "tied": TIED.words,
            "skewed": SKEWED_MEAN.words,
            "counts": COUNTS_MEAN.words,
            "pseudomedian": SKEWED_PSEUDOMEDIAN.words,
            "median": SKEWED_MEDIAN.words,
        },
        "effects": EFFECTS,
        "naive_effects": NAIVE_EFFECTS,
        "pairs": PAIRS,
        "coverage_methods": INTERVALS,
        "ordered": ORDERED_GROUPS[0],
        "permutations": PERMUTATIONS,
        "orders": given_others.PERMUTATIONS,
        "flips": FLIPS,
        "primary_studies": STUDIES,
        "power_studies": POWER_STUDIES,
        "correlations": ", ".join(f"{value:g}" for value in CORRELATIONS),
    }
