"""The methods in one paragraph of the usual length, and the results in another, for a paper."""

from collections.abc import Callable, Mapping, Sequence

from explant.config.models import Adjustment, Plan
from explant.declared_tests.group_methods import ComparisonKind, method_of, way_of
from explant.declared_tests.known_tests import TESTS
from explant.language.answers.answer import Answer
from explant.language.answers.sentences import family_sizes
from explant.language.answers.spoken_beside import not_found
from explant.language.asked import (
    adjusted_p_of,
    contrast_name,
    factors_with_levels,
    groups_compared,
    marker_name,
    the,
)
from explant.language.estimates import estimate_words, interval_words
from explant.language.evidence import p_words, patients_counted
from explant.language.methods.topics import SOFTWARE_NAMES, SUBSTITUTES
from explant.language.references.citing import cite
from explant.language.words import Name, Part, Row, Words, joined, listed, sentence, words
from explant.numbers import counted, level_text, plain
from explant.questions.design import cells
from explant.questions.question import (
    comparison_of,
    comparisons,
    explored,
    pairs_samples,
    question,
)

MOST_NAMED = 8
MOST_RESULTS = 6
MOST_QUESTIONS = 3

_ADJUSTED: dict[Adjustment, Words] = {
    "holm": words("Holm’s method ({s})", s=cite("holm1979")),
    "benjamini_hochberg": words("Benjamini–Hochberg ({s})", s=cite("benjamini1995")),
    "westfall_young": words("Westfall–Young permutation ({s})", s=cite("westfall1993")),
    "none": Words(),
}
_ADJUSTMENTS: dict[str, Adjustment] = {name: name for name in _ADJUSTED}


def brief_methods(
    plan: Plan,
    patients: Row | None,
    versions: Mapping[str, str] | None,
    found: Sequence[Answer] = (),
) -> list[Words]:
    """What a methods section of a paper says, in at most 250 words.

    Parameters
    ----------
    plan
        The study's plan.
    patients
        The row of ``baseline.csv`` that counts the patients.
    versions
        Version of each package, by its name.
    found
        Rows of ``paired`` and ``between``, which tell how p values were adjusted.
    """
    return [
        joined([_design(plan, patients), _values(plan), _primary(plan)]),
        joined(
            [
                *(_tests(plan), _many(plan, found), _strata(plan)),
                *(_missing(plan), _software(versions)),
            ]
        ),
    ]


def _design(plan: Plan, patients: Row | None) -> Words:
    count = patients.count("n") if patients else None
    each: Words | str = "Each patient"
    if patients and count:
        n = patients.traced("n", str(count))
        each = words("Each of {n} patients", n=n) if count > 1 else words("{n} patient", n=n)
    return joined([_samples(plan, each), _groups(plan)])


def _samples(plan: Plan, each: Words | str) -> Words:
    if not plan.factors:
        return words("{each} gave one sample.", each=each)
    return words(
        "{each} gave {up_to}{samples}: {factors}.{paired}",
        each=each,
        up_to="up to " if plan.patients.unpaired == "keep" else "",
        samples=counted(len(cells(plan)), "sample"),
        factors=factors_with_levels(plan),
        paired=" Samples were paired by patient ID; replicates were averaged within the patient."
        if pairs_samples(plan)
        else "",
    )


def _groups(plan: Plan) -> Words:
    grouped = groups_compared(plan)
    if not grouped:
        return Words()
    by = listed([words("by {grouping}", grouping=each) for each in grouped])
    return words("Patients were compared in groups {by}.", by=by)


def _markers(plan: Plan, names: Sequence[str]) -> Words:
    shown: list[Words | Part] = [marker_name(plan, name) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append(f"{counted(len(names) - MOST_NAMED, 'marker')} more")
    return listed(shown)


def _values(plan: Plan) -> Words:
    by_scale: dict[str, list[str]] = {}
    for name in plan.analysed_markers:
        by_scale.setdefault(plan.markers[name].scale, []).append(name)
    how = {
        "linear": "on {own} own scale",
        "log2": "as log2 (so that differences are ratios)",
        "logit": "as log odds",
    }
    parts = [
        words(
            "{markers} {how}",
            markers=_markers(plan, names),
            how=how[scale].format(own="its" if len(names) == 1 else "their"),
        )
        for scale, names in by_scale.items()
    ]
    limited = [n for n, m in plan.markers.items() if m.detection_limit is not None]
    rule = plan.inference.below_detection
    below: Words | str = ""
    if limited:
        below = (
            "Values below detection were left out."
            if rule == "drop"
            else f"Values below the detection limit entered as {SUBSTITUTES[rule]}."
        )
    return joined([words("We analyzed {parts}.", parts=listed(parts)), below])


def _primary(plan: Plan) -> Words:
    primary = [name for name, asked in plan.contrasts.items() if asked.role == "primary"]
    if not primary:
        return Words()
    names: list[Words | Part] = [contrast_name(plan, name) for name in primary[:MOST_NAMED]]
    if len(primary) > MOST_NAMED:
        names.append(f"{len(primary) - MOST_NAMED} others")
    if len(primary) == 1:
        return words("The primary question was {name}.", name=names[0])
    # Names hold commas and "and": numbers tell where one begins.
    numbered = [words("({i}) {name}", i=i, name=name) for i, name in enumerate(names, 1)]
    return words("The primary questions were {names}.", names=listed(numbered))


def _tests(plan: Plan) -> Words:
    inference = plan.inference
    test = TESTS[inference.test]
    parts: list[Words] = []
    if plan.paired_contrasts:
        parts.append(
            words(
                "Paired differences were tested by the {test}, two-sided at α = {alpha}; the "
                "estimate is the {estimate} of the differences, with a confidence interval of "
                "{least}{level}.",
                test=test.name if pairs_samples(plan) else test.name_unpaired or test.name,
                alpha=plain(inference.alpha),
                estimate=test.estimate,
                least="" if test.exact_up_to == 0 else "at least ",
                level=level_text(inference.confidence),
            )
        )
    if plan.between_contrasts:
        two_sided = "" if parts else f", two-sided at α = {plain(inference.alpha)}"
        kinds = {name: "; ".join(of) for name, of in _kinds_by_name(plan).items()}
        parts.append(
            words(
                "Groups of different patients were compared, without pairing, by "
                "{tests}{two_sided}.{given}",
                tests=listed(
                    [
                        f"{the(name)} ({of})" if len(kinds) > 1 else the(name)
                        for name, of in kinds.items()
                    ]
                ),
                two_sided=two_sided,
                given=_given_others(plan),
            )
        )
    return joined(parts)


def _given_others(plan: Plan) -> Words:
    """How questions were asked that keep other properties, or that cross two groupings."""
    given = [name for name in plan.between_contrasts if question(plan, name).is_given_others]
    if not given:
        return Words()
    by = "the F test" if way_of(plan.inference.test) == "means" else "permutation"
    return words(
        " {which} in a linear model of {what}, by {by}{source}.",
        which="All of these questions were asked"
        if len(given) == len(plan.between_contrasts)
        else f"{counted(len(given), 'of these questions', 'of these questions')} "
        f"{'was' if len(given) == 1 else 'were'} asked",
        what="other properties too, or of two crossed groupings",
        by=by,
        source="" if by == "the F test" else words(" ({s})", s=cite("freedman1983")),
    )


def _kinds_by_name(plan: Plan) -> dict[str, list[str]]:
    """Kinds of comparisons that the questions make, by the name of the test that fits them."""
    found: dict[str, list[str]] = {}
    for kind in comparisons(plan):
        found.setdefault(method_of(plan.inference.test, kind).name, []).append(str(kind))
    return found


def _many(plan: Plan, found: Sequence[Answer]) -> Words:
    """How p values were adjusted, as the rows of the tables say; without them as the plan says."""
    if not plan.contrasts or len(plan.analysed_markers) * len(plan.contrasts) < 2:
        return Words()
    used: dict[tuple[str, Adjustment], None] = {}
    for row in found:
        if row.is_tested and row.text("adjustment"):
            used[row.text("role"), _ADJUSTMENTS[row.text("adjustment")]] = None
    if not used:
        roles = dict.fromkeys(contrast.role for contrast in plan.contrasts.values())
        used = {(role, getattr(plan.inference.adjustment, role)): None for role in roles}
    by_role: dict[str, list[Adjustment]] = {}
    for role, method in used:
        by_role.setdefault(role, []).append(method)
    alike: dict[tuple[Adjustment, ...], list[str]] = {}
    for role, methods in by_role.items():
        alike.setdefault(tuple(sorted(methods, key=list(_ADJUSTED).index)), []).append(role)
    adjusted = [
        words(
            "{roles} questions by {methods}",
            roles=listed(roles),
            methods=listed([_ADJUSTED[method] for method in methods if method != "none"], "or"),
        )
        for methods, roles in alike.items()
        if methods != ("none",)
    ]
    bare = alike.get(("none",), [])
    return joined(
        [
            words("Within families of comparisons p values were adjusted, {p}.", p=listed(adjusted))
            if adjusted
            else "",
            words("P values of {roles} questions were not adjusted.", roles=listed(bare))
            if bare
            else "",
        ]
    )


def _strata(plan: Plan) -> Words:
    names = explored(plan)
    if not names:
        return Words()
    kinds = _kinds_of_strata(plan, names)
    return words(
        "Whether an effect differs by {strata} was explored by comparing the differences of the "
        "patients {how} ({tests}), never p values within strata ({source}).",
        how=" or ".join(
            dict.fromkeys(
                "along a number" if kind == ComparisonKind.CONTINUOUS else "between groups"
                for kind in kinds
            )
        ),
        tests=", ".join(dict.fromkeys(method_of(plan.inference.test, kind).name for kind in kinds)),
        strata=listed([Name(plan.stratifier_label(name)) for name in names]),
        source=cite("gelman2006"),
    )


def _kinds_of_strata(plan: Plan, names: Sequence[str]) -> list[ComparisonKind]:
    kinds: list[ComparisonKind] = []
    for name in names:
        stratifier = plan.patients.strata[name]
        if stratifier.kind == "continuous":
            kinds.append(ComparisonKind.CONTINUOUS)
            kinds += [ComparisonKind.TWO_GROUPS] if stratifier.cut_point is not None else []
        else:
            kinds.append(comparison_of(len(stratifier.groups), stratifier.kind == "ordered"))
    return [kind for kind in ComparisonKind if kind in kinds]


def _missing(plan: Plan) -> Words:
    within = "a sample" if plan.paired_contrasts else "a value"
    return words(
        "Patients without {within} that a question needs were left out of it; missing values were "
        "not imputed.",
        within=within,
    )


def _software(versions: Mapping[str, str] | None) -> Words:
    named = [
        f"{SOFTWARE_NAMES[name]} {version}"
        for name, version in (versions or {}).items()
        if name in ("explant", "python", "scipy")
    ]
    return words("Analysis: {named}.", named=listed(list(named))) if named else Words()


def brief_results(
    plan: Plan,
    found: Sequence[Answer],
    leading: Sequence[str],
    mark: Callable[[Answer], str],
) -> list[Words]:
    """What a results section says, a sentence a primary question, in at most 300 words.

    Parameters
    ----------
    plan
        The study's plan.
    found
        Rows of ``paired`` and ``between``.
    leading
        Markers that are named, in their order.
    mark
        What stands beside a finding that is not firm.
    """
    if not plan.contrasts:
        return []
    primary = [name for name, asked in plan.contrasts.items() if asked.role == "primary"]
    asked = list(dict.fromkeys([plan.headline, *primary]))
    order = asked[:MOST_QUESTIONS]
    sizes = family_sizes(found)
    said: list[Words] = []
    for contrast in order:
        own = [row for row in found if row.contrast == contrast]
        rows = [row for marker in leading for row in own if row.marker == marker]
        # A question of other markers, such as the ratio of two, is told all the same.
        rows = rows or own[:MOST_NAMED]
        shown = [row for row in rows if row.has_evidence]
        rest = [row for row in rows if not row.has_evidence]
        named = [
            words(
                "{marker} {estimate}({details})",
                marker=marker_name(plan, row.marker),
                estimate=joined([estimate_words(row, plan), ""]) + " "
                if estimate_words(row, plan)
                else "",
                details=joined(
                    [
                        interval_words(row, plan),
                        patients_counted(row),
                        p_words(
                            row,
                            "p_adjusted",
                            adjusted_p_of(row, plan, sizes.get(row.text("family"))),
                            plan.inference.alpha,
                        ),
                        mark(row),
                    ],
                    ", ",
                ),
            )
            for row in shown[:MOST_RESULTS]
        ]
        more = len(shown) - MOST_RESULTS
        parts: list[Words] = []
        if named:
            tail = f" and {counted(more, 'marker')} more" if more > 0 else ""
            parts.append(words("{named}{tail}", named=joined(named, "; "), tail=tail))
        parts += not_found(plan, rest, "for {markers} a difference was not shown")
        if parts:
            said.append(
                words(
                    "{contrast}: {parts}.",
                    contrast=contrast_name(plan, contrast),
                    parts=joined(parts, "; "),
                )
            )
    if rest_of := asked[MOST_QUESTIONS:]:
        others = listed([contrast_name(plan, name) for name in rest_of[:MOST_NAMED]])
        said.append(words("Not told here, but in the tables: {named}.", named=others))
    return [sentence(passage) for passage in said]
