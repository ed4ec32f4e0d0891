from explant.figures.kit.places import shown_grouping
from tests.tables.studies import ONE_SAMPLE, study


def test_crossed_groupings_stand_apart_with_both_names():
    made = study(
        {
            **ONE_SAMPLE,
            "contrasts": {
                "interaction": {
                    "between": {"genotype": ["KO", "WT"]},
                    "crossed": {"treatment": ["drug", "PBS"]},
                }
            },
        },
        {"Treg": [1.0, 2.0, 3.0, 4.0, 5.0]},
        strata={
            "genotype_group": ["WT", "KO", "KO", "WT", ""],
            "treatment_group": ["PBS", "drug", "PBS", "drug", "drug"],
        },
        stratifiers={
            "genotype": {"kind": "unordered", "label": "Genotype", "groups": {"KO": [], "WT": []}},
            "treatment": {"kind": "unordered", "groups": {"drug": [], "PBS": []}},
        },
    )
    grouping = shown_grouping(made.plan, "Treg", made.patients)
    assert grouping.names == ("KO, drug", "KO, PBS", "WT, drug", "WT, PBS")
    assert [grouping.number(f"P0{at}") for at in range(1, 6)] == [3, 0, 1, 2, -1]
    assert grouping.label(made.plan) == "Genotype × treatment"
