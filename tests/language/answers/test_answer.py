"""Answers of both kinds of questions as rows that know their tables."""

import pandas as pd

from explant.language.answers.answer import answers


def test_rows_of_both_tables_know_where_they_stand():
    paired = pd.DataFrame({"marker": ["A", "B"], "contrast": "c", "p": [0.1, 0.2]})
    between = pd.DataFrame({"marker": ["A"], "contrast": "g", "p": [0.3]})
    found = answers({"paired": paired, "between": between, "strata": paired})
    assert [(row.table, row.index, row.number("p")) for row in found] == [
        ("paired", 0, 0.1),
        ("paired", 1, 0.2),
        ("between", 0, 0.3),
    ]


def test_either_table_may_be_absent_or_empty():
    between = pd.DataFrame({"marker": ["A"], "contrast": "g"})
    assert len(answers({"between": between})) == 1
    assert len(answers({"paired": between.iloc[:0], "between": between})) == 1
    assert answers({}) == []
