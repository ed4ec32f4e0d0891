"""Designs without pairing, with groups, with many levels: what is drawn is what the tables say."""

import itertools
from functools import cache

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from explant.figures.alternative_text import alternative_texts
from explant.figures.effects import compared_words
from explant.figures.figure_kinds import FOREST, MARKER, figure_stems
from explant.figures.kit import style
from explant.figures.kit.places import UNKNOWN, places, shown_grouping
from explant.figures.ranked_markers import panel_markers
from explant.figures.selection import forest_rows
from explant.listed_cells import from_cell
from explant.questions.scales import to_scale
from tests.figures.designs import ARMS, DESIGNS, Designed, arms, doses, panel, stages
from tests.figures.drawing import draw, figure_of, patient_layers

DRAWN = {name: figure_stems(made().plan) for name, made in DESIGNS.items()}


@cache
def figure(design: str, stem: str) -> Figure:
    """A figure of a design, drawn once."""
    made = DESIGNS[design]()
    return figure_of(stem, made.plan, made.tables)


def texts_of(drawn: Figure) -> list:
    """Texts of a figure that are shown, with those of its axes."""
    every = [*drawn.texts]
    for axes in drawn.axes:
        every += [*axes.texts, axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label]
        if axes.axison:
            every += [*axes.get_xticklabels(), *axes.get_yticklabels()]
    return [text for text in every if text.get_text().strip() and text.get_visible()]


@pytest.mark.parametrize(
    ("design", "stem"), [(name, stem) for name, stems in DRAWN.items() for stem in stems]
)
def test_no_text_is_cut_or_stands_on_another(design: str, stem: str) -> None:
    drawn = figure(design, stem)
    with style.settings():
        renderer = FigureCanvasAgg(drawn).get_renderer()
        drawn.draw(renderer)
        across, up = drawn.bbox.size
        boxes = []
        for text in texts_of(drawn):
            box = text.get_window_extent(renderer)
            assert box.x0 >= -1, text.get_text()
            assert box.x1 <= across + 1, text.get_text()
            assert box.y0 >= -1, text.get_text()
            assert box.y1 <= up + 1, text.get_text()
            if text.get_rotation() in (0, 90):
                boxes.append((text.get_text(), box.padded(-1.5)))
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not first.overlaps(second), (one, other)


@pytest.mark.parametrize("design", DESIGNS)
def test_every_figure_has_a_text(design: str) -> None:
    made = DESIGNS[design]()
    tables = made.tables
    texts = alternative_texts(made.plan, vars(tables))
    assert list(texts) == figure_stems(made.plan)
    assert not [text for text in texts.values() if "nan" in text or not text.endswith(".")]


@pytest.mark.parametrize(
    ("design", "marker"),
    [("arms", "IFN-γ"), ("doses", "Lysis"), ("stages", "CTLA-4"), ("fixed_value", "ratio")],
)
def test_every_value_stands_at_its_cell_and_group(design: str, marker: str) -> None:
    made = DESIGNS[design]()
    plan, tables = made.plan, made.tables
    axes = figure(design, MARKER.stem(marker)).axes[0]
    (layer,) = patient_layers(axes)
    grouping = shown_grouping(plan, marker, tables.patients)
    own = tables.measurements[tables.measurements["marker"] == marker]
    settings = plan.markers[marker]
    expected = []
    seen = set()
    for row in own.to_dict("records"):
        cell = tuple(row[factor] for factor in plan.factors)
        group = None if grouping is None else grouping.number(row["patient"])
        seen.add((cell, group))
        y = float(to_scale(row["value"], settings.scale, settings.offset))
        expected.append((row["patient"], cell, group, y))
    x_of = {(place.cell, place.group): place.x for place in places(plan, grouping, seen)}
    drawn = {
        (patient, round(float(dots.y[0]), 9)): float(dots.x[0])
        for patient, marks in layer.marks.items()
        for dots in marks.dots
    }
    assert len(drawn) == len(expected)
    for patient, cell, group, y in expected:
        assert drawn[patient, round(y, 9)] == pytest.approx(x_of[cell, group], abs=0.45)


def test_groups_have_their_names_and_n_and_the_unknown_one_too() -> None:
    axes = figure("arms", MARKER.stem("IFN-γ")).axes[0]
    labels = [label.get_text().removesuffix(")").split(" (") for label in axes.get_xticklabels()]
    for (name, _), arm in zip(labels, [*ARMS, "not known"], strict=True):
        assert arm.startswith(name.rstrip("…"))
        assert len(name) > 8
    assert [n for _, n in labels] == [*(f"n = {5 if i == 3 else 6}" for i in range(8)), "n = 1"]
    labels = figure("arms", MARKER.stem("weight")).axes[0].get_xticklabels()
    assert "n = 0" not in labels[0].get_text()


def test_groups_differ_in_color_and_shape() -> None:
    grouping = shown_grouping(arms().plan, "IFN-γ", arms().tables.patients)
    looks = [style.cell_look(arms().plan, (), grouping, group) for group in range(8)]
    assert len({look.color for look in looks}) == 8
    assert all(a.shape != b.shape for a, b in itertools.pairwise(looks))
    assert not {look.shape for look in looks} & {"v", "^"}
    assert style.cell_look(arms().plan, (), grouping, UNKNOWN).color == style.MUTED


def test_values_below_detection_are_marked_in_their_group() -> None:
    axes = figure("arms", MARKER.stem("IFN-γ")).axes[0]
    (layer,) = patient_layers(axes)
    shapes = [dots.shape for marks in layer.marks.values() for dots in marks.dots]
    own = arms().tables.measurements
    assert shapes.count("v") == (own["censored"] == "below").sum() > 0
    assert not [line for marks in layer.marks.values() for line in marks.lines]


def marks(axes) -> dict:
    return {line.get_gid(): line for line in axes.get_lines() if line.get_gid()}


@pytest.mark.parametrize(("design", "marker"), [("arms", "IFN-γ"), ("doses", "Lysis")])
def test_effects_between_groups_are_those_of_the_table(design: str, marker: str) -> None:
    made = DESIGNS[design]()
    axes = figure(design, MARKER.stem(marker)).axes[1]
    drawn = marks(axes)
    between = made.tables.between[made.tables.between["marker"] == marker]
    estimated = between[between["estimate"].notna()]
    assert len(estimated) > 1
    for row in estimated.to_dict("records"):
        estimate = drawn[f"estimate:{row['contrast'].replace(' ', '%20').replace('+', '%2B')}"]
        assert estimate.get_marker() == "s"
        assert estimate.get_xdata()[0] == row["estimate"]
        assert f"n = {', '.join(from_cell(row['group_sizes']))}" in [
            text.get_text().split("\n")[0] for text in axes.texts
        ]


def test_only_differences_are_drawn_beside_effects() -> None:
    made = doses()
    (layer,) = patient_layers(figure("doses", "marker_Lysis").axes[1])
    found = made.tables.differences
    paired = found[found["contrast"].isin(["slope", "bend"])]["difference"].dropna()
    drawn = [float(dots.x[0]) for own in layer.marks.values() for dots in own.dots]
    assert sorted(drawn) == sorted(paired)


def test_a_control_group_stands_at_the_one_cell_it_has() -> None:
    made = doses()
    axes = figure("doses", "marker_Lysis").axes[0]
    (layer,) = patient_layers(axes)
    controls = made.tables.patients.loc[made.tables.patients["group"] == "control", "patient"]
    for name in controls:
        assert len(layer.marks[name].dots) == 1
        assert not layer.marks[name].lines
    ill = layer.marks["S00"]
    assert len(ill.lines) == 5
    assert {dots.shape for dots in ill.dots} != {dots.shape for dots in layer.marks["S15"].dots}
    legend = [text.get_text() for text in axes.figure.texts]
    assert "patient (n = 9)" in legend
    assert "control (n = 7)" in legend


def test_groups_stand_beside_each_other_only_where_they_were_measured() -> None:
    made = stages()
    grouping = shown_grouping(made.plan, "CD25", made.tables.patients)
    measured = {(cell, group) for cell in (("tumor", "control"), ("tumor", "IL-2"))
                for group in range(3)} | {(("normal", "control"), 0)}  # fmt: skip
    found = places(made.plan, grouping, measured)
    assert [place.group for place in found] == [0, 1, 2, 0, 1, 2, 0, UNKNOWN]
    x = np.array([place.x for place in found])
    assert (np.diff(x) > 0.3).all()


def test_a_contrast_that_is_not_asked_has_no_row() -> None:
    names = [
        label.get_text() for label in figure("stages", "marker_CD25").axes[1].get_yticklabels()
    ]
    assert len(names) == 2
    names = figure("stages", MARKER.stem("CTLA-4")).axes[1].get_yticklabels()
    assert len(names) == 3


@pytest.mark.parametrize("stem", ["strata_stage", "diagnostics"])
def test_panels_of_different_questions_have_titles_of_their_own(stem: str) -> None:
    first, second = figure("stages", stem).axes
    labels = {"IL-2 effect in tumor", "Tumor against normal", "il2"}

    def titles(axes) -> list[str]:
        return [text.get_text() for text in axes.texts if text.get_text() in labels]

    assert titles(first) == ["IL-2 effect in tumor"]
    assert titles(second) == ["il2", "Tumor against normal"]
    # The lines at zero come first: one for each panel that there is, and no other.
    assert [len(axes.collections[0].get_segments()) for axes in (first, second)] == [1, 2]


def test_trends_are_named_by_their_degree() -> None:
    labels = figure("doses", "marker_Lysis").axes[1].get_yticklabels()
    named = [label.get_text().replace("\n", " ") for label in labels]
    assert [name[name.rindex("(") :] for name in named] == [
        "(slope per unit of dose)",
        "(curvature per unit squared of dose)",
        "(patient − control)",
        "(per group, I to III)",
    ]


def test_a_comparison_of_several_groups_is_left_out_and_named() -> None:
    made = arms()
    chosen = forest_rows(made.plan, made.tables.paired, made.tables.between)
    assert chosen.without_effect == ("any",)
    assert [question for question in chosen.questions if question[0] == "weight"] == [
        ("weight", "vehicle")
    ]
    texts = figure("arms", FOREST.name).texts
    note = " ".join(text.get_text().replace("\n", " ") for text in texts)
    assert "Without a single effect, in between.csv: Any difference." in note
    assert "between groups of mice" in note


def test_squares_of_the_forest_are_cohens_d() -> None:
    made = arms()
    axes = figure("arms", FOREST.name).axes[0]
    drawn = marks(axes)
    rows = made.tables.between[made.tables.between["d"].notna()]
    placed = [*drawn["evidence-between"].get_xdata(), *drawn["no-evidence-between"].get_xdata()]
    assert sorted(placed) == sorted(rows["d"])
    assert len(placed) == 8
    assert "evidence" not in drawn
    assert axes.get_xlabel() == "Standardized mean difference (d), 95 % interval"


def test_a_change_per_group_has_a_row_without_a_mark() -> None:
    axes = figure("doses", FOREST.name).axes[0]
    drawn = marks(axes)
    assert len(drawn["evidence"].get_xdata()) + len(drawn["no-evidence"].get_xdata()) == 2
    texts = [text.get_text() for text in axes.texts]
    assert [text for text in texts if "pp per group [" in text]
    assert "3, 3, 3" in texts


def test_markers_of_a_panel_are_ranked_by_the_question_between_groups() -> None:
    made = panel()
    between = made.tables.between.set_index("marker")
    ranked = list(panel_markers(made.plan, made.tables.paired, made.tables.between))
    best = between["p_adjusted"].sort_values(kind="stable").index
    assert ranked[0] == "G5"
    assert ranked[1] == best[0]
    assert "G3" not in ranked
    axes = figure("panel", "volcano").axes[0]
    drawn = [x for line in axes.get_lines() if line.get_marker() == "o" for x in line.get_xdata()]
    assert sorted(drawn) == sorted(between["estimate"])
    assert any("between.csv" in text.get_text() for text in figure("panel", "volcano").texts)


def test_a_headline_without_an_effect_has_no_volcano() -> None:
    made = arms()
    config = made.plan.model_dump() | {"report": {"panels": 1, "headline": "any"}}
    assert "volcano" not in figure_stems(type(made.plan).model_validate(config))


@pytest.mark.parametrize("design", ["arms", "doses"])
def test_the_same_bytes_each_time(design: str, tmp_path) -> None:
    made: Designed = DESIGNS[design]()
    stem = next(iter(DRAWN[design]))
    # The other formats are drawn from the same figure, and tests of saving hold for them.
    first, second = (
        draw([stem], made.plan, made.tables, tmp_path, ["svg"])[0].read_bytes() for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Patients against controls", ""),
        ("Controls, then patients", "patient − control"),
        ("Impatient controlling", "patient − control"),
        ("Without IL-2", "patient − control"),
    ],
)
def test_groups_are_named_where_the_label_does_not(label: str, said: str) -> None:
    config = doses().plan.model_dump()
    config["contrasts"]["ill"]["label"] = label
    plan = type(doses().plan).model_validate(config)
    assert compared_words(plan, "ill") == said
    assert compared_words(plan, "ill", ratio=True) == said.replace("−", "/")
    assert compared_words(plan, "slope_by_stage") == "per group, I to III"
    assert compared_words(plan, "slope") == ""
