"""A paper's first table: which groups have a column."""

import pandas as pd

from explant.language.words import rows
from explant.pages.patients.first_table import first_table, left_out_briefly
from tests.pages.designs import plan_of
from tests.reported import make_plan


def table(**groups: list[str]) -> tuple[list[str], str]:
    plan = plan_of(
        markers={"CD25": {}},
        contrasts={},
        patients={
            "strata": {
                name: {"kind": "unordered", "groups": {group: [group] for group in of}}
                for name, of in groups.items()
            }
        },
    )
    columns = [("", ""), *((name, group) for name, of in groups.items() for group in of)]
    found = pd.DataFrame(
        [
            {"stratifier": stratifier, "stratum": stratum, "variable": "patient", "n": 9}
            for stratifier, stratum in columns
        ]
    ).assign(group="")
    listing = first_table(rows("table_one", found), plan)
    return [str(heading) for heading in listing.headings[1:]], str(listing.caption)


def test_a_stratifier_has_all_of_its_groups_or_none() -> None:
    source = ["none", "T", "B", "DC", "all"]
    headings, caption = table(source=source, treatment=["vehicle", "complexes"])
    assert [heading.split(" (")[0] for heading in headings] == [
        *("All", *source, "vehicle", "complexes")
    ]
    assert caption == "Number of patients, or median (range)"
    headings, caption = table(source=source, site=["a", "b", "c", "d"])
    assert len(headings) == 1 + len(source)
    assert caption.endswith("; by site in table_one.csv")


def test_samples_that_are_missing_are_named_by_their_labels() -> None:
    flow = pd.DataFrame(
        [
            {"marker": "CD25", "contrast": "il2_in_tumor", "n_left_out": 1}
            | {"left_out": '["P07"]', "missing": '["tumor/IL-2, tumor/control"]'}
        ]
    )
    assert str(left_out_briefly(rows("flow", flow), make_plan())).startswith(
        "P07: no value of CD25 (samples: tumor, IL-2; tumor, control). Left out of"
    )
    nobody = flow.assign(left_out="", missing="")
    assert str(left_out_briefly(rows("flow", nobody), make_plan())) == (
        "Nobody: no value that a question needs is missing."
    )
