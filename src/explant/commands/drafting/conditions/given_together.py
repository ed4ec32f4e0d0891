"""Treatments of which a factor has every combination: one factor, or one for each treatment.

``none``, ``IL-2``, ``IL-15``, ``IL-2 + IL-15`` are four conditions, or two crossed factors.
"""

from collections.abc import Mapping

from explant.commands.drafting.combined_names import parts_of
from explant.commands.drafting.study import Factor, Level, Study, key_of
from explant.commands.drafting.vocabulary_of_drafts import JOINED, is_reference, level_name
from explant.commands.drafting.writing_down.lines import Otherwise
from explant.config.names.spellings import folded, listed

TOGETHER = "reading.given_together"
"""Place of the answer to what the combinations of treatments are."""
FACTORS = "factors"
"""A factor for each treatment."""
MOST_TREATMENTS = 3


def treatments_of(factor: Factor) -> dict[str, list[str]]:
    """Levels that are several treatments at once, each with the levels of these alone.

    Parameters
    ----------
    factor
        A factor with names for its levels.
    """
    named = {level_name(level.spellings[0]): level.name for level in factor.levels}
    found = {}
    for canonical, name in named.items():
        parts = parts_of(canonical)
        if len(parts) == 1:
            parts = [level_name(part) for part in JOINED.split(folded(name))]
        if len(parts) > 1 and set(parts) <= named.keys():
            found[name] = [named[part] for part in parts]
    return found


def ask_or_part(study: Study, given: Mapping[str, object], taken: set[str]) -> None:
    """Ask of a factor with every combination of treatments what it is, or part it as was answered.

    Parameters
    ----------
    study
        What was recognised; receives the question, or the factors.
    given
        What a person has answered, by the places of the questions.
    taken
        Names that are in use; those of the factors are added.
    """
    factors: list[Factor] = []
    for factor in study.factors:
        said = _combinations(factor)
        if said is None or factor.unsure or study.restating.split is not None:
            factors.append(factor)
        elif given.get(TOGETHER) == FACTORS:
            factors += _parted(factor, said, study, taken)
        else:
            names = listed(level.name for level in factor.levels)
            single = [names for names in said.values() if len(names) == 1]
            alone = listed(name for names in single for name in names)
            factor.asked = (
                f"{names} are all combinations of {alone}: one factor, whose questions hold what "
                "they do beyond their sum, or a factor for each, without and with it?"
            )
            number = {2: "two", 3: "three"}[len(single)]
            factor.otherwise = (Otherwise(f"{number} factors", TOGETHER, FACTORS),)
            factors.append(factor)
    study.factors = factors


def _combinations(factor: Factor) -> dict[str, tuple[str, ...]] | None:
    """Treatments of each level, if the levels are all their combinations; else None."""
    if factor.others or factor.together:
        return None
    together = treatments_of(factor)
    references = [level for level in factor.levels if is_reference(level.spellings[0])]
    if not together or len(references) != 1:
        return None
    said = {
        level.name: tuple(sorted(together.get(level.name, [level.name])))
        for level in factor.levels
        if level is not references[0]
    }
    said = {references[0].name: (), **said}
    every = {name for names in said.values() for name in names}
    complete = len(set(said.values())) == len(said) == 2 ** len(every)
    return said if complete and len(every) <= MOST_TREATMENTS else None


def _parted(
    factor: Factor, said: Mapping[str, tuple[str, ...]], study: Study, taken: set[str]
) -> list[Factor]:
    """A factor for each treatment: without it, and with it."""
    implied = any(level.implied for level in factor.levels)
    found: dict[str, Factor] = {}
    for own in factor.levels:
        if len(said[own.name]) != 1:
            continue
        without = f"no {own.name}"
        levels = [
            Level(without, [without], own.where, implied=implied),
            Level(own.name, [own.name], own.where),
        ]
        key = key_of(own.name, taken)
        found[own.name] = Factor(key, levels, factor.where, factor.column, reference=without)
    study.restating.keys["conditions"] = {
        spelling: {
            part.key: part.levels[name in said[level.name]].name for name, part in found.items()
        }
        for level in factor.levels
        if not level.implied
        for spelling in level.spellings
    }
    return list(found.values())
