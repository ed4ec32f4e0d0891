"""Numbers as people read them: how many digits, which sign, which unit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

CONTEXT = Context(prec=400)
MINUS = "−"
MOST_DECIMALS = 6
SMALLEST_EXACT_P = 0.001
MISSING = "–"


def fixed(value: float, decimals: int) -> str:
    """A number with so many decimals, a true minus sign, and no negative zero.

    Halves of the written decimals round away from zero, as readers who check a table expect.

    Examples
    --------
    >>> fixed(-6.14, 1), fixed(-0.01, 1), fixed(1234.5, 0), fixed(-4.25, 1)
    ('−6.1', '0.0', '1235', '−4.3')
    """
    if math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    # Fifteen digits are what a float holds: 4.25 that came out as 4.249999999999999 is 4.25.
    written = Decimal(format(value, ".14g"))
    step = Decimal(1).scaleb(-decimals)
    text = format(written.quantize(step, ROUND_HALF_UP, CONTEXT), "f")
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def decimals_for(estimate: float, low: float, high: float, null: float = 0.0) -> int:
    """Decimals that show two significant digits of half an interval's width.

    A bound that is not the null value never rounds to it: an interval that excludes zero must look
    as if it did.

    Examples
    --------
    >>> decimals_for(-6.14, -8.93, -3.21)
    1
    >>> decimals_for(-2.0, -4.1, -0.04), decimals_for(3.1e-7, 1e-7, 5e-7)
    (2, 8)
    >>> decimals_for(0.0, 0.0, 5e-324)
    325
    """
    width = high - low
    if math.isfinite(width) and width > 0:
        # Half of the smallest float is 0.
        decimals = 1 - math.floor(math.log10(width / 2 or width))
    elif math.isfinite(estimate) and estimate != 0:
        decimals = 2 - math.floor(math.log10(abs(estimate)))
    else:
        decimals = 1
    shown = [value for value in (estimate, low, high) if math.isfinite(value) and value != null]
    most = _most_decimals(shown)
    decimals = min(max(decimals, 0), most)
    while decimals < most and any(round(value, decimals) == null for value in shown):
        decimals += 1
    return decimals


def _most_decimals(values: Sequence[float]) -> int:
    """Decimals that are worth showing: of small numbers more, or nothing of them is seen."""
    largest = max((abs(value) for value in values), default=0.0)
    if not 0 < largest < 1:
        return MOST_DECIMALS
    return MOST_DECIMALS - math.floor(math.log10(largest))


def ratio_decimals(ratio: float, low: float, high: float) -> int:
    """Decimals for a ratio and its interval: two, fewer for large and more for small ratios.

    Examples
    --------
    >>> ratio_decimals(0.62, 0.5, 0.77), ratio_decimals(0.012, 0.006, 0.03)
    (2, 3)
    """
    shown = [value for value in (ratio, low, high) if math.isfinite(value) and value > 0]
    if not shown:
        return 2
    smallest = min(shown)
    decimals = 2
    if smallest < 0.1:
        decimals = min(-math.floor(math.log10(smallest)), _most_decimals(shown))
    elif smallest >= 10:
        decimals = 1 if smallest < 100 else 0
    while decimals < MOST_DECIMALS and any(
        value != 1 and round(value, decimals) == 1 for value in shown
    ):
        decimals += 1
    return decimals


def p_text(p: float, alpha: float | None = None) -> tuple[str, str]:
    """Sign and digits of a p value: ``("=", "0.031")`` or ``("<", "0.001")``.

    Three decimals below 0.1, two above, and more where rounding would carry p to alpha or across
    it: beside "evidence" or "no evidence" the digits must tell on which side p lies.

    Examples
    --------
    >>> p_text(0.0312), p_text(0.0004), p_text(0.0504, alpha=0.05), p_text(0.618)
    (('=', '0.031'), ('<', '0.001'), ('=', '0.0504'), ('=', '0.62'))
    >>> p_text(1.0), p_text(0.998), p_text(0.0625), p_text(0.0499, alpha=0.05)
    (('>', '0.99'), ('>', '0.99'), ('=', '0.063'), ('=', '0.0499'))
    """
    if p < SMALLEST_EXACT_P:
        return "<", "0.001"
    if p >= 0.995:
        return ">", "0.99"
    decimals = 3 if p < 0.1 else 2
    text = fixed(p, decimals)
    while alpha is not None and p != alpha and decimals < MOST_DECIMALS:
        if (float(text) < alpha) == (p < alpha) and float(text) != alpha:
            break
        decimals += 1
        text = fixed(p, decimals)
    return "=", text


def plain(value: float, significant: int = 4) -> str:
    """A number with so many significant digits, no trailing zeros and no power of ten.

    Examples
    --------
    >>> plain(0.05), plain(0.0625), plain(-2.0), plain(12345.6), plain(0.000012)
    ('0.05', '0.0625', '−2', '12346', '0.000012')
    """
    if not math.isfinite(value) or value == 0:
        return fixed(value, 0)
    text = fixed(value, max(significant - 1 - math.floor(math.log10(abs(value))), 0))
    return text.rstrip("0").rstrip(".") if "." in text else text


def level_text(level: float) -> str:
    """A level of confidence: as many digits as tell it apart from the one asked for.

    Examples
    --------
    >>> level_text(0.95), level_text(0.9609375), level_text(0.9999)
    ('95 %', '96.1 %', '99.99 %')
    """
    percent = 100 * level
    decimals = 1
    while decimals < MOST_DECIMALS and level < 1 and round(percent, decimals) >= 100:
        decimals += 1
    return f"{percent:.{decimals}f}".rstrip("0").rstrip(".") + " %"


@dataclass(frozen=True)
class IntervalText:
    """An estimate with its bounds, in the same number of decimals."""

    estimate: str
    low: str
    high: str

    @property
    def bounded(self) -> bool:
        """Whether there is an interval at all."""
        return MISSING not in (self.low, self.high)


def interval_text(
    estimate: float, low: float, high: float, *, is_ratio: bool = False
) -> IntervalText:
    """Estimate and bounds as texts.

    Examples
    --------
    >>> interval_text(-6.14, -8.93, -3.21)
    IntervalText(estimate='−6.1', low='−8.9', high='−3.2')
    """
    decimals = (
        ratio_decimals(estimate, low, high) if is_ratio else decimals_for(estimate, low, high)
    )
    return IntervalText(*(fixed(value, decimals) for value in (estimate, low, high)))


def difference_unit(unit: str) -> str:
    """Unit of a difference between two values of a unit.

    Examples
    --------
    >>> difference_unit("%"), difference_unit("% of CD4"), difference_unit("pg/ml")
    ('percentage points', 'percentage points of CD4', 'pg/ml')
    """
    first, _, rest = unit.strip().partition(" ")
    return f"percentage points {rest}".strip() if first == "%" else unit.strip()


def ratio_in_percent(ratio: float) -> str:
    """A ratio as a change: ``38 % lower``, ``20 % higher``, ``3.4 times as high``.

    Examples
    --------
    >>> ratio_in_percent(0.62), ratio_in_percent(1.2), ratio_in_percent(3.4), ratio_in_percent(1)
    ('38 % lower', '20 % higher', '3.4 times as high', 'unchanged')
    """
    if math.isnan(ratio):
        return MISSING
    if ratio >= 2:
        return f"{plain(ratio, 2)} times as high"
    change = 100 * abs(ratio - 1)
    if change == 0:
        return "unchanged"
    decimals = 0 if change <= 99 else 1
    while decimals < MOST_DECIMALS and float(f"{change:.{decimals}f}") in (0.0, 100.0):
        decimals += 1
    return f"{change:.{decimals}f} % {'lower' if ratio < 1 else 'higher'}"


def grouped(n: int) -> str:
    """A large whole number in groups of three digits, which no line end parts.

    Examples
    --------
    >>> grouped(20000).split()
    ['20', '000']
    """
    return f"{n:,}".replace(",", "\N{NO-BREAK SPACE}")


def counted(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    Examples
    --------
    >>> counted(1, "patient"), counted(20, "patient"), counted(2, "entry", "entries")
    ('1 patient', '20 patients', '2 entries')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"


def share_text(part: float, whole: float) -> str:
    """A share in percent, without decimals.

    Examples
    --------
    >>> share_text(12, 20)
    '60 %'
    """
    return f"{100 * part / whole:.0f} %"


def in_order(values: Sequence[str], word: str = "and") -> str:
    """Names as a plain list: ``tumor, normal and blood``."""
    if len(values) < 2:
        return "".join(values)
    return ", ".join(values[:-1]) + f" {word} " + values[-1]
