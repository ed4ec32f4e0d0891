"""Checklists of reporting guidelines, filled as far as the plan and the run know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.asked import contrast_name, marker_name
from explant.language.methods.paragraphs.of_questions import expected_directions
from explant.language.references.citing import cite
from explant.language.unit_of_study import WRITTEN
from explant.language.words import Name, Row, Words, listed, words
from explant.numbers import counted, level_text, plain
from explant.pages.checklists import checklist_designs
from explant.pages.checklists.guidelines import GUIDELINES, Guideline
from explant.questions.question import comparisons, explored, pairs_samples


@dataclass(frozen=True)
class Fact:
    """What the run knows of an item, with the anchor of the section that tells more.

    One that only says that there is nothing of the kind does not answer.
    """

    text: Words
    anchor: str
    answers: bool = True


@dataclass(frozen=True)
class Entry:
    """One item of a checklist: what it asks, what is known, what is left to the lab."""

    number: str
    asks: str
    facts: list[Fact]
    lab: str


@dataclass(frozen=True)
class Checklist:
    """A guideline filled as far as the run knows."""

    anchor: str
    name: str
    applies: str
    source: Words
    entries: list[Entry]

    @property
    def known(self) -> int:
        """Number of items of which the run knows something."""
        return sum(any(fact.answers for fact in entry.facts) for entry in self.entries)

    @property
    def open(self) -> int:
        """Number of items that leave something to the lab."""
        return sum(bool(entry.lab) for entry in self.entries)


def checklists(plan: Plan, read: Mapping[str, Sequence[Row]], versions: bool) -> list[Checklist]:
    """Every checklist; which of them applies is for the lab to say.

    Parameters
    ----------
    plan
        The study's plan.
    read
        Rows of the tables, by name; a section stands on the page where its table has rows.
    versions
        Whether the run recorded the versions of its software.
    """
    known = facts(plan, read, versions)
    as_written = plan.patients.called == WRITTEN
    return [_filled(guideline, known, as_written) for guideline in GUIDELINES]


def _filled(guideline: Guideline, known: Mapping[str, Fact], as_written: bool) -> Checklist:
    entries: list[Entry] = []
    for item in guideline.items:
        found = [known[name] for name in item.facts if name in known]
        # An item that the run was to answer alone, and does not, is a gap like any other.
        answered = any(fact.answers for fact in found)
        lab = item.lab or ("" if answered else item.asks[:1].lower() + item.asks[1:])
        entries.append(Entry(item.number, item.asks, found, lab))
    return Checklist(
        f"checklist-{guideline.name.split()[0].lower()}",
        guideline.name,
        f"{guideline.applies} {guideline.of_patients}".rstrip()
        if as_written
        else guideline.applies,
        words("{source}", source=cite(guideline.source)),
        entries,
    )


def facts(plan: Plan, read: Mapping[str, Sequence[Row]], versions: bool) -> dict[str, Fact]:
    """What plan and run know, by the names that the guidelines' items use.

    Parameters
    ----------
    plan
        The study's plan.
    read
        Rows of the tables, by name.
    versions
        Whether the run recorded the versions of its software.
    """
    found = _of_design(plan) | _of_values(plan) | _of_files(versions)
    if plan.contrasts:
        found |= _of_inference(plan) | _of_results(plan, read)
    if read.get("baseline"):
        found |= _of_patients(read["baseline"][0])
    if read.get("problems"):
        found["problems"] = _fact("What was found while reading the spreadsheet is listed.", "data")
    return found


def _fact(text: str | Words, anchor: str) -> Fact:
    return Fact(text if isinstance(text, Words) else Words((text,)), anchor)


def _of_design(plan: Plan) -> dict[str, Fact]:
    found = {
        "design": _fact(checklist_designs.samples(plan), "methods"),
        "unit": _fact("The patient is the unit; replicates are averaged first.", "methods"),
        "missing": _fact("Missing values are not imputed.", "methods"),
        "replicates": _fact("Technical replicates are averaged on the analysis scale.", "methods"),
        "no_outcome": Fact(
            Words(("Not part of this analysis: the plan holds no outcome.",)), "methods", False
        ),
        "no_survival": _fact("Not applicable: there is no survival analysis.", "methods"),
    }
    if pairs_samples(plan):
        found["pairing"] = _fact("Samples of one patient are compared, paired by ID.", "methods")
    if any(len(factor.levels) > 1 for factor in plan.factors.values()):
        refused = plan.patients.unpaired == "refuse"
        found["unpaired"] = _fact(
            "A patient without any sample at one level of a factor is refused as an error."
            if refused
            else "A patient without any sample at one level of a factor is kept.",
            "methods",
        )
    if plan.between_contrasts:
        found["groups"] = _fact(checklist_designs.groups(plan), "methods")
        found["independent"] = _fact(
            "Groups are independent: a patient stands in one of them.", "methods"
        )
    strata = {name: plan.patients.strata[name] for name in explored(plan)}
    if strata:
        found["stratifiers"] = _fact(
            words(
                "Stratifiers: {names}.",
                names=listed([Name(plan.stratifier_label(name)) for name in strata]),
            ),
            "methods",
        )
    cuts = [name for name, declared in strata.items() if declared.cut_point is not None]
    found["cuts"] = _fact(
        words(
            "The cut-point of {names} was declared in the plan and stands beside the number.",
            names=listed([Name(plan.stratifier_label(name)) for name in cuts]),
        )
        if cuts
        else Words(("No cut-point is used.",)),
        "methods",
    )
    return found


def _of_values(plan: Plan) -> dict[str, Fact]:
    names = [marker_name(plan, name) for name in plan.analysed_markers]
    shown: list[Words | Name] = [*names[:8]]
    if len(names) > len(shown):
        shown.append(words("{n} others", n=len(names) - len(shown)))
    found = {
        "markers": _fact(
            words("{n}: {names}.", n=counted(len(names), "marker"), names=listed(shown)),
            "parameters",
        ),
        "scales": _fact("The scale of each marker and its offset are declared.", "methods"),
        "measurements": _fact("Every value with its cell stands in measurements.csv.", "files"),
    }
    if any(marker.detection_limit is not None for marker in plan.markers.values()):
        found["detection"] = _fact("Limits and the rule below them are declared.", "methods")
    ratios = any(plan.markers[name].scale != "linear" for name in plan.analysed_markers)
    found["ratios"] = (
        _fact(checklist_designs.ratios(plan), "methods")
        if ratios
        else _fact("Not applicable: no risk, rate or ratio is reported.", "methods")
    )
    return found


def _of_inference(plan: Plan) -> dict[str, Fact]:
    inference = plan.inference
    primary = [name for name, asked in plan.contrasts.items() if asked.role == "primary"]
    found = {
        "questions": _fact(
            words("{n} with formula, role and family.", n=counted(len(plan.contrasts), "contrast")),
            "methods",
        ),
        "expected": _fact(expected_directions(plan), "methods"),
        "plan": _fact(
            "The whole plan is printed; tests and families were declared in it.", "parameters"
        ),
        "tests": _fact(checklist_designs.tests(plan), "methods"),
        "intervals": _fact(
            words("Intervals of {level}.", level=level_text(inference.confidence)), "methods"
        ),
        "alpha": _fact(words("Two-sided, α = {alpha}.", alpha=plain(inference.alpha)), "methods"),
        "adjustment": _fact("Family by family, by the role of the contrast.", "methods"),
        "bayes": _fact(
            "Bayes factor of the t test; its prior is stated."
            if plan.paired_contrasts
            else "Not applicable: no Bayes factor is computed.",
            "methods",
        ),
    }
    effect_sizes = checklist_designs.effect_sizes(plan)
    if effect_sizes:
        found["effect_sizes"] = _fact(effect_sizes, "methods")
    if primary:
        found["primary"] = _fact(
            words(
                "Primary: {names}.", names=listed([contrast_name(plan, name) for name in primary])
            ),
            "methods",
        )
    return found


def _of_results(plan: Plan, read: Mapping[str, Sequence[Row]]) -> dict[str, Fact]:
    found = {
        "estimates": _fact("Every estimate has its interval, n and p.", "effects"),
        "n": _fact(
            "n stands beside each result, of groups the n of each."
            if plan.between_contrasts
            else "n stands beside each result.",
            "effects",
        ),
        "left_out": _fact("Left out stand beside n; who and why, in differences.csv.", "effects"),
        "digits": _fact("Digits follow the interval; p is exact down to 0.001.", "effects"),
        "spread": _fact(checklist_designs.spread(plan), "effects"),
        "figures": _fact("Every patient's values are drawn.", "effects"),
        "summary": _fact("The first screen says what was found.", "answer"),
        "unanswered": _fact("What the data could not answer is said first.", "answer"),
    }
    if plan.paired_contrasts or set(comparisons(plan)) - {ComparisonKind.UNORDERED_GROUPS}:
        found["detectable"] = _fact(
            "The difference detectable with 80 % power is given.", "effects"
        )
    sections = {
        "anova": ("anova", _fact("Repeated measures, with F, degrees of freedom and p.", "anova")),
        "sensitivity": (
            "sensitivity",
            _fact("Primary results under other choices.", "sensitivity"),
        ),
        "influence": ("influence", _fact("Each patient left out in turn.", "sensitivity")),
        "shape": (
            "diagnostics",
            _fact(
                "Shape of the differences is described; no test was chosen by it.", "diagnostics"
            ),
        ),
        "outliers": (
            "diagnostics",
            _fact("Outliers are flagged and stay in every result.", "diagnostics"),
        ),
        "margins": ("equivalence", _fact("Margins are declared and tested.", "equivalence")),
        "strata": (
            "interactions",
            _fact("Effects are compared between strata; exploratory.", "strata"),
        ),
    }
    found |= {name: fact for name, (table, fact) in sections.items() if read.get(table)}
    along = any(row.text("kind") == "continuous" for row in read.get("interactions", ()))
    if along:
        found["correlation"] = _fact("Spearman's correlation along a number.", "strata")
        found["slopes"] = _fact("The slope along a number with its interval.", "strata")
    else:
        none = _fact("Not applicable: the plan declares no number to follow.", "methods")
        found |= {"correlation": none, "slopes": none}
    if ComparisonKind.ORDERED_GROUPS in comparisons(plan):
        found["slopes"] = _fact("The slope over groups in order, with its interval.", "effects")
    if "anova" not in found and checklist_designs.welch_between(plan):
        found["anova"] = _fact("Welch’s between groups, with its statistic and p.", "effects")
    elif "anova" not in found:
        found["anova"] = _fact("Not applicable: no analysis of variance is made.", "methods")
    return found


def _of_patients(counts: Row) -> dict[str, Fact]:
    n = counts.count("n") or 0
    return {
        "patients": _fact(
            words(
                "{n} {noun}.",
                n=counts.traced("n", str(n)),
                noun="patient" if n == 1 else "patients",
            ),
            "patients",
        ),
        "baseline": _fact("Characteristics with median, range and unknown ones.", "patients"),
    }


def _of_files(versions: bool) -> dict[str, Fact]:
    found = {"files": _fact("Plan, data and every table stand beside the page.", "files")}
    if versions:
        found["software"] = _fact("Packages with their versions.", "files")
    return found
