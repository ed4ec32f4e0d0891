"""Whether a row is the mean, SD, n … of the rows above it, within what is printed."""

import statistics

import pytest

from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.structure.summed_rows import is_named, measures, printed, summed_up

ABOVE = [(38.8, 19.3), (40.4, 17.1), (41.2, 24.8), (20.7, 11.2), (40.3, 29.3), (27.5, 19.1)]


def cells(*values):
    return {column: Cell("S", 1, column, value) for column, value in enumerate(values, start=2)}


ROWS = [cells(*values) for values in ABOVE]
COLUMNS = list(zip(*ABOVE, strict=True))


def test_measures_agree_with_the_standard_library():
    for values in COLUMNS:
        found = measures(values)
        assert found["mean"] == pytest.approx(statistics.fmean(values))
        assert found["median"] == pytest.approx(statistics.median(values))
        assert found["SD"] == pytest.approx(statistics.stdev(values))
        assert found["SD of all"] == pytest.approx(statistics.pstdev(values))
        assert found["variance"] == pytest.approx(statistics.variance(values))
        assert found["geometric mean"] == pytest.approx(statistics.geometric_mean(values))
        assert found["SEM"] == pytest.approx(statistics.stdev(values) / len(values) ** 0.5)
        assert found["CV in %"] == pytest.approx(
            100 * statistics.stdev(values) / statistics.fmean(values)
        )


@pytest.mark.parametrize("digits", [0, 1, 2, 10])
@pytest.mark.parametrize("as_text", ["", ".", ","])
@pytest.mark.parametrize("what", ["mean", "SD", "SEM", "median", "CV in %", "n"])
def test_a_row_is_known_by_its_numbers_however_they_are_rounded(what, digits, as_text):
    numbers = [round(measures(values)[what], digits) for values in COLUMNS]
    row = cells(*(f"{n:.{digits}f}".replace(".", as_text) if as_text else n for n in numbers))
    found = summed_up(row, ROWS, ["?"])
    assert found is not None
    assert found.columns == 2
    if digits == 10:
        assert found.what == what


def test_only_a_name_makes_a_row_the_sum_or_the_smallest_of_others():
    for what in ("sum", "minimum", "maximum"):
        row = cells(*(measures(values)[what] for values in COLUMNS))
        assert summed_up(row, ROWS, ["Total"]).what == what
        assert summed_up(row, ROWS, ["KL"]) is None


def test_one_column_that_does_not_fit_is_enough_against_it():
    means = [statistics.fmean(values) for values in COLUMNS]
    assert summed_up(cells(*means), ROWS, []) is not None
    assert summed_up(cells(means[0], means[1] + 0.1), ROWS, []) is None
    # The mean in one column and the median in the other are no row of either.
    assert summed_up(cells(means[0], statistics.median(COLUMNS[1])), ROWS, []) is None


def test_a_mean_with_its_spread_in_one_cell():
    both = [f"{statistics.fmean(v):.1f} ± {statistics.stdev(v):.1f}" for v in COLUMNS]
    assert summed_up(cells(*both), ROWS, []).what == "mean"
    wrong = [f"{statistics.fmean(v):.1f} ± {statistics.stdev(v) + 1:.1f}" for v in COLUMNS]
    assert summed_up(cells(*wrong), ROWS, []) is None


def test_a_mean_of_one_group_that_the_row_or_its_name_names():
    rows = [cells(group, *values) for group, values in zip("ababab", ABOVE, strict=True)]
    first = [round(statistics.fmean(column[::2]), 2) for column in COLUMNS]
    assert summed_up(cells("A", *first), rows, ["Mean"]).what == "mean"
    assert summed_up(cells("b", *first), rows, ["Mean"]) is None
    assert summed_up(cells(None, *first), rows, ["Mean a"]).what == "mean"
    assert summed_up(cells(None, *first), rows, ["Mean of all"]) is None


def test_limits_count_as_the_limit_or_not_at_all():
    rows = [cells(value) for value in (2.0, "<1", 4.0, 6.0)]
    assert summed_up(cells(4.0), rows, []).what == "mean"
    assert summed_up(cells(3.25), rows, []).what == "mean"


def test_p_values_are_known_by_their_name_and_range():
    assert summed_up(cells(0.03, 0.2), ROWS, ["p (Wilcoxon)"]).what == "p"
    assert summed_up(cells(31.1, 0.2), ROWS, ["p (Wilcoxon)"]) is None
    assert summed_up(cells(0.03, 0.2), ROWS, ["P07"]) is None
    shares = [cells(0.1, 0.2), cells(0.2, 0.3)]
    assert summed_up(cells(0.03, 0.9), shares, ["p"]) is None


def test_the_last_digit_says_how_precise_a_number_is():
    assert printed(Cell("S", 1, 1, "12,50")).tolerance == pytest.approx(0.005)
    assert printed(Cell("S", 1, 1, 12.5)).tolerance == pytest.approx(0.05)
    assert printed(Cell("S", 1, 1, 12)).tolerance == 0.5
    assert printed(Cell("S", 1, 1, "II")) is None


@pytest.mark.parametrize("text", ["P01", "Anna", "BC-12", "17", "Mouse 3", "Donor", "Pool", "AK"])
def test_ids_are_no_names_of_sums(text):
    assert not is_named([text])
