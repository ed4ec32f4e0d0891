"""Whether the data can answer the questions of the plan, before anything is computed."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.config.names.spellings import listed
from explant.declared_tests.known_tests import TESTS
from explant.numbers import counted, in_order
from explant.problems import Problem
from explant.questions import design
from explant.questions.answers import exceeds
from explant.questions.attainable import smallest_adjusted, what_would_do
from explant.spreadsheet.layouts.patient_table import has_groups
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import Sheet, places

Measured = NDArray[np.bool_]
"""Analysed markers × patients × cells of the design: whether there is a value."""
LEAST = 2
"""Patients without whom a number has no spread."""


def check_groups(patients: pd.DataFrame, plan: Plan, table: Table) -> None:
    """Refuse questions about groups that no patient is in; warn of stratifiers with one group.

    What is only explored is no question of the plan: a sheet in which all tumors are large is a
    study like another.

    Parameters
    ----------
    patients
        The table ``patients.csv``.
    plan
        The study's plan.
    table
        Its patients are those of the measurements; receives the problems.
    """
    measured = patients[patients["patient"].isin(list(table.patients))]
    refused: set[str] = set()
    for grouping, groups in _asked_groups(plan).items():
        sizes = measured[f"{grouping}_group"].value_counts()
        for group, contrasts in groups.items():
            if group in sizes.index:
                continue
            refused.add(grouping)
            there = ", ".join(f"{name} {size}" for name, size in sizes.items()) or "no group at all"
            table.report(
                "error",
                _cells(grouping, table),
                f"No measured patient is in the group {group} of {grouping}, which "
                f"{in_order(contrasts)} {'asks' if len(contrasts) == 1 else 'ask'} about. The "
                f"data hold: {there}.",
                f"Correct the values, list how {group} is written under "
                f"patients.strata.{grouping}.groups, or take it out of the questions "
                "(contrasts).",
            )
    for name, stratifier in plan.patients.strata.items():
        explored = stratifier.explore and has_groups(stratifier) and plan.paired_contrasts
        if not explored or name in refused or measured.empty:
            continue
        present = list(measured[f"{name}_group"].dropna().unique())
        if len(present) > 1:
            continue
        what = f"Every patient is in the group {present[0]} of {name}" if present else ""
        if not what and measured[name].isna().all():
            # That nothing is known of anyone has been told.
            continue
        table.report(
            "warning",
            _cells(name, table),
            f"{what or f'No patient is in a group of {name}'}: one group cannot be compared with "
            "another.",
            "The study runs, and the report says why there is no comparison. Correct the values or "
            f"patients.strata.{name}, or take {name} out of the config; under patients.covariates "
            "it is still described.",
        )


def _asked_groups(plan: Plan) -> dict[str, dict[str, list[str]]]:
    """Groups that questions name, by stratifier, each with these questions."""
    found: dict[str, dict[str, list[str]]] = {}
    for contrast in plan.contrasts:
        question = plan.contrasts[contrast]
        for stratifier, groups in (*question.between.items(), *question.among.items()):
            for group in groups:
                found.setdefault(stratifier, {}).setdefault(group, []).append(contrast)
    return found


def _cells(stratifier: str, table: Table) -> str:
    return places([each.cell for each in table.attributes if each.name == stratifier])


def check_questions_of_data(
    measurements: pd.DataFrame,
    patients: pd.DataFrame,
    plan: Plan,
    table: Table,
    sheets: Sequence[Sheet],
) -> list[Problem]:
    """Errors for questions that no patient, or a single one, can enter; warnings for families.

    Parameters
    ----------
    measurements, patients
        The tables of those names, derived markers among them.
    plan
        The study's plan.
    table
        What was read, for the places of IDs.
    sheets
        The sheets of measurements.
    """
    names = [str(name) for name in patients["patient"]]
    there = _measured(measurements, plan, names)
    where = " ".join(sheet.name for sheet in sheets)
    markers = plan.analysed_markers
    place_of = {marker: at for at, marker in enumerate(markers)}
    cells = design.every_cell_name(plan)
    of_designs = design.designs(plan)
    found: list[Problem] = []
    patients_of: dict[tuple[str, str], int] = {}
    for contrast in plan.contrasts:
        among = design.patients_among(plan, contrast, patients)
        for of_markers, own_markers in of_designs:
            asked = [place_of[marker] for marker in own_markers if plan.asks(contrast, marker)]
            if not asked and len(of_designs) > 1:
                continue
            names_needed = [
                design.cell_name(cell) for cell in design.contrast_weights(of_markers, contrast)
            ]
            needed = np.array([cells.index(name) for name in names_needed], dtype=np.intp)
            own = there[np.ix_(np.array(asked, dtype=np.intp), np.flatnonzero(among), needed)]
            fault = _fault(contrast, own, names_needed, patients[among], plan)
            if fault is not None:
                what, fix, alone = fault
                cell = places(table.patients[alone]) if alone in table.patients else where
                found.append(Problem("error", cell, f"{contrast} cannot be answered: {what}", fix))
            if not plan.contrasts[contrast].between:
                complete = own.all(axis=2).sum(axis=1).tolist()
                patients_of.update(
                    ((markers[at], contrast), n) for at, n in zip(asked, complete, strict=True)
                )
    return found or _families(plan, patients_of, len(names), where)


def _families(
    plan: Plan, patients: dict[tuple[str, str], int], everyone: int, where: str
) -> list[Problem]:
    """A warning for each family in which no adjusted p of at most α is possible."""
    test, alpha = TESTS[plan.inference.test], plan.inference.alpha
    by_family: dict[str, list[tuple[str, str, float]]] = {}
    for (marker, contrast), p in smallest_adjusted(plan, patients, everyone).items():
        by_family.setdefault(plan.family(contrast), []).append((marker, contrast, p))
    found: list[Problem] = []
    for family, members in by_family.items():
        lowest, contrast, n = min(
            (p, contrast, patients[marker, contrast]) for marker, contrast, p in members
        )
        # What one test of so few patients cannot show is told in the report.
        if not exceeds(lowest, alpha) or exceeds(test.smallest_p(n), alpha):
            continue
        mend = what_would_do(plan, contrast, n, len(members))
        found.append(
            Problem(
                "warning",
                where,
                f"Nothing can be found in the family {family}: of {counted(n, 'patient')} and "
                f"{counted(len(members), 'test')} no adjusted p below {lowest:.2g} can come out, "
                "whatever the differences.",
                f"The study runs and says so. For an answer it takes {mend}."
                if mend
                else "The study runs and says so.",
            )
        )
    return found


def _measured(measurements: pd.DataFrame, plan: Plan, names: Sequence[str]) -> Measured:
    markers, cells = plan.analysed_markers, design.every_cell_name(plan)
    own = measurements[measurements["marker"].isin(markers)]
    marker = pd.Index(markers, dtype=object).get_indexer(pd.Index(own["marker"], dtype=object))
    patient = pd.Series(range(len(names)), list(names)).reindex(own["patient"]).to_numpy(np.intp)
    cell = np.zeros(len(own), dtype=np.intp)
    if plan.factors:
        levels = zip(*(own[factor].astype(str) for factor in plan.factors), strict=True)
        column = {name: place for place, name in enumerate(cells)}
        cell = np.array([column[design.cell_name(each)] for each in levels], dtype=np.intp)
    there = np.zeros((len(markers), len(names), len(cells)), dtype=np.bool_)
    there[marker, patient, cell] = np.isfinite(own["value"].to_numpy(dtype=np.float64))
    return there


def _fault(
    contrast: str, there: Measured, samples: list[str], patients: pd.DataFrame, plan: Plan
) -> tuple[str, str, str] | None:
    """What is wrong, how to mend it, and the only patient if there is one."""
    question = plan.contrasts[contrast]
    out = f"take contrasts.{contrast} out of the config."
    never = [name for at, name in enumerate(samples) if not there[:, :, at].any()]
    asked = f" of {in_order(question.markers)}" if question.markers else ""
    if never:
        return (
            f"it needs {_samples(samples)}, and no patient has a value{asked} at {listed(never)}.",
            f"Add the samples, correct the levels of those that are there, or {out}",
            "",
        )
    complete = np.asarray(there.all(axis=2))
    if question.between:
        return _fault_between(contrast, complete, samples, patients, plan)
    most = complete[complete.sum(axis=1).argmax()]
    if most.sum() >= LEAST:
        return None
    if most.any():
        alone = str(patients["patient"].iloc[int(most.argmax())])
        return (
            f"{alone} is the only patient with {_samples(samples)}{asked}, and one number has no "
            "spread to test it against.",
            f"Add the samples of other patients, or {out}",
            alone,
        )
    each = ", ".join(
        f"{name} {there[:, :, at].any(axis=0).sum()}" for at, name in enumerate(samples)
    )
    return (
        f"it needs {_samples(samples)} of the same patient, and no patient has them{asked}. "
        f"Patients with a value: {each}.",
        f"Samples are paired by the same ID in both rows: correct the IDs, or {out}",
        "",
    )


def _fault_between(
    contrast: str, complete: Measured, samples: list[str], patients: pd.DataFrame, plan: Plan
) -> tuple[str, str, str] | None:
    ((stratifier, groups),) = plan.contrasts[contrast].between.items()
    of_patient = patients[f"{stratifier}_group"].fillna("").astype(str).to_numpy(dtype=object)
    sizes = np.array([complete[:, of_patient == group].sum(axis=1) for group in groups])
    best = sizes[:, np.lexsort((sizes.sum(axis=0), sizes.min(axis=0)))[-1]]
    each = ", ".join(f"{group} {size}" for group, size in zip(groups, best, strict=True))
    fix = (
        f"Add the samples, correct the values of {stratifier}, or take contrasts.{contrast} out "
        "of the config."
    )
    if best.min() == 0:
        what = f"a group has no patient with {_samples(samples)}. Patients: {each}."
        return what, fix, ""
    if best.max() < LEAST:
        return f"there is one patient in each group. Patients: {each}.", fix, ""
    return None


def _samples(names: list[str]) -> str:
    if names == [design.ONLY_CELL]:
        return "a value"
    return f"the sample{'s' if len(names) > 1 else ''} {in_order(names)}"
