"""The measure over all shapes: ``python -m tests.shapes``."""

import collections
import sys
import tempfile
from pathlib import Path

from tests.shapes.every_shape import SHAPES
from tests.shapes.measuring import ASKED, NAMED, OUTCOMES, RIGHT, measured


def main(names: list[str]) -> None:
    counts: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for name in names or sorted(SHAPES):
            outcome = measured(SHAPES[name], Path(folder))
            counts[outcome.kind] += 1
            print(outcome.line, flush=True)
    print()
    for kind in OUTCOMES:
        print(f"{counts[kind]:4} {kind}")
    good = counts[RIGHT] + counts[ASKED] + counts[NAMED]
    print(
        f"{good} of {counts.total()} right, at once or after questions, or named for what they are"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
