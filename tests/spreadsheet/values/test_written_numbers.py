import pytest
from hypothesis import given
from hypothesis import strategies as st

from explant.spreadsheet.values.written_numbers import NotANumber, parse_number, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", 1.5), ("1,5", 1.5), (" 12 ", 12), ("1\u00a0234,5", 1234.5), ("−3", -3), ("+2", 2),
        ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,234,567", 1234567), ("1.234", 1.234),
        ("0,123", 0.123), ("1234,567", 1234.567), ("1e3", 1000), ("1,5e3", 1500), (".5", 0.5),
        (",5", 0.5), ("5.", 5), ("1.234.567", 1234567), ("1'234.5", 1234.5), ("1’234", 1234),
        ("1\u202f234,5", 1234.5), ("1\u2009234 567", 1234567), ("'5", 5), ("0·5", 0.5),
        ("۱۲٫۵", 12.5), ("١٢٫٥", 12.5), ("١٬٢٣٤٫٥", 1234.5), ("۱۲.۵", 12.5), ("۱۲،۵", 12.5),
        ("１２．５", 12.5), ("\u200f۱۲", 12), ("1.5×10³", 1500), ("1,5 x 10^3", 1500),
        ("2·10⁻²", 0.02), ("1.5E-3", 0.0015), ("-1.234,5", -1234.5), ("०.५", 0.5),
    ],
)  # fmt: skip
def test_numbers_as_labs_write_them(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "text"), ("abc", "text"), ("1,2,3", "text"), ("0x1", "text"), ("nan", "text"),
        ("inf", "text"), ("1e999", "text"), ("12,,5", "text"), ("1'23", "text"), ("- 5", "text"),
        ("1_000", "text"), ("12,34.5", "text"), ("1.234,567,8", "text"), ("0.234.567", "text"),
        ("5±0.3", "spread"), ("5 +/- 0,3", "spread"), ("3.11.2024", "date"), ("1.5.2", "date"),
        ("2024-11-03 00:00:00", "date"), ("11-Mar", "date"), ("03. Nov", "date"),
        ("déc-24", "date"), ("3:11", "date"), ("12/5", "slash"), ("۱۲/۵", "slash"),
        ("5-7", "interval"), ("5 – 7", "interval"), ("5 bis 7", "interval"), ("5;7", "several"),
        ("5, 7", "several"), ("12 3", "several"), ("5\n7", "several"), ("~5", "approximate"),
        ("ca. 5", "approximate"), ("5?", "doubt"), ("? 5", "doubt"), ("(5)", "brackets"),
        ("5 (repeat)", "remark"), ("5 (0.3)", "remark"), ("5*", "mark"), ("*5", "mark"),
        ("5a", "mark"), ("10²", "mark"), ("5ᵃ", "mark"), (">ULOQ", "above"), ("OOR >", "above"),
        ("above ULOQ", "above"), ("overflow", "above"),
    ],
)  # fmt: skip
def test_what_is_no_number_says_why(text, kind):
    with pytest.raises(NotANumber, match="is not a number") as caught:
        parse_number(text)
    assert caught.value.kind == kind
    assert caught.value.how_to_fix


@pytest.mark.parametrize("text", ["1,234", "12،345"])
def test_a_comma_that_could_be_two_things_is_not_guessed(text):
    with pytest.raises(NotANumber, match="can be read as 1") as caught:
        parse_number(text)
    assert caught.value.how_to_fix.startswith("Write 1")


@pytest.mark.parametrize(
    ("text", "sign", "number"),
    [
        ("1,234", "point", 1234), ("1,234", "comma", 1.234), ("1.234", "comma", 1234),
        ("1.234", "point", 1.234), ("1.234,5", "comma", 1234.5), ("1,234.5", "point", 1234.5),
        ("1'234", "comma", 1234), ("12", "comma", 12), ("۱۲٫۵", "comma", 12.5),
    ],
)  # fmt: skip
def test_the_declared_decimal_sign_decides(text, sign, number):
    assert parse_number(text, sign) == number


@pytest.mark.parametrize(("text", "sign"), [("1,5", "point"), ("1.5", "comma"), ("0.123", "comma")])
def test_the_other_sign_is_refused(text, sign):
    with pytest.raises(NotANumber, match=f"spreadsheet.decimal_sign is {sign}"):
        parse_number(text, sign)


def test_what_the_separators_say():
    assert read_number("1,5").decimal == ","
    assert read_number("1.234").doubtful
    assert not read_number("0.234").doubtful
    assert not read_number("1.23").doubtful
    assert read_number("1 234,5").grouped


DIGITS = {
    "plain": "0123456789",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "wide": "０１２３４５６７８９",
}
STYLES = [
    (",", "."), (".", ","), ("'", "."), ("’", ","), ("\u202f", ","), ("\u00a0", "."), ("", "."),
    ("", ","), ("٬", "٫"), ("", "٫"), (" ", "·"),
]  # fmt: skip


@given(
    number=st.decimals(-(10**7), 10**7, places=4, allow_nan=False),
    places=st.integers(0, 4),
    style=st.sampled_from(STYLES),
    digits=st.sampled_from(list(DIGITS)),
    sign=st.sampled_from(["-", "−", "－"]),
)
def test_a_number_in_any_style_is_read_as_it_is_or_refused(number, places, style, digits, sign):
    number = round(number, places)
    group, point = style
    text = f"{number:,.{places}f}".replace(",", "\0").replace(".", point).replace("\0", group)
    text = text.replace("-", sign).translate(str.maketrans("0123456789", DIGITS[digits]))
    try:
        read = parse_number(text)
    except NotANumber as reason:
        assert reason.kind == "either"  # noqa: PT017
    else:
        # A point with three digits behind it is a point, unless the table shows a decimal comma.
        thousand = places == 0 and group == "." and read_number(text).doubtful
        assert read == float(number) / (1000 if thousand else 1)
