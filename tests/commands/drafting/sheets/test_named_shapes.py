"""Sheets that are no study table are named, and study tables are not."""

import pytest

from explant.commands.drafting.sheets.named_shapes import named_shape
from explant.spreadsheet.sheet.cells import Workbook
from tests.shapes.every_shape import SHAPES
from tests.spreadsheet.structure.test_plates import VALUES, sheet_of

NAMED = {
    "correlation": [
        ["", "a", "b", "c"],
        ["a", 1, 0.2, 0.3],
        ["b", 0.2, 1, 0.4],
        ["c", 0.3, 0.4, 1],
    ],
    "means and their spread": [
        ["Marker", "Tumor", "Normal"],
        *([name, "21.3 ± 4.2", "12 ± 3"] for name in ("CD25", "CD69", "FOXP3")),
    ],
    "summaries": [["", "Mean", "SD", "N"], ["Tumor", 3.1, 0.2, 8], ["Normal", 2.1, 0.3, 8]],
    "list of statistics": [["Depth", "Name", "Statistic", "#"], [">", "a.fcs/CD4", 35.1, 500]],
    "plate": VALUES,
    "results": [["gene", "baseMean", "log2FoldChange", "pvalue", "padj"], ["A", 10, 1.2, 0.1, 0.2]],
    "nothing says whose they are": [["Before", "After"], [1.5, 2.5], [3.5, 4.5], [5.5, 6.25]],
    "2 subcolumns": [
        ["", "Control", None, "IL-2", None],
        ["Tumor", 1, 2, 3, 4],
        ["Normal", 5, 6, 7, 8],
    ],
}


@pytest.mark.parametrize("what", NAMED)
def test_a_sheet_is_named_for_what_it_is(what):
    told = named_shape(Workbook("x", (sheet_of(NAMED[what]),)), certain=True)
    assert told is not None
    assert what in told.what
    assert told.how_to_fix


def test_a_list_of_cycles_is_named_only_where_nothing_else_is_found():
    rows = [["Well", "Sample Name", "Target Name", "CT"], ["A1", "P1 T", "IFNG", 23.1]]
    book = Workbook("x", (sheet_of(rows),))
    assert named_shape(book, certain=True) is None
    told = named_shape(book, certain=False)
    assert told is not None
    assert "CT values by well" in told.what


def test_a_list_of_samples_and_a_time_course_are_named_where_nothing_else_is_found():
    samples = [["Box", "Patient", "Tissue"], ["B1", "P1", "T"], ["B2", "P1", "N"]]
    course = [["Day", "M1", "M2", "M3"], [0, 50.5, 60.5, 70.5], [3, 80.5, 90.5, 99.5]]
    for rows, word in ((samples, "no measurement"), (course, "stand in columns")):
        book = Workbook("x", (sheet_of(rows),))
        assert named_shape(book, certain=True) is None
        told = named_shape(book, certain=False)
        assert told is not None
        assert word in told.what


def test_a_sheet_beside_a_study_table_is_not_named():
    table = [["Patient", "Tissue", "CD25"], ["P1", "T", 1.5], ["P1", "N", 2.5]]
    book = Workbook("x", (sheet_of(table, "Data"), sheet_of(NAMED["correlation"], "Correlation")))
    assert named_shape(book, certain=False) is None


def test_no_shape_that_holds_a_study_is_named(tmp_path):
    from explant.spreadsheet.sheet.opening import read_workbook

    for shape in SHAPES.values():
        written = shape.make(shape.name)
        if written.named is None and not written.refused and not written.forward:
            book = read_workbook(written.write(tmp_path, shape.name, shape.kind))
            told = named_shape(book, certain=True)
            assert told is None or "plate" in told.what, shape.name
