"""The methods of what stands beside the results and questions them, in sentences."""

from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.asked import contrast_name
from explant.language.references.citing import cite
from explant.language.words import Words, joined, listed, words
from explant.numbers import level_text, plain


def sensitivity(plan: Plan) -> Words:
    """Other choices, and one patient left out."""
    return joined(
        [
            words(
                "Every primary {contrast} is computed again under each combination of test, scale, "
                "set of patients and, where values lie below detection, rule for them ({curve}).",
                contrast="contrast within patients" if plan.between_contrasts else "contrast",
                curve=cite("simonsohn2020"),
            ),
            words(
                "Which analyses ask the plan’s question is decided by what they do, not by what "
                "they give ({multiverse}): another test of the same hypothesis, complete cases, or "
                "another substitute below detection do; another scale, or leaving patients out "
                "because of their values, does not.",
                multiverse=cite("delgiudice2021"),
            ),
            "The p values of these analyses are not adjusted, and how many of them are small is "
            "no test of anything.",
            "Each primary result is also computed without each patient in turn.",
        ]
    )


def diagnostics() -> Words:
    """Outliers and normality, as description."""
    return joined(
        [
            words(
                "A difference is flagged as an outlier where it lies more than 3.5 robust standard "
                "deviations from the median, a robust standard deviation being 1.4826 times the "
                "median absolute deviation ({source}). Flagged patients stay in every result; only "
                "the sensitivity analyses that say so leave them out.",
                source=cite("iglewicz1993"),
            ),
            words(
                "Quantile plots, skewness and the test of Shapiro and Wilk ({source}) describe the "
                "differences; the declared test was not chosen by them.",
                source=cite("shapiro1965"),
            ),
        ]
    )


def equivalence(plan: Plan) -> Words:
    """Declared margins, or that nothing is claimed without one."""
    declared = any(marker.equivalence_margin for marker in plan.markers.values())
    if not declared:
        return Words(
            (
                "The plan declares no margin of equivalence, so no result is read as equivalent"
                f"{', unchanged or restored to normal' if plan.paired_contrasts else ''}.",
            )
        )
    alpha = plan.inference.alpha
    return joined(
        [
            words(
                "Where the plan declares a margin inside which a difference does not matter, two "
                "one-sided t tests compare the mean difference with it at α = {alpha} ({source}): "
                "both are below α exactly where the {level} interval lies within the margin. The "
                "larger of their two p values is printed, not adjusted.",
                alpha=plain(alpha),
                level=level_text(1 - 2 * alpha),
                source=cite("schuirmann1987"),
            ),
            "A contrast without a margin is never called equivalent.",
        ]
    )


def trends(plan: Plan) -> Words:
    """Page's and Friedman's tests."""
    ordered = [name for name, contrast in plan.contrasts.items() if contrast.trend]
    page = words(
        "Beside {contrasts}, Page’s test ({source}) asks whether the levels rise or fall in their "
        "order by the ranks within each patient.",
        contrasts=listed([contrast_name(plan, name) for name in ordered]),
        source=cite("page1963"),
    )
    return joined(
        [
            page if ordered else "",
            words(
                "Friedman’s test ({source}), by permutation within patients, asks whether levels "
                "differ at all; Kendall’s W tells how far the patients agree in their order.",
                source=cite("friedman1937"),
            ),
            "These p values are not adjusted.",
        ]
    )


def mixed_model(plan: Plan) -> Words:
    """The linear mixed model: its random effects, and where its p values come from."""
    several = len(plan.factors) > 1
    model = words(
        "A linear mixed model of each marker has the mean of every sample as a fixed effect and "
        "random effects of the patient{factors}, fitted by restricted maximum likelihood "
        "({source}); it uses patients who lack a sample. p values and intervals come from t with "
        "the standard errors and degrees of freedom of Kenward and Roger ({degrees}), since z "
        "tests find too much with few patients ({few}). It assumes normal values, missing at "
        "random: a sensitivity analysis, which carries no claim.",
        factors=" and of the patient at each level of a factor" if several else "",
        source=cite("patterson1971"),
        degrees=cite("kenward1997"),
        few=cite("luke2017"),
    )
    if plan.patients.unpaired != "keep":
        return model
    return joined(
        [
            model,
            words(
                "The plan keeps patients who have no sample at a level: of a paired contrast they "
                "enter this model alone, which is one of the ways to use partly paired samples "
                "({source}).",
                source=cite("guo2017"),
            ),
        ]
    )


def programs() -> Words:
    """How the p values of other programs were found."""
    return Words(
        (
            "The p values of other programs are computed from the conventions that they document, "
            "for the differences on the analysis scale; the programs were not run. Sources stand "
            "beside them in software.csv.",
        )
    )


def calibration(found: Sequence[Words]) -> Words:
    """Where simulation found that a method of this study misses what it promises."""
    return joined(
        [
            "Each method was simulated with numbers of many shapes. At about the numbers of "
            "patients of this study these missed what they promise under the condition that is "
            "named; whether it holds for these data is not known.",
            *found,
        ]
    )
