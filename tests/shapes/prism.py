"""Tables of GraphPad Prism, copied or exported."""

import itertools

from tests.shapes.shape import CULTURES, Rows, Study, Written, ids, shape

NO_IDS = r"no column of IDs|row titles|nothing says (whose|which|who)"


@shape("GraphPad Prism user guide, column table of paired values with row titles")
def prism_columns_with_row_titles(name: str) -> Written:
    study = Study(name, ids(9), {"time": ["Before", "After"]}, {"value": (10, 60)})
    rows: Rows = [[None, "Before", "After"]]
    rows += [
        [p, study.at(p, "value", time="Before"), study.at(p, "value", time="After")]
        for p in study.patients
    ]
    return Written({"": rows}, study, answers={"value|marker": "value"})


@shape("GraphPad Prism user guide, column table without row titles: pairs stand side by side")
def prism_columns_without_row_titles(name: str) -> Written:
    study = Study(name, ids(9), {"time": ["Before", "After"]}, {"value": (10, 60)})
    rows: Rows = [["Before", "After"]]
    rows += [
        [study.at(p, "value", time="Before"), study.at(p, "value", time="After")]
        for p in study.patients
    ]
    return Written({"": rows}, study, refused=True, forward=NO_IDS)


@shape("GraphPad Prism user guide, column table of groups: unpaired columns of unequal length")
def prism_groups_in_columns(name: str) -> Written:
    study = Study(name, ids(15, "M{}"), {}, {"value": (10, 60)})
    values = study.column("value")
    columns = [values[:6], values[6:11], values[11:]]
    rows: Rows = [["WT", "KO", "KO + rescue"]]
    rows += [list(row) for row in itertools.zip_longest(*columns)]
    return Written(
        {"": rows},
        study,
        refused=True,
        forward=NO_IDS + r"|a column (of|for) the group|groups? (stand )?in columns",
    )


@shape("GraphPad Prism user guide, grouped table: subcolumns of replicates, row titles", "xlsx")
def prism_grouped_subcolumns(name: str) -> Written:
    study = Study(
        name, ["Tumor", "Normal"], {"treatment": CULTURES}, {"value": (10, 60)}, replicates=4
    )
    rows: Rows = [[None, "Control", None, None, None, "IL-2", None, None, None]]
    for row in study.patients:
        rows.append([row, *(v for c in CULTURES for v in study.every(row, "value", treatment=c))])
    return Written({"Grouped": rows}, study, refused=True, forward=NO_IDS + r"|subcolumn")


@shape(
    "GraphPad Prism user guide, grouped table: a row a patient, three replicates side by side",
    "xlsx",
)
def prism_patients_by_subcolumns(name: str) -> Written:
    study = Study(name, ids(8), {"treatment": CULTURES}, {"value": (10, 60)}, replicates=3)
    rows: Rows = [["Patient", "Control", None, None, "IL-2", None, None]]
    for p in study.patients:
        rows.append([p, *(v for c in CULTURES for v in study.every(p, "value", treatment=c))])
    return Written({"Grouped": rows}, study, answers={"replicate|column": "replicate|yes"})


@shape("Papers' supplementary tables: mean ± SD of each group, no patients", "xlsx")
def means_and_sd(name: str) -> Written:
    rows: Rows = [
        ["Marker", "Tumor control", "Tumor IL-2", "Normal control", "Normal IL-2", "p"],
        ["CD25 (%)", "21.3 ± 4.2", "14.1 ± 3.8", "12.2 ± 2.9", "11.8 ± 3.1", 0.003],
        ["CD69 (%)", "44.0 ± 6.1", "52.7 ± 7.4", "31.2 ± 5.5", "33.8 ± 6.0", 0.021],
        ["FOXP3 (%)", "8.1 ± 2.2", "6.9 ± 1.9", "4.4 ± 1.2", "4.1 ± 1.3", 0.4],
        ["Ki-67 (%)", "18.4 ± 5.0", "23.8 ± 6.6", "6.2 ± 2.0", "7.7 ± 2.4", 0.047],
    ]
    return Written({"Table 2": rows}, named=(r"means?\b|summar", r"each patient|of the patients"))


@shape("GraphPad Prism, table of means, SD and n for a grouped graph")
def means_sd_n_in_columns(name: str) -> Written:
    rows: Rows = [
        [None, "Control", None, None, "IL-2", None, None],
        [None, "Mean", "SD", "N", "Mean", "SD", "N"],
        ["Tumor", 21.3, 4.2, 12, 14.1, 3.8, 12],
        ["Normal", 12.2, 2.9, 12, 11.8, 3.1, 12],
    ]
    return Written({"": rows}, named=(r"means?\b|summar", r"each patient|of the patients"))


@shape("GraphPad Prism and R cor(): a correlation matrix")
def correlation_matrix(name: str) -> Written:
    names = ["CD4", "CD8", "Treg", "NK", "B cells"]
    rows: Rows = [[None, *names]]
    for one in range(5):
        rows.append(
            [
                names[one],
                *(
                    1 if one == two else round(0.9 - 0.17 * abs(one - two) - 0.01 * (one + two), 3)
                    for two in range(5)
                ),
            ]
        )
    return Written({"": rows}, named=(r"correlation", r"values"))


@shape("GraphPad Prism user guide, XY table: a time course, an animal a column", "xlsx")
def prism_time_course(name: str) -> Written:
    study = Study(
        name, ids(6, "M{}"), {"day": ["0", "3", "7", "14"]}, {"Tumor volume (mm³)": (50, 900)}
    )
    rows: Rows = [["Day", *study.patients]]
    rows += [[int(d), *study.column("Tumor volume (mm³)", day=d)] for d in study.factors["day"]]
    return Written(
        {"Tumor volume (mm³)": rows},
        study,
        answers={"column|sample|animal|patient": "M1|column|animal|patient"},
        forward=r"samples (stand )?(in|as) columns.*(transpose|row)|stand in columns",
    )
