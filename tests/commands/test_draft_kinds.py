"""One study in the ways in which labs write it: each draft, its first answers taken, reads it."""

import itertools
import random

import pytest
import yaml

from explant.commands.drafting.asking import answered_draft
from explant.config.loading import validate
from explant.problems import errors
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.opening import read_workbook
from tests.commands.drafts import first_answer
from tests.spreadsheet.builders import write

PATIENTS = [f"P{number:02d}" for number in range(1, 7)]
CONDITIONS = list(itertools.product(("tumor", "normal"), ("control", "IL-2")))
MARKERS = ("CD25", "FOXP3")
NAMES = {
    "plus": ("Tumor", "Tumor + IL-2", "Normal", "Normal + IL-2"),
    "letters": ("T", "T+IL2", "N", "N+IL2"),
    "slashes": ("T/ctrl", "T/IL2", "N/ctrl", "N/IL2"),
    "signs": ("T-", "T+", "N-", "N+"),
    "words": ("tumour unstim", "tumour IL-2", "adjacent unstim", "adjacent IL-2"),
    "with": ("Tumor without IL-2", "Tumor with IL-2", "Normal without IL-2", "Normal with IL-2"),
    "underscores": ("Tu_US", "Tu_IL2", "N_US", "N_IL2"),
    "abbreviations": ("TC", "TI", "NC", "NI"),
    "plus minus": ("Tumor IL-2 (-)", "Tumor IL-2 (+)", "Normal IL-2 (-)", "Normal IL-2 (+)"),
    "signs in brackets": ("Tumor (IL-2 -)", "Tumor (IL-2 +)", "Normal (IL-2 -)", "Normal (IL-2 +)"),
    "signs behind": ("T IL2-", "T IL2+", "N IL2-", "N IL2+"),
    "a drug": ("tumor", "tumor + aPD1", "normal", "normal + aPD1"),
    "points": ("tumor", "tumor.IL2", "normal", "normal.IL2"),
    "treatment first": ("ctrl T", "IL-2 T", "ctrl N", "IL-2 N"),
    "brackets": ("Tumor", "Tumor (IL-2)", "Normal", "Normal (IL-2)"),
}
USUAL = ("plus", "signs")
UNTREATED = (
    *("medium alone", "media only", "naive medium", "complete medium", "not treated", "nil", "ctr"),
    *("non-treated", "no cytokine", "cytokine-free", "IL-2-free", "IL2 free", "nicht behandelt"),
)
"""Names of the sample to which nothing was added."""


def study():
    """A value for each patient, tissue, treatment and marker, no two the same."""
    tissues, treatments = zip(("tumor", "control"), ("normal", "IL-2"), strict=True)
    places = list(itertools.product(PATIENTS, tissues, treatments, MARKERS))
    numbers = random.Random(7).sample(range(101, 9899), len(places))
    # No number is whole.
    return {place: (10 * n + 3) / 1000 for place, n in zip(places, numbers, strict=True)}


DATA = study()


def value(patient, condition, marker):
    return DATA[patient, *condition, marker]


def samples(names, first="{p}", heading="Patient", column=None):
    """One row a sample; the condition stands in the first column, or in one of its own."""
    rows = [[heading, *([column] if column else []), *MARKERS]]
    for patient, (condition, name) in itertools.product(
        PATIENTS, zip(CONDITIONS, names, strict=True)
    ):
        own = [first.format(p=patient, c=name), *([name] if column else [])]
        rows.append([*own, *(value(patient, condition, marker) for marker in MARKERS)])
    return rows


def wide(names, heading):
    """One row a patient."""
    both = list(itertools.product(MARKERS, zip(CONDITIONS, names, strict=True)))
    rows = [["Patient", *(heading.format(m=marker, c=name) for marker, (_, name) in both)]]
    rows += [[p, *(value(p, condition, m) for m, (condition, _) in both)] for p in PATIENTS]
    return rows


def two_rows(names):
    upper, lower = ["Patient"], [None]
    for marker in MARKERS:
        upper += [marker, None, None, None]
        lower += names
    return [upper, lower, *wide(names, "{m} {c}")[1:]]


WAYS = {
    "in a column": lambda names: samples(names, column="Condition"),
    "in headings": lambda names: wide(names, "{m} {c}"),
    "behind the unit": lambda names: wide(names, "{m} (%) {c}"),
    "before the marker": lambda names: wide(names, "{c} {m}"),
    "in two rows of headings": two_rows,
    "in the ID": lambda names: samples(names, "{p}_{c}", "Sample"),
    "in names of files": lambda names: samples(names, "Specimen_001_{p} {c}.fcs", None),
    "in turned columns": lambda names: [
        list(row) for row in zip(*samples(names, "{p}_{c}", "Gene"), strict=True)
    ],
}


def read(tmp_path, sheets):
    """The first answers' plan, the questions, and whether each value has its place."""
    path = write(tmp_path / "lab.xlsx", sheets)
    draft = answered_draft(read_workbook(path), str(path), first_answer)
    plan, problems = validate(yaml.safe_load(draft.text))
    assert plan is not None, problems
    found = ingest(path, plan)
    assert errors(found.problems) == []
    assert len(plan.markers) == len(MARKERS)
    back = {number: place for place, number in DATA.items()}
    places = {}
    for row in found.measurements.to_dict("records"):
        levels = {factor: row[factor] for factor in plan.factors}
        places[back[row["value"]]] = (row["patient"], levels, row["marker"])
    assert len(places) == len(DATA)
    for part, number in ((0, len(PATIENTS)), (2, len(MARKERS))):
        pairs = {(place[part if part == 0 else 3], own[part]) for place, own in places.items()}
        assert len(pairs) == len({one for one, _ in pairs}) == len({two for _, two in pairs})
        assert len(pairs) == number
    # Each factor of the plan is tissue or treatment, and nothing of both.
    kinds = []
    for factor in plan.factors:
        for kind, at in (("tissue", 1), ("treatment", 2)):
            pairs = {(place[at], own[1][factor]) for place, own in places.items()}
            if len(pairs) == len({one for one, _ in pairs}) == len({two for _, two in pairs}):
                kinds.append(kind)
    assert sorted(kinds) == ["tissue", "treatment"]
    return [question.id for question, _ in draft.asked]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "names",
    [n if n in USUAL else pytest.param(n, marks=pytest.mark.more) for n in NAMES],
)
def test_conditions_are_read_wherever_and_however_they_are_named(tmp_path, names, way):
    asked = read(tmp_path, {"Data": WAYS[way](NAMES[names])})
    if way in ("in the ID", "in names of files", "in turned columns"):
        assert "spreadsheet.split" in asked
    if way == "in turned columns":
        assert "spreadsheet.samples_in" in asked
    if names == "abbreviations" and way in ("in a column", "in headings"):
        assert any(place.endswith(".label") for place in asked)


@pytest.mark.parametrize("way", ["in a column", "in headings"])
@pytest.mark.parametrize("word", UNTREATED)
def test_a_sample_without_treatment_is_what_the_others_are_compared_with(tmp_path, word, way):
    names = (f"Tumor {word}", "Tumor IL-2", f"Normal {word}", "Normal IL-2")
    asked = read(tmp_path, {"Data": WAYS[way](names)})
    assert not [question for question in asked if question.endswith(".compare")]


def rows_of(*keys, **fixed):
    """Rows of the samples with some levels: the named parts, and the values of both markers."""
    found = []
    for patient, (tissue, treatment) in itertools.product(PATIENTS, CONDITIONS):
        own = {"patient": patient, "tissue": tissue, "treatment": treatment}
        if all(own[name] == text for name, text in fixed.items()):
            numbers = [value(patient, (tissue, treatment), marker) for marker in MARKERS]
            found.append([*(own[key] for key in keys), *numbers])
    return found


def levels_in_both():
    rows = [["Patient", "Tissue", *(f"{m} {t}" for m in MARKERS for t in ("control", "IL-2"))]]
    for patient, tissue in itertools.product(PATIENTS, ("tumor", "normal")):
        own = itertools.product(MARKERS, ("control", "IL-2"))
        rows.append([patient, tissue, *(value(patient, (tissue, t), m) for m, t in own)])
    return {"Data": rows}


def written_once():
    rows = rows_of("patient", "tissue", "treatment")
    for number, row in enumerate(rows):
        row[0] = row[0] if number % 4 == 0 else None
        row[1] = row[1] if number % 2 == 0 else None
    return {"Data": [["Patient", "Tissue", "Treatment", *MARKERS], *rows]}


def blank_is_control():
    rows = rows_of("patient", "tissue", "treatment")
    for row in rows:
        row[2] = row[2] if row[2] != "control" else None
    return {"Data": [["Patient", "Tissue", "Treatment", *MARKERS], *rows]}


def sections():
    rows = [["Patient", "Treatment", *MARKERS]]
    for tissue in ("tumor", "normal"):
        rows += [[f"{tissue.capitalize()} tissue"], *rows_of("patient", "treatment", tissue=tissue)]
    return {"Data": rows}


def titles():
    rows = []
    for (tissue, treatment), name in zip(CONDITIONS, NAMES["plus"], strict=True):
        rows += [[name], ["Patient", *MARKERS]]
        rows += [*rows_of("patient", tissue=tissue, treatment=treatment), [None]]
    return {"Data": rows}


def a_sheet_a_condition():
    return {
        name: [["Patient", *MARKERS], *rows_of("patient", tissue=tissue, treatment=treatment)]
        for (tissue, treatment), name in zip(CONDITIONS, NAMES["plus"], strict=True)
    }


def a_sheet_a_tissue():
    return {
        tissue.capitalize(): [
            ["Patient", "Treatment", *MARKERS],
            *rows_of("patient", "treatment", tissue=tissue),
        ]
        for tissue in ("tumor", "normal")
    }


def a_sheet_a_marker():
    rows = rows_of("patient", "tissue", "treatment")
    return {
        marker: [["Patient", "Tissue", "Treatment", "%"], *([*row[:3], row[at]] for row in rows)]
        for at, marker in enumerate(MARKERS, start=3)
    }


def a_sheet_a_patient():
    return {
        patient: [
            ["Tissue", "Treatment", *MARKERS],
            *rows_of("tissue", "treatment", patient=patient),
        ]
        for patient in PATIENTS
    }


def a_letter_in_the_id(form):
    rows = rows_of("patient", "tissue", "treatment")
    rows = [[form.format(p=p, t=t[0].upper()), *rest] for p, t, *rest in rows]
    return {"Data": [["ID", "Treatment", *MARKERS], *rows]}


def names_beside_patients():
    rows = rows_of("patient", "tissue", "treatment")
    rows = [[p, f"{p}_{t[0].upper()}_{c}", *rest] for p, t, c, *rest in rows]
    return {"Data": [["Patient", "Sample", *MARKERS], *rows]}


def a_key():
    rows = rows_of("patient", "tissue", "treatment")
    key = [[number, *row[:3]] for number, row in enumerate(rows, start=1)]
    measured = [[number, *row[3:]] for number, row in enumerate(rows, start=1)]
    return {
        "Data": [["Tube", *MARKERS], *measured],
        "Samples": [["Tube", "Patient", "Tissue", "Treatment"], *key],
    }


PLACES = {
    "levels in rows and in headings": levels_in_both,
    "names written once": written_once,
    "a blank cell is control": blank_is_control,
    "sections": sections,
    "titles": titles,
    "a sheet a condition": a_sheet_a_condition,
    "a sheet a tissue": a_sheet_a_tissue,
    "a sheet a marker": a_sheet_a_marker,
    "a sheet a patient": a_sheet_a_patient,
    "a letter behind the ID": lambda: a_letter_in_the_id("{p}{t}"),
    "a letter before the ID": lambda: a_letter_in_the_id("{t}{p}"),
    "names of samples beside patients": names_beside_patients,
    "a key": a_key,
}


@pytest.mark.parametrize("place", PLACES)
def test_what_says_whose_a_value_is_is_found_where_it_stands(tmp_path, place):
    read(tmp_path, PLACES[place]())
