"""A second row of headings that says what the first one leaves implied."""

import pytest

from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import only, plan_of, write

IMPLIED = {
    "spreadsheet": {"layout": "one_row_per_patient"},
    "factors": {"tissue": {"levels": {"tumor": {"implied": True}, "normal": {}}}},
    "markers": {"CD25": {"unit": "%"}, "Blimp-1": {"unit": "MFI"}},
    "contrasts": {"tissues": {"compare": {"tissue": ["tumor", "normal"]}}},
}
HEADINGS = ["Patient", "CD25", "Blimp-1"]
FIRST = [["P1", 63.6, 310], ["P2", 7.1, 280]]
SECOND = [["P1", 69.4, 295], ["P2", 42.9, 265]]


def ingested(folder, rows):
    plan = plan_of(**IMPLIED)
    return ingest(write(folder / "study.xlsx", {"Data": rows}), plan)


@pytest.mark.parametrize(("below", "beside"), [("tumor", "normal"), ("normal", "tumor")])
def test_a_level_below_every_heading_is_theirs_although_one_is_implied(tmp_path, below, beside):
    named = ["Patient", f"CD25 {beside}", f"Blimp-1 {beside}"]
    rows = [HEADINGS, [None, below, below], *FIRST, [], named, *SECOND]
    table = ingested(tmp_path, rows).measurements
    read = table[table["tissue"] == below].sort_values(
        ["patient", "marker"], ascending=[True, False]
    )
    assert read["value"].tolist() == [63.6, 310, 7.1, 280]
    assert table[table["tissue"] == beside]["value"].sum() == 69.4 + 295 + 42.9 + 265


def test_a_level_below_one_of_several_headings_may_be_a_title_of_all(tmp_path):
    named = ["Patient", "CD25 tumor", "Blimp-1 tumor"]
    rows = [HEADINGS, [None, "normal"], *FIRST, [], named, *SECOND]
    problem = only(ingested(tmp_path, rows), "error")
    assert problem.where == "Data!B2"
    assert "may speak for the rows under it" in problem.what


def test_a_level_between_the_rows_is_refused_still(tmp_path):
    rows = [HEADINGS, [None, "tumor", "tumor"], *FIRST, [None, "normal"], *SECOND]
    problem = only(ingested(tmp_path, rows), "error")
    assert problem.where == "Data!B5"


OF_MARKER = IMPLIED | {
    "factors": {"tissue": {"levels": ["tumor", "normal"]}},
    "markers": {"CD25": {"implied": True}, "Blimp-1": {}},
}


def test_a_marker_below_the_only_heading_is_its_own_although_it_is_implied(tmp_path):
    rows = [["Patient", "tumor"], [None, "Blimp-1"], ["P1", 310], ["P2", 280], []]
    rows += [["Patient", "normal"], ["P1", 69.4], ["P2", 42.9], []]
    rows += [["Patient", "normal Blimp-1"], ["P1", 295], ["P2", 265], []]
    rows += [["Patient", "tumor CD25"], ["P1", 63.6], ["P2", 7.1]]
    found = ingest(write(tmp_path / "study.xlsx", {"Data": rows}), plan_of(**OF_MARKER))
    table = found.measurements.set_index(["patient", "tissue", "marker"])["value"]
    assert len(table) == 8
    assert table["P1", "tumor", "Blimp-1"] == 310
    assert table["P1", "normal", "CD25"] == 69.4


def test_the_first_row_of_a_header_alone_does_not_repeat_it(tmp_path):
    rows = [["Patient", "tumor"], [None, "Blimp-1"], ["P1", 310], ["P2", 280], []]
    rows += [["Patient", "tumor"], ["P3", 63.6], ["P4", 7.1]]
    found = ingest(write(tmp_path / "study.xlsx", {"Data": rows}), plan_of(**OF_MARKER))
    assert "Data!A6" in {p.where for p in found.problems if "and not what stands under" in p.what}
