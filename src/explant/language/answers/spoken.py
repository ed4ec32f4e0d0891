"""The answer as a person says it aloud: two or three sentences on the question that leads."""

from collections.abc import Callable, Sequence

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.answers.answer import Answer, sides
from explant.language.answers.between_words import subject
from explant.language.answers.claims import claim
from explant.language.answers.spoken_beside import (
    MOST_SAID,
    Mark,
    also_primary,
    elsewhere,
    not_found,
    same_comparison,
    short,
    where,
)
from explant.language.answers.spoken_strata import in_whom_sentence
from explant.language.asked import (
    combines,
    compared_levels,
    contrast_name,
    for_level,
    level_name,
    marker_name,
)
from explant.language.estimates import (
    estimate_words,
    interval_words,
    measured_in,
    short_ratio,
    shown,
    unit_of_estimate,
)
from explant.language.evidence import patients_counted
from explant.language.words import Name, Part, Words, joined, listed, sentence, words
from explant.numbers import counted
from explant.questions.question import NumberKind, question

MOST_OTHERS = 12
"""Markers of a question that is asked of none of the named ones."""


def spoken(
    plan: Plan,
    found: Sequence[Answer],
    interactions: Sequence[Answer],
    strata: Sequence[Answer],
    mark: Mark,
    leading: Sequence[str],
) -> list[Words]:
    """What the leading question found, where else it was asked, and in whom it differs.

    Parameters
    ----------
    plan
        The study's plan, with at least one contrast.
    found
        Every answer: the rows of ``paired`` and ``between``.
    interactions, strata
        Rows of the tables of those names.
    mark
        What stands beside a finding that is not firm.
    leading
        Markers that are named, in their order; the others are counted.
    """
    by_question = {(row.contrast, row.marker): row for row in found}
    head = plan.headline

    def rows_of(contrast: str) -> list[Answer]:
        own = [by_question[contrast, m] for m in leading if (contrast, m) in by_question]
        # A question of other markers, such as the ratio of two, is told all the same.
        others = [row for row in found if row.contrast == contrast]
        return own or others[:MOST_OTHERS]

    every = [row for row in found if row.contrast == head]
    said = [_counts(plan, every, len(leading))]
    family = [name for name in plan.contrasts if plan.family(name) == plan.family(head)]
    alike = same_comparison(plan, head)
    told = {head, *alike}
    if _all_against_one(plan, family):
        told |= set(family)
        said += [_against_one(plan, rows, mark) for rows in _by_marker(family, rows_of)]
    else:
        said.append(_led(plan, head, rows_of(head), mark))
    said += [elsewhere(plan, contrast, rows_of(contrast), mark) for contrast in alike]
    said.append(also_primary(plan, told, rows_of, mark))
    said.append(in_whom_sentence(plan, head, interactions, strata, set(leading)))
    return [passage for passage in said if passage]


def _all_against_one(plan: Plan, family: Sequence[str]) -> bool:
    """Whether a family compares several groups with the same one, and nothing else."""
    asked = [question(plan, name) for name in family]
    if len(asked) < 2 or not all(
        each.is_between
        and each.comparison == ComparisonKind.TWO_GROUPS
        and not each.crossed
        and not each.declared.given
        for each in asked
    ):
        return False
    firsts = {each.groups[0] for each in asked}
    others = {(each.grouping, each.groups[1], str(each.declared.at)) for each in asked}
    return len(others) == 1 and len(firsts) == len(asked)


def _by_marker(family: Sequence[str], rows_of: Callable[[str], list[Answer]]) -> list[list[Answer]]:
    markers: dict[str, list[Answer]] = {}
    for contrast in family:
        for row in rows_of(contrast):
            markers.setdefault(row.marker, []).append(row)
    return list(markers.values())


def _counts(plan: Plan, every: Sequence[Answer], named: int) -> Words:
    """How many markers rose and fell, where there are more than a sentence names."""
    if len(every) <= named:
        return Words()
    low, high = sides(plan, plan.headline)
    untested = sum(not row.is_tested for row in every)
    up = sum(row.has_evidence and row.observed == "increase" for row in every)
    down = sum(row.has_evidence and row.observed == "decrease" for row in every)
    return words(
        "Of {every}, {up} {higher} and {down} {lower} ({contrast}); for {none} a difference was "
        "not shown{untested}.",
        every=counted(len(every), "marker"),
        up=f"{up} {'was' if up == 1 else 'were'}",
        higher=high,
        down=str(down),
        lower=low,
        none=str(sum(row.is_tested and not row.has_evidence for row in every)),
        untested=f"; {untested} {'was' if untested == 1 else 'were'} not tested"
        if untested
        else "",
        contrast=contrast_name(plan, plan.headline),
    )


def _led(plan: Plan, contrast: str, found: Sequence[Answer], mark: Mark) -> Words:
    shown_rows = [row for row in found if row.has_evidence]
    others = [row for row in found if not row.has_evidence]
    if not shown_rows:
        return _none_shown(plan, contrast, others)
    first = shown_rows[0]
    parts: list[Words | Part] = [_in_full(first, plan, mark)]
    for direction in _directions(first):
        alike = [row for row in shown_rows[1:] if row.observed == direction]
        if alike:
            parts.append(_too(alike, plan, mark, same=direction == first.observed))
    if others:
        none = (
            "for {markers} a difference from what the two alone predict was not shown"
            if combines(plan, contrast)
            else "for {markers} a difference was not shown"
        )
        parts += not_found(plan, others, none)
    at = where(plan, contrast)
    passage = joined(parts, "; ") + "."
    return sentence(words("{at}, {said}", at=at, said=passage) if at else passage)


def _directions(first: Answer) -> tuple[str, str]:
    own = first.observed
    return (own, "increase" if own == "decrease" else "decrease")


def _in_full(row: Answer, plan: Plan, mark: Mark) -> Words:
    asked = question(plan, row.contrast)
    beside = f", {found}" if (found := mark(row)) else ""
    interval = interval_words(row, plan)
    if in_percent(row, plan):
        # Beside "33 % higher" an interval of ratios needs the ratio.
        interval = words("{ratio}, {interval}", ratio=short_ratio(row, plan), interval=interval)
    if asked.is_between:
        n = words("; {n}", n=patients_counted(row)) if row.several("group_sizes") else ""
        inside = words(" ({interval}{n}{mark})", interval=interval, n=n, mark=beside)
        if row.text("kind") == "two groups":
            return _of_two_groups(row, plan) + inside
        return claim(row, plan) + inside
    said, so = claim(row, plan), "this way"
    if combines(plan, row.contrast):
        said, so = _together(row, plan), _higher(row)
    elif asked.number == NumberKind.DIFFERENCE:
        said, so = _differs_by(row, plan), _higher(row)
    elif asked.number == NumberKind.TREND:
        so = "falling" if row.observed == "decrease" else "rising"
    return said + words(
        " ({interval}; {so} in {count}{mark})",
        interval=interval,
        so=so,
        count=_count(row),
        mark=beside,
    )


def in_percent(row: Answer, plan: Plan) -> bool:
    """Whether the size is said in percent: less than twice as high, on the log scale."""
    estimate, asked = shown(row, plan), question(plan, row.contrast)
    if not estimate.is_ratio or plan.markers[row.marker].scale != "log2":
        return False
    of_two = row.text("kind") == "two groups"
    compared = of_two if asked.is_between else asked.number == NumberKind.DIFFERENCE
    return (compared or combines(plan, row.contrast)) and "%" in estimate.percent(0).text


def _differs_by(row: Answer, plan: Plan) -> Words:
    """``CD25 was 4.3 percentage points lower for IL-2 than for control``."""
    first, second = map(for_level, compared_levels(plan, row.contrast))
    return _compared(row, plan, marker_name(plan, row.marker), first, second)


def _together(row: Answer, plan: Plan) -> Words:
    """Two treatments against what each alone predicts: their sum, or their product as a ratio."""
    estimate = shown(row, plan)
    compared = plan.contrasts[row.contrast].compare
    both = listed([level_name(plan, factor, levels[0]) for factor, levels in compared.items()])
    size: Words | Part = (
        estimate.percent(0)
        if estimate.is_ratio
        else joined(
            [
                measured_in(estimate.magnitude(0), unit_of_estimate(row, plan)),
                _higher(row),
            ]
        )
    )
    return words(
        "with {both} together {marker} was {size} than {predicted}",
        both=both,
        marker=marker_name(plan, row.marker),
        size=size,
        predicted="independence of the two predicts" if estimate.is_ratio else "their sum predicts",
    )


def _of_two_groups(row: Answer, plan: Plan) -> Words:
    names = [Name(name) for name in row.several("groups")]
    about = subject(plan, row.marker, row.contrast)
    return _compared(row, plan, about, words("in {g}", g=names[0]), words("in {g}", g=names[1]))


def _compared(row: Answer, plan: Plan, about: Words | Name, first: Words, second: Words) -> Words:
    estimate = shown(row, plan)
    higher = _higher(row)
    size: Words | Part
    than = "than"
    if not estimate.is_ratio:
        size = joined([measured_in(estimate.magnitude(0), unit_of_estimate(row, plan)), higher])
    elif plan.markers[row.marker].scale == "log2":
        size = estimate.percent(0)
        than = "as" if size.text.endswith("as high") else "than"
    else:
        size = words("{higher} ({ratio})", higher=higher, ratio=estimate_words(row, plan))
    return words(
        "{about} was {size} {first} {than} {second}",
        about=about,
        size=size,
        first=first,
        than=than,
        second=second,
    )


def _higher(row: Answer) -> str:
    return "higher" if row.observed == "increase" else "lower"


def _count(row: Answer) -> Words:
    """``18 of 20 patients``, those who changed as the estimate does."""
    column = "n_decrease" if row.observed == "decrease" else "n_increase"
    return words(
        "{n} of {every} patients",
        n=row.traced(column, str(row.count(column) or 0)),
        every=row.traced("n", str(row.count("n") or 0)),
    )


def _too(found: Sequence[Answer], plan: Plan, mark: Mark, *, same: bool) -> Words:
    low = found[0].observed == "decrease"
    one = len(found) == 1
    verb = f"{'was' if one else 'were'} {'lower' if low else 'higher'}"
    if question(plan, found[0].contrast).number == NumberKind.TREND:
        verb = f"{'fall' if low else 'rise'}{'s' if one else ''}"
    named = [short(row, plan, mark) for row in found[:MOST_SAID]]
    rest = len(found) - MOST_SAID
    more = f" and {counted(rest, 'marker')} more" if rest > 0 else ""
    return words(
        "{markers}{more} {verb}{too}",
        markers=listed(named),
        more=more,
        verb=verb,
        too=" as well" if same else "",
    )


def _none_shown(plan: Plan, contrast: str, others: Sequence[Answer]) -> Words:
    tested = [row for row in others if row.is_tested and row.could_be_found]
    rest_of = not_found(plan, [row for row in others if row not in tested], "")
    if not tested:
        return words(
            "{contrast}: {said}.",
            contrast=contrast_name(plan, contrast),
            said=joined(rest_of, "; ") or "no marker could be tested",
        )
    parts = [
        words(
            "{marker} ({estimate}; {interval})",
            marker=marker_name(plan, row.marker),
            estimate=estimate_words(row, plan),
            interval=interval_words(row, plan),
        )
        if estimate_words(row, plan)
        else Words((marker_name(plan, row.marker),))
        for row in tested[:MOST_SAID]
    ]
    rest = len(tested) - MOST_SAID
    return words(
        "{contrast}: a difference was not shown for {markers}{more}; this is no proof that there "
        "is none{rest_of}.",
        contrast=contrast_name(plan, contrast),
        markers=listed(parts),
        more=f" and {counted(rest, 'marker')} more" if rest > 0 else "",
        rest_of=words("; {said}", said=joined(rest_of, "; ")) if rest_of else "",
    )


def _against_one(plan: Plan, found: Sequence[Answer], mark: Mark) -> Words:
    """One marker in several groups, each against the same one."""
    named = [row for row in found if row.several("groups")]
    up = [r for r in named if r.has_evidence and r.observed == "increase"]
    down = [r for r in named if r.has_evidence and r.observed == "decrease"]
    none = [row for row in named if not row.has_evidence]

    def group(row: Answer) -> Words:
        size = shown(row, plan)
        ratio = short_ratio(row, plan) if size.is_ratio else Words((size.estimate,))
        found = mark(row)
        return words(
            "{group} ({inside})",
            group=Name(row.several("groups")[0]),
            inside=joined([ratio, patients_counted(row), *([found] if found else [])], "; "),
        )

    parts = [
        words("{word} for {groups}", word=word, groups=listed([group(row) for row in rows]))
        for word, rows in (("higher", up), ("lower", down))
        if rows
    ]
    for said, rows in (
        ("not shown to differ for", [r for r in none if r.is_tested and r.could_be_found]),
        ("too few patients to tell for", [r for r in none if r.is_tested and not r.could_be_found]),
        ("not tested for", [r for r in none if not r.is_tested]),
    ):
        if rows:
            groups = listed([Name(row.several("groups")[0]) for row in rows], "or")
            parts.append(words(said + " {groups}", groups=groups))
    second = {row.several("groups")[-1] for row in named}
    against = words(", against {group}", group=Name(next(iter(second)))) if len(second) == 1 else ""
    among = [
        words(
            "; {label}: {groups} only",
            groups=listed([Name(group) for group in groups]),
            label=Name(plan.stratifier_label(name)),
        )
        for name, groups in plan.contrasts[found[0].contrast].among.items()
    ]
    return words(
        "By {grouping}, {marker} was {said}{against}{among}.",
        grouping=Name(plan.stratifier_label(question(plan, found[0].contrast).grouping)),
        marker=marker_name(plan, found[0].marker),
        among=joined(among, ""),
        said=joined(parts, "; "),
        against=against,
    )
