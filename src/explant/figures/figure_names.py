"""File names of figures. The Snakefile imports this module, so it imports nothing heavy."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explant.config.models import Plan

FOREST = "forest"
COMPLETENESS = "completeness"
DIAGNOSTICS = "diagnostics"
VOLCANO = "volcano"
HEAT_MAP = "heat_map"
MARKER_PREFIX = "marker_"
RANKED_PREFIX = "ranked_"
STRATA_PREFIX = "strata_"
SENSITIVITY_PREFIX = "sensitivity_"
FORMATS = ("svg", "png", "pdf")

_HASH_LENGTH = 8
_LONGEST_STEM = 60
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_HASHED = re.compile(rf".*_[0-9a-f]{{{_HASH_LENGTH}}}")


def file_stem(name: str) -> str:
    """Part of a file name that stands for one name of the plan.

    A name of ASCII letters, digits, ``-`` and ``_`` stays as it is. In any other, Greek letters are
    spelled out, the rest becomes ``_``, and a hash of the whole name follows, so that two names
    that look the same afterwards still have different files.

    Parameters
    ----------
    name
        Key of a marker or a stratifier.

    Returns
    -------
    str
        A stem that is safe on every file system and in a URL.

    Examples
    --------
    >>> file_stem("Blimp-1")
    'Blimp-1'
    >>> file_stem("IFN-γ")
    'IFN-gamma_0b46b6d4'
    """
    if _SAFE.fullmatch(name) and not _HASHED.fullmatch(name) and len(name) <= _LONGEST_STEM:
        return name
    spelled = "".join(_ascii(letter) for letter in unicodedata.normalize("NFKC", name))
    readable = re.sub(r"[^A-Za-z0-9-]+", "_", spelled)[:_LONGEST_STEM].strip("_-")
    digest = hashlib.sha256(name.encode("utf-8")).hexdigest()[:_HASH_LENGTH]
    return f"{readable or 'name'}_{digest}"


def _ascii(letter: str) -> str:
    words = unicodedata.name(letter, "").split()
    if words[:1] == ["GREEK"] and "LETTER" in words:
        greek = words[words.index("LETTER") + 1]
        return greek.lower() if "SMALL" in words else greek.capitalize()
    plain = unicodedata.normalize("NFKD", letter)[:1]
    return plain if plain.isascii() else "_"


def marker_stem(marker: str) -> str:
    """Stem of a marker's figure."""
    return f"{MARKER_PREFIX}{file_stem(marker)}"


def ranked_stem(place: int) -> str:
    """Stem of the figure of the marker at a place of the ranking, from 1.

    Which marker that is only the results tell, and a workflow has to name its files before.
    """
    return f"{RANKED_PREFIX}{place:03d}"


def every_marker_has_panel(plan: Plan) -> bool:
    """Whether the report has room for a panel of each analysed marker."""
    return len(plan.analysed_markers) <= plan.report.panels


def declared_markers(plan: Plan) -> list[str]:
    """Markers that the plan gives a panel however many there are."""
    return [marker for marker in dict.fromkeys(plan.report.show) if plan.markers[marker].analysed]


def panel_stems(plan: Plan) -> list[str]:
    """Stems of the figures that show one marker: of each, or of the declared and the top ones."""
    if every_marker_has_panel(plan):
        return [marker_stem(marker) for marker in plan.analysed_markers]
    declared = [marker_stem(marker) for marker in declared_markers(plan)]
    return [*declared, *(ranked_stem(n + 1) for n in range(plan.report.panels - len(declared)))]


def strata_stem(stratifier: str) -> str:
    """Stem of a stratifier's figure."""
    return f"{STRATA_PREFIX}{file_stem(stratifier)}"


def sensitivity_stem(contrast: str) -> str:
    """Stem of the figure of a primary contrast under other choices of analysis."""
    return f"{SENSITIVITY_PREFIX}{file_stem(contrast)}"


def primary_contrasts(plan: Plan) -> list[str]:
    """Primary contrasts within patients, in the plan's order: those asked under other choices."""
    return [name for name in plan.paired_contrasts if plan.contrasts[name].role == "primary"]


def explored_strata(plan: Plan) -> list[str]:
    """Stratifiers along which the contrasts within patients are compared, as exploration."""
    if not plan.paired_contrasts:
        return []
    return [name for name, stratifier in plan.patients.strata.items() if stratifier.explore]


def has_effect(plan: Plan, contrast: str) -> bool:
    """Whether a contrast has one effect to draw: a difference of several unordered groups has not.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        Name of one of its contrasts.
    """
    return all(
        len(groups) == 2 or plan.patients.strata[name].kind != "unordered"
        for name, groups in plan.contrasts[contrast].between.items()
    )


def effect_contrasts(plan: Plan) -> list[str]:
    """Contrasts that have an effect to draw, in the plan's order."""
    return [name for name in plan.contrasts if has_effect(plan, name)]


def figure_stems(plan: Plan) -> list[str]:
    """Stems of every figure a plan produces, in the order of the report.

    A plan without contrasts has no forest plot. Strata, other choices of analysis and the shape of
    differences are those of contrasts within patients; where the ranking contrast has no effect,
    there is no volcano plot.
    """
    stems = panel_stems(plan)
    if has_volcano(plan):
        stems.append(VOLCANO)
    if has_heat_map(plan):
        stems.append(HEAT_MAP)
    if effect_contrasts(plan):
        stems.append(FOREST)
    stems += [strata_stem(stratifier) for stratifier in explored_strata(plan)]
    stems += [sensitivity_stem(contrast) for contrast in primary_contrasts(plan)]
    if plan.paired_contrasts:
        stems.append(DIAGNOSTICS)
    return [*stems, COMPLETENESS]


def has_volcano(plan: Plan) -> bool:
    """Whether there is a volcano plot: of more markers than have panels, and by an effect."""
    return (
        bool(plan.contrasts) and not every_marker_has_panel(plan) and has_effect(plan, plan.ranked)
    )


def has_heat_map(plan: Plan) -> bool:
    """Whether there is a heat map: of more markers than have panels, and by each patient's number.

    Where the ranking contrast compares groups of patients, there is none.
    """
    return (
        bool(plan.contrasts)
        and not every_marker_has_panel(plan)
        and not plan.contrasts[plan.ranked].between
    )


def figure_titles(plan: Plan, panels: Mapping[str, str] | None = None) -> dict[str, str]:
    """Title of each figure, by its stem.

    Parameters
    ----------
    plan
        The study's plan.
    panels
        Stem of the figure of each marker that has one. Left out: before the results are known,
        figures of the ranking are called by their place in it.
    """
    if panels is None:
        panels = {marker: marker_stem(marker) for marker in plan.analysed_markers}
    markers = {stem: plan.marker_label(marker) for marker, stem in panels.items()}
    others = {
        VOLCANO: "All markers: effect and p",
        HEAT_MAP: "Leading markers: each patient’s difference",
        FOREST: "All effects",
        DIAGNOSTICS: "What the differences look like",
        COMPLETENESS: "Which samples were measured",
    }
    others |= {
        strata_stem(name): f"Effects by {plan.stratifier_label(name)}"
        for name in plan.patients.strata
    }
    others |= {
        sensitivity_stem(name): f"Other choices: {plan.contrast_label(name)}"
        for name in plan.contrasts
    }
    return {
        stem: markers.get(stem) or others.get(stem) or f"Marker {stem.removeprefix(RANKED_PREFIX)}"
        for stem in figure_stems(plan)
    }
