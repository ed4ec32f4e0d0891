"""Rows of derived markers in ``measurements.csv``: computed from the values of a sample."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.config.rules.derived_marker_rules import expressions, ingredients
from explant.expressions.evaluation import Evaluation, Values, told
from explant.expressions.tree import Node, Operation
from explant.numbers import counted
from explant.problems import Problem, errors
from explant.questions.design import BELOW_DETECTION_FACTORS
from explant.spreadsheet.values.replicates import ENTERS
from explant.spreadsheet.values.row_order import in_order_of_plan
from explant.spreadsheet.values.units import Limits, limits

MOST_NAMED = 6
CLOSE = 1e-9
Where = NDArray[np.intp]


def with_derived(measurements: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Problem]]:
    """The table of measurements with the rows of derived markers.

    A value below detection enters as ``inference.below_detection`` says, as it enters the
    analysis. Where a derived value is in proportion to it (``FOXP3 / CD8`` with FOXP3 below), the
    limit enters instead and the value is itself marked as below: the analysis then comes to the
    same number, under every rule.

    Parameters
    ----------
    measurements
        The table ``measurements.csv`` of the measured markers.
    plan
        The study's plan.

    Returns
    -------
    tuple
        The table in the order of the plan; and problems: an error wherever a value cannot be
        computed although nothing is missing.
    """
    trees = expressions(plan)
    if not trees:
        return measurements, []
    samples = _Samples(measurements, plan, trees)
    problems: list[Problem] = []
    frames = [measurements]
    computed = samples.evaluated(BELOW_DETECTION_FACTORS[plan.inference.below_detection])
    for name, undefined in computed.undefined:
        problems.append(samples.undefined_problem(name, undefined.where, told(undefined)))
    if errors(problems):
        return measurements, problems
    at_limits = samples.at_limits()
    for name in trees:
        values, below, above = samples.marked(name, computed.by_marker[name], at_limits)
        problems += samples.substituted(name, values, below | above)
        if not np.isfinite(values).any():
            problems.append(
                Problem(
                    "error",
                    "",
                    f"{name} has no value at all: in no sample is every marker of it measured.",
                    "Fill in their values, or take the marker out of the config.",
                    marker=name,
                )
            )
        problems += samples.impossible(name, values)
        frames.append(samples.rows(name, values, below, above))
    return in_order_of_plan(pd.concat(frames, ignore_index=True), plan), problems


class _Computed:
    """Values of all markers, and where derived ones are undefined."""

    def __init__(self, evaluation: Evaluation, trees: Mapping[str, Node]) -> None:
        self.undefined = []
        for name, tree in trees.items():
            before = len(evaluation.undefined)
            evaluation.by_marker[name] = evaluation.of(tree)
            self.undefined += [(name, each) for each in evaluation.undefined[before:]]
        self.by_marker = evaluation.by_marker


class _Samples:
    """The samples of all patients, and what is measured of each."""

    def __init__(self, measurements: pd.DataFrame, plan: Plan, trees: Mapping[str, Node]) -> None:
        self._plan = plan
        self._trees = trees
        self._leaves: dict[str, list[str]] = {}
        for name, tree in trees.items():
            found: dict[str, None] = {}
            for each in ingredients(tree, plan):
                found |= dict.fromkeys(self._leaves.get(each, [each]))
            self._leaves[name] = list(found)
        keys = ["patient", *plan.factors]
        self._several = "replicate_values" in measurements
        self._samples = measurements[keys].drop_duplicates(ignore_index=True)
        index = self._samples.set_index(keys).index
        needed = dict.fromkeys(leaf for leaves in self._leaves.values() for leaf in leaves)
        own = measurements[measurements["marker"].isin(list(needed))]
        self._tables = {
            str(marker): table.set_index(keys)[["value", "replicates", "censored", "source"]]
            .reindex(index)
            .reset_index(drop=True)
            for marker, table in own.groupby("marker", sort=False)
        }
        nothing = pd.DataFrame(
            {"value": math.nan, "replicates": math.nan, "censored": "", "source": ""},
            index=range(len(index)),
        )
        for marker in needed:
            self._tables.setdefault(marker, nothing)
        self._sources = {
            marker: list(zip(table["source"], table["censored"], strict=True))
            for marker, table in self._tables.items()
        }

    def evaluated(self, below: float = 1.0, above: float = 1.0) -> _Computed:
        """All markers, with values below and above detection multiplied by a factor."""
        values: dict[str, Values] = {}
        for marker in self._tables:
            value = self._tables[marker]["value"].to_numpy(dtype=np.float64, copy=True)
            value[self._beyond([marker], "below")] *= below
            value[self._beyond([marker], "above")] *= above
            values[marker] = value
        lists = self._plan.gene_lists
        return _Computed(Evaluation(values, lists, len(self._samples)), self._trees)

    def _beyond(self, markers: Iterable[str], side: str) -> NDArray[np.bool_]:
        """Samples in which any of the markers lies beyond detection on that side."""
        found = np.zeros(len(self._samples), dtype=np.bool_)
        for marker in markers:
            found |= self._tables[marker]["censored"].eq(side).to_numpy(dtype=np.bool_)
        return found

    def at_limits(self) -> dict[str, list[tuple[float, _Computed]]]:
        """All markers at the limits, and at parts and multiples of them; none without need."""
        everything = list(self._tables)
        found: dict[str, list[tuple[float, _Computed]]] = {}
        if self._beyond(everything, "below").any():
            found["below"] = [(by, self.evaluated(below=by)) for by in (1.0, 0.5, 0.25)]
        if self._beyond(everything, "above").any():
            found["above"] = [(by, self.evaluated(above=by)) for by in (1.0, 2.0, 4.0)]
        return found

    def marked(
        self,
        name: str,
        values: Values,
        at_limits: Mapping[str, Sequence[tuple[float, _Computed]]],
    ) -> tuple[Values, NDArray[np.bool_], NDArray[np.bool_]]:
        """Values, those in proportion to a limit at that limit; and which are below and above."""
        values = values.copy()
        sides = {side: self._beyond(self._leaves[name], side) for side in ("below", "above")}
        marks = {side: np.zeros(len(values), dtype=np.bool_) for side in sides}
        for side, computed in at_limits.items():
            limit = computed[0][1].by_marker[name]
            other = "above" if side == "below" else "below"
            there = sides[side] & ~sides[other] & np.isfinite(limit) & (limit > 0)
            for factor, scaled in computed[1:]:
                there &= np.isclose(scaled.by_marker[name], factor * limit, rtol=CLOSE, atol=0.0)
            marks[side] = there
            values[there] = limit[there]
        return values, marks["below"], marks["above"]

    def substituted(self, name: str, values: Values, marked: NDArray[np.bool_]) -> list[Problem]:
        """A note of values that are made of some beyond detection and not marked themselves."""
        found: list[Problem] = []
        rule = self._plan.inference.below_detection
        for side, sentence in (
            ("below", f"below detection, which enter it as {ENTERS[rule]}"),
            ("above", "above what could be measured, which enter it as that limit"),
        ):
            there = self._beyond(self._leaves[name], side) & ~marked
            if side == "above" or rule != "drop":
                there &= np.isfinite(values)
            where = np.flatnonzero(there)
            if len(where):
                key = " (inference.below_detection)" if side == "below" else ""
                found.append(
                    Problem(
                        "note",
                        self._addresses(name, where, side),
                        f"{counted(len(where), 'value')} of {name} "
                        f"{'is' if len(where) == 1 else 'are'} made from values "
                        f"{sentence}{key}: {self._named(where)}.",
                        marker=name,
                    )
                )
        return found

    def undefined_problem(self, name: str, where: Where, why: str) -> Problem:
        """An error for samples in which nothing is missing and yet there is no value."""
        return Problem(
            "error",
            self._addresses(name, where),
            f"{name} of {self._named(where)} cannot be computed: {why}.",
            f"Correct the value. If it is right, change markers.{name}.derived so that it is "
            "defined there, such as by a constant added to the divisor and declared before the "
            "data were seen.",
            patient=self._patient(where),
            marker=name,
        )

    def impossible(self, name: str, values: Values) -> list[Problem]:
        """What the marker's scale, range or unit has no place for."""
        marker = self._plan.markers[name]
        found: list[Problem] = []
        fix = f"Correct the values it is made of, or the scale, offset or unit of markers.{name}."
        there = np.isfinite(values)
        low, high = values + marker.offset, 100.0 - values + marker.offset
        off = there & (low <= 0) & (marker.scale != "linear")
        off |= there & (high <= 0) & (marker.scale == "logit")
        possible = limits(marker)
        tree = self._trees[name]
        if marker.range is None and isinstance(tree, Operation) and tree.sign == "-":
            # What a unit says of values it does not say of their differences.
            possible = Limits(-math.inf)
        outside = there & ~off & ~((values >= possible.low) & (values <= possible.high))
        for which, severity, what in (
            (off, "error", f"which has no place on the {marker.scale} scale"),
            (outside, possible.severity, f"not between {possible.low:g} and {possible.high:g}"),
        ):
            where = np.flatnonzero(which)
            if len(where):
                found.append(
                    Problem(
                        severity,  # type: ignore[arg-type]
                        self._addresses(name, where),
                        f"{name} of {self._named(where)} is {values[where[0]]:g}"
                        f"{f' {marker.unit}'.rstrip()}, {what}.",
                        fix,
                        patient=self._patient(where),
                        marker=name,
                    )
                )
        return found

    def rows(
        self, name: str, values: Values, below: NDArray[np.bool_], above: NDArray[np.bool_]
    ) -> pd.DataFrame:
        """Rows of the samples that have a value."""
        leaves = [self._tables[leaf] for leaf in self._leaves[name]]
        fewest = np.min([leaf["replicates"].to_numpy(dtype=np.float64) for leaf in leaves], axis=0)
        there = np.flatnonzero(np.isfinite(values))
        blocks: dict[str, Any] = {}
        if self._several:
            blocks |= {"replicates_below": 0, "replicate_values": ""}
        if "blocks" in leaves[0]:
            least = np.min([leaf["blocks"].to_numpy(dtype=np.float64) for leaf in leaves], axis=0)
            blocks |= {"blocks": least[there].astype(np.int64), "block_sd": math.nan}
        return self._samples.iloc[there].assign(
            marker=name,
            value=values[there],
            replicates=fewest[there].astype(np.int64),
            replicate_sd=math.nan,
            **blocks,
            censored=np.where(below, "below", np.where(above, "above", ""))[there],
            source=[self._addresses(name, np.array([row])) for row in there],
        )

    def _addresses(self, name: str, where: Where, side: str = "") -> str:
        """Cells that the values of some samples come from; those beyond detection on a side."""
        found: dict[str, None] = {}
        for row in where.tolist():
            for leaf in self._leaves[name]:
                source, censored = self._sources[leaf][row]
                if isinstance(source, str) and source and side in ("", censored):
                    found[source] = None
        return " ".join(found)

    def _named(self, where: Where) -> str:
        """Samples in words: P1 (tumor, control)."""
        names = [
            f"{patient} ({', '.join(levels)})" if levels else str(patient)
            for patient, *levels in self._samples.iloc[where].itertuples(index=False, name=None)
        ]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return ", ".join(names[:MOST_NAMED]) + more

    def _patient(self, where: Where) -> str:
        patients = self._samples["patient"].iloc[where].unique()
        return str(patients[0]) if len(patients) == 1 else ""
