"""Many markers of which a draft says the same: one entry in the place of hundreds."""

from collections.abc import Sequence

import yaml

from explant.commands.drafting.lines import Text
from explant.commands.drafting.study import Measured, key_of
from explant.numbers import counted

ENOUGH = 30
"""Fewer markers have an entry each, with what was seen of them."""
WIDTH = 88


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


def _plain(marker: Measured) -> bool:
    """Whether a draft says nothing of a marker but its heading and unit."""
    return not (
        marker.columns
        or marker.limit is not None
        or marker.asks_limit
        or marker.asks_percent
        or marker.remarks
        or "*" in marker.key
    )


def write_entry(text: Text, markers: Sequence[Measured], taken: Sequence[str]) -> None:
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
