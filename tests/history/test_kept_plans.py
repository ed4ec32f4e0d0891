"""By which keys two plans differ."""

import copy
import json
from typing import Any

import pytest

from explant.config.models import Plan
from explant.history.kept_plans import KeyChange, _without_folders, changed_keys, hash_of, kept
from tests.reported import STUDY


def plan_with(edit=lambda plan: None) -> dict[str, Any]:
    content = copy.deepcopy(STUDY)
    edit(content)
    return kept(Plan.model_validate(content))


def test_the_hash_is_that_of_the_plan_as_json():
    content = plan_with()
    assert hash_of(json.loads(json.dumps(content))) == hash_of(content)
    assert hash_of(content) != hash_of(plan_with(lambda plan: plan["study"].update(note="x")))


@pytest.mark.parametrize("path", ["elsewhere.xlsx", "/home/jane/secret/study.xlsx"])
def test_where_the_spreadsheet_lies_is_no_part_of_the_plan(path: str):
    moved = plan_with(lambda plan: plan["spreadsheet"].update(path=path))
    assert moved == plan_with()


def test_an_absolute_path_of_the_network_is_kept_by_its_name():
    plan = Plan.model_validate(STUDY)
    with_files = kept(plan) | {"network": {"symbols": {"file": "/home/jane/hgnc.txt"}}}
    assert _without_folders(with_files["network"]) == {"symbols": {"file": "hgnc.txt"}}
    assert _without_folders([r"C:\Users\jane\a.csv", "data/b.csv"]) == ["a.csv", "data/b.csv"]


def change(key: str, old: str, new: str, *, decides: bool = True) -> KeyChange:
    return KeyChange(key, old, new, decides)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda plan: None, []),
        (
            lambda plan: plan.setdefault("inference", {}).update(test="t"),
            [change("inference.test", "wilcoxon", "t")],
        ),
        # Its default written out is no change.
        (lambda plan: plan.setdefault("inference", {}).update(test="wilcoxon"), []),
        (
            lambda plan: plan.setdefault("report", {}).update(title="Another"),
            [change("report.title", STUDY["report"]["title"], "Another", decides=False)],
        ),
        (
            lambda plan: plan["markers"]["CD25"].update(label="CD25+", unit="MFI"),
            [
                change("markers.CD25.unit", "%", "MFI"),
                change("markers.CD25.label", "", "CD25+", decides=False),
            ],
        ),
        (
            lambda plan: plan["factors"]["tissue"].update(levels=["normal", "tumor"]),
            [change("factors.tissue.levels", "[tumor, normal]", "[normal, tumor]")],
        ),
        (
            lambda plan: plan["contrasts"]["il2_in_tumor"]["compare"].update(
                treatment=["control", "IL-2"]
            ),
            [
                change(
                    "contrasts.il2_in_tumor.compare.treatment",
                    "[IL-2, control]",
                    "[control, IL-2]",
                )
            ],
        ),
        (
            lambda plan: plan.setdefault("report", {}).update(show=["CD25"]),
            [change("report.show", "[]", "[CD25]")],
        ),
    ],
)
def test_keys_that_differ(edit, expected):
    found = changed_keys(plan_with(), plan_with(edit))
    assert found == expected


def test_a_marker_that_is_gone_is_one_change():
    (found,) = changed_keys(plan_with(), plan_with(lambda plan: plan["markers"].pop("Blimp-1")))
    assert (found.key, found.new, found.decides) == ("markers.Blimp-1", "", True)
    assert "scale: log2" in found.old


def test_back_again_the_values_change_places():
    old, new = plan_with(), plan_with(lambda plan: plan["markers"]["CD25"].update(unit="MFI"))
    (there,) = changed_keys(old, new)
    (back,) = changed_keys(new, old)
    assert (there.old, there.new) == (back.new, back.old) == ("%", "MFI")


def test_a_plan_that_todays_explant_cannot_read_is_compared_as_it_stands():
    old = plan_with() | {"gone_section": {"key": 1}}
    found = {each.key: each for each in changed_keys(old, plan_with())}
    assert found["gone_section"].old == "{key: 1}"
    assert found["gone_section"].decides
