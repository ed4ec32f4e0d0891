"""Every kind of figure is complete: it can be named, drawn, told, captioned and placed."""

import inspect
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from explant.config.models import Plan
from explant.config.models.settings import STEPS, Step
from explant.config.slices import read_by
from explant.figures.figure_kind import ANSWERS, FigureKind, Place, PlannedFigure
from explant.figures.figure_kinds import (
    KINDS,
    figure_stems,
    function_named,
    kind_named,
    kinds_of,
    planned_figures,
)
from explant.figures.figure_names import primary_contrasts
from explant.figures.ranked_markers import shown_figures
from explant.tables.columns import TABLES
from tests.figures.conftest import two_by_two
from tests.figures.designs import DESIGNS
from tests.network.example import network_plan

ROOT = Path(__file__).parents[2]
CAPTIONS = ROOT / "workflow" / "report"
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def figures_of(kind: FigureKind) -> list[PlannedFigure]:
    """Figures of a kind that the plans of these tests have."""
    plans = [made().plan for made in DESIGNS.values()]
    plans.append(Plan.model_validate(two_by_two() | {"report": {"panels": 2}}))
    plans += [network_plan(), network_plan_with_cut_offs()]
    asked = {"figures": {"single_panels": True, "composite": True}}
    plans.append(Plan.model_validate(two_by_two() | asked))
    return [figure for plan in plans for figure in planned_figures(plan, [kind])]


def network_plan_with_cut_offs() -> Plan:
    """The network example with another cut-off of each of the disease's lists."""
    content = network_plan().model_dump()
    for each in content["network"]["disease"].values():
        each |= {"at_least": {"Score": 10}, "also_at": [5]}
    return Plan.model_validate(content)


@each_kind
@pytest.mark.parametrize("part", ["draw", "text"])
def test_the_functions_of_a_kind_take_what_it_is_made_from(kind: FigureKind, part: str) -> None:
    function = function_named(getattr(kind, part))
    tables = kind.drawn_from if part == "draw" else kind.told_from
    named = kind.named_marks and part == "draw"
    subject = [] if all(figure.subjects == () for figure in figures_of(kind)) else ["subject"]
    signature = inspect.signature(function)
    signature.bind("plan", *subject, **dict.fromkeys([*tables, *(["stem"] if named else [])]))


@each_kind
def test_what_a_kind_refers_to_is_there(kind: FigureKind) -> None:
    assert kind.step in STEPS
    assert kind.place in get_args(Place)
    assert {*kind.drawn_from, *kind.told_from} <= set(TABLES)
    assert kind.beside in (ANSWERS, *TABLES)
    assert (CAPTIONS / f"{kind.caption}.rst").read_text(encoding="utf-8").endswith(".\n")


def test_texts_are_made_without_matplotlib() -> None:
    # One process: what the first to need it would import stays in.
    modules = sorted({kind.text.split(":")[0] for kind in KINDS})
    code = (
        f"import importlib, sys\nfor name in {modules}:\n"
        "    importlib.import_module(name)\n"
        "    assert 'matplotlib' not in sys.modules, name\nprint('none')"
    )
    assert printed(code) == "none"


def test_the_registry_imports_nothing_heavy() -> None:
    heavy = "('numpy', 'pandas', 'matplotlib', 'seaborn')"
    found = f"print([name for name in {heavy} if name in sys.modules])"
    assert printed(f"import sys, explant.figures.figure_kinds; {found}") == "[]"


def printed(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    return done.stdout.strip()


@pytest.mark.parametrize("panels", [24, 2])
def test_every_figure_of_a_plan_has_a_title_of_its_own(panels: int) -> None:
    figures = planned_figures(Plan.model_validate(two_by_two() | {"report": {"panels": panels}}))
    assert len({figure.title for figure in figures}) == len(figures)
    assert len({figure.stem for figure in figures}) == len(figures)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_results_tell_which_marker_a_figure_shows(design: str) -> None:
    plan, tables = DESIGNS[design]().plan, DESIGNS[design]().tables
    figures = shown_figures(plan, tables.paired, tables.between)
    assert [figure.stem for figure in figures] == figure_stems(plan)
    for figure in figures:
        assert kind_named(figure.stem) == figure.kind
        if figure.kind.place == "marker":
            assert figure.title == plan.marker_label(figure.subject)


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("step", STEPS)
def test_what_a_step_reads_of_the_plan_tells_its_figures(design: str, step: Step) -> None:
    plan = DESIGNS[design]().plan
    part = Plan.model_validate(read_by(plan, step))
    own = [figure.stem for figure in planned_figures(plan) if figure.kind.step == step]
    assert [figure.stem for figure in planned_figures(part, kinds_of(step))] == own


def test_the_step_of_the_network_knows_all_its_figures() -> None:
    plan = network_plan_with_cut_offs()
    kinds = kinds_of("network_figures")
    part = Plan.model_validate(read_by(plan, "network_figures"))
    stems = [figure.stem for figure in planned_figures(plan, kinds)]
    assert stems == [figure.stem for figure in planned_figures(part, kinds)]
    assert len(stems) == len(kinds)


@each_kind
def test_a_kind_is_drawn_in_some_design(kind: FigureKind) -> None:
    assert figures_of(kind)


@each_kind
def test_a_figure_has_the_subject_of_its_section(kind: FigureKind) -> None:
    plan = Plan.model_validate(two_by_two())
    sections = {
        "marker": plan.analysed_markers,
        "strata": list(plan.patients.strata),
        "sensitivity": primary_contrasts(plan),
    }
    if kind.place in sections:
        assert set(kind.subjects(plan)) <= set(sections[kind.place])


def test_every_caption_is_used() -> None:
    used = {kind.caption for kind in KINDS}
    others = {"workflow", "report", "supplement", "manuscript", "workbook", "table", "figure"}
    assert {file.stem for file in CAPTIONS.glob("*.rst")} == used | others


@pytest.mark.parametrize("caption", sorted(CAPTIONS.glob("*.rst")), ids=lambda file: file.stem)
def test_captions_claim_nothing_that_tests_cannot(caption: Path) -> None:
    text = caption.read_text(encoding="utf-8").lower()
    assert not [word for word in ("no difference", "trend towards", "proves") if word in text]


def test_a_name_of_something_else_has_no_kind() -> None:
    assert kind_named("forestry") is None
    assert kind_named("my_marker") is None
