import math

import numpy as np
import pytest

from explant.statistics.one_sample.signed_rank import signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.statistics.robustness.conventions import CONVENTIONS, T_TEST_SOFTWARE
from explant.tables.columns import COLUMNS
from explant.tables.robustness.software import software_table

from ..studies import BEFORE_AFTER, TWO_BY_TWO, only, study

CHANGES = [-18, -15, -14, -9, 8, 6, 4, -2, 2, -1, 0, -3]


def software(made):
    return software_table(made.differences, made.plan)


def test_one_row_per_marker_contrast_and_program():
    rng = np.random.default_rng(5)
    cells = [list(row) for row in rng.normal(10, 1, (6, 4)).round(1)]
    table = software(study(TWO_BY_TWO, {"A": cells, "B": cells[::-1]}))
    assert list(table.columns) == list(COLUMNS["software"])
    # The difference of differences is of four samples, which no program is given.
    assert set(table["contrast"]) == {"in_tumor", "tissues"}
    assert len(table) == 2 * 2 * (len(CONVENTIONS) + 1)
    assert not table.duplicated(["marker", "contrast", "software"]).any()
    assert table[["software", "test", "zeros", "method", "source"]].map(bool).all().all()


def test_the_numbers_of_a_sample_with_ties_and_a_zero():
    table = software(study(BEFORE_AFTER, {"A": [float(x) for x in CHANGES]}))
    assert (table["n"] == 12).all()
    signed_rank = table[table["test"] != "paired t test"]
    assert (signed_rank["p_explant"] == signed_rank_test(CHANGES).p).all()
    r = only(table, software="R 4.6")
    assert r["p"] == pytest.approx(0.2919921875)
    assert (r["zeros"], r["differs"]) == ("ranked (Pratt)", "zeros are ranked (Pratt)")
    assert r["continuity_correction"] == ""
    older = only(table, software=CONVENTIONS[0].software)
    assert older["p"] == pytest.approx(0.2857652190231508)
    assert older["continuity_correction"] == "yes"
    assert older["differs"].startswith("the normal approximation with continuity correction")
    assert only(table, software="SPSS")["continuity_correction"] == "no"
    t = only(table, software=T_TEST_SOFTWARE)
    assert t["p"] == pytest.approx(student_t(CHANGES).p)
    assert (t["differs"], t["note"]) == ("", "")


def test_the_zero_rule_of_the_plan_is_compared():
    made = study(BEFORE_AFTER, {"A": [float(x) for x in CHANGES]}, inference={"zero_rule": "pratt"})
    table = software(made)
    assert only(table, software="R 4.6")["differs"] == ""
    assert only(table, software="SciPy 1.17")["differs"] == "zeros are dropped"


def test_incomplete_patients_are_left_out():
    table = software(study(BEFORE_AFTER, {"A": [1.0, None, 2.0, 3.0, None, -4.0]}))
    assert (table["n"] == 4).all()


def test_no_patient_has_a_note_in_every_row():
    table = software(study(BEFORE_AFTER, {"A": [None, None], "B": [1.0, 2.0]}))
    empty = table[table["marker"] == "A"]
    assert empty["p"].isna().all()
    assert (empty["note"] == "no patients").all()
    assert (empty["differs"] == "").all()


@pytest.mark.parametrize(
    "values", [[0.0, 0.0, 0.0], [2.0, 2.0, 2.0], [1e300, -3e300, 2e300], [4.0]]
)
def test_an_empty_p_has_a_note(values):
    table = software(study(BEFORE_AFTER, {"A": values}))
    for row in table.to_dict("records"):
        assert math.isnan(row["p"]) == bool(row["note"])
        assert (
            row["p"] == pytest.approx(row["p_explant"], rel=1e-9) or row["differs"] or row["note"]
        )


def test_table_without_differences_has_its_columns():
    made = study(BEFORE_AFTER, {"A": [1.0, 2.0]})
    table = software_table(made.differences.iloc[:0], made.plan)
    assert table.empty
    assert list(table.columns) == list(COLUMNS["software"])
