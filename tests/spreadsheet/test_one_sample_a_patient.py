"""A design without factors, in every layout: each ID has one sample."""

import csv

import pytest

from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import only, with_severity, write

GROUPS = ("none", "T cell", "B cell")
MICE = [
    [f"M{number:02d}", GROUPS[number % 3], 7 + 5 * number % 13, 20 + 7 * number % 17]
    for number in range(12)
]
HEADER = ["Mouse", "Source", "Treg", "CD8"]


def plan(layout="one_row_per_sample", path="study.xlsx", markers=None, **spreadsheet):
    return Plan.model_validate(
        {
            "spreadsheet": {
                "path": str(path),
                "layout": layout,
                **spreadsheet,
                "columns": {"patient": "Mouse", **spreadsheet.get("columns", {})},
            },
            "patients": {
                "called": ["mouse", "mice"],
                "strata": {
                    "source": {
                        "column": "Source",
                        "kind": "unordered",
                        "groups": {group: [group] for group in GROUPS},
                    }
                },
            },
            "markers": markers or {"Treg": {"unit": "%"}, "CD8": {"unit": "%"}},
            "contrasts": {"sources": {"between": {"source": list(GROUPS)}}},
        }
    )


def wide(mice=MICE):
    return [HEADER, *mice]


def long(mice=MICE):
    rows = [["Mouse", "Source", "Marker", "Value"]]
    for mouse, source, *values in mice:
        rows += [[mouse, source, m, v] for m, v in zip(HEADER[2:], values, strict=True)]
    return rows


def without_source(rows):
    return [[row[0], *row[2:]] for row in rows]


def as_file(folder, rows, kind):
    if kind == "xlsx":
        return write(folder / "study.xlsx", {"Data": rows})
    path = folder / "study.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def values(found):
    table = found.measurements
    return dict(
        zip(zip(table["patient"], table["marker"], strict=True), table["value"], strict=True)
    )


EXPECTED = {
    (mouse, marker): value
    for mouse, _, *own in MICE
    for marker, value in zip(HEADER[2:], own, strict=True)
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("layout", "rows"),
    [
        ("one_row_per_sample", wide()),
        ("one_row_per_patient", wide()),
        ("long", long()),
        ("auto", wide()),
        ("auto", long()),
    ],
)
def test_every_layout_reads_the_same(tmp_path, kind, layout, rows):
    found = ingest(as_file(tmp_path, rows, kind), plan(layout))
    assert [p.severity for p in found.problems] == ["note"] * (layout == "auto")
    assert values(found) == EXPECTED
    assert found.patients["source_group"].to_list() == [row[1] for row in MICE]
    assert list(found.measurements.columns[:3]) == ["patient", "marker", "value"]


@pytest.mark.parametrize(
    ("layout", "rows"),
    [
        ("one_row_per_sample", wide()),
        ("one_row_per_patient", wide()),
        ("long", long()),
        ("auto", wide()),
        ("auto", long()),
    ],
)
def test_groups_on_a_sheet_of_their_own(tmp_path, layout, rows):
    sheets = {"Data": without_source(rows), "Animals": [row[:2] for row in wide()]}
    path = write(tmp_path / "study.xlsx", sheets)
    found = ingest(path, plan(layout, sheet="Data", patients_sheet="Animals"))
    assert with_severity(found, "error") == with_severity(found, "warning") == []
    assert values(found) == EXPECTED
    assert found.patients["source_group"].to_list() == [row[1] for row in MICE]


def test_one_row_a_sample_is_what_is_recognised(tmp_path):
    found = ingest(as_file(tmp_path, wide(), "xlsx"), plan("auto"))
    assert "(one_row_per_sample)" in only(found, "note").what


def test_an_unknown_layout_names_no_level(tmp_path):
    rows = [["Mouse", "Source", "Weight"], *(row[:3] for row in MICE)]
    problem = only(ingest(as_file(tmp_path, rows, "xlsx"), plan("auto")), "error")
    assert "not one_row_per_patient: no heading names a marker)" in problem.what


@pytest.mark.parametrize("layout", ["one_row_per_sample", "one_row_per_patient", "auto"])
def test_a_missing_value_names_the_patient_alone(tmp_path, layout):
    mice = [*MICE[:3], [*MICE[3][:3], None], *MICE[4:]]
    found = ingest(as_file(tmp_path, wide(mice), "xlsx"), plan(layout))
    problem = only(found, "warning")
    assert problem.what == "CD8 of M03 is missing."
    assert problem.where == "Data!D5"
    assert problem.how_to_fix == (
        "Fill it in if it was measured. The questions of it leave this patient out."
    )


def test_no_value_at_all(tmp_path):
    mice = [*MICE[:3], [*MICE[3][:2], None, None], *MICE[4:]]
    problem = only(ingest(as_file(tmp_path, wide(mice), "xlsx"), plan()), "error")
    assert problem.what == "M03 has no value at all."
    assert problem.how_to_fix == "Fill in its values, or remove M03 from the sheet."


@pytest.mark.parametrize("layout", ["one_row_per_sample", "one_row_per_patient"])
def test_ids_that_repeat_are_one_error(tmp_path, layout):
    mice = [*MICE, *([mouse, source, a + 1, b + 1] for mouse, source, a, b in MICE[:5])]
    problem = only(ingest(as_file(tmp_path, wide(mice), "xlsx"), plan(layout)), "error")
    assert problem.what == (
        'IDs repeat: "M00", "M01", "M02", "M03", "M04" stand in several rows with different '
        "values, and the plan has no factor that tells the samples of a patient apart."
    )
    assert problem.where == "Data!A2:A6 Data!A14:A18"
    for way in ("correct the IDs", "under factors", "spreadsheet.columns.replicate"):
        assert way in problem.how_to_fix


def test_one_id_that_repeats_in_a_long_table(tmp_path):
    again = [[*row[:3], row[3] + 1] for row in long()[1:3]]
    problem = only(ingest(as_file(tmp_path, [*long(), *again], "xlsx"), plan("long")), "error")
    assert problem.what.startswith('An ID repeats: "M00" stands in several rows')
    assert problem.patient == "M00"


def test_a_row_that_was_pasted_twice_is_used_once(tmp_path):
    found = ingest(as_file(tmp_path, [*wide(), MICE[2]], "xlsx"), plan())
    assert only(found, "warning").what == (
        "M02 stands there twice with the same values; they are used once."
    )
    assert values(found) == EXPECTED


def test_replicates_of_a_patient_are_numbered(tmp_path):
    rows = [[*HEADER, "Well"]]
    rows += [[*row[:2], row[2] + way, row[3], n] for row in MICE for n, way in ((1, -1), (2, 1))]
    path = as_file(tmp_path, rows, "xlsx")
    found = ingest(path, plan(columns={"replicate": "Well"}))
    assert found.problems == []
    assert values(found) == EXPECTED
    rows[2] = [*rows[2][:4], 1]
    again = only(
        ingest(as_file(tmp_path, rows, "xlsx"), plan(columns={"replicate": "Well"})), "error"
    )
    assert again.what == 'Treg of M00 has replicate 1 with the values "6", "8".'


def test_markers_that_are_not_analysed_are_read_and_checked(tmp_path):
    markers = {"Treg": {}, "CD8": {"unit": "%", "analysed": False}}
    found = ingest(as_file(tmp_path, wide(), "xlsx"), plan(markers=markers))
    assert values(found) == EXPECTED
    mice = [*MICE[:3], [*MICE[3][:3], 130], *MICE[4:]]
    problem = only(ingest(as_file(tmp_path, wide(mice), "xlsx"), plan(markers=markers)), "error")
    assert problem.marker == "CD8"
    assert problem.what == "130 is not between 0 and 100 %."


def test_a_mouse_in_two_groups(tmp_path):
    again = [MICE[0][0], "B cell", *MICE[0][2:]]
    found = ingest(as_file(tmp_path, [*wide(), again], "xlsx"), plan())
    (problem,) = with_severity(found, "error")
    assert problem.what == 'source of M00 is "none" in B2 and "B cell" in B14.'
    assert problem.patient == "M00"


def test_many_patients_in_two_groups_are_one_error(tmp_path):
    again = [[mouse, GROUPS[(at + 1) % 3], *own] for at, (mouse, _, *own) in enumerate(MICE)]
    (problem,) = with_severity(
        ingest(as_file(tmp_path, [*wide(), *again], "xlsx"), plan()), "error"
    )
    assert problem.what == (
        "source is not the same in all rows of a patient, for 12 patients: of M00 it is "
        '"none" in B2 and "T cell" in B14.'
    )
    assert "declare source under factors, not under patients.strata" in problem.how_to_fix
