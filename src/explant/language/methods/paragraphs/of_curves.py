"""The methods of markers that sum up curves: what each number is, and of which fit."""

from explant.config.models import Plan, Summary
from explant.curves.points import FITTED, FULL_LYSIS, points_needed
from explant.language.asked import factor_name, marker_name
from explant.language.references.citing import cite
from explant.language.words import Name, Words, joined, listed, words
from explant.numbers import plain


def curves(plan: Plan) -> list[Words]:
    """How curves became one number; nothing in a study that sums up none."""
    summed = plan.summarized
    if not summed:
        return []
    found = [_number(plan, name, summary) for name, summary in summed.items()]
    factors = dict.fromkeys(summary.over for summary in summed.values())
    gives = {summary.give for summary in summed.values()}
    found.append(
        words(
            "Such a number stands for all levels of {factors} (a summary measure, {source}): a "
            "question that averages over them takes it as it is, and one that compares them is not "
            "asked of it.",
            factors=listed([factor_name(plan, factor) for factor in factors]),
            source=cite("matthews1990"),
        )
    )
    if not gives.isdisjoint(FITTED):
        found.append(
            Words(
                (
                    "Curves are fitted to each patient and condition by itself, by nonlinear least "
                    "squares with equal weights (trust region reflective, the start from a grid).",
                )
            )
        )
    if "lytic_units" in gives:
        found.append(
            Words(
                (
                    "A curve that does not reach the target within the ratios gives a limit, which "
                    "enters as a value beyond detection does.",
                )
            )
        )
    found.append(Words(("Curves without a number, and why, are listed in curves.csv.",)))
    return [joined(found)]


def _number(plan: Plan, name: str, summary: Summary) -> Words:
    shown = {
        "name": marker_name(plan, name),
        "of": marker_name(plan, summary.of),
        "over": factor_name(plan, summary.over),
    }
    along = " (decimal logarithm)" if summary.log else ""
    needed = points_needed(
        summary.give,
        summary.curve,
        len(plan.factors[summary.over].levels),
        bottom=summary.bottom is not None,
        top=summary.top is not None,
    )
    if summary.give == "auc":
        return words(
            "{name} is the area under {of} over {over}{along} by the trapezoidal rule, of patients "
            "who have every level.",
            **shown,
            along=along,
        )
    if summary.give == "slope":
        return words(
            "{name} is the slope of the least-squares line of {of} over {over}{along}, from at "
            "least {needed} levels.",
            **shown,
            along=along,
            needed=str(needed),
        )
    if summary.give == "log_ec50":
        ends = [
            f"{end} {plain(value)}"
            for end, value in (("bottom", summary.bottom), ("top", summary.top))
            if value is not None
        ]
        return words(
            "{name} is the decimal logarithm of the {over} at which a log-logistic curve of {of} "
            "is halfway ({source}){ends}, from at least {needed} levels; where halfway lies beyond "
            "the levels there is no number.",
            **shown,
            source=cite("ritz2005"),
            ends=words(" with {ends}", ends=listed([Name(end) for end in ends])) if ends else "",
            needed=str(needed),
        )
    curve = (
        words("von Krogh's log-logistic curve ({source})", source=cite("pross1981"))
        if summary.curve == "logistic"
        else words("an exponential curve ({source})", source=cite("pross1981"))
    )
    return words(
        "{name} gives lytic units ({source}): {effectors} effectors divided by those that lyse "
        "{target} % of {cells} target cells, the declared target, read from {curve} of {of} over "
        "{over} from 0 to {top} %, of at least {needed} levels.",
        **shown,
        source=cite("bryant1992"),
        effectors=f"{summary.effectors:,.0f}",
        target=plain(summary.target or 0.0),
        cells=f"{summary.target_cells or 0.0:,.0f}",
        curve=curve,
        top=plain(FULL_LYSIS if summary.top is None else summary.top),
        needed=str(needed),
    )
