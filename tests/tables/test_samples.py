import numpy as np

from explant.tables.samples import samples_by_question

from .studies import BEFORE_AFTER, study


def test_every_array_has_the_patients_in_the_same_order():
    made = study(BEFORE_AFTER, {"A": [1.0, None, 3.0], "B": [4.0, 5.0, None]})
    table = made.differences
    expected = {("A", "change"): [1.0, np.nan, 3.0], ("B", "change"): [4.0, 5.0, np.nan]}
    for rows in (table, table.iloc[[0, 4, 2, 5, 1, 3]]):
        samples = samples_by_question(rows)
        order = [samples.patients.index(patient) for patient in ("P01", "P02", "P03")]
        assert list(samples.differences) == list(expected)
        for question, values in expected.items():
            np.testing.assert_array_equal(samples.differences[question][order], values)


def test_an_absent_row_is_a_missing_difference():
    table = study(BEFORE_AFTER, {"A": [1.0, 2.0], "B": [3.0, 4.0]}).differences.iloc[:3]
    assert np.isnan(samples_by_question(table).differences["B", "change"][1])


def test_no_rows_give_no_samples():
    table = study(BEFORE_AFTER, {"A": [1.0]}).differences.iloc[:0]
    assert samples_by_question(table).differences == {}
