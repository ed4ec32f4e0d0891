"""The questions: contrasts."""

from typing import Literal, get_args

from explant.config.models.settings import (
    ADJUSTED,
    DECLARED,
    NEEDED,
    RESULT_FIGURES,
    Name,
    Names,
    Section,
    setting,
)

Role = Literal["primary", "secondary", "exploratory"]
ROLES: tuple[Role, ...] = get_args(Role)
"""The roles, in the order of their weight."""


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
        read_by=NEEDED,
        default=dict,
    )
    at: dict[Name, Name] = setting(
        "Factor and the level at which it is held. A factor that is not named is averaged over.",
        read_by=NEEDED,
        default=dict,
    )
    trend: dict[Name, Names] = setting(
        "Factor and its levels in order: the slope of a straight line over them. The factor is "
        "`ordered`, its levels have scores, or they are numbers.",
        read_by=NEEDED,
        default=dict,
    )
    degree: int = setting(
        "With trend: 1 is the slope, 2 the curvature, 3 the cubic term over the levels (orthogonal "
        "polynomials).",
        read_by=NEEDED,
        default=1,
        ge=1,
        le=5,
    )
    weights: dict[Name, dict[Name, float]] = setting(
        "Factor and a weight for each of its levels, such as {dose: {none: -1, low: 0.5, high: "
        "0.5}}. They must sum to zero; a level that is left out weighs 0.",
        read_by=NEEDED,
        default=dict,
    )
    against: float | None = setting(
        "A fixed value in the marker's unit that is subtracted, such as 1 where values are "
        "relative to a control: the question of one sample at `at`. Only without compare, trend, "
        "weights and between.",
        read_by=NEEDED,
        default=None,
    )
    between: dict[Name, Names] = setting(
        "A grouping of `patients.strata` and two of its groups: the numbers of the patients in the "
        "first minus those in the second, unpaired. With three groups or more: whether the numbers "
        "rise or fall over them (ordered), or differ at all (unordered). With nothing else it "
        "compares the values themselves, `at` one sample or averaged over all.",
        read_by=NEEDED,
        default=dict,
    )
    crossed: dict[Name, Names] = setting(
        "With between: a second grouping and its groups, as {treatment: [IL-2, PBS]}. The question "
        "is the interaction: whether the groups of `between` differ otherwise in the first of "
        "these groups than in the second. More groups: whether the differences depend on them.",
        read_by=NEEDED,
        default=dict,
    )
    given: Names = setting(
        "With between: properties of `patients.strata` that the comparison keeps, such as [age], "
        "or [treatment] where that is crossed with the groups: their difference is then averaged "
        "over the groups of treatment (a main effect). p by permutation that keeps the others.",
        read_by=NEEDED,
        default=list,
    )
    among: dict[Name, Names] = setting(
        "A grouping of `patients.strata` and the groups whose patients the question is about, such "
        "as {group: [patient]} where controls were sampled once. The others have no part in it "
        "and are not counted as left out.",
        read_by=NEEDED,
        default=dict,
    )
    versus: dict[Name, Name] = setting(
        "A family of questions: a factor (or grouping) and one of its levels; every other level "
        "minus this one. NAME becomes NAME_level for each, all adjusted together.",
        read_by=NEEDED,
        default=dict,
    )
    all_pairs: Name | None = setting(
        "A family of questions: a factor (or grouping); every level minus every earlier one. NAME "
        "becomes NAME_level_level for each, all adjusted together.",
        read_by=NEEDED,
        default=None,
    )
    across: Names = setting(
        "Two markers: what the question finds for the first minus what it finds for the second. "
        "Both on log2: it is asked of their ratio. Both linear in one unit: of their difference. "
        "Otherwise of the difference of their z scores over all samples.",
        read_by=NEEDED,
        default=list,
    )
    markers: Names = setting(
        "Markers, or lists of `gene_lists`, that the question is asked of. Left out: every one.",
        read_by=NEEDED,
        default=list,
    )
    role: Role = setting(
        "primary, secondary or exploratory: decides how p values are adjusted.",
        read_by=DECLARED,
        default="secondary",
    )
    family: str | None = setting(
        "Contrasts of the same family are adjusted together over all markers. Left out: all "
        "primary contrasts within patients are one family, all primary ones with `between` "
        "another, and each other contrast is a family of its own.",
        read_by=ADJUSTED,
        default=None,
    )

    @property
    def named_factors(self) -> frozenset[str]:
        """What it compares, weighs or holds at a level, families included."""
        families = (*self.versus, *filter(None, [self.all_pairs]))
        return frozenset((*self.compare, *self.trend, *self.weights, *self.at, *families))
