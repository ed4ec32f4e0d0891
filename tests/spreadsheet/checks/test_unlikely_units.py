"""Whole columns in another unit, on a logarithmic scale already, or relative to one sample."""

import pytest

from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import with_severity, write

VALUES = ((20.5, 14.0), (31.5, 22.5), (28.0, 19.0), (22.5, 12.5), (35.0, 24.5))


def read(tmp_path, values, **marker):
    rows = [["Patient", "Tissue", "CD25"]]
    for number, (tumor, normal) in enumerate(values, start=1):
        rows += [[f"P{number}", "tumor", tumor], [f"P{number}", "normal", normal]]
    plan = {
        "spreadsheet": {"path": "study.xlsx", "layout": "one_row_per_sample"},
        "factors": {"tissue": {"levels": ["tumor", "normal"]}},
        "markers": {"CD25": marker},
        "contrasts": {"tn": {"compare": {"tissue": ["tumor", "normal"]}, "role": "primary"}},
    }
    return ingest(write(tmp_path / "study.xlsx", {"Data": rows}), Plan.model_validate(plan))


def scaled(factor):
    return [(tumor * factor, normal * factor) for tumor, normal in VALUES]


def test_values_that_can_be_right_raise_nothing(tmp_path):
    for unit in ("%", "MFI", "pg/ml", "", "Ct"):
        assert read(tmp_path, VALUES, unit=unit).problems == []


def test_a_column_of_fractions_under_percent_is_asked_about(tmp_path):
    (problem,) = read(tmp_path, scaled(0.01), unit="%").problems
    assert (problem.severity, problem.where, problem.marker) == ("warning", "Data!C2:C11", "CD25")
    assert "No value of CD25 is above 0.35 %. Are they fractions" in problem.what
    # Rare cells: the range says that it is known.
    assert read(tmp_path, scaled(0.01), unit="%", range=[0, 1]).problems == []
    assert read(tmp_path, scaled(0.01), unit="fraction").problems == []


@pytest.mark.parametrize(("text", "wrong"), [(">100", True), (">99", False), ("<0.5", False)])
def test_beyond_what_a_unit_can_be_is_nothing(tmp_path, text, wrong):
    values = [*VALUES[:4], (text, 20.0)]
    found = [p for p in read(tmp_path, values, unit="%").problems if p.severity == "error"]
    assert [p.where for p in found] == (["Data!C10"] if wrong else [])
    if wrong:
        assert ">100 is not between 0 and 100 %" in found[0].what


@pytest.mark.parametrize("constant", [1, 100])
def test_values_relative_to_a_sample_are_said(tmp_path, constant):
    values = [(tumor * constant / normal, constant) for tumor, normal in VALUES]
    (problem,) = with_severity(read(tmp_path, values, unit="fold"), "warning")
    assert problem.where == "Data!C3 Data!C5 Data!C7 Data!C9 Data!C11"
    assert f'CD25 is {constant} in every "normal"' in problem.what
    assert f"against: {constant}" in problem.how_to_fix
    # A control that is not measured is another constant, and not all zeros are a reference.
    assert read(tmp_path, [(tumor, 0) for tumor, _ in VALUES], unit="fold").problems == []


def test_logarithms_on_a_scale_that_takes_them_again(tmp_path):
    for unit in ("log2 MFI", "log10", "ΔCt"):
        (problem,) = read(tmp_path, VALUES, unit=unit, scale="log2").problems
        assert "takes the logarithm again" in problem.what
        assert read(tmp_path, VALUES, unit=unit).problems == []


def test_relative_expression_over_decades_is_noted_on_a_linear_scale(tmp_path):
    values = [(2.0**-place, 2.0 ** -(place + 4)) for place in range(2, 7)]
    (problem,) = read(tmp_path, values).problems
    assert problem.severity == "note"
    assert "by a factor of up to 256" in problem.what
    assert read(tmp_path, values, scale="log2").problems == []
