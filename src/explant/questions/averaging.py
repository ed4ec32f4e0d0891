"""The value of a sample from its technical replicates, on a scale, some below detection."""

import json
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from explant.config.models import BelowDetection, Plan, Scale
from explant.questions.design import BELOW_DETECTION_FACTORS
from explant.questions.scales import from_scale, to_scale

Replicate = tuple[float, str]
"""A value and whether it is a limit: "below", "above", or "" where it was measured."""

SIGNS = {"below": "<", "above": ">"}
PARTLY = "partly"
"""State of a sample of which some replicates were measured and some not."""


def average(values: Sequence[float], scale: Scale = "linear", offset: float = 0.0) -> float:
    """Mean on an analysis scale, in the unit of the values.

    Examples
    --------
    >>> average([2.0, 8.0], "log2"), average([2.0, 8.0])
    (4.0, 5.0)
    """
    if len(set(values)) == 1:
        return values[0]
    scaled = to_scale(values, scale, offset)
    return float(from_scale(np.mean(scaled), scale, offset))


def entering(block: Sequence[Replicate], rule: BelowDetection) -> list[float]:
    """The numbers that replicates enter an average as.

    Below the limit that is what the rule says, above a limit it is the limit.

    Examples
    --------
    >>> entering([(4.0, ""), (2.0, "below")], "half_limit")
    [4.0, 1.0]
    >>> entering([(4.0, ""), (2.0, "below")], "drop")
    [4.0]
    """
    factor = BELOW_DETECTION_FACTORS[rule]
    numbers = [value * factor if state == "below" else value for value, state in block]
    return [number for number in numbers if not math.isnan(number)]


def average_of_blocks(
    blocks: Sequence[Sequence[Replicate]], scale: Scale, offset: float, rule: BelowDetection
) -> float:
    """Average of the averages of each block, censored replicates by the rule.

    Where all are below the limit the sample is a value below detection itself: it keeps the limit,
    and the rule holds for it later.

    Examples
    --------
    >>> round(average_of_blocks([[(4.0, ""), (2.0, "below")]], "log2", 0.0, "limit_over_sqrt2"), 3)
    2.378
    """
    if all(state == "below" for block in blocks for _, state in block):
        rule = "limit"
    kept = [entering(block, rule) for block in blocks]
    return average([average(own, scale, offset) for own in kept if own], scale, offset)


def written(blocks: Sequence[Sequence[Replicate]]) -> str:
    """Replicates as the text of one cell, of several blocks a list of each.

    Examples
    --------
    >>> written([[(4.0, ""), (2.0, "below")]])
    '[4.0, "<2.0"]'
    """
    listed = [
        [f"{SIGNS[state]}{value!r}" if state else value for value, state in block]
        for block in blocks
    ]
    return json.dumps(listed if len(listed) > 1 else listed[0])


def read(cell: object) -> list[list[Replicate]]:
    """The blocks of replicates of such a cell; none where it is empty.

    Examples
    --------
    >>> read('[4.0, "<2.0"]')
    [[(4.0, ''), (2.0, 'below')]]
    """
    if not isinstance(cell, str) or not cell:
        return []
    listed = json.loads(cell)
    blocks = listed if isinstance(listed[0], list) else [listed]
    return [[_replicate(each) for each in block] for block in blocks]


def _replicate(written: float | str) -> Replicate:
    if isinstance(written, str):
        state = next(state for state, sign in SIGNS.items() if sign == written[0])
        return float(written[1:]), state
    return float(written), ""


def averaged_anew(measurements: pd.DataFrame, plan: Plan, own: Plan) -> pd.DataFrame:
    """Measurements with the replicates averaged as another plan says.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``, made with ``own``.
    plan
        A plan whose markers have another scale, or with another rule for values below detection;
        only its markers are looked at.
    own
        The study's plan.

    Returns
    -------
    DataFrame
        The same table where nothing differs. A sample without a place on the scale keeps its value.
    """
    if "replicate_values" not in measurements:
        return measurements
    rule = plan.inference.below_detection
    same_rule = rule == own.inference.below_detection
    changed = measurements["value"].to_numpy(dtype=np.float64, copy=True)
    for row, (marker, cell) in enumerate(
        zip(measurements["marker"], measurements["replicate_values"], strict=True)
    ):
        details = plan.markers.get(str(marker))
        if details is None or not isinstance(cell, str) or not cell:
            continue
        if same_rule and details.scale == own.markers[str(marker)].scale:
            continue
        try:
            changed[row] = average_of_blocks(read(cell), details.scale, details.offset, rule)
        except ValueError:
            continue
    return measurements.assign(value=changed)
