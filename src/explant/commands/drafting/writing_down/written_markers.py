"""The markers of a draft: an entry each, or one for many of which the same is said."""

import itertools
import re
from collections.abc import Sequence

import yaml

from explant.commands.drafting.conditions.proposed_names import spread
from explant.commands.drafting.study import Measured, key_of
from explant.commands.drafting.writing_down.lines import Text
from explant.config.models import Marker
from explant.numbers import counted
from explant.spreadsheet.values.units import limits

ENOUGH = 30
"""Fewer markers have an entry each, with what was seen of them."""
WIDTH = 88
MOST_OF_CONTROL = 300.0
"""Percentages of a control that are not yet likely slips."""
CHANNEL = re.compile(r"Comp-.+|.+-[AHW]")
"""What a cytometer's median is of, where other headings have their unit."""


def together(markers: Sequence[Measured]) -> list[list[Measured]]:
    """Markers in their order, those of which the draft says the same as one list.

    Parameters
    ----------
    markers
        The markers of a draft.
    """
    alike: dict[str, list[Measured]] = {}
    for marker in markers:
        if _plain(marker):
            alike.setdefault(marker.unit, []).append(marker)
    many = {unit: own for unit, own in alike.items() if len(own) >= ENOUGH}
    found: list[list[Measured]] = []
    for marker in markers:
        own = many.get(marker.unit, []) if _plain(marker) else []
        if not own:
            found.append([marker])
        elif marker is own[0]:
            found.append(own)
    return found


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Names of gates without the path that all of them begin with; none for other names.

    Examples
    --------
    >>> short_names(["Live/T/CD4+ | Median", "Live/T/CD4+/CD25+ | Freq. of Parent"])
    {'Live/T/CD4+ | Median': 'CD4+ | Median', 'Live/T/CD4+/CD25+ | Freq. of Parent': \
'CD4+/CD25+ | Freq. of Parent'}
    """
    paths = {name: name.partition(" | ")[0].split("/") for name in names if " | " in name}
    if len(paths) < 2:
        return {}
    steps = zip(*(path[:-1] for path in paths.values()), strict=False)
    shared = sum(1 for _ in itertools.takewhile(lambda step: len(set(step)) == 1, steps))
    return {name: name.split("/", shared)[shared] for name in paths} if shared else {}


def _plain(marker: Measured) -> bool:
    """Whether a draft says nothing of a marker but its heading and unit."""
    return not (
        marker.columns
        or marker.implied
        or marker.limit is not None
        or marker.asks_limit
        or marker.asks_percent
        or _changes(marker)
        or marker.remarks
        or marker.above > 1
        or "*" in marker.key
    )


def _write_entry(text: Text, markers: Sequence[Measured], taken: Sequence[str]) -> None:
    """One entry for markers of which the draft says the same.

    Parameters
    ----------
    text
        The draft.
    markers
        The markers.
    taken
        Names that the entry cannot have.
    """
    first, last = markers[0], markers[-1]
    name = key_of("panel", set(taken))
    where = f"{counted(len(markers), 'marker')}, from {first.where} to {last.where}"
    text.key(2, name, where=where)
    if first.unit:
        text.key(4, "unit", first.unit)
    else:
        text.key(4, "unit", "", "? in which unit")
    text.lines.append("    each_of:")
    names = yaml.safe_dump(
        [marker.key for marker in markers],
        default_flow_style=True,
        width=WIDTH,
        allow_unicode=True,
    )
    text.lines += [f"      {line.strip()}" for line in names.splitlines()]


def _changes(marker: Measured) -> bool:
    """Whether values of a percentage are negative, as changes are."""
    return marker.unit == "%" and marker.low is not None and marker.low < 0


def write_markers(text: Text, markers: Sequence[Measured], *, single: bool) -> None:
    """What was measured.

    Parameters
    ----------
    text
        The draft.
    markers
        The markers.
    single
        Each patient stands in one row.
    """
    text.comment("What was measured.")
    if single and markers:
        text.wonder(
            "With one row a patient, numbers that describe the patient, such as an age, stand here "
            "too: move them under patients.covariates, as age: [Age]."
        )
    if any(not marker.unit for marker in markers):
        text.wonder(
            "Headings without a unit: write the one that the report is to print. It says as well "
            "which values are possible: with '%' those from 0 to 100."
        )
    text.key(0, "markers")
    short = short_names([marker.key for marker in markers])
    for marker, *more in together(markers):
        if more:
            _write_entry(text, [marker, *more], [each.key for each in markers])
            continue
        text.key(2, marker.key, where=f"{marker.where}: {spread(marker)}")
        if marker.key in short:
            text.key(4, "label", short[marker.key])
        if marker.columns:
            text.key(4, "column", marker.columns)
        if marker.implied:
            text.key(4, "implied", True, "its headings name conditions and nothing else")
        if marker.asks_percent:
            question = "Some cells are shown as percentages: are all values percentages?"
            text.ask(4, "unit", question, ["%", "another unit"])
        elif not marker.unit:
            text.key(4, "unit", "", "? in which unit")
        elif _changes(marker):
            asked = (
                f"Values are negative (down to {marker.low:g}): are they changes in percent, or is "
                "each of these a slip?"
            )
            text.ask(4, "unit", asked, ["% change", marker.unit])
        elif marker.above > 1 and marker.high is not None and marker.high <= MOST_OF_CONTROL:
            asked = (
                f"{marker.above} values are above 100 (up to {marker.high:g}): are all relative "
                "to a control, or is each of these a slip?"
            )
            text.ask(4, "unit", asked, ["% of control", marker.unit])
        else:
            channel = " | " in marker.key and CHANNEL.fullmatch(marker.unit)
            unit = "MFI" if channel else marker.unit
            text.key(4, "unit", unit, f"of {marker.unit}" if channel else "")
            if limits(Marker(unit=unit)).why and marker.low is not None and marker.low > 0:
                text.wonder("Ratios instead of differences? scale: log2", 4)
        if marker.limit is not None:
            text.key(4, "detection_limit", marker.limit, marker.limit_where)
        elif marker.asks_limit:
            low = marker.low if marker.low is not None and marker.low > 0 else 1.0
            text.ask(
                4,
                "detection_limit",
                f"{marker.limit_where} says that the value is below the limit of detection. What "
                "is the limit? The smallest value seen is no more than a hint.",
                [float(f"{low:.3g}")],
            )
        for remark in marker.remarks:
            text.wonder(remark, 4)
    text.lines.append("")
