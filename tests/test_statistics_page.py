"""docs/statistics.md explains every column, names every method, and computes what it prints."""

import doctest
import importlib
import inspect
import pkgutil
import re
from dataclasses import is_dataclass
from math import comb
from pathlib import Path
from typing import get_args, get_type_hints

import numpy as np
import pytest

import explant.curves
import explant.statistics
from explant.config.models import Inference
from explant.declared_tests.known_tests import TESTS
from explant.statistics.groups.many_to_one import many_to_one
from explant.statistics.groups.two_groups import welch_t
from explant.statistics.one_sample.sign_test import superiority
from explant.statistics.one_sample.signed_rank import signed_rank_test, signed_ranks_of_rows
from explant.statistics.one_sample.student import student_t
from explant.statistics.robustness.conventions import CONVENTIONS, T_TEST_SOFTWARE
from explant.tables.columns import COLUMNS
from tests.statistics.one_column import cohens_d

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
SECTIONS = dict(
    section.split("\n", maxsplit=1) for section in PAGE.split("\n## ")[1:] if "\n" in section
)
TABLES = [
    "paired",
    "between",
    "strata",
    "interactions",
    "anova",
    "equivalence",
    "sensitivity",
    "influence",
    "robustness",
    "diagnostics",
    "quantiles",
    "trends",
    "curves",
    "mixed_models",
    "bounds",
    "verification",
    "software",
]
DATA = (
    "changes",
    "measurements",
    "patients",
    "problems",
    "columns",
    "differences",
    "baseline",
    "table_one",
    "flow",
    "cells",
)


def anchor(heading):
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_explained_in_the_section_of_its_table(table):
    sections = [text for heading, text in SECTIONS.items() if f"`{table}.csv`" in heading]
    assert sections, f"no section names `{table}.csv` in its heading"
    explained = set(re.findall(r"`(\w+)`", "\n".join(sections)))
    missing = [name for name in COLUMNS[table] if name not in explained]
    if table == "paired":
        missing = [name for name in missing if name not in ("marker", "contrast")]
    assert not missing, f"explain {missing} under `{table}.csv` in docs/statistics.md"


def test_every_declared_test_stands_in_the_table_of_them_and_compares_groups():
    rows = {
        key: cells
        for key, *cells in re.findall(
            r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
            SECTIONS["Paired results (`paired.csv`)"],
            re.MULTILINE,
        )
        if key in TESTS
    }
    assert list(rows) == list(TESTS), "the table of declared tests in docs/statistics.md"
    for key, (estimate, _, exact) in rows.items():
        up_to = TESTS[key].exact_up_to
        assert estimate == TESTS[key].estimate
        if up_to != 0:
            assert exact == ("any n" if up_to is None else f"n = {up_to:,}")
    for heading in ("Between groups (`between.csv`)", "Between strata (`interactions.csv`)"):
        missing = [key for key in TESTS if f"`{key}`" not in SECTIONS[heading]]
        assert not missing, f"{heading}: which method compares groups where {missing} is declared?"


def test_no_table_of_results_is_left_out():
    # The network study has a page of its own, docs/network.md.
    network = {name for name in COLUMNS if name.startswith("network_")}
    assert set(COLUMNS) - set(DATA) - network == set(TABLES)
    page = (ROOT / "docs" / "network.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in network)


def test_the_worked_example_computes_what_it_prints():
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) >= 5
    parsed = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "statistics.md", None, 0)
    assert len(parsed.examples) >= 20
    report = []
    outcome = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        parsed, out=report.append
    )
    assert outcome.failed == 0, "".join(report)


def number(text):
    return float(text.replace("−", "-").replace("+", ""))


def test_the_table_by_hand_and_its_sentences_are_right():
    section = SECTIONS["Six patients, by hand"]
    rows = re.findall(r"^\| (P\d) \|(.+)\|$", section, re.MULTILINE)
    cells = [[number(cell.strip()) for cell in row.split("|")] for _, row in rows]
    assert [round(after - before, 9) for before, after, _, _ in cells] == [row[2] for row in cells]
    differences = [row[2] for row in cells]
    ranks = signed_ranks_of_rows(np.array([differences]), "wilcoxon")[0]
    assert ranks[0].tolist() == [row[3] for row in cells]
    t, ranks = student_t(differences), signed_rank_test(differences)
    assert f"The mean is {t.mean:.1f}, t = {t.t:.2f} on {t.df}".replace("-", "−") in section
    assert f"p = {t.p:.3f}: below" in section
    assert f"W+ = {ranks.w_plus:.0f}" in section
    assert f"p = 4/64 = {ranks.p}" in section
    assert f"superiority {superiority(differences).estimate:.2f}" in section


def test_the_mice_by_hand_and_their_sentences_are_right():
    section = " ".join(SECTIONS["Twelve mice, by hand"].split())
    rows = re.findall(r"\| (none|T cells|B cells) \| ([\d., ]+) \|", section)
    none, t_cells, b_cells = ([number(value) for value in row.split(", ")] for _, row in rows)
    differences = sorted(first - second for first in t_cells for second in none)
    assert (
        f"{len(differences)} differences, from {differences[0]:.1f} to {differences[-1]:.1f}"
        in (section)
    )
    assert f"({differences[7]:.1f} and {differences[8]:.1f})" in section
    ways = comb(8, 4)
    assert f"= {ways} ways" in section
    assert f"p = 2/{ways} = {2 / ways:.4f}" in section
    welch, size = welch_t(t_cells, none), cohens_d(t_cells, none)
    assert (
        f"Welch’s t is {welch.t:.2f} on {welch.df:.1f} degrees of freedom, p = {welch.p:.3f}"
        in (section.replace("'", "’"))
    )
    assert f"lie {size.estimate:.2f} standard deviations" in section
    assert f"from {size.low:.2f} to {size.high:.2f}" in section
    family = many_to_one([none, t_cells, b_cells], seed=1, statistic="rank_sum")
    assert f"{family.arrangements:,} ways; in {family.p_adjusted[0]:.1%}".replace("%", " %") in (
        section
    )
    assert f"For B cells {family.p_adjusted[1]:.2f} remains" in section


def test_limits_are_those_of_the_code():
    by_name = dict(modules())
    limits = re.findall(r"`(\w+)\.([A-Z_]+)` = ([\d,]+)", PAGE)
    assert len(limits) >= 12
    for module, name, printed in limits:
        value = getattr(by_name[module], name)
        assert value == int(printed.replace(",", "")), f"{module}.{name} is {value}"


def test_defaults_are_those_of_the_plan():
    inference = Inference()
    assert f"`inference.permutations` ({inference.permutations:,})" in PAGE
    assert (inference.zero_rule, inference.below_detection) == ("wilcoxon", "limit_over_sqrt2")
    roles = inference.adjustment
    assert (roles.primary, roles.secondary) == ("westfall_young", "benjamini_hochberg")
    assert roles.exploratory == roles.secondary


def modules():
    both = (
        *pkgutil.walk_packages(explant.statistics.__path__, "explant.statistics."),
        *pkgutil.walk_packages(explant.curves.__path__, "explant.curves."),
    )
    for found in both:
        if not found.ispkg:
            yield found.name.rpartition(".")[2], importlib.import_module(found.name)


SAMPLES = {"differences", "first", "stratifier", "groups", "values", "cells"}


def makes_a_result_of_samples(function):
    returned = get_type_hints(function)["return"]
    kind = next(iter(get_args(returned)), returned)
    return is_dataclass(kind) and bool(SAMPLES & set(inspect.signature(function).parameters))


def test_every_module_and_every_inference_is_named():
    section = SECTIONS["Functions"]
    named = set(re.findall(r"`(\w+)`", section))
    for module, members in modules():
        assert module in named, f"{module} is not under Functions of docs/statistics.md"
        for name, function in inspect.getmembers(members, inspect.isfunction):
            own = function.__module__ == members.__name__ and not name.startswith("_")
            # The same test for many columns at once is found beside the test.
            of_one = re.sub("_of_(columns|each|rows)$", "", name)
            of_many = of_one != name and hasattr(members, of_one)
            if own and not of_many and makes_a_result_of_samples(function):
                assert name in named, f"{module}.{name} is not under Functions"
    code = {name for _, members in modules() for name in vars(members)}
    code |= {name for name, _ in modules()}
    assert named <= code, f"no longer there: {sorted(named - code)}"


def test_conventions_of_other_programs_stand_on_the_page_with_their_sources():
    section = SECTIONS["Other software (`software.csv`)"]
    rows = re.findall(r"^\| \[(.+?)\]\((http\S+)\) \| (.+) \| (.+) \|$", section, re.MULTILINE)
    found = [(c.software, c.source, c.rule, c.checked) for c in CONVENTIONS]
    assert rows == found
    assert f"The paired t test of {T_TEST_SOFTWARE.replace(', SPSS', ' and SPSS')} gives" in section


def test_links_lead_somewhere():
    headings = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = {anchor(heading) for heading in headings}
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not target.startswith("http"):
            assert (ROOT / "docs" / target.split("#")[0]).exists(), target


def test_other_pages_lead_here():
    for page in ("README.md", "docs/outputs.md"):
        assert "statistics.md" in (ROOT / page).read_text(encoding="utf-8"), page
