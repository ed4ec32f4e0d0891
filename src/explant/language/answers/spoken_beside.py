"""What a sentence says of the questions beside the leading one, and of a marker in short."""

from collections.abc import Callable, Container, Sequence

from explant.config.models import Plan
from explant.language.answers.answer import Answer, direction_word
from explant.language.asked import PREPOSITIONS, contrast_name, level_inside, marker_name
from explant.language.estimates import estimate_words, interval_words, shown
from explant.language.words import Part, Words, joined, listed, sentence, words
from explant.questions.question import question

MOST_SAID = 6
"""Markers that one sentence names before it counts the others."""
MOST_ALSO = 3
"""Of more primary questions beside the leading one only the picture tells."""

Fragile = Callable[[Answer], bool]


def where(plan: Plan, contrast: str) -> Words:
    """The fixed levels of a contrast: ``in tumor``; empty where there are none."""
    parts: list[Words] = []
    for factor, level in plan.contrasts[contrast].at.items():
        name = level_inside(plan, factor, level)
        own = name.text.split(" ")[0].lower() in PREPOSITIONS
        parts.append(Words((name,)) if own else words("in {level}", level=name))
    return joined(parts, ", ")


def short(row: Answer, plan: Plan, fragile: Fragile) -> Words:
    """``CD25 (−4.3; 18 of 20; fragile)``."""
    estimate = shown(row, plan)
    size: Words | Part = (
        words("×{ratio}", ratio=estimate.estimate) if estimate.is_ratio else estimate.estimate
    )
    inside: list[Words] = [words("{size}", size=size)]
    if not question(plan, row.contrast).is_between:
        column = "n_decrease" if row.observed == "decrease" else "n_increase"
        n = row.traced("n", str(row.count("n") or 0))
        inside.append(words("{k} of {n}", k=row.traced(column, str(row.count(column) or 0)), n=n))
    if fragile(row):
        inside.append(Words(("fragile",)))
    name = marker_name(plan, row.marker)
    return words("{marker} ({inside})", marker=name, inside=joined(inside, "; "))


def named_briefly(plan: Plan, found: Sequence[Answer]) -> Words:
    """Markers by name, from a number on counted."""
    names: list[Words | Part] = [marker_name(plan, row.marker) for row in found]
    if len(names) > MOST_SAID:
        return listed([*names[:MOST_SAID], f"{len(names) - MOST_SAID} markers more"])
    return listed(names)


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


def elsewhere(plan: Plan, contrast: str, found: Sequence[Answer], fragile: Fragile) -> Words:
    """What the same comparison found at another level."""
    shown_rows = [row for row in found if row.has_evidence]
    others = [row for row in found if row.is_tested and not row.has_evidence]
    at = where(plan, contrast)
    if not found or not at:
        return Words()
    parts: list[Words] = []
    if shown_rows:
        only = " only" if others and len(shown_rows) == 1 else ""
        parts.append(
            words(
                "a difference was shown for {markers}{only}",
                markers=listed([short(row, plan, fragile) for row in shown_rows[:MOST_SAID]]),
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
    role = " (exploratory)" if plan.contrasts[contrast].role == "exploratory" else ""
    return sentence(words("{at}{role}, {said}.", at=at, role=role, said=joined(parts, "; ")))


def also_primary(
    plan: Plan,
    told: Container[str],
    rows_of: Callable[[str], list[Answer]],
    fragile: Fragile,
) -> Words:
    """What the other primary questions found, so that nobody compares two verdicts instead."""
    asked = [
        name
        for name, contrast in plan.contrasts.items()
        if contrast.role == "primary" and name not in told
    ]
    if len(asked) > MOST_ALSO:
        return Words()
    each = [_directed(plan, name, rows_of(name), fragile) for name in asked]
    passages = [passage for passage in each if passage]
    return joined(passages, ". ") + "." if passages else Words()


def _directed(plan: Plan, contrast: str, found: Sequence[Answer], fragile: Fragile) -> Words:
    """``IL-2 effect in tumor minus in normal: lower for CD25 (−4.7; 14 of 20)``."""
    by_word: dict[str, list[Answer]] = {}
    for row in found:
        if row.is_tested:
            word = direction_word(row, plan) or "different" if row.has_evidence else "not shown"
            by_word.setdefault(word, []).append(row)
    parts = [
        words(
            "{word} for {markers}",
            word=word,
            markers=listed([short(row, plan, fragile) for row in rows]),
        )
        for word, rows in by_word.items()
        if word != "not shown"
    ]
    if none := by_word.get("not shown"):
        a_difference = "not shown" if parts else "a difference was not shown"
        parts.append(words(a_difference + " for {markers}", markers=named_briefly(plan, none)))
    if not parts:
        return Words()
    return words(
        "{contrast}: {said}", contrast=contrast_name(plan, contrast), said=joined(parts, "; ")
    )
