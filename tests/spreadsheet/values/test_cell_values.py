import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.config.models import Marker
from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.values.cell_values import (
    COMMA,
    PlainNumbers,
    Reading,
    conventions,
    read_value,
)
from explant.spreadsheet.values.written_numbers import Number, read_number
from tests.spreadsheet.builders import plan_of
from tests.tried import tried

WRITTEN = conventions(plan_of(spreadsheet={"missing": ["NA", "n.a.", "n.d.", "-", "-99"]}))
PERCENT = Marker(unit="%")


def reading(value, marker=PERCENT, **details):
    return read_value(Cell("Data", 7, 4, value, **details), marker, WRITTEN)


@pytest.mark.parametrize("value", [None, "  ", "na", "N.A.", "–", "--", "-99", -99, -99.0])
def test_missing_values(value):
    found = reading(value)
    assert found.value is None
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("text", "value", "censored"),
    [
        ("<0.5", 0.5, "below"), ("< 0.5 %", 0.5, "below"), ("≤0.5", 0.5, "below"),
        ("<۰٫۵", 0.5, "below"), ("＜０．５", 0.5, "below"), ("23 ٪", 23, ""),
        ("23 percent", 23, ""), ("<=0.5", 0.5, "below"), (">99", 99, "above"),
        ("23 %", 23, ""), ("≥ 99", 99, "above"),
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
        ("5 pg/ml", {}, Marker(unit="ng/ml"), '"5 pg/ml" is not a number in ng/ml'),
        ("5 MFI", {}, PERCENT, '"MFI" stands behind it'),
        ("23 %", {}, Marker(unit="MFI"), '"%" stands behind it'),
        ("12,,5", {}, PERCENT, '"12,,5" is not a number.'),
        ("5*", {}, PERCENT, "a mark stands beside the number"),
        ("~5 %", {}, PERCENT, '"~5 %" is not a number: it says that the value is approximate'),
        ("5.1 ± 0.3", {}, PERCENT, "a value and its spread"),
        (">ULOQ", {}, PERCENT, "above what could be measured"),
        ("OOR >", {}, PERCENT, "above what could be measured"),
        ("<LOD", {}, PERCENT, "the config declares none"),
        ("BLQ", {}, PERCENT, "the config declares none"),
        ("11-Mar", {}, PERCENT, "it looks like a date"),
        ("x" * 90, {}, PERCENT, "x…"),
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


@pytest.mark.parametrize(
    "text", ["<LOD", "≤ LOD", "<= lod", "< LLOQ", "BLQ", "b.d.l.", "not detected", "OOR <", "LOW"]
)
def test_texts_that_say_below_detection_become_the_limit(text):
    written = conventions(plan_of(spreadsheet={"below_detection": ["low"]}))
    found = read_value(Cell("Data", 7, 4, text), Marker(unit="pg/ml", detection_limit=2), written)
    assert (found.value, found.censored) == (2, "below")
    assert [(remark.kind, remark.severity) for remark in found.remarks] == [("at limit", "note")]


def test_nd_is_missing_with_a_note_until_it_is_declared():
    marker = Marker(unit="pg/ml", detection_limit=2)
    for text in ("ND", "n.d.", "Undetermined"):
        found = read_value(Cell("Data", 7, 4, text), marker, conventions(plan_of()))
        assert found.value is None
        assert [(remark.kind, remark.severity) for remark in found.remarks] == [
            ("ambiguous", "note")
        ]
    declared = conventions(plan_of(spreadsheet={"below_detection": ["ND"]}))
    assert read_value(Cell("Data", 7, 4, "n.d."), marker, declared).censored == "below"


@pytest.mark.parametrize("text", ["-", "?", "nan", "NULL", "missing", "N/A", "not done"])
def test_texts_that_mean_missing_without_being_declared(text):
    found = read_value(Cell("Data", 7, 4, text), PERCENT, conventions(plan_of()))
    assert (found.value, found.remarks) == (None, ())


@pytest.mark.parametrize(
    ("value", "marker", "severity"),
    [
        (301, Marker(unit="H-score"), "error"), (300, Marker(unit="H-score"), None),
        (-0.1, Marker(unit="pg/mL"), "error"), (-1, Marker(unit="cells/µl"), "error"),
        (-1, Marker(unit="MFI"), "warning"), (-1, Marker(unit="a.u."), None),
        (-1, Marker(unit="log2 RSEM"), None), (-1, Marker(), None),
        (-1, Marker(unit="MFI", range=(-50, 9999)), None),
        (61, Marker(unit="%", range=(0, 60)), "error"), (130, Marker(unit="% of control"), None),
        (1.2, Marker(unit="fraction"), "error"), (15, Marker(unit="pH"), "error"),
    ],
)  # fmt: skip
def test_values_outside_what_the_unit_or_the_plan_says(value, marker, severity):
    found = reading(value, marker)
    assert [remark.severity for remark in found.remarks] == ([severity] if severity else [])
    assert found.value == (None if severity == "error" else value)


EDGES = (0, 1, 4, 5, 99, 100, 101, 300, 0.5, 0.0001, 1e-5, 1e14, 1e15, 1e300, 2e300, -99, 1234)
NUMBERS = st.one_of(
    st.sampled_from([sign * edge for edge in EDGES for sign in (1, -1, 1.0, -1.0)]),
    st.floats(allow_nan=True),
    st.floats(-10, 310).map(lambda value: round(value, 3)),
    st.integers(-400, 400),
    st.booleans(),
)
TEXTS = st.one_of(
    NUMBERS.map(str),
    NUMBERS.map(lambda value: f"{value:.3f}"),
    NUMBERS.map(lambda value: f"{value:.2f}".replace(".", ",")),
    st.from_regex(r"[-+<≤]?[0-9٣]{1,4}[.,]?[0-9]{0,4}( ?%)?|[A-Za-z .#-]{0,4}", fullmatch=True),
)
MARKERS = [
    Marker(),
    PERCENT,
    Marker(unit="%", scale="logit"),
    Marker(unit="%", scale="logit", offset=0.5),
    Marker(unit="pg/ml", scale="log2", detection_limit=4),
    Marker(unit="MFI", scale="log2"),
    Marker(unit="MFI", range=(-5, 5)),
]
WRITINGS = [
    WRITTEN,
    conventions(plan_of()),
    conventions(plan_of(spreadsheet={"missing": ["1E-05", "1e+15"]})),
    conventions(plan_of(spreadsheet={"below_detection": ["0", "-1"]})),
    conventions(plan_of(spreadsheet={"missing": ["0,5"], "decimal_sign": "comma"})),
    conventions(plan_of(spreadsheet={"decimal_sign": "comma"})),
    conventions(plan_of(spreadsheet={"decimal_sign": "point"})),
]


@settings(max_examples=tried(300))
@given(
    st.one_of(NUMBERS, TEXTS),
    st.sampled_from(MARKERS),
    st.sampled_from(WRITINGS),
    st.booleans(),
    st.booleans(),
)
def test_a_plain_number_is_what_is_read_with_care(value, marker, written, percent, error):
    cell = Cell("Data", 7, 4, value, percent=percent, error=error)
    number = PlainNumbers(marker, written).number(cell)
    if number is not None:
        assert read_value(cell, marker, written) == Reading(number)


@given(st.from_regex(COMMA, fullmatch=True))
def test_a_comma_that_is_no_doubt_the_decimal_sign(text):
    value = float(text.replace(",", "."))
    assert read_number(text) == read_number(text, "comma") == Number(value, ",")


@pytest.mark.parametrize("text", ["1,234", "12,345", "999,000", "1,234,5", ",5", "5,"])
def test_a_comma_that_may_be_something_else(text):
    assert COMMA.fullmatch(text) is None


@pytest.mark.parametrize("value", [23, 23.5, 0, 100, "23", "23.5", "0.125", "+7"])
def test_most_numbers_are_plain(value):
    assert PlainNumbers(PERCENT, conventions(plan_of())).number(Cell("Data", 7, 4, value)) == float(
        value
    )
