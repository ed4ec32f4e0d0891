"""A sheet in which nothing is compared, or nothing measured: what was seen, and what to write."""

from collections.abc import Sequence

from explant.commands.drafting.sheets.ids.patient_column import ANOTHER
from explant.commands.drafting.sheets.recognised_tables import Table
from explant.commands.drafting.study import Study
from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    heading_kind,
    id_rank,
    is_reference,
    level_name,
)
from explant.config.names.spellings import listed
from explant.problems import Problem, ProblemsError

MOST_REMARKS = 3
PAIRED = ("tissue", "time")
"""Families of which a patient has several samples."""


def lacking(study: Study) -> Problem | None:
    """What a draft cannot do without and the sheet does not say; None if it says all of it.

    Parameters
    ----------
    study
        What was recognised.
    """
    if study.markers and (study.factors or study.groupings):
        return None
    seen = f'The IDs were taken from "{study.patient}" ({study.patient_where}).'
    instead = ""
    others = [name for name in study.other_patients if name != ANOTHER]
    if others:
        instead = f" Or if the IDs stand under {listed(others)}, name it: --patient HEADING."
    numbers = [each.column for each in study.properties if each.kind in ("number", "size")]
    if not study.markers and not numbers:
        return Problem(
            "error",
            study.path,
            f"No column of measurements is recognised. {seen}{_described(study)}",
            "Write a heading over each column of numbers that says what was measured, such as "
            f'"CD25 (%)".{instead}',
        )
    measured = listed([*(marker.key for marker in study.markers), *numbers])
    if study.repeated:
        return Problem(
            "error",
            study.path,
            f"Nothing says what differs between the rows of a patient ({measured}). {seen}"
            f"{_described(study)}",
            "Write a column with the condition of each row, under a heading such as "
            f'"Treatment".{instead}',
        )
    return Problem(
        "error",
        study.path,
        f"Nothing says what is to be compared: each patient has one value of {measured}, and no "
        f"column says a group. {seen}{_described(study)}",
        'Write a column with the group of each patient, under a heading such as "Group"; or, if a '
        "patient has several samples, one row a sample with a column for its condition, or the "
        f"condition in the heading: CD25 control, CD25 IL-2.{instead}",
    )


def never_paired(study: Study) -> str:
    """What it means that each ID has one sample, where samples of one patient are usual.

    Tumor and normal tissue, before and after, or any condition of what is called a sample.
    Empty where groups of patients are usual.

    Parameters
    ----------
    study
        What was recognised.
    """
    sampled = id_rank(study.patient) == 3
    families = {family: own for family, own in LEVELS.items() if sampled or family in PAIRED}
    for each in study.groupings:
        named = [level_name(value) for value in each.values]
        usual = any(set(named) <= own.keys() for own in families.values())
        if len(set(named)) > 1 and (usual or (sampled and any(map(is_reference, each.values)))):
            return (
                f'No ID has samples at two of {listed(each.values)} ("{each.column}"): as it is, '
                "each is a patient with one sample, and the groups are compared unpaired. If "
                "samples are of one patient, write the ID of the patient into a column with the "
                'heading "Patient", and draft again'
            )
    return ""


def refuse_markers_in_rows(study: Study, tables: Sequence[Table]) -> None:
    """Refuse a column of markers beside columns of conditions: neither layout has both.

    Parameters
    ----------
    study
        What was recognised, the levels of columns among it.
    tables
        The tables without these columns.

    Raises
    ------
    ProblemsError
        If a column says what was measured.
    """
    for factor in study.factors:
        if heading_kind(factor.column) != "marker":
            continue
        markers = [level.name for level in factor.levels]
        heads = [column.text for table in tables for column in table.columns if column.numeric]
        raise ProblemsError(
            [
                Problem(
                    "error",
                    factor.where,
                    f'"{factor.column}" says in rows what was measured ({listed(markers[:3])} …), '
                    f"and headings the conditions ({listed(heads[:4])}).",
                    f"Write a row a measurement, under the headings {study.patient}, "
                    f"{factor.column}, Condition, Value; or a row a patient, under headings such "
                    f'as "{markers[0]} {heads[0] if heads else ""}".',
                )
            ]
        )


def _described(study: Study) -> str:
    names = [each.column for each in study.properties if each.kind not in ("number", "size")]
    verb = "was" if len(names) == 1 else "were"
    taken = f" {listed(names)} {verb} taken for properties of the patients." if names else ""
    unread = [remark for remark in study.remarks if "not read" in remark]
    return " ".join([taken, *unread[:MOST_REMARKS]])
