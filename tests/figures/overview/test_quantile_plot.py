import numpy as np
import pandas as pd
import pytest

from explant.figures.alternative_text import diagnostics_text
from explant.figures.kit.panels import PanelColumns
from explant.figures.kit.saving import save
from explant.figures.overview.quantile_plot import quantile_plot, quartile_line
from explant.figures.selection import diagnostics_panels
from tests.figures.conftest import study_of, two_by_two
from tests.figures.drawing import patient_layers
from tests.robustness import diagnostics_of, quantiles_of


def drawn(study):
    return quantile_plot(
        study.plan,
        quantiles_of(study.plan, study.differences),
        diagnostics_of(study.plan, study.differences),
    )


def with_outlier(study, patient: str = "P05") -> pd.DataFrame:
    table = study.differences.copy()
    here = (
        (table["patient"] == patient)
        & (table["marker"] == "CD25")
        & (table["contrast"] == "il2_in_tumor")
    )
    table.loc[here, "difference"] = 500.0
    return table


def test_every_patient_stands_at_the_difference(study) -> None:
    figure = drawn(study)
    shown = diagnostics_panels(study.plan)
    assert shown.contrasts[:2] == ("il2_in_tumor", "il2_tumor_minus_normal")
    for marker, axes in zip(shown.markers, figure.axes, strict=True):
        (layer,) = patient_layers(axes)
        columns = PanelColumns(axes.get_xlim()[1], len(shown.contrasts))
        for j, contrast in enumerate(shown.contrasts):
            own = study.differences[
                (study.differences["marker"] == marker)
                & (study.differences["contrast"] == contrast)
            ].dropna(subset=["difference"])
            start = columns.start(j)
            places = {
                patient: dots.y[0]
                for patient, marks in layer.marks.items()
                for dots in marks.dots
                if start <= dots.x[0] <= start + columns.width
            }
            assert places == dict(zip(own["patient"], own["difference"], strict=True))


def test_the_line_runs_through_the_quartiles() -> None:
    # qqline in R 4.2.2.
    line = quartile_line(np.zeros(6), np.array([2.1, 3.4, 1.7, 5.6, 4.4, 2.9]))
    assert line == pytest.approx((3.225, 1.371407052))
    assert quartile_line(np.zeros(2), np.array([1.0, 2.0])) is None


def test_flagged_patients_are_named(study) -> None:
    table = with_outlier(study)
    figure = quantile_plot(
        study.plan, quantiles_of(study.plan, table), diagnostics_of(study.plan, table)
    )
    texts = {text.get_gid(): text.get_text() for text in figure.axes[0].texts if text.get_gid()}
    assert texts["flagged:1.1:P05"] == "P05"
    note = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert "flagged as outliers; they stay in every result" in note
    words = diagnostics_text(study.plan, diagnostics_of(study.plan, table))
    named = words.partition("CD25, IL-2 effect in tumor (")[2].partition(")")[0]
    assert "P05" in named.split(", ")


def test_nobody_is_flagged(study) -> None:
    quantiles = quantiles_of(study.plan, study.differences).assign(outlier="")
    diagnostics = diagnostics_of(study.plan, study.differences).assign(n_outliers=0, outliers="")
    figure = quantile_plot(study.plan, quantiles, diagnostics)
    assert not [text for axes in figure.axes for text in axes.texts if text.get_gid()]
    assert "flagged" not in " ".join(text.get_text() for text in figure.texts)
    assert diagnostics_text(study.plan, diagnostics) == (
        "Quantile–quantile plots of the paired differences of 5 markers for 4 of 5 contrasts. "
        "No patient is flagged as an outlier."
    )


def test_n_and_w_stand_in_each_panel(study) -> None:
    texts = [text.get_text() for text in drawn(study).axes[0].texts]
    assert texts.count("n = 19, W = 0.93") == 2
    assert texts.count("n = 20, W = 0.93") == 2


def test_many_markers_are_limited_and_the_figure_says_so() -> None:
    config = two_by_two()
    config["markers"] = {f"m{i:02d}": {"unit": "%"} for i in range(12)}
    figure = drawn(study_of(config, n=6))
    assert len(figure.axes) == 8
    note = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert "the first 8 of 12 markers" in note
    assert "4 of 5 contrasts" in note


@pytest.mark.parametrize("n", [1, 2])
def test_hardly_a_patient(n: int, tmp_path) -> None:
    study = study_of(two_by_two(), n=n)
    save(drawn(study), tmp_path, "diagnostics", formats=["svg"])


def test_a_contrast_that_nobody_has(study, tmp_path) -> None:
    gone = study.differences.assign(difference=np.nan)
    quantiles = quantiles_of(study.plan, gone)
    figure = quantile_plot(study.plan, quantiles, diagnostics_of(study.plan, gone))
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count("no difference") == 20
    save(figure, tmp_path, "diagnostics", formats=["svg"])
