"""Golden sentences on single patients."""

from typing import Any

from explant.language.words import Row
from explant.pages.robustness.influence_section import (
    influence_listing,
    influence_sentence,
    influence_summary,
)
from tests.reported import make_plan, paired_row

LEFT_OUT: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "patient": "P07",
    "n": 19,
    "estimate": -5.31,
    "low": -8.2,
    "high": -2.8,
    "level": 0.955,
    "p": 0.0021,
    "most_influential": "",
    "note": "",
}


def without(*patients: dict[str, Any]) -> list[Row]:
    return [Row("influence", i, LEFT_OUT | values) for i, values in enumerate(patients)]


MOST = {"most_influential": "yes"}


def sentence(*patients: dict[str, Any], **declared: Any) -> str:
    return str(influence_sentence(without(*patients), paired_row(**declared), make_plan()))


def test_no_patient_decides():
    assert sentence(MOST, {"patient": "P01"}) == (
        "CD25: leaving out P07 changes the estimate most, from −6.1 to −5.3 percentage points "
        "(unadjusted p < 0.001 with all, p = 0.002 without). No patient left out alone moves "
        "p above 0.05."
    )


def test_one_patient_decides():
    assert sentence(MOST | {"p": 0.06}, {"patient": "P01"}).endswith(
        "(unadjusted p < 0.001 with all, p = 0.060 without). Leaving out P07 alone moves p above "
        "0.05."
    )


def test_several_patients_decide():
    assert sentence(MOST, {"patient": "P01", "p": 0.01}, {"patient": "P02"}, p=0.2).endswith(
        "Leaving out any one of 3 of 3 patients (P07, P01 or P02) moves p to 0.05 or below."
    )


def test_too_many_to_name():
    people = [{"patient": f"P{i}", "p": 0.3} for i in range(8)]
    assert sentence(MOST, *people).endswith(
        "Leaving out any one of 8 of 9 patients moves p above 0.05."
    )


def test_the_same_p():
    assert "(unadjusted p < 0.001 with and without)" in sentence(MOST | {"p": 0.0001})


def test_ratios():
    declared = {
        "marker": "Blimp-1",
        "estimate": 0.41,
        "low": 0.11,
        "high": 0.78,
        "estimate_ratio": 1.33,
        "estimate_ratio_low": 1.08,
        "estimate_ratio_high": 1.72,
    }
    one = MOST | {"marker": "Blimp-1", "estimate": 0.5, "low": 0.2, "high": 0.8}
    assert "changes the estimate most, from ×1.33 to ×1.41 (unadjusted" in sentence(one, **declared)


def test_two_patients_leave_nothing_to_compare():
    gone = {"n": 1, "estimate": None, "p": None, "note": "n = 1: no test"}
    assert sentence(gone, gone | {"patient": "P01"}) == (
        "CD25: no patient could be left out (n = 1: no test)."
    )


def test_no_p_with_all_patients():
    assert sentence(MOST | {"p": None}, p=None).endswith("from −6.1 to −5.3 percentage points.")


def test_the_summary_names_the_markers_that_hang_on_one_patient():
    plan = make_plan()
    calm = (without(MOST), paired_row())
    torn = (without(MOST | {"marker": "FOXP3", "p": 0.2}), paired_row(marker="FOXP3"))
    assert str(influence_summary([calm], plan)) == (
        "No patient left out alone moves an unadjusted p across 0.05."
    )
    assert str(influence_summary([calm, torn], plan)) == (
        "Leaving out a single patient can move the unadjusted p across 0.05 for FOXP3 (1 of 1 "
        "patients)."
    )


def test_the_table_holds_the_most_influential():
    table = influence_listing(without(MOST, {"patient": "P01"}), [paired_row()], make_plan())
    (row,) = table.rows
    assert [str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row] == [
        *("CD25", "P07", "−6.1 percentage points", "−5.3 percentage points"),
        *("< 0.001", "0.002", "19"),
    ]
