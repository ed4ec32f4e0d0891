"""Simulate whether every test and interval keeps its level: ``python calibration/run.py``.

Writes ``calibration/results.csv`` and ``run.json``, the misses that the report warns of
(``src/explant/calibration/misses.csv``), ``docs/calibration.md`` and its figures. ``--page`` only
renews what follows from the committed results.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

# One core: the matrix products are small, and threads would only wait for each other.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

PROJECT = Path(__file__).resolve().parents[1]
SEED = 20_240_611
MANY, SOME, FEW = 20_000, 10_000, 5_000


def simulate(
    into: Path, seed: int, numbers: Sequence[int], say: bool = True, only: str = ""
) -> None:
    """Run the whole simulation, or one part of it, and write the results.

    Random numbers belong to a cell, so one part gives what it gives in a whole run.

    Parameters
    ----------
    into : Path
        The project's folder, or another one that is laid out alike.
    seed : int
    numbers : sequence of three int
        Simulated studies for methods that take little, some and much time.
    say : bool
        Print what is being done.
    only : str
        Name of the part to simulate; the others keep the results that are there.
    """
    import numpy
    import scipy

    from calibration import (
        associations,
        families,
        given_others,
        groups,
        mixed_models,
        naive,
        one_sample,
        primary_families,
    )
    from calibration.cells import judge, read_cells, write_cells
    from explant import __version__

    counts = one_sample.Counts(*numbers)
    started, began = time.process_time(), time.monotonic()
    cells = []
    for part in (
        one_sample.type_one_errors,
        one_sample.mean_intervals,
        one_sample.effect_sizes,
        families.families,
        groups.comparisons,
        groups.ordered,
        associations.associations,
        naive.naive_readings,
        primary_families.primary_families,
        mixed_models.mixed_models,
        given_others.given_others,
    ):
        if only not in ("", part.__name__):
            continue
        before = time.process_time()
        cells += list(part(seed, counts))
        if say:
            print(f"{part.__name__}: {time.process_time() - before:.0f} s", flush=True)
    results = into / "calibration" / "results.csv"
    if only:
        topics = {one.topic for one in cells}
        cells = [one for one in read_cells(results) if one.topic not in topics] + cells
        write_cells(judge(cells), results)
        return
    write_cells(judge(cells), results)
    about = {
        "seed": seed,
        "simulations": list(numbers),
        "processor_seconds": round(time.process_time() - started),
        "seconds": round(time.monotonic() - began),
        "versions": {
            "explant": __version__,
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
        },
    }
    text = json.dumps(about, indent=2) + "\n"
    (into / "calibration" / "run.json").write_text(text, encoding="utf-8")


def present(into: Path) -> None:
    """Write the page, its figures and the misses from the results."""
    from calibration.cells import read_cells, write_cells
    from calibration.figures import draw_all
    from calibration.page import page
    from explant.calibration import MISS_COLUMNS

    cells = read_cells(into / "calibration" / "results.csv")
    about = json.loads((into / "calibration" / "run.json").read_text(encoding="utf-8"))
    missed = [one for one in cells if one.missed]
    misses = into / "src" / "explant" / "calibration" / "misses.csv"
    write_cells(missed, misses, MISS_COLUMNS)
    (into / "docs" / "calibration.md").write_text(page(cells, about), encoding="utf-8")
    draw_all(cells, into / "docs" / "images")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", action="store_true", help="only renew what is made of results")
    parser.add_argument("--only", default="", help="simulate one part, such as primary_families")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--simulations",
        type=int,
        nargs=3,
        default=(MANY, SOME, FEW),
        metavar=("MANY", "SOME", "FEW"),
        help="studies for methods that take little, some and much time",
    )
    chosen = parser.parse_args(arguments)
    if not chosen.page:
        simulate(PROJECT, chosen.seed, chosen.simulations, only=chosen.only)
    present(PROJECT)


if __name__ == "__main__":
    # Not the script's own folder, whose modules are parts of a package.
    sys.path[:1] = [str(PROJECT), str(PROJECT / "src")]
    main()
