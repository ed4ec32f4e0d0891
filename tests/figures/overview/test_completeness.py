import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.figures.alternative_text import completeness_text
from explant.figures.overview.completeness import completeness_figure
from explant.figures.overview.measurement_states import BELOW, MEASURED, MISSING, NOT_ASKED, states
from tests.figures.conftest import patients_of, simulate, two_by_two


def test_states_are_those_of_the_table(study) -> None:
    found = states(study.plan, study.measurements, study.patients)
    assert found.state.shape == (20, 20)
    assert (found.state == MISSING).sum() == 2
    row = found.patients.index("P03")
    assert found.state[row, found.columns.index(("CD25", ("tumor", "IL-2")))] == MISSING
    below = (study.measurements["censored"] == "below").sum()
    assert (found.state == BELOW).sum() == below > 0
    assert (found.state == MEASURED).sum() == 400 - 2 - below


def test_a_value_that_is_empty_is_missing(study) -> None:
    empty = study.measurements.assign(value=np.nan)
    assert (states(study.plan, empty, study.patients).state == MISSING).all()


def test_symbols_and_counts(study) -> None:
    axes = completeness_figure(study.plan, study.measurements, study.patients).axes[0]
    found = states(study.plan, study.measurements, study.patients)
    drawn = {line.get_gid(): line for line in axes.get_lines() if line.get_gid()}
    rows, columns = np.nonzero(found.state == MISSING)
    assert list(drawn["missing"].get_xdata()) == [c + 0.5 for c in columns]
    assert list(drawn["missing"].get_ydata()) == [r + 0.5 for r in rows]
    below = (found.state == BELOW).sum()
    assert len(drawn["below-detection"].get_xdata()) == below
    texts = [text.get_text() for text in axes.texts]
    assert texts.count("19") == 2
    assert texts.count("20") == 18
    mesh = axes.collections[0].get_array()
    assert np.array_equal(np.asarray(mesh).reshape(20, 20), found.state)


def test_large_studies_show_the_least_complete() -> None:
    config = two_by_two()
    config["markers"] = {f"m{i:02d}": {"unit": "%"} for i in range(40)}
    plan = Plan.model_validate(config)
    measurements, patients = simulate(plan, 150), patients_of(plan, 150)
    lost = (measurements["patient"] == "P140") & (measurements["marker"] == "m39")
    figure = completeness_figure(plan, measurements[~lost], patients)
    axes = figure.axes[0]
    assert "P140" in [label.get_text() for label in axes.get_yticklabels()]
    assert "m39" in [text.get_text() for text in axes.texts]
    note = " ".join(text.get_text() for text in figure.texts)
    assert "120 of 150 patients" in note
    assert "20 of 40 markers" in note


def test_what_no_question_asks_of_a_group_is_not_missing() -> None:
    plan = Plan.model_validate(
        {
            "spreadsheet": {"path": "x.csv", "layout": "long"},
            "patients": {
                "strata": {
                    "group": {"kind": "unordered", "groups": {"ill": ["ill"], "well": ["well"]}}
                }
            },
            "factors": {"dose": {"levels": ["0", "1", "2"]}},
            "markers": {"CD25": {}},
            "contrasts": {
                "rise": {"compare": {"dose": ["1", "0"]}, "among": {"group": ["ill"]}},
                "disease": {"between": {"group": ["ill", "well"]}, "at": {"dose": "0"}},
            },
        }
    )
    patients = pd.DataFrame({"patient": ["I1", "W1"], "group_group": ["ill", "well"]})
    rows = [("I1", "0"), ("W1", "0"), ("I1", "2")]
    measured = pd.DataFrame(rows, columns=["patient", "dose"])
    measured = measured.assign(marker="CD25", value=1.0, censored="")
    found = states(plan, measured, patients).state.tolist()
    # Nobody is asked for dose 2, so a plan that has the level planned it for all.
    assert found == [[MEASURED, MISSING, MEASURED], [MEASURED, NOT_ASKED, MISSING]]
    drawn = completeness_figure(plan, measured, patients).axes[0]
    assert [text.get_text() for text in drawn.texts][:3] == ["2", "0", "1"]
    text = completeness_text(plan, measured, patients)
    assert text.startswith("Of 5 planned measurements in 2 patients, 3 exist and 2 are missing")
