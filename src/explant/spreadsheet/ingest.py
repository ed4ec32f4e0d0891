"""From a lab's spreadsheet to the tables of measurements and patients, or a list of problems."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from explant.config.models import Plan
from explant.config.models.sheet_layout import AUTO
from explant.config.names.spellings import listed, natural_key
from explant.config.rules.derived_marker_rules import measured as measured_of
from explant.limits import within
from explant.problems import Problem, ProblemsError, errors, most_serious_first
from explant.spreadsheet.checks.answerable import check_groups, check_questions_of_data
from explant.spreadsheet.checks.identity import (
    complements,
    merge_ids,
    names_alike,
    report_questions,
)
from explant.spreadsheet.checks.pairing import report_kept
from explant.spreadsheet.checks.personal_data import check_personal
from explant.spreadsheet.checks.plausibility import check_plausible
from explant.spreadsheet.checks.stage_and_size import check_stage_and_size
from explant.spreadsheet.files.safety import without_garbage_collection
from explant.spreadsheet.layouts.columns_read import columns_frame
from explant.spreadsheet.layouts.known_layouts import KNOWN
from explant.spreadsheet.layouts.measurements import measurement_columns, measurements_frame
from explant.spreadsheet.layouts.patient_table import patient_columns, patients_frame, read_patients
from explant.spreadsheet.layouts.recognition import described, recognised
from explant.spreadsheet.layouts.tidy import Table, combined
from explant.spreadsheet.places.restating import restated
from explant.spreadsheet.places.stated_columns import with_stated_columns
from explant.spreadsheet.sheet.cells import Sheet, Workbook
from explant.spreadsheet.sheet.opening import read_workbook
from explant.spreadsheet.sheet.sheets import (
    Measured,
    find_sheets,
    hidden_and_not_read,
    hidden_problems,
)
from explant.spreadsheet.structure.as_tables import as_tables
from explant.spreadsheet.structure.blocks import tables_of
from explant.spreadsheet.structure.joined_headings import Vocabulary
from explant.spreadsheet.values.derived_markers import with_derived
from explant.spreadsheet.values.readings import read_values


@dataclass(frozen=True)
class Ingested:
    """What a spreadsheet holds.

    ``measurements`` and ``patients`` have the columns of the tables of those names. If there is
    an error among the problems, both are empty. ``columns`` says how each column of each table
    was read, also then. ``sheets`` are the sheets that were read; none of a file that was refused
    as a whole. ``book`` is the whole workbook, with the hash of the bytes that were read; None of a
    file that was refused. ``curves`` is the table of that name, where the plan sums up curves.
    ``unasked`` are the measurements where all that is wrong is that they cannot answer the plan.
    """

    measurements: pd.DataFrame
    patients: pd.DataFrame
    problems: list[Problem]
    columns: pd.DataFrame = field(default_factory=lambda: columns_frame([]))
    sheets: tuple[Sheet, ...] = field(default=(), repr=False)
    book: Workbook | None = field(default=None, repr=False)
    curves: pd.DataFrame | None = field(default=None, repr=False)
    unasked: pd.DataFrame | None = field(default=None, repr=False)


@without_garbage_collection()
def ingest(path: Path, plan: Plan) -> Ingested:
    """Read, check and tidy a spreadsheet.

    Parameters
    ----------
    path
        The spreadsheet.
    plan
        The study's plan: layout, headings, levels, markers and stratifiers.

    Returns
    -------
    Ingested
        Values in each marker's unit with technical replicates averaged, derived markers among
        them, and all problems, the most serious first. It never raises for what stands in the
        file.
    """
    try:
        book = read_workbook(path)
    except ProblemsError as error:
        return _refused(error.problems, measured_of(plan))
    return ingest_book(book, plan)


def ingest_book(book: Workbook, plan: Plan) -> Ingested:
    """Check and tidy the cells of a workbook; see :func:`ingest`.

    Parameters
    ----------
    book
        The workbook as it was read.
    plan
        The study's plan.
    """
    try:
        with within(book.allowance, Path(book.name)):
            return _ingested(book, plan)
    except ProblemsError as error:
        return _refused(error.problems, measured_of(plan), book=book)


@without_garbage_collection()
def _ingested(book: Workbook, plan: Plan) -> Ingested:
    # What reads the sheet knows of no derived marker: none stands there.
    whole, plan = plan, measured_of(plan)
    book = as_tables(book)
    vocabulary = Vocabulary(plan)
    written, (book, restating) = book, restated(book, plan)
    measured_sheets, patients_sheet, problems = find_sheets(book, plan, vocabulary)
    problems[:0] = [*book.problems, *restating]
    if errors(problems):
        return _refused(problems, plan, book=written)
    table = _read_sheets(measured_sheets, plan, vocabulary, attributes=patients_sheet is None)
    table.problems[:0] = problems
    sheets = [each.sheet for each in measured_sheets]
    everything = [*sheets, *([patients_sheet] if patients_sheet is not None else [])]
    names = {sheet.name for sheet in everything}
    as_written = [sheet for sheet in written.sheets if sheet.name in names]
    table.problems += hidden_and_not_read(book, everything)
    others = read_patients(patients_sheet, plan) if patients_sheet is not None else Table()
    if patients_sheet is not None:
        others.problems[:0] = hidden_problems(patients_sheet)
    merge_ids([table, others], plan)
    measured = {name: list(cells) for name, cells in table.patients.items()}
    if patients_sheet is not None:
        _join(table, others, patients_sheet, sheets)
    check_personal(everything, plan, table)
    everyone = dict(table.patients)
    questions = names_alike(table)
    # From here on the table's patients are those of the measurements.
    table.patients = measured
    groups = read_values(table, sheets, plan)
    # Of a large panel, what has been read is let go as soon as it is done with: each of these
    # steps holds as much for each value as the file's cells themselves.
    table.entries = []
    have: dict[str, set[Hashable]] = {name: set() for name in everyone}
    alike: dict[Hashable, Hashable] = {}
    for patient, levels, marker in groups:
        sample = (levels, marker)
        have[patient].add(alike.setdefault(sample, sample))
    for name in others.patients:
        have[name].add("patients' sheet")
    if not table.never_paired:
        # Where no ID is paired, each of them may be the other half of any other.
        questions += complements(have, everyone, questions)
    report_questions(questions, table)
    del have, alike
    check_plausible(groups, plan, table)
    patients = patients_frame(table, everyone, plan)
    report_kept(table.kept, patients, plan, table)
    check_stage_and_size(patients, plan, table)
    if not errors(table.problems):
        check_groups(patients, plan, table)
    columns = columns_frame([*table.columns, *others.columns])
    if errors(table.problems):
        return _refused(table.problems, plan, columns, as_written, written)
    measurements, problems = with_derived(measurements_frame(groups, plan), whole)
    curves = None
    if whole.summarized and not errors(problems):
        # Studies without curves do not wait for what fits them.
        from explant.spreadsheet.values.summary_markers import with_summaries

        measurements, curves, more = with_summaries(measurements, whole)
        problems += more
    problems = [*table.problems, *problems]
    if not errors(problems):
        problems += check_questions_of_data(measurements, patients, whole, table, sheets)
        if errors(problems):
            found = _refused(problems, plan, columns, as_written, written)
            return replace(found, unasked=measurements)
    problems = most_serious_first(problems)
    if errors(problems):
        return _refused(problems, plan, columns, as_written, written)
    return Ingested(measurements, patients, problems, columns, tuple(as_written), written, curves)


def _refused(
    problems: list[Problem],
    plan: Plan,
    columns: pd.DataFrame | None = None,
    sheets: Sequence[Sheet] = (),
    book: Workbook | None = None,
) -> Ingested:
    return Ingested(
        pd.DataFrame(columns=measurement_columns(plan)),
        pd.DataFrame(columns=patient_columns(plan)),
        most_serious_first(problems),
        columns_frame([]) if columns is None else columns,
        tuple(sheets),
        book,
    )


def _read_sheets(
    measured: Sequence[Measured], plan: Plan, vocabulary: Vocabulary, *, attributes: bool
) -> Table:
    """All tables of the sheets as one."""
    tables: list[Table] = []
    apart: list[Problem] = []
    for each in measured:
        apart += hidden_problems(each.sheet)
        blocks, problems = tables_of(each.sheet, plan, vocabulary, each.given)
        apart += problems
        for found in blocks:
            block, problems = with_stated_columns(found, plan)
            apart += problems
            layout: str | None = plan.spreadsheet.layout
            recognise = layout == AUTO
            if recognise:
                layout, problems = recognised(block, plan)
                apart += problems
            if layout is not None:
                table = KNOWN[layout].read(block, plan, attributes=attributes)
                tables.append(table)
                if recognise:
                    apart.append(described(block, layout, table))
    whole = combined(tables)
    whole.problems[:0] = apart
    sheets = listed(each.sheet.name for each in measured)
    for problem in whole.lacking.values():
        if plan.spreadsheet.sheets == "one_per_marker" and problem.marker:
            problem = Problem(
                "error",
                " ".join(each.sheet.name for each in measured),
                f"No sheet, title or heading names {problem.marker}. Sheets read: {sheets}.",
                "Name a sheet after the marker, or list its name under column of the marker in "
                "the config.",
                marker=problem.marker,
            )
        if not (errors(apart) and not tables):
            whole.problems.append(problem)
    return whole


def _join(table: Table, patients: Table, patients_sheet: Sheet, sheets: Sequence[Sheet]) -> None:
    """Take the patients' sheet into the table, and compare whom the sheets name."""
    table.problems += patients.problems
    table.attributes = [*table.attributes, *patients.attributes]
    where = f"the sheet {sheets[0].name}" if len(sheets) == 1 else "any sheet of measurements"
    readable = bool(patients.patients) and bool(table.patients)
    for name in sorted({*table.patients, *patients.patients}, key=natural_key):
        if readable and name not in patients.patients:
            table.report(
                "warning",
                table.patients[name],
                f"{name} is not in the sheet {patients_sheet.name}: stage, size and other "
                "properties are not known.",
                f"Add {name} there, or correct the ID.",
                patient=name,
            )
        elif readable and name not in table.patients:
            table.report(
                "warning",
                patients.patients[name],
                f"{name} has no row in {where}.",
                "Add the measurements, or correct the ID.",
                patient=name,
            )
        for cell in patients.patients.get(name, []):
            table.add_patient(name, cell)
