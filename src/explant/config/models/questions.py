"""The questions: contrasts."""

from typing import Literal

from explant.config.fields import (
    ADJUSTED,
    ASKED,
    DECLARED,
    RESULT_FIGURES,
    Name,
    Names,
    Section,
    setting,
)

Role = Literal["primary", "secondary", "exploratory"]


class Contrast(Section):
    """One question: a weight for each cell of a patient's design, giving one number per patient."""

    label: str | None = setting(
        "How figures and report call it, as a noun phrase: `IL-2 effect in tumor`.",
        read_by=(*RESULT_FIGURES, "workbook", "report"),
        default=None,
    )
    compare: dict[Name, Names] = setting(
        "Factor and two levels: the first minus the second. Two factors multiply into a difference "
        "of differences.",
        read_by=ASKED,
        default=dict,
    )
    at: dict[Name, Name] = setting(
        "Factor and the level at which it is held. A factor that is not named is averaged over.",
        read_by=ASKED,
        default=dict,
    )
    trend: dict[Name, Names] = setting(
        "Factor and its levels in order: the slope of a straight line over them.",
        read_by=ASKED,
        default=dict,
    )
    role: Role = setting(
        "primary, secondary or exploratory: decides how p values are adjusted.",
        read_by=DECLARED,
        default="secondary",
    )
    family: str | None = setting(
        "Contrasts of the same family are adjusted together over all markers. "
        "Left out: each contrast is a family of its own.",
        read_by=ADJUSTED,
        default=None,
    )
