import numpy as np
import pytest

from explant.figures.kit.panels import PanelColumns
from explant.figures.kit.ticks import limits
from explant.figures.overview.strata_figure import strata_figure
from explant.figures.selection import strata_panels
from tests.figures.conftest import study_of, two_by_two
from tests.figures.drawing import patient_layers


def draw(study, stratifier: str):
    return strata_figure(
        study.plan,
        stratifier,
        study.patients,
        study.differences,
        study.strata,
        study.interactions,
    )


def columns_of(axes) -> PanelColumns:
    return PanelColumns(axes.get_xlim()[1], 3)


def test_groups_hold_their_patients_differences(study) -> None:
    figure = draw(study, "stage")
    shown = strata_panels(study.plan, "stage", study.interactions)
    group_of = study.patients.set_index("patient")["stage_group"]
    for marker, axes in zip(shown.markers, figure.axes, strict=True):
        (layer,) = patient_layers(axes)
        columns = columns_of(axes)
        each = columns.width / 2
        for j, contrast in enumerate(shown.contrasts):
            table = study.differences[
                (study.differences["marker"] == marker)
                & (study.differences["contrast"] == contrast)
            ].dropna(subset=["difference"])
            expected = {
                (row.patient, ["early", "late"].index(group_of[row.patient])): row.difference
                for row in table.itertuples()
            }
            start = columns.start(j)
            drawn = {
                (patient, int((dots.x[0] - start) // each)): dots.y[0]
                for patient, marks in layer.marks.items()
                for dots in marks.dots
                if start <= dots.x[0] <= start + columns.width
            }
            assert drawn == expected


def test_estimates_of_groups_are_those_of_the_table(study) -> None:
    figure = draw(study, "stage")
    shown = strata_panels(study.plan, "stage", study.interactions)
    table = study.strata[study.strata["stratifier"] == "stage"].set_index(
        ["marker", "contrast", "stratum"]
    )
    for i, (marker, axes) in enumerate(zip(shown.markers, figure.axes, strict=True)):
        for j, contrast in enumerate(shown.contrasts):
            drawn = next(
                line for line in axes.get_lines() if line.get_gid() == f"estimates:{i + 1}.{j + 1}"
            )
            expected = [
                table.loc[(marker, contrast, group), "estimate"] for group in ("early", "late")
            ]
            assert list(drawn.get_ydata()) == expected


def test_the_slope_is_the_tables_and_runs_through_the_medians(study) -> None:
    figure = draw(study, "tumor_size")
    shown = strata_panels(study.plan, "tumor_size", study.interactions)
    size = study.patients.set_index("patient")["tumor_size"]
    low, high = limits(np.append(size, 2.0))
    rows = study.interactions[study.interactions["kind"] == "continuous"].set_index(
        ["marker", "contrast"]
    )
    for i, (marker, axes) in enumerate(zip(shown.markers, figure.axes, strict=True)):
        columns = columns_of(axes)
        for j, contrast in enumerate(shown.contrasts):
            drawn = next(
                line for line in axes.get_lines() if line.get_gid() == f"slope:{i + 1}.{j + 1}"
            )
            x = low + (drawn.get_xdata() - columns.start(j)) / columns.width * (high - low)
            y = drawn.get_ydata()
            slope = (y[1] - y[0]) / (x[1] - x[0])
            assert slope == pytest.approx(rows.loc[(marker, contrast), "estimate"])
            known = study.differences[
                (study.differences["marker"] == marker)
                & (study.differences["contrast"] == contrast)
            ].dropna(subset=["difference"])
            middle = np.interp(known["patient"].map(size).median(), x, y)
            assert middle == pytest.approx(known["difference"].median())


def test_one_p_value_a_panel(study) -> None:
    for stratifier in ("stage", "tumor_size"):
        for axes in draw(study, stratifier).axes:
            texts = [text.get_text() for text in axes.texts]
            assert sum(text.count("p = ") for text in texts) == 3
            assert sum("no evidence that the effect differs" in text for text in texts) == 3


def test_a_difference_of_logarithms_reads_as_a_ratio(study) -> None:
    shown = strata_panels(study.plan, "stage", study.interactions)
    axes = draw(study, "stage").axes[shown.markers.index("CTLA-4")]
    assert any(text.get_text().startswith("early / late: ×") for text in axes.texts)


def test_an_empty_group_keeps_its_place() -> None:
    config = two_by_two()
    config["patients"]["strata"]["stage"]["groups"]["metastatic"] = ["IV"]
    study = study_of(config)
    patients = study.patients.assign(stage_group="early", stage="I")
    figure = strata_figure(
        study.plan, "stage", patients, study.differences, study.strata, study.interactions
    )
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert sum(text.replace("\n", " ").startswith("metastatic") for text in texts) == 3
    assert sum("n = 0" in text for text in texts) == 6


def test_many_markers_are_limited_and_the_figure_says_so() -> None:
    config = two_by_two()
    config["markers"] = {f"m{i:02d}": {"unit": "%"} for i in range(12)}
    study = study_of(config, n=8)
    interactions = study.interactions.assign(p=np.linspace(1, 0, len(study.interactions)))
    shown = strata_panels(study.plan, "stage", interactions)
    assert shown.markers == tuple(f"m{i:02d}" for i in range(4, 12))
    figure = strata_figure(
        study.plan, "stage", study.patients, study.differences, study.strata, interactions
    )
    note = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert "8 of 12 markers" in note
    assert "3 of 5 contrasts" in note


def test_not_tested(study) -> None:
    figure = strata_figure(
        study.plan,
        "stage",
        study.patients,
        study.differences,
        study.strata,
        study.interactions.assign(p_adjusted=np.nan, reason="no_p_value"),
    )
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count("not tested") == 15


def test_a_lower_level_is_said(study) -> None:
    strata = study.strata.assign(level=0.875)
    figure = strata_figure(
        study.plan, "stage", study.patients, study.differences, strata, study.interactions
    )
    note = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert "lower level, given in strata.csv" in note
    plain = " ".join(text.get_text() for text in draw(study, "stage").texts)
    assert "lower level" not in plain
