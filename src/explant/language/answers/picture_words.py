"""What the answer picture says of a marker, on the page and as a figure: its words and its rows."""

import math
from collections.abc import Sequence

from explant.config.models import Plan
from explant.config.models.contrasts import ROLES
from explant.declared_tests.group_methods import ComparisonKind
from explant.declared_tests.known_tests import TESTS
from explant.language.answers.answer import Answer, sides
from explant.language.asked import step_of_trend
from explant.language.estimates import short_ratio, shown
from explant.language.evidence import lost_to_adjustment, p_words, patients_counted
from explant.language.words import Part, Row, Words, joined, words
from explant.numbers import difference_unit, fixed, level_text, plain
from explant.questions.answers import reaches
from explant.questions.design import cell_name, contrast_weights
from explant.questions.question import NumberKind, question

MOST_COLUMNS = 5
"""Questions and stratifiers beside the leading one that there is room for."""

MOST_ROWS = 12
"""The picture of more markers has rows for those that the plan declares, and the first by p."""

FARTHEST_APART = 6
"""Powers of ten between two medians up to which they have the same decimals."""

UNITS = {"log2": "ratio", "logit": "odds ratio"}


def leading(plan: Plan, found: Sequence[Answer], most: int) -> list[Answer]:
    """Rows of the headline contrast: all in the plan's order where there is room for them.

    Else those of the markers that the plan declares, and then those with the smallest adjusted p.
    """
    place = {marker: i for i, marker in enumerate(plan.markers)}
    own = [row for row in found if row.contrast == plan.headline]
    own.sort(key=lambda row: place[row.marker])
    if len(own) <= most:
        return own
    declared = [row for row in own if row.marker in plan.report.show]
    others = [row for row in own if row.is_tested and row not in declared]
    # The order of the panels: of equal p values, the larger standardized effect comes first.
    others.sort(key=lambda row: (row.number("p_adjusted"), row.number("p"), -_standardized(row)))
    return [*declared, *others][:most]


def _standardized(row: Answer) -> float:
    size = abs(row.number("d" if row.table == "between" else "d_z"))
    return 0.0 if math.isnan(size) else size


def chosen_words(plan: Plan, shown: int, every: int) -> str:
    """Which markers :func:`leading` chose; empty where it left none out."""
    if shown >= every:
        return ""
    smallest = f"those with the smallest adjusted p of {plan.contrast_label(plan.headline)}"
    named = f"those that the plan declares, then {smallest}" if plan.report.show else smallest
    chosen = f"{shown} of {every} markers: {named}."
    by_p = shown > len(plan.report.show)
    return chosen + (
        " An estimate that was chosen for its p tends to be larger here than in a new study."
        if by_p
        else ""
    )


def p_of(row: Answer, plan: Plan, *, adjusted: bool) -> Words:
    """The adjusted p; where adjustment took the evidence away, what it did."""
    alpha = plan.inference.alpha
    if not row.has_evidence and reaches(row.number("p"), alpha):
        return lost_to_adjustment(row, alpha)
    p = p_words(row, "p_adjusted", "adjusted p" if adjusted else "p", alpha)
    return p if row.could_be_found else joined([p, "too few to show"], ", ")


def size_of(row: Answer, plan: Plan) -> Words:
    """The estimate, a ratio as such; empty where there is none."""
    if math.isnan(row.number("estimate")):
        return Words()
    estimate = shown(row, plan)
    if estimate.is_ratio:
        return short_ratio(row, plan)
    plus = "+" if row.number("estimate") > 0 else ""
    return words("{plus}{size}", plus=plus, size=estimate.estimate)


def bounds_of(row: Answer, plan: Plan) -> Words:
    """The interval, empty where it has no ends."""
    estimate = shown(row, plan)
    if not estimate.bounded or math.isnan(row.number("estimate")):
        return Words()
    return words("{low} to {high}", low=estimate.low, high=estimate.high)


def counts_of(plan: Plan, row: Answer) -> Words:
    """How many patients changed as the estimate does; of groups, how many are in each."""
    column = {"decrease": "n_decrease", "increase": "n_increase"}.get(row.observed)
    if row.table == "between" or column is None or row.count(column) is None:
        return patients_counted(row)
    low, high = sides(plan, row.contrast)
    return words(
        "{k} of {n} {side}",
        k=row.traced(column, str(row.count(column) or 0)),
        n=row.traced("n", str(row.count("n") or 0)),
        side=low if column == "n_decrease" else high,
    )


def levels_of(plan: Plan, cells: Sequence[Row], marker: str) -> Words:
    """Medians of the two samples that the leading question compares, the reference first."""
    asked = question(plan, plan.headline)
    if asked.number != NumberKind.DIFFERENCE or asked.is_between:
        return Words()
    weights = contrast_weights(plan.of(marker), plan.headline)
    if len(weights) != 2:
        return Words()
    named = {cell_name(cell): weight for cell, weight in weights.items()}
    own = {row.text("sample"): row for row in cells if row.text("marker") == marker}
    order = sorted(named, key=lambda name: named[name])
    if not all(name in own for name in order):
        return Words()
    texts = _alike([own[name].number("median") for name in order])
    medians: list[Words | Part] = [
        own[name].traced("median", text) for name, text in zip(order, texts, strict=True)
    ]
    return joined(medians, " → ")


def _alike(values: Sequence[float]) -> list[str]:
    """Numbers with as many decimals: three digits of the largest, and two of the others."""
    sizes = [math.floor(math.log10(abs(value))) for value in values if value and value == value]
    if sizes and max(sizes) - min(sizes) > FARTHEST_APART:
        return [plain(value, 3) for value in values]
    decimals = max(2 - max(sizes), 1 - min(sizes), 0) if sizes else 0
    return [fixed(value, decimals) for value in values]


def levels_order(plan: Plan) -> str:
    """Names of the two samples of :func:`levels_of`: ``Control → IL-2``."""
    compared = plan.contrasts[plan.headline].compare
    sides = [
        ", ".join(plan.level_label(factor, levels[side]) for factor, levels in compared.items())
        for side in (1, 0)
    ]
    return " → ".join(sides)


def intervals_are(plan: Plan) -> str:
    """What the intervals of the picture are: ``95 % interval``, exact ones of another level."""
    level = f"{level_text(plan.inference.confidence)} interval"
    if TESTS[plan.inference.test].exact_up_to == 0:
        return level
    return f"{level} (exact ones have the next level that can be reached)"


def step_of(plan: Plan, contrast: str) -> Words:
    """What an estimate is counted per: a step of a factor, a group of patients."""
    step = step_of_trend(plan, contrast)
    if not question(plan, contrast).is_between:
        return step
    ordered = question(plan, contrast).comparison == ComparisonKind.ORDERED_GROUPS
    return joined([step, "per group" if ordered else ""])


def unit_of_size(row: Answer, plan: Plan) -> str:
    """Unit of an answer's size, and what it is counted per."""
    settings = plan.markers[row.marker]
    unit = difference_unit(settings.unit) if settings.scale == "linear" else ""
    step = str(step_of(plan, row.contrast)).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(filter(None, [unit, step]))


def unit_of_numbers(plan: Plan, contrast: str) -> str:
    """What the numbers of a question are per: those of one unit share an axis, others do not."""
    return str(step_of(plan, contrast))


def beside(
    plan: Plan, found: Sequence[Answer], chosen: Sequence[Answer], interactions: Sequence[Answer]
) -> tuple[list[str], list[str]]:
    """Other questions that are asked of the chosen markers, and what the leading one is split by.

    Those that there is room for come first, in the plan's order: primary ones before others.

    Parameters
    ----------
    plan
        The study's plan.
    found
        Rows of ``paired`` and ``between``.
    chosen
        Those of the leading question, from :func:`leading`.
    interactions
        Rows of that table.
    """
    markers = {row.marker for row in chosen}
    asked = {row.contrast for row in found if row.marker in markers}
    split = (
        row.text("stratifier")
        for row in interactions
        if row.contrast == plan.headline and row.marker in markers
    )
    stratifiers = list(dict.fromkeys(split))
    questions = [name for name in plan.contrasts if name != plan.headline and name in asked]
    by_role = sorted(questions, key=lambda name: ROLES.index(plan.contrasts[name].role))
    room = set(by_role[: room_for_questions(stratifiers)])
    return sorted(questions, key=lambda name: name not in room), stratifiers


def room_for_questions(stratifiers: Sequence[str]) -> int:
    """Columns that are left for other questions."""
    return max(MOST_COLUMNS - len(stratifiers), 1)
