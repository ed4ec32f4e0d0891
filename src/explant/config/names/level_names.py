"""The names of levels: every spelling, the level that is meant by absence, and joint names."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from explant.config.models import Plan
from explant.config.names.spellings import squeezed


class LevelNames:
    """How a plan spells the levels of its factors, wherever they stand.

    Reader and draft ask it alike, so that a name means the same in a heading, a cell, a title and
    the name of a sheet.

    Parameters
    ----------
    plan
        The study's plan.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @cached_property
    def implied(self) -> Mapping[str, str]:
        """The level that a sample has whose name says none, by factor."""
        return {
            name: level
            for name, factor in self._plan.factors.items()
            for level, details in factor.levels.items()
            if details.implied
        }

    @cached_property
    def joint(self) -> Mapping[str, Mapping[str, str]]:
        """Levels of several factors that one name says, by the name without case and spaces."""
        said: dict[str, dict[str, str]] = {}
        for factor, level, spelling in self:
            said.setdefault(squeezed(spelling), {})[factor] = level
        return {name: levels for name, levels in said.items() if len(levels) > 1}

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """Factor, level and spelling, of every spelling."""
        for name, factor in self._plan.factors.items():
            for level, details in factor.levels.items():
                yield from ((name, level, spelling) for spelling in (level, *details.aliases))
        for spelling, levels in self._plan.spreadsheet.conditions.items():
            yield from ((factor, level, spelling) for factor, level in levels.items())

    def of(self, factor: str) -> dict[str, str]:
        """Level by each of its spellings, case and spaces taken away."""
        return {squeezed(spelling): level for name, level, spelling in self if name == factor}
