"""What a sentence says of the questions beside the leading one, and of a marker in short."""

from collections.abc import Callable, Container, Sequence

from explant.config.models import Plan
from explant.language.answers.answer import Answer, direction_word
from explant.language.asked import PREPOSITIONS, contrast_name, level_inside, marker_name
from explant.language.estimates import estimate_words, interval_words, short_ratio, shown
from explant.language.evidence import patients_counted
from explant.language.words import Part, Words, joined, listed, sentence, words
from explant.numbers import counted
from explant.questions.question import question

MOST_SAID = 6
"""Markers that one sentence names before it counts the others."""
MOST_ALSO = 3
"""Of more primary questions beside the leading one only the picture tells."""

Mark = Callable[[Answer], str]
"""What stands beside a finding that is not firm; empty beside others."""


def where(plan: Plan, contrast: str) -> Words:
    """The fixed levels of a contrast: ``in tumor``; empty where there are none."""
    parts: list[Words] = []
    for factor, level in plan.contrasts[contrast].at.items():
        name = level_inside(plan, factor, level)
        own = name.text.split(" ")[0].lower() in PREPOSITIONS
        parts.append(Words((name,)) if own else words("in {level}", level=name))
    return joined(parts, ", ")


def short(row: Answer, plan: Plan, mark: Mark) -> Words:
    """``CD25 (−4.3; 18 of 20; fragile)``."""
    estimate = shown(row, plan)
    size: Words | Part = short_ratio(row, plan) if estimate.is_ratio else estimate.estimate
    inside: list[Words] = [words("{size}", size=size)]
    if not question(plan, row.contrast).is_between:
        column = "n_decrease" if row.observed == "decrease" else "n_increase"
        n = row.traced("n", str(row.count("n") or 0))
        inside.append(words("{k} of {n}", k=row.traced(column, str(row.count(column) or 0)), n=n))
    elif row.several("group_sizes"):
        inside.append(patients_counted(row))
    if found := mark(row):
        inside.append(Words((found,)))
    name = marker_name(plan, row.marker)
    return words("{marker} ({inside})", marker=name, inside=joined(inside, "; "))


def named_briefly(plan: Plan, found: Sequence[Answer]) -> Words:
    """Markers by name, from a number on counted."""
    names: list[Words | Part] = [marker_name(plan, row.marker) for row in found]
    if len(names) > MOST_SAID:
        return listed([*names[:MOST_SAID], f"{counted(len(names) - MOST_SAID, 'marker')} more"])
    return listed(names)


def not_found(plan: Plan, found: Sequence[Answer], none: str) -> list[Words]:
    """What answers without evidence say: not shown, too few patients to tell, or not tested.

    Parameters
    ----------
    plan
        The study's plan.
    found
        Rows without evidence.
    none
        What is said of those that could have been found, with a place for ``{markers}``.
    """
    could = [row for row in found if row.is_tested and row.could_be_found]
    few = [row for row in found if row.is_tested and not row.could_be_found]
    untested = [row for row in found if not row.is_tested]
    said = [
        (none, could),
        ("too few patients to tell for {markers}", few),
        (f"{{markers}} {'was' if len(untested) == 1 else 'were'} not tested", untested),
    ]
    return [words(text, markers=named_briefly(plan, rows)) for text, rows in said if rows]


def same_comparison(plan: Plan, head: str) -> list[str]:
    """Contrasts that compare the same levels elsewhere."""
    leading = plan.contrasts[head]
    if not leading.compare or not leading.at:
        return []
    return [
        name
        for name, contrast in plan.contrasts.items()
        if name != head
        and contrast.compare == leading.compare
        and set(contrast.at) == set(leading.at)
        and contrast.at != leading.at
        and contrast.between == leading.between
    ]


def elsewhere(plan: Plan, contrast: str, found: Sequence[Answer], mark: Mark) -> Words:
    """What the same comparison found at another level."""
    shown_rows = [row for row in found if row.has_evidence]
    none_shown = [row for row in found if not row.has_evidence]
    others = [row for row in none_shown if row.is_tested and row.could_be_found]
    at = where(plan, contrast)
    if not found or not at:
        return Words()
    parts: list[Words] = []
    if shown_rows:
        only = " only" if others and len(shown_rows) == 1 else ""
        parts.append(
            words(
                "a difference was shown for {markers}{only}",
                markers=listed([short(row, plan, mark) for row in shown_rows[:MOST_SAID]]),
                only=only,
            )
        )
    if others:
        first = others[0]
        none = words(
            "{marker} ({estimate}; {interval})",
            marker=marker_name(plan, first.marker),
            estimate=estimate_words(first, plan),
            interval=interval_words(first, plan),
        )
        start = "none was shown for" if shown_rows else "a difference was not shown for"
        rest = len(others) - 1
        more = f" nor for {rest} other {'marker' if rest == 1 else 'markers'}" if rest else ""
        parts.append(words("{start} {none}{more}", start=start, none=none, more=more))
    parts += not_found(plan, [row for row in none_shown if row not in others], "")
    role = " (exploratory)" if plan.contrasts[contrast].role == "exploratory" else ""
    return sentence(words("{at}{role}, {said}.", at=at, role=role, said=joined(parts, "; ")))


def also_primary(
    plan: Plan,
    told: Container[str],
    rows_of: Callable[[str], list[Answer]],
    mark: Mark,
) -> Words:
    """What the other primary questions found, so that nobody compares two verdicts instead."""
    asked = [
        name
        for name, contrast in plan.contrasts.items()
        if contrast.role == "primary" and name not in told
    ]
    if len(asked) > MOST_ALSO:
        return Words()
    each = [_directed(plan, name, rows_of(name), mark) for name in asked]
    passages = [passage for passage in each if passage]
    return joined(passages, ". ") + "." if passages else Words()


def _directed(plan: Plan, contrast: str, found: Sequence[Answer], mark: Mark) -> Words:
    """``IL-2 effect in tumor minus in normal: lower for CD25 (−4.7; 14 of 20)``."""
    by_word: dict[str, list[Answer]] = {}
    for row in found:
        if row.has_evidence:
            by_word.setdefault(direction_word(row, plan) or "different", []).append(row)
    parts = [
        words(
            "{word} for {markers}",
            word=word,
            markers=listed([short(row, plan, mark) for row in rows]),
        )
        for word, rows in by_word.items()
    ]
    none = "not shown" if parts else "a difference was not shown"
    parts += not_found(
        plan, [row for row in found if not row.has_evidence], none + " for {markers}"
    )
    if not parts:
        return Words()
    return words(
        "{contrast}: {said}", contrast=contrast_name(plan, contrast), said=joined(parts, "; ")
    )
