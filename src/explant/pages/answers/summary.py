"""What the report says first: the study in a sentence, and what it could not answer."""

import math

import pandas as pd

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind, method_of
from explant.language.answers.answer import Answer
from explant.language.answers.cautions import too_many_tests
from explant.language.asked import (
    contrast_name,
    factors_with_levels,
    groups_compared,
    marker_name,
    name_of_test_within,
    the,
)
from explant.language.words import Name, Part, Row, Words, joined, listed, words
from explant.numbers import counted, plain
from explant.questions.answers import Reason, exceeds
from explant.questions.design import cells
from explant.questions.question import comparisons

MOST_NAMED = 12
"""Markers that a sentence names before it counts the others."""


def study_sentence(plan: Plan, patients: Row | None) -> Words:
    """Patients, design and declared test in one sentence.

    Parameters
    ----------
    plan
        The study's plan.
    patients
        The row of ``baseline.csv`` that counts the patients.
    """
    count = (patients.count("n") if patients else None) or 0
    number = patients.traced("n", str(count)) if patients else str(count)
    design = words(
        "{n} {patients}, each with {samples}{factors}",
        n=number,
        patients="patient" if count == 1 else "patients",
        samples="up to " + counted(len(cells(plan)), "sample")
        if plan.patients.unpaired == "keep"
        else counted(len(cells(plan)), "sample"),
        factors=words(": {factors}", factors=factors_with_levels(plan)) if plan.factors else "",
    )
    groups = [words("groups by {grouping}", grouping=each) for each in groups_compared(plan)]
    return words(
        "{parts}; {test}, two-sided at α = {alpha}.",
        parts=joined([design, *groups, counted(len(plan.analysed_markers), "marker")], "; "),
        test=_declared_test(plan),
        alpha=plain(plan.inference.alpha),
    )


def _declared_test(plan: Plan) -> str:
    within = name_of_test_within(plan, plan.inference.test, plan.paired_contrasts)
    two = method_of(plan.inference.test, ComparisonKind.TWO_GROUPS)
    between = two.short_name or two.name
    if not plan.between_contrasts:
        return f"the declared test is {the(within)}"
    if not plan.paired_contrasts:
        several = set(comparisons(plan)) != {ComparisonKind.TWO_GROUPS}
        return (
            f"two groups are compared by {the(between)}"
            if several
            else f"groups are compared by {the(between)}"
        )
    return f"the declared test is {the(within)} within patients, {the(between)} between groups"


def unanswered(
    plan: Plan,
    found: list[Answer],
    interactions: list[Answer],
    strata: list[Answer],
    baseline: list[Row],
) -> list[Words]:
    """Questions of the plan that these data could not answer, each with the reason."""
    shown: list[Words] = []
    if not plan.contrasts:
        shown.append(Words(("The plan names no contrast, so no effect was estimated or tested.",)))
    by_contrast: dict[str, list[Answer]] = {}
    for row in found:
        if math.isnan(row.number("p_adjusted")):
            by_contrast.setdefault(row.contrast, []).append(row)
    for contrast, untold in by_contrast.items():
        reasons = dict.fromkeys(row.text("note") for row in untold if row.text("note"))
        shown.append(
            words(
                "{contrast} was not tested for {markers}{reasons}.",
                contrast=contrast_name(plan, contrast),
                markers=_listed_markers(plan, untold),
                reasons=f" ({'; '.join(reason.rstrip('.') for reason in reasons)})"
                if reasons
                else "",
            )
        )
    alpha = plan.inference.alpha
    small = [row for row in found if exceeds(row.number("smallest_attainable_p"), alpha)]
    if small:
        fewest = min(small, key=lambda row: row.number("n"))
        shown.append(
            words(
                "{tests} with too few patients for any p of {alpha} or less (n = {n} at the "
                "least).",
                tests=counted(len(small), "test"),
                alpha=plain(alpha),
                n=fewest.traced("n", str(fewest.count("n"))),
            )
        )
    shown += _large_families(plan, found)
    shown += _small_strata(plan, strata)
    untested = [row for row in interactions if math.isnan(row.number("p_adjusted"))]
    if untested:
        names = dict.fromkeys(row.text("stratifier") for row in untested)
        shown.append(
            words(
                "{count} by {stratifiers} could not be made.",
                count=counted(len(untested), "comparison"),
                stratifiers=listed([Name(plan.stratifier_label(name)) for name in names]),
            )
        )
    return shown + _unknown(plan, interactions)


def _unknown(plan: Plan, interactions: list[Answer]) -> list[Words]:
    """Stratifiers whose value is not known of patients whom a comparison by them is about."""
    most: dict[str, Answer] = {}
    for row in interactions:
        name = row.text("stratifier")
        if name not in most or row.number("n_unknown") > most[name].number("n_unknown"):
            most[name] = row
    return [
        words(
            "{stratifier} is unknown for {n} {patients}, who {are} in no comparison by it.",
            stratifier=Name(plan.stratifier_label(name)),
            n=row.traced("n_unknown", str(row.count("n_unknown"))),
            patients="patient" if row.count("n_unknown") == 1 else "patients",
            are="is" if row.count("n_unknown") == 1 else "are",
        )
        for name, row in most.items()
        if row.count("n_unknown")
    ]


def _large_families(plan: Plan, found: list[Answer]) -> list[Words]:
    """Families in which no adjusted p of at most α was possible, each told once."""
    by_family: dict[str, list[Answer]] = {}
    for row in found:
        if row.text("reason") == Reason.TOO_MANY_TESTS:
            by_family.setdefault(row.text("family"), []).append(row)
    return [
        words(
            "{contrasts} could not have been found for {tests}. {why}",
            contrasts=listed(
                [
                    contrast_name(plan, contrast)
                    for contrast in dict.fromkeys(row.contrast for row in rows)
                ]
            ),
            tests=_listed_markers(plan, list({row.marker: row for row in rows}.values())),
            why=too_many_tests(max(rows, key=lambda row: row.number("n")), plan),
        )
        for rows in by_family.values()
    ]


def _listed_markers(plan: Plan, found: list[Answer]) -> Words:
    names: list[Words | Part] = [marker_name(plan, row.marker) for row in found]
    if len(names) > MOST_NAMED:
        rest = counted(len(names) - MOST_NAMED, "other marker")
        names = [*names[:MOST_NAMED], Words((rest,))]
    return listed(names)


def _small_strata(plan: Plan, strata: list[Answer]) -> list[Words]:
    alpha = plan.inference.alpha
    of_stratum: dict[tuple[str, str], list[Answer]] = {}
    for row in strata:
        of_stratum.setdefault((row.text("stratifier"), row.text("stratum")), []).append(row)
    shown: list[Words] = []
    for (stratifier, stratum), found in of_stratum.items():
        if not all(
            exceeds(row.number("smallest_attainable_p"), alpha) or row.number("n") <= 1
            for row in found
        ):
            continue
        largest = max(found, key=lambda row: row.number("n"))
        shown.append(
            words(
                "{stratum} ({stratifier}) holds {n} {patients}: too few for a test within it to "
                "reach {alpha}.",
                stratum=Name(stratum),
                stratifier=Name(plan.stratifier_label(stratifier)),
                n=largest.traced("n", str(largest.count("n") or 0)),
                patients="patient" if largest.count("n") == 1 else "patients",
                alpha=plain(alpha),
            )
        )
    return shown


def problem_counts(problems: pd.DataFrame) -> Words:
    """Counts of problems by severity, in a sentence."""
    if problems.empty:
        return Words(("No problem was found while reading the spreadsheet.",))
    counts = problems["severity"].value_counts()
    parts = [
        counted(int(counts[severity]), severity)
        for severity in ("error", "warning", "note")
        if severity in counts
    ]
    return words(
        "Reading the spreadsheet gave {counts}.", counts=listed([Words((part,)) for part in parts])
    )
