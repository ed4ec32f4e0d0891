"""The same study in many shapes gives the same values."""

import pytest
from pandas.testing import assert_frame_equal

from tests.spreadsheet.builders import with_severity
from tests.spreadsheet.shapes import SHAPES

VALUES = ["patient", "tissue", "treatment", "marker", "value", "censored"]


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return SHAPES["long"]().ingested(tmp_path_factory.mktemp("long")).measurements[VALUES]


@pytest.mark.parametrize("auto", [False, True], ids=["declared", "recognised"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_holds_the_same_values(tmp_path, expected, shape, auto):
    found = SHAPES[shape]().ingested(tmp_path, auto=auto)
    assert with_severity(found, "error") == []
    # The study counts in steps: tables beside each other look as if one were copied.
    warnings = [each.what for each in with_severity(found, "warning") if "copied" not in each.what]
    assert warnings == []
    assert_frame_equal(found.measurements[VALUES], expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_says_how_its_columns_were_read(tmp_path, shape):
    built = SHAPES[shape]()
    found = built.ingested(tmp_path, auto=True)
    table = found.columns
    assert list(table.columns) == ["sheet", "column", "heading", "read_as", "cells"]
    assert set(table["sheet"]) == set(built.sheets)
    assert (table["read_as"] == "patient ID").sum() >= len(built.sheets)
    assert table.loc[table["read_as"].str.startswith(("marker", "value")), "cells"].sum() >= 24
    notes = [problem.what for problem in with_severity(found, "note")]
    assert any(f"({built.layout})" in note for note in notes)
