"""Whether the examples give back what was put in: ``python calibration/recovery.py``.

Each study of ``data/raw/examples`` is simulated 200 times and given to the tables of Explant by its
config. Counts how often the interval of the declared test holds the written true effect, writes
``calibration/recovery.csv`` and ``recovery.json``, and renews ``docs/calibration.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from data.raw.examples.simulated import Effects, Simulated

    from calibration.recovered import Recovered
    from explant.config.models import Plan

PROJECT = Path(__file__).resolve().parents[1]
SEED = 20_250_601
SIMULATIONS = 200
PERMUTATIONS = 1_000
"""Of tests that are not exact: intervals do not depend on them."""

Key = tuple[str, str, str]
"""Marker, contrast, quantity."""
Answers = dict[Key, tuple[float, ...]]
"""True effect, estimate, interval, its level, and the number of patients."""


@dataclass(frozen=True)
class Study:
    """An example: its plan, how it is drawn, and what is true of it.

    ``by_group`` holds true changes of a contrast with each group of ``stratifier``; ``own_scale``
    true effects that depend on the study that was drawn; ``together`` names markers that the page
    shows in one row.
    """

    name: str
    plan: Plan
    simulate: Callable[[np.random.Generator], Simulated]
    effects: Effects
    by_group: Effects = field(default_factory=dict)
    stratifier: str = ""
    own_scale: Callable[[Simulated], Effects] | None = None
    together: Mapping[str, Sequence[str]] = field(default_factory=dict)


def studies() -> list[Study]:
    """The seven examples."""
    from data.raw.examples import (
        il1_blockade,
        il2_source,
        nk_combination,
        nk_dose,
        nk_lysis,
        treg_expansion,
    )

    by_stage = {"by_group": nk_dose.TREND_BY_STAGE, "stratifier": "stage"}
    genes = {
        "18 genes of the signature": list(il1_blockade.IL1_SIGNATURE),
        "12 genes of cytotoxic cells": list(il1_blockade.CYTOTOXIC),
        "54 other genes": list(il1_blockade.UNCHANGED),
    }
    return [
        _study(treg_expansion),
        _study(il1_blockade, own_scale=score_in_own_units, together=genes),
        _study(nk_dose, **by_stage),
        _study(nk_lysis),
        _study(nk_combination),
        _study(il2_source),
        expression(),
    ]


def _study(module: object, **more: object) -> Study:
    name = module.NAME
    return Study(name, plan_of(name), module.simulate, module.TRUE_EFFECTS, **more)


def plan_of(name: str) -> Plan:
    """The plan of an example, with fewer random arrangements."""
    from explant.config.loading import load_plan
    from explant.spreadsheet.unnamed_markers import unnamed_markers

    plan = load_plan([PROJECT / "config" / "examples" / f"{name}.yaml"], headings=unnamed_markers)
    inference = plan.inference.model_copy(update={"permutations": PERMUTATIONS})
    return plan.model_copy(update={"inference": inference})


def expression() -> Study:
    """The large panel with 60 of its genes: declared ones, some that change with stage, others."""
    from data.raw.examples import tumor_normal_expression as module

    others = module.GENES.iloc[len(module.DECLARED) :]
    with_stage = others.index[others["per_stage"] > 0][:10].tolist()
    rest = others.index[others["per_stage"] == 0][:10].tolist()
    genes = [*module.DECLARED, *with_stage, *rest]
    plan = plan_of(module.NAME)
    contrast = "tumor_vs_normal"
    strata = {"stage": plan.patients.strata["stage"]}
    plan = plan.model_copy(
        update={
            "markers": {gene: plan.markers[gene] for gene in genes},
            "contrasts": {contrast: plan.contrasts[contrast]},
            "patients": plan.patients.model_copy(update={"strata": strata}),
        }
    )
    return Study(
        module.NAME,
        plan,
        lambda generator: module.simulate(generator, genes),
        {(gene, contrast): module.TRUE_EFFECTS[gene, contrast] for gene in genes},
        {(gene, contrast): module.CHANGE_BY_STAGE[gene, contrast] for gene in genes},
        "stage",
        together={
            "40 declared genes": list(module.DECLARED),
            "10 genes that change with stage": with_stage,
            "10 other genes": rest,
        },
    )


def score_in_own_units(simulated: Simulated) -> Effects:
    """True change of the IL-1 score in the standard deviations of the study that was drawn."""
    import numpy as np
    from data.raw.examples import il1_blockade as module

    rows = simulated.measurements
    log2 = rows.assign(value=np.log2(rows["value"]))
    sd = log2.groupby("marker")["value"].std()
    changes = [change / sd[gene] for gene, change in module.IL1_SIGNATURE.items()]
    return {(module.SCORE, "anakinra_score"): float(np.mean(changes))}


def tables_of(simulated: Simulated, plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables ``measurements.csv`` and ``patients.csv`` of a simulated study."""
    import math

    from explant.spreadsheet.values.derived_markers import with_derived
    from explant.spreadsheet.values.summary_markers import with_summaries

    rows = simulated.measurements.assign(
        replicates=1, replicate_sd=math.nan, censored="", source=""
    )
    measurements, problems = with_derived(rows, plan)
    if problems:
        raise ValueError("; ".join(problem.what for problem in problems))
    if plan.summarized:
        # A curve that crosses no target, or a control at one dose, is a note.
        measurements, _, _ = with_summaries(measurements, plan)
    groups = {f"{name}_group": simulated.patients[name] for name in plan.patients.strata}
    return measurements, simulated.patients.assign(**groups)


def answers(study: Study, generator: np.random.Generator) -> Answers:
    """Truth and answer of one simulated study, for every effect that is written down."""
    import pandas as pd

    from explant.questions.design import differences
    from explant.tables.results.between_patients.between import between_table
    from explant.tables.results.between_patients.interactions import interactions_table
    from explant.tables.results.paired import paired_table

    plan, simulated = study.plan, study.simulate(generator)
    measurements, patients = tables_of(simulated, plan)
    by_patient = differences(measurements, plan, list(patients["patient"]), patients)
    parts = []
    if plan.paired_contrasts:
        parts.append(paired_table(by_patient, measurements, plan))
    if plan.between_contrasts:
        parts.append(between_table(by_patient, patients, plan))
    truths = {(*question, "effect"): truth for question, truth in study.effects.items()}
    if study.by_group:
        wanted = by_patient["contrast"].isin({contrast for _, contrast in study.by_group})
        table = interactions_table(by_patient[wanted], patients, plan)
        table = table[table["stratifier"] == study.stratifier]
        quantity = f"with each {study.stratifier}"
        parts.append(table.assign(quantity=quantity))
        truths |= {(*question, quantity): truth for question, truth in study.by_group.items()}
    if study.own_scale is not None:
        own = study.own_scale(simulated)
        truths |= {(*question, "effect, in the study's own SD"): own[question] for question in own}
    table = pd.concat(parts, ignore_index=True).reindex(
        columns=["marker", "contrast", "quantity", "estimate", "low", "high", "level", "n"]
    )
    rows = {
        (marker, contrast, "effect" if pd.isna(quantity) else quantity): tuple(numbers)
        for marker, contrast, quantity, *numbers in table.itertuples(index=False, name=None)
    }
    return {
        key: (truth, *rows[key[0], key[1], key[2] if key in rows else "effect"])
        for key, truth in truths.items()
    }


def recover(study: Study, simulations: int, seed: int) -> Iterator[Recovered]:
    """Simulate a study many times: one row an effect, and one for effects that stand together."""
    import numpy as np

    from calibration.cells import generator
    from calibration.recovered import Recovered, binomial_interval, mean_interval

    random = generator(seed, study.name)
    drawn = [answers(study, random) for _ in range(simulations)]
    by_key = {key: np.array([one[key] for one in drawn], dtype=np.float64) for key in drawn[0]}
    held: dict[Key, np.ndarray] = {}
    found: dict[Key, Recovered] = {}
    for key, numbers in by_key.items():
        known = numbers[np.isfinite(numbers).all(axis=1)]
        truth, estimate, low, high, level, n = known.T
        held[key] = (low <= truth) & (truth <= high)
        covered = int(held[key].sum())
        found[key] = Recovered(
            study.name,
            *key,
            _method(study.plan, *key[1:]),
            study.plan.markers[key[0]].scale,
            int(n.max()),
            1,
            *(float(each) for each in (truth.mean(), estimate.mean(), estimate.std(ddof=1))),
            float(level.mean()),
            covered / len(known),
            *binomial_interval(covered, len(known)),
            len(known),
        )
    yield from found.values()
    for name, markers in study.together.items():
        for contrast, quantity in dict.fromkeys(key[1:] for key in found if key[0] in markers):
            rows = [found[marker, contrast, quantity] for marker in markers]
            shares = np.mean([held[marker, contrast, quantity] for marker in markers], axis=0)
            yield Recovered(
                study.name,
                name,
                contrast,
                quantity,
                rows[0].method,
                rows[0].scale,
                rows[0].n,
                len(rows),
                *(
                    float(np.mean([getattr(row, column) for row in rows]))
                    for column in ("true_effect", "mean_estimate", "sd_estimate", "level")
                ),
                float(shares.mean()),
                *mean_interval(shares),
                simulations,
            )


def _method(plan: Plan, contrast: str, quantity: str) -> str:
    """Name of the interval that the declared test has for a contrast."""
    ranks = plan.inference.test == "wilcoxon"
    if not quantity.startswith("effect"):
        return "theil_sen_interval" if ranks else "slope_interval"
    asked = plan.contrasts[contrast]
    if asked.given or asked.crossed:
        return "linear_model_interval"
    if any(len(groups) > 2 for groups in asked.between.values()):
        return "theil_sen_interval" if ranks else "slope_interval"
    if contrast in plan.between_contrasts:
        return "shift_interval" if ranks else "welch_interval"
    return {
        "t": "t_interval",
        "wilcoxon": "pseudomedian_interval",
        "sign_flip": "sign_flip_interval",
    }[plan.inference.test]


def simulate(simulations: int = SIMULATIONS, seed: int = SEED, only: Sequence[str] = ()) -> None:
    """Run all studies, or some, and write the results; each study has a stream of its own."""
    import numpy
    import scipy

    from calibration.recovered import FILE, read_recovered, write_recovered
    from explant import __version__

    started = time.process_time()
    rows: list[Recovered] = []
    written = read_recovered() if only else []
    for study in studies():
        if only and study.name not in only:
            rows += [row for row in written if row.study == study.name]
            continue
        before = time.process_time()
        rows += recover(study, simulations, seed)
        print(f"{study.name}: {time.process_time() - before:.0f} s", flush=True)
    write_recovered(rows, FILE)
    about = {
        "seed": seed,
        "simulations": simulations,
        "processor_seconds": round(time.process_time() - started),
        "versions": {
            "explant": __version__,
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
        },
    }
    text = json.dumps(about, indent=2) + "\n"
    FILE.with_suffix(".json").write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and do what it says."""
    from calibration.cells import read_cells
    from calibration.page import page

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=SIMULATIONS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--only", nargs="*", default=[], help="examples; the others stay as written"
    )
    chosen = parser.parse_args(arguments)
    simulate(chosen.simulations, chosen.seed, chosen.only)
    folder = PROJECT / "calibration"
    about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    text = page(read_cells(folder / "results.csv"), about)
    (PROJECT / "docs" / "calibration.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    # Not the script's own folder, whose modules are parts of a package.
    sys.path[:1] = [str(PROJECT), str(PROJECT / "src")]
    main()
