"""Counts and medians, against numbers worked out by hand."""

import numpy as np
import pandas as pd

from explant.tables.described.patient_flow import flow_table
from explant.tables.described.sample_medians import cells_table
from explant.tables.described.table_one import table_one_table

from ..studies import BEFORE_AFTER, only, study

STRATA = {
    "stage": {"kind": "ordered", "groups": {"early": ["I", "II"], "late": ["III"]}},
    "size": {"kind": "continuous", "unit": "cm"},
}


def made():
    by_patient = [(1.0, 2.0), (3.0, None), (5.0, 9.0), (None, None), (2.0, 4.0)]
    patients = {
        "stage": ["I", "II", "III", "III", ""],
        "stage_group": ["early", "early", "late", "late", ""],
        "size": [1.0, 3.0, 2.0, np.nan, 9.0],
    }
    return study(BEFORE_AFTER, {"A": by_patient}, strata=patients, stratifiers=STRATA)


def test_table_one_has_the_same_rows_for_all_and_for_each_group():
    table = table_one_table(made().patients, made().plan)
    of_all = table[table["stratifier"] == ""]
    assert list(of_all["n_patients"].unique()) == [5]
    early = only(of_all, variable="stage", group="early")
    assert (early["n"], early["n_missing"]) == (2, 1)
    size = only(of_all, variable="size")
    # 1, 2, 3, 9: the median lies between 2 and 3.
    assert (size["n"], size["median"], size["minimum"], size["maximum"]) == (4, 2.5, 1.0, 9.0)
    late = table[(table["stratifier"] == "stage") & (table["stratum"] == "late")]
    assert only(late, variable="size")["median"] == 2.0
    assert only(late, variable="size")["n_missing"] == 1
    assert set(table["stratum"]) == {"", "early", "late"}
    assert not [name for name in table if name.startswith("p")]


def test_who_is_left_out_stands_beside_the_sample_that_they_lack():
    flow = only(flow_table(made().differences, made().patients, made().plan))
    assert (flow["n_enrolled"], flow["n_asked"], flow["n_analysed"]) == (5, 5, 3)
    assert flow["left_out"] == '["P02", "P04"]'
    assert flow["missing"] == '["after", "before, after"]'


def test_a_patient_without_a_sample_at_all_is_counted_as_enrolled():
    differences = made().differences
    asked = differences[differences["patient"] != "P04"]
    flow = only(flow_table(asked, made().patients, made().plan))
    assert (flow["n_enrolled"], flow["n_asked"], flow["n_left_out"]) == (5, 4, 1)


def test_of_a_comparison_of_groups_only_their_patients_are_asked_and_left_out():
    by_patient = [(1.0, 2.0), (None, 3.0), (5.0, 9.0), (4.0, None), (None, 4.0)]
    strata = {"stage_group": ["early", "early", "late", "late", ""], "size": [1.0] * 5}
    strata = {"stage": ["I", "II", "III", "III", ""], **strata}
    between = {"between": {"stage": ["early", "late"]}, "at": {"time": "before"}}
    config = BEFORE_AFTER | {"contrasts": BEFORE_AFTER["contrasts"] | {"stages": between}}
    made = study(config, {"A": by_patient}, strata=strata, stratifiers=STRATA)
    flow = only(flow_table(made.differences, made.patients, made.plan), contrast="stages")
    # The fifth patient, who has no stage, is not asked, so not left out either.
    assert (flow["n_enrolled"], flow["n_asked"], flow["n_analysed"]) == (5, 4, 3)
    assert (flow["left_out"], flow["missing"]) == ('["P02"]', '["before"]')


def test_medians_of_samples_are_in_the_unit_and_count_values_below_detection():
    measurements = made().measurements
    below = measurements["value"].eq(2.0) & measurements["time"].eq("after")
    cells = cells_table(measurements.assign(censored=np.where(below, "below", "")), made().plan)
    before = only(cells, sample="before")
    assert (before["n"], before["n_below"], before["median"]) == (4, 0, 2.5)
    after = only(cells, sample="after")
    assert (after["n"], after["n_below"], after["median"]) == (3, 1, 4.0)
    assert (after["minimum"], after["maximum"]) == (2.0, 9.0)


def test_spreads_of_samples_are_compared_within_the_marker_on_its_scale():
    # On log2: before 0, 1, 2 and after 0, 3, 6, three times the spread. C has none, D one value.
    values = {
        "A": [(1.0, 11.0), (2.0, 12.0), (3.0, 13.0)],
        "B": [(1.0, 1.0), (2.0, 8.0), (4.0, 64.0)],
        "C": [(2.0, 1.0), (2.0, 2.0), (2.0, 5.0)],
        "D": [(2.0, None), (None, None), (None, 5.0)],
    }
    several = study(BEFORE_AFTER, values, marker_settings={"B": {"scale": "log2"}})
    found = cells_table(several.measurements, several.plan).set_index(["marker", "sample"])
    ratios = found["sd_ratio"].round(12)
    assert ratios["A"].to_dict() == {"before": 1.0, "after": 1.0}
    assert ratios["B"].to_dict() == {"before": 1.0, "after": 3.0}
    assert ratios["C"].isna().to_dict() == {"before": True, "after": False}
    assert ratios["D"].isna().all()


def test_a_study_without_factors_has_one_sample():
    single = study({"spreadsheet": BEFORE_AFTER["spreadsheet"], "contrasts": {}}, {"A": [1.0, 4.0]})
    cells = cells_table(single.measurements, single.plan)
    assert list(cells["median"]) == [2.5]
    assert flow_table(
        pd.DataFrame(columns=["marker", "contrast"]), single.patients, single.plan
    ).empty


def test_a_group_without_patients_counts_none_whether_the_plan_names_it_or_not():
    by_patient = [(1.0, 2.0), (3.0, 4.0), (5.0, 9.0)]
    patients = {
        "stage": ["I", "II", "III"],
        "stage_group": ["early", "early", "late"],
        "size": [1.0, 3.0, 2.5],
        "size_group": ["≤ 2 cm", "> 2 cm", "> 2 cm"],
        "sex": ["f", "", "f"],
    }
    cut = STRATA | {"size": STRATA["size"] | {"cut_point": 2.0}}
    made = study(BEFORE_AFTER, {"A": by_patient}, strata=patients, stratifiers=cut)
    table = table_one_table(made.patients, made.plan)
    late = table[table["stratum"] == "late"]
    assert only(late, variable="stage", group="early")["n"] == 0
    assert only(late, variable="size", group="≤ 2 cm")["n"] == 0
    large = table[table["stratum"] == "> 2 cm"]
    assert only(large, variable="size", group="≤ 2 cm")["n"] == 0
    assert (only(large, variable="sex")["n"], only(large, variable="sex")["n_missing"]) == (1, 1)
    keys = [list(zip(t["variable"], t["group"], strict=True)) for _, t in table.groupby("stratum")]
    assert all(each == keys[0] for each in keys)
