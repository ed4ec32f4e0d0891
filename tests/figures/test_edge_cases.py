"""Designs and data that are rare but right: each draws all figures without a warning."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

from explant.config.models import Plan
from explant.figures.alternative_text import alternative_texts
from explant.figures.figure_kinds import COMPLETENESS, HEAT_MAP, KINDS, figure_stems, kind_named
from explant.tables.described.sample_medians import cells_table
from explant.tables.robustness.robust_verdicts import robustness_table
from tests.figures.conftest import Study, simulate, study_of, two_by_two
from tests.figures.drawing import Tables, draw
from tests.robustness import diagnostics_of, quantiles_of, sensitivity_of


def tables_of(study: Study) -> Tables:
    return Tables(
        study.measurements,
        study.patients,
        study.differences,
        study.paired,
        study.strata,
        study.interactions,
        sensitivity_of(study.plan, study.differences),
        quantiles_of(study.plan, study.differences),
        diagnostics_of(study.plan, study.differences),
        robustness=robustness_table(study.measurements, study.patients, study.plan),
        cells=cells_table(study.measurements, study.plan),
    )


def drawn(
    study: Study, directory: Path, in_every_format: Collection[str] = ()
) -> dict[str, ET.Element]:
    """Draw all figures as SVG, and some as PNG and PDF: odd numbers look alike in every format."""
    tables = tables_of(study)
    stems = figure_stems(study.plan)
    paths = draw(stems, study.plan, tables, directory, ["svg"])
    for path in draw(in_every_format, study.plan, tables, directory):
        assert path.read_bytes().startswith((b"%PDF", b"\x89PNG", b"<?xml"))
    assert [path.stem for path in paths] == stems
    texts = alternative_texts(study.plan, vars(tables))
    assert list(texts) == stems
    assert all(texts.values())
    roots = {path.stem: ET.parse(path).getroot() for path in paths}
    for stem, root in roots.items():
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), stem
        assert not [name for name in ids if any(letter.isspace() for letter in name)], stem
    return roots


def patients_in(root: ET.Element) -> set[str]:
    return {
        unquote(element.get("id").removeprefix("patient:").split("|")[0])
        for element in root.iter()
        if element.get("id", "").startswith("patient:")
    }


def small() -> dict:
    """Two markers and six patients are enough: a study that is quickly drawn."""
    config = two_by_two()
    config["markers"] = {name: config["markers"][name] for name in ("CD25", "caspase-3")}
    return config


@pytest.fixture(scope="module")
def study() -> Study:
    """A small study with a lost sample."""
    measured = simulate(Plan.model_validate(small()), 6)
    lost = (measured["patient"] == "P03") & (measured["marker"] == "CD25")
    lost &= (measured["tissue"] == "tumor") & (measured["treatment"] == "IL-2")
    return study_of(small(), n=6, measurements=measured[~lost].reset_index(drop=True))


@pytest.fixture(scope="module")
def pictures(study, tmp_path_factory) -> dict[str, ET.Element]:
    return drawn(study, tmp_path_factory.mktemp("figures"))


def one_factor(levels: list[str], contrasts: dict) -> dict:
    return {
        "spreadsheet": {"path": "x.xlsx", "layout": "long"},
        "factors": {"time": {"levels": levels}},
        "markers": {"IFN-γ": {"unit": "pg/ml", "scale": "log2"}},
        "contrasts": contrasts,
    }


def test_every_patient_can_be_found_in_every_figure(study, pictures) -> None:
    people = set(study.patients["patient"])
    for stem, root in pictures.items():
        of_people = {"measurements", "differences", "quantiles"} & set(kind_named(stem).drawn_from)
        assert patients_in(root) == (people if of_people else set()), stem


def test_ids_of_all_figures_are_unique_on_one_page(pictures) -> None:
    ids = [
        element.get("id")
        for root in pictures.values()
        for element in root.iter()
        if element.get("id", "").startswith("patient:")
    ]
    assert len(ids) == len(set(ids))


# The whole run of the example draws its figures in every format.
@pytest.mark.more
def test_every_kind_of_figure_in_every_format(tmp_path) -> None:
    study = study_of(small(), n=6)
    kinds = {kind_named(stem).name: stem for stem in figure_stems(study.plan)}
    paths = draw(kinds.values(), study.plan, tables_of(study), tmp_path)
    beginnings = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF"}
    assert all(path.read_bytes().startswith(beginnings[path.suffix]) for path in paths)


def test_before_and_after(tmp_path) -> None:
    config = one_factor(["before", "after"], {"change": {"compare": {"time": ["after", "before"]}}})
    assert "marker_IFN-gamma_0b46b6d4" in drawn(study_of(config, n=8), tmp_path)


def test_three_doses_with_a_trend(tmp_path) -> None:
    config = one_factor(["0", "10", "100"], {"trend": {"trend": {"time": ["0", "10", "100"]}}})
    root = drawn(study_of(config), tmp_path)["forest"]
    assert "trend (secondary)" in "".join(root.itertext())


def test_three_factors_and_ten_contrasts(tmp_path) -> None:
    config = small()
    config["factors"]["day"] = {"levels": ["day 1", "day 3"]}
    config["contrasts"] = {
        f"c{i}": {
            "label": f"A rather long name of question number {i}, asked of every patient",
            "compare": {"treatment": ["IL-2", "control"]},
        }
        for i in range(10)
    }
    drawn(study_of(config, n=6), tmp_path)


def test_one_patient(tmp_path) -> None:
    drawn(study_of(small(), n=1), tmp_path)


def test_one_marker_one_contrast_no_strata(tmp_path) -> None:
    config = two_by_two()
    config["markers"] = {"CD25": {}}
    config["patients"] = {}
    config["contrasts"] = dict(list(config["contrasts"].items())[:1])
    assert {"marker_CD25", "forest", "completeness"} <= set(drawn(study_of(config, n=6), tmp_path))


@pytest.mark.more
def test_a_contrast_that_nobody_has(tmp_path) -> None:
    plan = Plan.model_validate(small())
    measured = simulate(plan, 6)
    gone = (measured["tissue"] == "tumor") & (measured["treatment"] == "IL-2")
    roots = drawn(study_of(small(), n=6, measurements=measured[~gone]), tmp_path)
    words = "".join(roots["marker_CD25"].itertext())
    assert words.count("no patient has every cell it needs") == 3
    assert words.count("n = 0") == 3


def test_no_measurement_of_a_marker(tmp_path) -> None:
    plan = Plan.model_validate(small())
    measured = simulate(plan, 6)
    drawn(study_of(small(), n=6, measurements=measured[measured["marker"] != "CD25"]), tmp_path)


@pytest.mark.more
def test_all_values_below_detection(tmp_path) -> None:
    plan = Plan.model_validate(small())
    measured = simulate(plan, 6)
    own = measured["marker"] == "caspase-3"
    measured.loc[own, "value"] = 0.5
    measured.loc[own, "censored"] = "below"
    drawn(study_of(small(), n=6, measurements=measured), tmp_path)


@pytest.mark.more
def test_constant_values(tmp_path) -> None:
    plan = Plan.model_validate(small())
    drawn(study_of(small(), n=6, measurements=simulate(plan, 6).assign(value=7.0)), tmp_path)


@pytest.mark.more
def test_unknown_strata(tmp_path) -> None:
    study = study_of(small(), n=6)
    study.patients["stage_group"] = ""
    study.patients["tumor_size"] = np.nan
    drawn(study, tmp_path)


def test_names_are_text_and_never_formulas(tmp_path, capfd) -> None:
    names = ["$x_2$ a_b <b>&amp;", "🧪 pill علامة", "100 % \\alpha \\ {} %s"]
    config = two_by_two()
    config["markers"] = {name: {"unit": "$/ml"} for name in names}
    config["contrasts"] = {
        "$c$ <1>": {"compare": {"treatment": ["IL-2", "control"]}, "role": "primary"}
    }
    config["patients"]["strata"]["st $a$ge"] = config["patients"]["strata"].pop("stage")
    study = study_of(config, n=3)
    roots = drawn(study, tmp_path, ["forest", "completeness"])
    words = "\n".join(text for text in roots["forest"].itertext())
    for name in names:
        assert name in words
    assert "$c$ <1>" in words
    out, err = capfd.readouterr()
    assert out == err == ""


@pytest.mark.more
def test_patients_with_any_name(tmp_path) -> None:
    study = study_of(small(), n=6)
    names = {"P01": 'P "1" <x>', "P02": "مريض ٢", "P03": "a|b|c", "P04": "$P$ 4", "P05": "5"}
    for table in (study.measurements, study.patients, study.differences):
        table["patient"] = table["patient"].replace(names)
    roots = drawn(study, tmp_path, ["completeness"])
    assert set(names.values()) <= patients_in(roots["marker_CD25"])
    assert set(names.values()) <= patients_in(roots["strata_stage"])
    assert set(names.values()) <= patients_in(roots["diagnostics"])
    assert set(names.values()) <= patients_in(roots["completeness"])


def test_many_levels(tmp_path) -> None:
    config = one_factor(
        [f"level {i}" for i in range(12)],
        {"change": {"compare": {"time": ["level 11", "level 0"]}}},
    )
    drawn(study_of(config, n=6), tmp_path)


def test_only_completeness_needs_seaborn() -> None:
    others = [kind.draw.split(":")[0] for kind in KINDS if kind not in (COMPLETENESS, HEAT_MAP)]
    code = (
        f"import sys, {', '.join(others)}; "
        "print('seaborn' in sys.modules, 'scipy' in sys.modules); "
        f"import {HEAT_MAP.draw.split(':')[0]}; print('seaborn' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.split() == ["False", "False", "False"]
