import copy
from typing import get_args

import pytest

from explant.config.model_study import MODEL_STUDY
from explant.config.models import Plan
from explant.config.models.settings import STEPS, Section
from explant.config.slices import read_by


def sections(kind=Plan, seen=None):
    seen = {} if seen is None else seen
    if kind in seen:
        return seen
    seen[kind] = kind

    def models(annotation):
        if isinstance(annotation, type) and issubclass(annotation, Section):
            yield annotation
        for argument in get_args(annotation):
            yield from models(argument)

    for field in kind.model_fields.values():
        for inner in models(field.annotation):
            sections(inner, seen)
    return seen


def test_every_key_says_who_reads_it():
    for section in sections():
        for name, field in section.model_fields.items():
            readers = (field.json_schema_extra or {}).get("read_by")
            assert readers, f"{section.__name__}.{name}"
            assert set(readers) <= set(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_a_slice_is_a_valid_plan_again(step):
    plan = Plan.model_validate(MODEL_STUDY)
    part = read_by(plan, step)
    again = Plan.model_validate(part)
    assert read_by(again, step) == part


def changed(path, value):
    content = copy.deepcopy(MODEL_STUDY)
    *parents, last = path
    section = content
    for key in parents:
        section = section.setdefault(key, {})
    section[last] = value
    before, after = Plan.model_validate(MODEL_STUDY), Plan.model_validate(content)
    return {step for step in STEPS if read_by(before, step) != read_by(after, step)}


NETWORK = {"network_join", "network_figures"}
FIGURES = {"marker_figures", "overview_figures", "robustness_figures", *NETWORK}


@pytest.mark.parametrize(
    ("path", "value", "readers"),
    [
        (("report", "title"), "Another", {"report"}),
        (("inference", "alpha"), 0.01, {"analyse", *FIGURES, "workbook", "report"}),
        (
            ("markers", "CD25", "label"),
            "CD25⁺",
            {"completeness", *FIGURES, "workbook", "report"},
        ),
        (("figures", "colors"), {"stage": {"early": "teal"}}, {*FIGURES, "report"}),
        (
            ("inference", "seed"),
            2,
            {"analyse", "sensitivity", "verification", "network_join", "workbook", "report"},
        ),
        (("inference", "adjustment"), {"primary": "none"}, {"analyse", "workbook", "report"}),
        (("markers", "CD25", "equivalence_margin"), {"a": 5}, {"analyse", "workbook", "report"}),
        (
            ("inference", "below_detection"),
            "limit",
            {"ingest", "analyse", "sensitivity", "verification", "workbook", "report"},
        ),
        (("markers", "CD25", "derived"), "FOXP3 / 2", {"ingest", "workbook", "report"}),
        (("gene_lists", "all"), ["CD25"], {"ingest", "workbook", "report"}),
        (("spreadsheet", "missing"), ["lost"], {"ingest"}),
        (("markers", "CD25", "gene"), "X", {"network_join", "report"}),
        (
            ("patients", "strata", "stage", "label"),
            "AJCC stage",
            {"marker_figures", "overview_figures", "robustness_figures", "workbook", "report"},
        ),
        (
            ("factors", "tissue", "levels", "tumor", "aliases"),
            ["Tu"],
            {"ingest"},
        ),
    ],
)
def test_a_change_is_seen_by_its_readers_alone(path, value, readers):
    assert changed(path, value) == readers


def test_the_order_of_levels_is_part_of_the_plan():
    content = copy.deepcopy(MODEL_STUDY)
    levels = content["factors"]["tissue"]["levels"]
    content["factors"]["tissue"]["levels"] = dict(reversed(levels.items()))
    before = read_by(Plan.model_validate(MODEL_STUDY), "analyse")
    after = read_by(Plan.model_validate(content), "analyse")
    assert repr(before) != repr(after)
