"""Words that laboratories use in headings: they make a draft readable, they never read values.

What a draft proposes from these lists stands in it as text, for a person to see and to change; a
run knows the words of its own config only.
"""

import functools
import re

from explant.commands.drafting.words_of_headings import (
    HEADINGS,
    NUMBERING,
    PATIENT,
    PERSON,
    SAMPLE,
)
from explant.config.names.spellings import WORD_BEGINS, WORD_ENDS, folded, squeezed

OF_A_PERSON = frozenset(
    folded(
        "age alter edad âge sex geschlecht sexo sexe weight gewicht peso poids height größe talla "
        "età idade leeftijd ålder alder ikä wiek 年龄 年齢 나이 sesso geslacht kön køn 性别 性別 "
        "성별 bmi passage passages year jahr año année batch experiment exp number nr plate"
    ).split()
)
"""Words in headings of numbers that describe a patient or a culture, and were not measured."""
MIDDLES = frozenset({"mean", "average", "median"})
SPREADS = frozenset({"sd", "stdev", "std", "se", "sem", "iqr", "var", "cv"})
"""Words for what sums up replicates, and for how far they lie apart."""
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
            "karzinom, tumeur, tumoral, tumorale, tumore, cáncer, tumorweefsel, tumör, tümör, "
            "tumörvävnad, tumorvæv, tumorvev, kasvain, kasvainkudos, guz, опухоль, "
            "nádor, nádorová, tumorszövet, daganat, όγκος, "
            "肿瘤, 肿瘤组织, 癌, 癌组织, 腫瘤, 腫瘍, 腫瘍組織, がん, 종양, 종양조직, 암, 암조직, "
            "تومور, توموری, سرطان, سرطانی, ورم, الورم"
        ),
        "normal": (
            "normal, n, adjacent normal, normal adjacent, adjacent, adj, adj normal, nat, "
            "adj. normal, healthy, non-tumor, "
            "no tumor, no-tumor, no tumour, without tumor, ohne tumor, sans tumeur, sin tumor, "
            "nontumor, non-tumour, non-tumoral, uninvolved, paracancerous, peritumoral, "
            "normalgewebe, gesund, gesundes, tumorfrei, sain, saine, sano, sana, sadio, sadia, "
            "saudável, adyacente, adiacente, adjacente, normale, gezond, normaal, frisk, rask, "
            "terve, zdrowa, zdrowy, zdravá, zdravý, zdravo, egészséges, sağlam, normal doku, "
            "φυσιολογικός, υγιής, норма, adjacent non-tumor, adjacent healthy, "
            "癌旁, 癌旁组织, 正常, 正常组织, 癌旁正常组织, 旁组织, 正常組織, 非腫瘍, 정상, "
            "정상조직, نرمال, طبیعی, سالم, سلیم"
        ),
        "metastasis": "metastasis, met, mets, metastase, 转移, 転移, 전이, متاستاز",
        "lymph node": "lymph node, lymph nodes, ln, lymphknoten",
        "blood": "blood, pbmc, blut, sang, sangre, sangue, bloed, blod, 血液, 外周血, 혈액, خون, "
        "دم",
    },
    "treatment": {
        "control": (
            "control, ctrl, ctl, co, medium, media, untreated, unstimulated, unstim, us, vehicle, "
            "veh, dmso, mock, pbs, none, no treatment, no stimulation, no stim, non-stimulated, "
            "resting, saline, isotype, isotype control, igg, igg control, kontrolle, "
            "unbehandelt, unstimuliert, ohne, contrôle, témoin, "
            "non stimulé, non traité, sin tratamiento, sin estimular, controllo, non stimolato, "
            "non trattato, controle, onbehandeld, ongestimuleerd, kontroll, kontrol, obehandlad, "
            "ostimulerad, ubehandlet, ustimuleret, kontrolli, kontrola, контроль, uyarılmamış, "
            "对照, 对照组, 對照, 空白, 空白对照, 未处理, 未刺激, 溶剂对照, 対照, コントロール, "
            "無刺激, 未処理, 대조, 대조군, 무처리, 무자극, "
            "کنترل, شاهد, بدون, بدون درمان, ضابطة, -, unst, nonstim, non-stim, no stimulus, w/o, "
            "without, without stimulation, without treatment, ohne stimulation, ohne stimulus, "
            "ohne zusatz, ohne behandlung, kein, keine, sans, sans stimulation, sans traitement, "
            "sin, "
            "sin estímulo, sin estimulación, senza, senza stimolo, senza stimolazione, "
            "senza trattamento, sem estímulo, sem estimulação, sem tratamento, zonder, "
            "zonder stimulatie, utan, utan stimulering, uden, uden stimulering, uten, "
            "uten stimulering, ilman, bez, brak, bez stymulacji, без, без стимуляции, "
            "medium alone, medium only, medium control, media alone, media only, media control, "
            "culture medium, complete medium, plain medium, naive medium, naïve medium, nil, ut, "
            "ctr, not treated, non treated, non-treated, nontreated, not stimulated, "
            "non stimulated, no cytokine, no cytokines, cytokine free, cytokine-free, no drug, "
            "nur medium, medium allein, nicht behandelt, nicht stimuliert, milieu seul, "
            "solo medio, no tratado, sin tratar, não tratado, niet behandeld"
        ),
        "treated": (
            "treated, stimulated, stim, behandelt, stimuliert, mit, traité, stimulé, estimulado, "
            "tratado, stimolato, trattato, gestimuleerd, behandeld, stimulerad, behandlad, "
            "stimuleret, behandlet, 处理, 处理组, 刺激, 처리, با, +"
        ),
    },
    "time": {
        "before": (
            "before, pre, baseline, basal, vor, vorher, avant, antes, prima, före, før, ennen, "
            "治疗前, 术前, 用药前, 投与前, 術前, 治療前, 前, 치료전, قبل, до, до лечения, "
            "voor, przed, před, öncesi, önce"
        ),
        "after": (
            "after, post, nach, nachher, après, después, dopo, depois, efter, etter, jälkeen, "
            "治疗后, 术后, 用药后, 投与後, 術後, 治療後, 後, 后, 치료후, بعد, после, "
            "после лечения, sonrası, sonra"
        ),
        "follow-up": "follow-up, follow up, followup, suivi, seguimiento, 随访, フォローアップ",
    },
    "dose": {"low": "low, niedrig", "high": "high, hoch"},
}
TISSUE_WORDS = frozenset(
    folded(
        "tissue tissues gewebe tissu tissus tejido tejidos tessuto tessuti tecido tecidos weefsel "
        "vävnad væv vev kudos tkanka ткань sample biopsy biopsie biopsia mucosa schleimhaut "
        "muqueuse parenchyma 组织 組織 조직"
    ).split()
)
"""Words that belong to the name of a tissue beside them."""
ORGANS = frozenset(
    folded(
        "breast colon lung liver kidney skin pancreas prostate ovary thyroid bladder stomach bowel "
        "brust darm lunge leber niere haut sein côlon poumon foie rein peau mama mamario mammaire "
        "pulmón hígado riñón piel mammella polmone fegato rene pelle"
    ).split()
)
"""Words that name the organ of a tissue."""
STAGES = (
    "early localized localised initial früh frühes précoce precoce temprano temprana precoz "
    "inicial iniziale vroeg tidig tidlig varhainen wczesny wczesne 早期 초기",
    "intermediate mittel intermédiaire intermedio intermedia 中期 중기",
    "late advanced metastatic spät fortgeschritten tardif avancé avancée avanzado avanzada "
    "avanzato avançado tardio laat gevorderd sen avancerad fremskreden levinnyt zaawansowany "
    "zaawansowane 晚期 進行 进展期 후기 진행",
)
"""Words for stages, the lowest first."""
REFERENCE = ("control", "normal", "before")
NOTHING = re.compile(r"(?:[a-z]{0,6} ?)?0(?:[.,]0+)?(?: ?[a-zµμ/%]+)?")

WITHOUT = (
    r"(?:no|without|w/o|minus|ohne|sans|sin|senza|sem|zonder|utan|uden|uten|ilman|bez|без|بدون|"
    r"(?<!\w)-) ?"
)
WITH = r"(?:with|w/|plus|mit|avec|con|com|med|با|\+) ?"
CYTOKINE = r"(?:rh?-?)?il ?-? ?[0-9]{1,2}"
SIGNED = r"(?: ?\([+-]\)|[+-](?=$|[\s,;)\]])| [+-](?=$|[)\]])|[ -]?free)"
"""With or without what stands before it: ``IL-2 (+)``, ``IL2-``, ``IL-2-free``."""
ADDED = (
    r"lps|pha|cpg|igm|ifn ?-?(?:alpha|beta|gamma|lambda|[abglαβγλ])?|"
    r"tnf ?-?(?:alpha|beta|[abαβ])?|(?:(?:a|anti|α)[ -]?)?cd3/(?:(?:a|anti|α)[ -]?)?(?:cd)?28|"
    r"(?:anti[ -]?|α[ -]?|a)cd[0-9]{1,3}[a-z]?|"
    r"(?:a|anti|α)[ -]?(?:cd3|cd28|cd40|pd-?l?-?1|ctla-?4|lag-?3|tim-?3|tigit|ox40|4-1bb|"
    rf"tgf-?[bβ]?|{CYTOKINE}r?a?)|[a-z]{{4,}}mab|pma(?: ?[+/&]? ?iono(?:mycin)?)?"
)
"""What is added to a culture, besides cytokines."""
PATTERNS: dict[str, re.Pattern[str]] = {
    "treatment": re.compile(
        rf"(?:{WORD_BEGINS}|(?<=\s)(?=[+-]))(?:{CYTOKINE}{SIGNED}|"
        rf"(?:{WITHOUT}|{WITH})?{CYTOKINE}[a-z]?|{ADDED}){WORD_ENDS}"
    ),
    "time": re.compile(
        rf"{WORD_BEGINS}(?:(?:day|d|tag|week|wk|woche|hour|month|monat|روز|visit) ?[0-9]{{1,3}}|"
        r"[tv][0-9]{1,3}|c[0-9]{1,2}d[0-9]{1,3}|(?:(?:follow[ -]?up|suivi|after|nach|après|post) )?"
        r"(?<![a-z]-)[0-9]{1,3} ?(?:h|hrs?|hours?|stunden|std|min|d|days?|tage?|jours?|días?|"
        r"weeks?|wks?|wochen?|semaines?|semanas?|mo|months?|monate?|mois|mes|meses|mesi|years?|天|"
        r"小时|日|周|个月)(?! ?[0-9]))" + WORD_ENDS
    ),
    "dose": re.compile(
        r"(?<![^\W_.,])(?:[0-9]+(?:[.,][0-9]+)? ?(?:i?u|[npmuμ]?g|[npuμm]m)(?:/m?l)?|"
        r"[0-9]+(?:[.,][0-9]+)? ?: ?1(?![:0-9])|"
        r"(?:dose|conc|c) ?[0-9])(?![^\W_])"
    ),
}

TOGETHER = r"(?: ?[+&/,] ?| (?:and|plus|und|et|y|e|och|og|ja|en|with|mit|avec|con) )"
JOINED = re.compile(r" ?[+&] ?| (?:and|plus|und|et|y) ")
"""What joins two treatments."""
NUMBERED_NAMES = frozenset(
    folded(
        "granzyme granzym gzm cyclin caspase il interleukin cluster cl hla collagen claudin "
        "galectin cathepsin annexin laminin integrin keratin mucin factor vitamin type typ subtype "
        "group gruppe groupe arm cohort drug compound inhibitor panel pool peptide antigen gene "
        "protein stim signature module pathway component pc umap tsne grade phase line clone c "
        "scaffold matrix gel material surface coating implant formulation device diet vaccine "
        "adjuvant"
    ).split()
)
"""Words whose number or letter tells one thing from another: ``Granzyme B`` is no replicate."""
ONE = rf"(?:{CYTOKINE}[a-z]?|{ADDED})"
SLASHED = rf"{CYTOKINE}(?:/-?[0-9]{{1,2}}(?! ?[\w%.,]))+"
"""Cytokines of which only the first is named whole: IL-2/15."""
ANY = rf"(?:{SLASHED}|{ONE})"
COMBINED = re.compile(
    rf"(?:{WORD_BEGINS}|(?<=\s)(?=[+-]))(?P<sign>{WITHOUT}|{WITH})?"
    rf"(?P<parts>{SLASHED}(?:{TOGETHER}{ANY})*|{ONE}(?:{TOGETHER}{ANY})+){WORD_ENDS}"
    r"(?! ?\([+-]\)|[+-])"
)
"""Treatments that are given together: ``IL-2 + IL-15``, ``anti-CD3/CD28 and IL-2``."""
SIGNED_TOGETHER = re.compile(
    rf"{WORD_BEGINS}{CYTOKINE} ?\(?[+-]\)?(?:[ ,/_]*{CYTOKINE} ?\(?[+-]\)?)+{WORD_ENDS}"
)
"""Treatments each with its sign: ``IL-2+ IL-15-``."""


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
    found = ["".join(found)] if "".join(found) in PERSON else found
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
        if own and all(word in known or word in NUMBERING or word == "name" for word in found):
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
    >>> [level_name(text) for text in ("IL-15 & IL-2", "IL-2+ IL-15-", "tissu sain")]
    ['il15+il2', 'il2', 'normal']
    """
    text, written = squeezed(text), folded(text)
    if (name := _names_of_levels().get(text)) is not None:
        return name
    if (together := _together(written)) is not None:
        return together
    bare = " ".join(word for word in words(written) if word not in TISSUE_WORDS)
    if bare and bare != written and (name := _names_of_levels().get(squeezed(bare))) is not None:
        return name
    if re.fullmatch(rf"{WITHOUT}{CYTOKINE}|{CYTOKINE}(?:\(?-\)?|-?free)", text):
        return "control"
    text = re.sub(rf"^({CYTOKINE})\(?\+\)?$", r"\1", text)
    text = re.sub(f"^{WITH}(?={CYTOKINE})", "", text)
    return re.sub(r"^\+|^rh?-?(?=il)|[\s-]", "", text) or text


def _together(written: str) -> str | None:
    """Name of treatments that are given together; None if a text is not that."""
    if match := COMBINED.fullmatch(written):
        if match["sign"] and re.fullmatch(WITHOUT, match["sign"]):
            return "control"
        whole = re.sub(
            SLASHED, lambda own: "+".join(re.findall(r"[0-9]+", own.group())), match["parts"]
        )
        whole = re.sub(r"(?:(?<=^)|(?<=\+))(?=[0-9])", "il-", whole)
        parts = re.findall(rf"{ONE}(?={TOGETHER}{ONE}|$)", whole)
        return "+".join(sorted(map(level_name, parts))) if len(parts) > 1 else None
    if SIGNED_TOGETHER.fullmatch(written):
        signed = re.findall(rf"({CYTOKINE}) ?\(?([+-])", written)
        return "+".join(sorted(level_name(name) for name, sign in signed if sign == "+")) or (
            "control"
        )
    return None


def stage_rank(text: str) -> int | None:
    """Place of a word for a stage among the others, the lowest first; None if it is no such word.

    Examples
    --------
    >>> [stage_rank(text) for text in ("early", "Avancé", "stade précoce", "晚期", "basal")]
    [0, 2, 0, 2, None]
    """
    found = [
        rank for rank, names in enumerate(STAGES) if set(words(text)) & set(folded(names).split())
    ]
    return found[0] if len(found) == 1 else None


def is_reference(text: str) -> bool:
    """Whether a level is what others are compared with: control, normal, before, dose zero.

    Examples
    --------
    >>> [is_reference(text) for text in ("medium", "N", "0 ng/ml", "day 0", "10 nM", "IL-2")]
    [True, True, True, True, False, False]
    """
    bare = " ".join(word for word in words(text) if word not in ORGANS)
    named = level_name(text) in REFERENCE or (bool(bare) and level_name(bare) in REFERENCE)
    return named or NOTHING.fullmatch(folded(text)) is not None
