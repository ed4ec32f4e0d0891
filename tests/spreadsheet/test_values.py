import datetime

import pytest

from explant.config.models import Marker
from explant.spreadsheet.cells import Cell
from explant.spreadsheet.values import MissingTexts, NotANumber, parse_number, read_value

MISSING = MissingTexts(["NA", "n.d.", "-", "-99"])
PERCENT = Marker(unit="%")


def reading(value, marker=PERCENT, **details):
    return read_value(Cell("Data", 7, 4, value, **details), marker, MISSING)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", 1.5), ("1,5", 1.5), (" 12 ", 12), ("1\u00a0234,5", 1234.5), ("−3", -3), ("+2", 2),
        ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,234,567", 1234567), ("1.234", 1.234),
        ("0,123", 0.123), ("1234,567", 1234.567), ("1e3", 1000), ("1,5e3", 1500), (".5", 0.5),
        (",5", 0.5), ("5.", 5),
    ],
)  # fmt: skip
def test_numbers_as_labs_write_them(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "abc", "1.5.2", "1,2,3", "12 3", "0x1", "nan", "inf", "1e999"]
)
def test_what_is_no_number(text):
    with pytest.raises(NotANumber, match="is not a number"):
        parse_number(text)


def test_a_comma_that_could_be_two_things_is_not_guessed():
    with pytest.raises(NotANumber, match=r"1\.234 or as 1234") as caught:
        parse_number("1,234")
    assert caught.value.how_to_fix == "Write 1.234 or 1234."


@pytest.mark.parametrize("value", [None, "  ", "na", "N.D.", "–", "-99", -99, -99.0])
def test_missing_values(value):
    found = reading(value)
    assert found.value is None
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("text", "value", "censored"),
    [
        ("<0.5", 0.5, "below"), ("< 0,5 %", 0.5, "below"), ("≤0.5", 0.5, "below"),
        ("<=0.5", 0.5, "below"), (">99", 99, "above"), ("≥ 99", 99, "above"), ("23 %", 23, ""),
    ],
)  # fmt: skip
def test_censored_values_carry_their_limit(text, value, censored):
    found = reading(text)
    assert (found.value, found.censored, found.remarks) == (value, censored, ())


def test_a_unit_after_the_number_is_no_text():
    assert reading("120 mfi", Marker(unit="MFI")).value == 120


def test_a_percentage_cell_reads_as_it_shows():
    found = reading(0.07, percent=True)
    assert found.value == 7
    assert [remark.kind for remark in found.remarks] == ["percent"]
    found = reading(0.07, Marker(unit="MFI"), percent=True)
    assert found.value == 0.07
    assert found.remarks[0].severity == "warning"


@pytest.mark.parametrize(
    ("value", "details", "marker", "what"),
    [
        ("lost", {}, PERCENT, '"lost" is not a number'),
        ("<", {}, PERCENT, '"<" is not a number'),
        ("<low", {}, PERCENT, "no number after its sign"),
        ("1,234", {}, Marker(unit="MFI"), "can be read as 1.234 or as 1234"),
        (datetime.datetime(2024, 11, 3), {}, PERCENT, "date"),
        (datetime.time(3, 11), {}, PERCENT, "date or a time"),
        (True, {}, PERCENT, "logical"),
        ("#DIV/0!", {"error": True}, PERCENT, "#DIV/0!"),
        (None, {"formula": "=A1"}, PERCENT, "without its result"),
        (101, {}, PERCENT, "not between 0 and 100"),
        (-0.1, {}, PERCENT, "not between 0 and 100"),
        (-1, {}, Marker(scale="log2"), "negative"),
        (10**400, {}, Marker(), "too large"),
    ],
)
def test_errors(value, details, marker, what):
    found = reading(value, marker, **details)
    (remark,) = found.remarks
    assert found.value is None
    assert remark.severity == "error"
    assert what in remark.what
    assert remark.how_to_fix


def test_not_available_is_missing_with_a_warning():
    for found in (reading("#N/A", error=True), reading("#n/a")):
        assert found.value is None
        assert found.remarks[0].severity == "warning"


@pytest.mark.parametrize(
    ("value", "marker", "zero"),
    [
        (0, Marker(scale="log2"), True),
        (0, Marker(scale="log2", offset=1), False),
        (0, Marker(scale="logit", unit="%"), True),
        (100, Marker(scale="logit", unit="%"), True),
        (100, Marker(scale="log2", unit="%"), False),
        (0, Marker(), False),
        (0, Marker(scale="log2", detection_limit=2), False),
    ],
)
def test_zeros_on_a_scale_that_has_none(value, marker, zero):
    assert ("zero" in [remark.kind for remark in reading(value, marker).remarks]) is zero


def test_the_declared_limit_of_detection():
    marker = Marker(unit="%", detection_limit=0.5)
    below = reading(0.2, marker)
    assert (below.value, below.censored, below.remarks[0].kind) == (0.5, "below", "below_limit")
    assert reading(0.5, marker).censored == ""
    assert reading("<0.5", marker).remarks == ()
    other = reading("<0.3", marker)
    assert (other.value, other.censored) == (0.3, "below")
    assert other.remarks[0].severity == "warning"
