from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from explant.config.models import Figures
from explant.figures.figure_kinds import MARKER
from explant.figures.kit.places import places
from explant.figures.kit.style import INK, tint
from explant.figures.marker.marker_figure import marker_figure
from explant.questions.design import cells
from explant.questions.scales import to_scale
from tests.figures.designs import stages
from tests.figures.drawing import figure_of, patient_layers


def draw(study, marker: str):
    return marker_figure(study.plan, marker, study.measurements, study.differences, study.paired)


def line(axes, gid: str):
    return next(found for found in axes.get_lines() if found.get_gid() == gid)


@pytest.mark.parametrize("marker", ["CD25", "FOXP3", "CTLA-4", "caspase-3"])
def test_every_value_is_drawn_where_the_table_says(study, marker) -> None:
    axes = draw(study, marker).axes[0]
    (layer,) = patient_layers(axes)
    place = {p.cell: p.x for p in places(study.plan, None)}
    settings = study.plan.markers[marker]
    own = study.measurements[study.measurements["marker"] == marker]
    expected = {
        (row.patient, place[row.tissue, row.treatment]): float(
            to_scale(row.value, settings.scale, settings.offset)
        )
        for row in own.itertuples()
    }
    drawn = {
        (patient, x): y
        for patient, marks in layer.marks.items()
        for dots in marks.dots
        for x, y in zip(dots.x, dots.y, strict=True)
    }
    assert drawn == expected


@pytest.mark.parametrize("marker", ["CD25", "CTLA-4"])
def test_differences_and_estimates_are_those_of_the_tables(study, marker) -> None:
    axes = draw(study, marker).axes[1]
    (layer,) = patient_layers(axes)
    for i, contrast in enumerate(study.plan.contrasts):
        table = study.differences[
            (study.differences["marker"] == marker) & (study.differences["contrast"] == contrast)
        ].dropna(subset=["difference"])
        drawn = {
            patient: float(dots.x[0])
            for patient, marks in layer.marks.items()
            for dots in marks.dots
            if i - 0.5 < dots.y[0] < i + 0.5
        }
        assert drawn == dict(zip(table["patient"], table["difference"], strict=True))
        row = study.paired.set_index(["marker", "contrast"]).loc[(marker, contrast)]
        assert line(axes, f"estimate:{contrast}").get_xdata()[0] == row["estimate"]
        assert list(line(axes, f"interval:{contrast}").get_xdata()) == [row["low"], row["high"]]
        assert f"n = {row['n']}" in [text.get_text().split("\n")[0] for text in axes.texts]


def test_a_lost_cell_breaks_no_other_patient(study) -> None:
    left, right = draw(study, "CD25").axes
    (values,), (differences,) = patient_layers(left), patient_layers(right)
    assert len(values.marks["P03"].dots) == 3
    assert len(differences.marks["P03"].dots) == 2
    assert len(values.marks) == 20
    assert "n = 19" in [text.get_text().split("\n")[0] for text in right.texts]


def test_medians(study) -> None:
    axes = draw(study, "CD25").axes[0]
    own = study.measurements[study.measurements["marker"] == "CD25"]
    medians = own.groupby(["tissue", "treatment"])["value"].median()
    for place in places(study.plan, None):
        drawn = line(axes, f"median:{place.x:g}").get_ydata()
        assert drawn[0] == pytest.approx(medians[place.cell])


def test_values_below_detection_are_marked(study) -> None:
    axes = draw(study, "caspase-3").axes[0]
    own = study.measurements[study.measurements["marker"] == "caspase-3"]
    below = int((own["censored"] == "below").sum())
    assert below > 0
    (layer,) = patient_layers(axes)
    shapes = [dots.shape for marks in layer.marks.values() for dots in marks.dots]
    assert shapes.count("v") == below
    assert line(axes, "detection-limit").get_ydata()[0] == np.log2(0.5)


def test_dots_of_one_contrast_stay_in_its_row_and_apart(study) -> None:
    figure = draw(study, "CD25")
    axes = figure.axes[1]
    (layer,) = patient_layers(axes)
    inches = axes.transData + figure.dpi_scale_trans.inverted()
    places = inches.transform(
        [(d.x[0], d.y[0]) for marks in layer.marks.values() for d in marks.dots]
    )
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    # A crowded row may squeeze dots a little, never hide one behind another.
    assert gaps.min() > 4.0 / 72


def test_cells_stand_in_groups(study) -> None:
    found = places(study.plan, None)
    assert [place.cell for place in found] == cells(study.plan)
    assert [place.section for place in found] == [0, 0, 1, 1]
    steps = np.diff([place.x for place in found])
    assert steps[1] > steps[0] == pytest.approx(steps[2])


def test_marks_and_headings_have_the_colors_of_the_plan(study) -> None:
    colors = {"tissue": {"normal": "#112233", "tumor": "#445566"}}
    study = replace(study, plan=study.plan.model_copy(update={"figures": Figures(colors=colors)}))
    left, right = draw(study, "CD25").axes
    (values,), (differences,) = patient_layers(left), patient_layers(right)
    drawn = {to_hex(dots.edge) for marks in values.marks.values() for dots in marks.dots}
    assert drawn == set(colors["tissue"].values())
    (in_tumor,) = {
        dots.face
        for marks in differences.marks.values()
        for dots in marks.dots
        if abs(dots.y[0] - list(study.plan.contrasts).index("il2_in_tumor")) < 0.5
    }
    assert in_tumor == tint("#445566", 0.55)
    headings = {text.get_text(): text.get_color() for text in left.texts}
    assert (headings["Normal"], headings["Tumor"]) == ("#112233", "#445566")


def test_cells_are_named_in_the_colors_of_another_factor_than_the_first(study) -> None:
    colors = {"treatment": {"control": "#112233", "IL-2": "#445566"}}
    study = replace(study, plan=study.plan.model_copy(update={"figures": Figures(colors=colors)}))
    axes = draw(study, "CD25").axes[0]
    named = [label.get_color() for label in axes.get_xticklabels()]
    assert named == ["#112233", "#445566"] * 2
    assert {t.get_color() for t in axes.texts if t.get_text() in ("Normal", "Tumor")} == {INK}


def test_the_legend_of_groups_has_the_colors_of_their_dots() -> None:
    colors = {"stage": {"X": "#112233", "Z": "#445566"}}
    plan = stages().plan.model_copy(update={"figures": Figures(colors=colors)})
    figure = figure_of(MARKER.stem("CD25"), plan, stages().tables)
    legend = {to_hex(artist.get_color()) for artist in figure.artists if isinstance(artist, Line2D)}
    (layer,) = patient_layers(figure.axes[0])
    drawn = {to_hex(dots.edge) for marks in layer.marks.values() for dots in marks.dots}
    assert set(colors["stage"].values()) <= drawn
    assert drawn == legend
