"""An x where something was given; and texts beside a table that say the group of some IDs."""

from collections.abc import Sequence

from tests.shapes.shape import ACTIVATION, TISSUES, Rows, Study, Written, ids, shape

LAB = "Sheets of cultures, a column a treatment"
MICE = "Sheets of animal studies, the groups beside the table"


def _marks(name: str, mark: str, heads: Sequence[str], first: str = "Patient") -> Written:
    """The full cross of treatments, a mark where each was given."""
    study = Study(name, ids(6), {head: ["no", "yes"] for head in heads}, ACTIVATION)
    rows: Rows = [[first, *heads, *study.markers]]
    for p in study.patients:
        for cell in study.cells():
            own = (mark if level == "yes" else None for level in cell.values())
            rows.append([p, *own, *study.row(p, **cell)])
    return Written({"Data": rows}, study)


@shape(LAB + ": x where it was given", "xlsx")
def x_where_given(name: str) -> Written:
    return _marks(name, "x", ["IL-2", "anti-PD1"])


@shape(LAB + ": check marks", "xlsx")
def check_marks(name: str) -> Written:
    return _marks(name, "✓", ["LPS", "Dexamethasone"], "Donor")


@shape(LAB + ": a plus, and nothing where it was not given")
def plus_and_blank(name: str) -> Written:
    written = _marks(name, "+", ["IL-2", "anti-PD1"])
    return Written({"": written.sheets["Data"]}, written.study)


@shape(LAB + ": one of them", "xlsx")
def x_in_one_column(name: str) -> Written:
    return _marks(name, "X", ["IL-2"])


@shape(LAB + ": 1 and 0", "xlsx")
def ones_and_zeros(name: str) -> Written:
    study = Study(name, ids(6), {"IL-2": ["0", "1"], "IL-15": ["0", "1"]}, ACTIVATION)
    rows: Rows = [["Patient", *study.factors, *study.markers]]
    rows += [
        [p, *map(int, cell.values()), *study.row(p, **cell)]
        for p in study.patients
        for cell in study.cells()
    ]
    return Written({"Data": rows}, study, answers={"numbers": "Il_"})


def _one_of(name: str, levels: Sequence[str], given: str | int, blank: int | None) -> Written:
    """One treatment a row, marked in its column."""
    study = Study(name, ids(6), {"treatment": ["control", *levels]}, ACTIVATION)
    rows: Rows = [["Patient", *levels, *study.markers]]
    for p in study.patients:
        for level in study.factors["treatment"]:
            own = (given if each == level else blank for each in levels)
            rows.append([p, *own, *study.row(p, treatment=level)])
    return Written({"Data": rows}, study)


@shape(LAB + ": never two together, and none in the control", "xlsx")
def x_for_one_of_several(name: str) -> Written:
    return _one_of(name, ["IL-2", "IL-15", "IL-7"], "x", None)


@shape(LAB + ": a column for the control as well", "xlsx")
def x_for_each_condition(name: str) -> Written:
    study = Study(name, ids(6), {"treatment": ["Medium", "IL-2", "IL-15"]}, ACTIVATION)
    rows: Rows = [["Patient", *study.factors["treatment"], *study.markers]]
    for p in study.patients:
        for level in study.factors["treatment"]:
            own = ("x" if each == level else None for each in study.factors["treatment"])
            rows.append([p, *own, *study.row(p, treatment=level)])
    return Written({"Data": rows}, study)


@shape(LAB + ": ones and zeros, a single one in each row", "xlsx")
def one_one_in_each_row(name: str) -> Written:
    study = Study(name, ids(6), {"treatment": ["Medium", "IL-2", "IL-15"]}, ACTIVATION)
    rows: Rows = [["Patient", *study.factors["treatment"], *study.markers]]
    for p in study.patients:
        for level in study.factors["treatment"]:
            own = (int(each == level) for each in study.factors["treatment"])
            rows.append([p, *own, *study.row(p, treatment=level)])
    return Written(
        {"Data": rows}, study, named=("seems to be a condition", "Write x in the place of 1")
    )


@shape("Sheets of cultures: tissue in a column, and an x for IL-2", "xlsx")
def x_beside_tissue(name: str) -> Written:
    study = Study(name, ids(6), {"tissue": TISSUES, "IL-2": ["no", "yes"]}, ACTIVATION)
    rows: Rows = [["Patient", "Tissue", "IL-2", *study.markers]]
    for p in study.patients:
        for cell in study.cells():
            mark = "x" if cell["IL-2"] == "yes" else None
            rows.append([p, cell["tissue"], mark, *study.row(p, **cell)])
    return Written({"Data": rows}, study)


@shape("Sheets of cultures: an x in one row is a remark", "xlsx")
def x_as_remark(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    rows: Rows = [["Patient", "Tissue", "excluded", *study.markers]]
    rows += [
        [p, t, "x" if (p, t) == ("P04", "tumor") else None, *study.row(p, tissue=t)]
        for p in study.patients
        for t in TISSUES
    ]
    return Written({"Data": rows}, study)


def _mice(
    name: str, form: str = "{}", head: str = "Mouse"
) -> tuple[Study, Rows, dict[str, dict[str, str]]]:
    study = Study(name, ids(8, form), {}, ACTIVATION)
    groups = {p: ("PBS", "IL-2")[n > 3] for n, p in enumerate(study.patients)}
    rows: Rows = [[head, *study.markers]]
    rows += [[int(p) if p.isdecimal() else p, *study.row(p)] for p in study.patients]
    return study, rows, {"group": groups}


ASKED = {"are these the groups": "unordered"}


@shape(MICE + ": 1-4 → PBS at the right", "xlsx")
def ranges_at_the_right(name: str) -> Written:
    study, rows, groups = _mice(name)
    rows[1] += [None, "1-4 → PBS"]
    rows[2] += [None, "5-8 → IL-2"]
    return Written({"Data": rows}, study, groups=groups, answers=ASKED)


@shape(MICE + ": group and range in two cells", "xlsx")
def group_beside_range(name: str) -> Written:
    study, rows, groups = _mice(name, "P{:02}", "ID")
    rows[1] += [None, "PBS", "P01-P04"]
    rows[2] += [None, "IL-2", "P05-P08"]
    return Written({"Data": rows}, study, groups=groups, answers=ASKED)


@shape(MICE + ": Mice 1–4 = PBS below")
def ranges_below(name: str) -> Written:
    study, rows, groups = _mice(name)
    rows += [[], ["Mice 1–4 = PBS"], ["Mice 5–8 = IL-2"]]
    return Written({"": rows}, study, groups=groups, answers=ASKED)


@shape(MICE + ": lists below, under the word Legend, a remark at the end", "xlsx")
def lists_below(name: str) -> Written:
    study, rows, groups = _mice(name)
    rows += [[], ["Legend:"], ["PBS: 1, 2, 3, 4"], ["IL-2: 5, 6, 7, 8"], ["measured on 3 days"]]
    return Written({"Data": rows}, study, groups=groups, answers=ASKED)


@shape(MICE + ": all of them in one line above", "xlsx")
def ranges_in_a_line_above(name: str) -> Written:
    study, rows, groups = _mice(name, "M{}")
    rows = [["M1-M4: PBS, M5-M8: IL-2"], [], *rows]
    return Written({"Data": rows}, study, groups=groups, answers=ASKED)


@shape(MICE + ": on a sheet of notes", "xlsx")
def ranges_on_another_sheet(name: str) -> Written:
    study, rows, groups = _mice(name)
    notes: Rows = [["1 to 4 PBS"], ["5 to 8 IL-2"]]
    return Written({"Data": rows, "Notes": notes}, study, groups=groups, answers=ASKED)


@shape("Cultures of tumor and normal tissue: the trial arm of each patient at the right", "xlsx")
def ranges_beside_pairs(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    arms = {p: ("A", "B")[n > 3] for n, p in enumerate(study.patients)}
    rows: Rows = [["Patient", "Tissue", *study.markers]]
    rows += [[p, t, *study.row(p, tissue=t)] for p in study.patients for t in TISSUES]
    rows[1] += [None, "P01–P04: A"]
    rows[2] += [None, "P05–P08: B"]
    return Written({"Data": rows}, study, groups={"arm": arms}, answers=ASKED)
