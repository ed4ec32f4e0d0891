"""``prism.pzfx``: the measured values in Prism's own tables, one a marker.

Patients are rows, samples are columns; a study without factors has a column a group. The file is
XML of version 5.00, which GraphPad Prism 5 and later open; R's ``pzfx`` writes the same elements.
"""

import math
import xml.etree.ElementTree as ET

import pandas as pd

from explant.characters import shown
from explant.config.models import Plan
from explant.questions.design import cell_name, cells
from explant.questions.question import question

SPACE = "http://graphpad.com/prism/Prism.htm"
MOST_TABLES = 100
"""Markers that one file holds, in the plan's order."""


def prism_file(measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> bytes:
    """The file's bytes.

    A value below detection stands at its limit, as in ``measurements.csv``; a missing one is an
    empty cell.

    Parameters
    ----------
    measurements, patients
        The tables of those names.
    plan
        What the step reads of the plan.
    """
    root = ET.Element("GraphPadPrismFile", {"xmlns": SPACE, "PrismXMLVersion": "5.00"})
    created = ET.SubElement(root, "Created")
    ET.SubElement(
        created,
        "OriginalVersion",
        {"CreatedByProgram": "Explant", "CreatedByVersion": "1", "Login": "", "DateTime": ""},
    )
    markers = list(plan.markers)[:MOST_TABLES]
    sequence = ET.SubElement(root, "TableSequence")
    for number, _ in enumerate(markers):
        selected = {"Selected": "1"} if number == 0 else {}
        ET.SubElement(sequence, "Ref", {"ID": f"Table{number}", **selected})
    people = [str(name) for name in patients["patient"]]
    for number, marker in enumerate(markers):
        _table(
            root,
            number,
            _title(plan, marker),
            people,
            _columns(measurements, patients, plan, marker),
        )
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{shown(text)}\n'.encode()


def _title(plan: Plan, marker: str) -> str:
    unit = plan.markers[marker].unit
    return f"{plan.marker_label(marker)} ({unit})" if unit else plan.marker_label(marker)


def _columns(
    measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan, marker: str
) -> dict[str, dict[str, float]]:
    """Each column's values by patient: of a sample, or of a group where there are no samples."""
    own = measurements[measurements["marker"] == marker]
    plan = plan.of(marker)
    factors = list(plan.factors)
    names = (
        own[factors].astype(str).agg(tuple, axis=1)
        if factors
        else pd.Series([()] * len(own), index=own.index, dtype=object)
    )
    found: dict[str, dict[str, float]] = {}
    if factors:
        for cell in cells(plan):
            rows = own[[name == cell for name in names]]
            levels = [
                plan.level_label(factor, level) for factor, level in zip(factors, cell, strict=True)
            ]
            title = ", ".join(levels) or cell_name(cell)
            found[title] = dict(zip(rows["patient"].astype(str), rows["value"], strict=True))
        return found
    value = dict(zip(own["patient"].astype(str), own["value"], strict=True))
    grouping = next((question(plan, name).grouping for name in plan.between_contrasts), "")
    column = f"{grouping}_group"
    if column not in patients:
        return {plan.marker_label(marker): value}
    group = patients.set_index(patients["patient"].astype(str))[column].astype(str)
    for name in dict.fromkeys([*plan.patients.strata[grouping].groups, *group]):
        members = {patient: value[patient] for patient in value if group.get(patient) == name}
        if members:
            found[name] = members
    return found


def _table(
    root: ET.Element,
    number: int,
    title: str,
    people: list[str],
    columns: dict[str, dict[str, float]],
) -> None:
    table = ET.SubElement(
        root,
        "Table",
        {
            "ID": f"Table{number}",
            "XFormat": "none",
            "TableType": "OneWay",
            "EVFormat": "AsteriskAfterNumber",
        },
    )
    ET.SubElement(table, "Title").text = title
    _column(table, "RowTitlesColumn", {"Width": "81"}, None, people)
    for name, values in columns.items():
        cells_of_column = [_number(values.get(patient, math.nan)) for patient in people]
        look = {"Width": "89", "Decimals": "3", "Subcolumns": "1"}
        _column(table, "YColumn", look, name, cells_of_column)


def _column(
    table: ET.Element, kind: str, look: dict[str, str], title: str | None, texts: list[str]
) -> None:
    column = ET.SubElement(table, kind, look)
    if title is not None:
        ET.SubElement(column, "Title").text = title
    subcolumn = ET.SubElement(column, "Subcolumn")
    for text in texts:
        ET.SubElement(subcolumn, "d").text = text or None


def _number(value: float) -> str:
    return "" if not math.isfinite(value) else repr(float(value))
