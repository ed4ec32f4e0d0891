"""Values in two units are asked about, wide and skewed distributions are not."""

import numpy as np
import pytest

from explant.spreadsheet.checks.unit_mixing import mixed_units, two_units
from tests.spreadsheet.builders import changed, read, with_severity
from tests.spreadsheet.simulated import plan, rows_of


def scaled(rows, addresses, factor):
    cells = {}
    for address in addresses:
        value = rows[int(address[1:]) - 1][ord(address[0]) - ord("A")]
        cells[address] = round(value * factor, 4)
    return changed(rows, cells)


def test_fractions_of_one_patient_beside_percentages(tmp_path):
    addresses = [f"D{row}" for row in (10, 11, 12, 13)]
    found = read(tmp_path, scaled(rows_of(), addresses, 0.01), plan())
    (warning,) = with_severity(found, "warning")
    assert warning.where == "Data!D10:D13"
    assert warning.what.startswith("4 values of CD25 are about 100 times smaller")
    assert "fractions" in warning.what
    assert (warning.patient, warning.marker) == ("P03", "CD25")


def test_half_of_the_patients_in_another_unit(tmp_path):
    addresses = [f"H{row}" for row in range(2, 38)]
    rows = scaled(rows_of(), addresses, 1000)
    (warning,) = with_severity(read(tmp_path, rows, plan()), "warning")
    assert warning.where == "Data!H2:H37"
    assert warning.what.startswith("36 values of Blimp-1 are about 1000 times larger")
    assert warning.how_to_fix == "Write all values of Blimp-1 in one unit (MFI)."


def test_one_value(tmp_path):
    (warning,) = with_severity(read(tmp_path, scaled(rows_of(), ["E7"], 0.01), plan()), "warning")
    assert warning.where == "Data!E7"
    assert "is about 100 times smaller" in warning.what


@pytest.mark.parametrize("factor", [0.1, 0.3, 10])
def test_other_factors_are_no_units(tmp_path, factor):
    found = read(tmp_path, scaled(rows_of(), ["H7", "H8", "H9"], factor), plan())
    assert found.problems == []


def test_a_treatment_that_multiplies_by_a_hundred_is_no_unit(tmp_path):
    addresses = [f"H{row}" for row in range(3, 82, 2)]
    assert read(tmp_path, scaled(rows_of(), addresses, 100), plan()).problems == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda z: 10 ** (0.2 * z),
        lambda z: 10**z,
        lambda z: np.exp(z * np.abs(z)),
        lambda z: 100 / (1 + np.exp(1.1 - 0.9 * z)),
        lambda z: 100 / (1 + np.exp(4 - 1.5 * z)),
        lambda z: np.maximum(z, 0) ** 3,
    ],
    ids=["narrow", "three decades", "heavy tails", "percentages", "rare cells", "many zeros"],
)
def test_clean_distributions(draw):
    random = np.random.default_rng(11)
    asked = 0
    for _ in range(200):
        person = np.sqrt(0.7) * random.standard_normal((20, 1))
        values = draw(person + np.sqrt(0.3) * random.standard_normal((20, 4)))
        asked += mixed_units(values) is not None
    assert asked <= 4


def test_too_few_values_say_nothing():
    assert two_units([23, 0.2, 30, 25]) is None
