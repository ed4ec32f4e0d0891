import numpy as np
import pytest

from explant.statistics.levels.linear_mixed_model import linear_mixed_model
from explant.tables.columns import COLUMNS
from explant.tables.robustness.mixed_models import MOST_MARKERS, mixed_models_table

from ..studies import BEFORE_AFTER, ONE_SAMPLE, TWO_BY_TWO, only, study

RNG = np.random.default_rng(41)
# Cells: tumor control, tumor drug, normal control, normal drug.
CELLS = (
    10
    + RNG.normal(0, 2, (10, 1, 1))
    + RNG.normal(0, 1, (10, 2, 1))
    + RNG.normal(0, 1, (10, 1, 2))
    + RNG.normal(0, 1, (10, 2, 2))
)
CELLS = CELLS.reshape(10, 4).round(2)
WEIGHTS = {
    "in_tumor": [-1, 1, 0, 0],
    "tissues": [1, 0, -1, 0],
    "tumor_minus_normal": [-1, 1, 1, -1],
}
NUMBERS = ["estimate", "standard_error", "df", "t", "p", "low", "high", "df_satterthwaite"]
THREE_FACTORS = {
    "spreadsheet": {"path": "study.xlsx", "layout": "long"},
    "factors": {
        "tissue": {"levels": ["tumor", "normal"]},
        "treatment": {"levels": ["control", "drug"]},
        "time": {"levels": ["24 h", "48 h"]},
    },
    "contrasts": {"late": {"compare": {"time": ["48 h", "24 h"]}}},
}


def table_of(made):
    return mixed_models_table(made.measurements, made.patients, made.plan)


def rows_without(*missing):
    rows = [list(row) for row in CELLS]
    for patient, cell in missing:
        rows[patient][cell] = None
    return rows


def two_by_two(*missing, **sections):
    return table_of(study(TWO_BY_TWO, {"A": rows_without(*missing)}, **sections))


def test_columns_and_rows():
    table = table_of(study(TWO_BY_TWO, {"A": rows_without(), "B": rows_without()}))
    assert list(table.columns) == list(COLUMNS["mixed_models"])
    assert list(zip(table["marker"], table["contrast"], strict=True)) == [
        (marker, contrast) for marker in "AB" for contrast in WEIGHTS
    ]


def test_incomplete_patients_stay_in_the_model():
    missing = [(2, 0), (7, 3)]
    table = two_by_two(*missing, inference={"confidence": 0.9})
    cells = CELLS.copy()
    for where in missing:
        cells[where] = np.nan
    model = linear_mixed_model(
        cells, [2, 2], ["tissue", "treatment"], list(WEIGHTS.values()), confidence=0.9
    )
    for contrast, expected in zip(WEIGHTS, model.contrasts, strict=True):
        row = only(table, contrast=contrast)
        assert (row["n_patients"], row["n_values"], row["scale"]) == (10, 38, "linear")
        assert [row[name] for name in NUMBERS] == [getattr(expected, name) for name in NUMBERS]
        assert row["note"] == ""


def test_complete_patients_have_the_mean_of_the_paired_differences():
    made = study(TWO_BY_TWO, {"A": rows_without()})
    table = table_of(made)
    means = made.differences.groupby("contrast")["difference"].mean()
    for contrast in WEIGHTS:
        assert only(table, contrast=contrast)["estimate"] == pytest.approx(means[contrast])


def test_values_are_on_the_scale_of_the_analysis():
    made = study(TWO_BY_TWO, {"A": (2.0**CELLS).tolist()}, marker_settings={"A": {"scale": "log2"}})
    row = only(table_of(made), contrast="in_tumor")
    assert row["scale"] == "log2"
    assert row["estimate"] == pytest.approx((CELLS[:, 1] - CELLS[:, 0]).mean())


def test_variance_components_name_the_factors():
    (text,) = set(two_by_two()["variance_components"])
    names = ["patient", "patient × tissue", "patient × treatment", "residual"]
    model = linear_mixed_model(CELLS, [2, 2], ["tissue", "treatment"], [[1, 0, 0, 0]])
    found = dict(part.rsplit(" ", 1) for part in text.split("; "))
    assert list(found) == names
    for name in names:
        assert float(found[name]) == pytest.approx(model.variances[name], rel=1e-3)


def test_one_factor_has_the_patient_alone():
    changes = [1.0, 2.5, 0.5, 4.0, 3.0]
    rows = [[value, value + change] for value, change in zip(CELLS[:5, 0], changes, strict=True)]
    row = only(table_of(study(BEFORE_AFTER, {"A": rows})))
    assert row["estimate"] == pytest.approx(np.mean(changes))
    assert row["variance_components"].startswith("patient ")
    assert row["variance_components"].count(";") == 1


def test_three_factors():
    rows = np.hstack((CELLS, CELLS + RNG.normal(1, 1, (10, 4)))).round(2)
    row = only(table_of(study(THREE_FACTORS, {"A": rows.tolist()})))
    for name in ("patient × tissue", "patient × treatment", "patient × time", "residual"):
        assert name in row["variance_components"]
    by_time = rows.reshape(10, 2, 2, 2)
    assert row["estimate"] == pytest.approx((by_time[..., 1] - by_time[..., 0]).mean())
    assert row["n_values"] == 80


def test_a_level_never_measured_says_so():
    table = two_by_two(*[(patient, cell) for patient in range(10) for cell in (2, 3)])
    for contrast in ("tissues", "tumor_minus_normal"):
        row = only(table, contrast=contrast)
        assert row["note"].startswith("a sample that it needs was never measured; ")
        assert np.isnan([row[name] for name in NUMBERS]).all()
    row = only(table, contrast="in_tumor")
    assert row["estimate"] == pytest.approx((CELLS[:, 1] - CELLS[:, 0]).mean())
    assert (row["n_patients"], row["n_values"]) == (10, 20)
    assert "patient × tissue" in row["note"]


@pytest.mark.parametrize(
    ("rows", "note", "n_patients"),
    [
        ([[None] * 4] * 3, "no patients", 0),
        ([[1.0, 2.0, 3.0, 4.0]], "one patient has no variance", 1),
        ([[5.0] * 4] * 6, "the patients do not differ", 6),
        ([[float(i + j) for j in range(4)] for i in range(6)], "the residual variance is zero", 6),
    ],
)
def test_what_cannot_be_fitted_is_said(rows, note, n_patients):
    table = table_of(study(TWO_BY_TWO, {"A": rows}))
    assert set(table["note"]) == {note}
    assert set(table["n_patients"]) == {n_patients}
    assert set(table["variance_components"]) == {""}
    assert table[NUMBERS].isna().all(axis=None)


def test_values_at_the_edge_of_the_range():
    for scale in (1e299, 1e-300):
        table = table_of(study(TWO_BY_TWO, {"A": (CELLS * scale).tolist()}))
        assert table["p"].notna().all()
        assert set(table["variance_components"]) == {""}
        assert set(table["note"]) == {"the variances are beyond the range of numbers"}


def test_only_the_first_markers_are_fitted():
    rows = [[1.0, 2.0], [2.0, 5.0]]
    names = [f"marker {i}" for i in range(MOST_MARKERS + 2)]
    table = table_of(study(BEFORE_AFTER, dict.fromkeys(names, rows)))
    assert list(table["marker"]) == names[:MOST_MARKERS]


def test_no_patients_and_no_markers_measured():
    made = study(TWO_BY_TWO, {"A": rows_without()})
    table = mixed_models_table(made.measurements.iloc[:0], made.patients, made.plan)
    assert len(table) == 3
    assert set(table["note"]) == {"no patients"}


def test_a_contrast_stands_with_the_markers_that_it_is_asked_of():
    rows = rows_without()
    design = {**BEFORE_AFTER, "contrasts": {**BEFORE_AFTER["contrasts"]}}
    (name,) = design["contrasts"]
    design["contrasts"][name] = {**design["contrasts"][name], "markers": ["A"]}
    other = {**BEFORE_AFTER["contrasts"][name], "label": "of both"}
    design["contrasts"]["both"] = other
    table = table_of(study(design, {marker: [row[:2] for row in rows] for marker in "AB"}))
    asked = list(zip(table["marker"], table["contrast"], strict=True))
    assert asked == [("A", name), ("A", "both"), ("B", "both")]


def test_a_fixed_value_is_subtracted():
    """Against a fixed value: the model of values less that value has the same numbers."""
    contrast = {"against": 10.0, "at": {"time": "after"}, "role": "primary"}
    values = [[5.0 + i % 3, 9.1 + 0.4 * i] for i in range(8)]
    values[2][0] = None
    (row,) = table_of(
        study({**BEFORE_AFTER, "contrasts": {"relative": contrast}}, {"A": values})
    ).to_dict("records")
    less = np.array(values, dtype=float) - 10.0
    expected = linear_mixed_model(less, [2], ["time"], [[0.0, 1.0]]).contrasts[0]
    found = [row[name] for name in NUMBERS]
    assert found == pytest.approx([getattr(expected, name) for name in NUMBERS], rel=1e-9)
    # The mean of all after, less 10: nobody lacks that sample.
    assert row["estimate"] == pytest.approx(np.mean([after for _, after in values]) - 10.0)


def test_one_sample_a_patient_has_no_model():
    design = {**ONE_SAMPLE, "contrasts": {"relative": {"against": 10.0, "role": "primary"}}}
    assert table_of(study(design, {"A": [9.0, 10.5, 11.0, 12.0]})).empty
