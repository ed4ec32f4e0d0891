"""The methods in sentences, made from the plan: only what this study uses is described."""

from collections.abc import Mapping
from dataclasses import dataclass

from explant.config.models import Adjustment, BelowDetection, Marker, Plan, Test
from explant.design import cells
from explant.report.numbers import counted, difference_unit, level_text, plain
from explant.report.questions import TEST_NAMES, factor_name, level_name
from explant.report.references import REFERENCES, cite
from explant.report.words import Name, Part, Words, joined, listed, sentence, words

ADJUSTMENTS: dict[Adjustment, Words] = {
    "holm": words("by Holm’s method ({source})", source=cite("holm1979")),
    "benjamini_hochberg": words(
        "by the method of Benjamini and Hochberg, which controls the false discovery rate "
        "({source})",
        source=cite("benjamini1995"),
    ),
    "westfall_young": words(
        "by the step-down maxT method of Westfall and Young with sign flips of whole patients, "
        "shared by all markers of a family ({source})",
        source=cite("westfall1993"),
    ),
    "none": Words(("not at all",)),
}
SUBSTITUTES: dict[BelowDetection, str] = {
    "limit_over_sqrt2": "the limit divided by √2",
    "half_limit": "half the limit",
    "limit": "the limit itself",
}
SOFTWARE_NAMES = {
    "explant": "Explant",
    "python": "Python",
    "snakemake": "Snakemake",
    "numpy": "NumPy",
    "scipy": "SciPy",
}


@dataclass(frozen=True)
class Topic:
    """A heading of the methods with its paragraphs."""

    title: str
    paragraphs: list[Words]


def methods(
    plan: Plan, versions: Mapping[str, str] | None = None, *, with_anova: bool = True
) -> list[Topic]:
    """The methods section of a study.

    Parameters
    ----------
    plan
        The study's plan.
    versions
        Version of each package, by its name.
    with_anova
        Whether the study has an analysis of variance to describe.

    Returns
    -------
    list of Topic
        In the order of the report.
    """
    topics = [
        Topic("Design", [design(plan)]),
        Topic("Values and scales", [values(plan), *detection(plan)]),
    ]
    if plan.contrasts:
        topics += [
            Topic("Test and interval", [declared_test(plan), other_tests(plan)]),
            Topic("Effect sizes", [effect_sizes(plan)]),
            Topic("Many tests", [adjustment(plan)]),
        ]
    if plan.patients.strata and plan.contrasts:
        topics.append(Topic("Comparing strata", strata(plan)))
    if with_anova:
        topics.append(Topic("Analysis of variance", [anova(plan)]))
    topics.append(Topic("Missing values", [missing(plan)]))
    if versions:
        topics.append(Topic("Software", [software(versions)]))
    return topics


def design(plan: Plan) -> Words:
    """Factors, cells, pairing and the unit of analysis."""
    factors = [
        words(
            "{factor} ({levels})",
            factor=factor_name(plan, factor),
            levels=joined(
                [level_name(plan, factor, level) for level in plan.factors[factor].levels], ", "
            ),
        )
        for factor in plan.factors
    ]
    return joined(
        [
            words(
                "Each patient gives {cells}, one for every combination of {factors}.",
                cells=counted(len(cells(plan)), "sample"),
                factors=joined(factors, " × "),
            )
            if len(factors) > 1
            else words(
                "Each patient gives {cells}, one for every level of {factors}.",
                cells=counted(len(cells(plan)), "sample"),
                factors=factors[0],
            ),
            "Samples are paired by patient ID, never by the order of rows.",
            "A contrast gives each sample of a patient a weight, and so one number per patient, "
            "the paired difference; tests, intervals and effect sizes read only these numbers.",
            words(
                "The patient is the experimental unit ({source}): technical replicates are "
                "averaged on the analysis scale before anything else.",
                source=cite("lazic2010"),
            ),
        ]
    )


def _names(plan: Plan, markers: list[str]) -> Words:
    return listed([Name(plan.marker_label(marker)) for marker in markers])


def _by_scale(plan: Plan) -> dict[tuple[str, float, str], list[str]]:
    groups: dict[tuple[str, float, str], list[str]] = {}
    for name, marker in plan.markers.items():
        offset = 0.0 if marker.scale == "linear" else marker.offset
        unit = marker.unit if marker.scale == "linear" or offset else ""
        groups.setdefault((marker.scale, offset, unit), []).append(name)
    return groups


def values(plan: Plan) -> Words:
    """The analysis scale of each marker."""
    by_means = plan.inference.test in ("t", "sign_flip")
    shown: list[Words] = []
    for (scale, offset, unit), markers in _by_scale(plan).items():
        names = _names(plan, markers)
        are = "is" if len(markers) == 1 else "are"
        added = f" after adding {plain(offset)} {unit}".rstrip() if offset else ""
        if scale == "linear":
            measured = difference_unit(unit) or "the unit of the measurement"
            shown.append(
                words(
                    "{names} {are} analyzed as measured, and differences are in {unit}.",
                    names=names,
                    are=are,
                    unit=measured,
                )
            )
        elif scale == "log2":
            shown.append(
                words(
                    "{names} {are} analyzed as log2 of the value{added}; differences are log2 fold "
                    "changes, printed as ratios{means}.",
                    names=names,
                    are=are,
                    added=added,
                    means=" of geometric means" if by_means else "",
                )
            )
        else:
            shown.append(
                words(
                    "{names} {are} analyzed as log odds of the percentage{added}; differences are "
                    "printed as odds ratios.",
                    names=names,
                    are=are,
                    added=added.replace(" after adding", " after adding to both shares")
                    if added
                    else "",
                )
            )
    return joined(shown)


def detection(plan: Plan) -> list[Words]:
    """Detection limits and what stands in for a value below them."""
    limited: dict[str, Marker] = {
        name: marker for name, marker in plan.markers.items() if marker.detection_limit is not None
    }
    if not limited:
        return []
    limits = listed(
        [
            words(
                "{name} ({limit})",
                name=Name(plan.marker_label(name)),
                limit=f"{plain(marker.detection_limit or 0.0)} {marker.unit}".rstrip(),
            )
            for name, marker in limited.items()
        ]
    )
    rule = plan.inference.below_detection
    first = words("A detection limit is declared for {limits}.", limits=limits)
    if rule == "drop":
        return [joined([first, "Values below it are left out."])]
    source: Words | str = (
        words(" ({source})", source=cite("hornung1990")) if rule == "limit_over_sqrt2" else ""
    )
    return [
        joined(
            [
                first,
                words(
                    "Values below it enter the analysis as {substitute}{source}.",
                    substitute=SUBSTITUTES[rule],
                    source=source,
                ),
            ]
        )
    ]


def declared_test(plan: Plan) -> Words:
    """The declared test, its conventions, and its interval."""
    inference = plan.inference
    level, alpha = level_text(inference.confidence), plain(inference.alpha)
    first = words(
        "The declared test of this study is the {test}, two-sided at α = {alpha}; it was fixed in "
        "the plan and not chosen by a test of normality ({source}).",
        test=TEST_NAMES[inference.test],
        alpha=alpha,
        source=cite("rochon2012"),
    )
    described: dict[Test, list[Words | Part]] = {
        "wilcoxon": [_signed_rank(plan), _pseudomedian(level)],
        "t": [
            words(
                "Student’s t on the paired differences has n − 1 degrees of freedom ({source}); "
                "the estimate is their mean with its {level} t interval.",
                source=cite("student1908"),
                level=level,
            )
        ],
        "sign_flip": [
            _sign_flip(plan),
            f"The estimate is the mean with the {level} interval that "
            "inverts this test; the level it achieves is the one printed.",
        ],
        "sign": [
            "It asks whether more patients went up or down and takes its p value from the binomial "
            "distribution; patients with a difference of exactly zero are left out of it.",
            f"The estimate is the median of the differences with the exact interval that inverts "
            f"the test: at least {level} wherever n allows, and the level it achieves is the one "
            "printed.",
        ],
    }
    return joined([first, *described[inference.test]])


def _signed_rank(plan: Plan) -> Words:
    zero = (
        "Differences of exactly zero are dropped before ranking."
        if plan.inference.zero_rule == "wilcoxon"
        else words(
            "Differences of exactly zero are ranked with the others and their ranks then set aside "
            "({source}).",
            source=cite("pratt1959"),
        )
    )
    return joined(
        [
            words(
                "The p value of the signed-rank test ({wilcoxon}) is exact for up to 50 patients, "
                "also with ties and zeros, by the shift algorithm ({streitberg}); with more "
                "patients it comes from the normal approximation with corrections for ties and "
                "continuity.",
                wilcoxon=cite("wilcoxon1945"),
                streitberg=cite("streitberg1986"),
            ),
            zero,
            "Tied differences share their mean rank; ties are decided on decimal values.",
        ]
    )


def _pseudomedian(level: str) -> Words:
    return words(
        "The estimate is the pseudomedian, the median of all means of two differences "
        "({source}), with the interval that inverts the signed-rank test. An exact test reaches "
        "only certain levels: the interval has at least {level} wherever n allows, and the level "
        "it achieves is the one printed.",
        source=cite("hodges1963"),
        level=level,
    )


def _sign_flip(plan: Plan) -> Words:
    return words(
        "The sign-flip permutation test of the mean ({fisher}, {pitman}) counts all assignments of "
        "signs up to 40 patients; beyond that {permutations} random ones (seed {seed}), with "
        "p = (b + 1)/(m + 1) ({phipson}).",
        fisher=cite("fisher1935"),
        pitman=cite("pitman1937"),
        phipson=cite("phipson2010"),
        permutations=f"{plan.inference.permutations:,}".replace(",", " "),
        seed=plan.inference.seed,
    )


def other_tests(plan: Plan) -> Words:
    """Tests that stand beside the declared one."""
    others: dict[Test, Words | Part] = {
        "wilcoxon": words("the Wilcoxon signed-rank test ({s})", s=cite("wilcoxon1945")),
        "t": words("the paired t test ({s})", s=cite("student1908")),
        "sign_flip": words("the exact sign-flip permutation test ({s})", s=cite("pitman1937")),
        "sign": "the sign test",
    }
    beside = [name for test, name in others.items() if test != plan.inference.test]
    return words(
        "Beside it stand {others}: they show how far the answer depends on the test, and no claim "
        "rests on them.",
        others=listed(beside),
    )


def effect_sizes(plan: Plan) -> Words:
    """Effect sizes, the Bayes factor and what n could have shown."""
    return joined(
        [
            words(
                "Standardized effects ({source}): d_z is the mean of the paired differences "
                "divided by their standard deviation, with an interval from the noncentral t "
                "distribution; g_z is d_z with the exact correction for small samples; d_av "
                "divides by the average standard deviation of the two samples, where a contrast "
                "has two.",
                source=cite("lakens2013"),
            ),
            words(
                "The rank-biserial correlation of the pairs ({source}) follows the zero rule of "
                "the signed-rank test. Superiority is the share of patients whose difference is "
                "positive, ties counting half.",
                source=cite("kerby2014"),
            ),
            words(
                "BF10 is the Bayes factor of the paired t test with a Cauchy prior of scale √2/2 "
                "({source}).",
                source=cite("rouder2009"),
            ),
            words(
                "The smallest attainable p and the smallest d_z detectable with 80 % power follow "
                "from n alone; power computed from the observed effect is not shown ({source}).",
                source=cite("hoenig2001"),
            ),
        ]
    )


def adjustment(plan: Plan) -> Words:
    """Families and the adjustment of each role."""
    roles = list(dict.fromkeys(contrast.role for contrast in plan.contrasts.values()))
    families = dict.fromkeys(plan.family(contrast) for contrast in plan.contrasts)
    own = len(families) == len(plan.contrasts)
    adjusting = plan.inference.adjustment
    by_role = listed(
        [
            words("{role} ones {how}", role=role, how=ADJUSTMENTS[getattr(adjusting, role)])
            for role in roles
        ]
    )
    family = (
        "Each contrast forms a family over the markers."
        if own
        else "Contrasts that the plan puts in one family are adjusted together over all markers."
    )
    return joined(
        [
            family,
            words("Within a family p values of contrasts are adjusted, {roles}.", roles=by_role)
            if len(roles) > 1
            else words(
                "All contrasts are {role}; within a family p values are adjusted {how}.",
                role=roles[0],
                how=ADJUSTMENTS[getattr(adjusting, roles[0])],
            ),
            "Intervals are not adjusted.",
            f"“Evidence” means an adjusted p of at most {plain(plan.inference.alpha)}; a larger p "
            "is not evidence that there is nothing.",
            "Expected directions were written down in the plan; tests stay two-sided.",
        ]
    )


def strata(plan: Plan) -> list[Words]:
    """How effects are compared between strata."""
    kinds = plan.patients.strata
    # Sign flips of whole patients mean nothing between groups: there Holm takes over.
    exploratory = plan.inference.adjustment.exploratory
    labels = listed([Name(plan.stratifier_label(name)) for name in kinds])
    first = joined(
        [
            words(
                "Whether an effect depends on {labels} is read from one comparison of the paired "
                "differences between groups of patients, never from a p value in each group: one "
                "group above and another below α says little of their difference ({source}).",
                labels=labels,
                source=cite("gelman2006"),
            ),
            words(
                "These comparisons are exploratory; for each contrast and stratifier their p "
                "values are adjusted over the markers, {how}.",
                how=ADJUSTMENTS["holm" if exploratory == "westfall_young" else exploratory],
            ),
        ]
    )
    two = any(_groups(plan, name) == 2 for name in kinds)
    several = {
        kind.kind
        for name, kind in kinds.items()
        if kind.kind != "continuous" and _groups(plan, name) != 2
    }
    continuous = [name for name, kind in kinds.items() if kind.kind == "continuous"]
    test = plan.inference.test
    shown: list[Words] = [
        Words(
            (
                "Estimate, interval and p come from the method that fits the declared test; the p "
                "values of the others stand beside them in interactions.csv.",
            )
        )
    ]
    if two:
        shown.append(_two_groups(test))
    if "ordered" in several:
        shown.append(_ordered(test))
    if "unordered" in several:
        shown.append(_unordered(test))
    if continuous:
        shown.append(
            words(
                "{labels}: {method}.",
                labels=listed([Name(plan.stratifier_label(name)) for name in continuous]),
                method=_number(test),
            )
        )
        cut = [
            words(
                "{label} at {cut}",
                label=Name(plan.stratifier_label(name)),
                cut=f"{plain(kinds[name].cut_point or 0.0)} {kinds[name].unit}".rstrip(),
            )
            for name in continuous
            if kinds[name].cut_point is not None
        ]
        if cut:
            shown.append(
                words(
                    "The plan also declares a cut-point ({cut}): patients at or below it against "
                    "patients above. It stands beside the analysis of the number and does not "
                    "replace it.",
                    cut=listed(cut),
                )
            )
    return [first, joined(shown)] if shown else [first]


def _two_groups(test: Test) -> Words:
    if test == "t":
        return words(
            "Two groups are compared by Welch’s t test and interval ({s}).", s=cite("welch1947")
        )
    if test == "sign_flip":
        return words(
            "Two groups are compared by permuting the group labels with Welch’s t as the statistic "
            "({s}), exact where the number of arrangements allows.",
            s=cite("welch1947"),
        )
    return words(
        "Two groups are compared by the exact Mann–Whitney test ({mann}); the estimate is the "
        "Hodges–Lehmann shift ({hodges}), the median of all differences between a patient of one "
        "group and a patient of the other, with the interval that inverts the test.",
        mann=cite("mann1947"),
        hodges=cite("hodges1963"),
    )


def _ordered(test: Test) -> Words:
    if test in ("t", "sign_flip"):
        how = "its t test" if test == "t" else "a permutation p value"
        return words(
            "Three or more ordered groups are compared by the least-squares slope over the groups, "
            "with {how}.",
            how=how,
        )
    return words(
        "Three or more ordered groups are compared by the Jonckheere–Terpstra test ({jonckheere}), "
        "with the Theil–Sen slope over the groups ({sen}).",
        jonckheere=cite("jonckheere1954"),
        sen=cite("sen1968"),
    )


def _unordered(test: Test) -> Words:
    if test in ("t", "sign_flip"):
        return words(
            "Three or more unordered groups are compared by Welch’s analysis of variance{how}.",
            how="" if test == "t" else ", by permutation",
        )
    return words(
        "Three or more unordered groups are compared by the Kruskal–Wallis test ({s}), by "
        "permutation.",
        s=cite("kruskal1952"),
    )


def _number(test: Test) -> Words:
    if test in ("t", "sign_flip"):
        how = "its t test" if test == "t" else "a permutation p value"
        return words("the least-squares slope, with {how}", how=how)
    return words(
        "the Theil–Sen slope with its interval ({sen}), and Spearman’s correlation ({spearman}) "
        "with a permutation p value",
        spearman=cite("spearman1904"),
        sen=cite("sen1968"),
    )


def _groups(plan: Plan, stratifier: str) -> int:
    """Number of groups that the plan names; a cut-point makes two."""
    declared = plan.patients.strata[stratifier]
    return 2 if declared.cut_point is not None else len(declared.groups)


def anova(plan: Plan) -> Words:
    """The whole-design model."""
    grouped = any(_groups(plan, name) for name in plan.patients.strata)
    between = (
        " A stratifier with groups enters as a between-patient factor, with type III sums of "
        "squares."
        if grouped
        else ""
    )
    many = any(len(factor.levels) > 2 for factor in plan.factors.values())
    sphericity = words(
        "Where a factor has more than two levels, degrees of freedom are corrected for departures "
        "from sphericity ({source}).",
        source=cite("greenhouse1959"),
    )
    return joined(
        [
            words(
                "A repeated-measures analysis of variance over {factors} uses the patients who "
                "have every sample.{between}",
                factors=listed([factor_name(plan, factor) for factor in plan.factors]),
                between=between,
            ),
            sphericity if many else "",
            words(
                "Partial and generalized η² ({source}) are given. Its p values are not adjusted "
                "and carry no claim of their own: in the patients who have every sample, each F "
                "within patients of one degree of freedom is the square of the t of a contrast.",
                source=cite("olejnik2003"),
            ),
        ]
    )


def missing(plan: Plan) -> Words:
    """Who enters a contrast."""
    return joined(
        [
            "A contrast uses every patient who has all the samples that it needs; n and the number "
            "left out stand beside each result, and who was left out for which sample stands in "
            "differences.csv.",
            "Missing values are not imputed.",
            "A patient without any sample at one level of a factor is refused as an error."
            if plan.patients.unpaired == "refuse"
            else "A patient without any sample at one level of a factor enters the contrasts that "
            "do not need that level.",
        ]
    )


def software(versions: Mapping[str, str]) -> Words:
    """Versions in a sentence, with what the packages ask to be cited as."""
    shown = [
        words(
            "{name} {version}{source}",
            name=SOFTWARE_NAMES.get(package, package),
            version=version,
            source=words(" ({source})", source=cite(package)) if package in REFERENCES else "",
        )
        for package, version in versions.items()
    ]
    return sentence(words("The analysis used {shown}.", shown=listed(shown)))
