"""A study computed in parts has the tables of the study computed at once, to the byte."""

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.statistics.groups import partial_effects
from explant.statistics.groups.partial_effects import partial_effects_of_columns
from explant.statistics.one_sample.effect_sizes import d_z, d_z_of_columns
from explant.tables.columns import COLUMNS
from explant.tables.csv_files import write_csv
from explant.tables.results.parts import (
    ALONE,
    OF_STUDY,
    all_markers,
    markers_of_part,
    one_part,
    result_table,
    write_part,
)

TISSUES, DOSES = ["tumor", "normal"], ["0", "1", "10"]
TABLES = (*OF_STUDY, *ALONE)
STAGES = ["early", "middle", "late"]


def made(markers, patients, *, test="wilcoxon", permutations=1_000):
    """Measurements with gaps, patients in groups, and a plan that asks all kinds of questions."""
    generator = np.random.default_rng(markers)
    names = [f"M{at}" for at in range(markers)]
    rows = [
        {
            "patient": f"P{patient:03d}",
            "marker": marker,
            "tissue": tissue,
            "dose": dose,
            "value": round(generator.normal(20 + 2 * at + DOSES.index(dose), 3), 2),
            "censored": "below" if generator.random() < 0.05 else "",
        }
        for patient in range(patients)
        for at, marker in enumerate(names)
        for tissue in TISSUES
        for dose in DOSES
        if generator.random() > 0.03
    ]
    measurements = pd.DataFrame(rows).assign(replicates=1, replicate_sd=np.nan, source="")
    stages = [STAGES[at % 3] for at in range(patients)]
    sizes = [round(1 + 0.3 * (at % 7), 1) for at in range(patients)]
    table = pd.DataFrame(
        {
            "patient": [f"P{at:03d}" for at in range(patients)],
            "stage": stages,
            "stage_group": stages,
            "size": sizes,
            "size_group": ["≤ 2 cm" if size <= 2 else "> 2 cm" for size in sizes],
        }
    )
    effect = {"compare": {"dose": ["10", "0"]}, "at": {"tissue": "tumor"}}
    plan = Plan.model_validate(
        {
            "spreadsheet": {"path": "study.csv", "layout": "long"},
            "factors": {
                "tissue": {"levels": TISSUES},
                "dose": {"levels": {dose: {"score": float(dose)} for dose in DOSES}},
            },
            "patients": {
                "strata": {
                    "stage": {"kind": "ordered", "groups": {each: [each] for each in STAGES}},
                    "size": {"kind": "continuous", "unit": "cm", "cut_point": 2.0},
                }
            },
            "markers": {
                name: {
                    "unit": "AU",
                    "detection_limit": 5.0,
                    "equivalence_margin": {"dose": 2.0} if at % 4 == 1 else {},
                }
                for at, name in enumerate(names)
            },
            "contrasts": {
                # Asked of the last markers only: the first part names other patients first.
                "late": {**effect, "among": {"stage": ["late"]}, "markers": names[-2:]},
                "dose": {**effect, "role": "primary"},
                "tissues": {"compare": {"tissue": TISSUES}, "role": "primary"},
                "slope": {"trend": {"dose": DOSES}, "role": "secondary"},
                "stages": {**effect, "between": {"stage": ["early", "late"]}, "role": "primary"},
                "given": {**effect, "between": {"stage": ["early", "late"]}, "given": ["size"]},
            },
            "inference": {
                "test": test,
                "permutations": permutations,
                "adjustment": {} if TESTS[test].flipped_statistic else {"primary": "holm"},
            },
        }
    )
    return measurements, table, plan


def bytes_of(name, of, parts, folder):
    write_csv(result_table(name, of, parts), folder / "table.csv")
    return (folder / "table.csv").read_bytes()


def compared(study, parts, folder):
    """Every table, at once and in parts."""
    files = [folder / f"{part}.json" for part in range(parts)]
    for at, file in enumerate(files):
        write_part(one_part(*study, at + 1, parts), file)
    of = all_markers(*study)
    for name in TABLES:
        yield name, bytes_of(name, of, [], folder), bytes_of(name, of, files, folder)


def test_every_table_of_the_analysis_is_known():
    assert set(TABLES) <= set(COLUMNS)
    assert not set(ALONE) & set(OF_STUDY)


def test_parts_are_the_whole(tmp_path):
    for name, whole, gathered in compared(made(3, 7), 2, tmp_path):
        assert whole.count(b"\n") > 1, name
        assert gathered == whole, name


@pytest.mark.more
@pytest.mark.parametrize("test", TESTS)
def test_whatever_is_declared(test, tmp_path):
    for name, whole, gathered in compared(made(5, 9, test=test), 2, tmp_path):
        assert gathered == whole, name


@pytest.mark.more
@pytest.mark.parametrize("parts", [1, 3, 4])
def test_however_many_parts_there_are(parts, tmp_path):
    for name, whole, gathered in compared(made(4, 10), parts, tmp_path):
        assert gathered == whole, name


@pytest.mark.more
def test_random_orders_are_as_many_in_each_part(tmp_path, monkeypatch):
    # Beyond the work that is afforded fewer are drawn, the fewer the more questions there are.
    monkeypatch.setattr(partial_effects, "WORK", 15_000)
    monkeypatch.setattr(partial_effects, "FEWEST_RANDOM", 9)
    for name, whole, gathered in compared(made(6, 12), 3, tmp_path):
        assert gathered == whole, name


@pytest.mark.more
def test_500_markers_in_parts_are_the_whole(tmp_path):
    for name, whole, gathered in compared(made(500, 20), 7, tmp_path):
        assert gathered == whole, name


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_every_marker_is_in_one_part(parts):
    markers = list("ABCDEFG")
    each = [markers_of_part(markers, part, parts) for part in range(1, parts + 1)]
    assert [marker for part in each for marker in part] == markers
    assert max(map(len, each)) - min(map(len, each)) <= 1


def test_no_number_depends_on_the_columns_beside_it():
    generator = np.random.default_rng(4)
    table = generator.normal(0.5, 1, (12, 40))
    assert d_z_of_columns(table) == [d_z(column) for column in table.T]
    effect, age = np.repeat([[0.5], [-0.5]], 6, axis=0), generator.normal(size=(12, 1))
    together = partial_effects_of_columns(effect, age, table, 7, 99)
    for column, found in zip(table.T, together, strict=True):
        assert partial_effects_of_columns(effect, age, column[:, None], 7, 99, among=40) == [found]
