"""Columns that were computed from two others are told by their numbers."""

import math

import pytest

from explant.config.loading import validate
from explant.spreadsheet.ingest import ingest
from tests.commands.drafting.asked import draft_with

PAIRS = [(25.2, 13.3), (24.3, 14.1), (18.8, 12.9), (41.7, 22.2), (33.3, 9.8), (12.4, 15.6)]


def written(folder, headings, third, digits=1):
    rows = [f"P{n},{a},{b},{round(third(a, b), digits)}" for n, (a, b) in enumerate(PAIRS, 1)]
    path = folder / "sheet.csv"
    path.write_text("\n".join([f"Patient,{headings}", *rows]) + "\n")
    return path


def read(path):
    config = draft_with(path)
    plan, problems = validate(config, default_place="draft")
    assert plan is not None, problems
    found = ingest(path, plan)
    return config["spreadsheet"].get("not_read", []), found.measurements


WAYS = {
    "CD25 tumor,CD25 normal,CD25 T - N difference": (lambda a, b: a - b, 1),
    "CD25 tumor,CD25 normal,CD25 T-N": (lambda a, b: a - b, 1),
    "CD25 tumor,CD25 normal,Quotient CD25": (lambda a, b: a / b, 2),
    "CD25 IL-2,CD25 control,CD25 % of control": (lambda a, b: 100 * a / b, 0),
    "CD25 post,CD25 pre,Delta CD25 [%]": (lambda a, b: 100 * (a / b - 1), 1),
    "CD25 tumor,CD25 normal,log2FC": (lambda a, b: math.log2(a / b), 3),
    "Tumor,Normal,T minus N": (lambda a, b: a - b, 1),
}


@pytest.mark.parametrize("headings", WAYS)
def test_what_was_computed_is_named_and_not_read(tmp_path, headings):
    left_out, measurements = read(written(tmp_path, headings, *WAYS[headings]))
    assert left_out == [headings.rsplit(",", 1)[1]]
    assert sorted(measurements["value"]) == sorted(value for pair in PAIRS for value in pair)


def test_a_third_condition_is_not_left_out(tmp_path):
    left_out, measurements = read(
        written(
            tmp_path, "CD25 control,CD25 IL-2,CD25 IL-15", lambda a, b: a - b if a > 20 else b, 1
        )
    )
    assert left_out == []
    assert len(measurements) == 3 * len(PAIRS)


def test_a_third_condition_is_not_left_out_where_the_arithmetic_holds(tmp_path):
    left_out, measurements = read(
        written(tmp_path, "CD25 IL-2,CD25 control,CD25 IL-15", lambda a, b: a - b)
    )
    assert left_out == []
    assert len(measurements) == 3 * len(PAIRS)
