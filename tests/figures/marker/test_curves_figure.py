import numpy as np
import pytest

from explant.figures.marker.curves_figure import curves_figure
from explant.figures.marker.curves_text import curves_text
from tests.figures.designs import lysis
from tests.figures.drawing import patient_layers


@pytest.fixture(scope="module")
def tables():
    return lysis().tables


def panels(marker, tables):
    figure = curves_figure(lysis().plan, marker, tables.measurements, tables.curves)
    return {axes.get_title(loc="left"): axes for axes in figure.axes}


def lines_of(axes):
    (layer,) = patient_layers(axes)
    return {patient: marks.lines for patient, marks in layer.marks.items()}


def test_every_patient_has_what_was_measured_and_a_line_in_each_condition(tables):
    shown = panels("LU30", tables)
    assert list(shown) == ["medium", "IL-2"]
    for axes in shown.values():
        (layer,) = patient_layers(axes)
        assert len(layer.marks) == 8
        assert all(len(marks.lines) == 1 for marks in layer.marks.values())
        assert all(sum(len(dots.x) for dots in marks.dots) == 5 for marks in layer.marks.values())


def test_a_curve_crosses_the_target_where_its_lytic_units_say(tables):
    own = tables.curves.query("marker == 'LU30' and sample == 'IL-2'").set_index("patient")
    for patient, (line,) in lines_of(panels("LU30", tables)["IL-2"]).items():
        # 10⁷ effectors hold the number of lytic units of 5,000 target cells.
        ratio = 1e7 / (5000 * own.loc[patient, "estimate"])
        assert np.interp(np.log10(ratio), line.x, line.y) == pytest.approx(30, abs=0.05)


def test_a_slope_is_the_slope_of_its_line_and_an_area_lies_under_its_line(tables):
    by_marker = {
        marker: tables.curves.query(f"marker == '{marker}' and sample == 'IL-2'").set_index(
            "patient"
        )["estimate"]
        for marker in ("Slope", "AUC")
    }
    for patient, (line,) in lines_of(panels("Slope", tables)["IL-2"]).items():
        slope = np.diff(line.y) / np.diff(line.x)
        assert slope == pytest.approx([by_marker["Slope"][patient]])
    for patient, (line,) in lines_of(panels("AUC", tables)["IL-2"]).items():
        assert np.trapezoid(line.y, line.x) == pytest.approx(by_marker["AUC"][patient])


def test_a_curve_without_a_number_is_gray_and_named(tables):
    colors = {
        name: line.color for name, (line,) in lines_of(panels("EC50", tables)["medium"]).items()
    }
    assert [name for name, color in colors.items() if color == "#C8C8C8"] == ["P4"]
    text = curves_text(lysis().plan, "EC50", tables.curves)
    assert "medium: 8 curves; IL-2: 8 curves." in text
    assert "Without a number: 1 curve (P4: the curve's middle lies far beyond the scores)." in text


def test_values_below_detection_are_triangles(tables):
    (layer,) = patient_layers(panels("LU30", tables)["medium"])
    shapes = {
        patient: {dots.shape for dots in marks.dots} for patient, marks in layer.marks.items()
    }
    assert shapes["P4"] >= {"v"}
    assert shapes["P1"] == {"o"}
