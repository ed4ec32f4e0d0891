"""Labels that were swapped are asked about; patients who differ are not."""

import numpy as np
import pytest

from explant.spreadsheet.checks.swapped_labels import swaps
from tests.spreadsheet.builders import only, read, with_severity
from tests.spreadsheet.simulated import plan, rows_of

MARKERS = ["a", "b", "c", "d", "e"]


def relabeled(rows, first, second, place):
    """Rows with one label of two rows exchanged (numbers as in the sheet)."""
    new = [list(row) for row in rows]
    one, other = new[first - 1][place], new[second - 1][place]
    new[first - 1][place], new[second - 1][place] = other, one
    return new


def questions(found):
    return [problem for problem in with_severity(found, "warning") if "swapped" in problem.what]


def test_tissues_of_one_patient_swapped(tmp_path):
    rows = relabeled(relabeled(rows_of(), 18, 20, 1), 19, 21, 1)
    (question,) = questions(read(tmp_path, rows, plan()))
    assert question.what.startswith("Are tumor and normal of P05 swapped (control and IL-2)?")
    assert question.patient == "P05"
    assert question.where.startswith("Data!D18:")


def test_treatments_swapped_in_one_tissue(tmp_path):
    rows = relabeled(rows_of(), 34, 35, 2)
    (question,) = questions(read(tmp_path, rows, plan()))
    assert question.what.startswith("Are control and IL-2 of P09 swapped (tumor)?")
    assert "FOXP3, CTLA-4 and Caspase-3" in question.what
    assert question.where == "Data!D34:H35"


def test_two_patients_swapped(tmp_path):
    rows = rows_of()
    for first in (18, 42):
        rows = relabeled(relabeled(rows, first, first + 2, 1), first + 1, first + 3, 1)
    assert [q.patient for q in questions(read(tmp_path, rows, plan()))] == ["P05", "P11"]


def test_clean_studies_are_not_asked_about(tmp_path):
    asked = sum(
        bool(questions(read(tmp_path, rows_of(seed=seed, effect=effect), plan())))
        for seed in range(12)
        for effect in (1.0, 0.3)
    )
    assert asked <= 1


@pytest.mark.parametrize("correlation", [0.0, 0.5])
@pytest.mark.parametrize("size", [0.0, 1.0, 2.0])
def test_clean_differences(correlation, size):
    random = np.random.default_rng(3)
    flagged = 0
    for _ in range(150):
        shared = random.standard_normal((20, 1)) * np.sqrt(correlation)
        own = random.standard_normal((20, 5)) * np.sqrt(1 - correlation)
        flagged += bool(swaps(size + shared + own, MARKERS))
    assert flagged <= 1


def test_what_says_nothing():
    clean = 2 + np.random.default_rng(4).standard_normal((20, 5))
    clean[3] *= -1
    assert [swap.patient for swap in swaps(clean, MARKERS)] == [3]
    assert swaps(clean[:7], MARKERS) == []
    assert swaps(clean[:, :2], MARKERS[:2]) == []
    # Two slots of one marker are one marker.
    assert swaps(clean[:, :4], ["a", "a", "b", "b"]) == []
    assert swaps(np.full((20, 5), np.nan), MARKERS) == []
    assert swaps(np.full((20, 5), 2.0), MARKERS) == []


def test_a_patient_whose_differences_are_small_is_not_swapped():
    values = 2 + 0.5 * np.random.default_rng(4).standard_normal((20, 5))
    values[3] = -0.1
    assert swaps(values, MARKERS) == []


def test_a_patient_who_is_reversed_in_two_markers_only():
    values = 2 + 0.5 * np.random.default_rng(4).standard_normal((20, 5))
    values[3, :2] *= -1
    assert swaps(values, MARKERS) == []


def test_replicates_without_a_place_on_the_scale_are_an_error_and_no_crash(tmp_path):
    rows = [[*row, 1] for row in rows_of(8)]
    rows[0][-1] = "Replicate"
    rows.append([*rows[1][:3], 0.0, *rows[1][4:8], 2])
    study = plan(
        markers={"CD25": {"unit": "%", "scale": "logit"}},
        spreadsheet={"columns": {"replicate": "Replicate"}},
    )
    error = only(read(tmp_path, rows, study), "error")
    assert error.where == "Data!D34"
    assert error.what.startswith("CD25 is 0 or 100 here")
