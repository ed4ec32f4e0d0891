"""What the templates print."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from explant.config.models import Plan
from explant.language.methods.topics import Topic
from explant.language.references.reference import Reference
from explant.language.words import Name, Words
from explant.numbers import level_text
from explant.pages.answers.answer_picture import AnswerPicture
from explant.pages.answers.matrix import Matrix
from explant.pages.checklists.checklists import Checklist
from explant.pages.network.network_section import NetworkView
from explant.pages.page_cells import Listing
from explant.pages.past.past_section import PastView
from explant.pages.patients.first_table import Flow
from explant.pages.patients.patient_rows import PatientsView
from explant.pages.robustness.programs_section import Source
from explant.pages.robustness.simulation_section import Simulation
from explant.pages.robustness.verification_line import SecondOpinion
from explant.questions.question import NumberKind, question

_GROUPS = "comparisons of groups of different patients, without pairing"
MOST_MARKERS_SHOWN = 8
"""Markers with their figure and table on the page that is read; the supplement has the others."""


@dataclass(frozen=True)
class FigureView:
    """A figure as it stands on the page."""

    stem: str
    title: str
    svg: Markup
    text: str


@dataclass(frozen=True)
class Finding:
    """A sentence with its own anchor."""

    sentence: Words
    anchor: str


@dataclass(frozen=True)
class MarkerView:
    """Everything on one marker."""

    anchor: str
    name: Name
    gene: str
    figures: list[FigureView]
    sentences: list[Finding]
    leading: list[Finding]
    results: list[Listing]
    others: list[Listing]


@dataclass(frozen=True)
class Comparisons:
    """Sentences on one contrast by one stratifier, with what they could not show."""

    sentences: list[Words]
    limits: list[Words]
    tables: list[Listing]

    def __bool__(self) -> bool:
        return bool(self.sentences)


@dataclass(frozen=True)
class ContrastSentences:
    """One contrast by one stratifier; the groups of a cut-point stand beside the number."""

    name: Name
    role: str
    main: Comparisons
    at_cut_point: Comparisons


@dataclass(frozen=True)
class StratifierView:
    """Everything on one stratifier."""

    anchor: str
    name: Name
    figures: list[FigureView]
    contrasts: list[ContrastSentences]
    description: Listing


@dataclass(frozen=True)
class SensitivityView:
    """One primary contrast under other choices, and with one patient left out."""

    anchor: str
    name: Name
    figures: list[FigureView]
    sentences: list[Words]
    analyses: Listing
    influence_summary: Words
    influence: list[Words]
    left_out: Listing


@dataclass(frozen=True)
class DiagnosticsView:
    """What the differences look like."""

    figures: list[FigureView]
    sentences: list[Words]
    shapes: Listing


@dataclass(frozen=True)
class Answers:
    """Sentences with the table that holds their numbers."""

    sentences: list[Words]
    table: Listing


@dataclass(frozen=True)
class ModelsView:
    """The contrasts in a linear mixed model, and what varies in it."""

    sentences: list[Words]
    contrasts: Listing
    variances: Listing


@dataclass(frozen=True)
class ProgramsView:
    """One contrast in other programs."""

    name: Name
    sentence: Words
    table: Listing


@dataclass(frozen=True)
class Robustness:
    """What stands beside the results and questions them; a part without a table is empty."""

    equivalence: Answers | None
    trends: Answers | None
    sensitivity: list[SensitivityView]
    diagnostics: DiagnosticsView | None
    mixed_models: ModelsView | None
    programs: list[ProgramsView]
    sources: list[Source]
    second_opinion: SecondOpinion | None = None
    bounds: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """Markers of a large panel by the headline contrast; ``panels`` of them have their own.

    ``file`` is the table, without ``.csv``, that holds the contrast's results.
    """

    contrast: Name
    figures: list[FigureView]
    file: str
    table: Listing
    shown: int
    every: int
    panels: int


@dataclass(frozen=True)
class InWhom:
    """One stratifier: its picture, what was shown, and one sentence for all the rest."""

    anchor: str
    supplement: str
    name: Name
    figures: list[FigureView]
    evidence: list[Words]
    others: Words
    limit: Words


@dataclass(frozen=True)
class FirstScreen:
    """The first screen: the answer in sentences, its picture, and what limits it."""

    sentences: list[Words]
    picture: AnswerPicture | None
    fragile: list[Words]
    left_out: Words


@dataclass(frozen=True)
class ForPaper:
    """What a paper takes along."""

    methods: list[Words]
    results: list[Words]
    legends: list[tuple[str, str]]


@dataclass(frozen=True)
class HowSure:
    """Which verdicts hold when they are asked in other ways."""

    counts: Words
    verdicts: Listing
    simulation: Simulation
    programs: Words


@dataclass(frozen=True)
class Page:
    """What the templates print."""

    plan: Plan
    title: str
    study: Words
    answer: FirstScreen
    flow: Flow | None
    first_table: Listing
    in_whom: list[InWhom]
    how_sure: HowSure
    past: PastView
    paper: ForPaper
    matrix: Matrix | None
    unanswered: list[Words]
    problem_counts: Words
    problems: Listing
    marked_copy: bool
    columns: Listing
    of_data: list[FigureView]
    baseline: Listing
    patients: PatientsView | None
    markers: list[MarkerView]
    ranking: Ranking | None
    of_effects: list[FigureView]
    strata: list[StratifierView]
    anova: Listing
    anova_strata: Listing
    robustness: Robustness
    network: NetworkView | None
    of_network: list[FigureView]
    of_network_lists: list[FigureView]
    contrasts: Listing
    methods: list[Topic]
    methods_references: list[tuple[str, Reference]]
    checklists: list[Checklist]
    parameters: str
    run: Mapping[str, Any]
    references: list[tuple[str, Reference]]
    tables: dict[str, str]
    empty: list[str]
    figures: dict[str, str]
    level: str

    @property
    def formats(self) -> list[str]:
        """Formats of the figures’ files."""
        return self.plan.figures.every_format

    @property
    def shown_markers(self) -> list[MarkerView]:
        """Markers with figure and table on the page that is read: of a large panel, none."""
        return [] if self.ranking else self.markers[:MOST_MARKERS_SHOWN]

    @property
    def limit(self) -> str:
        """Which markers a section of a large panel is about."""
        if self.ranking is None:
            return ""
        return (
            f"Of {self.ranking.every} markers, those with a panel, and those that a figure of this "
            "section shows; every result stands in the tables."
        )

    @property
    def effects_are(self) -> str:
        """What the estimates are, by the contrasts of the plan."""
        within, between = self.plan.paired_contrasts, self.plan.between_contrasts
        alone = [
            name
            for name in within
            if question(self.plan, name).number in (NumberKind.VALUE, NumberKind.FIXED_VALUE)
        ]
        if not between and not alone:
            return "Every estimate is a paired difference within patients."
        parts = []
        if len(alone) < len(within):
            parts.append("paired differences within patients")
        if alone:
            parts.append("values of the patients, each against a number")
        if between:
            parts.append(_GROUPS)
        if parts == [_GROUPS]:
            return "Every estimate compares groups of different patients."
        if len(parts) == 1:
            return f"The estimates are {parts[0]}."
        return f"The estimates are {', or '.join(parts)}; the sentences say which."

    @property
    def not_questioned(self) -> str:
        """Which primary contrasts have no analyses under other choices."""
        between = [
            name
            for name in self.plan.between_contrasts
            if self.plan.contrasts[name].role == "primary"
        ]
        return "Comparisons of groups of patients are not among them." if between else ""

    @property
    def equivalence_level(self) -> str:
        """Level of the interval that is compared with a margin."""
        return level_text(1 - 2 * self.plan.inference.alpha)

    @property
    def has_primary(self) -> bool:
        """Whether the plan calls a contrast primary."""
        return any(contrast.role == "primary" for contrast in self.plan.contrasts.values())
