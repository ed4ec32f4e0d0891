"""Patients who lack levels of a factor: by mistake, by the study's design, or all of them."""

from collections import Counter
from collections.abc import Collection, Mapping

import pandas as pd

from explant.config.models import Plan
from explant.config.names.spellings import natural_key
from explant.numbers import counted, in_order
from explant.problems import Problem
from explant.questions import design
from explant.spreadsheet.checks.identity import near_pairs
from explant.spreadsheet.layouts.tidy import Levels, Table
from explant.spreadsheet.sheet.cells import places

Lacking = tuple[str, ...]
"""Levels of which a patient has no sample, each with its factor."""
SHARE_WITH_PARTNER = 0.75
"""Share of the IDs that look like one other ID where the column holds the IDs of samples."""
MOST_SINGLE = 5
"""Patients who lack the same and are told of one by one; more of them are one warning."""


def factors_without_pairs(
    samples: Mapping[str, Collection[Levels]], plan: Plan, table: Table
) -> set[str]:
    """Factors of which no patient has samples at two levels, each reported as one error.

    With ``patients.unpaired: keep`` only where a question needs two of its levels.

    Parameters
    ----------
    samples
        Levels of each patient's samples.
    plan
        The study's plan.
    table
        Receives the problems.
    """
    found: set[str] = set()
    for position, (factor, details) in enumerate(plan.factors.items()):
        own = {
            patient: {levels[position] for levels in samples[patient]}
            for patient in sorted(samples, key=natural_key)
        }
        only = Counter(level for levels in own.values() for level in levels)
        several = any(len(levels) > 1 for levels in own.values())
        # One patient without a pair lacks a sample; several levels without one pair are no pairs.
        if several or len(only) < 2:
            continue
        pairing = [name for name in plan.contrasts if _levels_needed(plan, name, position) > 1]
        if plan.patients.unpaired == "keep" and not pairing:
            continue
        found.add(factor)
        counts = [
            f"{counted(only[level], 'ID')} only at {level}"
            for level in details.levels
            if only[level]
        ]
        by = f" ({in_order(pairing)} {'needs' if len(pairing) == 1 else 'need'} that)"
        cells = [cell for patient in own for cell in table.patients.get(patient, [])]
        table.never_paired.append(
            Problem(
                "error",
                places(cells),
                f"No ID has samples at two levels of {factor}: {', '.join(counts)}, none at both. "
                "Samples are paired by the same ID in both rows, never by the order of rows"
                f"{by if pairing else ''}.{_like_samples(own)}",
                "If they are the same patients, write one ID in all rows of a patient: the "
                f"patient's, not the sample's. If they are different patients, declare {factor} "
                f"under patients.strata, not under factors, and compare its groups unpaired: "
                f"between: {{{factor}: [{', '.join(list(details.levels)[:2])}]}}.",
            )
        )
    return found


def _like_samples(levels: Mapping[str, Collection[str]]) -> str:
    """A question where each ID has one like it at another level: K03T and K03N."""
    partners: dict[str, list[str]] = {name: [] for name in levels}
    for one, other in near_pairs(levels):
        if set(levels[one]).isdisjoint(levels[other]):
            partners[one].append(other)
            partners[other].append(one)
    single = [name for name, like in partners.items() if len(like) == 1]
    if len(single) < SHARE_WITH_PARTNER * len(levels):
        return ""
    pair = in_order([f'"{name}"' for name in sorted((single[0], *partners[single[0]]))])
    return (
        f" {len(single)} IDs differ from another ID by one character ({pair}). Does the column "
        "hold the IDs of samples?"
    )


def _levels_needed(plan: Plan, contrast: str, position: int) -> int:
    return len({cell[position] for cell in design.contrast_weights(plan, contrast)})


def report_kept(
    lacking: Mapping[str, Lacking], patients: pd.DataFrame, plan: Plan, table: Table
) -> None:
    """Tell of patients who lack a level where the plan keeps them.

    Where every patient of a group lacks it, such as controls who were measured once, it is the
    study's design: one note.

    Parameters
    ----------
    lacking
        What each of them lacks.
    patients
        The table ``patients.csv``.
    plan
        The study's plan: ``patients.unpaired: keep``.
    table
        Receives the problems.
    """
    together: dict[Lacking, list[str]] = {}
    for patient, levels in lacking.items():
        together.setdefault(levels, []).append(patient)
    effect = "enter the questions that do not need them"
    for levels, names in together.items():
        by_design, sentence = _by_group(names, patients, plan)
        cells = [cell for name in names for cell in table.patients[name]]
        what = (
            f"{counted(len(names), 'patient')} have no sample at all for {in_order(levels)}"
            f"{sentence}."
        )
        if by_design == set(names):
            table.report(
                "note", cells, what, f"They {effect}: so the plan says (patients.unpaired: keep)."
            )
            continue
        if by_design:
            own = [name for name in names if name in by_design]
            cells = [cell for name in own for cell in table.patients[name]]
            table.report("note", cells, what, f"They {effect} (patients.unpaired: keep).")
        others = [name for name in names if name not in by_design]
        if len(others) > MOST_SINGLE and not by_design:
            table.report("warning", cells, what, f"Add the samples if they exist. They {effect}.")
            continue
        for name in others:
            table.report(
                "warning",
                table.patients[name],
                f"{name} has no sample at all for {in_order(levels)}.",
                "The patient enters the contrasts that do not need it.",
                patient=name,
            )


def _by_group(names: list[str], patients: pd.DataFrame, plan: Plan) -> tuple[set[str], str]:
    """Patients whose whole group is among these, and how many of each group are."""
    chosen = [name for contrast in plan.contrasts.values() for name in contrast.between]
    by_design: set[str] = set()
    parts: list[str] = []
    for stratifier in dict.fromkeys(chosen):
        group_of = patients.set_index("patient")[f"{stratifier}_group"]
        among = set(names)
        for group, members in group_of.groupby(group_of):
            own = {str(name) for name in members.index}
            parts.append(f"{len(own & among)} of {len(own)} {group}")
            if own <= among:
                by_design |= own
    return by_design, f" (by group: {', '.join(parts)})" if parts else ""
