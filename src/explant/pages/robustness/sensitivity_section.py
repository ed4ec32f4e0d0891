"""How far an answer depends on the choices made, as sentences and a table of every analysis."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from explant.config.models import BelowDetection, Plan
from explant.declared_tests.known_tests import TESTS
from explant.language.answers.sentences import p_words
from explant.language.asked import fixed_value, marker_name, name_of_test_within
from explant.language.words import BOUNDS, Row, Words, joined, listed, words
from explant.numbers import MISSING, counted, p_text, plain
from explant.pages.page_cells import (
    MOST_ROWS,
    Cell,
    Listing,
    count_cell,
    first_of,
    interval_cell,
    p_cell,
)
from explant.questions.answers import reaches
from explant.questions.question import NumberKind, question

CHOICES = ("test", "scale", "patients", "below_detection")
DIRECTIONS = {"increase": "an increase", "decrease": "a decrease"}
SIDES = {"increase": "a value above zero", "decrease": "a value below zero"}
SHORT = {test.key: test.label for test in TESTS.values()}
SHORT_RULES: dict[BelowDetection, str] = {
    "limit_over_sqrt2": "limit / √2",
    "half_limit": "limit / 2",
    "limit": "limit",
    "drop": "left out",
}
BELOW_DETECTION: dict[BelowDetection, str] = {
    "limit_over_sqrt2": "the limit divided by √2",
    "half_limit": "half the limit",
    "limit": "the limit itself",
    "drop": "missing",
}


def sensitivity_sentence(found: Sequence[Row], plan: Plan) -> Words:
    """What other analyses of one marker and contrast give; never a verdict from their number.

    Parameters
    ----------
    found
        The rows of ``sensitivity.csv`` of one marker and contrast.
    plan
        The study's plan.

    Returns
    -------
    Words
        The plan's own p, the directions and range of p of the equivalent analyses and of the
        others, and which single choice moves p across alpha.
    """
    marker = marker_name(plan, found[0].text("marker"))
    own = next((row for row in found if row.text("plan") == "yes"), None)
    if own is None or math.isnan(own.number("p")):
        reason = own.text("note").rstrip(".") if own else ""
        return words(
            "{marker}: the plan’s analysis gives no p value{reason}, so no other is compared "
            "with it.",
            marker=marker,
            reason=f" ({reason})" if reason else "",
        )
    others = [row for row in found if row is not own]
    tested = [row for row in others if not math.isnan(row.number("p"))]
    first = words(
        "{marker}: the plan’s analysis estimates {direction} (unadjusted {p}).",
        marker=marker,
        direction=_direction(own, plan),
        p=p_words(own, "p", "p", plan.inference.alpha),
    )
    if not others:
        return joined([first, "It is the only analysis that these data allow."])
    untested = len(others) - len(tested)
    return joined(
        [
            first,
            _equivalent([row for row in tested if is_equivalent(row)], own, plan),
            _not_equivalent([row for row in tested if not is_equivalent(row)], own, plan),
            f"{counted(untested, 'analysis', 'analyses')} without a p value." if untested else "",
            _turning_choices(own, tested, plan),
        ]
    )


def is_equivalent(row: Row) -> bool:
    """Whether an analysis asks the plan's question in another defensible way."""
    return row.text("equivalence") != "not equivalent"


def _direction(row: Row, plan: Plan) -> Words:
    """What the estimate says; a difference of differences neither rises nor falls."""
    contrast = row.text("contrast")
    simple = question(plan, contrast).number == NumberKind.DIFFERENCE
    if question(plan, contrast).number == NumberKind.FIXED_VALUE and row.text("observed") in SIDES:
        side = "above" if row.text("observed") == "increase" else "below"
        fixed = fixed_value(plan, row.text("marker"), contrast)
        return words("a value {side} {fixed}", side=side, fixed=fixed)
    named = (DIRECTIONS if simple else SIDES).get(row.text("observed"), "zero")
    return Words((named,))


def _equivalent(found: list[Row], own: Row, plan: Plan) -> Words:
    if not found:
        return Words(("No other analysis asks the same question.",))
    if len(found) == 1:
        same = found[0].text("observed") == own.text("observed")
        return words(
            "The one other analysis that asks the same question estimates {direction}{too} ({p}).",
            direction=_direction(found[0], plan),
            too=" too" if same else "",
            p=p_words(found[0], "p", "p", plan.inference.alpha),
        )
    return words(
        "{agree} other analyses that ask the same question {estimate} {direction} too; {range} "
        "({below}).",
        agree=_agreement(found, own),
        estimate="estimates" if _agreeing(found, own) == 1 else "estimate",
        direction=_direction(own, plan),
        range=_range(found, plan),
        below=_below(found, plan),
    )


def _not_equivalent(found: list[Row], own: Row, plan: Plan) -> Words:
    if not found:
        return Words()
    if len(found) == 1:
        return words(
            "One that is not equivalent estimates {direction} ({p}).",
            direction=_direction(found[0], plan),
            p=p_words(found[0], "p", "p", plan.inference.alpha),
        )
    return words(
        "{agree} that are not equivalent {estimate} {direction}; {range}.",
        agree=_agreement(found, own),
        estimate="estimates" if _agreeing(found, own) == 1 else "estimate",
        direction=_direction(own, plan),
        range=_range(found, plan),
    )


def _agreeing(found: list[Row], own: Row) -> int:
    return sum(row.text("observed") == own.text("observed") for row in found)


def _agreement(found: list[Row], own: Row) -> str:
    same = _agreeing(found, own)
    if same == len(found):
        return "Both" if same == 2 else f"All {same}"
    return f"{same or 'None'} of {len(found)}"


def _range(found: list[Row], plan: Plan) -> Words:
    """``p from < 0.001 to 0.012``, each end traced to its cell."""
    ends = (
        min(found, key=lambda row: row.number("p")),
        max(found, key=lambda row: row.number("p")),
    )
    low, high = (_bare_p(row, plan.inference.alpha) for row in ends)
    if str(low) == str(high):
        return words("{p} in each", p=p_words(ends[0], "p", "p", plan.inference.alpha))
    return words("p from {low} to {high}", low=low, high=high)


def _bare_p(row: Row, alpha: float) -> Words:
    sign, digits = p_text(row.number("p"), alpha)
    number = words("{p}", p=row.traced("p", digits, BOUNDS[sign]))
    return number if sign == "=" else words("{sign} {p}", sign=sign, p=number)


def _below(found: list[Row], plan: Plan) -> str:
    alpha = plan.inference.alpha
    below = sum(reaches(row.number("p"), alpha) for row in found)
    count = {0: "none", len(found): "both" if len(found) == 2 else "all"}
    return f"{count.get(below, f'{below} of {len(found)}')} at or below {plain(alpha)}"


def differing(row: Row, own: Row) -> list[str]:
    """Choices in which an analysis differs from the plan's."""
    return [choice for choice in CHOICES if row.text(choice) != own.text(choice)]


def _turning_choices(own: Row, tested: list[Row], plan: Plan) -> Words:
    """Which single choice, changed alone, moves p to the other side of alpha."""
    alpha = plan.inference.alpha
    below = reaches(own.number("p"), alpha)
    turned = [row for row in tested if reaches(row.number("p"), alpha) != below]
    single = [row for row in turned if len(differing(row, own)) == 1]
    side = f"above {plain(alpha)}" if below else f"to {plain(alpha)} or below"
    if not single:
        if turned:
            return words(
                "No choice changed alone moves p {side}; several changed together do.", side=side
            )
        return words("No other choice moves p {side}.", side=side) if tested else Words()
    named = [
        words(
            "{choice} ({p}{kind})",
            choice=_choice(row, differing(row, own)[0], plan),
            p=p_words(row, "p", "p", alpha),
            kind="" if is_equivalent(row) else "; not equivalent",
        )
        for row in single
    ]
    return words(
        "Changed alone, {choices} {move} p {side}.",
        choices=listed(named),
        move="moves" if len(named) == 1 else "each move",
        side=side,
    )


def _choice(row: Row, choice: str, plan: Plan) -> str:
    value = row.text(choice)
    if choice == "test":
        test = value if value in TESTS else None
        name = name_of_test_within(plan, test, [row.text("contrast")]) if test else value
        return f"the {name}"
    if choice == "scale":
        return f"the {value} scale"
    if choice == "patients":
        return {"without flagged outliers": "leaving out flagged outliers"}.get(
            value, f"restriction to {value}"
        )
    return f"taking values below detection as {_name(BELOW_DETECTION, value)}"


def _name(names: Mapping[Any, str], value: str) -> str:
    return names.get(value, value)


def _rule_cell(row: Row, limited: set[str]) -> str:
    if row.text("marker") not in limited:
        return MISSING
    return _name(SHORT_RULES, row.text("below_detection")) or MISSING


def analyses_listing(found: Sequence[Row], plan: Plan) -> Listing:
    """Every analysis of one contrast; of very many, those that change one choice of the plan.

    Parameters
    ----------
    found
        The rows of ``sensitivity.csv`` of one contrast.
    plan
        The study's plan.
    """
    shown = list(found)
    caption = "Every analysis; p values not adjusted"
    if len(shown) > MOST_ROWS:
        own = {row.text("marker"): row for row in found if row.text("plan") == "yes"}
        shown = [
            row
            for row in found
            if row.text("marker") in own and len(differing(row, own[row.text("marker")])) <= 1
        ]
        caption = (
            f"The plan’s analysis and those that change one choice ({len(shown)} of {len(found)}; "
            "the others stand in sensitivity.csv); p values not adjusted"
        )
    kept, caption = first_of(shown, caption)
    limited = {name for name, marker in plan.markers.items() if marker.detection_limit is not None}
    rules = any(row.text("marker") in limited for row in shown)
    headings: list[Cell] = ["Marker", "Analysis", "Test", "Scale", "Patients"]
    headings += ["Below detection"] if rules else []
    headings += ["n", "Estimate [interval]", "p", "Why not equivalent"]
    first = len(headings) - 4
    return Listing(
        caption,
        headings,
        [
            [
                marker_name(plan, row.text("marker")),
                row.text("equivalence"),
                _name(SHORT, row.text("test")),
                row.text("scale"),
                row.text("patients"),
                *([_rule_cell(row, limited)] if rules else []),
                count_cell(row, "n"),
                estimate_with_interval(row),
                p_cell(row, "p", plan.inference.alpha),
                row.text("note") if is_equivalent(row) else row.text("differs"),
            ]
            for row in kept
        ],
        numeric=frozenset({first, first + 2}),
        whole=frozenset({1, 3, first + 1, first + 2}),
        wide=frozenset({first + 3}),
    )


def estimate_with_interval(row: Row) -> Cell:
    """Estimate and interval on the row's own scale: a difference, or a ratio."""
    if math.isnan(row.number("estimate_ratio")):
        return interval_cell(row, "estimate", "low", "high")
    ratio = interval_cell(
        row, "estimate_ratio", "estimate_ratio_low", "estimate_ratio_high", ratio=True
    )
    return words("×{ratio}", ratio=ratio)
