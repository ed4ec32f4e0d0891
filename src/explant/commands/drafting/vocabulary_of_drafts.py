"""Words that laboratories use in headings: they make a draft readable, they never read values.

What a draft proposes from these lists stands in it as text, for a person to see and to change; a
run knows the words of its own config only.
"""

import functools
import re

from explant.config.names.spellings import folded, squeezed

PATIENT = frozenset(
    folded(
        "patient patients patientin patienten patiente paciente pat pt patientid patid pid "
        "patientnr patientno patientennummer patientennr patientencode patientenid "
        "بیمار بیماران مریض المریض"
    ).split()
)
PERSON = frozenset(
    folded(
        "id subject donor participant case proband probandin spender spenderin individual person "
        "code pseudonym subjectid subjid usubjid donorid caseid sujet donneur donante sujeto "
        "کد شناسه mouse mouseid rat animal animalid maus tier souris raton"
    ).split()
)
SAMPLE = frozenset(folded("sample specimen probe echantillon muestra sampleid نمونه").split())
NUMBERING = frozenset(
    folded("id no nr number nummer num code kennung identifier pseudonym کد شماره رمز رقم").split()
)

HEADINGS: dict[str, str] = {
    "tissue": "tissue gewebe tissu tejido site compartment region organ entnahmeort بافت نسیج",
    "treatment": (
        "treatment treatments treated stimulation stimulus stimulant condition conditions culture "
        "drug arm behandlung bedingung kondition "
        "stimulus kultur traitement tratamiento درمان تیمار شرایط علاج"
    ),
    "time": (
        "time times timepoint timepoints day visit week zeit zeitpunkt tag visite temps tiempo "
        "زمان روز"
    ),
    "dose": "dose dosis concentration konzentration conc cytokineconcentration دوز غلظت",
    "marker": (
        "marker markers analyte gene protein parameter antigen cytokine target readout assay "
        "zytokin gen analyt نشانگر مارکر مؤشر المؤشر"
    ),
    "value": (
        "value values wert werte messwert result results ergebnis measurement reading valeur valor "
        "مقدار نتیجه القیمة"
    ),
    "replicate": (
        "replicate replicates rep repl well duplicate triplicate reader rater observer "
        "replikat wiederholung wdh "
        "replicat تکرار"
    ),
    "population": "population populations subset celltype cells gate phenotype zellpopulation",
    "statistic": "statistic statistics stat metric measure statistik kennzahl",
    "block": (
        "block blocks piece pieces biopsy fragment core cores paraffinblock block_id stück "
        "gewebestück gewebeblock bloc"
    ),
    "unit": "unit units einheit einheiten unite unidad واحد الوحدة",
    "stage": "stage staging stadium stade estadio uicc ajcc مرحله استیج المرحلة",
    "size": (
        "size diameter größe grösse groesse tumorgröße tumorgrösse tumorgroesse durchmesser "
        "taille tamaño اندازه سایز قطر الحجم"
    ),
}
OF_A_PERSON = frozenset(
    folded(
        "age alter edad âge sex geschlecht sexo sexe weight gewicht peso poids height größe talla "
        "bmi passage passages year jahr año année batch experiment exp number nr plate"
    ).split()
)
"""Words in headings of numbers that describe a patient or a culture, and were not measured."""
STATISTIC = re.compile(
    r"%|percent|freq|count|number|events|mean|median|mfi|intensity|anzahl|anteil"
)
ALONE = ("marker", "value", "replicate", "unit", "population", "statistic", "block")
"""Kinds that other words beside them make another: `CD25 rep 1`, `Marker score`."""
ORDERED = ("time", "dose")
SAMPLE_FACTORS = ("tissue", "treatment", "time", "dose")
"""Kinds of headings that say what differs between the samples of a patient."""

LEVELS: dict[str, dict[str, str]] = {
    "tissue": {
        "tumor": (
            "tumor, tumour, t, tu, cancer, carcinoma, ca, lesional, malignant, tumorgewebe, "
            "karzinom, tumeur, tumoral, تومور, توموری, سرطان, سرطانی, ورم, الورم"
        ),
        "normal": (
            "normal, n, adjacent normal, normal adjacent, adjacent, nat, healthy, non-tumor, "
            "nontumor, uninvolved, normalgewebe, gesund, tumorfrei, sain, نرمال, طبیعی, سالم, سلیم"
        ),
        "metastasis": "metastasis, met, mets, metastase, متاستاز",
        "blood": "blood, pbmc, blut, sang, sangre, خون, دم",
    },
    "treatment": {
        "control": (
            "control, ctrl, ctl, co, medium, media, untreated, unstimulated, unstim, us, vehicle, "
            "dmso, mock, pbs, none, kontrolle, unbehandelt, unstimuliert, ohne, contrôle, témoin, "
            "sin tratamiento, کنترل, شاهد, بدون, بدون درمان, ضابطة, -"
        ),
        "treated": "treated, stimulated, stim, behandelt, stimuliert, mit, traité, با, +",
    },
    "time": {
        "before": "before, pre, baseline, vor, vorher, avant, قبل",
        "after": "after, post, nach, nachher, après, بعد",
    },
    "dose": {"low": "low, niedrig", "high": "high, hoch"},
}
REFERENCE = ("control", "normal", "before")
NOTHING = re.compile(r"(?:[a-z]{0,6} ?)?0(?:[.,]0+)?(?: ?[a-zµμ/%]+)?")

WITHOUT = r"(?:no|without|w/o|ohne|sans|sin|بدون|(?<!\w)-) ?"
WITH = r"(?:with|mit|avec|con|با|\+) ?"
CYTOKINE = r"(?:rh?-?)?il ?-? ?[0-9]{1,2}"
SIGNED = r"(?: ?\([+-]\)|[+-](?=$|[\s,;)\]])| [+-](?=$|[)\]]))"
"""With or without what stands before it: ``IL-2 (+)``, ``IL2-``."""
PATTERNS: dict[str, re.Pattern[str]] = {
    "treatment": re.compile(
        rf"(?:(?<![^\W_])|(?<=\s)(?=[+-]))(?:{CYTOKINE}{SIGNED}|"
        rf"(?:{WITHOUT}|{WITH})?{CYTOKINE}[a-z]?|"
        r"lps|pha|cpg|igm|ifn ?-?(?:alpha|beta|gamma|lambda|[abglαβγλ])?|"
        r"tnf ?-?(?:alpha|beta|[abαβ])?|(?:a|anti)-?cd3(?:/(?:cd)?28)?|pma)(?![^\W_])"
    ),
    "time": re.compile(
        r"(?<![^\W_])(?:(?:day|d|tag|week|wk|woche|hour|month|monat|روز|visit) ?[0-9]{1,3}|"
        r"[tv][0-9]{1,3}|"
        r"[0-9]{1,3} ?(?:h|hr|hrs|hours?|days?|tage?|d|weeks?|min))(?![^\W_])"
    ),
    "dose": re.compile(
        r"(?<![^\W_.,])(?:[0-9]+(?:[.,][0-9]+)? ?(?:i?u|[npmuμ]?g|[npuμm]m)(?:/m?l)?|"
        r"(?:dose|conc|c) ?[0-9])(?![^\W_])"
    ),
}


def words(text: str) -> list[str]:
    """Words of a heading, folded."""
    return re.findall(r"[^\W_]+", folded(text))


def id_rank(heading: str) -> int:
    """How surely a heading is that of patient IDs: 1 patient, 2 person or ID, 3 sample, 0 none.

    Examples
    --------
    >>> [id_rank(text) for text in ("Patient-ID", "Donor", "Sample no.", "Tissue", "کد بیمار")]
    [1, 2, 3, 0, 1]
    """
    found = words(heading)
    # The T category of pathology, not the Pt. of a patient.
    if not found or heading.strip() == "pT":
        return 0
    for rank, names in enumerate((PATIENT, PERSON, SAMPLE), start=1):
        if any(word in names for word in found) and all(
            word in names or word in NUMBERING for word in found
        ):
            return rank
    return 0


@functools.cache
def _words_of_headings() -> dict[str, set[str]]:
    return {kind: set(folded(names).split()) for kind, names in HEADINGS.items()}


def heading_kind(heading: str) -> str:
    """What a heading is usually that of: a key of ``HEADINGS``, or empty.

    Examples
    --------
    >>> [heading_kind(text) for text in ("Gewebe", "Time point", "CD25", "Tumor size (cm)")]
    ['tissue', 'time', '', 'size']
    """
    found = [word.rstrip("0123456789") or word for word in words(heading)]
    for kind, known in _words_of_headings().items():
        own = [word for word in found if word in known]
        if len(own) == len(found) > 0 or (own and kind not in ALONE):
            return kind
        if own and all(word in known or word in NUMBERING for word in found):
            return kind
    return ""


@functools.cache
def _names_of_levels() -> dict[str, str]:
    """What each usual spelling means; of two families the first."""
    found: dict[str, str] = {}
    for levels in LEVELS.values():
        for name, spellings in levels.items():
            for spelling in spellings.split(", "):
                found.setdefault(squeezed(spelling), name)
    return found


def level_name(text: str) -> str:
    """What a level's spelling usually means; the spelling itself if it is none of these words.

    Examples
    --------
    >>> [level_name(text) for text in ("Tumour", "medium", "rhIL-2", "+IL2", "- IL-2", "c3")]
    ['tumor', 'control', 'il2', 'il2', 'control', 'c3']
    """
    text = squeezed(text)
    if (name := _names_of_levels().get(text)) is not None:
        return name
    if re.fullmatch(f"{WITHOUT}{CYTOKINE}|{CYTOKINE}\\(?-\\)?", text):
        return "control"
    text = re.sub(rf"^({CYTOKINE})\(?\+\)?$", r"\1", text)
    text = re.sub(f"^{WITH}(?={CYTOKINE})", "", text)
    return re.sub(r"^\+|^rh?-?(?=il)|[\s-]", "", text) or text


def is_reference(text: str) -> bool:
    """Whether a level is what others are compared with: control, normal, before, dose zero.

    Examples
    --------
    >>> [is_reference(text) for text in ("medium", "N", "0 ng/ml", "day 0", "10 nM", "IL-2")]
    [True, True, True, True, False, False]
    """
    return level_name(text) in REFERENCE or NOTHING.fullmatch(folded(text)) is not None
