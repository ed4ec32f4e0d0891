import datetime

import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel

from explant.spreadsheet.files.number_formats import BUILT_IN, kind_of_format, moment, number


@pytest.mark.parametrize("days", [1, 59, 61, 60.5, 366, 45352.75, 0.25, 44000.123456])
def test_dates_are_those_of_openpyxl(days):
    assert moment(days) == from_excel(days)
    assert moment(days, from_1904=True) == from_excel(days, CALENDAR_MAC_1904)


def test_dates_outside_the_calendar_are_none():
    assert moment(2958465) == datetime.datetime(9999, 12, 31)
    assert moment(-0.5) is None
    assert moment(2958466) is None
    assert moment(2958465.9999999999) is None
    assert moment(1e300) is None
    assert moment(2958465, from_1904=True) is None


def test_elapsed_time_may_be_negative():
    assert moment(-1.5, duration=True) == datetime.timedelta(days=-1.5)


def test_built_in_formats_are_those_that_openpyxl_knows():
    for key, code in BUILTIN_FORMATS.items():
        assert BUILT_IN.get(key, "") == kind_of_format(code), code
        assert (BUILT_IN.get(key) in ("date", "duration")) == bool(is_date_format(code)), code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0.00%;[Red]-0.00%", "percent"),
        ("[$-409]d-mmm-yy;@", "date"),
        ("[$€-407] #,##0.00", ""),
        ('_-* #,##0.00 "kr"_-', ""),
        ("#,##0.00 _D_M", ""),
        ("[mm]:ss", "duration"),
        ("0.0E+00", ""),
        ('yyyy"年"m"月"d"日"', "date"),
        ("", ""),
    ],
)
def test_kinds_of_formats(code, kind):
    assert kind_of_format(code) == kind


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("7.0", 7), ("-0.5", -0.5), ("1E+20", 1e20), ("2e3", 2000)]
)
def test_numbers(text, value):
    assert number(text) == value
    assert isinstance(number(text), int) == (value == int(value) and abs(value) < 1e15)


@pytest.mark.parametrize("text", ["", "one", "nan", "inf", "-1e999", "1,5"])
def test_what_is_no_number(text):
    with pytest.raises(ValueError, match=r"\w"):
        number(text)
