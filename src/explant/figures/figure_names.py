"""Which figures a plan has, and names that are safe for files.

The Snakefile imports this module, so it imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from explant.questions.question import question

if TYPE_CHECKING:
    from explant.config.models import Plan

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


def every_marker_has_panel(plan: Plan) -> bool:
    """Whether the report has room for a panel of each analysed marker."""
    return len(plan.analysed_markers) <= plan.report.panels


def declared_markers(plan: Plan) -> list[str]:
    """Markers that the plan gives a panel however many there are."""
    return [marker for marker in dict.fromkeys(plan.report.show) if plan.markers[marker].analysed]


MOST_IN_COMPOSITE = 9


def composite_markers(plan: Plan) -> list[str]:
    """Markers that the leading question is asked of, declared first, as far as there is room."""
    if not plan.contrasts or not has_effect(plan, plan.headline):
        return []
    known = [*declared_markers(plan), *plan.analysed_markers]
    asked = [marker for marker in dict.fromkeys(known) if plan.asks(plan.headline, marker)]
    return asked[:MOST_IN_COMPOSITE]


def single_panels(plan: Plan) -> dict[str, tuple[str, str]]:
    """Marker and contrast of each single panel by its name; none unless the plan asks for them."""
    if not plan.figures.single_panels:
        return {}
    markers = plan.analysed_markers if every_marker_has_panel(plan) else declared_markers(plan)
    return {
        f"{marker}_{contrast}": (marker, contrast)
        for marker, contrast in plan.questions(effect_contrasts(plan))
        if marker in markers
    }


def panel_names(plan: Plan) -> list[str]:
    """Names of the single panels, in the plan's order."""
    return list(single_panels(plan))


def panel_title(plan: Plan, name: str) -> str:
    """Title of a single panel."""
    marker, contrast = single_panels(plan)[name]
    return f"{plan.marker_label(marker)}: {plan.contrast_label(contrast)}"


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
        and not question(plan, plan.ranked).is_between
    )
