import csv
import math

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from explant.problems import Problem
from explant.tables.csv_files import read_csv, write_csv, write_problems
from explant.tables.results.anova import anova_table
from explant.tables.results.between_patients.interactions import interactions_table
from explant.tables.results.paired import paired_table
from explant.tables.results.strata import strata_table

from .studies import BEFORE_AFTER, CONTRACT, study


def cells(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


NAMES = ["007", "7", "NA", "nan", "1e3", "ärztin", 'O"Neil, A.', "患者 3", "TRUE", ""]


def test_names_come_back_as_they_were(tmp_path):
    table = pd.DataFrame(
        {
            "patient": NAMES,
            "marker": NAMES[::-1],
            "tissue": NAMES,
            "stage_group": NAMES,
            "note": NAMES,
            "value": np.linspace(0.1, 1.0, 10),
        }
    )
    path = tmp_path / "table.csv"
    write_csv(table, path)
    back = read_csv(path, text=["tissue", "stage_group"])
    assert_frame_equal(back, table, check_dtype=False)
    assert back["patient"].tolist() == NAMES
    assert back["note"].tolist()[-1] == ""


ODD = [
    *('=HYPERLINK("x")', "-P1", "+49", "@x", "-5", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1"),
    *("\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "'=1", "''=1", "'P1", "'", "P-1", "−1", "", "'-"),
]


def test_a_stratifier_named_like_a_number_leaves_the_number_one(tmp_path):
    """TNM's T and N are strata called t and n, which are columns of the results too."""
    results = pd.DataFrame({"marker": ["A"], "n": [20], "t": [2.5], "p": [0.01]})
    write_csv(results, tmp_path / "paired.csv")
    found = read_csv(tmp_path / "paired.csv", text=["n", "t", "p"])
    assert_frame_equal(found, results)
    patients = pd.DataFrame({"patient": ["1"], "n": ["0"], "t": ["1"]})
    write_csv(patients, tmp_path / "patients.csv")
    assert_frame_equal(read_csv(tmp_path / "patients.csv", text=["n", "t"]), patients)


def test_no_text_is_a_formula_and_each_comes_back_as_it_was(tmp_path):
    path = tmp_path / "table.csv"
    numbers = np.linspace(-2.0, 2.0, len(ODD))
    table = pd.DataFrame({"patient": ODD, "=stage": ODD, "value": numbers, "covariate": ODD})
    write_csv(table, path)
    header, *rows = cells(path)
    assert header == ["patient", "'=stage", "value", "covariate"]
    signs = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    for patient, stage, number, covariate in rows:
        assert float(number) in numbers
        for text in (patient, stage, covariate):
            assert not text.lstrip(" \ufeff").startswith(signs)
    back = read_csv(path, text=["=stage"])
    assert list(back.columns) == list(table.columns)
    assert back["patient"].tolist() == back["=stage"].tolist() == ODD
    assert back["covariate"].fillna("").tolist() == ODD
    np.testing.assert_array_equal(back["value"], numbers)


def test_problems_are_no_formulas(tmp_path):
    path = tmp_path / "problems.csv"
    write_problems([Problem("error", "=A!B2", "-what", "@how", "+P1", "=1+1")], path)
    assert cells(path)[1] == ["error", "'=A!B2", "'+P1", "'=1+1", "'-what", "'@how"]
    assert read_csv(path).iloc[0].tolist() == ["error", "=A!B2", "+P1", "=1+1", "-what", "@how"]


def test_numbers_come_back_to_the_last_bit_and_missing_is_empty(tmp_path):
    numbers = [0.1 + 0.2, 1e-300, -0.0, 1.7976931348623157e308, math.nan, 5e-324, 1 / 3]
    path = tmp_path / "numbers.csv"
    write_csv(pd.DataFrame({"patient": list("abcdefg"), "value": numbers}), path)
    assert cells(path)[5] == ["e", ""]
    np.testing.assert_array_equal(read_csv(path)["value"], numbers)


def test_a_number_that_is_not_finite_is_an_empty_cell(tmp_path):
    path = tmp_path / "infinite.csv"
    table = pd.DataFrame({"bf10": [math.inf, -math.inf, 2.0], "n": [1, 2, 3]})
    write_csv(table, path)
    assert cells(path) == [["bf10", "n"], ["", "1"], ["", "2"], ["2.0", "3"]]
    # The table that was handed in stays as it was.
    assert table["bf10"].iloc[0] == math.inf


def test_a_whole_column_may_be_empty(tmp_path):
    path = tmp_path / "empty.csv"
    write_csv(
        pd.DataFrame({"marker": ["A", "B"], "p": [math.nan, math.nan], "note": ["", ""]}), path
    )
    back = read_csv(path)
    assert back["p"].isna().all()
    assert back["note"].tolist() == ["", ""]


def test_a_table_without_rows_keeps_its_header(tmp_path):
    path = tmp_path / "rows.csv"
    write_csv(pd.DataFrame(columns=["marker", "p"]), path)
    assert cells(path) == [["marker", "p"]]
    assert read_csv(path).empty


def test_the_same_table_gives_the_same_bytes_with_plain_line_ends(tmp_path):
    table = pd.DataFrame({"patient": ["a\nb", "µ"], "value": [1.5, 2.0]})
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    write_csv(table, first)
    write_csv(table, second)
    assert (
        first.read_bytes() == second.read_bytes() == 'patient,value\n"a\nb",1.5\nµ,2.0\n'.encode()
    )
    assert read_csv(first)["patient"].tolist() == ["a\nb", "µ"]


def test_problems_are_written_most_serious_first(tmp_path):
    path = tmp_path / "logs" / "problems.csv"
    problems = [
        Problem("note", "Sheet1!A1", "a note"),
        Problem("error", "Sheet1!D7", "an error", "mend it"),
    ]
    write_problems(problems, path)
    header, *rows = cells(path)
    assert header == CONTRACT["problems"].split()
    assert [row[0] for row in rows] == ["error", "note"]
    write_problems([], path)
    assert cells(path) == [header]


STAGE = {"kind": "ordered", "groups": {"NA": ["I"], "late": ["II"]}}


@pytest.mark.parametrize("test", ["wilcoxon", "t", "sign_flip", "sign"])
def test_no_result_ever_spells_nan_or_inf(tmp_path, test):
    changes = [1.0, -2.0, 3.5, 0.0, 2.0, 4.0, 1.5, 2.5]
    markers = {
        "A": changes,
        "empty": [None] * 8,
        "one": [1.0, *[None] * 7],
        "constant": [2.0] * 8,
        "zero": [0.0] * 8,
        "huge": [1e300 * change for change in changes],
    }
    made = study(
        BEFORE_AFTER,
        markers,
        strata={
            "stage_group": ["NA"] * 5 + ["late"] * 2 + [""],
            "size": [1.0, 2.0, 3.0, 4.0, math.nan, 5.0, 6.0, 7.0],
            "size_group": ["≤ 3 cm"] * 3 + ["> 3 cm", "", *["> 3 cm"] * 3],
        },
        stratifiers={
            "stage": STAGE,
            "size": {"kind": "continuous", "unit": "cm", "cut_point": 3},
        },
        inference={"test": test, "permutations": 1000},
    )
    differences, plan = made.differences, made.plan
    tables = {
        "differences": differences,
        "paired": paired_table(differences, made.measurements, plan),
        "strata": strata_table(differences, made.patients, plan),
        "interactions": interactions_table(differences, made.patients, plan),
        "anova": anova_table(made.measurements, made.patients, plan),
    }
    for name, table in tables.items():
        path = tmp_path / f"{name}.csv"
        write_csv(table, path)
        rows = cells(path)
        assert set(CONTRACT[name].split()) <= set(rows[0])
        words = {cell.strip("-").lower() for row in rows[1:] for cell in row}
        assert not words & {"nan", "inf", "infinity", "<na>"}
        back = read_csv(path, text=plan.factors)
        assert_frame_equal(
            back.select_dtypes("number"),
            table[back.select_dtypes("number").columns].replace([math.inf, -math.inf], math.nan),
            check_dtype=False,
            check_exact=True,
        )
    assert read_csv(tmp_path / "strata.csv")["stratum"].iloc[0] == "NA"
