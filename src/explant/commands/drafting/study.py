"""What a draft says of a study: plain records that ``writing_down/writing`` turns into text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from explant.commands.drafting.sheets.recognised_tables import SheetColumn
from explant.commands.drafting.sheets.restatements import Restating
from explant.commands.drafting.vocabulary_of_drafts import words
from explant.commands.drafting.writing_down.lines import Otherwise
from explant.config.models.sheet_layout import NAME_OF_THE_SHEET, TITLE_ABOVE
from explant.config.names.spellings import folded

AMOUNTS = "reading.amounts"
"""Beginning of the places of headings whose numbers are no groups."""
APART = (NAME_OF_THE_SHEET, TITLE_ABOVE)
"""Where the group of patients stands that have a sheet, or a table, of their own."""
ARMS = frozenset(
    {
        *("group", "arm", "allocation", "randomization", "randomisation", "cohort", "therapy"),
        *("response", "responder", "responders", "outcome", "subtype", "ansprechen", "réponse"),
        *(
            "respuesta",
            "risposta",
            "treatment",
            "genotype",
            "strain",
            "gruppe",
            "groupe",
            "grupo",
            "kohorte",
        ),
        *("gruppo", "groep", "grupp", "ryhmä", "grupa", "组别", "分组", "群", "군", "그룹"),
    }
)
"""Words of headings of groups between which a change within patients is compared."""


@dataclass
class Level:
    """A level of a factor: its name, and the spellings that are written as aliases."""

    name: str
    spellings: list[str]
    where: str
    alike: list[str] = field(default_factory=list)
    """Spellings that may mean the same: a person has to say so."""
    remark: str = ""
    implied: bool = False
    """It is what a name means that says no level."""
    doubtful: str = ""
    """Why it is not sure that the spelling means this level."""


@dataclass
class Factor:
    """A within-patient factor."""

    key: str
    levels: list[Level]
    where: str
    column: str = ""
    others: list[str] = field(default_factory=list)
    """Columns that say the same of each sample: a person has to choose."""
    family: str = ""
    crossed: bool = False
    """Its column says the levels of another factor as well."""
    reference: str = ""
    """Level that the others are compared with, where no word says so."""
    together: list[str] = field(default_factory=list)
    """Columns whose texts together are the level."""
    unsure: str = ""
    """Why a person has to say what it is."""
    asked: str = ""
    """What else is asked of it."""
    otherwise: tuple[Otherwise, ...] = ()
    """What else it may be, each of which is another draft."""


@dataclass
class Measured:
    """A marker."""

    key: str
    columns: list[str]
    where: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    limit: float | None = None
    limit_where: str = ""
    asks_limit: bool = False
    ambiguous: list[str] = field(default_factory=list)
    """Texts that mean not determined, or not detected."""
    implied: bool = False
    """Headings that name levels and no marker are those of this one."""
    asks_percent: bool = False
    """Some cells are shown as percentages, and the heading gives no unit."""
    above: int = 0
    """Values above 100, where the unit is a percentage."""
    remarks: list[str] = field(default_factory=list)


@dataclass
class Property:
    """A property of a patient."""

    key: str
    column: str
    where: str
    kind: str
    unit: str = ""
    values: list[str] = field(default_factory=list)
    groups: bool = False
    """A few texts that several patients share each."""
    section: bool = False
    """It stands in rows of its own above the patients of each group."""
    ids: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """IDs of each group, where texts beside the table name them."""
    order: str = ""
    """Whether the words for its stages have an order: known, or asked; empty if they are none."""

    @property
    def called(self) -> str:
        """Its name for people."""
        return self.key if self.column in APART or self.ids else self.column


@dataclass
class Study:
    """Everything that a draft says."""

    path: str
    patient: str
    patient_where: str
    layout: str
    other_patients: list[str] = field(default_factory=list)
    never_paired: str = ""
    """What it means that no ID has two samples, where samples of one patient are usual."""
    sheet: str | None = None
    other_sheets: list[str] = field(default_factory=list)
    sheets: str | list[str] = "one"
    sheets_asked: str = ""
    """Question whether others are read as well, and the answers that say so."""
    sheets_otherwise: list[Otherwise] = field(default_factory=list)
    patients_sheet: str | None = None
    patients_heading: str = ""
    """Heading of the patient IDs there, where it is another."""
    marker: str = ""
    marker_where: str = ""
    value: str = ""
    value_where: str = ""
    other_values: list[str] = field(default_factory=list)
    """Other columns that may hold the values: a person has to choose."""
    repeated: str = ""
    """Where several rows of a sample stand that no column tells apart."""
    replicate: str = ""
    replicate_where: str = ""
    block: str = ""
    block_where: str = ""
    marker_columns: list[str] = field(default_factory=list)
    """Columns whose texts together are the marker."""
    restating: Restating = field(default_factory=Restating)
    layout_where: str = ""
    odd_rows: list[str] = field(default_factory=list)
    """IDs of rows that do not look like the patients above them."""
    nameless: list[str] = field(default_factory=list)
    """Rows of numbers without an ID, as `row 3`."""
    decimal_where: str = ""
    """A number that the decimal sign decides."""
    measured: list[SheetColumn] = field(default_factory=list)
    """Columns of numbers that are taken for values of the markers."""
    factors: list[Factor] = field(default_factory=list)
    markers: list[Measured] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What was left out, and why."""
    absent: set[tuple[str, ...]] = field(default_factory=set)
    """Combinations of levels, in the order of the factors, of which the sheet holds no value."""

    @property
    def groupings(self) -> list[Property]:
        """Groups of patients that questions compare, where a patient has one sample."""
        return [] if self.factors else [each for each in self.properties if each.groups]

    @property
    def arms(self) -> list[Property]:
        """Groups of patients between whom a change is compared, where a patient has samples of it.

        Their heading says so, or they stand apart, on sheets or under titles: another property may
        be one that nobody asks about.
        """
        named = (
            each
            for each in self.properties
            if each.column in APART or each.ids or ARMS & set(words(each.column))
        )
        return [each for each in named if self.factors and each.groups]


def key_of(text: str, taken: set[str]) -> str:
    """Short name for the config that is not taken yet.

    Examples
    --------
    >>> key_of("Tumor size", {"stage"}), key_of("Tissue", {"tissue"}), key_of("%", set())
    ('tumor_size', 'tissue_2', 'unnamed')
    """
    base = re.sub(r"[^\w]+", "_", folded(text)).strip("_") or "unnamed"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    taken.add(key)
    return key
