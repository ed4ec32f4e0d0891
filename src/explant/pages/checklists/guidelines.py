"""What four guidelines ask a paper to report, item by item, in short words of our own.

SAMPL has no numbered items, so its headings stand for them. Of MIATA the modules are numbered, and
its sub-modules where their letters were checked against the published list.
"""

from dataclasses import dataclass

Facts = tuple[str, ...]
OUTCOME = "an analysis of the outcome, where there is one"


@dataclass(frozen=True)
class Item:
    """One item of a guideline.

    Parameters
    ----------
    number
        Number or heading of the item in the guideline.
    asks
        What it asks for.
    facts
        Names of what the run may know of it, as
        :mod:`explant.pages.checklists.checklists` makes them.
    lab
        What is left for the lab to say; empty where the run can know all of it.
    """

    number: str
    asks: str
    facts: Facts = ()
    lab: str = ""


@dataclass(frozen=True)
class Guideline:
    """A guideline: its name, when it applies, the key of its source, and its items.

    ``of_patients`` is added where the plan does not say what its patients are.
    """

    name: str
    applies: str
    source: str
    items: tuple[Item, ...]
    of_patients: str = ""


SAMPL = Guideline(
    "SAMPL",
    "Applies to every paper with statistics.",
    "sampl2015",
    (
        Item("Guiding principles", "Enough detail to repeat the analysis", ("tests", "files")),
        Item("Guiding principles", "Enough detail for a meta-analysis", ("estimates", "files")),
        Item(
            "Preliminary analyses",
            "What was done to the raw values before the analysis",
            ("scales", "detection", "replicates"),
            "what was done to the values before they entered the spreadsheet (gating, background)",
        ),
        Item("Primary analyses", "Purpose of the analysis", ("questions", "expected")),
        Item("Primary analyses", "Variables, each with its description", ("markers", "baseline")),
        Item(
            "Primary analyses",
            "Smallest difference that would matter",
            ("margins",),
            "which difference would matter to a patient, where the plan declares no margin",
        ),
        Item("Primary analyses", "Main methods, and which was used where", ("tests", "intervals")),
        Item(
            "Primary analyses",
            "Whether the data meet the assumptions",
            ("pairing", "independent", "shape"),
        ),
        Item("Primary analyses", "Adjustment for many tests", ("adjustment",)),
        Item("Primary analyses", "How outlying values were treated", ("outliers",)),
        Item("Primary analyses", "One-sided or two-sided tests, and alpha", ("alpha",)),
        Item("Primary analyses", "Software with its version", ("software",)),
        Item(
            "Supplementary analyses",
            "Other analyses, and which of them were not planned",
            ("strata", "sensitivity", "anova"),
            "which analyses were added to the plan after the data were seen",
        ),
        Item("Numbers and descriptive statistics", "Fitting precision, n of each", ("digits", "n")),
        Item("Numbers and descriptive statistics", "Center and spread", ("baseline", "spread")),
        Item("Risks, rates and ratios", "What is divided by what, with an interval", ("ratios",)),
        Item("Hypothesis tests", "Hypothesis, test, tails, alpha", ("questions", "tests", "alpha")),
        Item(
            "Hypothesis tests", "Estimate with interval, and the exact p", ("estimates", "digits")
        ),
        Item("Association and correlation", "Coefficient, interval, p and n", ("correlation",)),
        Item("Regression", "Purpose, slope with interval, shape of the data", ("slopes",)),
        Item(
            "Analysis of variance or covariance", "Variables, F, degrees of freedom, p", ("anova",)
        ),
        Item("Survival analyses", "Time origin, censoring, curves", ("no_survival",)),
        Item("Bayesian analyses", "Prior, model and what it gives", ("bayes",)),
    ),
)

ARRIVE = Guideline(
    "ARRIVE 2.0",
    "Applies where the samples come from animal experiments.",
    "arrive2020",
    (
        Item("1a", "Groups compared, with their controls", ("design", "groups", "questions")),
        Item("1b", "Experimental unit", ("unit",)),
        Item(
            "2a",
            "Experimental units in each group and in all",
            ("patients", "n"),
            "the number of animals used, where it differs",
        ),
        Item("2b", "How the sample size was decided", ("detectable",), "how n was decided"),
        Item(
            "3a",
            "Criteria of inclusion and exclusion",
            ("unpaired",),
            "criteria for animals and samples, and whether they were set beforehand",
        ),
        Item(
            "3b",
            "What was left out of the analysis, and why",
            ("left_out", "problems"),
            "why samples are missing",
        ),
        Item("3c", "Exact n of each group in each analysis", ("n",)),
        Item(
            "4a", "Whether and how units were randomized", (), "randomization of animals and wells"
        ),
        Item("4b", "How confounders were kept small", ("pairing",), "order of samples and plates"),
        Item("5", "Who was blinded, and when", (), "who knew which sample was which"),
        Item("6a", "All outcomes", ("markers",), "how each was measured"),
        Item("6b", "Primary outcome", ("primary",), "whether the sample size was based on it"),
        Item("7a", "Statistical methods with software", ("tests", "software")),
        Item("7b", "How assumptions were assessed, and what followed", ("shape",)),
        Item("8a", "Species, strain, sex, age, weight", ("baseline",), "the animals in detail"),
        Item(
            "8b", "Origin, health, genetics, earlier procedures", (), "origin and state of animals"
        ),
        Item("9a", "What was done, how and with what", ("design",), "the procedures and reagents"),
        Item("9b", "When and how often", (), "times of procedures and measurements"),
        Item("9c", "Where", (), "the place of the experiments"),
        Item("9d", "Why these procedures", (), "the reason for doses, times and controls"),
        Item("10a", "Description of each group with variability", ("figures", "spread")),
        Item("10b", "Effect sizes with intervals", ("estimates", "effect_sizes")),
        Item("11", "Abstract", ("summary",), "the abstract"),
        Item("12a", "Background and rationale", (), "what was known, and why this study"),
        Item("12b", "Why this species and model", (), "what the model says of people"),
        Item(
            "13", "Objectives and hypotheses", ("questions", "expected"), "the objective in words"
        ),
        Item("14", "Ethical approval", (), "committee, license and relevant law"),
        Item("15", "Housing and husbandry", (), "conditions of housing"),
        Item("16a", "Steps against pain and distress", (), "refinements"),
        Item("16b", "Adverse events", (), "adverse events, or that there were none"),
        Item("16c", "Humane endpoints", (), "endpoints, signs and how often they were looked for"),
        Item("17a", "Interpretation in the light of what is known", (), "the interpretation"),
        Item(
            "17b",
            "Limitations: bias, the model, imprecision",
            ("unanswered", "estimates"),
            "bias and limits of the model",
        ),
        Item("18", "Whether the findings carry over", (), "other species, people, conditions"),
        Item(
            "19", "Whether a protocol was registered", ("plan",), "where the protocol is registered"
        ),
        Item("20", "Where the data are", ("files",), "where the data are deposited"),
        Item("21a", "Competing interests", (), "competing interests"),
        Item("21b", "Funding and the role of funders", (), "funding"),
    ),
    of_patients="What this page calls a patient is then the animal or the experimental unit; "
    "patients.called in the plan gives it its own name.",
)

REMARK = Guideline(
    "REMARK",
    "Applies where a tumor marker is studied for what it says of the course of the disease. This "
    "analysis holds no outcome of patients, so items 7 and 15 to 17 need an analysis of their own.",
    "remark2012",
    (
        Item(
            "1", "Marker, objectives, hypotheses", ("markers", "questions", "expected"), "the aim"
        ),
        Item(
            "2",
            "Patients: source, characteristics, criteria",
            ("patients", "baseline"),
            "source of the patients, and criteria of inclusion and exclusion",
        ),
        Item("3", "Therapy of the patients and how chosen", (), "therapy before the sample"),
        Item(
            "4",
            "Biological material, controls, preservation, storage",
            ("design",),
            "how samples were taken, kept and stored",
        ),
        Item(
            "5",
            "Assay, reagents, quality control, blinding",
            ("replicates", "detection"),
            "assay and reagents, and whether it was done blind to the clinical data",
        ),
        Item(
            "6",
            "How cases were selected; stratification or matching; period and follow-up",
            ("pairing", "groups", "strata"),
            "prospective or retrospective, from when to when, and the follow-up",
        ),
        Item("7", "Clinical endpoints", ("no_outcome",), "endpoints, where there are any"),
        Item("8", "Candidate variables", ("markers", "stratifiers", "groups")),
        Item("9", "Rationale of the sample size", ("detectable",), "how n was decided"),
        Item(
            "10",
            "Statistical methods, assumptions, missing data",
            ("tests", "shape", "missing", "adjustment"),
        ),
        Item("11", "How marker values were handled; cut-points", ("scales", "detection", "cuts")),
        Item(
            "12",
            "Flow of patients and numbers at each step",
            ("patients", "left_out", "n"),
            "patients before those in the spreadsheet",
        ),
        Item(
            "13",
            "Distribution of characteristics and of the marker, with missing values",
            ("baseline", "figures"),
        ),
        Item("14", "Marker against standard prognostic variables", ("strata",)),
        Item("15", "Marker against outcome, one variable at a time", ("no_outcome",), OUTCOME),
        Item(
            "16", "Effects with intervals in models of several variables", ("no_outcome",), OUTCOME
        ),
        Item("17", "Effects with the standard variables in the model", ("no_outcome",), OUTCOME),
        Item(
            "18",
            "Further investigations: assumptions, sensitivity, validation",
            ("sensitivity", "shape", "influence"),
            "validation in other patients",
        ),
        Item("19", "Interpretation and limitations", ("unanswered",), "the interpretation"),
        Item("20", "Implications for research and care", (), "the implications"),
    ),
)

MIATA = Guideline(
    "MIATA",
    "Applies where T cells were assayed.",
    "miata2012",
    (
        Item(
            "1A", "Donors", ("patients", "baseline"), "age, sex, immune status as far as relevant"
        ),
        Item(
            "1B",
            "Source and processing",
            ("design",),
            "how cells were taken and processed, and when",
        ),
        Item(
            "1C", "Cryopreservation and storage", (), "fresh or frozen; medium, times, temperatures"
        ),
        Item("1D", "Cell counting", (), "yield and viability, and how they were measured"),
        Item("2", "The assay: medium and serum", (), "medium and serum, and whether pretested"),
        Item(
            "2", "The assay: procedure", ("design", "replicates"), "reagents, cells a well, times"
        ),
        Item("2", "The assay: controls", (), "controls inside and outside the assay"),
        Item("3", "Data acquisition: equipment and software", (), "instrument, settings, software"),
        Item(
            "3", "Data acquisition: strategy", ("replicates",), "gating or counting, and its review"
        ),
        Item("4", "Interpretation: raw data", ("measurements",), "where the raw files can be had"),
        Item(
            "4",
            "Interpretation: how a response was determined",
            ("tests", "detection", "alpha"),
            "background subtraction before the spreadsheet",
        ),
        Item("5A", "General operation of the laboratory", (), "GLP, GCLP, exploratory or other"),
        Item("5B", "Standardization of procedures", (), "protocols and how far they are fixed"),
        Item("5C", "Qualification or validation of the assay", (), "status of the assay"),
    ),
)

GUIDELINES = (SAMPL, ARRIVE, REMARK, MIATA)
