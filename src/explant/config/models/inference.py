"""The declared test and its conventions."""

from typing import TYPE_CHECKING, Literal

from explant.config.models.settings import (
    ADJUSTED,
    ANALYSIS,
    DECLARED,
    RESULT_FIGURES,
    Section,
    setting,
)
from explant.declared_tests.known_tests import TESTS
from explant.numbers import in_order

if TYPE_CHECKING:
    Test = str
else:
    Test = Literal[tuple(TESTS)]
    """Key of a declared test."""
Adjustment = Literal["holm", "benjamini_hochberg", "westfall_young", "none"]
ZeroRule = Literal["wilcoxon", "pratt"]
BelowDetection = Literal["limit_over_sqrt2", "half_limit", "limit", "drop"]


class AdjustmentByRole(Section):
    """How p values are adjusted for the number of tests in a family."""

    primary: Adjustment = setting(
        "For primary contrasts.", read_by=ADJUSTED, default="westfall_young"
    )
    secondary: Adjustment = setting(
        "For secondary contrasts.", read_by=ADJUSTED, default="benjamini_hochberg"
    )
    exploratory: Adjustment = setting(
        "For exploratory contrasts, and for the comparisons between strata.",
        read_by=ADJUSTED,
        default="benjamini_hochberg",
    )


class Inference(Section):
    """The declared test and its conventions, the same for p value, interval and effect size."""

    test: Test = setting(
        "The test of this study, declared before the data are seen: "
        f"{in_order([test.config_words for test in TESTS.values()], 'or')}. "
        "The others stand beside it in the tables.",
        read_by=DECLARED,
        default="wilcoxon",
    )
    alpha: float = setting(
        "Two-sided level of significance.",
        read_by=("analyse", *RESULT_FIGURES, "workbook", "report"),
        default=0.05,
        gt=0,
        lt=0.5,
    )
    confidence: float = setting(
        "Level of confidence of the intervals.",
        read_by=DECLARED,
        default=0.95,
        gt=0.5,
        lt=1,
    )
    adjustment: AdjustmentByRole = setting(
        "Adjustment for many tests: holm, benjamini_hochberg, westfall_young or none.",
        read_by=ADJUSTED,
        default=AdjustmentByRole,
    )
    zero_rule: ZeroRule = setting(
        "Differences of exactly zero in the signed-rank test: wilcoxon drops them, pratt ranks "
        "them with the others.",
        read_by=ANALYSIS,
        default="wilcoxon",
    )
    below_detection: BelowDetection = setting(
        "What a value below the detection limit enters the analysis as, and derived markers.",
        read_by=("ingest", *ANALYSIS),
        default="limit_over_sqrt2",
    )
    permutations: int = setting(
        "Random arrangements where a permutation test cannot be exact.",
        read_by=ANALYSIS,
        default=20_000,
        ge=1_000,
        le=10_000_000,
    )
    seed: int = setting(
        "Seed of those random arrangements: the same seed gives the same results.",
        read_by=(*ANALYSIS, "network_join"),
        default=1,
        ge=0,
    )
