"""The configs and pictures of docs/designs.md: each loads, answers, and is drawn as it stands."""

import importlib.util
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from explant.questions.design import cells, differences
from explant.spreadsheet.values.derived_markers import with_derived
from explant.spreadsheet.values.summary_markers import with_summaries
from explant.tables.planned_rows import wrong_rows
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.paired import paired_table

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "designs.md").read_text(encoding="utf-8")

spec = importlib.util.spec_from_file_location("design_pictures", DOCS / "design_pictures.py")
assert spec is not None
assert spec.loader is not None
pictures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pictures)

DESIGNS = pictures.designs(PAGE)
PATIENTS_OF_GROUP = 6


def simulated(plan):
    """Measurements and patients of a plan: every sample of six patients a group, or of six."""
    generator = np.random.default_rng(5)
    strata = plan.patients.strata
    combinations = list(itertools.product(*(s.groups or ["7"] for s in strata.values())))
    patients = pd.DataFrame(
        [
            {"patient": f"P{number:02d}"}
            | {
                column: value
                for name, group in zip(strata, groups, strict=True)
                for column, value in ((name, group), (f"{name}_group", group))
                if not (strata[name].kind == "continuous" and column != name)
            }
            for number, groups in enumerate(combinations * PATIENTS_OF_GROUP)
        ]
    )
    for name, stratifier in strata.items():
        if stratifier.kind == "continuous":
            patients[name] = generator.uniform(1, 5, len(patients))
    rows = [
        {
            "patient": patient,
            **dict(zip(plan.factors, cell, strict=True)),
            "marker": marker,
            "value": generator.uniform(5, 30) + (300 if marker == "counted" else 0),
            "replicates": 1,
            "replicate_sd": np.nan,
            "censored": "",
            "source": f"A{number}",
        }
        for number, (patient, cell, marker) in enumerate(
            itertools.product(
                patients["patient"],
                cells(plan),
                [name for name, marker in plan.markers.items() if not marker.is_computed],
            )
        )
    ]
    measurements, problems = with_derived(pd.DataFrame(rows), plan)
    if plan.summarized:
        # Random numbers bend nowhere: curves that do, halfway at another ratio in each sample.
        ((over, of),) = {(each.over, each.of) for each in plan.summarized.values()}
        scores = measurements[over].map(lambda name: plan.factors[over].levels[name].score)
        halfway = 13 + measurements["patient"].str[1:].astype(int)
        halfway += 6 * (measurements["treatment"] == "control")
        assert set(measurements["marker"]) == {of}
        measurements["value"] = 100 / (1 + halfway / scores)
        measurements, _, notes = with_summaries(measurements, plan)
        assert {problem.severity for problem in notes} <= {"note"}
    assert not problems
    return measurements, patients


def test_the_page_names_each_of_its_designs():
    listed = PAGE.split("\n## ")[0]
    headings = [pictures.anchor(section.split("\n", 1)[0]) for section in PAGE.split("\n## ")[1:]]
    assert len(DESIGNS) >= 15
    assert [name for name in headings if name not in DESIGNS] == [
        "what-your-lab-decides-beforehand",
        "how-the-file-says-it",
        "what-is-refused",
    ]
    for name in DESIGNS:
        assert f"](#{name})" in listed
        assert f"](images/designs/{name}.svg)" in PAGE


@pytest.mark.parametrize("name", DESIGNS)
def test_every_question_of_a_design_has_an_answer(name):
    plan = pictures.loaded(DESIGNS[name])
    measurements, patients = simulated(plan)
    by_patient = differences(measurements, plan, list(patients["patient"]), patients)
    paired = paired_table(by_patient, measurements, plan)
    between = between_table(by_patient, patients, plan)
    answered = pd.concat(
        [
            table[["marker", "contrast", "p", "p_adjusted"]]
            for table in (paired, between)
            if len(table)
        ]
    )
    assert answered[["p", "p_adjusted"]].notna().all(axis=None)
    questions = set(zip(answered["marker"], answered["contrast"], strict=True))
    assert questions == set(plan.questions())
    made = {"patients": patients, "differences": by_patient, "paired": paired, "between": between}
    rows = {table: len(frame) for table, frame in made.items()}
    assert wrong_rows(plan, rows) == []
    lacking = wrong_rows(plan, rows | {"paired": len(paired) - 1})
    assert len(lacking) == 1
    assert lacking[0].startswith("paired.csv has ")


def test_the_pictures_are_drawn_from_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "IMAGES", tmp_path)
    pictures.main()
    drawn = {path.name: path.read_bytes() for path in tmp_path.glob("*.svg")}
    kept = {path.name: path.read_bytes() for path in (DOCS / "images" / "designs").glob("*.svg")}
    assert sorted(drawn) == sorted(kept)
    assert drawn == kept
