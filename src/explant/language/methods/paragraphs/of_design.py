"""The methods of the design: samples of a patient, pairing, and what becomes one number."""

from explant.config.models import Plan
from explant.language.asked import factors_with_levels
from explant.language.references.citing import cite
from explant.language.words import Words, joined, words
from explant.numbers import counted
from explant.questions.design import cells
from explant.questions.question import has_fixed_value, pairs_samples, question


def design(plan: Plan) -> Words:
    """Factors, cells, pairing and the unit of analysis."""
    return joined(
        [
            _samples(plan),
            "Samples are paired by patient ID, never by the order of rows."
            if pairs_samples(plan) or not plan.contrasts
            else "Samples belong to patients by their ID, never by the order of rows.",
            _one_number(plan),
            words(
                "The patient is the experimental unit ({source}): technical replicates are "
                "averaged on the analysis scale before anything else.",
                source=cite("lazic2010"),
            ),
            "Several blocks of a patient are averaged within the patient."
            if plan.spreadsheet.columns.block
            else "",
        ]
    )


def _samples(plan: Plan) -> Words:
    if not plan.factors:
        return Words(("Each patient gives one sample.",))
    number = counted(len(cells(plan)), "sample")
    return words(
        "Each patient gives {cells}, one for every {what} of {factors}.",
        cells=f"up to {number}" if plan.patients.unpaired == "keep" else number,
        what="combination" if len(plan.factors) > 1 else "level",
        factors=factors_with_levels(plan),
    )


def _one_number(plan: Plan) -> Words:
    """How the samples of a patient become one number, and what reads it."""
    differences = [question(plan, name).takes_differences for name in plan.contrasts]
    if all(differences):
        return words(
            "A contrast gives each sample of a patient a weight, and so one number per patient, "
            "the paired difference; tests, intervals and effect sizes read only these numbers."
            "{more}",
            more=_polynomials(plan),
        )
    if not plan.factors:
        number = "A contrast takes one number per patient, the value on the analysis scale"
    elif any(differences):
        number = (
            "A contrast gives each sample of a patient a weight, and so one number per patient: a "
            "paired difference, or the value of one sample or the mean of several"
        )
    else:
        number = (
            "A contrast takes one number per patient, the value of one sample or the mean of "
            "several"
        )
    fixed = (
        "; where it is compared with a fixed value, that value is subtracted on the analysis scale"
        if has_fixed_value(plan)
        else ""
    )
    return words(
        "{number}{fixed}. Tests, intervals and effect sizes read only these numbers.{more}",
        number=number,
        fixed=fixed,
        more=_polynomials(plan),
    )


def _polynomials(plan: Plan) -> Words:
    """Coefficients beyond a slope, and weights that the plan declares."""
    asked = plan.contrasts.values()
    curved = any(contrast.trend and contrast.degree > 1 for contrast in asked)
    weighed = any(contrast.weights for contrast in asked)
    return joined(
        [
            "",
            words(
                " A curvature, or a coefficient of a higher degree, is that of the orthogonal "
                "polynomial over the scores of the levels ({source}): it is zero where the levels "
                "lie on a polynomial of a lower degree.",
                source=cite("draper1998"),
            )
            if curved
            else "",
            " Weights that the plan declares sum to zero." if weighed else "",
        ],
        "",
    )
